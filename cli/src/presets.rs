//! `hookwright presets`: the signature schemes that have a name.

use std::process::ExitCode;

use hookwright::Scheme;
use serde_json::{Value, json};

use crate::said::{self, Format, Said};

/// Prints a line for each preset.
pub(crate) fn run(format: Format) -> ExitCode {
    let all: Vec<Scheme> = Scheme::presets().filter_map(Scheme::preset).collect();
    let json: Vec<Value> = all.iter().map(as_json).collect();
    let text = all.iter().map(row).collect();
    said::finish(format, Ok(Said::yes(text, json!({ "presets": json }))), 1)
}

/// The name, and what the signature does not cover: that is what a receiver must know.
fn row(scheme: &Scheme) -> String {
    let body = if scheme.signs_body() { "body" } else { "part of the body" };
    let parts = [("id", scheme.signs_id()), ("URL", scheme.signs_url())];
    let signed: Vec<&str> =
        parts.iter().filter(|(_, signs)| *signs).map(|(part, _)| *part).chain([body]).collect();
    format!("{:<22} signs {}\n", scheme.name(), signed.join(", "))
}

fn as_json(scheme: &Scheme) -> Value {
    json!({
        "name": scheme.name(),
        "signs_id": scheme.signs_id(),
        "signs_url": scheme.signs_url(),
        "signs_body": scheme.signs_body(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the generator writes down is what the runtime has.
    #[test]
    fn generator_and_runtime_know_the_same_presets() {
        let mut generated: Vec<&str> = hookwright_build::PRESETS.iter().map(|preset| preset.name).collect();
        let mut known: Vec<&str> = Scheme::presets().collect();
        generated.sort_unstable();
        known.sort_unstable();
        assert_eq!(generated, known);
        assert_eq!(row(&Scheme::github()), "github                 signs body\n");
        assert_eq!(row(&Scheme::standard_webhooks()), "standard-webhooks      signs id, body\n");
    }
}
