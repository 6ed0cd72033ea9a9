//! What is known of deliveries. In: rows. Out: plain data. It must not know how they are found.

use std::time::{Duration, SystemTime};

/// One event on its way to one endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeliveryRecord {
    /// Its number; later ones have higher numbers.
    pub number: i64,
    /// Whose it is.
    pub tenant: String,
    /// The event's id, as receivers see it.
    pub event: String,
    /// The event's name.
    pub name: String,
    /// The endpoint's id.
    pub endpoint: String,
    /// How it stands.
    pub state: DeliveryState,
    /// When it is tried next; none where it is over, or waits for another one of its ordering key.
    pub due: Option<SystemTime>,
    /// How often it was tried since it was accepted, or resent.
    pub attempts: u32,
    /// Why it is not delivered: the class of the last attempt's failure, or why it was given up.
    pub reason: String,
    /// When the event was accepted.
    pub accepted_at: SystemTime,
    /// When it was delivered, given up or cancelled.
    pub finished_at: Option<SystemTime>,
}

/// How a delivery stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DeliveryState {
    /// It is to be delivered.
    Pending,
    /// It was acknowledged.
    Delivered,
    /// It was given up: a dead letter.
    Dead,
    /// Its endpoint was deleted before it was delivered.
    Cancelled,
}

/// One attempt of a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AttemptRecord {
    /// The first, the second, … since the delivery was accepted, or resent.
    pub attempt: u32,
    /// When it began.
    pub at: SystemTime,
    /// How long it took.
    pub duration: Duration,
    /// The status of the answer, where there was one.
    pub status: Option<u16>,
    /// `delivered`, `refused`, or why there was no answer, e.g. `timeout::header`.
    pub class: String,
    /// The same in words.
    pub detail: String,
    /// The beginning of the answer's body.
    pub answer: Vec<u8>,
}

/// A delivery with all its attempts, the first one first.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeliveryDetails {
    /// The delivery.
    pub delivery: DeliveryRecord,
    /// Its attempts.
    pub attempts: Vec<AttemptRecord>,
}

/// An event as it was accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct EventRecord {
    /// Its id.
    pub id: String,
    /// Whose it is.
    pub tenant: String,
    /// Its name.
    pub name: String,
    /// Its payload, byte for byte.
    pub payload: Vec<u8>,
    /// The payload's media type.
    pub content_type: String,
    /// The key under which it was accepted once.
    pub idempotency_key: Option<String>,
    /// The key whose events go out in order, at endpoints that are FIFO.
    pub ordering_key: Option<String>,
    /// When it was accepted.
    pub accepted_at: SystemTime,
}

/// Deliveries, the newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeliveryList {
    /// The deliveries.
    pub deliveries: Vec<DeliveryRecord>,
    /// Where the next ones begin: for [`DeliveryQuery::before`](super::DeliveryQuery::before). None where there are no
    /// more.
    pub next: Option<i64>,
}

impl DeliveryState {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Pending, Self::Delivered, Self::Dead, Self::Cancelled];

    /// As it stands in rows and in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Delivered => "delivered",
            Self::Dead => "dead",
            Self::Cancelled => "cancelled",
        }
    }

    /// The state of this name.
    ///
    /// ```
    /// use hookwright::send::DeliveryState;
    ///
    /// assert_eq!(DeliveryState::of("dead"), Some(DeliveryState::Dead));
    /// assert_eq!(DeliveryState::of("lost"), None);
    /// ```
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}
