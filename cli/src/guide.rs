//! Commands that the guide shows are commands that there are.
//!
//! Comes in: pages of the guide. Goes out: nothing, or the lines that clap does not take. It is a test, and nothing else.

use std::fs;
use std::path::Path;

use clap::Parser as _;
use clap::error::ErrorKind;

use crate::args::Arguments;

/// Lines of blocks of commands, with what is continued in one.
fn lines(page: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut fence: Option<&str> = None;
    let mut open = String::new();
    for line in page.lines() {
        match (fence, line.strip_prefix("```")) {
            (None, Some(language)) => fence = Some(language),
            (Some(_), Some(_)) => fence = None,
            (Some("console" | "text"), None) => {
                open.push_str(line.trim_start().trim_start_matches("$ ").trim_end_matches('\\'));
                if !line.ends_with('\\') {
                    found.push(std::mem::take(&mut open));
                }
            }
            _ => {}
        }
    }
    found
}

/// The words of a command as a shell has them, up to a pipe or a redirection.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), String::new(), None);
    for c in line.chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '\'' | '"') => quote = Some(c),
            (None, ' ') if word.is_empty() => {}
            (None, ' ') => words.push(std::mem::take(&mut word)),
            (_, c) => word.push(c),
        }
    }
    words.push(word);
    let end = words.iter().position(|word| ["|", ">", "&&", ";"].contains(&word.as_str()));
    words.truncate(end.unwrap_or(words.len()));
    words.retain(|word| !word.is_empty());
    words
}

#[test]
fn the_guide_shows_commands_that_there_are() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folder = fs::read_dir(root.join("docs")).expect("the guide is there").flatten();
    let pages = folder.map(|entry| entry.path()).chain([root.join("README.md")]);
    let mut count = 0;
    let mut found = Vec::new();
    for page in pages.filter(|path| path.extension().is_some_and(|ending| ending == "md")) {
        let text = fs::read_to_string(&page).expect("pages are text");
        // Usages and what is to be filled in are no commands.
        let whole = |line: &String| line.starts_with("hookwright ") && !line.contains(['<', '[']);
        for line in lines(&text).into_iter().filter(whole) {
            count += 1;
            let mut words = words(&line);
            // Said by a variable.
            if ["endpoints", "deliveries"].contains(&words[1].as_str()) && !line.contains("--store") {
                words.extend(["--store".to_owned(), "sqlite:shop.db".to_owned()]);
            }
            // Values may be files that are not here.
            let unseen = [ErrorKind::ValueValidation, ErrorKind::DisplayHelp];
            if let Err(error) = Arguments::try_parse_from(words)
                && !unseen.contains(&error.kind())
            {
                found.push(format!("{}: {line}\n{error}", page.display()));
            }
        }
    }
    assert!(count > 40 && found.is_empty(), "{count}\n{}", found.join("\n"));
}
