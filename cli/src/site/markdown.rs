//! The files of a catalog in Markdown.
//!
//! Comes in: APIs. Goes out: a file for each event and an index. It must not touch the disk.

use hookwright_build::render::FileSet;
use hookwright_templates::{Error, Site};

use super::api::Api;

/// All files.
#[expect(clippy::unnecessary_wraps, reason = "templates may fail")]
pub(super) fn files(_apis: &[Api], _site: &Site) -> Result<FileSet, Error> {
    Ok(FileSet::new())
}
