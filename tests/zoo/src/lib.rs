//! A zoo of receivers, so that contract tests can be tested themselves.
//!
//! In: documents of `specs`. Out: receivers written by hand, with one switch for each fault, and the checks that must find
//! it. What is written here must know nothing of Hookwright but the document and the names of checks: it is what a
//! stranger would write.

pub mod fault;
pub mod handshake;
pub mod payload;
pub mod read;
pub mod shop;
pub mod signature;
pub mod tracker;
pub mod versions;

use std::path::PathBuf;

use hookwright::contract::Document;
use hookwright_build::Generator;

/// The secret of all receivers but the tracker.
pub const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// The tracker's.
pub const GITHUB_SECRET: &str = "It's a Secret to Everybody";

/// The contract of a document of `specs`, as the command reads it.
///
/// # Panics
/// Where the document is broken.
#[must_use]
pub fn document(name: &str) -> &'static Document {
    read(&Generator::new(spec(name))).swap_remove(0)
}

/// The contracts of the two versions, whose requests say theirs in a header.
///
/// # Panics
/// Where a document is broken.
#[must_use]
pub fn versions() -> Vec<&'static Document> {
    let from = serde_json::json!({ "from": [{ "header": "Shop-Version" }] });
    read(&Generator::new(spec("orders-v1.yaml")).version(spec("orders-v2.yaml")).versioning(from))
}

fn read(generator: &Generator) -> Vec<&'static Document> {
    let contracts = generator.contracts().expect("a whole document");
    let texts = contracts.iter().map(|contract| contract.to_json());
    let read = texts.map(|text| Document::from_json(text).expect("a contract of this release"));
    read.map(|document| &*Box::leak(Box::new(document))).collect()
}

fn spec(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../specs").join(name)
}
