//! The files of a project to the disk.
//!
//! Comes in: files. Goes out: the same in a folder, or a finding for each that is there already. It never opens a file
//! that is there for writing.

use std::collections::BTreeMap;
use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use hookwright_build::Finding;
use hookwright_build::diagnostic::{Diagnostic, Style};

use crate::finding;
use crate::folder::slashed;

/// Files by their paths in the project.
pub(super) type Files = BTreeMap<String, Vec<u8>>;

/// Writes all, or nothing where one of them is there already.
pub(super) fn write(out: &Path, files: &Files, style: Style) -> Result<(), Vec<Finding>> {
    let there: Vec<Finding> = files
        .keys()
        .map(|name| out.join(name))
        .filter(|path| path.symlink_metadata().is_ok())
        .map(|path| finding::plain(&taken(&path), style))
        .collect();
    if !there.is_empty() {
        return Err(there);
    }
    files.iter().try_for_each(|(name, bytes)| {
        let path = out.join(name);
        one(&path, bytes).map_err(|error| {
            let found = match error.kind() {
                ErrorKind::AlreadyExists => taken(&path),
                _ => Diagnostic::error("output::disk", format!("`{}`: {error}", slashed(&path))),
            };
            vec![finding::plain(&found, style)]
        })
    })
}

fn one(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    // Also where it came into being a moment ago.
    fs::File::create_new(path)?.write_all(bytes)
}

fn taken(path: &Path) -> Diagnostic {
    Diagnostic::error("output::exists", format!("`{}` is there already", slashed(path)))
        .help("choose another folder with `--out`, or move it away")
}
