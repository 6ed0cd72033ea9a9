//! The words of a project's templates.
//!
//! Comes in: wishes and a read document. Goes out: plain data. What is to be decided is decided here: which events have
//! code of their own, which secret the tests use, what the crate depends on.

use std::path::Path;

use hookwright::{Scheme, Signing};
use hookwright_build::ir::names::field_name;
use serde::Serialize;

use super::document::Document;
use super::events::{self, Received, Sent};
use super::wishes::{Template, Wishes};
use crate::manifest::{dependency, quoted};
use crate::text;

/// Secrets that nobody uses, one pair of which every scheme with a shared secret can read.
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
    /// Where the document stands in the project.
    pub(super) spec: String,
    module: String,
    module_file: String,
    generate: String,
    axum_features: String,
    runtime: String,
    runtime_features: String,
    more_dependencies: &'static str,
    generator: String,
    secret: &'static str,
    other_secret: &'static str,
    send: String,
    unclaimed_events: String,
    /// The events with a method of their own.
    pub(super) events: Vec<Received>,
    /// The events that are sent, and the first of them.
    pub(super) sent: Vec<Sent>,
    first: Option<Sent>,
}

impl Words {
    pub(super) fn new(wishes: &Wishes, document: &Document, out: &Path) -> Result<Self, String> {
        let generated = &document.generated;
        let template = wishes.template;
        let [secret, other_secret] = secrets(document)?;
        let module = field_name(&generated.name);
        let events = if template.receives() { events::received(generated, &module) } else { Vec::new() };
        let sent = if template.sends() { events::sent(document) } else { Vec::new() };
        if template.sends() && sent.is_empty() {
            return Err("the document has no event that could be sent without more ado: callbacks, and events with headers of their own, are not for a template".to_owned());
        }
        let title = text::line(&generated.title);
        let about =
            |title: &str| format!("{} the webhooks of {}.", template.verb(), title.trim_end_matches('.'));
        let runtime = dependency(out, wishes.runtime_path.as_deref());
        let first_event = generated.methods.first().map(|method| method.event.as_str()).unwrap_or_default();
        Ok(Self {
            name: wishes.name.clone(),
            library: wishes.name.replace('-', "_"),
            description: quoted(&about(&title)),
            about: about(&text::markdown(&title)),
            spec: document.spec.clone(),
            generate: generate(wishes, document),
            axum_features: template.axum_features().to_owned(),
            runtime,
            runtime_features: runtime_features(template, &generated.features),
            more_dependencies: template.more_dependencies(),
            generator: dependency(out, wishes.build_path.as_deref()),
            secret,
            other_secret,
            send: send(wishes, first_event, &document.spec),
            unclaimed_events: unclaimed(generated.methods.len(), events.len()),
            module_file: generated.name.clone(),
            module,
            first: sent.first().cloned(),
            events,
            sent,
        })
    }

    /// The events that have code of their own.
    pub(super) fn shown(&self) -> impl Iterator<Item = &str> {
        let received = self.events.iter().map(|event| event.name.as_str());
        let sent = self.sent.iter().map(|event| event.name.as_str());
        let more: Vec<&str> =
            sent.filter(|name| !self.events.iter().any(|event| event.name == *name)).collect();
        received.chain(more)
    }
}

impl Template {
    pub(super) fn receives(self) -> bool {
        self != Self::Sender
    }

    pub(super) fn sends(self) -> bool {
        self != Self::Receiver
    }

    fn verb(self) -> &'static str {
        match self {
            Self::Receiver => "Receives",
            Self::Sender => "Sends",
            Self::Both => "Receives and sends",
        }
    }

    fn axum_features(self) -> &'static str {
        if self.sends() { r#"["http1", "json", "tokio"]"# } else { r#"["http1", "tokio"]"# }
    }

    fn more_dependencies(self) -> &'static str {
        if self.sends() {
            "serde = { version = \"1\", features = [\"derive\"] }\nserde_json = \"1\"\n"
        } else {
            ""
        }
    }
}

/// Two secrets in the form of the document's scheme.
fn secrets(document: &Document) -> Result<[&'static str; 2], String> {
    let unsaid = "the document does not say how its webhooks are signed, and what verifies nothing is not made: say `--signature PRESET` (`hookwright presets` lists them)";
    let name = document.generated.scheme.as_deref().ok_or(unsaid)?;
    let scheme = Scheme::preset(name);
    if scheme.as_ref().is_some_and(Scheme::signs_url) {
        return Err(format!(
            "`{name}` signs the URL that is called, and there is no template for that: `hookwright generate` makes the code, docs/signatures.md says how it is mounted"
        ));
    }
    let fits = |pair: &&[&str; 2]| match &scheme {
        Some(scheme) => pair.iter().all(|secret| Signing::new(scheme.clone(), [*secret]).is_ok()),
        // A record of the document's own.
        None => true,
    };
    let pair = SECRETS.iter().find(fits).copied();
    pair.ok_or_else(|| format!("`{name}` signs with key pairs or certificates, and there is no template for that: `hookwright generate` makes the code, docs/signatures.md says how it is mounted"))
}

/// The expression of the build script.
fn generate(wishes: &Wishes, document: &Document) -> String {
    let mut calls = vec![format!("hookwright_build::Generator::new({})", quoted(&document.spec))];
    calls.extend(document.name.iter().map(|name| format!(".name({})", quoted(name))));
    calls.extend(wishes.signature.iter().map(|preset| format!(".signature({})", quoted(preset))));
    calls.extend(wishes.dispatch.iter().map(|template| format!(".dispatch({})", quoted(template))));
    calls.push(".generate()".to_owned());
    if calls.len() == 2 { calls.concat() } else { calls.join("\n        ") }
}

/// Features of the runtime beside its default ones, as a member of its table.
fn runtime_features(template: Template, needed: &[&'static str]) -> String {
    let mut all = needed.to_vec();
    all.extend(template.sends().then_some("sender-sqlite"));
    if all.is_empty() { String::new() } else { format!(", features = {all:?}") }
}

/// The line that sends the receiver an event.
fn send(wishes: &Wishes, event: &str, spec: &str) -> String {
    let mut words = vec!["hookwright".to_owned(), "send".to_owned(), shell(event)];
    words.extend(["--spec".to_owned(), shell(spec)]);
    for (option, said) in [("--signature", &wishes.signature), ("--dispatch", &wishes.dispatch)] {
        words.extend(said.iter().flat_map(|said| [option.to_owned(), shell(said)]));
    }
    words.join(" ") + " --url http://127.0.0.1:3000/webhooks --secret-env WEBHOOK_SECRET"
}

/// As one word of a shell.
fn shell(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-/".contains(c);
    if word.chars().all(plain) { word.to_owned() } else { format!("'{}'", word.replace('\'', "'\\''")) }
}

fn unclaimed(events: usize, shown: usize) -> String {
    match events - shown {
        0 => "Every event has a method.".to_owned(),
        left => format!(
            "{left} of {events} events have no method yet, and come to `fallback`: write one for each that you need."
        ),
    }
}
