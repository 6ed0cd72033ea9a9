//! How events are named.
//!
//! Comes in: names. Goes out: those in another style than most. It must not know what a name means.

use std::collections::HashMap;

use super::ground::Ground;
use super::rule::{Hit, Rule};
use crate::diagnostic::Level;

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "lint::same_operation_id",
        level: Level::Warning,
        one: "`{}` has the `operationId` of another event",
        many: "{} events have the `operationId` of another event",
        why: "OpenAPI asks for one each, and tools that name functions after it overwrite one with the other",
        help: "give each event one of its own, or leave it out",
        each: false,
        find: same_id,
    },
    Rule {
        code: "lint::mixed_names",
        level: Level::Warning,
        one: "the name of `{}` is in another style than the others",
        many: "the names of {} events are in another style than the others",
        why: "subscribers type these names and filter by them; each exception is looked up and mistyped",
        help: "name events in one style, such as `order.created`",
        each: false,
        find: mixed,
    },
];

/// How a name is put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Style {
    /// What stands between the parts of a path-like name.
    parts: Option<char>,
    /// What stands between words.
    words: Option<Words>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Words {
    Snake,
    Kebab,
    Spaced,
    Camel,
    Pascal,
    Capitals,
}

fn style(name: &str) -> Style {
    let parts = ['.', '/', ':'].into_iter().find(|sign| name.contains(*sign));
    let has = |test: fn(char) -> bool| name.contains(test);
    let capital = |word: &str| word.starts_with(|c: char| c.is_uppercase());
    let words = if has(char::is_whitespace) {
        Some(Words::Spaced)
    } else if has(char::is_uppercase) && !has(char::is_lowercase) {
        Some(Words::Capitals)
    } else if name.contains('_') {
        Some(Words::Snake)
    } else if name.contains('-') {
        Some(Words::Kebab)
    } else if capital(name) {
        Some(Words::Pascal)
    } else {
        has(char::is_uppercase).then_some(Words::Camel)
    };
    Style { parts, words }
}

impl Style {
    /// Whether names of both styles look as if one hand had made them: a single word fits everywhere.
    fn fits(self, other: Self) -> bool {
        let is_word =
            |style: Self| style.parts.is_none() && matches!(style.words, None | Some(Words::Pascal));
        let same_words = self.words == other.words || self.words.is_none() || other.words.is_none();
        let same_parts = self.parts == other.parts || is_word(self) || is_word(other);
        same_words && same_parts
    }
}

fn same_id(ground: &Ground<'_>) -> Vec<Hit> {
    let mut seen: HashMap<&str, &str> = HashMap::new();
    let mut found = Vec::new();
    for event in &ground.events {
        let webhook = event.webhook;
        if webhook.operation_id.is_empty() {
            continue;
        }
        match seen.get(webhook.operation_id.as_str()) {
            Some(other) => {
                let label = format!("`{}`, as `{other}` has", webhook.operation_id);
                found.push(Hit::event(&webhook.name, webhook.span).says(label));
            }
            None => drop(seen.insert(&webhook.operation_id, &webhook.name)),
        }
    }
    found
}

fn mixed(ground: &Ground<'_>) -> Vec<Hit> {
    let named: Vec<_> = ground
        .events
        .iter()
        .filter(|event| event.is_webhook())
        .map(|event| (event.webhook, style(&event.webhook.name)))
        .collect();
    let friends = |one: Style| named.iter().filter(|(_, other)| one.fits(*other)).count();
    // The style that most names fit is the style of the document; of equal ones the first.
    let Some((model, usual)) = named.iter().rev().max_by_key(|(_, style)| friends(*style)) else {
        return Vec::new();
    };
    let odd = named.iter().filter(|(_, style)| !style.fits(*usual));
    let hit = |webhook: &crate::api::nodes::Webhook<'_>| {
        Hit::event(&webhook.name, webhook.span).says(format!("most are as `{}`", model.name))
    };
    odd.map(|(webhook, _)| hit(webhook)).collect()
}

#[cfg(test)]
mod tests {
    use super::style;

    #[test]
    fn styles_are_told_apart() {
        let fits = |a: &str, b: &str| style(a).fits(style(b));
        assert!(fits("order.created", "order.line_item.added") && fits("ping", "order.created"));
        assert!(fits("issue_comment", "push") && fits("Created", "OrderCreated"));
        assert!(!fits("order.created", "orderShipped") && !fits("order_created", "order-shipped"));
        assert!(!fits("order.created", "order_created") && !fits("ORDER_CREATED", "order_created"));
    }
}
