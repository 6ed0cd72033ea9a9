//! How deliveries are signed: said, or plain from the headers that every webhook declares.
//!
//! In: `x-webhook-signature` and the webhooks' parameters. Out: a [`Scheme`]. It must not know how signatures are made.

mod check;
mod content;
mod presets;
mod record;
#[cfg(feature = "schemas")]
pub(crate) mod schema;

use crate::api::nodes::{Api, Extension, Webhook};
use crate::diagnostic::{Diagnostic, Diagnostics, nearest};

use super::nodes::Scheme;
use check::Problem;
pub(super) use presets::headers;
pub use presets::{PRESETS, Preset};

/// The scheme of a document, where it has one.
pub(super) fn settle(api: &Api<'_>, webhooks: &[&Webhook<'_>], sink: &Diagnostics) -> Option<Scheme> {
    match &api.signature {
        Some(said) if said.value.is_object() => template(said, sink),
        Some(said) => preset(said, sink),
        None => declared(webhooks),
    }
}

fn preset(said: &Extension<'_>, sink: &Diagnostics) -> Option<Scheme> {
    let name = said.value.as_str();
    if let Some(known) = name.filter(|name| PRESETS.iter().any(|preset| preset.name == *name)) {
        return Some(Scheme::Preset(known.to_owned()));
    }
    let mut found = Diagnostic::error(
        "signature::unknown_scheme",
        "`x-webhook-signature` names no scheme that is known",
    )
    .help("it is the name of a preset (`hookwright presets` lists them), or a record that says what is signed and how");
    if let Some(near) = name.and_then(|name| nearest(name, PRESETS.iter().map(|preset| preset.name))) {
        found = found.help(format!("did you mean `{near}`?"));
    }
    if let Some(node) = said.node {
        found = found.label(node.span, "not a preset");
    }
    sink.push(found);
    None
}

fn template(said: &Extension<'_>, sink: &Diagnostics) -> Option<Scheme> {
    let read = record::read(&said.value).map_err(|(path, message)| Problem {
        code: "signature::invalid",
        path,
        message,
    });
    match read.and_then(|record| check::template(&record)) {
        Ok((template, weaknesses)) => {
            weaknesses.iter().for_each(|weakness| sink.push(report(said, weakness, Diagnostic::warning)));
            Some(Scheme::Template(Box::new(template)))
        }
        Err(problem) => {
            sink.push(report(said, &problem, Diagnostic::error));
            None
        }
    }
}

fn report(
    said: &Extension<'_>,
    problem: &Problem,
    level: fn(&'static str, String) -> Diagnostic,
) -> Diagnostic {
    let help = match problem.code {
        "signature::adjoining" => {
            "put a separator between them; where the scheme is a vendor's, `weak: true` says that it is known"
        }
        "signature::body_uncovered" => {
            "whoever sees one delivery can send any other body with its signature; cover `{body}`"
        }
        _ => "docs/signatures.md says what a record may have",
    };
    let found = level(problem.code, format!("`x-webhook-signature`: {}", problem.message)).help(help);
    match said.span(&problem.path) {
        Some(span) => found.label(span, "here"),
        None => found,
    }
}

fn declared(webhooks: &[&Webhook<'_>]) -> Option<Scheme> {
    let declares = |header: &str| {
        let has = |webhook: &&Webhook<'_>| {
            let mut parameters = webhook.parameters.iter();
            parameters.any(|p| p.location == "header" && p.data.name.eq_ignore_ascii_case(header))
        };
        !webhooks.is_empty() && webhooks.iter().all(has)
    };
    let preset = |name: &str| Some(Scheme::Preset(name.to_owned()));
    if ["webhook-signature", "webhook-id", "webhook-timestamp"].into_iter().all(declares) {
        return preset("standard-webhooks");
    }
    if ["X-Hub-Signature-256", "X-GitHub-Delivery"].into_iter().all(declares) {
        preset("github")
    } else {
        None
    }
}
