//! Load on the sender: how much is accepted, delivered, how soon, beside how much that waits.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use hookwright::Json;
use hookwright::event::EventInfo;
use hookwright::send::{Document, NewEndpoint, Sender};
use hookwright::signature::Scheme;

use crate::process::{cpu, memory};
use crate::sink::{Sink, now};

/// As many callers as a busy application has.
const CALLERS: usize = 64;

pub static EVENTS: [EventInfo; 1] =
    [EventInfo { name: "order.created", path: "order-created", ..EventInfo::PLAIN }];

fn document() -> Document {
    let scheme = Some(Scheme::standard_webhooks());
    Document { events: &EVENTS, scheme, retry: None, versions: &[], converter: None }
}

/// 2 kB of JSON that says when it was made.
pub fn payload() -> Json {
    let text = "lorem ipsum dolor sit amet, consectetur adipiscing ".repeat(38);
    format!(r#"{{"type":"order.created","at":{},"text":"{text}"}}"#, now()).parse().expect("it is JSON")
}

async fn sender(folder: &Path, name: &str) -> Sender {
    let address = format!("sqlite:{}", folder.join(name).display());
    let builder = Sender::builder(document()).allow_http_on_loopback();
    builder.open(&address).await.expect("a sender")
}

async fn endpoint(sender: &Sender, url: &str) {
    sender.endpoints("acme").create(NewEndpoint::new(url)).await.expect("an endpoint");
}

/// Callers that accept one event after the other, while `go_on` and fewer than `ahead` wait.
struct Callers {
    accepted: Arc<AtomicU64>,
    delivered: Arc<AtomicU64>,
    stop: Arc<AtomicBool>,
    tasks: Vec<tokio::task::JoinHandle<()>>,
}

impl Callers {
    fn start(sender: &Sender, ahead: u64) -> Self {
        let (accepted, delivered) = (Arc::<AtomicU64>::default(), Arc::<AtomicU64>::default());
        let stop = Arc::<AtomicBool>::default();
        let tasks = (0..CALLERS).map(|_| {
            let (sender, accepted, delivered) = (sender.clone(), Arc::clone(&accepted), Arc::clone(&delivered));
            let stop = Arc::clone(&stop);
            tokio::spawn(async move {
                while !stop.load(Ordering::Relaxed) {
                    let waiting = accepted.load(Ordering::Relaxed).saturating_sub(delivered.load(Ordering::Relaxed));
                    if waiting > ahead {
                        tokio::time::sleep(Duration::from_millis(2)).await;
                        continue;
                    }
                    sender.to("acme").accept(&EVENTS[0], &payload()).await.expect("accepted");
                    accepted.fetch_add(1, Ordering::Relaxed);
                }
            })
        });
        let tasks = tasks.collect();
        Self { accepted, delivered, stop, tasks }
    }

    async fn end(self) -> u64 {
        self.stop.store(true, Ordering::Relaxed);
        for task in self.tasks {
            task.await.expect("no caller panics");
        }
        self.accepted.load(Ordering::Relaxed)
    }
}

/// Accepting alone, one call each.
pub async fn accept(folder: &Path, time: Duration) {
    let sender = sender(folder, "accept.db").await;
    endpoint(&sender, "http://127.0.0.1:9/").await;
    let (started, before) = (Instant::now(), cpu());
    let callers = Callers::start(&sender, u64::MAX);
    tokio::time::sleep(time).await;
    let accepted = callers.end().await;
    report("accepted", accepted, started.elapsed(), cpu() - before);
}

fn report(what: &str, number: u64, time: Duration, cpu: Duration) {
    let a_second = number as f64 / time.as_secs_f64();
    let each = cpu.as_secs_f64() * 1e6 / number.max(1) as f64;
    println!("{a_second:9.0} a second {what}, {each:.0} µs of CPU each");
}

/// Accepting and delivering beside each other.
pub async fn deliver(folder: &Path, time: Duration) {
    let sender = sender(folder, "deliver.db").await;
    let delivered = run(&sender, time, "accepted and delivered").await;
    println!("{:>9.1} MiB of memory", memory());
    assert!(delivered > 0, "nothing was delivered");
}

/// Delivers for this long; events a second.
async fn run(sender: &Sender, time: Duration, what: &str) -> u64 {
    let mut sink = Sink::start(Duration::ZERO);
    endpoint(sender, &sink.url).await;
    let delivering = sender.deliver();
    let callers = Callers::start(sender, 2_000);
    // Connections, caches, the first pages of the log.
    let mut total = 0;
    warm_up(&callers, &mut sink, &mut total).await;
    let (started, before, first) = (Instant::now(), cpu(), total);
    let mut minute = Instant::now();
    while started.elapsed() < time {
        tokio::time::sleep(Duration::from_millis(20)).await;
        total += sink.seen().requests;
        callers.delivered.store(total, Ordering::Relaxed);
        if minute.elapsed() > Duration::from_secs(60) {
            minute = Instant::now();
            println!("{:>9.1} MiB after {} s, {} delivered", memory(), started.elapsed().as_secs(), total - first);
        }
    }
    report(what, total - first, started.elapsed(), cpu() - before);
    let accepted = callers.end().await;
    let late = Instant::now();
    while total < accepted && late.elapsed() < Duration::from_secs(30) {
        tokio::time::sleep(Duration::from_millis(20)).await;
        total += sink.seen().requests;
    }
    assert_eq!(total, accepted, "every event is delivered once");
    delivering.shutdown(Duration::from_secs(10)).await;
    accepted
}

async fn warm_up(callers: &Callers, sink: &mut Sink, total: &mut u64) {
    let started = Instant::now();
    while started.elapsed() < Duration::from_secs(2) {
        tokio::time::sleep(Duration::from_millis(20)).await;
        *total += sink.seen().requests;
        callers.delivered.store(*total, Ordering::Relaxed);
    }
}

/// How soon an event arrives at half load: 1,000 a second.
pub async fn latency(folder: &Path, time: Duration) {
    let sender = sender(folder, "latency.db").await;
    let mut sink = Sink::start(Duration::ZERO);
    endpoint(&sender, &sink.url).await;
    let delivering = sender.deliver();
    let mut ticks = tokio::time::interval(Duration::from_millis(10));
    let started = Instant::now();
    let mut tasks = Vec::new();
    let mut warm = true;
    while started.elapsed() < time + Duration::from_secs(2) {
        ticks.tick().await;
        if warm && started.elapsed() > Duration::from_secs(2) {
            warm = false;
            sink.seen();
        }
        for _ in 0..10 {
            let sender = sender.clone();
            tasks.push(tokio::spawn(async move {
                sender.to("acme").accept(&EVENTS[0], &payload()).await.expect("accepted");
            }));
        }
        tasks.retain(|task| !task.is_finished());
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    let seen = sink.seen();
    let [middle, most, worst] = seen.latency;
    let a_second = seen.requests as f64 / time.as_secs_f64();
    println!("{a_second:9.0} a second: from the call to the arrival {middle:.1} ms, 99 of 100 {most:.1} ms, worst {worst:.1} ms");
    delivering.shutdown(Duration::from_secs(10)).await;
}

/// The same work with nothing that waits, and beside a million deliveries that do, in turns.
pub async fn pending(folder: &Path, time: Duration) {
    let empty = sender(folder, "empty.db").await;
    let full = sender(folder, "full.db").await;
    fill(folder.join("full.db"), 1_000_000);
    for _ in 0..3 {
        run(&empty, time, "with nothing that waits").await;
        run(&full, time, "beside a million that wait").await;
    }
}

/// Deliveries of another endpoint, some due, most not, written at once.
fn fill(path: std::path::PathBuf, number: u64) {
    let connection = rusqlite::Connection::open(path).expect("the file");
    let text = payload();
    let payload = serde_json::to_vec(&text).expect("JSON");
    connection.execute_batch("BEGIN").expect("begins");
    let due = (now() / 1000 + 86_400_000) as i64;
    for each in 0..number {
        let id = format!("msg_00000000000000{each:012}");
        let sql = "INSERT INTO hookwright_events (id, tenant, name, payload, content_type, accepted_at)
            VALUES (?1, 'other', 'order.created', ?2, 'application/json', 0)";
        connection.prepare_cached(sql).and_then(|mut sql| sql.execute((&id, &payload))).expect("an event");
        let sql = "INSERT INTO hookwright_deliveries (tenant, event, endpoint, state, due, attempts, reason, accepted_at)
            VALUES ('other', ?1, 'ep_other', 'pending', ?2, 1, '', 0)";
        connection.prepare_cached(sql).and_then(|mut sql| sql.execute((&id, due))).expect("a delivery");
    }
    connection.execute_batch("COMMIT").expect("commits");
}
