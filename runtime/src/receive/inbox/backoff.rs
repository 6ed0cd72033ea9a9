//! When to try again. In: how often was tried. Out: a random time within a bound that doubles (full jitter), so that
//! deliveries that failed together do not come together again. It must not know why something failed.

use std::time::Duration;

use crate::chance::chance;

/// No failure keeps a delivery longer than this, whatever its `Retry-After` says.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Nor does chance: whoever says "for ever" gets this.
const MONTH: Duration = Duration::from_secs(30 * 24 * 60 * 60);

#[derive(Clone, Copy, Debug)]
pub(super) struct Backoff {
    pub(super) first: Duration,
    pub(super) longest: Duration,
}

impl Default for Backoff {
    fn default() -> Self {
        Self { first: Duration::from_secs(5), longest: Duration::from_secs(60 * 60) }
    }
}

impl Backoff {
    /// The delay after this many attempts, never less than what the failure asks for.
    pub(super) fn delay(&self, attempts: u32, asked: Option<Duration>) -> Duration {
        let doublings = attempts.saturating_sub(1).min(31);
        let bound = self.first.saturating_mul(1 << doublings).min(self.longest).min(MONTH);
        bound.mul_f64(chance()).max(asked.unwrap_or_default().min(DAY))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_grow_are_spread_and_bounded() {
        let backoff = Backoff::default();
        for (attempts, bound) in [(1, 5), (2, 10), (5, 80), (11, 3600), (u32::MAX, 3600)] {
            let delays: Vec<_> = (0..200).map(|_| backoff.delay(attempts, None)).collect();
            let bound = Duration::from_secs(bound);
            assert!(delays.iter().all(|delay| *delay <= bound), "{attempts}");
            // A chance of 1 in 2^200 to fail in vain, each.
            assert!(delays.iter().any(|delay| *delay < bound / 2), "{attempts}");
            assert!(delays.iter().any(|delay| *delay > bound / 2), "{attempts}");
        }
    }

    #[test]
    fn a_failure_may_ask_for_more_and_not_for_ever() {
        let asked = Duration::from_secs(7200);
        assert_eq!(Backoff::default().delay(1, Some(asked)), asked);
        assert_eq!(Backoff::default().delay(1, Some(Duration::MAX)), DAY);
        let for_ever = Backoff { first: Duration::MAX, longest: Duration::MAX };
        assert!(for_ever.delay(3, None) <= MONTH);
    }
}
