//! What it costs a receiver to have versions: the newest of the shop's three in the receiver of all, told by a header after
//! a look into the path, against the receiver that the newest document alone makes.
//!
//! `cargo run --release --bin versions [ROUNDS]` prints medians of interleaved rounds, in CPU time of the one thread, and
//! the median of each round's own ratio. `versions --piece one|three --lines N --times N` runs one receiver alone, for profilers.

use std::future::Future;
use std::hint::black_box;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use hookwright::codegen::Routes;
use hookwright::receive::MemoryDuplicates;
use hookwright::signature::{Signing, Unsigned};
use hookwright::{Failure, Incoming, Service};
use hookwright_benchmarks::clock::{median, now};
use http::Request;
use http_body_util::Full;
use tower_service::Service as _;

#[allow(missing_docs)]
mod generated {
    hookwright::include_webhooks!("orders");
    hookwright::include_webhooks!("orders_versions");
}
use generated::{orders, orders_versions};

const SECRET: &str = "whsec_AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=";

/// How many requests one measurement takes together.
const BATCH: usize = 32;

/// An order of so many lines: of one, 201 bytes, which is as small as a payload gets; of 50, 1.6 kB.
fn order(lines: usize) -> Bytes {
    let lines = vec![r#"{"sku":"SKU-1","quantity":1}"#; lines].join(",");
    let head = r#"{"type":"order.created","order":{"id":"8c5f3f3c-5a1c-4f5e-9a55-3a0c6b8f7d10","email":"anna@example.com","#;
    let rest = r#""channel":"web","total":{"amount":1999,"currency":"EUR"},"lines":["#;
    Bytes::from(format!("{head}{rest}{lines}]}}}}"))
}

struct Shop;

impl orders::Receiver for Shop {
    async fn order_created(&self, event: Incoming<orders::OrderCreated>) -> Result<(), Failure> {
        black_box(&*event);
        Ok(())
    }

    async fn fallback(&self, _: orders::Unclaimed) -> Result<(), Failure> {
        Err(Failure::new(400))
    }
}

impl orders_versions::Receiver for Shop {
    async fn order_created(&self, event: Incoming<orders_versions::OrderCreated>) -> Result<(), Failure> {
        black_box(&*event);
        Ok(())
    }

    async fn fallback(&self, _: orders_versions::Unclaimed) -> Result<(), Failure> {
        Err(Failure::new(400))
    }
}

impl orders_versions::OrderShippedV2ToV3 for Shop {
    fn order_shipped_v2_to_v3(
        &self,
        _: orders_versions::v2::OrderShipped,
    ) -> Result<orders_versions::v3::OrderShipped, Failure> {
        Err(Failure::new(422))
    }
}

/// Runs so many times; gives the CPU time of one, in microseconds.
type Run = Box<dyn FnMut(usize) -> f64>;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let value = |flag: &str| {
        arguments.iter().position(|word| word == flag).and_then(|at| arguments.get(at + 1)).cloned()
    };
    match value("--piece") {
        Some(piece) => {
            let lines = value("--lines").and_then(|n| n.parse().ok()).unwrap_or(1);
            let pieces = pieces(&order(lines));
            let (_, mut run) = pieces.into_iter().find(|(name, _)| *name == piece).expect("a piece's name");
            println!("{:.2} µs", run(value("--times").and_then(|n| n.parse().ok()).unwrap_or(1000)));
        }
        None => {
            let rounds = arguments.first().and_then(|n| n.parse().ok()).unwrap_or(2000);
            for lines in [1, 50] {
                table(rounds, &order(lines));
            }
        }
    }
}

fn table(rounds: usize, body: &Bytes) {
    let mut pieces = pieces(body);
    let (mut alone, mut of_three, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..rounds {
        let mut measured = [0.0; 2];
        for step in 0..2 {
            let at = (round + step) % 2;
            measured[at] = pieces[at].1(BATCH);
        }
        alone.push(measured[0]);
        of_three.push(measured[1]);
        ratios.push(measured[1] / measured[0]);
    }
    println!("{rounds} rounds of {BATCH}, a payload of {} B", body.len());
    println!("one version      {:>8.3} µs", median(alone));
    println!("one of three     {:>8.3} µs", median(of_three));
    println!("ratio of a round {:>8.3}", median(ratios));
}

fn pieces(body: &Bytes) -> [(&'static str, Run); 2] {
    let forgetful = || MemoryDuplicates::new().time_to_live(Duration::ZERO);
    let alone = orders::Webhooks::new(Shop).secret(SECRET).expect("a secret").duplicates(forgetful());
    let of_three = orders_versions::Webhooks::new(Shop).secret(SECRET).expect("a secret");
    [("one", service(alone, body)), ("three", service(of_three.duplicates(forgetful()), body))]
}

/// The whole service; requests are made beforehand, since a server would have made them.
fn service(service: Service<impl Routes>, body: &Bytes) -> Run {
    let at = SystemTime::now();
    let mut service = service.clock(move || at);
    let signing = Signing::standard_webhooks(SECRET).expect("a secret");
    let signature = signing.sign(&Unsigned::post("msg_1", "", body), at).expect("an id");
    let body = body.clone();
    let request = move || {
        let mut request = Request::post("/hooks").body(Full::new(body.clone()));
        let headers = request.as_mut().expect("a request").headers_mut();
        for (name, value) in [
            ("user-agent", "shop/1"),
            ("accept", "*/*"),
            ("content-type", "application/json"),
            ("webhook-version", "3"),
        ] {
            headers.insert(name, http::HeaderValue::from_static(value));
        }
        headers.extend(signature.clone());
        request.expect("a request")
    };
    let good = run(service.call(request())).expect("a service never fails");
    assert_eq!(good.status(), 204, "{good:?}");
    Box::new(move |times| {
        let requests: Vec<_> = (0..times).map(|_| request()).collect();
        let start = now();
        for request in requests {
            let _ = black_box(run(service.call(request)));
        }
        (now() - start).as_secs_f64() * 1e6 / times as f64
    })
}

/// Runs a future that waits for nothing.
fn run<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
    }
}
