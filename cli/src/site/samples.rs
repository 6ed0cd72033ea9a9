//! An example for an event of which the document shows none.
//!
//! Comes in: an event with its contract. Goes out: a payload that fits, or none. It must not know pages.

use hookwright_build::contract::{Contract, Event, Example};

/// One payload that fits the schema.
pub(super) fn of(_contract: &Contract, _event: &Event) -> Vec<Example> {
    Vec::new()
}
