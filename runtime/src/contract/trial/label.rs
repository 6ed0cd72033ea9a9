//! What the headers of a signature are: found out by signing, so that it holds for every scheme.
//!
//! In: a signing, a request. Out: which header is which. It must not know schemes.

use std::time::{Duration, SystemTime};

use http::{HeaderMap, HeaderName};

use super::Draft;
use crate::signature::Signing;

/// The headers that a signature brings.
#[derive(Clone, Debug, Default)]
pub(super) struct Labels {
    /// Those that hold the signature: others for another body.
    pub(super) signature: Vec<HeaderName>,
    /// Those that hold the time and no signature.
    pub(super) time: Vec<HeaderName>,
    /// Those that hold the id and no signature.
    pub(super) id: Vec<HeaderName>,
    /// Whether another id has another signature.
    pub(super) signs_id: bool,
    /// Whether another time has.
    pub(super) signs_time: bool,
}

impl Labels {
    pub(super) fn of(signing: &Signing, draft: &Draft, base: &str) -> Result<Self, String> {
        let now = SystemTime::now();
        let later = now + Duration::from_secs(7);
        let other_body = draft.clone().with_bytes([draft.body.as_slice(), b" "].concat());
        let sign = |draft: &Draft, id: &str, at| draft.signature(signing, id, at, base);
        let first = sign(draft, "one", now)?;
        let signature = differing(&first, &sign(&other_body, "one", now)?);
        // By elliptic curves no two signatures are equal; then nothing can be told from one that differs.
        let is_random = !differing(&first, &sign(draft, "one", now)?).is_empty();
        let (by_id, by_time) = (sign(draft, "two", now)?, sign(draft, "one", later)?);
        let beside = |changed: &HeaderMap| {
            let mut changed = differing(&first, changed);
            changed.retain(|name| !signature.contains(name));
            changed
        };
        let signs = |changed: &HeaderMap| {
            !is_random && differing(&first, changed).iter().any(|name| signature.contains(name))
        };
        let time = beside(&by_time);
        Ok(Self {
            signs_id: signs(&by_id),
            signs_time: signs(&by_time) || is_random && !time.is_empty(),
            time,
            id: beside(&by_id),
            signature,
        })
    }

    /// All headers without which nothing can be verified.
    pub(super) fn needed(&self) -> impl Iterator<Item = &HeaderName> {
        let id = self.id.iter().filter(|_| self.signs_id);
        self.signature.iter().chain(&self.time).chain(id)
    }
}

fn differing(one: &HeaderMap, other: &HeaderMap) -> Vec<HeaderName> {
    one.keys().filter(|name| one.get(*name) != other.get(*name)).cloned().collect()
}
