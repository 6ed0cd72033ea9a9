//! A file that is removed when its test is over.

use std::path::{Path, PathBuf};

pub struct File(PathBuf);

impl File {
    pub fn new(name: &str) -> Self {
        let file =
            Self(std::env::temp_dir().join(format!("hookwright-durable-{name}-{}.db", std::process::id())));
        file.remove();
        file
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    fn remove(&self) {
        for end in ["", "-wal", "-shm"] {
            let mut path = self.0.clone().into_os_string();
            path.push(end);
            let _ = std::fs::remove_file(path);
        }
    }
}

impl Drop for File {
    fn drop(&mut self) {
        self.remove();
    }
}
