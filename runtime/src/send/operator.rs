//! What the operator of endpoints hears. In: endpoints that are disabled, breakers that open, deliveries that are given
//! up. Out: a call, a log line, and an event of its own for whoever subscribed. It must not change anything.

use std::fmt;
use std::sync::Arc;

use serde_json::json;

use super::Error;
use super::accept::{Options, Outgoing};
use super::deliver::{Destination, Parcel};
use super::policy::{Judgement, Next};
use super::rules::OPERATOR;
use super::sender::Sender;
use crate::client::id;
use crate::event::EventInfo;

/// Something that the operator may want to know.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OperatorEvent {
    /// What happened.
    pub kind: OperatorEventKind,
    /// Whose endpoint it is.
    pub tenant: String,
    /// The endpoint.
    pub endpoint: String,
    /// The event whose delivery led to it.
    pub event: String,
    /// Why: `gone`, `failing`, `exhausted`, or the class of the last attempt.
    pub reason: String,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OperatorEventKind {
    /// An endpoint is disabled: it said that it is gone, or failed for too long.
    EndpointDisabled,
    /// An endpoint's breaker opened: it failed too often in a row, and is left alone for a while.
    EndpointBroken,
    /// A delivery is given up after its last attempt.
    DeliveryDead,
}

/// What the application wants called.
type Callback = Arc<dyn Fn(&OperatorEvent) + Send + Sync>;

/// Who is told.
#[derive(Clone, Default)]
pub(super) struct Operator {
    pub(super) callback: Option<Callback>,
    pub(super) tenant: Option<String>,
}

impl OperatorEventKind {
    /// The name of its webhook.
    #[must_use]
    pub fn name(self) -> &'static str {
        EVENTS[self as usize].name
    }
}

/// In the order of [`OperatorEventKind`].
static EVENTS: [EventInfo; 3] = [
    EventInfo {
        name: "hookwright.endpoint.disabled",
        path: "hookwright-endpoint-disabled",
        ..EventInfo::PLAIN
    },
    EventInfo { name: "hookwright.endpoint.broken", path: "hookwright-endpoint-broken", ..EventInfo::PLAIN },
    EventInfo { name: "hookwright.delivery.dead", path: "hookwright-delivery-dead", ..EventInfo::PLAIN },
];

/// The record of an operator's event.
pub(super) fn event(name: &str) -> Option<&'static EventInfo> {
    EVENTS.iter().find(|event| event.name == name)
}

impl OperatorEvent {
    /// The payload of its webhook.
    pub(super) fn payload(&self) -> String {
        let data = json!({
            "tenant": self.tenant,
            "endpoint": self.endpoint,
            "event": self.event,
            "reason": self.reason,
        });
        json!({ "type": self.kind.name(), "data": data }).to_string()
    }
}

impl Operator {
    /// Logs it, and calls whoever wants to be called.
    pub(super) fn tell(&self, event: &OperatorEvent) {
        let OperatorEvent { kind, tenant, endpoint, event: id, reason } = event;
        let what = kind.name();
        tracing::warn!(target: "hookwright", what, tenant, endpoint, id, reason, "an endpoint needs attention");
        if let Some(callback) = &self.callback {
            callback(event);
        }
    }
}

/// What a judgement has the operator hear.
pub(super) fn events(parcel: &Parcel, to: &Destination, judgement: &Judgement) -> Vec<OperatorEvent> {
    let event = |kind, reason: &str| OperatorEvent {
        kind,
        tenant: to.tenant.clone(),
        endpoint: to.id.clone(),
        event: parcel.event.clone(),
        reason: reason.to_owned(),
    };
    // What tells of failures does not tell of its own.
    if parcel.name.starts_with(OPERATOR) {
        return Vec::new();
    }
    let dead = match judgement.next {
        Next::Dead(reason) => Some(event(OperatorEventKind::DeliveryDead, reason)),
        _ => None,
    };
    let broke = judgement.broke.then(|| event(OperatorEventKind::EndpointBroken, "failing"));
    let disabled = judgement.disable.map(|reason| event(OperatorEventKind::EndpointDisabled, reason));
    dead.into_iter().chain(broke).chain(disabled).collect()
}

impl Sender {
    /// Tells the operator, and accepts it as an event of his, where he has a tenant for it.
    pub(super) async fn tell_operator(&self, event: &OperatorEvent) {
        let operator = &self.shared.operator;
        operator.tell(event);
        let Some(tenant) = &operator.tenant else { return };
        if let Err(error) = self.accept_operator_event(tenant, event).await {
            tracing::error!(target: "hookwright", code = "sender::operator", error = %error,
                "an operator's event was not accepted");
        }
    }

    async fn accept_operator_event(&self, tenant: &str, event: &OperatorEvent) -> Result<(), Error> {
        let now = self.store().now();
        let info = &EVENTS[event.kind as usize];
        let outgoing = Outgoing {
            id: id::new(now)?,
            tenant: tenant.to_owned(),
            event: info,
            payload: event.payload().into(),
            content_type: info.media_type.into(),
            headers: None,
            options: Options::default(),
            accepted_at: now,
        };
        self.accept(vec![outgoing]).await.map(drop)
    }
}

impl fmt::Debug for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Operator").field("tenant", &self.tenant).finish_non_exhaustive()
    }
}
