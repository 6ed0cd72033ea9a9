//! The guide as its tests see it: pages, links, headings, blocks of code.
//!
//! Comes in: Markdown. Goes out: what stands in it, with lines. It must not know what a block means; that is for the
//! tests, one for each kind.

pub mod markdown;
pub mod walk;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The workspace.
///
/// # Panics
///
/// Where this crate stands in none.
#[must_use]
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).expect("below the workspace").to_path_buf()
}

/// The pages of the guide and what else a reader of the repository meets, by their paths from the workspace.
#[must_use]
pub fn pages() -> BTreeMap<String, String> {
    markdown::pages(&root())
}
