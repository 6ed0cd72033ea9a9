//! The folder of a catalog: what is read from the user's templates, written, and removed.
//!
//! Comes in: files. Goes out: the same on the disk, and a line about it. Nothing is touched that does not bear our mark.

use std::collections::HashMap;
use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use hookwright_build::Finding;
use hookwright_build::diagnostic::{Diagnostic, Style};
use hookwright_build::render::FileSet;

use super::MARK;
use crate::{finding, folder};

/// The user's templates, by name.
pub(super) fn templates(root: Option<&Path>) -> Result<HashMap<String, String>, String> {
    let mut found = HashMap::new();
    let Some(root) = root else { return Ok(found) };
    let said = |path: &Path, error: io::Error| format!("{}: {error}", path.display());
    for name in hookwright_templates::SITE.iter().map(|(name, _)| *name) {
        let path = root.join(name);
        match fs::read_to_string(&path) {
            Ok(text) => drop(found.insert(name.to_owned(), text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(said(&path, error)),
        }
    }
    if found.is_empty() {
        let names: Vec<&str> = hookwright_templates::SITE.iter().map(|(name, _)| *name).collect();
        return Err(format!("{} holds no template; their names are {}", root.display(), names.join(", ")));
    }
    Ok(found)
}

/// What became of the files.
pub(super) struct Written {
    /// So many were new, or differed.
    pub(super) written: usize,
    /// So many of an earlier run are gone.
    pub(super) removed: usize,
}

impl Written {
    /// The same in words.
    pub(super) fn words(&self) -> String {
        let removed = if self.removed == 0 { String::new() } else { format!(", {} removed", self.removed) };
        match self.written {
            0 => format!("all current{removed}"),
            written => format!("{written} written{removed}"),
        }
    }
}

/// Writes what differs, and removes what an earlier run wrote and this one did not.
pub(super) fn write(root: &Path, files: &FileSet, style: Style) -> Result<Written, Vec<Finding>> {
    folder::refuse_foreign(root, files.keys(), MARK, style)?;
    settle(root, files)
        .map_err(|error| vec![finding::plain(&Diagnostic::error("output::disk", error.to_string()), style)])
}

fn settle(root: &Path, files: &FileSet) -> io::Result<Written> {
    let mut written = 0;
    let mut made = PathBuf::new();
    for (name, text) in files {
        let path = root.join(name);
        if is_current(&path, text) {
            continue;
        }
        if let Some(parent) = path.parent().filter(|parent| *parent != made) {
            fs::create_dir_all(parent).map_err(|error| at(parent, &error))?;
            made = parent.to_owned();
        }
        fs::write(&path, text).map_err(|error| at(&path, &error))?;
        written += 1;
    }
    let stale = stale(root, files)?;
    for path in &stale {
        fs::remove_file(path).map_err(|error| at(path, &error))?;
    }
    Ok(Written { written, removed: stale.len() })
}

fn is_current(path: &Path, text: &str) -> bool {
    let same_size = fs::metadata(path).is_ok_and(|data| data.len() == text.len() as u64);
    same_size && fs::read(path).is_ok_and(|bytes| bytes == text.as_bytes())
}

/// Files of an earlier run with the same endings as these, in the folders that a catalog has.
fn stale(root: &Path, files: &FileSet) -> io::Result<Vec<PathBuf>> {
    let endings: Vec<&str> =
        files.keys().filter_map(|name| name.rsplit_once('.')).map(|(_, ending)| ending).collect();
    let mut found = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).map_err(|error| at(&folder, &error))? {
            let entry = entry.map_err(|error| at(&folder, &error))?;
            let path = entry.path();
            // Links may lead anywhere.
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) && may_be_ours(root, &path) {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(root).map(folder::slashed).unwrap_or_default();
            let has_ending = endings.iter().any(|ending| name.ends_with(&format!(".{ending}")));
            if has_ending && !files.contains_key(&name) && is_ours(&path) {
                found.push(path);
            }
        }
    }
    Ok(found)
}

/// Whether a catalog may have made this folder: they are three deep at most, and none is hidden.
fn may_be_ours(root: &Path, folder: &Path) -> bool {
    let below = folder.strip_prefix(root).map(folder::slashed).unwrap_or_default();
    below.matches('/').count() < 3
        && !below.split('/').any(|part| part.starts_with('.') || part == "node_modules")
}

fn is_ours(path: &Path) -> bool {
    let mut start = Vec::new();
    let read = fs::File::open(path).and_then(|file| file.take(80).read_to_end(&mut start));
    let first = String::from_utf8_lossy(&start);
    read.is_ok() && first.lines().next().is_some_and(|line| line.contains(MARK))
}

fn at(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}
