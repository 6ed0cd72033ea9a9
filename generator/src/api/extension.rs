//! The extensions of a document's root.
//!
//! In: the root, what the config says instead. Out: an [`Extension`] with its place. It must not know what they mean.

use serde_json::Value;

use super::entries::entries;
use super::nodes::Extension;
use crate::document::Node;

/// What the config says, or else the document.
pub(super) fn said<'a>(root: &'a Node, name: &str, config: Option<&Value>) -> Option<Extension<'a>> {
    match config {
        Some(value) => Some(Extension { value: value.clone(), node: None }),
        None => root.get(name).map(|node| Extension { value: node.to_json(), node: Some(node) }),
    }
}

/// `x-webhook-signature` of a security scheme, where the root of the document does not say it.
pub(super) fn of_schemes(root: &Node) -> Option<Extension<'_>> {
    entries(root.get("components").and_then(|components| components.get("securitySchemes")))
        .find_map(|scheme| said(&scheme.value, "x-webhook-signature", None))
}
