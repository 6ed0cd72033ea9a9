//! What a process that delivers does beside it: counts attempts, shows how much waits, forgets what is old. In: a sender
//! at work. Out: tallies, gauges, fewer rows. It must not hinder deliveries: all of it may be late or fail.

use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::time::sleep;

use super::super::Error;
use super::super::deliver::Stop;
use super::super::sender::Shared;
use super::super::store::Store;

/// How often attempts are counted and gauges set.
const COUNTS: Duration = Duration::from_secs(10);

/// Counting takes at most this part of the time: with very much pending it is done less often.
const SHARE: u32 = 50;

/// How often old events are forgotten, and once at the start.
const SWEEPS: Duration = Duration::from_secs(3600);

/// So many events are forgotten at most at a time; in between, others have their turn.
const AT_ONCE: usize = 10_000;

/// Keeps house until the engine is to stop.
pub(in crate::send) async fn keep_house(shared: Arc<Shared>, stop: Arc<Stop>) {
    let mut swept = None::<Instant>;
    while !stop.is_stopping() {
        let work = async {
            let begun = Instant::now();
            complain("to count", count(&shared.store).await);
            let pause = COUNTS.max(begun.elapsed().saturating_mul(SHARE));
            if swept.is_none_or(|swept| swept.elapsed() >= SWEEPS) {
                swept = Some(Instant::now());
                complain("to forget", sweep(&shared).await);
            }
            sleep(pause).await;
        };
        tokio::select! {
            () = stop.told() => return,
            () = work => {}
        }
    }
}

async fn sweep(shared: &Shared) -> Result<(), Error> {
    while shared.store.sweep(shared.settings.retention, AT_ONCE).await? >= AT_ONCE {
        sleep(Duration::from_millis(100)).await;
    }
    Ok(())
}

async fn count(store: &Store) -> Result<(), Error> {
    store.tally().await?;
    #[cfg(feature = "metrics")]
    store.gauges().await?;
    Ok(())
}

fn complain(doing: &str, outcome: Result<(), Error>) {
    if let Err(error) = outcome {
        tracing::warn!(target: "hookwright", code = "sender::house", doing, error = %error, "keeping house failed");
    }
}

#[cfg(feature = "metrics")]
impl Store {
    /// Shows how much waits, and for how long.
    async fn gauges(&self) -> Result<(), Error> {
        let all = self.all_deliveries();
        let (pending, waiting) = all.depth().await?;
        metrics::gauge!("hookwright_sender_pending").set(float(pending));
        metrics::gauge!("hookwright_sender_waiting").set(float(waiting));
        let age = all.oldest_undelivered().await?.map(|oldest| oldest.age).unwrap_or_default();
        metrics::gauge!("hookwright_sender_oldest_undelivered_seconds").set(age.as_secs_f64());
        Ok(())
    }
}

#[cfg(feature = "metrics")]
fn float(number: u64) -> f64 {
    u32::try_from(number).map_or(f64::from(u32::MAX), f64::from)
}
