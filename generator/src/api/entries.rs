//! Small questions to nodes that every room of reading asks.

use crate::diagnostic::Diagnostic;
use crate::document::{Entry, Node};

/// HTTP methods of a path item, in the order of the specification.
const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

/// The text of a `$ref`.
pub(super) fn text_of(reference: &Node) -> Result<&str, Diagnostic> {
    reference.as_str().ok_or_else(|| {
        Diagnostic::error("reference::not_text", "`$ref` must be a text")
            .label(reference.span, format!("this is {}", reference.kind()))
    })
}

/// The entries of a mapping; none where it is missing.
pub(super) fn entries(node: Option<&Node>) -> impl Iterator<Item = &Entry> {
    node.and_then(Node::as_mapping).into_iter().flat_map(|mapping| mapping.iter())
}

/// The operations of a path item with their methods, in capitals where they are not of the fixed set.
pub(super) fn operations(item: &Node) -> Vec<(String, &Node)> {
    let mut found: Vec<(String, &Node)> = entries(Some(item))
        .filter(|entry| METHODS.contains(&&*entry.key) && entry.value.as_mapping().is_some())
        .map(|entry| (entry.key.to_string(), &entry.value))
        .collect();
    found
        .extend(entries(item.get("additionalOperations")).map(|entry| (entry.key.to_string(), &entry.value)));
    found
}

/// Whether `x-webhooks` maps names to path items; another tool family keeps settings there.
pub(super) fn looks_like_webhooks(map: &Node) -> bool {
    let is_item =
        |item: &Node| item.get("$ref").is_some() || !operations(item).is_empty() || is_callback(item);
    map.as_mapping()
        .is_some_and(|mapping| mapping.is_empty() || mapping.iter().any(|entry| is_item(&entry.value)))
}

/// Whether an entry maps expressions to path items, as a callback does; some documents write
/// their webhooks so.
pub(super) fn is_callback(entry: &Node) -> bool {
    operations(entry).is_empty() && entries(Some(entry)).any(|below| !operations(&below.value).is_empty())
}

/// What is wrong with an entry that should be a path item.
pub(super) fn not_a_path_item(name: &str, item: &Node) -> Option<Diagnostic> {
    let complain = |at: &Node, what: &str| {
        Diagnostic::error("webhook::not_a_path_item", format!("the webhook `{name}` is no path item"))
            .label(at.span, format!("{what} is expected, this is {}", at.kind()))
            .help("write `post:` with a `requestBody` below the name")
    };
    if item.as_mapping().is_none() {
        return Some(complain(item, "a mapping of methods to operations"));
    }
    entries(Some(item))
        .find(|entry| METHODS.contains(&&*entry.key) && entry.value.as_mapping().is_none())
        .map(|entry| complain(&entry.value, "an operation"))
}
