//! A clock that never goes back. In: the system's, which may be set. Out: milliseconds that dues are reckoned in. It must
//! not be signed with: receivers go by the time that others have.

use std::sync::{Arc, Mutex, PoisonError};

use super::super::sender::Clock;
use crate::millis::millis;

/// Steps back of less than this are no step: clocks are slewed, and threads read them out of turn.
const STEP: i64 = 1_000;

/// When the system's clock is set back, everything that is due at a time would wait until that time comes again. So this
/// one goes on from where it was. A start of the process begins with the system's time.
#[derive(Clone)]
pub(super) struct Steady {
    clock: Clock,
    seen: Arc<Mutex<Seen>>,
}

#[derive(Default)]
struct Seen {
    last: i64,
    ahead: i64,
}

impl Steady {
    pub(super) fn new(clock: Clock) -> Self {
        Self { clock, seen: Arc::default() }
    }

    /// Milliseconds since 1970, by the clock as it was before anybody set it back.
    pub(super) fn now(&self) -> i64 {
        let told = millis((self.clock)());
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let now = told.saturating_add(seen.ahead);
        if now.saturating_add(STEP) < seen.last {
            let back = seen.last.saturating_sub(now);
            seen.ahead = seen.ahead.saturating_add(back);
            tracing::warn!(target: "hookwright", code = "sender::clock", milliseconds = back,
                "the clock was set back; what is due stays due");
        }
        seen.last = seen.last.max(now);
        seen.last
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicI64, Ordering};

    #[test]
    fn it_goes_on_where_the_other_is_set_back() {
        let system = Arc::new(AtomicI64::new(10_000_000));
        let told = Arc::clone(&system);
        let steady = Steady::new(Arc::new(move || crate::millis::from_millis(told.load(Ordering::SeqCst))));
        let at = |millis| {
            system.store(millis, Ordering::SeqCst);
            steady.now()
        };
        assert_eq!(at(10_000_000), 10_000_000);
        assert_eq!(at(10_000_005), 10_000_005);
        assert_eq!(at(10_000_003), 10_000_005, "a thread was late");
        assert_eq!(at(6_400_005), 10_000_005, "an hour back");
        assert_eq!(at(6_400_105), 10_000_105, "and on from there");
        assert_eq!(at(11_000_000), 14_600_000, "an hour forward is an hour");
    }
}
