//! Records as JSON, the same from the service and from the command. In: records. Out: JSON. It must not show secrets:
//! records hold none.

use serde::{Serialize, Serializer};
use serde_json::{Value, json};
use std::time::SystemTime;

use super::{
    AttemptRecord, DeliveryDetails, DeliveryRecord, Endpoint, EndpointCounts, EventRecord, Timestamp,
    Undelivered,
};

/// Makes a record's `Serialize` of its JSON.
macro_rules! as_json {
    ($($type:ty),*) => {$(
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                self.json().serialize(serializer)
            }
        }
    )*};
}

as_json!(Endpoint, DeliveryRecord, AttemptRecord, DeliveryDetails, EventRecord, EndpointCounts, Undelivered);

fn time(time: SystemTime) -> Value {
    Timestamp(time).to_string().into()
}

fn maybe(at: Option<SystemTime>) -> Value {
    at.map_or(Value::Null, time)
}

impl Endpoint {
    fn json(&self) -> Value {
        let options = &self.options;
        let rate = options.rate.map(|rate| {
            let period = u64::try_from(rate.period.as_millis()).unwrap_or(u64::MAX);
            json!({ "events": rate.events, "period_ms": period })
        });
        json!({
            "id": self.id,
            "tenant": self.tenant,
            "url": self.url,
            "description": self.description,
            "state": self.state.name(),
            "reason": self.reason,
            "events": self.events,
            "version": options.version,
            "filter": options.filter.as_ref().map(super::Filter::to_json),
            "retry": options.retry.as_ref().map(super::Retry::to_json),
            "concurrency": options.concurrency,
            "rate": rate,
            "fifo": options.fifo,
            "failures": self.failures,
            "failing_since": maybe(self.failing_since),
            "blocked_until": maybe(self.blocked_until),
            "created_at": time(self.created_at),
            "changed_at": time(self.changed_at),
        })
    }
}

impl DeliveryRecord {
    fn json(&self) -> Value {
        json!({
            "number": self.number,
            "tenant": self.tenant,
            "event": self.event,
            "name": self.name,
            "endpoint": self.endpoint,
            "state": self.state.name(),
            "due": maybe(self.due),
            "attempts": self.attempts,
            "reason": self.reason,
            "accepted_at": time(self.accepted_at),
            "finished_at": maybe(self.finished_at),
        })
    }
}

impl AttemptRecord {
    fn json(&self) -> Value {
        json!({
            "attempt": self.attempt,
            "at": time(self.at),
            "duration_ms": u64::try_from(self.duration.as_millis()).unwrap_or(u64::MAX),
            "status": self.status,
            "class": self.class,
            "detail": self.detail,
            "answer": String::from_utf8_lossy(&self.answer),
        })
    }
}

impl DeliveryDetails {
    fn json(&self) -> Value {
        let mut all = self.delivery.json();
        all["history"] = self.attempts.iter().map(AttemptRecord::json).collect();
        all
    }
}

impl EventRecord {
    /// A payload that is JSON stands as it is; another one as text.
    fn json(&self) -> Value {
        let text = || Value::from(String::from_utf8_lossy(&self.payload));
        json!({
            "id": self.id,
            "tenant": self.tenant,
            "name": self.name,
            "content_type": self.content_type,
            "idempotency_key": self.idempotency_key,
            "ordering_key": self.ordering_key,
            "accepted_at": time(self.accepted_at),
            "payload": serde_json::from_slice(&self.payload).unwrap_or_else(|_| text()),
        })
    }
}

impl EndpointCounts {
    fn json(&self) -> Value {
        json!({
            "endpoint": self.endpoint,
            "pending": self.pending,
            "waiting": self.waiting,
            "dead": self.dead,
            "dead_lately": self.dead_lately,
            "delivered_lately": self.delivered_lately,
            "failed_lately": self.failed_lately,
        })
    }
}

impl Undelivered {
    fn json(&self) -> Value {
        json!({
            "endpoint": self.endpoint,
            "since": time(self.since),
            "age_seconds": self.age.as_secs(),
        })
    }
}
