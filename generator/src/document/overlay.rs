//! OpenAPI Overlay 1.0: changes to the root document that stand in a file of their own.

use std::path::Path;

use super::Documents;
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
}
