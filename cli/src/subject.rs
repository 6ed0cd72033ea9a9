//! What a command that sends or receives is about: a document's contract, and by what its requests are signed.
//!
//! Comes in: options. Goes out: the contract of each version, a signing, a verifier; or what is missing. It must not
//! send or judge anything.

use std::path::PathBuf;

use clap::Args;
use hookwright::contract::judge::nearest;
use hookwright::contract::{Document, Event};
use hookwright::signature::{Secret, Signing, Verifier};
use hookwright::{Scheme, signature::SecretError};
use hookwright_build::diagnostic::Style;
use hookwright_build::{Config, Generator, VersionSpec};
use serde_json::Value;

use crate::args::{self, Spec};
use crate::secrets::Secrets;
use crate::{paint, settings, text};

/// The options that say it.
#[derive(Args, Debug)]
#[group(id = "subject")]
pub(crate) struct Wishes {
    /// The OpenAPI document; several are versions of one API, and `NAME=SPEC` names a version.
    #[arg(long = "spec", value_name = "SPEC", value_parser = args::spec)]
    specs: Vec<Spec>,

    #[command(flatten)]
    secrets: Secrets,

    /// Sign nothing and verify nothing.
    #[arg(long, conflicts_with_all = ["secrets", "variables", "files"])]
    unsigned: bool,

    /// How requests are signed, for documents without `x-webhook-signature`.
    #[arg(long, value_name = "PRESET", value_parser = args::preset_names())]
    signature: Option<String>,

    /// Where a request says its event, for documents without `x-webhook-dispatch`.
    #[arg(long, value_name = "VALUE")]
    dispatch: Option<String>,

    /// How endpoints are verified, for documents without `x-webhook-handshake`.
    #[arg(long, value_name = "VALUE")]
    handshake: Option<String>,

    /// An OpenAPI Overlay 1.0 file to apply first; may be said several times.
    #[arg(long, value_name = "FILE")]
    overlay: Vec<PathBuf>,

    /// Read references to URLs that begin with PREFIX from files below DIR; may be said several times.
    #[arg(long, value_name = "PREFIX=DIR", value_parser = args::mapping)]
    map: Vec<(String, String)>,

    /// The generator's options as a file; `hookwright.toml` here, where there is one.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,

    /// Take the rest of the document when a webhook of it cannot be read.
    #[arg(long)]
    keep_going: bool,
}

/// The document, and who may sign.
#[derive(Debug)]
pub(crate) struct Subject {
    /// The versions of the document, oldest first; one, where it has no versions.
    pub(crate) documents: Vec<&'static Document>,
    /// None where nothing is signed.
    scheme: Option<Scheme>,
    secrets: Vec<Secret>,
}

impl Wishes {
    /// Whether a document was named.
    pub(crate) fn has_document(&self) -> bool {
        !self.specs.is_empty()
    }

    /// Whether it was said that nothing is signed.
    pub(crate) fn is_unsigned(&self) -> bool {
        self.unsigned
    }

    /// Reads all of it.
    ///
    /// # Errors
    /// In words for people: a mistake of the document as its report, a secret that is missing.
    pub(crate) fn subject(&self) -> Result<Subject, String> {
        let documents = self.documents()?;
        let scheme = self.scheme(&documents)?;
        let secrets = self.secrets.read().map_err(|error| format!("error: {error}"))?;
        Ok(Subject { documents, scheme, secrets })
    }

    /// The same, where it may be that nothing is known but what is seen. `signs` says whether secrets are needed at all.
    ///
    /// # Errors
    /// As [`subject`](Self::subject); and where secrets were given, and nobody said what for.
    pub(crate) fn subject_or_none(&self, signs: bool) -> Result<Subject, String> {
        let documents = if self.has_document() { self.documents()? } else { Vec::new() };
        let scheme = match &self.signature {
            _ if !signs || self.unsigned => None,
            _ if self.has_document() => self.scheme(&documents)?,
            None if self.secrets.is_empty() => None,
            None => return Err("error: say `--spec SPEC` or `--signature PRESET` with the secret".to_owned()),
            Some(preset) => Scheme::preset(preset),
        };
        let secrets = self.secrets.read().map_err(|error| format!("error: {error}"))?;
        Ok(Subject { documents, scheme, secrets })
    }

    /// The documents stay in memory for as long as the command runs.
    fn documents(&self) -> Result<Vec<&'static Document>, String> {
        let style = text::style();
        let config = self.config(style)?;
        let Some((first, others)) = self.specs.split_first() else {
            return Err("error: no document was named: say `--spec SPEC`".to_owned());
        };
        let mut generator = Generator::new(&first.path).config(config).style(style);
        if let Some(name) = &first.said {
            generator = generator.named_version(name);
        }
        for spec in others {
            generator = generator.version(match &spec.said {
                Some(name) => VersionSpec::named(name, &spec.path),
                None => VersionSpec::from(&spec.path),
            });
        }
        let contracts = generator.contracts().map_err(|error| error.to_string())?;
        if contracts.iter().all(|contract| contract.events.is_empty()) {
            return Err(format!("error: {} has no webhooks", first.path.display()));
        }
        let document = |contract: &hookwright_build::contract::Contract| {
            let read = Document::from_json(contract.to_json());
            read.map(|document| &*Box::leak(Box::new(document))).map_err(|error| format!("error: {error}"))
        };
        contracts.iter().map(document).collect()
    }

    fn config(&self, style: Style) -> Result<Config, String> {
        let mut config = settings::of_file(self.config.as_deref(), style).map_err(|found| found.report)?;
        config.overlays.extend(self.overlay.iter().map(|path| path.to_string_lossy().into_owned()));
        config.map.extend(self.map.iter().cloned());
        config.keep_going |= self.keep_going;
        if let Some(text) = &self.dispatch {
            config.dispatch = Some(settings::dispatch(text));
        }
        if let Some(preset) = &self.signature {
            config.signature = Some(Value::String(preset.clone()));
        }
        if let Some(text) = &self.handshake {
            config.handshake =
                Some(serde_json::from_str(text).unwrap_or_else(|_| Value::from(text.as_str())));
        }
        Ok(config)
    }

    /// How requests are signed: as the document, or an option, has it.
    fn scheme(&self, documents: &[&'static Document]) -> Result<Option<Scheme>, String> {
        if self.unsigned {
            return Ok(None);
        }
        let Some(scheme) = documents.iter().rev().find_map(|document| document.scheme.clone()) else {
            return Err(
                "error: the document does not say how requests are signed: say `--signature PRESET` \
                        (`hookwright presets`), or `--unsigned`"
                    .to_owned(),
            );
        };
        // Some schemes verify by certificates that requests name, and have no secrets.
        let needs_secret =
            || matches!(Verifier::fetching(scheme.clone(), NONE, served()), Err(SecretError::None));
        if self.secrets.is_empty() && needs_secret() {
            return Err(format!(
                "error: requests are signed by `{}`: say `--secret`, `--secret-env` or `--secret-file`; or `--unsigned`",
                scheme.name()
            ));
        }
        Ok(Some(scheme))
    }
}

const NONE: [Secret; 0] = [];

fn served() -> hookwright::signature::Served {
    hookwright::signature::Served::default()
}

impl Subject {
    /// The secret that requests are signed by; none where nothing is signed.
    pub(crate) fn secret(&self) -> Option<Secret> {
        self.scheme.as_ref().and_then(|_| self.secrets.first().cloned())
    }

    /// How requests are signed; none where nothing is.
    pub(crate) fn scheme(&self) -> Option<&Scheme> {
        self.scheme.as_ref()
    }

    /// What signs as the document has it.
    ///
    /// # Errors
    /// Where the secret is not one of the scheme's.
    pub(crate) fn signing(&self) -> Result<Signing, String> {
        let Some(scheme) = &self.scheme else { return Ok(Signing::unsigned()) };
        Signing::new(scheme.clone(), &self.secrets).map_err(|error| self.unusable(&error))
    }

    /// What verifies as the document has it; none where nothing is signed.
    ///
    /// # Errors
    /// Where the secret is not one of the scheme's.
    pub(crate) fn verifier(&self) -> Result<Option<Verifier>, String> {
        let Some(scheme) = &self.scheme else { return Ok(None) };
        let verifier = Verifier::fetching(scheme.clone(), &self.secrets, served());
        verifier.map(Some).map_err(|error| self.unusable(&error))
    }

    fn unusable(&self, error: &SecretError) -> String {
        let name = self.scheme.as_ref().map_or("", Scheme::name);
        format!("error: the secret can't be used with `{name}`: {error}")
    }
}

/// The event of this name, in the newest version that has it.
///
/// # Errors
/// The names that are like it, or all where they are few.
pub(crate) fn known(documents: &[&'static Document], name: &str) -> Result<&'static Event, String> {
    let found = documents.iter().rev().find_map(|document| document.event(name));
    let names = || documents.iter().flat_map(|document| &document.events).map(|event| event.info.name);
    found.ok_or_else(|| {
        let mut near = nearest(name, names());
        near.dedup();
        let few: Vec<&str> = names().take(12).collect();
        let shown = paint::plain(name);
        match (near.is_empty(), names().count()) {
            (false, _) => format!("there is no event `{shown}`; did you mean `{}`?", near.join("`, `")),
            (true, 1..=12) => format!("there is no event `{shown}`; there are `{}`", few.join("`, `")),
            (true, count) => format!("there is no event `{shown}` among {count}"),
        }
    })
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        subject: Wishes,
    }

    fn subject(line: &str) -> Result<Subject, String> {
        let line = line.replace("SPECS", concat!(env!("CARGO_MANIFEST_DIR"), "/../specs"));
        let words = std::iter::once("test").chain(line.split_whitespace());
        Line::try_parse_from(words).map_err(|error| error.to_string())?.subject.subject()
    }

    #[test]
    fn a_document_says_by_what_it_is_signed() {
        let orders =
            subject("--spec SPECS/orders.yaml --secret whsec_AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=");
        let orders = orders.expect("it is whole");
        assert_eq!(orders.documents.len(), 1);
        assert_eq!(orders.documents[0].events[0].info.name, "order.created");
        assert!(orders.signing().is_ok_and(|signing| signing.scheme().is_some()));
        assert!(orders.verifier().is_ok_and(|verifier| verifier.is_some()));
        let open = subject("--spec SPECS/orders.yaml --unsigned").expect("it is whole");
        assert!(open.verifier().is_ok_and(|verifier| verifier.is_none()));
        let versions = subject("--spec 1=SPECS/orders-v1.yaml --spec 2=SPECS/orders-v2.yaml --unsigned");
        let names: Vec<&str> =
            versions.expect("they are whole").documents.iter().map(|one| one.version).collect();
        assert_eq!(names, ["1", "2"]);
    }

    #[test]
    fn what_is_missing_is_said() {
        let problem = |line: &str| subject(line).expect_err(line);
        assert!(problem("--unsigned").contains("say `--spec SPEC`"));
        assert!(
            problem("--spec SPECS/orders.yaml").contains("signed by `standard-webhooks`: say `--secret`")
        );
        let wrong = subject("--spec SPECS/orders.yaml --secret whsec_§").expect("it is not looked at yet");
        assert!(wrong.signing().expect_err("no base64").contains("can't be used with `standard-webhooks`"));
        assert!(problem("--spec SPECS/nowhere.yaml --unsigned").contains("nowhere.yaml"));
        assert!(problem("--spec SPECS/orders.yaml --unsigned --secret x").contains("cannot be used with"));
    }
}
