//! What stands below the options of a command: examples, exit codes.
//!
//! Comes in: the text as it was declared. Goes out: its sections. A line that is not indented is the head of one.

use clap::Command;

/// A section.
pub(super) struct Note {
    /// Without the colon.
    pub(super) title: String,
    /// Without the indentation that all have.
    pub(super) lines: Vec<String>,
}

impl Note {
    /// Whether its lines are sentences, and no code.
    pub(super) fn is_prose(&self) -> bool {
        let first = self.lines.first().and_then(|line| line.chars().next());
        !self.is_example() && first.is_some_and(char::is_uppercase)
    }

    fn is_example(&self) -> bool {
        self.title.starts_with("Example")
    }

    /// Whether its lines are a list of words with meanings, and no code.
    pub(super) fn rows(&self) -> Option<Vec<(&str, &str)>> {
        let row = |line: &'_ String| line.split_once("  ").map(|(word, _)| word.len());
        let is_list = !self.is_example() && self.lines.iter().all(|line| row(line).is_some());
        is_list.then(|| {
            let split = |line: &'_ String| line.find("  ").unwrap_or(line.len());
            self.lines.iter().map(|line| (line[..split(line)].trim(), line[split(line)..].trim())).collect()
        })
    }
}

/// The sections of a command.
pub(super) fn notes(command: &Command) -> Vec<Note> {
    let text = command.get_after_long_help().map(ToString::to_string).unwrap_or_default();
    let mut all: Vec<Note> = Vec::new();
    for line in text.lines() {
        let inner = line.strip_prefix("  ");
        match (inner, all.last_mut()) {
            (None, _) if !line.is_empty() => {
                let title = line.trim_end_matches(':').to_owned();
                all.push(Note { title, lines: Vec::new() });
            }
            (inner, Some(note)) => note.lines.push(inner.unwrap_or_default().to_owned()),
            _ => {}
        }
    }
    for note in &mut all {
        while note.lines.last().is_some_and(String::is_empty) {
            note.lines.pop();
        }
    }
    all
}
