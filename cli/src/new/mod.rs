//! `hookwright new`, as one paragraph: document, words, files, disk.
//!
//! Comes in: a name and wishes. Goes out: a project that builds as it stands. Nothing of the user's is overwritten.

mod disk;
mod document;
mod events;
mod project;
mod wishes;
mod words;

use std::path::PathBuf;
use std::process::ExitCode;

use serde_json::json;

use crate::folder::slashed;
use crate::said::{self, Problem, Said};
use crate::text;
use document::Document;
pub(crate) use wishes::Wishes;
use words::Words;

/// 0 made, 1 a no of the document or the disk.
pub(crate) fn run(wishes: &Wishes) -> ExitCode {
    said::finish(wishes.format, made(wishes), 1)
}

fn made(wishes: &Wishes) -> Result<Said, Problem> {
    let style = text::style();
    let out = wishes.out.clone().unwrap_or_else(|| PathBuf::from(&wishes.name));
    let document = Document::open(wishes, style)?;
    let words = Words::new(wishes, &document, &out)?;
    let mut files = project::files(wishes, &words, style)?;
    files.extend(document.files);
    disk::write(&out, &files, style)?;
    let folder = slashed(&out);
    let names: Vec<String> = files.keys().map(|name| slashed(&out.join(name))).collect();
    let events: Vec<&str> = words.shown().collect();
    let json = json!({
        "name": wishes.name,
        "template": wishes.template.name(),
        "folder": folder,
        "spec": words.spec,
        "events": document.generated.summary.events,
        "shown": events,
        "files": names,
        "errors": [],
    });
    let text = format!(
        "made {folder}: {}, code for {} of {}\nnext:\n  cd {folder}\n  cargo test\nREADME.md says how it goes on\n",
        text::counted(files.len(), "file"),
        events.len(),
        text::counted(document.generated.summary.events, "event"),
    );
    Ok(Said::yes(text, json))
}
