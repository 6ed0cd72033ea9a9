//! The events of a project, as its templates name them.
//!
//! Comes in: what a generation says of its events. Goes out: a handful with methods of their own, and those that can be
//! sent with a payload at hand.

use hookwright_build::{Generated, Method};
use serde::Serialize;

use super::document::Document;
use crate::manifest::{is_name, quoted};
use crate::text;

/// So many events have code of their own; receivers get the others by `fallback`.
const SHOWN: usize = 5;

/// An event with a method of its own.
#[derive(Serialize)]
pub(super) struct Received {
    #[serde(skip)]
    pub(super) name: String,
    about: String,
    /// The head of the method.
    signature: String,
    /// What it answers when all is well.
    done: String,
}

/// An event that is sent.
#[derive(Clone, Serialize)]
pub(super) struct Sent {
    #[serde(skip)]
    pub(super) name: String,
    about: String,
    /// Its name as a literal of Rust.
    literal: String,
    /// It with its payload, as a pair.
    row: String,
    /// The same as a segment of a URL.
    path: String,
    payload: String,
    /// The method of the sender.
    sends: String,
    /// Where a payload to try it with stands.
    pub(super) file: String,
    /// That payload.
    #[serde(skip)]
    pub(super) sample: String,
}

/// Those whose payload has a name, and that can be answered without a word: what else to say, only the application knows.
pub(super) fn received(generated: &Generated, module: &str) -> Vec<Received> {
    named(generated).filter_map(|method| receive(module, method)).take(SHOWN).collect()
}

/// Those that are no callbacks, have a payload that fits, and need nothing said beside it.
pub(super) fn sent(document: &Document) -> Vec<Sent> {
    let fits = |method: &&Method| !method.headers && !document.broken.contains(&method.event);
    named(&document.generated).filter(fits).filter_map(send).take(SHOWN).collect()
}

fn named(generated: &Generated) -> impl Iterator<Item = &Method> {
    generated.methods.iter().filter(|method| is_name(&method.payload))
}

fn receive(module: &str, method: &Method) -> Option<Received> {
    let (answer, done) = match &method.answer {
        None => ("()".to_owned(), "()".to_owned()),
        Some(answer) => {
            let bare = method.bare.as_ref()?;
            (format!("{module}::{answer}"), format!("{module}::{answer}::{bare}"))
        }
    };
    Some(Received {
        name: method.event.clone(),
        about: about(method),
        signature: signature(module, method, &answer),
        done,
    })
}

fn send(method: &Method) -> Option<Sent> {
    let sends = method.sends.clone()?;
    let value: serde_json::Value = serde_json::from_str(method.sample.as_deref()?).ok()?;
    let file = format!("events/{}.json", sends.trim_start_matches("r#"));
    let literal = quoted(&method.event);
    Some(Sent {
        name: method.event.clone(),
        about: about(method),
        row: row(&literal, &file),
        literal,
        path: escaped(&method.event),
        payload: method.payload.clone(),
        file,
        sends,
        sample: format!("{value:#}\n"),
    })
}

fn about(method: &Method) -> String {
    text::line(if method.about.is_empty() { &method.event } else { &method.about })
}

/// The head of a method, as rustfmt has it: on one line, or an argument a line.
fn signature(module: &str, method: &Method, answer: &str) -> String {
    let (name, payload) = (&method.name, &method.payload);
    let event = format!("event: Incoming<{module}::{payload}>");
    let line = format!("async fn {name}(&self, {event}) -> Result<{answer}, Failure>");
    // Set in by four, with a brace behind it.
    if line.chars().count() + 6 <= 100 {
        return line;
    }
    format!("async fn {name}(\n        &self,\n        {event},\n    ) -> Result<{answer}, Failure>")
}

/// An event with its payload, as rustfmt has it: on one line where that is short.
fn row(literal: &str, file: &str) -> String {
    let payload = format!("include_str!(\"../{file}\")");
    if literal.len() + payload.len() + 2 <= 60 {
        return format!("({literal}, {payload})");
    }
    format!("(\n        {literal},\n        {payload},\n    )")
}

/// As a segment of a URL on the command line of a shell.
fn escaped(name: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let escape = |byte: u8| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    name.bytes().map(escape).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_events_stand_in_urls() {
        assert_eq!(escaped("order.created"), "order.created");
        assert_eq!(escaped("a/b c"), "a%2Fb%20c");
    }
}
