//! Which webhooks are whole: after this nobody asks again.
//!
//! A webhook is broken when something that it reaches is broken. Without `keep_going` that is an
//! error; with it the webhook is skipped, said as a warning, and the others are generated.

use std::collections::HashSet;

use super::nodes::{Api, Valid};
use super::read::Draft;
use super::wishes::Wishes;
use crate::diagnostic::{Diagnostic, Diagnostics, Level, nearest};

/// A checked api and what was left out.
#[derive(Debug)]
pub struct Checked<'a> {
    /// The webhooks that can be generated.
    pub api: Valid<Api<'a>>,
    /// The names of the webhooks that cannot, each with the first thing that is wrong.
    pub skipped: Vec<(String, Diagnostic)>,
    /// Counts of operations by origin: webhooks, x-webhooks, callbacks.
    pub counts: [usize; 3],
}

/// Checks a draft.
pub fn check<'a>(
    mut draft: Draft<'a>,
    wishes: &Wishes<'_>,
    keep_going: bool,
    sink: &Diagnostics,
) -> Checked<'a> {
    let mut skipped = std::mem::take(&mut draft.broken);
    let mut whole = Vec::new();
    for webhook in std::mem::take(&mut draft.api.webhooks) {
        match first_broken(&draft, &webhook.name) {
            None => whole.push(webhook),
            Some(errors) => skipped.push((webhook.name, errors)),
        }
    }
    draft.api.webhooks = whole;
    report(&skipped, keep_going, sink);
    note_emptiness(&draft, wishes, skipped.is_empty(), sink);
    let skipped =
        skipped.into_iter().filter_map(|(name, errors)| Some((name, errors.into_iter().next()?))).collect();
    Checked { api: Valid::new(draft.api), skipped, counts: draft.counts }
}

/// What is wrong with something that a webhook reaches.
fn first_broken(draft: &Draft<'_>, name: &str) -> Option<Vec<Diagnostic>> {
    let mut seen: HashSet<&str> = HashSet::new();
    let mut stack: Vec<&str> = draft.needs.get(name)?.iter().map(String::as_str).collect();
    while let Some(key) = stack.pop() {
        if !seen.insert(key) {
            continue;
        }
        if let Some(errors) = draft.broken_schemas.get(key) {
            return Some(errors.clone());
        }
        stack.extend(draft.needs.get(key).into_iter().flatten().map(String::as_str));
    }
    None
}

fn report(skipped: &[(String, Vec<Diagnostic>)], keep_going: bool, sink: &Diagnostics) {
    for (name, errors) in skipped {
        for error in errors {
            let mut found = error.clone();
            if keep_going {
                found.level = Level::Warning;
                found.why = Some(format!("the webhook `{name}` needs it and is skipped"));
            } else if found.help.is_none() {
                found.help =
                    Some(format!("the webhook `{name}` needs it; `--keep-going` generates the others"));
            }
            sink.push(found);
        }
    }
}

/// A document without webhooks, or a filter that lets none through, is a mistake.
fn note_emptiness(draft: &Draft<'_>, wishes: &Wishes<'_>, nothing_skipped: bool, sink: &Diagnostics) {
    if !draft.api.webhooks.is_empty() || !nothing_skipped || sink.has_errors() {
        return;
    }
    if draft.names.is_empty() {
        sink.push(
            Diagnostic::error("document::no_webhooks", "this document has no webhooks")
                .label(draft.span, "an OpenAPI document")
                .why("it has neither `webhooks`, `x-webhooks` nor an operation with `callbacks`"),
        );
        return;
    }
    let globs: Vec<&str> = wishes.only.iter().map(glob::Pattern::as_str).collect();
    let mut found = Diagnostic::error(
        "config::only_matches_nothing",
        format!("no webhook matches `{}`", globs.join("`, `")),
    );
    let close = globs.iter().find_map(|glob| nearest(glob, draft.names.iter().map(String::as_str)));
    found = found.help(match close {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("the document has {}", shortened(&draft.names)),
    });
    sink.push(found);
}

fn shortened(names: &[String]) -> String {
    let shown: Vec<String> = names.iter().take(5).map(|name| format!("`{name}`")).collect();
    let more = names.len().saturating_sub(5);
    if more == 0 { shown.join(", ") } else { format!("{} and {more} more", shown.join(", ")) }
}
