//! What one would write first: a row for each event, a request, the row's mark; as many tasks as the sender has attempts.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use hookwright::signature::{Signing, Unsigned};

use crate::load::payload;
use crate::process::cpu;
use crate::sink::Sink;

/// As many attempts as the sender has under way to one endpoint.
const TASKS: usize = 32;

pub async fn run(folder: &Path, time: Duration) {
    let connection = rusqlite::Connection::open(folder.join("naive.db")).expect("a file");
    connection
        .execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
            CREATE TABLE events (id TEXT PRIMARY KEY, payload BLOB, done INTEGER)",
        )
        .expect("a table");
    let connection = Arc::new(Mutex::new(connection));
    let signing =
        Arc::new(Signing::standard_webhooks("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").expect("a key"));
    let sink = Sink::start(Duration::ZERO);
    let client = reqwest::Client::new();
    let count = Arc::<AtomicU64>::default();
    let (started, before) = (Instant::now(), cpu());
    let tasks = (0..TASKS).map(|task| {
        let (connection, client, url) = (Arc::clone(&connection), client.clone(), sink.url.clone());
        let (count, signing) = (Arc::clone(&count), Arc::clone(&signing));
        tokio::spawn(async move {
            while started.elapsed() < time {
                let number = count.fetch_add(1, Ordering::Relaxed);
                send(&connection, &client, &signing, &url, &format!("msg_{task}_{number}")).await;
            }
        })
    });
    for task in tasks.collect::<Vec<_>>() {
        task.await.expect("no task panics");
    }
    let number = count.load(Ordering::Relaxed);
    let a_second = number as f64 / started.elapsed().as_secs_f64();
    let each = (cpu() - before).as_secs_f64() * 1e6 / number as f64;
    println!("{a_second:9.0} a second by a naive loop (rusqlite, reqwest), {each:.0} µs of CPU each");
}

async fn send(
    connection: &Arc<Mutex<rusqlite::Connection>>,
    client: &reqwest::Client,
    signing: &Signing,
    url: &str,
    id: &str,
) {
    let body = serde_json::to_vec(&payload()).expect("JSON");
    let sql = "INSERT INTO events (id, payload, done) VALUES (?1, ?2, 0)";
    connection.lock().expect("no panic").execute(sql, (id, &body)).expect("a row");
    let unsigned = Unsigned::post(id, url, &body);
    let headers = signing.sign(&unsigned, std::time::SystemTime::now()).expect("signed");
    let mut request = client.post(url).header("content-type", "application/json");
    for (name, value) in headers {
        request = request.header(name, value);
    }
    let answer = request.body(body.clone()).send().await.expect("an answer");
    if answer.status().is_success() {
        let sql = "UPDATE events SET done = 1 WHERE id = ?1";
        connection.lock().expect("no panic").execute(sql, [id]).expect("a mark");
    }
}
