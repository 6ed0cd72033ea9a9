//! Texts that suit `format`, `pattern` and lengths.
//!
//! In come demands; out comes a text. Patterns are read as Rust reads them, which is enough for
//! what documents write; one that it does not read gives any text.

use regex_syntax::hir::{Class, Hir, HirKind};
use serde_json::{Map, Value};

use super::chance::Chance;
use super::sample::bound;

const WORDS: &[&str] =
    &["alpha", "Beta two", "0", "", "ünïcödé 🦀", "a/b~c", "quote\" back\\slash", "line\nbreak\ttab"];

/// A text for all demands.
pub(super) fn text(demands: &[&Map<String, Value>], chance: &mut Chance) -> String {
    let pattern = demands.iter().find_map(|demand| demand.get("pattern")?.as_str());
    let format = demands.iter().find_map(|demand| demand.get("format")?.as_str());
    let text = match (pattern, format) {
        (Some(pattern), _) => return from_pattern(pattern, chance),
        (None, Some(format)) if chance.percent(80) => of_format(format).to_owned(),
        _ => (*chance.one(WORDS).unwrap_or(&"")).to_owned(),
    };
    let least = bound(demands, "minLength", f64::max).unwrap_or(0.0).min(2000.0) as usize;
    let most = bound(demands, "maxLength", f64::min).map_or(usize::MAX, |most| most as usize);
    let missing = least.saturating_sub(text.chars().count());
    text.chars().chain(std::iter::repeat_n('é', missing)).take(most).collect()
}

fn of_format(format: &str) -> &'static str {
    match format {
        "date-time" => "2024-02-29T23:59:60.123+01:00",
        "date" => "2024-02-29",
        "time" => "12:00:00Z",
        "uuid" => "123e4567-e89b-12d3-a456-426614174000",
        "uri" | "url" | "uri-reference" | "iri" => "https://example.com/a?b=c#d",
        "uri-template" => "https://example.com/{id}",
        "email" | "idn-email" => "someone@example.com",
        "hostname" => "example.com",
        "ipv4" => "192.0.2.1",
        "ipv6" => "2001:db8::1",
        "byte" => "aGVsbG8=",
        _ => "text",
    }
}

/// Whether a pattern is found in a text.
pub(super) fn matches(pattern: &str, text: &str) -> bool {
    regex::Regex::new(pattern).is_ok_and(|regex| regex.is_match(text))
}

fn from_pattern(pattern: &str, chance: &mut Chance) -> String {
    let mut out = String::new();
    if let Ok(hir) = regex_syntax::parse(pattern) {
        write(&hir, chance, &mut out);
    }
    out
}

/// Writes one text that an expression matches, a short one.
fn write(hir: &Hir, chance: &mut Chance, out: &mut String) {
    match hir.kind() {
        HirKind::Literal(literal) => out.push_str(&String::from_utf8_lossy(&literal.0)),
        HirKind::Class(Class::Unicode(class)) => {
            let range = chance.one(class.ranges()).copied();
            out.extend(range.map(|range| if chance.percent(50) { range.start() } else { range.end() }));
        }
        HirKind::Class(Class::Bytes(_)) | HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Repetition(repetition) => {
            let spread = repetition.max.unwrap_or(repetition.min + 3).saturating_sub(repetition.min);
            let times = repetition.min as usize + chance.below(spread.min(12) as usize + 1);
            (0..times).for_each(|_| write(&repetition.sub, chance, out));
        }
        HirKind::Capture(capture) => write(&capture.sub, chance, out),
        HirKind::Concat(parts) => parts.iter().for_each(|part| write(part, chance, out)),
        HirKind::Alternation(parts) => {
            if let Some(part) = chance.one(parts) {
                write(part, chance, out);
            }
        }
    }
}
