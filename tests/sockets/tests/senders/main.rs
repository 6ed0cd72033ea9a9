//! Senders, held against their document by a sink: right ones of all kinds raise no alarm, and each wrong one is caught
//! by name.

#[path = "../shop/raw.rs"]
#[allow(dead_code, reason = "other tests look at more of an answer")]
mod raw;
mod right;
mod scripts;
mod sender;
#[path = "../durable/stage.rs"]
#[allow(dead_code, reason = "other tests look at the file")]
mod stage;
mod wrong;

use std::time::Duration;

use hookwright::contract::sink::{Listening, Sink};
use hookwright::contract::{Document, Retry};
use hookwright_build::Generator;

pub(crate) const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// A document of `specs`.
fn document(name: &str) -> &'static Document {
    let contracts = Generator::new(format!("../../specs/{name}.yaml")).contracts().expect("a good document");
    Box::leak(Box::new(Document::from_json(contracts[0].to_json()).expect("a contract")))
}

/// A sink of `specs/orders.yaml` that waits for nothing long.
fn sink(script: &str) -> Sink {
    Sink::new(document("orders")).secret(SECRET).answering(script).patience(Duration::from_millis(600))
}

/// Started.
async fn listen(script: &str) -> Listening {
    sink(script).start().await.expect("a free port")
}

/// Retries at these milliseconds.
fn schedule(delays: &[u64], jitter: bool) -> Retry {
    Retry { schedule: delays.to_vec(), jitter, disable_after: None }
}
