//! OpenAPI Overlay 1.0: changes to the root document that stand in a file of their own.
//!
//! Comes in: the root's tree and an overlay's. Goes out: the changed tree, in which what the overlay
//! brought keeps its place in the overlay. `$ref`s in it count from the root document.

use std::path::Path;

use super::Documents;
#[cfg(not(feature = "overlay"))]
use crate::diagnostic::Diagnostic;

impl Documents {
    /// Applies an overlay to the root document; what is wrong goes to the collector.
    #[cfg(not(feature = "overlay"))]
    pub fn overlay(&mut self, path: &Path) {
        let message = format!("the overlay `{}` cannot be applied", path.display());
        self.sink.push(
            Diagnostic::error("overlay::disabled", message)
                .why("the feature `overlay` of hookwright-build is off")
                .help("write `hookwright-build = { version = \"…\", features = [\"overlay\"] }`"),
        );
    }

    /// Applies an overlay to the root document; what is wrong goes to the collector.
    #[cfg(feature = "overlay")]
    pub fn overlay(&mut self, path: &Path) {
        let number = self.open(&super::loader::path_text(path));
        let overlay = match self.file_at(number) {
            Ok((_, node)) => node.clone(),
            Err(found) => return self.sink.push(found),
        };
        self.stand_for(overlay.span.source, 0);
        let sink = self.sink.clone();
        if let Some(root) = self.root_mut() {
            super::action::apply(&overlay, root, &sink);
        }
    }
}
