//! An event that fits the document and waits to be stored. In: what was checked. Out: its parts. It must not be made
//! but by checking.

use bytes::Bytes;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::time::SystemTime;

use super::Options;
use crate::event::EventInfo;

/// An event that fits the document, before it is accepted.
#[derive(Clone, Debug)]
pub struct Outgoing {
    pub(crate) id: String,
    pub(crate) tenant: String,
    pub(crate) event: &'static EventInfo,
    pub(crate) payload: Bytes,
    pub(crate) content_type: Cow<'static, str>,
    /// Declared headers, if there are any, a line each.
    pub(crate) headers: Option<Vec<u8>>,
    pub(crate) options: Options,
    pub(crate) accepted_at: SystemTime,
}

impl Outgoing {
    /// What tells whether two events under one idempotency key are the same; none without a key.
    #[cfg_attr(not(feature = "sender-sqlite"), allow(dead_code, reason = "PostgreSQL does it in SQL"))]
    pub(crate) fn digest(&self) -> Option<Vec<u8>> {
        self.options.idempotency_key.as_ref()?;
        let name = self.event.name.as_bytes();
        let digest = Sha256::new().chain_update(name).chain_update([0]).chain_update(&self.payload);
        Some(digest.finalize().to_vec())
    }
}
