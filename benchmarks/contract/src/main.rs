//! How long the contract tests of a document take, against a receiver that verifies and acknowledges, over a socket; and
//! when the first failure is told, against one that verifies nothing.
//!
//! `cargo run --release -p hookwright-benchmarks-contract DOCUMENT [PRESET]`. Receiver and tests share the machine.

use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use axum::Router;
use axum::body::Bytes;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::routing::post;
use hookwright::Scheme;
use hookwright::contract::{Document, Suite};
use hookwright::signature::{Signed, Verifier};
use hookwright_build::Generator;

const SECRET: &str = "It's a Secret to Everybody";

/// A receiver that does as little as one may: it verifies, and looks whether it was given JSON.
async fn receiver(scheme: Scheme, verifies: bool) -> Result<String, Box<dyn Error>> {
    let verifier = Arc::new(Verifier::new(scheme, [SECRET])?);
    let handle = move |method: Method, headers: HeaderMap, body: Bytes| {
        let signed = Signed { headers: &headers, body: &body, url: None, method: &method };
        let accepted = !verifies || verifier.verify(&signed, SystemTime::now()).is_ok();
        let json = headers.get("content-type").is_some_and(|said| said.as_bytes().starts_with(b"application/json"));
        let status = match (accepted, json) {
            (false, _) => StatusCode::UNAUTHORIZED,
            (true, false) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            (true, true) => StatusCode::OK,
        };
        async move { status }
    };
    let app = Router::new().fallback(post(handle)).layer(DefaultBodyLimit::max(1024 * 1024));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move { axum::serve(listener, app).await });
    Ok(format!("http://{address}/hooks"))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let spec = arguments.next().ok_or("which document?")?;
    let preset = arguments.next().unwrap_or_else(|| "github".to_owned());
    let begun = Instant::now();
    let contracts = Generator::new(&spec).signature(preset).keep_going(true).contracts()?;
    let contract = contracts.last().ok_or("the document has no webhooks")?;
    let document: &'static Document = Box::leak(Box::new(Document::from_json(contract.to_json())?));
    let scheme = document.scheme.clone().ok_or("the document has no scheme")?;
    let read = begun.elapsed();
    println!("{} events, read in {read:.2?}", document.events.len());

    let url = receiver(scheme.clone(), true).await?;
    let report = Suite::new(document).secret(SECRET)?.at(&url)?.run().await;
    let failed = report.failed().count();
    println!("{} requests in {:.1?}; {failed} checks failed; {}", report.requests(), report.took, report.coverage);
    for group in report.grouped().iter().take(5) {
        println!("  {}: expected {}, found {}", group.check.name(), group.first.expected, group.first.found);
    }

    let url = receiver(scheme, false).await?;
    let begun = Instant::now();
    let mut first: Option<Duration> = None;
    let suite = Suite::new(document).secret(SECRET)?.at(&url)?;
    let tell = |outcome: &hookwright::contract::Outcome| {
        if !outcome.failures().is_empty() {
            first.get_or_insert_with(|| begun.elapsed());
        }
    };
    suite.run_with(tell).await;
    println!("first failure of a receiver that verifies nothing: {:.2?} after the start", first.unwrap_or_default());
    Ok(())
}
