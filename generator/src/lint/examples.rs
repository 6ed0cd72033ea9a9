//! The examples of events: whether there are some, whether they fit, and how large they are.
//!
//! Comes in: payloads with their examples. Goes out: events without one, and examples that a receiver would refuse.
//! What a schema accepts is judged by the crate jsonschema, as in the runtime.

use serde_json::Value;

use super::ground::{Event, Ground, Spot};
use super::members::resolved;
use super::rule::{Hit, Rule};
use crate::api::nodes::{Family, Payload, family};
use crate::diagnostic::Level;
use crate::ir::bundle::whole;
use crate::source::Span;

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "lint::invalid_example",
        level: Level::Error,
        one: "{} does not fit its schema",
        many: "{} examples do not fit their schemas",
        why: "people copy examples, and tests send them: one that is wrong is worse than none",
        help: "mend the example, or the schema where the example shows what is sent",
        each: true,
        find: invalid,
    },
    Rule {
        code: "lint::large_example",
        level: Level::Warning,
        one: "{} is larger than 20 kB",
        many: "{} examples are larger than 20 kB",
        why: "many receivers and gateways refuse large bodies, and all of them have to read one before they can verify it",
        help: "send ids of what can be fetched, instead of all of it",
        each: false,
        find: large,
    },
    Rule {
        code: "lint::no_example",
        level: Level::Warning,
        one: "`{}` has no example",
        many: "{} events have no example",
        why: "nobody can call an API to see a webhook; what comes is learnt from examples",
        help: "add a delivery as it is sent to `examples` beside the `schema`",
        each: false,
        find: missing,
    },
];

/// Bytes that a payload should not exceed.
const LARGEST: usize = 20_000;

/// Characters of a reason that are shown.
const LONGEST: usize = 160;

fn json<'e>(event: &'e Event<'_>) -> Option<&'e Payload<'e>> {
    event.webhook.payload.as_ref().filter(|payload| family(&payload.media_type) == Family::Json)
}

/// Whether a schema shows what it means: itself, or by members that do.
fn shows(ground: &Ground<'_>, event: &Event<'_>, payload: &Payload<'_>) -> bool {
    let has = |schema: &Value| {
        ["examples", "example", "const"].iter().any(|keyword| resolved(ground.api, schema, keyword).is_some())
    };
    let whole = payload.schema.as_ref().map(|schema| schema.schema.as_value());
    whole.is_some_and(|schema| resolved(ground.api, schema, "examples").is_some())
        || !event.members.is_empty() && event.members.iter().filter(|m| m.depth == 0).all(|m| has(m.value))
}

fn missing(ground: &Ground<'_>) -> Vec<Hit> {
    let mut found = Vec::new();
    for event in &ground.events {
        let Some(payload) = json(event) else { continue };
        if payload.examples.is_empty() && !shows(ground, event, payload) {
            found.push(Hit::event(&event.webhook.name, payload.span));
        }
    }
    found
}

fn named(example: &str, event: &str) -> String {
    if example == "example" {
        format!("the example of `{event}`")
    } else {
        format!("the example `{example}` of `{event}`")
    }
}

/// The examples of events, each with its name and place.
fn each<'g, 'a>(ground: &'g Ground<'a>) -> impl Iterator<Item = (&'g Event<'a>, &'g str, &'g Value, Span)> {
    ground.events.iter().flat_map(|event| {
        let payload = event.webhook.payload.as_ref();
        payload.into_iter().flat_map(move |payload| {
            let places = payload.example_spans.iter().copied().chain(std::iter::repeat(payload.span));
            payload
                .examples
                .iter()
                .zip(places)
                .map(move |((name, value), at)| (event, name.as_str(), value, at))
        })
    })
}

fn large(ground: &Ground<'_>) -> Vec<Hit> {
    let mut found = Vec::new();
    for (event, name, value, span) in each(ground) {
        let size = value.to_string().len();
        if size > LARGEST {
            found.push(Hit {
                event: event.webhook.name.clone(),
                span,
                what: named(name, &event.webhook.name),
                label: format!("{} kB without blanks", size / 1000),
            });
        }
    }
    found
}

fn invalid(ground: &Ground<'_>) -> Vec<Hit> {
    let mut found = Vec::new();
    for event in &ground.events {
        let Some(schema) = json(event).and_then(|payload| payload.schema.as_ref()) else { continue };
        let mine: Vec<_> = each(ground).filter(|one| std::ptr::eq(one.0, event)).collect();
        if mine.is_empty() {
            continue;
        }
        let Some(judge) = Judge::new(ground, schema.schema.as_value()) else { continue };
        for (_, name, value, span) in mine {
            if let Some(why) = judge.refuses(value) {
                let name_of = &event.webhook.name;
                found.push(Hit { event: name_of.clone(), span, what: named(name, name_of), label: why });
            }
        }
    }
    found.extend(ground.spots.iter().filter_map(|spot| invalid_at(ground, spot)));
    found
}

/// The first of a schema's own examples that it does not accept.
fn invalid_at(ground: &Ground<'_>, spot: &Spot<'_>) -> Option<Hit> {
    let examples = spot.keywords.get("examples")?.as_array()?;
    let judge = Judge::new(ground, &Value::Object(spot.keywords.clone()))?;
    let why = examples.iter().find_map(|example| judge.refuses(example))?;
    let keyword = if spot.has_key("examples") { "examples" } else { "example" };
    Some(Hit {
        event: spot.event.to_owned(),
        span: spot.key_span(keyword),
        what: format!("the example of `{}`", spot.name()),
        label: why,
    })
}

/// A schema, ready to judge.
struct Judge(jsonschema::Validator);

impl Judge {
    /// `None` where the validator does not understand the schema, which is for others to say.
    fn new(ground: &Ground<'_>, schema: &Value) -> Option<Self> {
        let options = jsonschema::draft202012::options().should_validate_formats(false).offline();
        options.build(&whole(ground.api, schema)).ok().map(Self)
    }

    /// Why an example does not fit.
    fn refuses(&self, example: &Value) -> Option<String> {
        let error = self.0.iter_errors(example).next()?;
        let path = error.instance_path().to_string();
        let why = format!("{path}{}{error}", if path.is_empty() { "" } else { ": " });
        let mut short: String = why.chars().take(LONGEST).collect();
        if short.len() < why.len() {
            short.push('…');
        }
        Some(short)
    }
}
