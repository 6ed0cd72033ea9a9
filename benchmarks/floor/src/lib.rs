//! What receiving is held against, and with what: payloads, the floor, the pipeline that one would write by hand.
//!
//! In come three payloads, their schemas and the floor's structs from a folder `shared` beside the checkout; out go
//! functions that receive one request each. Without that folder there is nothing in here.

#[cfg(shared)]
pub mod floor;
#[cfg(shared)]
pub mod payload;
#[cfg(shared)]
pub mod pipeline;

/// Expands to a `match` over the payloads, with `$type` as the floor's struct of each.
#[cfg(shared)]
macro_rules! typed {
    ($payload:expr, $type:ident => $do:expr) => {
        match $payload {
            $crate::payload::Payload::Star => {
                type $type = $crate::floor::Star;
                $do
            }
            $crate::payload::Payload::Issues => {
                type $type = $crate::floor::Issues;
                $do
            }
            $crate::payload::Payload::PullRequest => {
                type $type = $crate::floor::PullRequest;
                $do
            }
        }
    };
}
#[cfg(shared)]
pub(crate) use typed;
