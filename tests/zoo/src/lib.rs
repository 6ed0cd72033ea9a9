//! A zoo of receivers, so that contract tests can be tested themselves.
//!
//! In: documents of `specs`. Out: receivers written by hand, with one switch for each fault, and the checks that must find
//! it. What is written here must know nothing of Hookwright but the document and the names of checks: it is what a
//! stranger would write.

pub mod fault;
pub mod payload;
pub mod read;
pub mod shop;
pub mod signature;

use std::path::PathBuf;

use hookwright::contract::Document;
use hookwright_build::Generator;

/// The secret of all receivers.
pub const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// The contract of a document of `specs`, as the command reads it.
///
/// # Panics
/// Where the document is broken.
#[must_use]
pub fn document(name: &str) -> &'static Document {
    let contracts = Generator::new(spec(name)).contracts().expect("a whole document");
    let contract = contracts.first().expect("one version").to_json();
    Box::leak(Box::new(Document::from_json(contract).expect("a contract of this release")))
}

/// The file of a document of `specs`.
#[must_use]
pub fn spec(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../specs").join(name)
}
