//! Many tasks' work for the database, done together. In: items, one at a time. Out: the same, as many as have come while
//! the last ones were at it. It must not know what is done.

use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

type Flush<T> = Box<dyn Fn(Vec<T>) -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync>;

/// Items are flushed one batch after the other. Nobody waits for more to come: the first is flushed at once, and what
/// comes meanwhile is the next batch.
pub(super) struct Gather<T>(Arc<Shared<T>>);

struct Shared<T> {
    state: Mutex<State<T>>,
    flush: Flush<T>,
    most: usize,
    bound: usize,
}

struct State<T> {
    waiting: VecDeque<T>,
    /// Somebody is flushing and will take whatever waits.
    flushing: bool,
}

impl<T: Send + 'static> Gather<T> {
    /// At most `most` in a batch, at most `bound` that wait.
    pub(super) fn new<F>(
        most: usize,
        bound: usize,
        flush: impl Fn(Vec<T>) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let state = Mutex::new(State { waiting: VecDeque::new(), flushing: false });
        let flush: Flush<T> = Box::new(move |items| Box::pin(flush(items)));
        Self(Arc::new(Shared { state, flush, most, bound }))
    }

    /// Has an item flushed; gives it back where too many wait. To be called in a runtime.
    pub(super) fn add(&self, item: T) -> Result<(), T> {
        let mut state = self.0.lock();
        if state.waiting.len() >= self.0.bound {
            return Err(item);
        }
        state.waiting.push_back(item);
        if !std::mem::replace(&mut state.flushing, true) {
            drop(state);
            tokio::spawn(run(Arc::clone(&self.0)));
        }
        Ok(())
    }
}

/// Flushes until nothing waits. Should a flush panic, or its runtime end, the next item begins anew.
async fn run<T>(shared: Arc<Shared<T>>) {
    let flushing = Flushing(&shared);
    // Whoever is ready to add something does so before the first batch is taken.
    tokio::task::yield_now().await;
    while let Some(items) = shared.next() {
        (shared.flush)(items).await;
    }
    std::mem::forget(flushing);
}

struct Flushing<'a, T>(&'a Shared<T>);

impl<T> Drop for Flushing<'_, T> {
    fn drop(&mut self) {
        self.0.lock().flushing = false;
    }
}

impl<T> Shared<T> {
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next batch; none where nothing waits any more, and then nobody flushes.
    fn next(&self) -> Option<Vec<T>> {
        let mut state = self.lock();
        let many = state.waiting.len().min(self.most);
        state.flushing = many > 0;
        (many > 0).then(|| state.waiting.drain(..many).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::sync::mpsc;

    #[tokio::test]
    async fn what_comes_meanwhile_goes_together() {
        let (done, mut batches) = mpsc::unbounded_channel();
        let gate = Arc::new(tokio::sync::Semaphore::new(0));
        let opened = Arc::clone(&gate);
        let gather = Gather::new(3, 5, move |items: Vec<u8>| {
            let (done, gate) = (done.clone(), Arc::clone(&gate));
            async move {
                gate.acquire().await.unwrap().forget();
                done.send(items).unwrap();
            }
        });
        gather.add(1).unwrap();
        tokio::task::yield_now().await;
        tokio::task::yield_now().await;
        for item in 2..=6 {
            gather.add(item).unwrap();
        }
        assert_eq!(gather.add(7), Err(7), "five wait");
        opened.add_permits(9);
        let mut got = Vec::new();
        for _ in 0..3 {
            got.push(batches.recv().await.unwrap());
        }
        assert_eq!(got, [vec![1], vec![2, 3, 4], vec![5, 6]]);
        gather.add(8).unwrap();
        assert_eq!(batches.recv().await.unwrap(), [8], "it begins anew");
    }
}
