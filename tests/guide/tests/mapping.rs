//! docs/mapping.md, construct by construct: the types that it shows are those that are made of its schemas, and payloads
//! are judged as it says. `UPDATE=1` writes both.

#![allow(missing_docs, clippy::all, reason = "the generated module has its own")]

use std::fs;

use hookwright_guide::markdown::{Block, Page};
use hookwright_guide::root;

hookwright::include_webhooks!("mapping");

const MADE: &str = include_str!(concat!(env!("OUT_DIR"), "/mapping/payload.rs"));

/// The types whose names begin with one of these, as a reader wants to see them.
fn shown(names: &[&str]) -> String {
    let is_ours = |item: &str| {
        let name =
            item.lines().find_map(|line| line.strip_prefix("pub struct ").or(line.strip_prefix("pub enum ")));
        name.is_some_and(|name| names.iter().any(|ours| name.starts_with(ours)))
    };
    let plain = |item: &str| {
        let lines =
            item.lines().filter(|line| !["///", "#["].iter().any(|sign| line.trim_start().starts_with(sign)));
        let code: Vec<&str> = lines.take_while(|line| !line.starts_with("::hookwright")).collect();
        code.join("\n").replace("::hookwright::", "").trim_end().to_owned()
    };
    let items: Vec<String> = MADE.split("\n\n").filter(|item| is_ours(item)).map(plain).collect();
    items.join("\n\n") + "\n"
}

/// What is said of a payload.
fn verdict(event: &str, payload: &str) -> String {
    match mapping::Event::from_slice(event, payload.as_bytes()) {
        Ok(_) => "fits".to_owned(),
        Err(violations) => violations.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "),
    }
}

/// The names that a block of schemas defines; the first is the event.
fn names(block: &Block) -> Vec<&str> {
    let heads = block.text.lines().filter(|line| !line.starts_with(' '));
    heads.filter_map(|line| line.split(':').next()).collect()
}

#[test]
fn types_and_verdicts_are_as_the_page_says() {
    let path = root().join("docs/mapping.md");
    let text = fs::read_to_string(&path).expect("the page is there");
    let blocks = Page::read(&text).blocks;
    let mut wanted: Vec<(usize, String)> = Vec::new();
    let mut known: Vec<&str> = Vec::new();
    for block in &blocks {
        match block.note.as_str() {
            "schema" => known = names(block),
            "made" => wanted.push((block.line, shown(&known))),
            "read" => {
                let payloads = block.text.lines().filter_map(|line| line.split(" → ").next());
                let judged = payloads.map(|payload| format!("{payload} → {}\n", verdict(known[0], payload)));
                wanted.push((block.line, judged.collect()));
            }
            _ => {}
        }
    }
    assert!(wanted.len() >= 20, "{}", wanted.len());
    let current =
        |line: usize| blocks.iter().find(|block| block.line == line).map(|block| block.text.clone());
    let differ: Vec<_> = wanted.iter().filter(|(line, text)| current(*line).as_ref() != Some(text)).collect();
    if std::env::var_os("UPDATE").is_some_and(|value| value == "1") {
        fs::write(&path, with(&text, &wanted)).expect("the page can be written");
    } else {
        assert!(differ.is_empty(), "docs/mapping.md differs (`UPDATE=1` writes it): {differ:#?}");
    }
}

/// The page with other texts in the blocks at these lines.
fn with(page: &str, wanted: &[(usize, String)]) -> String {
    let (mut out, mut inside) = (String::new(), false);
    for (number, line) in (1..).zip(page.lines()) {
        let begins = wanted.iter().find(|(at, _)| *at == number);
        inside &= line != "```";
        if !inside {
            out = out + line + "\n";
        }
        if let Some((_, text)) = begins {
            (out, inside) = (out + text, true);
        }
    }
    out
}
