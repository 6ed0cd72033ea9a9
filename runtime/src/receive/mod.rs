//! Receiving: from an HTTP request to a handler's typed answer.
//!
//! In: requests, a generated router, secrets. Out: responses, by this table. It must not know documents, payload
//! types, or how signatures are made.
//!
//! | what | outside | inside code |
//! |---|---|---|
//! | too many or too long headers | 431 | `limit::headers` |
//! | too many requests of a source or a tenant | 429 with `Retry-After` | `limit::rate` |
//! | body too large, coded or not | 413 | `limit::body` |
//! | body too slow | 408 | `limit::time` |
//! | body broken off; not in the coding that it claims | 400 | `body::broken`, `body::coding` |
//! | a method that no event is sent by | 405 with `Allow` | `method` |
//! | wrong media type, a content coding that is not switched on | 415 | `media_type` |
//! | any signature refusal, stale, future | 401, one uniform body | `signature::missing`, `signature::malformed`, `signature::mismatch`, `signature::stale`, `signature::future` |
//! | a handshake, answered | what its sender waits for | `handshake::answered` |
//! | a handshake that can't be read | 400 | `handshake::malformed` |
//! | of a stranger: a wrong token, a path that is not armed, an origin or host that is not allowed, no signature where it takes one | 401, the same body | `handshake::token`, `handshake::unarmed`, `handshake::origin`, `handshake::host`, `handshake::unverified` |
//! | whose address does not answer; whose secret was not kept | 503 with `Retry-After` | `handshake::unreachable`, `handshake::unlearnt` |
//! | repeated, finished | the recorded answer | `duplicate` |
//! | repeated, in flight | 503 with `Retry-After` | `duplicate` |
//! | duplicate store full, or failing | 503 with `Retry-After` | `duplicate::full`, `duplicate::store` |
//! | of a version that is not known here | 400 that lists the supported ones | `version::unknown` |
//! | unknown event | what `fallback` decides; 200 for `Ok` | `event::unknown` |
//! | event without a method | what `fallback` decides; the document's success for `Ok` | `event::unhandled` |
//! | payload with violations | what `fallback` decides; the document's success for `Ok` | `payload::violation` |
//! | handler or `fallback` failed | what the [`Failure`] says, 500 by default; the id is free again | `handler::failed` |
//! | handler panicked, request dropped | nothing; the id is free again | `handler::panicked`, `cancelled` |
//! | handled | the document's success, or the typed answer | `accepted` |
//! | stored in the inbox, to be handled later | the document's success | `inbox::accepted` |
//! | not stored: the inbox's file failed | 503 with `Retry-After` | `inbox::store` |
//!
//! An inbox's workers tell one outcome for each attempt: what became of it, by the table, where it is over;
//! `inbox::retry` where it failed and will be tried again; `inbox::dead` where it will not.
//!
//! The answer to a delivery is recorded when the handler or `fallback` returned `Ok` with a 2xx. A typed
//! answer of another status and a [`Failure`] free the id: the same delivery is then looked at anew.
//!
//! Refusals bear a problem document (RFC 9457) that says no more than this table. Inside codes go to `tracing`
//! (target `hookwright`) and to [`Service::observe`]; neither ever holds values of payloads or secrets.

mod address;
mod admission;
mod answer;
#[cfg(feature = "axum")]
mod axum;
pub(crate) mod body;
mod coding;
pub(crate) mod delivery;
mod dispatch;
mod duplicates;
mod failure;
mod forwarded;
mod guard;
mod handshake;
#[cfg(feature = "sqlite")]
mod inbox;
mod incoming;
mod limits;
pub(crate) mod media_type;
#[cfg(feature = "metrics")]
pub mod metrics;
mod outcome;
mod pipeline;
mod problem;
#[cfg(feature = "rate-limit")]
mod rate;
mod recognise;
mod reply;
mod service;
mod setup;
mod source;
mod tenant;
mod trace;
mod unclaimed;
mod version;

pub use answer::{Answer, RawAnswer, raw_reply, status};
pub use coding::Coding;
pub use dispatch::{Dispatch, Part};
#[cfg(feature = "contract")]
pub(crate) use dispatch::{Found, Source};
#[cfg(feature = "postgres")]
pub use duplicates::PostgresDuplicates;
#[cfg(feature = "sqlite")]
pub use duplicates::SqliteDuplicates;
pub use duplicates::{Begun, Claim, Duplicates, Key, MemoryDuplicates, StoreError, StoreFuture};
pub use failure::Failure;
pub use handshake::Handshake;
#[cfg(feature = "learn")]
pub use handshake::{ArmError, Armed, LearnError, Learnt, LearntSecrets};
#[cfg(feature = "sqlite")]
pub use inbox::{Counts, DeadLetter, Inbox, Running, Workers};
pub use incoming::Incoming;
pub use outcome::Outcome;
#[cfg(feature = "rate-limit")]
pub use rate::Rate;
pub use reply::Reply;
pub use service::{DEFAULT_LIMIT, Service, ServiceFuture};
pub use setup::Setup;
pub use source::Peer;
pub use tenant::{TenantFunction, TenantKey};
pub use trace::TraceContext;
pub use unclaimed::{Unclaimed, UnknownEvent, Violating};
pub use version::{Numbering, VersionInfo, VersionSource, Versions};
