//! The actions of an overlay: what their targets select is merged with, or taken out.

use serde_json_path::JsonPath;

use super::mapping::Mapping;
use super::node::{Node, Value};
use super::pointer;
use crate::diagnostic::{Diagnostic, Diagnostics};

/// One action.
struct Action<'o> {
    /// Its target's node, for findings.
    place: &'o Node,
    target: JsonPath,
    change: Change<'o>,
}

enum Change<'o> {
    Remove,
    Update(&'o Node),
}

/// Applies the actions of an overlay in their order.
pub(super) fn apply(overlay: &Node, root: &mut Node, sink: &Diagnostics) {
    let Some(actions) = sink.take(actions(overlay, sink)) else { return };
    // What targets select is asked of the tree as JSON, which is made anew when the tree has changed.
    let mut json = None;
    for action in actions {
        let Some(action) = sink.take(read(action)) else { continue };
        let seen = json.get_or_insert_with(|| root.to_json());
        let selected = action.target.query_located(seen).dedup();
        let pointers: Vec<String> = selected.locations().map(|at| at.to_json_pointer()).collect();
        if pointers.is_empty() {
            sink.push(no_match(&action));
            continue;
        }
        json = None;
        change(root, &action, &pointers, sink);
    }
}

fn actions<'o>(overlay: &'o Node, sink: &Diagnostics) -> Result<&'o [Node], Diagnostic> {
    let invalid = |node: &Node, text: &str| {
        Diagnostic::error("overlay::invalid", "this is no overlay")
            .label(node.span, text)
            .help("an overlay is `overlay: 1.0.0` with a list `actions`")
    };
    let Some(version) = overlay.get("overlay") else {
        return Err(invalid(overlay, "`overlay: 1.0.0` is missing"));
    };
    let text = version.as_str().or_else(|| version.as_number()).unwrap_or_default();
    if text != "1" && !text.starts_with("1.0") {
        let found = Diagnostic::warning("overlay::version", "this version of Overlay is not known");
        sink.push(found.label(version.span, "read as if it were 1.0.0"));
    }
    let Some(actions) = overlay.get("actions") else {
        return Err(invalid(overlay, "`actions` is missing"));
    };
    actions.as_sequence().ok_or_else(|| invalid(actions, "a list is expected here"))
}

fn read(action: &Node) -> Result<Action<'_>, Diagnostic> {
    let invalid = |text: &str| {
        Diagnostic::error("overlay::invalid", "this action cannot be read")
            .label(action.span, text)
            .help("an action has a `target`, and `update` or `remove: true`")
    };
    let place = action.get("target").ok_or_else(|| invalid("`target` is missing"))?;
    let text = place.as_str().ok_or_else(|| invalid("`target` must be a text"))?;
    let target = JsonPath::parse(text).map_err(|error| {
        Diagnostic::error("overlay::target", format!("`{text}` is no JSONPath"))
            .label(place.span, error.message().to_owned())
            .help("a target is a JSONPath by RFC 9535, such as `$.webhooks['order.created']`")
    })?;
    let remove = action.get("remove").and_then(Node::as_bool) == Some(true);
    let change = match action.get("update") {
        _ if remove => Change::Remove,
        Some(update) => Change::Update(update),
        None => return Err(invalid("it neither updates nor removes")),
    };
    Ok(Action { place, target, change })
}

fn no_match(action: &Action<'_>) -> Diagnostic {
    Diagnostic::warning("overlay::no_match", "this action does nothing")
        .label(action.place.span, "this selects nothing in the document")
        .help("the document may have changed; compare the target with it")
}

fn change(root: &mut Node, action: &Action<'_>, pointers: &[String], sink: &Diagnostics) {
    match action.change {
        Change::Remove => {
            // From behind, so that the numbers of entries still to come stay right.
            let mut pointers: Vec<Vec<String>> = pointers.iter().map(|at| tokens(at)).collect();
            pointers.sort_by(|a, b| compare(b, a));
            for tokens in pointers {
                if !remove(root, &tokens) {
                    sink.push(wrong_kind(action.place, "the root of the document cannot be removed"));
                }
            }
        }
        Change::Update(update) => {
            for pointer in pointers {
                let Some(node) = find(root, &tokens(pointer)) else { continue };
                let fits = node.as_mapping().is_none() || update.as_mapping().is_some();
                if fits {
                    update_target(node, update);
                } else {
                    let text = format!("this is {}, but the target is a mapping", update.kind());
                    sink.push(wrong_kind(update, &text).label(action.place.span, "the target"));
                }
            }
        }
    }
}

fn wrong_kind(node: &Node, text: &str) -> Diagnostic {
    Diagnostic::error("overlay::wrong_kind", "this action does not fit its target").label(node.span, text)
}

fn tokens(pointer: &str) -> Vec<String> {
    pointer.split('/').skip(1).map(pointer::unescape).collect()
}

/// Numbers by their size, names by their letters.
fn compare(a: &[String], b: &[String]) -> std::cmp::Ordering {
    let number = |token: &String| pointer::index(token);
    let keys = |tokens: &[String]| tokens.iter().map(|t| (number(t), t.clone())).collect::<Vec<_>>();
    keys(a).cmp(&keys(b))
}

fn find<'n>(root: &'n mut Node, tokens: &[String]) -> Option<&'n mut Node> {
    tokens.iter().try_fold(root, |node, token| match &mut node.value {
        Value::Mapping(mapping) => mapping.get_mut(token),
        Value::Sequence(list) => list.get_mut(pointer::index(token)?),
        _ => None,
    })
}

/// Takes a node out; false for the root. What went with its parent is gone already.
fn remove(root: &mut Node, tokens: &[String]) -> bool {
    let Some((last, parents)) = tokens.split_last() else { return false };
    match find(root, parents).map(|parent| &mut parent.value) {
        Some(Value::Mapping(mapping)) => {
            mapping.remove(last);
        }
        Some(Value::Sequence(list)) => {
            if let Some(at) = pointer::index(last).filter(|at| *at < list.len()) {
                list.remove(at);
            }
        }
        _ => {}
    }
    true
}

/// A selected list takes an entry, or several; all else is merged.
fn update_target(node: &mut Node, update: &Node) {
    match (&mut node.value, &update.value) {
        (Value::Sequence(list), value) if !matches!(value, Value::Sequence(_)) => {
            list.push(update.clone());
        }
        _ => merge(node, update),
    }
}

/// Mappings are merged member by member, lists put one behind the other, all else is replaced.
fn merge(node: &mut Node, update: &Node) {
    match (&mut node.value, &update.value) {
        (Value::Mapping(into), Value::Mapping(from)) => merge_members(into, from),
        (Value::Sequence(into), Value::Sequence(from)) => into.extend(from.iter().cloned()),
        _ => *node = update.clone(),
    }
}

fn merge_members(into: &mut Mapping, from: &Mapping) {
    for entry in from {
        match into.get_mut(&entry.key) {
            Some(node) => merge(node, &entry.value),
            None => into.insert(entry.clone()),
        }
    }
}
