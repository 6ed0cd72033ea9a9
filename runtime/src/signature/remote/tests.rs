//! The memory of a fetcher, with a fetcher that counts.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use tokio::sync::Semaphore;

use super::{Remote, Served};
use crate::signature::{FetchFuture, Fetcher, Refusal, Wanted};

/// Answers every address by the number of the fetch, once the gate lets it.
#[derive(Clone)]
struct Counting {
    asked: Arc<AtomicUsize>,
    fails: Arc<AtomicBool>,
    gate: Arc<Semaphore>,
}

impl Counting {
    fn new() -> Self {
        Self {
            asked: Arc::default(),
            fails: Arc::default(),
            gate: Arc::new(Semaphore::new(Semaphore::MAX_PERMITS)),
        }
    }

    fn asked(&self) -> usize {
        self.asked.load(SeqCst)
    }
}

impl Fetcher for Counting {
    fn fetch<'a>(&'a self, _: &'a Wanted) -> FetchFuture<'a> {
        Box::pin(async move {
            let number = self.asked.fetch_add(1, SeqCst) + 1;
            let _open = self.gate.acquire().await?;
            if self.fails.load(SeqCst) { Err("down".into()) } else { Ok(Bytes::from(number.to_string())) }
        })
    }
}

fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(seconds)
}

fn certificates(number: usize) -> Wanted {
    Wanted::Certificates { url: format!("https://sns.us-east-1.amazonaws.com/{number}.pem") }
}

#[tokio::test]
async fn what_was_fetched_is_kept_for_an_hour_and_used_for_a_day() {
    let fetcher = Counting::new();
    let (remote, wanted) = (Remote::new(fetcher.clone()), certificates(0));
    assert_eq!(remote.get(&wanted, at(10_000)), None);
    assert_eq!(remote.load(&wanted, at(10_000)).await.unwrap(), "1");
    assert_eq!(remote.load(&wanted, at(13_599)).await.unwrap(), "1");
    // A clock that was set back a little.
    assert_eq!(remote.load(&wanted, at(9_990)).await.unwrap(), "1");
    assert_eq!(remote.load(&wanted, at(13_600)).await.unwrap(), "2");
    assert_eq!(remote.load(&certificates(1), at(13_600)).await.unwrap(), "3");
    assert_eq!(remote.get(&wanted, at(13_600)).unwrap(), "2");
    fetcher.fails.store(true, SeqCst);
    assert_eq!(remote.load(&wanted, at(20_000)).await.unwrap(), "2");
    assert_eq!(remote.load(&wanted, at(20_059)).await.unwrap(), "2");
    assert_eq!(fetcher.asked(), 4, "the failure was remembered");
    assert_eq!(remote.load(&wanted, at(13_600 + 86_399)).await.unwrap(), "2");
    assert_eq!(remote.get(&wanted, at(13_600 + 86_400)), None);
    assert_eq!(remote.load(&wanted, at(13_600 + 86_500)).await, Err(Refusal::Unavailable));
}

#[tokio::test]
async fn failures_are_remembered_for_a_minute_and_counted() {
    let fetcher = Counting::new();
    let remote = Remote::new(fetcher.clone());
    fetcher.fails.store(true, SeqCst);
    for _ in 0..10 {
        assert_eq!(remote.load(&certificates(0), at(1_000)).await, Err(Refusal::Unavailable));
    }
    assert_eq!(fetcher.asked(), 1);
    for number in 0..1_000 {
        assert_eq!(remote.load(&certificates(number), at(1_010)).await, Err(Refusal::Unavailable));
    }
    assert_eq!(fetcher.asked(), 30, "a stranger who invents addresses makes no more fetches");
    fetcher.fails.store(false, SeqCst);
    assert_eq!(remote.load(&certificates(5_000), at(1_059)).await, Err(Refusal::Unavailable));
    assert_eq!(remote.load(&certificates(5_000), at(1_060)).await.unwrap(), "31");
}

#[tokio::test]
async fn what_comes_back_well_is_not_counted_and_stays() {
    let fetcher = Counting::new();
    let remote = Remote::new(fetcher.clone());
    for number in 0..100 {
        assert!(remote.load(&certificates(number), at(1_000)).await.is_ok());
    }
    fetcher.fails.store(true, SeqCst);
    for number in 1_000..3_000 {
        assert!(remote.load(&certificates(number), at(1_000 + number as u64 * 3)).await.is_err());
    }
    assert!(fetcher.asked() > 1_000);
    assert!(remote.cache().len() <= 128);
    let kept = (0..100).filter(|number| remote.get(&certificates(*number), at(1_000)).is_some());
    assert_eq!(kept.count(), 100, "failures push nothing out that is good");
}

#[tokio::test]
async fn many_at_once_make_one_fetch() {
    let fetcher = Counting::new();
    let gate = fetcher.gate.forget_permits(Semaphore::MAX_PERMITS);
    assert!(gate > 0);
    let remote = Remote::new(fetcher.clone());
    let load = || {
        let remote = remote.clone();
        tokio::spawn(async move { remote.load(&certificates(0), at(1_000)).await })
    };
    let waiting: Vec<_> = (0..50).map(|_| load()).collect();
    while fetcher.asked() == 0 {
        tokio::task::yield_now().await;
    }
    // Whoever asks goes away: the next one takes over.
    waiting[0].abort();
    fetcher.gate.add_permits(100);
    let mut answers = Vec::new();
    for one in waiting {
        answers.extend(one.await.ok());
    }
    assert!(answers.len() >= 49);
    assert!(
        answers.iter().all(|answer| answer.as_ref().is_ok_and(|bytes| bytes == answers[0].as_ref().unwrap()))
    );
    assert!(fetcher.asked() <= 2);
}

#[tokio::test]
async fn what_is_served_is_at_hand() {
    let served = Served::default().with("https://a.test/keys", "{}").with("key-1", "k");
    let remote = Remote::new(served.clone());
    let set = Wanted::KeySet { url: "https://a.test/keys".into() };
    assert_eq!(remote.load(&set, at(0)).await.unwrap(), "{}");
    assert_eq!(remote.load(&Wanted::Key { id: "key-1".into() }, at(0)).await.unwrap(), "k");
    assert_eq!(remote.load(&Wanted::Key { id: "key-2".into() }, at(0)).await, Err(Refusal::Unavailable));
    let any = Remote::new(served.otherwise("pem"));
    assert_eq!(any.load(&certificates(3), at(0)).await.unwrap(), "pem");
    let large = Remote::new(Served::default().otherwise(vec![b'x'; 64 * 1024 + 1]));
    assert_eq!(large.load(&certificates(3), at(0)).await, Err(Refusal::Unavailable));
}
