//! The last touch to rows: their places in the page, and their descriptions as HTML.
//!
//! Comes in: rows whose page is known. Goes out: the same, ready for a template. It must not know templates.

use std::collections::HashSet;

use super::field::Field;
use super::prose;

/// So many rows are shown at once; where there are more, those below others are folded.
const FEW: usize = 48;

/// Makes the rows of a page ready; their ids begin with `prefix`.
pub(super) fn finish(root: &mut Field, prefix: &str, ids: &mut HashSet<String>) {
    let is_open = count(root) <= FEW;
    root.about = prose::html(&root.description, None);
    for field in &mut root.fields {
        place(field, prefix, "", is_open, ids);
    }
}

fn count(field: &Field) -> usize {
    1 + field.fields.iter().map(count).sum::<usize>()
}

fn place(field: &mut Field, prefix: &str, path: &str, is_open: bool, ids: &mut HashSet<String>) {
    let whole = format!("{path}{}", field.step);
    let said = if field.step.is_empty() { format!("{path} {}", field.name) } else { whole.clone() };
    whole.trim_start_matches('.').clone_into(&mut field.path);
    field.id = id(prefix, &said, ids);
    field.about = prose::html(&field.description, None);
    field.is_open = is_open;
    for below in &mut field.fields {
        place(below, prefix, &whole, is_open, ids);
    }
}

/// A place in the page that no other row has.
fn id(prefix: &str, path: &str, ids: &mut HashSet<String>) -> String {
    let is_kept = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let words: Vec<&str> = path.split(|c: char| !is_kept(c)).filter(|word| !word.is_empty()).collect();
    let base = format!("{prefix}{}", words.join("-"));
    let mut free = base.clone();
    let mut number = 2;
    while !ids.insert(free.clone()) {
        free = format!("{base}-{number}");
        number += 1;
    }
    free
}
