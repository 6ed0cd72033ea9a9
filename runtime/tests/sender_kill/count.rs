//! What has become of a round's events: how many are lost, how many came again and how soon. In: what was accepted, what
//! arrived. Out: a line, or a failed test. It must not know which store it was.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::time::{Duration, Instant};

use crate::application::Application;
use crate::sink::Sink;

/// How long a dead process keeps its work to itself.
pub(crate) const LEASE: Duration = Duration::from_secs(1);

const KILLS: usize = 3;

/// How many events there are, and how often all is done.
pub(crate) fn asked_for(events: usize) -> (usize, usize) {
    let number =
        |name: &str, default| std::env::var(name).map_or(default, |text| text.parse().expect("a number"));
    (number("HOOKWRIGHT_KILL_EVENTS", events), number("HOOKWRIGHT_KILL_ROUNDS", 1))
}

/// Has the rest accepted, waits until all has arrived, and counts.
pub(crate) async fn count(
    round: &str,
    application: &mut Application,
    sink: &Sink,
    events: usize,
    points: &[usize],
) {
    let started = Instant::now();
    application.accept_until(events).await;
    let accepted = application.accepted();
    let arrived = all_arrived(sink, accepted.len()).await;
    application.kill();
    let lost = accepted.values().filter(|id| !arrived.contains_key(*id)).count();
    let unknown = arrived.keys().filter(|id| !accepted.values().any(|known| known == *id)).count();
    let repeats: Vec<Duration> =
        arrived.values().flat_map(|times| times.windows(2).map(|two| two[1] - two[0])).collect();
    let soonest = repeats.iter().min().copied();
    println!(
        "{round}: {} accepted, killed at {points:?}, all {:.1?} after: lost {lost}, delivered again {}, the soonest after {soonest:.2?}",
        accepted.len(),
        started.elapsed(),
        repeats.len(),
    );
    assert_eq!((accepted.len(), lost, unknown), (events, 0, 0));
    assert!(soonest.is_none_or(|soonest| soonest >= LEASE), "within the lease");
}

/// Waits until every event has arrived, as long as there is any progress.
async fn all_arrived(sink: &Sink, events: usize) -> HashMap<String, Vec<Instant>> {
    let mut progress = (Instant::now(), 0);
    loop {
        let arrived = sink.arrived();
        if arrived.len() >= events || progress.0.elapsed() > Duration::from_secs(30) {
            // A moment more, for what should not come.
            tokio::time::sleep(2 * LEASE).await;
            return sink.arrived();
        }
        if arrived.len() > progress.1 {
            progress = (Instant::now(), arrived.len());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

pub(crate) fn random_points(events: usize) -> Vec<usize> {
    let random = |n| usize::try_from(RandomState::new().hash_one(n) >> 33).expect("31 bits");
    let mut points: Vec<_> = (0..KILLS).map(|n| 1 + random(n) % (events - 1)).collect();
    points.sort_unstable();
    points
}
