//! What events are called in the generated sender.
//!
//! In: events with the names that receiver and client have for them. Out: the same names, unless they are the sender's
//! own, and those of the calls within a transaction. It must not know what is generated.

use super::names::{self, Scope};
use super::nodes::{Durable, Event};

/// Names what is sent durably. A callback is not: it goes to the URL that one request brought, not to endpoints.
pub(super) fn name(events: &mut [Event]) {
    let mut scope = Scope::durable();
    let claim = |event: &Event| event.callback.is_none().then(|| scope.claim([event.method.as_str()]));
    let methods: Vec<Option<String>> = events.iter().map(claim).collect();
    // All events have theirs first, so that no call within a transaction takes the name of an event.
    for (event, method) in events.iter_mut().zip(methods) {
        event.durable = method.map(|method| {
            let within = scope.claim([names::within(&method).as_str()]);
            Durable { method, within }
        });
    }
}
