//! An endpoint: it acknowledges everything after so many milliseconds, counts it, and notes how long each took to come.

use std::sync::Arc;
use std::sync::Mutex;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use tokio::io::AsyncReadExt as _;

#[derive(Default)]
struct Seen {
    delay: Duration,
    /// Microseconds from being accepted to being here.
    latencies: Mutex<Vec<u64>>,
}

pub async fn run(delay: u64) {
    let seen = Arc::new(Seen { delay: Duration::from_millis(delay), ..Seen::default() });
    let app = axum::Router::new()
        .route("/hooks", post(take))
        .route("/count", get(count))
        .route("/report", get(report))
        .with_state(seen);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    println!("http://{}", listener.local_addr().expect("an address"));
    tokio::select! {
        served = axum::serve(listener, app) => served.expect("it serves"),
        _ = async { tokio::io::stdin().read_to_end(&mut Vec::new()).await } => {}
    }
}

async fn take(State(seen): State<Arc<Seen>>, body: Bytes) -> StatusCode {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a time").as_micros() as u64;
    // `{"at":1234567890123456,…`
    let at = body.get(6..22).and_then(|digits| std::str::from_utf8(digits).ok()?.parse::<u64>().ok());
    seen.latencies.lock().expect("no panic").push(now.saturating_sub(at.unwrap_or(now)));
    if !seen.delay.is_zero() {
        tokio::time::sleep(seen.delay).await;
    }
    StatusCode::NO_CONTENT
}

async fn count(State(seen): State<Arc<Seen>>) -> String {
    seen.latencies.lock().expect("no panic").len().to_string()
}

/// Percentiles in milliseconds; then it begins anew.
async fn report(State(seen): State<Arc<Seen>>) -> String {
    let mut all = std::mem::take(&mut *seen.latencies.lock().expect("no panic"));
    all.sort_unstable();
    let at =
        |part: f64| all.get((all.len() as f64 * part) as usize).map_or(0.0, |micros| *micros as f64 / 1000.0);
    format!("p50 {:.1} ms, p99 {:.1} ms, most {:.1} ms", at(0.5), at(0.99), at(1.0 - 1e-9))
}
