//! A document as a file, or as it was at a revision of git.
//!
//! Comes in: `PATH` or `REVISION:PATH`. Goes out: a file that can be read, and the names to show for it. The documents
//! of a revision are written to a folder of its own, since a document may refer to others; git is asked by its plumbing.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::scratch::Scratch;

/// One side of the comparison.
pub(super) struct Document {
    path: PathBuf,
    /// The folder that goes with it, and what stands for it in reports.
    checkout: Option<(Scratch, String)>,
}

impl Document {
    /// A file that is there is a file; otherwise what stands before a colon is a revision.
    pub(super) fn open(text: &str) -> Result<Self, String> {
        let revision = text.split_once(':').filter(|(revision, path)| revision.len() > 1 && !path.is_empty());
        match revision.filter(|_| !Path::new(text).exists()) {
            Some((revision, path)) => checked_out(revision, path),
            None => Ok(Self { path: text.into(), checkout: None }),
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// A text in which files of the folder are called by their revision.
    pub(super) fn named(&self, text: &str) -> String {
        let Some((folder, revision)) = &self.checkout else { return text.to_owned() };
        let folder = format!("{}/", folder.path().display().to_string().replace('\\', "/"));
        text.replace(&folder, &format!("{revision}:"))
    }
}

fn checked_out(revision: &str, path: &str) -> Result<Document, String> {
    if revision.starts_with('-') {
        return Err(format!("`{revision}` is no revision"));
    }
    let top = PathBuf::from(git(None, &["rev-parse", "--show-toplevel"], &[])?.trim_end());
    let commit = git(None, &["rev-parse", "--verify", "--quiet", &format!("{revision}^{{tree}}")], &[])
        .map_err(|problem| or(problem, &format!("there is no revision `{revision}` in this repository")))?;
    let commit = commit.trim_end();
    // As git has it: from the top, unless it begins with a dot.
    let prefix = git(None, &["rev-parse", "--show-prefix"], &[])?;
    let path = if path.starts_with("./") || path.starts_with("../") {
        normal(&format!("{}{path}", prefix.trim_end()))
    } else {
        normal(path)
    };
    git(None, &["cat-file", "-e", &format!("{commit}:{path}")], &[])
        .map_err(|problem| or(problem, &missing(revision, &path, prefix.trim_end())))?;
    let folder = Scratch::new()?;
    let index = folder.path().join(".index");
    let at_top = Some((top.as_path(), index.as_path()));
    git(at_top, &["read-tree", commit], &[])?;
    let files = git(at_top, &["ls-files", "-z", "--", "*.yaml", "*.yml", "*.json", &path], &[])?;
    let prefix = format!("--prefix={}/", folder.path().display());
    git(at_top, &["checkout-index", "-z", "--stdin", "--force", "--quiet", &prefix], files.as_bytes())?;
    Ok(Document { path: folder.path().join(&path), checkout: Some((folder, revision.to_owned())) })
}

fn missing(revision: &str, path: &str, prefix: &str) -> String {
    let hint = if prefix.is_empty() {
        String::new()
    } else {
        format!(
            "; paths begin at the top of the repository: `{revision}:{prefix}{path}` or `{revision}:./{path}`"
        )
    };
    format!("there is no file `{path}` at the revision `{revision}`{hint}")
}

/// A failure of git to start is said as such; what it refused is said in better words.
fn or(problem: String, words: &str) -> String {
    if problem.starts_with("git cannot") { problem } else { words.to_owned() }
}

/// A path without `.` and `..`.
fn normal(path: &str) -> String {
    let mut out: Vec<&str> = Vec::new();
    let path = path.replace('\\', "/");
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(out.pop()),
            part => out.push(part),
        }
    }
    out.join("/")
}

/// Runs git without a shell, at a folder with an index of its own where they are given.
fn git(at: Option<(&Path, &Path)>, arguments: &[&str], input: &[u8]) -> Result<String, String> {
    let mut command = Command::new("git");
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    if let Some((folder, index)) = at {
        command.current_dir(folder).env("GIT_INDEX_FILE", index);
    }
    let cannot = |error: std::io::Error| format!("git cannot be run, which a revision needs: {error}");
    let mut child = command.spawn().map_err(cannot)?;
    if let Some(mut stdin) = child.stdin.take() {
        // git says itself what is wrong where it does not read on.
        let _ = stdin.write_all(input);
    }
    let output = child.wait_with_output().map_err(cannot)?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        let said = String::from_utf8_lossy(&output.stderr);
        Err(format!("git {} failed: {}", arguments.first().unwrap_or(&""), said.trim()))
    }
}
