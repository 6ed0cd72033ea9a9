//! What a document says of endpoints: events, versions, how secrets look.
//!
//! Comes in: documents. Goes out: what the runtime checks endpoints by. It must not generate anything.

use std::path::PathBuf;

use hookwright::Scheme;
use hookwright::event::{EventInfo, SentVersion};
use hookwright::send::Document;
use hookwright_build::Generator;

use super::Failure;

/// None without documents. The runtime holds a document for as long as the program runs, and so does this.
pub(super) fn document(specs: &[PathBuf]) -> Result<Option<Document>, Failure> {
    let Some((first, others)) = specs.split_first() else { return Ok(None) };
    let generator = others.iter().fold(Generator::new(first), Generator::version);
    let generated = generator.compile()?;
    let event = |name: &str| EventInfo { name: keep(name), ..EventInfo::PLAIN };
    let events: Vec<EventInfo> = generated.methods.iter().map(|method| event(&method.event)).collect();
    let names: Vec<&str> = generated.version.split(", ").collect();
    let version = |name: &&str| SentVersion { name: keep(name), ..SentVersion::SILENT };
    // One document alone has one version, and nothing to be pinned to.
    let versions: Vec<SentVersion> =
        if names.len() > 1 { names.iter().map(version).collect() } else { Vec::new() };
    Ok(Some(Document {
        events: events.leak(),
        scheme: generated.scheme.as_deref().and_then(Scheme::preset),
        versions: versions.leak(),
        ..Document::default()
    }))
}

fn keep(text: &str) -> &'static str {
    text.to_owned().leak()
}
