//! Many deliveries, at a pace.
//!
//! Comes in: how many, how fast, what sends one. Goes out: what came of all of them. It must not know what is sent.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// What came of one: a status or a word, and how long it took.
pub(super) type One = (String, bool, Duration);

/// What came of all.
pub(super) struct Many {
    outcomes: BTreeMap<String, usize>,
    good: usize,
    times: Vec<Duration>,
    whole: Duration,
}

/// Sends so many, so many each second, so many at once.
pub(super) async fn send<F, S>(count: u32, rate: Option<f64>, concurrency: u16, one: F) -> Many
where
    F: Fn() -> S,
    S: Future<Output = One> + Send + 'static,
{
    let room = Arc::new(Semaphore::new(usize::from(concurrency)));
    let started = Instant::now();
    let mut running = JoinSet::new();
    for number in 0..count {
        if let Some(rate) = rate {
            // By the clock, not by pauses: one that was late is made up for.
            let due = Duration::from_secs_f64(f64::from(number) / rate);
            tokio::time::sleep(due.saturating_sub(started.elapsed())).await;
        }
        let Ok(permit) = Arc::clone(&room).acquire_owned().await else { break };
        let sending = one();
        running.spawn(async move {
            let came = sending.await;
            drop(permit);
            came
        });
    }
    let all: Vec<One> = running.join_all().await;
    let mut many = Many { outcomes: BTreeMap::new(), good: 0, times: Vec::new(), whole: started.elapsed() };
    for (outcome, good, time) in all {
        *many.outcomes.entry(outcome).or_default() += 1;
        many.good += usize::from(good);
        many.times.push(time);
    }
    many.times.sort_unstable();
    many
}

impl Many {
    /// Whether all were taken.
    pub(super) fn is_good(&self) -> bool {
        self.good == self.times.len()
    }

    /// So many of a hundred took no longer.
    fn percentile(&self, percent: usize) -> Duration {
        let at = (self.times.len() * percent).div_ceil(100).saturating_sub(1);
        self.times.get(at).copied().unwrap_or_default()
    }

    pub(super) fn text(&self) -> String {
        let outcomes: Vec<String> =
            self.outcomes.iter().map(|(what, count)| format!("{count} × {what}")).collect();
        let rate = self.times.len() as f64 / self.whole.as_secs_f64().max(1e-9);
        format!(
            "{} in {:.1} s ({rate:.0}/s): {}; half within {}, 99 of 100 within {}\n",
            crate::text::counted(self.times.len(), "request"),
            self.whole.as_secs_f64(),
            outcomes.join(", "),
            millis(self.percentile(50)),
            millis(self.percentile(99)),
        )
    }

    pub(super) fn json(&self) -> Value {
        let exact = |time: Duration| time.as_secs_f64() * 1000.0;
        json!({
            "requests": self.times.len(),
            "accepted": self.good,
            "outcomes": self.outcomes,
            "seconds": self.whole.as_secs_f64(),
            "p50_milliseconds": exact(self.percentile(50)),
            "p99_milliseconds": exact(self.percentile(99)),
        })
    }
}

fn millis(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1000.0)
}
