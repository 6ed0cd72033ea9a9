//! Paths that wait for a secret. In: who keeps it, and for how long the path waits. Out: a path that nobody guesses, good
//! for one secret. It must not keep the path itself: who reads this memory, or times a look-up, learns nothing.

use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use super::learn::{Learn, LearnError, Learnt};
use crate::signature::Secret;

/// How many paths wait at once, so that an application that arms without end fills no memory.
const MOST: usize = 10_000;

/// A path that waits for one secret.
///
/// Its segment belongs at the end of the URL that the sender is given. Who knows it while it waits can install a
/// secret: it is not for logs.
#[derive(Clone, PartialEq, Eq)]
pub struct Armed {
    segment: String,
}

impl Armed {
    /// The path segment: 32 random hexadecimal digits.
    #[must_use]
    pub fn segment(&self) -> &str {
        &self.segment
    }
}

impl fmt::Debug for Armed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Armed(..)")
    }
}

/// Why no path could be armed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ArmError {
    /// The system has no random numbers.
    Random,
    /// 10,000 paths wait already.
    Full,
}

impl fmt::Display for ArmError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Random => "the system has no random numbers for a path",
            Self::Full => "too many paths wait for a handshake already",
        })
    }
}

impl std::error::Error for ArmError {}

/// The paths of a service that wait, by their digests.
#[derive(Default)]
pub(in crate::receive) struct Arms {
    waiting: Mutex<HashMap<[u8; 32], Waiting>>,
}

/// Who waits, and until when.
pub(super) struct Waiting {
    learn: Arc<dyn Learn>,
    until: SystemTime,
}

impl Waiting {
    pub(super) async fn learnt(&self, segment: &str, secret: Secret) -> Result<(), LearnError> {
        self.learn.learn(segment, secret).await
    }
}

impl Arms {
    /// Arms a new path until `time` has passed.
    pub(in crate::receive) fn arm(
        &self,
        learnt: impl Learnt,
        time: Duration,
        now: SystemTime,
    ) -> Result<Armed, ArmError> {
        let mut random = [0; 16];
        getrandom::fill(&mut random).map_err(|_| ArmError::Random)?;
        let segment: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
        let until = now.checked_add(time).unwrap_or(now);
        let mut waiting = self.lock();
        waiting.retain(|_, one| now < one.until);
        if waiting.len() >= MOST {
            return Err(ArmError::Full);
        }
        waiting.insert(digest(&segment), Waiting { learn: Arc::new(learnt), until });
        Ok(Armed { segment })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }

    /// Who waits at this path. Nobody does afterwards.
    pub(super) fn take(&self, segment: &str, now: SystemTime) -> Option<Waiting> {
        self.lock().remove(&digest(segment)).filter(|one| now < one.until)
    }

    pub(super) fn put_back(&self, segment: &str, waiting: Waiting) {
        self.lock().insert(digest(segment), waiting);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<[u8; 32], Waiting>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn digest(segment: &str) -> [u8; 32] {
    Sha256::digest(segment).into()
}
