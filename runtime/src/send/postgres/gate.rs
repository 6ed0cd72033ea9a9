//! Who may attempt at once, in this process. In: deliveries of endpoints that come and go. Out: leave to begin, a wait of
//! bounded length, or no. It must not know the database: whoever gets no leave is parked there.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

/// Leave for attempts: so many in all, so many for each endpoint.
#[derive(Debug)]
pub(super) struct Gate {
    state: Mutex<State>,
    limit: usize,
    may_wait: usize,
}

/// So many wait at most, of all endpoints together: enough that none has to be fetched when one ends.
const MOST_WAIT: usize = 64;

#[derive(Debug, Default)]
struct State {
    endpoints: HashMap<String, Endpoint>,
    /// Endpoints that have somebody waiting, in the order of their turns.
    turns: VecDeque<String>,
    under_way: usize,
    waiting: usize,
    closed: bool,
}

#[derive(Debug, Default)]
struct Endpoint {
    limit: usize,
    under_way: usize,
    waiting: VecDeque<oneshot::Sender<Leave>>,
    /// Something of it is parked, as far as is known.
    parked: bool,
}

/// Leave to attempt, until it is dropped.
#[derive(Debug)]
pub(super) struct Leave {
    gate: Arc<Gate>,
    endpoint: String,
}

/// What comes of asking.
#[derive(Debug)]
pub(super) enum Entry {
    Go(Leave),
    /// There will be leave soon; none where delivering ends.
    Wait(oneshot::Receiver<Leave>),
    /// As many wait as may.
    Full,
}

impl Gate {
    pub(super) fn new(limit: usize) -> Arc<Self> {
        Arc::new(Self { state: Mutex::default(), limit, may_wait: limit.min(MOST_WAIT) })
    }

    /// How many may be here at once, under way and waiting.
    pub(super) fn capacity(&self) -> usize {
        self.limit + self.may_wait
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks for an attempt at an endpoint that may have so many under way; as many of it may wait.
    pub(super) fn enter(self: &Arc<Self>, endpoint: &str, limit: usize) -> Entry {
        let mut state = self.lock();
        if state.closed {
            return Entry::Full;
        }
        let room = state.under_way < self.limit;
        let may_wait = state.waiting < self.may_wait;
        let of = state.endpoint(endpoint);
        of.limit = limit;
        if room && of.under_way < of.limit {
            of.under_way += 1;
            state.under_way += 1;
            return Entry::Go(self.leave(endpoint));
        }
        if !may_wait || of.waiting.len() >= of.limit {
            of.parked = true;
            return Entry::Full;
        }
        let (told, leave) = oneshot::channel();
        of.waiting.push_back(told);
        if of.waiting.len() == 1 {
            state.turns.push_back(endpoint.to_owned());
        }
        state.waiting += 1;
        Entry::Wait(leave)
    }

    fn leave(self: &Arc<Self>, endpoint: &str) -> Leave {
        Leave { gate: Arc::clone(self), endpoint: endpoint.to_owned() }
    }

    /// Something of the endpoint is parked.
    pub(super) fn is_parked(&self, endpoint: &str) {
        self.lock().endpoint(endpoint).parked = true;
    }

    /// Nothing is parked but of these endpoints.
    pub(super) fn only_parked(&self, endpoints: &HashSet<String>) {
        let mut state = self.lock();
        for (id, of) in &mut state.endpoints {
            of.parked = endpoints.contains(id);
        }
        state.endpoints.retain(|_, of| of.is_of_use());
        for endpoint in endpoints {
            state.endpoint(endpoint).parked = true;
        }
    }

    /// Whether something of the endpoint is parked, as far as is known.
    pub(super) fn has_parked(&self, endpoint: &str) -> bool {
        self.lock().endpoints.get(endpoint).is_some_and(|of| of.parked)
    }

    /// How many more of an endpoint's would find leave or a place to wait.
    pub(super) fn room(&self, endpoint: &str, limit: usize) -> usize {
        let state = self.lock();
        if state.closed {
            return 0;
        }
        let all = self.capacity().saturating_sub(state.under_way + state.waiting);
        let taken = state.endpoints.get(endpoint).map_or(0, |of| of.under_way + of.waiting.len());
        (2 * limit).saturating_sub(taken).min(all)
    }

    /// Nothing more is begun, and whoever waits is told.
    pub(super) fn close(&self) {
        let mut state = self.lock();
        state.closed = true;
        state.waiting = 0;
        state.turns.clear();
        for of in state.endpoints.values_mut() {
            of.waiting.clear();
        }
    }

    /// One has ended: who is next begins.
    fn end(self: &Arc<Self>, endpoint: &str) {
        let mut state = self.lock();
        state.under_way = state.under_way.saturating_sub(1);
        if let Some(of) = state.endpoints.get_mut(endpoint) {
            of.under_way = of.under_way.saturating_sub(1);
            if !of.is_of_use() {
                state.endpoints.remove(endpoint);
            }
        }
        let next = state.next(self.limit);
        drop(state);
        for (endpoint, told) in next {
            // Who has gone away meanwhile gives his leave back by this.
            let _ = told.send(self.leave(&endpoint));
        }
    }
}

impl Endpoint {
    fn is_of_use(&self) -> bool {
        self.under_way > 0 || !self.waiting.is_empty() || self.parked
    }
}

impl State {
    fn endpoint(&mut self, endpoint: &str) -> &mut Endpoint {
        self.endpoints.entry(endpoint.to_owned()).or_default()
    }

    /// Those that have leave now, each endpoint in its turn.
    fn next(&mut self, limit: usize) -> Vec<(String, oneshot::Sender<Leave>)> {
        let mut next = Vec::new();
        let mut passed_over = 0;
        while self.under_way < limit && passed_over < self.turns.len() {
            let Some(endpoint) = self.turns.pop_front() else { break };
            let Some(of) = self.endpoints.get_mut(&endpoint) else { continue };
            if of.under_way >= of.limit {
                self.turns.push_back(endpoint);
                passed_over += 1;
                continue;
            }
            let Some(told) = of.waiting.pop_front() else { continue };
            of.under_way += 1;
            self.under_way += 1;
            self.waiting = self.waiting.saturating_sub(1);
            if !of.waiting.is_empty() {
                self.turns.push_back(endpoint.clone());
            }
            passed_over = 0;
            next.push((endpoint, told));
        }
        next
    }
}

impl Drop for Leave {
    fn drop(&mut self) {
        self.gate.end(&self.endpoint);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn go(gate: &Arc<Gate>, endpoint: &str) -> Leave {
        match gate.enter(endpoint, 2) {
            Entry::Go(leave) => leave,
            other => panic!("{other:?}"),
        }
    }

    fn wait(gate: &Arc<Gate>, endpoint: &str) -> oneshot::Receiver<Leave> {
        match gate.enter(endpoint, 2) {
            Entry::Wait(leave) => leave,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn an_endpoint_has_its_own_and_those_that_wait_follow() {
        let gate = Gate::new(8);
        let (first, _second) = (go(&gate, "a"), go(&gate, "a"));
        let (mut third, mut fourth) = (wait(&gate, "a"), wait(&gate, "a"));
        assert!(matches!(gate.enter("a", 2), Entry::Full));
        assert!(gate.has_parked("a") && gate.room("a", 2) == 0);
        let _other = go(&gate, "b");
        assert_eq!(gate.room("b", 2), 3);
        drop(first);
        let third = third.try_recv().unwrap();
        assert!(fourth.try_recv().is_err());
        drop(third);
        assert!(fourth.try_recv().is_ok());
    }

    #[test]
    fn where_all_is_full_endpoints_take_turns() {
        let gate = Gate::new(2);
        let (one, two) = (go(&gate, "a"), go(&gate, "a"));
        let (mut a, mut b) = (wait(&gate, "a"), wait(&gate, "b"));
        assert!(matches!(gate.enter("c", 2), Entry::Full), "as many wait as may be under way");
        drop(one);
        let a = a.try_recv().unwrap();
        assert!(b.try_recv().is_err());
        drop(two);
        assert!(b.try_recv().is_ok());
        drop(a);
        assert_eq!(gate.lock().under_way, 0);
    }

    #[test]
    fn who_gave_up_waiting_hinders_nobody() {
        let gate = Gate::new(1);
        let one = go(&gate, "a");
        drop(wait(&gate, "a"));
        drop(one);
        let _again = go(&gate, "a");
    }

    #[test]
    fn a_closed_gate_tells_those_that_wait() {
        let gate = Gate::new(1);
        let _one = go(&gate, "a");
        let mut waiting = wait(&gate, "a");
        gate.close();
        assert!(matches!(waiting.try_recv(), Err(oneshot::error::TryRecvError::Closed)));
        assert!(matches!(gate.enter("b", 2), Entry::Full));
    }
}
