//! The signature base (RFC 9421 section 2.5): the bytes that are signed.
//!
//! In: the components that are covered, the message. Out: the base. It must not know keys or policies.

use sfv::{FieldType as _, InnerList, ListEntry};

use super::component::{self, Message};

/// Whoever signs more components than these wants to keep us busy: each costs a look at the headers.
const MOST_COMPONENTS: usize = 100;

/// The base of a signature over these components. `None` where a component has no one value, or stands twice.
pub(super) fn base(input: &InnerList, message: Message<'_, '_>) -> Option<String> {
    if input.items.len() > MOST_COMPONENTS {
        return None;
    }
    let parameters = vec![ListEntry::InnerList(input.clone())].serialize()?;
    let mut lines = String::new();
    for (at, item) in input.items.iter().enumerate() {
        // Equal in any order of their parameters (section 2).
        if input.items[..at].contains(item) {
            return None;
        }
        let value = component::value(item, message)?;
        // A line break would let one component's value pass for another component.
        if !value.is_ascii() || value.contains(['\n', '\r']) {
            return None;
        }
        lines.push_str(&component::identifier(item));
        lines.push_str(": ");
        lines.push_str(&value);
        lines.push('\n');
    }
    lines.push_str("\"@signature-params\": ");
    lines.push_str(&parameters);
    Some(lines)
}
