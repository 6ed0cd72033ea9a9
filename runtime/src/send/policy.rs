//! What follows from an attempt. In: what came of it, how often was tried, how the endpoint does, the time, a random
//! number. Out: the delivery's next step and the endpoint's health. It must not know stores, sockets or clocks, so that
//! both stores decide alike and every case can be tested exactly.

use std::time::Duration;

use super::retry::{LONGEST, Retry};

/// So many failures in a row open the breaker.
const BREAKS_AFTER: i64 = 10;
/// How long it stays open the first time; each further time twice as long.
const FIRST_BREAK: Duration = Duration::from_secs(30);
/// But never longer than this.
const LONGEST_BREAK: Duration = Duration::from_secs(30 * 60);
/// How long an endpoint that says "too much" without saying how long is left alone.
const THROTTLE: Duration = Duration::from_secs(5);
/// No endpoint is left alone longer than this because it asked for it.
const LONGEST_WISH: Duration = Duration::from_secs(24 * 60 * 60);

/// What came of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Came {
    /// Acknowledged.
    Delivered,
    /// The endpoint wants no more of anything: 410.
    Gone,
    /// The endpoint, or what stands before it, has too much to do: 429, 502, 504; and when it may be asked again.
    Throttled { status: u16, retry_after: Option<Duration> },
    /// Anything else went wrong; 503 may say when to come again.
    Failed { retry_after: Option<Duration> },
    /// It would go wrong each time: the endpoint's version has no such event.
    Impossible,
}

/// How an endpoint does. All zero and none: well.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Health {
    /// Failures in a row, throttling by 429 left out.
    pub(crate) failures: i64,
    /// When the first of nothing but failures was.
    pub(crate) failing_since: Option<i64>,
    /// Until then nothing is sent.
    pub(crate) blocked_until: Option<i64>,
    /// How often in a row the breaker has opened.
    pub(crate) opened: i64,
}

/// What becomes of the delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    Delivered,
    /// Tried again at this time.
    At(i64),
    /// Given up, and why.
    Dead(&'static str),
}

/// What follows from an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Judgement {
    pub(crate) next: Next,
    pub(crate) health: Health,
    /// The endpoint is to be disabled, and why.
    pub(crate) disable: Option<&'static str>,
    /// The breaker has just opened.
    pub(crate) broke: bool,
}

#[cfg_attr(not(feature = "sender-sqlite"), allow(dead_code, reason = "PostgreSQL does it in SQL"))]
impl Health {
    /// Whether nothing may be sent now.
    pub(crate) fn is_blocked(&self, now: i64) -> bool {
        self.blocked_until.is_some_and(|until| now < until)
    }

    /// Whether one delivery may go out to see if the endpoint is back, and no more.
    pub(crate) fn is_half_open(&self, now: i64) -> bool {
        self.opened > 0 && !self.is_blocked(now)
    }
}

/// Decides. `attempts` counts this one; `chance` is in 0..=1.
pub(crate) fn judge(
    retry: &Retry,
    attempts: u32,
    came: Came,
    health: Health,
    now: i64,
    chance: f64,
) -> Judgement {
    let quiet = |next, health| Judgement { next, health, disable: None, broke: false };
    match came {
        Came::Delivered => return quiet(Next::Delivered, Health::default()),
        Came::Impossible => return quiet(Next::Dead("impossible"), health),
        Came::Gone => return Judgement { disable: Some("gone"), ..quiet(Next::Dead("gone"), health) },
        Came::Throttled { .. } | Came::Failed { .. } => {}
    }
    let asked = match came {
        Came::Throttled { retry_after, .. } | Came::Failed { retry_after } => retry_after,
        _ => None,
    };
    let asked = asked.map(|time| time.min(LONGEST_WISH));
    let next = match retry.delay(attempts, chance) {
        Some(delay) => Next::At(later(now, delay.max(asked.unwrap_or_default()))),
        None => Next::Dead("exhausted"),
    };
    let (health, broke) = worse(came, asked, health, now);
    let failing = now.saturating_sub(health.failing_since.unwrap_or(now));
    let disable = retry.disabling().filter(|time| failing >= millis(*time)).map(|_| "failing");
    Judgement { next, health, disable, broke }
}

/// The health after a failure, and whether the breaker opened by it.
fn worse(came: Came, asked: Option<Duration>, mut health: Health, now: i64) -> (Health, bool) {
    health.failing_since.get_or_insert(now);
    let throttled = match came {
        Came::Throttled { status, .. } => Some(status),
        _ => None,
    };
    if throttled.is_some() {
        let until = later(now, asked.unwrap_or(THROTTLE));
        health.blocked_until = Some(health.blocked_until.map_or(until, |other| other.max(until)));
    }
    if throttled == Some(429) {
        return (health, false);
    }
    // What was on its way when the breaker opened says nothing new.
    let was_open =
        health.opened > 0 && health.blocked_until.is_some_and(|until| now < until) && throttled.is_none();
    health.failures = health.failures.saturating_add(1);
    if was_open || health.failures < BREAKS_AFTER {
        return (health, false);
    }
    let doublings = u32::try_from(health.opened.min(16)).unwrap_or_default();
    let time = FIRST_BREAK.saturating_mul(1 << doublings).min(LONGEST_BREAK);
    let until = later(now, time);
    health.blocked_until = Some(health.blocked_until.map_or(until, |other| other.max(until)));
    health.opened = health.opened.saturating_add(1);
    (health, true)
}

fn millis(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}

fn later(now: i64, time: Duration) -> i64 {
    now.saturating_add(millis(time.min(LONGEST)))
}

#[cfg(test)]
mod tests;
