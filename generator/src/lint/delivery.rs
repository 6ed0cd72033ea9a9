//! What a receiver needs to know of each delivery: which one it is, what happened, and when.
//!
//! Comes in: members of payloads, declared headers, the signature scheme. Goes out: events that lack one of the three.
//! It must not know how they are said.

use super::ground::{Event, Ground};
use super::members::{is_id, is_id_header, is_time, is_type, is_type_header, plain, resolved};
use super::rule::{Hit, Rule};
use crate::diagnostic::Level;
use crate::ir::nodes::{Dispatch, Scheme};
use crate::ir::signature::PRESETS;

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "lint::no_id",
        level: Level::Warning,
        one: "deliveries of `{}` have no id",
        many: "deliveries of {} events have no id",
        why: "senders repeat deliveries whose answer they missed, and a receiver tells a repetition by nothing else",
        help: "add a member `id`, declare a header such as `webhook-id`, or sign as Standard Webhooks, which has one",
        each: false,
        find: no_id,
    },
    Rule {
        code: "lint::no_event_type",
        level: Level::Warning,
        one: "nothing in `{}` says which event it is",
        many: "nothing in {} events says which event it is",
        why: "one endpoint gets all of them, and a log or a queue keeps nothing but the payload",
        help: "add a member such as `type: { const: order.created }`, or declare a header",
        each: false,
        find: no_event_type,
    },
    Rule {
        code: "lint::no_timestamp",
        level: Level::Note,
        one: "nothing in `{}` says when it happened",
        many: "nothing in {} events says when they happened",
        why: "deliveries arrive late and out of order; without a time the older one may win",
        help: "add a member such as `created_at` with `format: date-time`, or sign the time",
        each: false,
        find: no_timestamp,
    },
];

/// Presets whose time or id stands in the body or in the signature's own header.
const WITHIN: &[(&str, bool, bool)] = &[
    ("aws-sns", true, true),
    ("hook0", false, true),
    ("mailgun", true, true),
    ("messagebird-jwt", true, true),
    ("paddle", false, true),
    ("plaid", false, true),
    ("rfc9421", false, true),
    ("stripe", false, true),
    ("workos", false, true),
];

/// Whether a scheme carries an id, and whether a time.
fn carries(scheme: Option<&Scheme>) -> (bool, bool) {
    match scheme {
        None => (false, false),
        Some(Scheme::Template(template)) => (
            template.families.iter().any(|family| family.id.is_some()),
            template.families.iter().any(|family| family.timestamp.is_some()),
        ),
        Some(Scheme::Preset(name)) => {
            let preset = PRESETS.iter().find(|preset| preset.name == name);
            let has = |test: fn(&str) -> bool| preset.is_some_and(|p| p.headers.iter().any(|h| test(h)));
            let (id, time) =
                WITHIN.iter().find(|row| row.0 == name).map_or((false, false), |row| (row.1, row.2));
            (id || has(is_id_header), time || has(is_time))
        }
    }
}

/// The events that are asked: what a payload without a schema holds is not known, and who asked for a callback knows
/// what for.
fn described<'g, 'a>(ground: &'g Ground<'a>) -> impl Iterator<Item = &'g Event<'a>> {
    ground.events.iter().filter(|event| event.is_webhook() && !event.members.is_empty())
}

fn hits(ground: &Ground<'_>, lacks: impl Fn(&Event<'_>) -> bool) -> Vec<Hit> {
    let lacking = described(ground).filter(|event| lacks(event));
    lacking.map(|event| Hit::event(&event.webhook.name, event.webhook.span)).collect()
}

fn no_id(ground: &Ground<'_>) -> Vec<Hit> {
    if carries(ground.ir.scheme.as_ref()).0 {
        return Vec::new();
    }
    hits(ground, |event| {
        !event.headers().any(is_id_header) && !event.members.iter().any(|member| is_id(member.name))
    })
}

fn no_event_type(ground: &Ground<'_>) -> Vec<Hit> {
    let by_key = matches!(ground.ir.dispatch, Dispatch::Key(_));
    if by_key || ground.events.len() < 2 {
        return Vec::new();
    }
    hits(ground, |event| {
        let said = event.members.iter().any(|member| {
            is_type(member.name) || resolved(ground.api, member.value, "const").is_some_and(|v| v.is_string())
        });
        !said && !event.headers().any(is_type_header)
    })
}

fn no_timestamp(ground: &Ground<'_>) -> Vec<Hit> {
    if carries(ground.ir.scheme.as_ref()).1 {
        return Vec::new();
    }
    hits(ground, |event| {
        let said = event.members.iter().any(|member| {
            let format = resolved(ground.api, member.value, "format").and_then(|format| format.as_str());
            is_time(member.name) || matches!(format, Some("date-time" | "unixtime" | "unix-time"))
        });
        let header = |name: &str| plain(name).contains("timestamp") || is_time(name);
        !said && !event.headers().any(header)
    })
}
