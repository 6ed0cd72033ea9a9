//! The floor: verify, and read into plain derived structs, without any check.
//!
//! The structs are quicktype's, from the schemas of the same document; see the folder `shared`.

use hmac::{Hmac, KeyInit, Mac};
use serde::de::DeserializeOwned;
use sha2::Sha256;

use crate::payload::SECRET;

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

/// The whole floor.
///
/// # Panics
/// Where the request is not good: a benchmark sends only good ones.
#[must_use]
pub fn receive<T: DeserializeOwned>(key: &Key, body: &[u8], signature: &str) -> T {
    assert!(key.verifies(body, signature));
    serde_json::from_slice(body).expect("the floor reads its own payloads")
}
