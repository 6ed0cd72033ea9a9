//! A folder of its own, and the binary run in it.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::SystemTime;

use serde_json::Value;

/// A document of the repository, as a path that can be used anywhere.
pub(crate) fn spec(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs").join(name).to_string_lossy().into_owned()
}

/// An empty folder that is gone after the test.
pub(crate) struct Folder(pub(crate) PathBuf);

/// What a run gave.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Folder {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path =
            Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("cli-{}-{number}", std::process::id()));
        fs::create_dir_all(&path).expect("a folder for the test");
        Self(path)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("it is below the folder")).expect("a folder for the file");
        fs::write(path, text).expect("a file for the test");
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// When each file below was written.
    pub(crate) fn times(&self, name: &str) -> Vec<(PathBuf, SystemTime)> {
        let mut found = Vec::new();
        let mut folders = vec![self.path(name)];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).expect("it is there") {
                let path = entry.expect("readable").path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let modified =
                        fs::metadata(&path).and_then(|data| data.modified()).expect("times are kept");
                    found.push((path, modified));
                }
            }
        }
        found.sort();
        found
    }

    /// Runs the binary here.
    pub(crate) fn run<I: IntoIterator<Item: AsRef<OsStr>>>(&self, arguments: I) -> Ran {
        self.run_with(&[], arguments)
    }

    /// The same with these variables set.
    pub(crate) fn run_with<I: IntoIterator<Item: AsRef<OsStr>>>(
        &self,
        variables: &[(&str, &str)],
        arguments: I,
    ) -> Ran {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hookwright"));
        command.envs(variables.iter().copied()).current_dir(&self.0);
        let output = command.args(arguments).output().expect("the binary runs");
        Ran {
            code: output.status.code().expect("it was not killed"),
            out: String::from_utf8(output.stdout).expect("text"),
            err: String::from_utf8(output.stderr).expect("text"),
        }
    }

    /// Runs the binary here; standard output is one JSON value.
    pub(crate) fn json<I: IntoIterator<Item: AsRef<OsStr>>>(&self, arguments: I, code: i32) -> Value {
        let ran = self.run(arguments);
        assert_eq!((ran.code, ran.err.as_str()), (code, ""), "{ran:?}");
        serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {}", ran.out))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
