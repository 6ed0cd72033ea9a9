//! When to try again, and how long an endpoint may fail. In: a document's or an endpoint's wishes. Out: delays.
//! It must not know what failed.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use super::Error;

/// What a document says of retries (`x-webhook-retry`), as generated code holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryInfo {
    /// The longest delay before each attempt, the first included, in milliseconds.
    pub schedule: &'static [u64],
    /// Whether delays are random between nothing and the schedule's.
    pub jitter: bool,
    /// After how many milliseconds of nothing but failures an endpoint is disabled; never where it is none.
    pub disable_after: Option<u64>,
}

/// When an endpoint's deliveries are tried again. By default as Standard Webhooks recommends: at once, then after up to
/// 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h, each delay random between nothing and that (full jitter).
///
/// ```
/// use hookwright::send::Retry;
/// use std::time::Duration;
///
/// let retry = Retry::schedule([0, 10, 60].map(Duration::from_secs))?.disable_after(Duration::from_secs(86_400));
/// assert_eq!(retry.attempts(), 3);
/// # Ok::<_, hookwright::send::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retry {
    schedule: Arc<[Duration]>,
    jitter: bool,
    disable_after: Option<Duration>,
}

/// No delay is longer, whatever a schedule or a `Retry-After` says.
pub(super) const LONGEST: Duration = Duration::from_secs(31 * 24 * 60 * 60);

/// So many attempts a schedule may have.
const MOST_ATTEMPTS: usize = 100;

impl Default for Retry {
    fn default() -> Self {
        let minutes = |minutes: u64| Duration::from_secs(minutes * 60);
        let hours = |hours: u64| minutes(hours * 60);
        let schedule = [
            Duration::ZERO,
            Duration::from_secs(5),
            minutes(5),
            minutes(30),
            hours(2),
            hours(5),
            hours(10),
            hours(14),
            hours(20),
            hours(24),
        ];
        Self { schedule: schedule.into(), jitter: true, disable_after: Some(hours(5 * 24)) }
    }
}

impl Retry {
    /// These delays, one for each attempt, the first included. It is disabled after 5 days of nothing but failures.
    ///
    /// # Errors
    /// Where there is no delay or more than 100, or one is longer than 31 days.
    pub fn schedule(delays: impl IntoIterator<Item = Duration>) -> Result<Self, Error> {
        let schedule: Arc<[Duration]> = delays.into_iter().collect();
        if schedule.is_empty() || schedule.len() > MOST_ATTEMPTS {
            return Err(Error::invalid("retry schedule", "it has from 1 to 100 delays"));
        }
        if schedule.iter().any(|delay| *delay > LONGEST) {
            return Err(Error::invalid("retry schedule", "no delay is longer than 31 days"));
        }
        Ok(Self { schedule, ..Self::default() })
    }

    /// Sets whether delays are random between nothing and the schedule's; they are by default.
    #[must_use]
    pub fn jitter(self, jitter: bool) -> Self {
        Self { jitter, ..self }
    }

    /// Sets after how long a time of nothing but failures an endpoint is disabled.
    #[must_use]
    pub fn disable_after(self, time: Duration) -> Self {
        Self { disable_after: Some(time), ..self }
    }

    /// Never disables an endpoint because it fails.
    #[must_use]
    pub fn never_disable(self) -> Self {
        Self { disable_after: None, ..self }
    }

    /// How often a delivery is tried.
    #[must_use]
    pub fn attempts(&self) -> usize {
        self.schedule.len()
    }

    pub(super) fn disabling(&self) -> Option<Duration> {
        self.disable_after
    }

    /// The delay before the attempt after so many; none after the last. `chance` is in 0..=1.
    pub(super) fn delay(&self, attempts: u32, chance: f64) -> Option<Duration> {
        let bound = *self.schedule.get(usize::try_from(attempts).ok()?)?;
        Some(if self.jitter { bound.mul_f64(chance.clamp(0.0, 1.0)) } else { bound })
    }

    /// As a document says it.
    pub(crate) fn of(info: &RetryInfo) -> Self {
        let schedule = info.schedule.iter().map(|delay| Duration::from_millis(*delay).min(LONGEST)).collect();
        Self { schedule, jitter: info.jitter, disable_after: info.disable_after.map(Duration::from_millis) }
    }

    /// As it stands in a row.
    pub(super) fn to_json(&self) -> Value {
        let millis = |time: &Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        let schedule: Vec<u64> = self.schedule.iter().map(millis).collect();
        let disable_after = self.disable_after.as_ref().map(millis);
        json!({ "schedule": schedule, "jitter": self.jitter, "disable_after": disable_after })
    }

    /// From a row, or from who registers an endpoint: milliseconds.
    pub(super) fn from_json(value: &Value) -> Result<Self, Error> {
        let wrong = || {
            let form =
                "expected `schedule`, a list of milliseconds, and perhaps `jitter` and `disable_after`";
            Error::invalid("retry schedule", form)
        };
        let time = |value: &Value| value.as_u64().map(Duration::from_millis);
        let delays: Option<Vec<_>> =
            value["schedule"].as_array().ok_or_else(wrong)?.iter().map(time).collect();
        let retry =
            Self::schedule(delays.ok_or_else(wrong)?)?.jitter(value["jitter"].as_bool().unwrap_or(true));
        Ok(match &value["disable_after"] {
            Value::Null if value.get("disable_after").is_some() => retry.never_disable(),
            Value::Null => retry,
            after => retry.disable_after(time(after).ok_or_else(wrong)?),
        })
    }
}
