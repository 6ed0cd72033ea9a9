//! When what is tried again, by a clock that is set.

use crate::sink::{Reply, Sink};
use crate::stage::{Clock, Folder, a_moment, created, numbers, paid, payload, until};
use hookwright::send::{EndpointState, NewEndpoint, OperatorEvent, OperatorEventKind, Retry, Sender};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;

/// A sender whose delays are the whole of the schedule's, and what its operator hears.
struct Stage {
    folder: Folder,
    clock: Clock,
    sender: Sender,
    heard: Arc<Mutex<Vec<OperatorEvent>>>,
}

impl Stage {
    async fn new() -> Self {
        Self::with(Retry::default().jitter(false)).await
    }

    async fn with(retry: Retry) -> Self {
        let (folder, clock, heard) =
            (Folder::new(), Clock::new(), Arc::<Mutex<Vec<OperatorEvent>>>::default());
        let hears = Arc::clone(&heard);
        let builder = clock.builder().retry(retry);
        let builder = builder.on_operator_event(move |event| hears.lock().unwrap().push(event.clone()));
        let sender = folder.open(builder).await;
        Self { folder, clock, sender, heard }
    }

    async fn accept(&self, events: usize) {
        for number in 0..events {
            self.sender.to("acme").accept(created(), &payload(number)).await.unwrap();
        }
    }

    /// Attempts that are written down.
    fn attempts(&self) -> i64 {
        numbers::<1>(&self.folder, "SELECT count(*) FROM hookwright_attempts")[0]
    }

    async fn attempted(&self, number: i64) {
        until(&format!("attempt {number}"), async || self.attempts() >= number).await;
        assert_eq!(self.attempts(), number, "no attempt beyond");
    }

    /// No attempt just before this time, and one at it.
    async fn attempt_at(&self, due: i64, number: i64) {
        self.clock.set(due - 1);
        a_moment().await;
        assert_eq!(self.attempts(), number - 1, "an attempt came too soon");
        self.clock.set(due);
        self.attempted(number).await;
    }

    fn due(&self) -> i64 {
        numbers::<1>(&self.folder, "SELECT due FROM hookwright_deliveries ORDER BY number LIMIT 1")[0]
    }

    fn heard(&self) -> Vec<(OperatorEventKind, String)> {
        self.heard.lock().unwrap().iter().map(|event| (event.kind, event.reason.clone())).collect()
    }
}

#[tokio::test]
async fn the_schedule_is_kept_to_the_millisecond_and_ends() {
    let stage = Stage::new().await;
    let sink = Sink::answering(|_| Reply::status(500)).await;
    stage.sender.endpoints("acme").create(NewEndpoint::new(&sink.url)).await.unwrap();
    stage.accept(1).await;
    let delivering = stage.sender.deliver();
    stage.attempted(1).await;
    let delays =
        [5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR];
    for (attempt, delay) in (2..).zip(delays) {
        let due = stage.clock.millis() + delay;
        assert_eq!(stage.due(), due, "attempt {attempt}");
        stage.attempt_at(due, attempt).await;
    }
    let arrivals = sink.arrivals();
    assert_eq!(arrivals.len(), 10);
    assert!(arrivals.iter().all(|arrival| arrival.id() == arrivals[0].id()), "one id");
    let mut signatures: Vec<_> =
        arrivals.iter().map(|arrival| arrival.headers["webhook-signature"].clone()).collect();
    signatures.dedup();
    assert_eq!(signatures.len(), 10, "each attempt is signed at its own time");
    let signed: i64 = arrivals[9].headers["webhook-timestamp"].to_str().unwrap().parse().unwrap();
    assert_eq!(signed, stage.clock.millis() / 1000);
    let [dead] = numbers(
        &stage.folder,
        "SELECT count(*) FROM hookwright_deliveries WHERE state = 'dead' AND attempts = 10",
    );
    assert_eq!(dead, 1);
    until("the operator hears", async || stage.heard().len() == 2).await;
    let dead = (OperatorEventKind::DeliveryDead, "exhausted".to_owned());
    assert_eq!(stage.heard(), [dead, (OperatorEventKind::EndpointBroken, "failing".to_owned())]);
    delivering.shutdown(Duration::from_secs(5)).await;
}

#[tokio::test]
async fn delays_are_random_within_the_schedule() {
    let stage = Stage::with(Retry::default()).await;
    let sink = Sink::answering(|_| Reply::status(500)).await;
    let endpoint =
        NewEndpoint::new(&sink.url).retry(Retry::schedule([0, 100_000].map(Duration::from_secs)).unwrap());
    // One endpoint each, so that no breaker opens.
    for _ in 0..40 {
        stage.sender.endpoints("acme").create(endpoint.clone()).await.unwrap();
    }
    stage.accept(1).await;
    let delivering = stage.sender.deliver();
    stage.attempted(40).await;
    let sql = "SELECT min(due), max(due), count(DISTINCT due) FROM hookwright_deliveries";
    let [least, most, different] = numbers(&stage.folder, sql);
    let now = stage.clock.millis();
    assert!(now <= least && most <= now + 100_000 * SECOND);
    // Of 40 random ones some are in each half, but for a chance of 1 in 2^39.
    assert!(least < now + 50_000 * SECOND && now + 50_000 * SECOND < most && different > 30);
    delivering.shutdown(Duration::from_secs(5)).await;
}

#[tokio::test]
async fn retry_after_is_obeyed_in_seconds_and_as_a_date() {
    for by_date in [false, true] {
        let stage = Stage::new().await;
        let date = SystemTime::UNIX_EPOCH + Duration::from_millis(stage.clock.millis() as u64 + 90_000);
        let asked = if by_date { httpdate::fmt_http_date(date) } else { "90".to_owned() };
        let sink = Sink::answering(move |_| Reply::status(503).header("retry-after", &asked)).await;
        stage.sender.endpoints("acme").create(NewEndpoint::new(&sink.url)).await.unwrap();
        stage.accept(1).await;
        let delivering = stage.sender.deliver();
        stage.attempted(1).await;
        assert_eq!(stage.due(), stage.clock.millis() + 90 * SECOND);
        // It is about this delivery: another one goes out at once.
        stage.accept(1).await;
        stage.attempted(2).await;
        let due = stage.due();
        stage.clock.set(due - 1);
        a_moment().await;
        assert_eq!(stage.attempts(), 2, "an attempt came too soon");
        stage.clock.set(due);
        stage.attempted(4).await;
        delivering.shutdown(Duration::from_secs(5)).await;
    }
}

#[tokio::test]
async fn an_endpoint_with_too_much_to_do_is_left_alone_as_a_whole() {
    for status in [429, 502, 504] {
        let stage = Stage::new().await;
        let sink = Sink::answering(move |_| Reply::status(status).header("retry-after", "60")).await;
        let created = stage.sender.endpoints("acme").create(NewEndpoint::new(&sink.url)).await.unwrap();
        stage.accept(1).await;
        let delivering = stage.sender.deliver();
        stage.attempted(1).await;
        stage.accept(3).await;
        a_moment().await;
        assert_eq!(stage.attempts(), 1, "nothing goes out meanwhile");
        sink.answer(|_| Reply::status(204));
        stage.clock.forward(60 * SECOND - 1);
        a_moment().await;
        assert_eq!(stage.attempts(), 1, "nor a millisecond too soon");
        stage.clock.forward(1);
        stage.attempted(5).await;
        let endpoint = stage.sender.endpoints("acme").get(&created.endpoint.id).await.unwrap();
        assert_eq!((endpoint.failures, endpoint.failing_since, endpoint.blocked_until), (0, None, None));
        delivering.shutdown(Duration::from_secs(5)).await;
    }
}

#[tokio::test]
async fn who_is_gone_gets_nothing_more_until_he_is_back() {
    let stage = Stage::new().await;
    let sink = Sink::answering(|_| Reply::status(410)).await;
    let endpoints = stage.sender.endpoints("acme");
    let id = endpoints.create(NewEndpoint::new(&sink.url)).await.unwrap().endpoint.id;
    stage.accept(1).await;
    let delivering = stage.sender.deliver();
    stage.attempted(1).await;
    let endpoint = endpoints.get(&id).await.unwrap();
    assert_eq!((endpoint.state, endpoint.reason.as_str()), (EndpointState::Disabled, "gone"));
    let accepted = stage.sender.to("acme").accept(created(), &payload(9)).await.unwrap();
    assert_eq!(accepted.deliveries, 0);
    until("the operator hears", async || stage.heard().len() == 2).await;
    assert!(stage.heard().contains(&(OperatorEventKind::EndpointDisabled, "gone".into())));
    sink.answer(|_| Reply::status(204));
    endpoints.enable(&id).await.unwrap();
    stage.accept(1).await;
    stage.attempted(2).await;
    delivering.shutdown(Duration::from_secs(5)).await;
}

#[tokio::test]
async fn a_broken_circuit_is_probed_by_one_delivery() {
    let stage = Stage::new().await;
    let sink = Sink::answering(|_| Reply::status(500).after(Duration::from_millis(30))).await;
    let id = stage.sender.endpoints("acme").create(NewEndpoint::new(&sink.url)).await.unwrap().endpoint.id;
    stage.accept(10).await;
    let delivering = stage.sender.deliver();
    stage.attempted(10).await;
    let opened = stage.clock.millis() + 30 * SECOND;
    assert_eq!(
        numbers(&stage.folder, "SELECT blocked_until, opened, failures FROM hookwright_endpoints"),
        [opened, 1, 10]
    );
    until("the operator hears", async || {
        stage.heard() == [(OperatorEventKind::EndpointBroken, "failing".into())]
    })
    .await;
    // All ten are due after 5 s, and wait; then one of them goes.
    stage.accept(5).await;
    stage.attempt_at(opened, 11).await;
    a_moment().await;
    assert_eq!(stage.attempts(), 11, "one probe");
    assert_eq!(
        numbers(&stage.folder, "SELECT blocked_until, opened FROM hookwright_endpoints"),
        [opened + 60 * SECOND, 2]
    );
    // The next probe finds it well again: everything that is due flows.
    sink.answer(|_| Reply::status(204));
    stage.clock.set(opened + 60 * SECOND);
    until("all but the one that waits", async || stage.attempts() >= 25).await;
    assert_eq!(
        numbers(&stage.folder, "SELECT blocked_until, opened, failures FROM hookwright_endpoints"),
        [-1, 0, 0]
    );
    let endpoint = stage.sender.endpoints("acme").get(&id).await.unwrap();
    assert_eq!(endpoint.state, EndpointState::Enabled);
    delivering.shutdown(Duration::from_secs(5)).await;
}

#[tokio::test]
async fn who_fails_for_five_days_is_disabled() {
    let days = 5 * 24 * HOUR;
    for (early, state) in [(1, EndpointState::Enabled), (0, EndpointState::Disabled)] {
        let retry = Retry::schedule([0, 5 * 24 * 3600, 5 * 24 * 3600].map(Duration::from_secs)).unwrap();
        let stage = Stage::with(retry.jitter(false)).await;
        let sink = Sink::answering(|_| Reply::status(500)).await;
        let endpoints = stage.sender.endpoints("acme");
        let id = endpoints.create(NewEndpoint::new(&sink.url)).await.unwrap().endpoint.id;
        stage.accept(1).await;
        let delivering = stage.sender.deliver();
        stage.attempted(1).await;
        stage.clock.forward(days - early);
        stage.accept(1).await;
        // The new event, and the old one where it is due.
        stage.attempted(if early == 1 { 2 } else { 3 }).await;
        let endpoint = endpoints.get(&id).await.unwrap();
        assert_eq!(endpoint.state, state, "{early} ms before the time");
        delivering.shutdown(Duration::from_secs(5)).await;
    }
}

#[tokio::test]
async fn an_acknowledgement_is_any_2xx_and_a_redirect_is_none() {
    let stage = Stage::new().await;
    let elsewhere = Sink::new().await;
    let location = elsewhere.url.clone();
    let sink = Sink::answering(move |_| Reply::status(307).header("location", &location)).await;
    stage.sender.endpoints("acme").create(NewEndpoint::new(&sink.url)).await.unwrap();
    stage.sender.to("acme").accept(paid(), &payload(1)).await.unwrap();
    let delivering = stage.sender.deliver();
    stage.attempted(1).await;
    assert_eq!(elsewhere.count(), 0, "nobody is followed");
    sink.answer(|_| Reply::status(299).body("a receipt"));
    stage.attempt_at(stage.due(), 2).await;
    let sql = "SELECT count(*) FROM hookwright_attempts WHERE status = 299 AND class = 'delivered' AND answer = 'a receipt'";
    let [delivered] = numbers(&stage.folder, &sql.replace("'a receipt'", "CAST('a receipt' AS BLOB)"));
    assert_eq!(delivered, 1);
    delivering.shutdown(Duration::from_secs(5)).await;
}
