//! What only shows over several attempts: ids, bytes, times, pauses.
//!
//! In: attempts with their answers, what the document says of retries, the time. Out: faults, each at an attempt, and
//! the deliveries with what is still to come of them. A pure function, so that hours can be tested in no time. It must
//! not know sockets or payloads.

mod delivery;
mod pace;

pub use delivery::{Delivery, State};

use std::time::{Duration, SystemTime};

use super::Fault;
use crate::contract::Retry;

/// The system's own delays, which nobody is blamed for.
const GRAIN: Duration = Duration::from_millis(50);

/// A sender that counts seconds may write the same one twice within so long.
const SAME_SECOND: Duration = Duration::from_secs(2);

/// One request of a delivery.
#[derive(Clone, Copy, Debug)]
pub struct Attempt<'a> {
    /// The event's name, where it is known.
    pub event: Option<&'a str>,
    /// The delivery's id, as the request says it.
    pub id: Option<&'a str>,
    /// When it was signed, in milliseconds since 1970, as the request says it.
    pub timestamp: Option<i64>,
    /// The bytes.
    pub body: &'a [u8],
    /// When it had arrived.
    pub begun: SystemTime,
    /// When it was answered, or the sender went; none while it is under way.
    pub ended: Option<SystemTime>,
    /// What it was answered with.
    pub answer: Answered,
}

/// What an attempt was answered with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Answered {
    /// A status, and perhaps when to come again.
    Status {
        /// The status.
        status: u16,
        /// `Retry-After`.
        retry_after: Option<Duration>,
    },
    /// No answer: it was held until the sender went, or cut off.
    Nothing,
}

impl Answered {
    /// Whether a delivery must be tried again after it.
    #[must_use]
    pub fn asks_for_a_retry(self) -> bool {
        match self {
            Self::Status { status, .. } => matches!(status, 408 | 425 | 429) || status >= 500,
            Self::Nothing => true,
        }
    }

    fn is_success(self) -> bool {
        matches!(self, Self::Status { status: 200..=299, .. })
    }

    fn retry_after(self) -> Option<Duration> {
        match self {
            Self::Status { retry_after, .. } => retry_after,
            Self::Nothing => None,
        }
    }
}

impl std::fmt::Display for Answered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Status { status, .. } => write!(f, "{status}"),
            Self::Nothing => f.write_str("no answer"),
        }
    }
}

/// What attempts are held against.
#[derive(Clone, Debug)]
pub struct Rules {
    /// What the document says of retries.
    pub retry: Option<Retry>,
    /// How long a retry may take where the document says nothing.
    pub patience: Duration,
    /// How much later than the document says it may come.
    pub slack: Duration,
}

impl Default for Rules {
    fn default() -> Self {
        Self { retry: None, patience: Duration::from_secs(10), slack: Duration::from_secs(5) }
    }
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// Faults, each with the attempt at which it shows.
    pub faults: Vec<(usize, Fault)>,
    /// The deliveries, in the order of their first attempts.
    pub deliveries: Vec<Delivery>,
}

impl Found {
    /// Until when something is still to come; none where all deliveries are settled.
    #[must_use]
    pub fn open_until(&self) -> Option<SystemTime> {
        let until = |delivery: &Delivery| match delivery.state {
            State::Open { until } => Some(until),
            State::Settled => None,
        };
        self.deliveries.iter().filter_map(until).max()
    }
}

/// Judges attempts, which stand in the order in which they arrived.
#[must_use]
pub fn judge(attempts: &[Attempt<'_>], rules: &Rules, now: SystemTime) -> Found {
    let mut found = Found::default();
    let groups = delivery::group(attempts, &mut found.faults);
    for group in groups {
        for (number, pair) in group.windows(2).enumerate() {
            one_after_another(attempts, pair[0], pair[1], &mut found.faults);
            if follows_failure(attempts, pair[0], pair[1]) {
                pace::bounds(attempts, &group, number + 1, rules, &mut found.faults);
            }
        }
        pace::hammering(attempts, &group, rules, &mut found.faults);
        let state = pace::ending(attempts, &group, rules, now, &mut found.faults);
        found.deliveries.push(Delivery { attempts: group, state });
    }
    found.faults.sort_by_key(|(at, _)| *at);
    found
}

/// Whether the later attempt is a retry as it should be, so that its pause can be judged.
fn follows_failure(attempts: &[Attempt<'_>], earlier: usize, later: usize) -> bool {
    let (earlier, later) = (&attempts[earlier], &attempts[later]);
    let is_gone = matches!(earlier.answer, Answered::Status { status: 410, .. });
    !earlier.answer.is_success() && !is_gone && !is_concurrent(earlier, later)
}

fn is_concurrent(earlier: &Attempt<'_>, later: &Attempt<'_>) -> bool {
    if earlier.answer == Answered::Nothing {
        return false;
    }
    earlier.ended.is_none_or(|ended| later.begun + GRAIN < ended)
}

/// What two attempts of one delivery must have in common, and what must differ.
fn one_after_another(
    attempts: &[Attempt<'_>],
    at_earlier: usize,
    at_later: usize,
    faults: &mut Vec<(usize, Fault)>,
) {
    let (earlier, later) = (&attempts[at_earlier], &attempts[at_later]);
    let mut fault = |code, message: String| faults.push((at_later, Fault::new(code, message)));
    let shown = |attempt: &Attempt<'_>| attempt.id.unwrap_or("without an id").to_owned();
    if earlier.body != later.body && earlier.answer.is_success() {
        return fault("delivery::id_reused", format!("`{}` was accepted with another payload", shown(later)));
    }
    if earlier.body != later.body {
        let message = format!(
            "`{}` came with other bytes before ({} then, {} now)",
            shown(later),
            earlier.body.len(),
            later.body.len()
        );
        fault("retry::body_changed", message);
    }
    if is_concurrent(earlier, later) {
        fault("retry::concurrent", format!("`{}` was still being answered", shown(later)));
    } else if earlier.answer.is_success() {
        fault("retry::after_success", format!("`{}` was acknowledged with {}", shown(later), earlier.answer));
    } else if matches!(earlier.answer, Answered::Status { status: 410, .. }) {
        fault("retry::after_gone", format!("`{}` was answered with 410", shown(later)));
    }
    if let (Some(then), Some(now)) = (earlier.timestamp, later.timestamp)
        && then == now
    {
        let apart = later.begun.duration_since(earlier.begun).unwrap_or_default();
        let counts_seconds = then % 1000 == 0;
        if apart >= if counts_seconds { SAME_SECOND } else { GRAIN } {
            let message = format!("the timestamp is that of the attempt {} before", seconds(apart));
            fault("retry::timestamp_reused", message);
        }
    }
}

/// `1.5 s`
fn seconds(time: Duration) -> String {
    match time.as_millis() {
        millis @ 0..1000 => format!("{millis} ms"),
        _ => format!("{:.1} s", time.as_secs_f64()),
    }
}

#[cfg(test)]
mod tests;
