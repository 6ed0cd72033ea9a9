//! Lines to copy: a request by curl, a receiver in Rust.
//!
//! Comes in: an event and its contract. Goes out: text. What comes of the document stands between quotes that it can't
//! leave. It must not know pages.

use hookwright::Scheme;
use hookwright_build::contract::{Contract, Event};
use hookwright_build::ir::nodes::{Dispatch, Scheme as Said};

/// A signed delivery of an event, by the command and curl.
pub(super) fn curl(contract: &Contract, event: &Event) -> String {
    let mut lines = Vec::new();
    let url = "https://you.example/webhooks";
    let preset = match &contract.scheme {
        Some(Said::Preset(name)) => Some(name.as_str()),
        _ => None,
    };
    if let Some(name) = preset {
        let signs_url = Scheme::preset(name).is_some_and(|scheme| scheme.signs_url());
        let by_url = if signs_url { format!("--url {url} ") } else { String::new() };
        lines.push(format!(
            "hookwright sign --scheme {} \\\n    --secret-env WEBHOOK_SECRET {by_url}\\\n    --body-file body.json > headers.txt",
            quoted(name)
        ));
    } else if contract.scheme.is_some() {
        lines.push("# headers.txt: the signature headers, as below".to_owned());
    }
    let path = match contract.dispatch {
        Dispatch::Path => format!("/{}", event.path),
        _ => String::new(),
    };
    let mut request = format!("curl {}", quoted(&format!("{url}{path}")));
    if event.http_method != "POST" {
        request += &format!(" -X {}", quoted(&event.http_method));
    }
    if contract.scheme.is_some() {
        request += " \\\n    -H @headers.txt";
    }
    if !event.media_type.is_empty() {
        request += &format!(" \\\n    -H {}", quoted(&format!("Content-Type: {}", event.media_type)));
    }
    for (name, value) in &event.headers {
        request += &format!(" \\\n    -H {}", quoted(&format!("{name}: {value}")));
    }
    lines.push(request + " \\\n    --data-binary @body.json");
    lines.join("\n")
}

/// One word for a POSIX shell.
fn quoted(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) {
        return text.to_owned();
    }
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    format!("'{}'", line.replace('\'', "'\\''"))
}

/// The method of a receiver for an event.
pub(super) fn method(module: &str, event: &Event) -> String {
    let payload = match &event.payload_type {
        Some(name) => format!("{module}::{name}"),
        None => "_".to_owned(),
    };
    let answer = match &event.answer_type {
        Some(name) => format!("{module}::{name}"),
        None => "()".to_owned(),
    };
    let done = if event.answer_type.is_some() { "…" } else { "Ok(())" };
    format!(
        "impl {module}::Receiver for App {{\n    async fn {}(\n        &self,\n        event: Incoming<{payload}>,\n    ) -> Result<{answer}, Failure> {{\n        // verified, fresh, new, valid, typed\n        {done}\n    }}\n}}",
        event.method
    )
}

/// A receiver that verifies all deliveries.
pub(super) fn receiver(module: &str, contract: &Contract) -> String {
    let setup = match &contract.scheme {
        Some(_) => format!("{module}::Webhooks::new(App).secret(secret)?"),
        None => format!(
            "{module}::Webhooks::new(App)\n    .scheme(hookwright::Scheme::standard_webhooks(), [secret])?"
        ),
    };
    format!(
        "use hookwright::{{Failure, Incoming}};\n\nhookwright::include_webhooks!(\"{module}\");\n\nlet secret = hookwright::signature::Secret::from_env(\"WEBHOOK_SECRET\")?;\nlet app = {setup}.router();   // axum; `.service()` for tower"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_takes_a_quoted_text_as_one_word() {
        assert_eq!(quoted("application/json"), "application/json");
        assert_eq!(quoted("a'; rm -rf $HOME\n"), "'a'\\''; rm -rf $HOME '");
    }
}
