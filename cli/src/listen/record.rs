//! Requests in a file, a line of JSON each.
//!
//! Comes in: requests. Goes out: lines; and back. It must not judge.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use hookwright::contract::judge::{Arrival, Line};

use crate::said::Problem;

/// A file that grows.
pub(super) struct Record {
    file: File,
    path: PathBuf,
}

impl Record {
    /// Appends to the file; it is made where it is not there. Payloads are people's: others than its owner can't read it.
    pub(super) fn open(path: &Path) -> Result<Self, Problem> {
        let mut options = OpenOptions::new();
        options.append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path).map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(Self { file, path: path.to_owned() })
    }

    /// One line, whole: it is on its way to the disk when the next request is shown.
    pub(super) fn add(&mut self, arrival: &Arrival) -> Result<(), Problem> {
        let wrong = |error: &dyn std::fmt::Display| format!("{}: {error}", self.path.display());
        let mut line = serde_json::to_string(&arrival.line()).map_err(|error| wrong(&error))?;
        line.push('\n');
        self.file.write_all(line.as_bytes()).map_err(|error| wrong(&error).into())
    }
}

/// The requests of a file.
pub(super) fn read(path: &Path) -> Result<Vec<Arrival>, Problem> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let arrival = |(at, line): (usize, &str)| {
        let read = serde_json::from_str::<Line>(line).map_err(|error| error.to_string());
        read.and_then(Arrival::from_line)
            .map_err(|error| format!("{}:{}: {error}", path.display(), at + 1).into())
    };
    lines.map(arrival).collect()
}
