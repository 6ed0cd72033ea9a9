//! The floor: verify, and read into plain derived structs, without any check.
//!
//! The structs are quicktype's, from the schemas of the same document; see the folder `shared`.

use std::hint::black_box;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::payload::{Payload, SECRET};
use crate::typed;

#[allow(clippy::all, missing_docs, reason = "another tool wrote it")]
pub mod star {
    include!(concat!(env!("OUT_DIR"), "/floor_star.rs"));
}

#[allow(clippy::all, missing_docs, reason = "another tool wrote it")]
pub mod issues {
    include!(concat!(env!("OUT_DIR"), "/floor_issues.rs"));
}

#[allow(clippy::all, missing_docs, reason = "another tool wrote it")]
pub mod pull_request {
    include!(concat!(env!("OUT_DIR"), "/floor_pull_request.rs"));
}

pub use issues::WebhookIssuesOpened as Issues;
pub use pull_request::WebhookPullRequestOpened as PullRequest;
pub use star::WebhookStarCreated as Star;

/// A key, prepared once.
#[derive(Clone)]
pub struct Key(Hmac<Sha256>);

impl Default for Key {
    fn default() -> Self {
        Self(Hmac::new_from_slice(SECRET.as_bytes()).expect("any length is good"))
    }
}

impl Key {
    /// Whether the value of `X-Hub-Signature-256` signs this body; compared in constant time.
    #[must_use]
    pub fn verifies(&self, body: &[u8], signature: &str) -> bool {
        let mut mac = self.0.clone();
        mac.update(body);
        signature
            .strip_prefix("sha256=")
            .and_then(unhex)
            .is_some_and(|bytes| mac.verify_slice(&bytes).is_ok())
    }
}

fn unhex(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 64 {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        let digit = |at: usize| char::from(pair[at]).to_digit(16);
        *byte = (digit(0)? << 4 | digit(1)?) as u8;
    }
    Some(bytes)
}

/// The whole floor; the value is dropped.
///
/// # Panics
/// Where the request is not good: a benchmark sends only good ones.
pub fn receive(payload: Payload, key: &Key, body: &[u8], signature: &str) {
    assert!(key.verifies(body, signature));
    typed(payload, body);
}

/// serde_json into the plain structs.
///
/// # Panics
/// Where the payload does not fit.
pub fn typed(payload: Payload, body: &[u8]) {
    typed!(payload, T => drop(black_box(serde_json::from_slice::<T>(body).expect("its own payload"))));
}

/// serde_json's own value.
///
/// # Panics
/// Where the payload is no JSON.
pub fn value(body: &[u8]) {
    drop(black_box(serde_json::from_slice::<serde_json::Value>(body).expect("JSON")));
}

/// sonic-rs's own value.
///
/// # Panics
/// Where the payload is no JSON.
pub fn sonic_value(body: &[u8]) {
    drop(black_box(sonic_rs::from_slice::<sonic_rs::Value>(body).expect("JSON")));
}
