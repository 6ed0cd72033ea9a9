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
use crate::sink::{Seen, Sink, now};

/// As many callers as a busy application has.
const CALLERS: usize = 64;

pub static EVENTS: [EventInfo; 1] =
    [EventInfo { name: "order.created", path: "order-created", ..EventInfo::PLAIN }];

fn document() -> Document {
    let scheme = Some(Scheme::standard_webhooks());
    Document { events: &EVENTS, scheme, ..Document::default() }
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
            let (sender, accepted, delivered) =
                (sender.clone(), Arc::clone(&accepted), Arc::clone(&delivered));
            let stop = Arc::clone(&stop);
            tokio::spawn(async move {
                while !stop.load(Ordering::Relaxed) {
                    let waiting =
                        accepted.load(Ordering::Relaxed).saturating_sub(delivered.load(Ordering::Relaxed));
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

fn report(what: &str, number: u64, time: Duration, cpu: Duration) -> f64 {
    let a_second = number as f64 / time.as_secs_f64();
    let each = cpu.as_secs_f64() * 1e6 / number.max(1) as f64;
    println!("{a_second:9.0} a second {what}, {each:.0} µs of CPU each");
    a_second
}

/// Accepting and delivering beside each other.
pub async fn deliver(folder: &Path, time: Duration) {
    let sender = sender(folder, "deliver.db").await;
    run(&sender, time, "accepted and delivered").await;
    println!("{:>9.1} MiB of memory", memory());
}

/// Delivers for this long; events a second.
async fn run(sender: &Sender, time: Duration, what: &str) -> f64 {
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
            println!(
                "{:>9.1} MiB after {} s, {} delivered",
                memory(),
                started.elapsed().as_secs(),
                total - first
            );
        }
    }
    let a_second = report(what, total - first, started.elapsed(), cpu() - before);
    let accepted = callers.end().await;
    let late = Instant::now();
    while total < accepted && late.elapsed() < Duration::from_secs(30) {
        tokio::time::sleep(Duration::from_millis(20)).await;
        total += sink.seen().requests;
    }
    assert_eq!(total, accepted, "every event is delivered once");
    delivering.shutdown(Duration::from_secs(10)).await;
    for endpoint in sender.endpoints("acme").list().await.expect("endpoints") {
        sender.endpoints("acme").delete(&endpoint.id).await.expect("it was there");
    }
    a_second
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
    let seen = steadily(&sender, &mut sink, time, 10, |_| "acme".to_owned()).await;
    say(&seen, time, "");
    delivering.shutdown(Duration::from_secs(10)).await;
}

fn say(seen: &Seen, time: Duration, where_: &str) {
    let [middle, most, worst] = seen.latency;
    let a_second = seen.requests as f64 / time.as_secs_f64();
    println!(
        "{a_second:9.0} a second{where_}: from the call to the arrival {middle:.1} ms, 99 of 100 {most:.1} ms, worst {worst:.1} ms"
    );
}

/// So many events in each hundredth of a second, for the tenants that `tenant` names.
async fn steadily(
    sender: &Sender,
    sink: &mut Sink,
    time: Duration,
    each_tick: usize,
    tenant: impl Fn(usize) -> String,
) -> Seen {
    let mut ticks = tokio::time::interval(Duration::from_millis(10));
    let (started, mut warm, mut number) = (Instant::now(), true, 0);
    let mut tasks = Vec::new();
    while started.elapsed() < time + WARM {
        ticks.tick().await;
        if warm && started.elapsed() > WARM {
            warm = false;
            sink.seen();
        }
        for _ in 0..each_tick {
            number += 1;
            let to = sender.to(tenant(number));
            tasks.push(tokio::spawn(async move {
                to.accept(&EVENTS[0], &payload()).await.expect("accepted");
            }));
        }
        tasks.retain(|task| !task.is_finished());
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    sink.seen()
}

/// Connections, caches, the first pages of the log.
const WARM: Duration = Duration::from_secs(2);

/// 50 endpoints of as many tenants, 500 events a second: all of them well, and three of them bad, in turns.
pub async fn isolation(folder: &Path, time: Duration) {
    let mut ratios = Vec::new();
    for round in 0..5 {
        let mut most = [0.0; 2];
        for bad in [false, true] {
            let sender = sender(folder, &format!("isolation-{round}-{bad}.db")).await;
            let mut sink = Sink::start(Duration::ZERO);
            register_fifty(&sender, &sink.url, bad).await;
            let delivering = sender.deliver();
            // As many events for those that are well in both runs.
            let seen =
                steadily(&sender, &mut sink, time, 5, |number| format!("tenant-{}", number % 50)).await;
            say(
                &seen,
                time,
                if bad {
                    " beside a hanging, a busy and a resetting one"
                } else {
                    " to endpoints that are well"
                },
            );
            most[usize::from(bad)] = seen.latency[1];
            delivering.shutdown(Duration::from_millis(100)).await;
        }
        ratios.push(most[1] / most[0]);
    }
    ratios.sort_by(f64::total_cmp);
    println!("99 of 100 beside bad ones: {:.2} times as long (the middle of {ratios:.2?})", ratios[2]);
}

async fn register_fifty(sender: &Sender, url: &str, bad: bool) {
    let base = url.trim_end_matches("/hooks");
    for number in 0..50 {
        let path = match number {
            0 if bad => "/hang",
            1 if bad => "/busy",
            2 if bad => "/reset",
            _ if number < 3 => continue,
            _ => "/hooks",
        };
        let endpoints = sender.endpoints(format!("tenant-{number}"));
        endpoints.create(NewEndpoint::new(format!("{base}{path}"))).await.expect("an endpoint");
    }
}

/// The same work with nothing that waits, and beside a million deliveries that do, in turns.
pub async fn pending(folder: &Path, time: Duration) {
    let empty = sender(folder, "empty.db").await;
    let full = sender(folder, "full.db").await;
    let other =
        full.endpoints("other").create(NewEndpoint::new("http://127.0.0.1:9/")).await.expect("an endpoint");
    fill(&folder.join("full.db"), &other.endpoint.id, 1_000_000);
    let mut ratios = Vec::new();
    for _ in 0..5 {
        let alone = run(&empty, time, "with nothing that waits").await;
        ratios.push(run(&full, time, "beside a million that wait").await / alone);
    }
    ratios.sort_by(f64::total_cmp);
    println!("beside a million: {:.2} times as many (the middle of {ratios:.2?})", ratios[2]);
}

/// Deliveries of another endpoint that failed once and are due tomorrow, written at once.
fn fill(path: &Path, endpoint: &str, number: u64) {
    let connection = rusqlite::Connection::open(path).expect("the file");
    let payload = serde_json::to_vec(&payload()).expect("JSON");
    let now = (now() / 1000) as i64;
    connection.execute_batch("BEGIN").expect("begins");
    for each in 0..number {
        let id = format!("msg_00000000000000{each:012}");
        let sql = "INSERT INTO hookwright_events (id, tenant, name, payload, content_type, accepted_at)
            VALUES (?1, 'other', 'order.created', ?2, 'application/json', ?3)";
        connection
            .prepare_cached(sql)
            .and_then(|mut sql| sql.execute((&id, &payload, now)))
            .expect("an event");
        let sql = "INSERT INTO hookwright_deliveries (tenant, event, endpoint, state, due, attempts, reason, accepted_at)
            VALUES ('other', ?1, ?2, 'pending', ?3, 1, 'connect', ?4)";
        let due = now + 86_400_000 + each as i64;
        connection
            .prepare_cached(sql)
            .and_then(|mut sql| sql.execute((&id, endpoint, due, now)))
            .expect("a delivery");
    }
    connection.execute_batch("COMMIT").expect("commits");
}
