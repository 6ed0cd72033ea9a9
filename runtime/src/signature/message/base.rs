//! The signature base (RFC 9421 section 2.5): the bytes that are signed.

use sfv::{FieldType as _, InnerList, ListEntry};

use super::component::{self, Message};

/// The base of a signature over these components, and the serialized `@signature-params`. `None` where a component has no
/// one value, or stands twice.
pub(super) fn base(input: &InnerList, message: Message<'_, '_>) -> Option<(String, String)> {
    let parameters = vec![ListEntry::InnerList(input.clone())].serialize()?;
    let mut lines = String::new();
    let mut seen: Vec<String> = Vec::with_capacity(input.items.len());
    for item in &input.items {
        let identifier = component::identifier(item);
        if seen.contains(&identifier) {
            return None;
        }
        let value = component::value(item, message)?;
        // A line break would let one component's value pass for another component.
        if value.contains(['\n', '\r']) {
            return None;
        }
        lines.push_str(&identifier);
        lines.push_str(": ");
        lines.push_str(&value);
        lines.push('\n');
        seen.push(identifier);
    }
    lines.push_str("\"@signature-params\": ");
    lines.push_str(&parameters);
    Some((lines, parameters))
}
