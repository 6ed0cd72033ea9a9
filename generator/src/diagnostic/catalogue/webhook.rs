//! The codes of `webhook`.

use super::Level::{Error, Note, Warning};
use super::{Entry, entry};

pub(super) const CODES: &[Entry] = &[
    entry(
        "webhook::configuration",
        Note,
        "`x-webhooks` is configuration",
        "In some tools `x-webhooks` holds settings rather than webhooks; by its shape, this one does, and it is passed over.",
    ),
    entry(
        "webhook::duplicate_name",
        Error,
        "two webhooks with one name",
        "Names of webhooks become names of methods and events; they must differ.",
    ),
    entry(
        "webhook::no_operation",
        Warning,
        "a webhook without an operation",
        "Its path item has no `post` or other method, so nothing is ever sent.",
    ),
    entry(
        "webhook::no_payload",
        Warning,
        "a webhook without a body",
        "Nothing is delivered with it but its name.",
    ),
    entry(
        "webhook::not_a_map",
        Error,
        "`webhooks` is no map of webhooks",
        "Names with path items are expected.",
    ),
    entry(
        "webhook::not_a_path_item",
        Error,
        "a webhook that is no path item",
        "The name of a webhook maps to a path item: HTTP methods with an operation each.",
    ),
    entry(
        "webhook::said_twice",
        Note,
        "a webhook in both `webhooks` and `x-webhooks`",
        "It is read once where both say the same.",
    ),
];
