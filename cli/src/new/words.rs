//! The words of a project's templates.
//!
//! Comes in: wishes and a read document. Goes out: plain data. What is to be decided is decided here: which events have a
//! method, which secret the tests use, what the crate depends on.

use std::path::Path;

use hookwright::{Scheme, Signing};
use hookwright_build::Method;
use hookwright_build::ir::names::field_name;
use serde::Serialize;

use super::document::Document;
use super::wishes::Wishes;
use crate::manifest::{dependency, is_name, quoted};
use crate::text;

/// So many events have a method of their own; the others come to `fallback`.
const SHOWN: usize = 5;

/// Secrets that nobody uses, one of which every scheme with a shared secret can read.
const SECRETS: [[&str; 2]; 2] = [
    ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="],
    ["correct-horse-battery-staple", "tr0ub4dor-and-three"],
];

/// What every template may say.
#[derive(Serialize)]
pub(super) struct Words {
    name: String,
    library: String,
    description: String,
    about: String,
    spec: String,
    module: String,
    module_file: String,
    generate: String,
    runtime: String,
    runtime_features: String,
    generator: String,
    axum_features: String,
    more_dependencies: String,
    test_dependencies: String,
    setup: String,
    scheme: String,
    secret: &'static str,
    other_secret: &'static str,
    send: String,
    unclaimed_events: String,
    events: Vec<Event>,
}

/// An event with a method of its own.
#[derive(Serialize)]
struct Event {
    name: String,
    about: String,
    method: String,
    signature: String,
    done: String,
}

impl Words {
    pub(super) fn new(wishes: &Wishes, document: &Document, out: &Path) -> Result<Self, String> {
        let generated = &document.generated;
        let (scheme, [secret, other_secret]) = scheme(document)?;
        let module = field_name(&generated.name);
        let shown = generated.methods.iter().filter(|method| is_name(&method.payload)).take(SHOWN);
        let events: Vec<Event> = shown.map(|method| event(&module, method)).collect();
        let title = text::line(&generated.title);
        let runtime = dependency(out, wishes.runtime_path.as_deref());
        let first = generated.methods.first().map(|method| method.event.clone()).unwrap_or_default();
        Ok(Self {
            name: wishes.name.clone(),
            library: wishes.name.replace('-', "_"),
            description: quoted(&format!("Receives the webhooks of {title}.")),
            about: format!("Receives the webhooks of {}.", text::markdown(&title)),
            spec: document.spec.clone(),
            generate: generate(wishes, &document.spec),
            test_dependencies: format!("hookwright = {{ {runtime}, features = [\"contract\"] }}\n"),
            runtime,
            runtime_features: features(&generated.features),
            generator: dependency(out, wishes.build_path.as_deref()),
            axum_features: "[\"http1\", \"tokio\"]".to_owned(),
            more_dependencies: String::new(),
            setup: "Webhooks::new(self).secret(secret)".to_owned(),
            scheme: format!("{module}::{scheme}"),
            secret,
            other_secret,
            send: send(&first, &document.spec),
            unclaimed_events: unclaimed(generated.methods.len(), events.len()),
            module_file: generated.name.clone(),
            module,
            events,
        })
    }

    /// Where the document stands in the project.
    pub(super) fn spec(&self) -> &str {
        &self.spec
    }

    /// The events with a method.
    pub(super) fn shown(&self) -> impl Iterator<Item = &str> {
        self.events.iter().map(|event| event.name.as_str())
    }
}

/// The function that gives the scheme, and secrets in its form.
fn scheme(document: &Document) -> Result<(&'static str, [&'static str; 2]), String> {
    let unsaid = "the document does not say how its webhooks are signed, and a receiver that verifies nothing is not made: say `--signature PRESET` (`hookwright presets` lists them)";
    let name = document.generated.scheme.as_deref().ok_or(unsaid)?;
    let fits = |pair: &&[&str; 2]| match Scheme::preset(name) {
        Some(scheme) => pair.iter().all(|secret| Signing::new(scheme.clone(), [*secret]).is_ok()),
        // A record of the document's own.
        None => true,
    };
    let pair = SECRETS.iter().find(fits);
    let pair =
        pair.ok_or_else(|| format!("`{name}` signs with key pairs, and there is no template for these yet"))?;
    Ok(("scheme()", *pair))
}

fn event(module: &str, method: &Method) -> Event {
    let answer = method.answer.as_ref().map(|answer| format!("{module}::{answer}"));
    let done = answer.as_ref().map_or("()".to_owned(), |answer| format!("{answer}::Acknowledged"));
    Event {
        name: method.event.clone(),
        about: if method.about.is_empty() { text::line(&method.event) } else { text::line(&method.about) },
        method: method.name.clone(),
        signature: signature(module, method, answer.as_deref().unwrap_or("()")),
        done,
    }
}

/// The head of a method, as rustfmt has it: on one line, or an argument a line.
fn signature(module: &str, method: &Method, answer: &str) -> String {
    let (name, payload) = (&method.name, &method.payload);
    let event = format!("event: Incoming<{module}::{payload}>");
    let line = format!("    async fn {name}(&self, {event}) -> Result<{answer}, Failure>");
    let line = if line.chars().count() + 2 <= 100 {
        line
    } else {
        format!("    async fn {name}(\n        &self,\n        {event},\n    ) -> Result<{answer}, Failure>")
    };
    line.trim_start().to_owned()
}

/// The expression of the build script.
fn generate(wishes: &Wishes, spec: &str) -> String {
    let mut calls = vec![format!("hookwright_build::Generator::new({})", quoted(spec))];
    calls.extend(wishes.signature.iter().map(|preset| format!(".signature({})", quoted(preset))));
    calls.extend(wishes.dispatch.iter().map(|template| format!(".dispatch({})", quoted(template))));
    calls.push(".generate()".to_owned());
    if calls.len() == 2 { calls.concat() } else { calls.join("\n        ") }
}

/// Features of the runtime beside its default ones, as a member of its table.
fn features(all: &[&str]) -> String {
    if all.is_empty() { String::new() } else { format!(", features = {all:?}") }
}

fn send(event: &str, spec: &str) -> String {
    let event = if event.contains(|c: char| !c.is_ascii_alphanumeric() && !"._-/".contains(c)) {
        format!("'{}'", event.replace('\'', "'\\''"))
    } else {
        event.to_owned()
    };
    format!(
        "hookwright send {event} --spec {spec} --url http://127.0.0.1:3000/webhooks --secret-env WEBHOOK_SECRET"
    )
}

fn unclaimed(events: usize, shown: usize) -> String {
    match events - shown {
        0 => "Every event has a method.".to_owned(),
        left => format!(
            "{left} of {events} events have no method yet, and come to `fallback`; write one for each that you need, its name is in `cargo doc`."
        ),
    }
}
