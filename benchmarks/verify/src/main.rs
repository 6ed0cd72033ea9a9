//! Standard Webhooks over a body of 6 kB: the bare HMAC, ours, and the crates `standardwebhooks` and `svix`, taking turns
//! in one run. `cargo run --release -p hookwright-benchmarks-verify [ROUNDS]`
#![allow(missing_docs)]

use std::hint::black_box;
use std::time::{Duration, Instant, SystemTime};

use hmac::{Hmac, KeyInit, Mac};
use hookwright::signature::{Scheme, Signed, Signing, Unsigned, Verifier};
use http::{HeaderMap, Method};
use sha2::Sha256;

const SECRET: &str = "whsec_AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=";
const CALLS: u32 = 2_000;

fn time(mut call: impl FnMut()) -> Duration {
    let start = Instant::now();
    (0..CALLS).for_each(|_| call());
    start.elapsed() / CALLS
}

fn main() {
    let rounds = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(41);
    let body = format!(r#"{{"type":"order.created","text":"{}"}}"#, "x".repeat(6000)).into_bytes();
    let signing = Signing::standard_webhooks(SECRET).expect("a secret");
    let added = signing.sign(&Unsigned::post("msg_1", "", &body), SystemTime::now()).expect("signable");
    let headers: HeaderMap = added.into_iter().collect();

    let key: Vec<u8> = (1..=32).collect();
    let keyed = <Hmac<Sha256> as KeyInit>::new_from_slice(&key).expect("any length");
    let verifier = Verifier::new(Scheme::standard_webhooks(), [SECRET]).expect("a secret");
    let standard = standardwebhooks::Webhook::new(SECRET).expect("a secret");
    let svix = svix::webhooks::Webhook::new(SECRET).expect("a secret");
    let request = Signed { headers: &headers, body: &body, url: None, method: &Method::POST };
    let now = SystemTime::now();

    let mut times: [Vec<f64>; 4] = Default::default();
    for _ in 0..rounds {
        let bare = time(|| {
            let mut mac = keyed.clone();
            mac.update(black_box(&body));
            black_box(mac.finalize());
        });
        let ours = time(|| drop(black_box(verifier.verify(black_box(&request), now).expect("good"))));
        let theirs = time(|| standard.verify(black_box(&body), black_box(&headers)).expect("good"));
        let others = time(|| svix.verify(black_box(&body), black_box(&headers)).expect("good"));
        for (all, one) in times.iter_mut().zip([bare, ours, theirs, others]) {
            all.push(one.as_secs_f64() * 1e6);
        }
    }
    let [bare, ours, theirs, others] = times.map(|mut all| {
        all.sort_by(f64::total_cmp);
        all[all.len() / 2]
    });
    println!("body of {} bytes, medians of {rounds} rounds of {CALLS} calls", body.len());
    println!("bare HMAC-SHA256       {bare:6.2} µs");
    println!("hookwright             {ours:6.2} µs   {:.2} × the bare HMAC", ours / bare);
    println!("standardwebhooks       {theirs:6.2} µs   {:.2} × hookwright", theirs / ours);
    println!("svix                   {others:6.2} µs   {:.2} × hookwright", others / ours);
}
