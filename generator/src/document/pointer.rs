//! JSON Pointer (RFC 6901) over nodes, and back from a place to its pointer.

use super::node::{Node, Value};
use crate::source::Span;

/// A token as it stands in a pointer.
#[must_use]
pub fn escape(token: &str) -> String {
    token.replace('~', "~0").replace('/', "~1")
}

/// A token of a pointer as it is meant.
#[must_use]
pub fn unescape(token: &str) -> String {
    token.replace("~1", "/").replace("~0", "~")
}

/// A token that counts entries of a list: digits without a leading zero.
pub(super) fn index(token: &str) -> Option<usize> {
    let plain = token == "0" || (!token.starts_with('0') && token.bytes().all(|b| b.is_ascii_digit()));
    if plain { token.parse().ok() } else { None }
}

/// The pointer of the deepest node of a tree that holds a place.
#[must_use]
pub(super) fn pointer_of(root: &Node, span: Span) -> String {
    let mut pointer = String::new();
    let mut node = root;
    while let Some((token, below)) = step(node, span) {
        pointer.push('/');
        pointer.push_str(&token);
        node = below;
    }
    pointer
}

fn step(node: &Node, span: Span) -> Option<(String, &Node)> {
    match &node.value {
        Value::Mapping(mapping) => {
            let holds =
                mapping.iter().find(|entry| entry.key_span.contains(span) || reaches(&entry.value, span))?;
            Some((escape(&holds.key), &holds.value))
        }
        Value::Sequence(list) => {
            let at = list.iter().position(|item| reaches(item, span))?;
            Some((at.to_string(), &list[at]))
        }
        _ => None,
    }
}

/// Whether a place is in a node or below it; a tree may hold parts of another file (overlays).
fn reaches(node: &Node, span: Span) -> bool {
    if node.span.source == span.source {
        return node.span.contains(span);
    }
    match &node.value {
        Value::Mapping(mapping) => {
            mapping.iter().any(|entry| entry.key_span.contains(span) || reaches(&entry.value, span))
        }
        Value::Sequence(list) => list.iter().any(|item| reaches(item, span)),
        _ => false,
    }
}
