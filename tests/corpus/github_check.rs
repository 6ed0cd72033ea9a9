//! Sends GitHub's published samples through the generated module: decoded, written back, and told apart.
//!
//! In comes the folder of the corpus; out go one line per mistake and one with the counts. The suite `corpus` writes
//! this program beside the generated crates and runs it.

use std::future::Future;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use github::d_github_webhooks_api_github_com_3_1_json::{Event, Receiver, Unclaimed, Webhooks};
use hookwright::{Failure, Violation};
use http::Request;
use http_body_util::Full;
use serde_json::Value;
use tower_service::Service as _;

/// Handles nothing: every event arrives at `fallback`.
struct Quiet;

impl Receiver for Quiet {
    async fn fallback(&self, _: Unclaimed) -> Result<(), Failure> {
        Ok(())
    }
}

/// One sample and what two JSON Schema validators say of it.
struct Sample {
    path: String,
    body: Vec<u8>,
    webhook: String,
    valid: bool,
}

fn main() {
    let corpus = std::env::args().nth(1).expect("the folder of the corpus");
    let samples = samples(Path::new(&corpus));
    let (mut same, mut refused, mut found) = (0, 0, 0);
    for sample in &samples {
        match decode(sample) {
            Ok(()) if sample.valid => same += 1,
            Ok(()) => refused += 1,
            Err(why) => println!("MISTAKE {}: {why}", sample.path),
        }
        match event_of(sample) {
            Some(event) if event == sample.webhook => found += 1,
            other => {
                println!("MISTAKE {}: dispatched to {other:?} instead of {}", sample.path, sample.webhook)
            }
        }
    }
    println!("same {same}, refused {refused}, dispatched {found}, of {}", samples.len());
}

fn samples(corpus: &Path) -> Vec<Sample> {
    let verdicts = std::fs::read_to_string(corpus.join("payload_verdicts.jsonl")).expect("verdicts");
    let mut samples = Vec::new();
    for line in verdicts.lines() {
        let row: Value = serde_json::from_str(line).expect("a row of JSON");
        let (path, webhook) = (row["payload"].as_str().expect("a path"), row["webhook"].as_str());
        if row["spec"] != "github/webhooks-api.github.com.3.1.json" || !path.starts_with("github/octokit/") {
            continue;
        }
        // One sample of the corpus belongs to no webhook of the document.
        let Some(webhook) = webhook else { continue };
        let body = std::fs::read(corpus.join("payloads").join(path)).expect("a payload");
        samples.push(Sample {
            path: path.to_owned(),
            body,
            webhook: webhook.to_owned(),
            valid: row["valid"] == true,
        });
    }
    samples
}

/// Valid ones are written back equal, the others refused with pointers.
fn decode(sample: &Sample) -> Result<(), String> {
    match Event::from_slice(&sample.webhook, &sample.body) {
        Ok(event) if sample.valid => {
            let sent: Value = serde_json::from_slice(&sample.body).map_err(|error| error.to_string())?;
            let back = serde_json::to_value(&event).map_err(|error| error.to_string())?;
            difference(&sent, &back, "").map_or(Ok(()), |at| Err(format!("differs at `{at}`")))
        }
        Ok(_) => Err("accepted in spite of the schema".to_owned()),
        Err(violations) if sample.valid => Err(format!("refused: {violations}")),
        Err(violations) if !violations.iter().all(names_a_place) => {
            Err(format!("refused without a place: {violations}"))
        }
        Err(_) => Ok(()),
    }
}

/// A pointer below the root; for a member that the root lacks its name, for alternatives the place where the nearest fails.
fn names_a_place(violation: &Violation) -> bool {
    !violation.pointer.is_empty()
        || violation.keyword == "required"
        || violation.message.contains(" fails at /")
}

/// The pointer of the first difference; numbers count by value.
fn difference(one: &Value, other: &Value, at: &str) -> Option<String> {
    match (one, other) {
        (Value::Object(a), Value::Object(b)) if a.len() == b.len() => a.iter().find_map(|(name, value)| {
            let at = format!("{at}/{name}");
            b.get(name).map_or(Some(at.clone()), |other| difference(value, other, &at))
        }),
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            a.iter().zip(b).enumerate().find_map(|(index, (a, b))| difference(a, b, &format!("{at}/{index}")))
        }
        (Value::Number(a), Value::Number(b)) if a == b || a.as_f64() == b.as_f64() => None,
        _ if one == other => None,
        _ => Some(at.to_owned()),
    }
}

/// The event that the service sees in the request that GitHub would send.
fn event_of(sample: &Sample) -> Option<String> {
    let seen = Arc::new(Mutex::new(None));
    let told = Arc::clone(&seen);
    let service = Webhooks::new(Quiet).unsigned();
    let mut service =
        service.observe(move |outcome| *told.lock().expect("one thread") = outcome.event.clone());
    let family = sample.path.split('/').nth(2).expect("a folder per event");
    let request = Request::post("/")
        .header("Content-Type", "application/json")
        .header("X-GitHub-Event", family)
        .body(Full::new(Bytes::from(sample.body.clone())))
        .expect("a request");
    let answer = run(service.call(request)).expect("a service never fails");
    if !answer.status().is_success() {
        println!("MISTAKE {}: answered {}", sample.path, answer.status());
    }
    seen.lock().expect("one thread").clone()
}

/// Runs a future that waits for nothing.
fn run<F: Future>(future: F) -> F::Output {
    let mut future = Box::pin(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
    }
}
