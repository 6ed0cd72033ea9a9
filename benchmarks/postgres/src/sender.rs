//! One process that accepts and delivers, as it is told by lines.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use hookwright::Json;
use hookwright::event::EventInfo;
use hookwright::send::{Delivering, Document, NewEndpoint, Sender};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};

static EVENTS: [EventInfo; 1] =
    [EventInfo { name: "order.created", path: "order-created", ..EventInfo::PLAIN }];

/// As many tasks accept at once.
const TASKS: usize = 64;

const SCHEMA: &str = "hookwright_benchmark";

pub async fn run(arguments: &[&str]) {
    let [role, url, of_endpoint, in_all] = arguments else { panic!("four arguments") };
    let server = std::env::var("HOOKWRIGHT_POSTGRES").expect("a server");
    if *role == "make" {
        begin_anew(&server).await;
    }
    let with = if server.contains('?') { '&' } else { '?' };
    let address = format!("{server}{with}options=-c%20search_path%3D{SCHEMA}");
    let document = Document { events: &EVENTS, ..Document::default() };
    let builder = Sender::builder(document).allow_http_on_loopback();
    let builder = builder.endpoint_concurrency(of_endpoint.parse().expect("a number"));
    let builder = builder.concurrency(in_all.parse().expect("a number"));
    let sender = builder.open(&address).await.expect("a sender");
    if *role == "make" {
        let endpoint = NewEndpoint::new(format!("{url}/hooks"));
        sender.endpoints("acme").create(endpoint).await.expect("an endpoint");
    }
    println!("ready");
    let mut process = Process { sender, delivering: None, sink: (*url).to_owned() };
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    while let Some(line) = lines.next_line().await.expect("lines") {
        process.obey(&line.split(' ').collect::<Vec<_>>()).await;
    }
    if let Some(delivering) = process.delivering {
        delivering.shutdown(Duration::from_secs(10)).await;
    }
}

async fn begin_anew(server: &str) {
    let pool = sqlx::PgPool::connect(server).await.expect("a server");
    let sql = format!(
        "DROP SCHEMA IF EXISTS {SCHEMA} CASCADE; DROP SCHEMA IF EXISTS {SCHEMA}_jobs CASCADE; CREATE SCHEMA {SCHEMA}; CHECKPOINT"
    );
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&pool).await.expect("a schema");
}

struct Process {
    sender: Sender,
    delivering: Option<Delivering>,
    sink: String,
}

impl Process {
    async fn obey(&mut self, words: &[&str]) {
        let number = |at: usize| words.get(at).map_or(0, |word| word.parse::<usize>().expect("a number"));
        match words {
            ["deliver"] => self.deliver(),
            ["accept", _] => {
                accept(&self.sender, number(1)).await;
                self.get("/report").await;
                println!("accepted");
            }
            ["rush", _] => self.rush(number(1)).await,
            ["pace", ..] => self.pace(number(1), number(2)).await,
            ["drain"] => self.drain().await,
            other => panic!("{other:?}"),
        }
    }

    fn deliver(&mut self) {
        self.delivering = Some(self.sender.deliver());
    }

    /// As fast as it goes.
    async fn rush(&mut self, events: usize) {
        self.deliver();
        accept(&self.sender, events / 10).await;
        self.arrived(events / 10).await;
        self.get("/report").await;
        let (cpu, started) = (cpu(), Instant::now());
        accept(&self.sender, events).await;
        let accepted = started.elapsed();
        self.arrived(events).await;
        let (all, cpu) = (started.elapsed(), self::cpu() - cpu);
        let rate = |time: Duration| events as f64 / time.as_secs_f64();
        let latency = self.get("/report").await;
        println!(
            "{:.0}/s accepted, {:.0}/s delivered, {:.0} µs of this process for each; {latency}",
            rate(accepted),
            rate(all),
            cpu.as_secs_f64() * 1e6 / events as f64
        );
    }

    /// So many a second.
    async fn pace(&mut self, events: usize, rate: usize) {
        self.deliver();
        accept(&self.sender, 500).await;
        self.arrived(500).await;
        self.get("/report").await;
        let (cpu, started) = (cpu(), Instant::now());
        for number in 0..events {
            let due = started + Duration::from_secs_f64(number as f64 / rate as f64);
            tokio::time::sleep_until(due.into()).await;
            let sender = self.sender.clone();
            tokio::spawn(async move { accept_one(&sender).await });
        }
        self.arrived(events).await;
        let cpu = self::cpu() - cpu;
        let latency = self.get("/report").await;
        println!(
            "{rate}/s: from the call to the sink {latency}; {:.0} µs for each",
            cpu.as_secs_f64() * 1e6 / events as f64
        );
    }

    /// Delivers whatever waits.
    async fn drain(&mut self) {
        let events = self.pending().await;
        let (cpu, started) = (cpu(), Instant::now());
        self.deliver();
        self.arrived(events).await;
        let (all, cpu) = (started.elapsed(), self::cpu() - cpu);
        self.get("/report").await;
        println!(
            "{:.0}/s delivered, {:.0} µs of the first process for each",
            events as f64 / all.as_secs_f64(),
            cpu.as_secs_f64() * 1e6 / events as f64
        );
    }

    async fn pending(&self) -> usize {
        let server = std::env::var("HOOKWRIGHT_POSTGRES").expect("a server");
        let pool = sqlx::PgPool::connect(&server).await.expect("a server");
        let sql = format!("SELECT count(*) FROM {SCHEMA}.hookwright_deliveries WHERE state = 'pending'");
        let row = sqlx::query_scalar::<_, i64>(sqlx::AssertSqlSafe(sql)).fetch_one(&pool).await;
        usize::try_from(row.expect("a number")).expect("a number")
    }

    async fn arrived(&self, events: usize) {
        let begun = Instant::now();
        while self.get("/count").await.parse::<usize>().expect("a number") < events {
            assert!(begun.elapsed() < Duration::from_secs(300), "not all arrive");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    async fn get(&self, path: &str) -> String {
        let address = self.sink.trim_start_matches("http://");
        let mut stream = tokio::net::TcpStream::connect(address).await.expect("the sink");
        let request = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.expect("the sink");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.expect("an answer");
        answer.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).expect("a body")
    }
}

async fn accept(sender: &Sender, events: usize) {
    let left = Arc::new(AtomicUsize::new(events));
    let tasks = (0..TASKS).map(|_| {
        let (sender, left) = (sender.clone(), Arc::clone(&left));
        tokio::spawn(async move {
            while left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok()
            {
                accept_one(&sender).await;
            }
        })
    });
    for task in tasks.collect::<Vec<_>>() {
        task.await.expect("no panic");
    }
}

async fn accept_one(sender: &Sender) {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a time").as_micros();
    let payload: Json = format!(r#"{{"at":{now},"text":"{}"}}"#, "x".repeat(2000)).parse().expect("JSON");
    sender.to("acme").accept(&EVENTS[0], &payload).await.expect("accepted");
}

/// The processor time of this process.
fn cpu() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).expect("a part of a second"))
}
