//! The one who delivers. In: a file that others write, too. Out: attempts, as many as may be under way. It must not lose
//! a delivery: each is pending in the file until what came of it is written there.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::super::Error;
use super::super::deliver::{Delivering, Destination, Stop};
use super::super::deliveries::keep_house;
use super::super::endpoint::EndpointState;
use super::super::endpoints::touch;
use super::super::sender::Shared;
use super::super::tables::NEVER;
use super::lanes::{Lane, Step};
use super::steady::Steady;
use super::take::{self, Changes, Found};
use super::work::{Ended, Work};
use crate::store::{Lease, SqliteStore};

/// How often the file is looked at for what others have written, and after a failure of the store.
const LOOK: Duration = Duration::from_millis(100);

/// Starts delivering.
pub(crate) fn start(shared: Arc<Shared>, store: SqliteStore) -> Delivering {
    let stop = Arc::new(Stop::default());
    let lease = Lease::strict("sender", shared.settings.lease);
    let (ended, ends) = mpsc::unbounded_channel();
    tokio::spawn(keep_house(Arc::clone(&shared), Arc::clone(&stop)));
    let clock = Steady::new(Arc::clone(&shared.store.clock));
    let engine = Engine {
        shared,
        clock,
        store,
        lease,
        stop: Arc::clone(&stop),
        lanes: HashMap::new(),
        turns: BTreeSet::new(),
        turn_of: HashMap::new(),
        attempts: JoinSet::new(),
        under_way: 0,
        ended,
        seen: None,
        waits: false,
    };
    Delivering::new(stop, tokio::spawn(engine.run(ends)))
}

struct Engine {
    shared: Arc<Shared>,
    /// What dues are reckoned in.
    clock: Steady,
    store: SqliteStore,
    lease: Lease,
    stop: Arc<Stop>,
    lanes: HashMap<String, Lane>,
    /// When which endpoint is to be looked at, the earliest first.
    turns: BTreeSet<(i64, String)>,
    turn_of: HashMap<String, i64>,
    attempts: JoinSet<()>,
    under_way: usize,
    ended: mpsc::UnboundedSender<Ended>,
    /// Up to which revision and number the file is known; nothing while another process delivers.
    seen: Option<(i64, i64)>,
    /// Whether another process was found at work.
    waits: bool,
}

impl Engine {
    async fn run(mut self, mut ends: mpsc::UnboundedReceiver<Ended>) {
        let stop = Arc::clone(&self.stop);
        let mut looked = None::<tokio::time::Instant>;
        while !stop.is_stopping() {
            if looked.is_none_or(|looked| looked.elapsed() >= self.patience()) {
                looked = Some(tokio::time::Instant::now());
                self.look_or_complain().await;
            }
            self.take_hints();
            if let Err(error) = self.serve().await {
                complain(&error);
                sleep(LOOK).await;
            }
            let shared = Arc::clone(&self.shared);
            tokio::select! {
                biased;
                () = stop.told() => {}
                Some(ended) = ends.recv() => {
                    self.end(&ended);
                    while let Ok(ended) = ends.try_recv() {
                        self.end(&ended);
                    }
                }
                () = shared.hints.told() => {}
                () = sleep(self.until_next()) => {}
            }
        }
        self.finish().await;
    }

    /// Waits for what is under way, then leaves the work to others.
    async fn finish(mut self) {
        while self.attempts.join_next().await.is_some() {}
        let lease = self.lease.clone();
        let work = move |connection: &rusqlite::Connection| lease.give_back(connection);
        if let Err(error) = self.store.write("to give back the lease", work).await {
            complain(&error.into());
        }
    }

    fn patience(&self) -> Duration {
        LOOK.min(self.shared.settings.lease / 10)
    }

    fn until_next(&self) -> Duration {
        let now = self.clock.now();
        let turn = self.turns.first().map_or(NEVER, |(at, _)| *at);
        let until = u64::try_from(turn.saturating_sub(now)).unwrap_or_default();
        // Where all may be under way that may, somebody's end is waited for.
        let until = if self.room() == 0 { NEVER.unsigned_abs() } else { until };
        Duration::from_millis(until).min(self.patience())
    }

    fn room(&self) -> usize {
        self.shared.settings.concurrency.saturating_sub(self.under_way)
    }

    async fn look_or_complain(&mut self) {
        if let Err(error) = self.look().await {
            complain(&error);
        }
    }

    /// Prolongs the lease and reads what has changed.
    async fn look(&mut self) -> Result<(), Error> {
        let (lease, now) = (self.lease.clone(), self.shared.store.now());
        let hold = move |connection: &rusqlite::Connection| lease.hold(connection, now);
        let held = self.store.write("to hold the lease", hold).await?;
        if held != Some(false) {
            self.leave();
        }
        self.say_who_delivers(held.is_some());
        if held.is_none() {
            return Ok(());
        }
        let (revision, number) = match self.seen {
            Some(seen) => seen,
            None => (0, self.store.read("to look at deliveries", take::newest).await?),
        };
        let now = self.clock.now();
        self.renew_keys(now).await?;
        let work = move |connection: &rusqlite::Connection| take::changes(connection, revision, number);
        let changes = self.store.read("to look at endpoints", work).await?;
        self.change(changes, now);
        Ok(())
    }

    /// Endpoints one of whose secrets has ended are read again.
    async fn renew_keys(&self, now: i64) -> Result<(), Error> {
        let ended = |lane: &&Lane| lane.destination.keys_until.is_some_and(|until| until <= now);
        let ids = self.lanes.values().filter(ended).map(|lane| touch(&lane.destination.id));
        let statements: Vec<_> = ids.collect();
        if statements.is_empty() {
            return Ok(());
        }
        self.shared.store.database.write("to renew keys", statements).await.map(drop)
    }

    fn say_who_delivers(&mut self, we: bool) {
        let new = self.stop.set_active(we);
        if we && new {
            tracing::info!(target: "hookwright", "this process delivers");
        } else if !we && (new || !self.waits) {
            tracing::warn!(target: "hookwright", code = "sender::lease",
                "another process delivers from this file; this one accepts, and waits for it to end");
        }
        self.waits = !we;
    }

    /// Another process delivers, or did until now: what is known is of no use.
    fn leave(&mut self) {
        self.seen = None;
        self.lanes.clear();
        self.turns.clear();
        self.turn_of.clear();
    }

    fn change(&mut self, changes: Changes, now: i64) {
        for found in changes.endpoints {
            self.change_endpoint(found, now);
        }
        for (endpoint, due) in changes.due {
            self.due(&endpoint, due);
        }
        self.seen = Some((changes.revision, changes.number));
    }

    fn change_endpoint(&mut self, found: Found, now: i64) {
        let id = found.id.clone();
        let before = self.lanes.remove(&id);
        let lane = match self.lane(found, now) {
            Ok(Some(lane)) => lane,
            Ok(None) => return self.forget_turn(&id),
            Err(error) => {
                tracing::error!(target: "hookwright", code = "sender::endpoint", endpoint = id, error = %error,
                    "an endpoint can't be delivered to");
                return self.forget_turn(&id);
            }
        };
        let lane = match &before {
            Some(before) => lane.changed(before),
            None => lane,
        };
        self.lanes.insert(id.clone(), lane);
        self.turn(&id, now);
    }

    /// None where it gets nothing.
    fn lane(&self, found: Found, now: i64) -> Result<Option<Lane>, Error> {
        let target = found.target?;
        if target.endpoint.state != EndpointState::Enabled {
            return Ok(None);
        }
        let destination = Destination::new(&self.shared, &target, found.secrets, now)?;
        let rate = target.endpoint.options.rate;
        Ok(Some(Lane::new(destination, target.health, rate, target.next_slot, found.next_due)))
    }

    fn take_hints(&mut self) {
        let now = self.clock.now();
        for endpoint in self.shared.hints.take() {
            self.due(&endpoint, now);
        }
    }

    fn due(&mut self, endpoint: &str, at: i64) {
        if let Some(lane) = self.lanes.get_mut(endpoint) {
            lane.due(at);
            self.turn(endpoint, at);
        }
    }

    /// Has an endpoint looked at, no later than at this time.
    fn turn(&mut self, endpoint: &str, at: i64) {
        if at == NEVER || self.turn_of.get(endpoint).is_some_and(|known| *known <= at) {
            return;
        }
        self.forget_turn(endpoint);
        self.turn_of.insert(endpoint.to_owned(), at);
        self.turns.insert((at, endpoint.to_owned()));
    }

    fn forget_turn(&mut self, endpoint: &str) {
        if let Some(at) = self.turn_of.remove(endpoint) {
            self.turns.remove(&(at, endpoint.to_owned()));
        }
    }

    /// Starts whatever may start now. Each endpoint has its turn before any has a second one.
    async fn serve(&mut self) -> Result<(), Error> {
        let now = self.clock.now();
        while self.room() > 0 {
            let Some((at, endpoint)) = self.turns.first().cloned() else { break };
            if at > now {
                break;
            }
            self.forget_turn(&endpoint);
            if let Err(error) = self.serve_endpoint(&endpoint, now).await {
                self.turn(&endpoint, now.saturating_add(1000));
                return Err(error);
            }
        }
        Ok(())
    }

    async fn serve_endpoint(&mut self, endpoint: &str, now: i64) -> Result<(), Error> {
        loop {
            let room = self.room();
            let Some(lane) = self.lanes.get_mut(endpoint) else { return Ok(()) };
            match lane.step(now, room) {
                Step::Wait => return Ok(()),
                Step::At(at) => {
                    self.turn(endpoint, at.max(now.saturating_add(1)));
                    return Ok(());
                }
                Step::Read(most) => {
                    let id = endpoint.to_owned();
                    let work =
                        move |connection: &rusqlite::Connection| take::take(connection, &id, now, most);
                    let taken = self.store.read("to take deliveries", work).await?;
                    lane.fill(taken);
                }
                Step::Start(number) => {
                    for _ in 0..number {
                        self.begin(endpoint, now);
                    }
                    // Others first, if there is not room for all.
                    self.turn(endpoint, now);
                    return Ok(());
                }
            }
        }
    }

    fn begin(&mut self, endpoint: &str, now: i64) {
        let Some(lane) = self.lanes.get_mut(endpoint) else { return };
        let Some((parcel, next_slot)) = lane.start(now) else { return };
        let work = Work {
            shared: Arc::clone(&self.shared),
            store: self.store.clone(),
            stop: Arc::clone(&self.stop),
            destination: Arc::clone(&lane.destination),
            health: Arc::clone(&lane.health),
            clock: self.clock.clone(),
            next_slot,
        };
        self.under_way += 1;
        let ended = self.ended.clone();
        self.attempts.spawn(async move {
            let told = work.run(parcel).await;
            let _ = ended.send(told);
        });
    }

    fn end(&mut self, ended: &Ended) {
        self.under_way = self.under_way.saturating_sub(1);
        while self.attempts.try_join_next().is_some() {}
        if ended.disabled {
            self.lanes.remove(&ended.endpoint);
            return self.forget_turn(&ended.endpoint);
        }
        if let Some(lane) = self.lanes.get_mut(&ended.endpoint) {
            lane.end(ended.number, ended.due);
            let now = self.clock.now();
            self.turn(&ended.endpoint, now);
        }
    }
}

pub(super) fn complain(error: &Error) {
    tracing::error!(target: "hookwright", code = "sender::store", error = %error, "the sender's store failed");
}
