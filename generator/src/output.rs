//! From a file set to the disk: the only room, beside the loader, that touches it.
//!
//! Writes what changed, removes what this generator wrote before and does not write any more, and
//! can say without writing whether the disk is current.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::render::{FileSet, MARKER};

/// What a write did, or what it would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Files that are new or differ.
    pub written: Vec<PathBuf>,
    /// Files that were already as they should be.
    pub current: Vec<PathBuf>,
    /// Files of an earlier generation that are not part of this one.
    pub stale: Vec<PathBuf>,
}

impl Changes {
    /// Whether the disk already held exactly this generation.
    #[must_use]
    pub fn is_current(&self) -> bool {
        self.written.is_empty() && self.stale.is_empty()
    }
}

/// Compares the files with the disk.
///
/// # Errors
///
/// When a folder or file that exists cannot be read.
pub fn check(root: &Path, files: &FileSet) -> io::Result<Changes> {
    let mut changes = Changes::default();
    for (name, text) in files {
        let path = root.join(name);
        match fs::read(&path) {
            Ok(bytes) if bytes == text.as_bytes() => changes.current.push(path),
            Ok(_) => changes.written.push(path),
            Err(error) if error.kind() == io::ErrorKind::NotFound => changes.written.push(path),
            Err(error) => return Err(at(&path, &error)),
        }
    }
    changes.stale = stale(root, files)?;
    Ok(changes)
}

/// Writes what differs and removes what is stale.
///
/// # Errors
///
/// When the disk refuses; the message names the file.
pub fn write(root: &Path, files: &FileSet) -> io::Result<Changes> {
    let changes = check(root, files)?;
    for path in &changes.written {
        let name = path.strip_prefix(root).unwrap_or(path).to_string_lossy().replace('\\', "/");
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(|error| at(parent, &error))?;
        }
        fs::write(path, files.get(&name).map_or("", String::as_str)).map_err(|error| at(path, &error))?;
    }
    for path in &changes.stale {
        fs::remove_file(path).map_err(|error| at(path, &error))?;
    }
    Ok(changes)
}

/// Writes one file, unless it is already as it should be.
pub(crate) fn write_one(path: &Path, text: &str) -> io::Result<()> {
    if fs::read(path).is_ok_and(|bytes| bytes == text.as_bytes()) {
        return Ok(());
    }
    fs::write(path, text).map_err(|error| at(path, &error))
}

/// Files in the folders of the set that bear our first line and are not in the set.
fn stale(root: &Path, files: &FileSet) -> io::Result<Vec<PathBuf>> {
    let mut folders: Vec<PathBuf> =
        files.keys().filter_map(|name| root.join(name).parent().map(Path::to_path_buf)).collect();
    folders.sort();
    folders.dedup();
    let expected: Vec<PathBuf> = files.keys().map(|name| root.join(name)).collect();
    let mut found = Vec::new();
    for folder in folders {
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(at(&folder, &error)),
        };
        for entry in entries {
            let path = entry.map_err(|error| at(&folder, &error))?.path();
            if !expected.contains(&path) && is_ours(&path) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

fn is_ours(path: &Path) -> bool {
    use std::io::Read as _;
    let mut start = vec![0; MARKER.len()];
    path.extension().is_some_and(|ext| ext == "rs")
        && fs::File::open(path).and_then(|mut file| file.read_exact(&mut start)).is_ok()
        && start == MARKER.as_bytes()
}

fn at(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}
