//! What a schema leaves without bounds or form.
//!
//! Comes in: the schemas of payloads. Goes out: texts and lists of any length, times in no form, and secrets. It must
//! not know which event they belong to.

use serde_json::Value;

use super::ground::{Ground, Spot};
use super::members::{is_moment, plain};
use super::rule::{Hit, Rule};
use crate::diagnostic::Level;

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "lint::secret_in_payload",
        level: Level::Warning,
        one: "`{}` looks like a secret",
        many: "{} members look like secrets",
        why: "deliveries are logged, queued and replayed by tools that keep them for weeks",
        help: "send an id, and let the receiver fetch the secret from the API",
        each: false,
        find: secret,
    },
    Rule {
        code: "lint::unformatted_time",
        level: Level::Note,
        one: "`{}` is a time in no declared form",
        many: "{} members are times in no declared form",
        why: "receivers can't tell whether it has a time zone, or what its digits count",
        help: "add `format: date-time` (RFC 3339)",
        each: false,
        find: unformatted_time,
    },
    Rule {
        code: "lint::unbounded_text",
        level: Level::Note,
        one: "`{}` may be a text of any length",
        many: "{} texts may be of any length",
        why: "receivers have to choose the size of columns and buffers, and choose too small",
        help: "say what your sender keeps anyway: `maxLength`",
        each: false,
        find: unbounded_text,
    },
    Rule {
        code: "lint::unbounded_list",
        level: Level::Note,
        one: "`{}` may be a list of any length",
        many: "{} lists may be of any length",
        why: "one delivery could have a million items, which no receiver handles before the sender's patience ends",
        help: "say `maxItems`, and send several deliveries where there is more",
        each: false,
        find: unbounded_list,
    },
];

fn hits(ground: &Ground<'_>, wrong: impl Fn(&Spot<'_>) -> bool) -> Vec<Hit> {
    let hit = |spot: &Spot<'_>| Hit {
        event: spot.event.to_owned(),
        span: spot.span(),
        what: spot.name().to_owned(),
        label: String::new(),
    };
    ground.spots.iter().filter(|spot| wrong(spot)).map(hit).collect()
}

/// Formats whose texts are short by themselves.
const SHORT: &[&str] = &[
    "date",
    "date-time",
    "duration",
    "hostname",
    "idn-hostname",
    "ipv4",
    "ipv6",
    "time",
    "uuid",
    "email",
    "ulid",
];

fn unbounded_text(ground: &Ground<'_>) -> Vec<Hit> {
    hits(ground, |spot| {
        let format = spot.keywords.get("format").and_then(Value::as_str).unwrap_or_default();
        let bounded =
            ["maxLength", "enum", "const"].iter().any(|keyword| spot.keywords.contains_key(*keyword));
        let pattern = spot.keywords.get("pattern").and_then(Value::as_str);
        spot.is("string") && !bounded && !SHORT.contains(&format) && !pattern.is_some_and(is_bounded)
    })
}

/// Whether a pattern holds the whole text and repeats nothing without an end.
fn is_bounded(pattern: &str) -> bool {
    pattern.starts_with('^')
        && pattern.ends_with('$')
        && !pattern.contains(['*', '+'])
        && !pattern.contains(",}")
}

fn unbounded_list(ground: &Ground<'_>) -> Vec<Hit> {
    hits(ground, |spot| {
        let bounded = ["maxItems", "enum", "const", "prefixItems"]
            .iter()
            .any(|keyword| spot.keywords.contains_key(*keyword));
        spot.is("array") && !bounded
    })
}

fn unformatted_time(ground: &Ground<'_>) -> Vec<Hit> {
    hits(ground, |spot| {
        let said = ["format", "pattern", "enum", "const"].iter().any(|k| spot.keywords.contains_key(*k));
        spot.is("string") && is_moment(spot.member) && !said
    })
}

/// Names of members that hold what opens something.
const SECRETS: &[&str] = &[
    "accesskey",
    "accesstoken",
    "apikey",
    "apisecret",
    "cardnumber",
    "clientsecret",
    "cvc",
    "cvv",
    "password",
    "privatekey",
    "refreshtoken",
    "secret",
    "secretkey",
    "socialsecuritynumber",
    "ssn",
];

fn secret(ground: &Ground<'_>) -> Vec<Hit> {
    hits(ground, |spot| spot.is("string") && SECRETS.contains(&plain(spot.member).as_str()))
}
