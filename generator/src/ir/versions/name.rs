//! Names of versions: how they are ordered, and what they are called in Rust.
//!
//! In: names. Out: an order and identifiers. It must not know where names stand in requests.

use super::super::nodes::Numbering;

/// The numbering that all names have.
pub(super) fn numbering(names: &[&str]) -> Numbering {
    let all = |is: fn(&str) -> bool| names.iter().all(|name| is(bare(name)));
    if all(is_integer) {
        Numbering::Integer
    } else if all(is_date) {
        Numbering::Date
    } else if all(is_semver) {
        Numbering::Semver
    } else {
        Numbering::Declared
    }
}

/// The name without the `v` that many write before it.
pub(super) fn bare(name: &str) -> &str {
    match name.strip_prefix(['v', 'V']) {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_digit()) => rest,
        _ => name,
    }
}

/// What orders a name: numbers before text.
pub(super) fn key(name: &str, numbering: Numbering) -> Vec<u64> {
    let separator = if numbering == Numbering::Date { '-' } else { '.' };
    let mut key: Vec<u64> = bare(name).split(separator).map(|part| part.parse().unwrap_or(0)).collect();
    key.resize(3, 0);
    key
}

fn is_integer(name: &str) -> bool {
    !name.is_empty() && name.len() < 10 && name.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_date(name: &str) -> bool {
    let shape =
        |(at, byte): (usize, u8)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() };
    name.len() == 10 && name.bytes().enumerate().all(shape)
}

fn is_semver(name: &str) -> bool {
    let parts: Vec<&str> = name.split('.').collect();
    parts.len() <= 3 && parts.iter().all(|part| is_integer(part))
}

/// The module: `v2`, `v1_2_0`, `v2026_04_01`, `ghes_3_14`.
pub(super) fn module(name: &str) -> String {
    let mut out: String = bare(name)
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' })
        .collect();
    if out.is_empty() || out.starts_with(|c: char| c.is_ascii_digit()) {
        out.insert(0, 'v');
    }
    super::super::names::field_name(&out).trim_start_matches("r#").to_owned()
}

/// The event's name without its version: `order.created` of `order.created.v2`, and the version.
pub(crate) fn split(event: &str) -> Option<(&str, &str)> {
    let at = event.rfind(['.', '@', '_', '-', '/', ':'])?;
    let (stem, version) = (&event[..at], &event[at + 1..]);
    let named = version.strip_prefix(['v', 'V']).is_some_and(is_integer);
    (named && !stem.is_empty()).then_some((stem, version))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_ordered_by_what_they_are() {
        assert_eq!(numbering(&["1", "v2", "10"]), Numbering::Integer);
        assert_eq!(numbering(&["2025-01-31", "2026-04-01"]), Numbering::Date);
        assert_eq!(numbering(&["1.0.0", "1.10", "2"]), Numbering::Semver);
        assert_eq!(numbering(&["ghes-3.14", "ghes-3.19"]), Numbering::Declared);
        assert!(key("1.9.0", Numbering::Semver) < key("v1.10", Numbering::Semver));
    }

    #[test]
    fn names_become_modules() {
        let modules = ["2", "v2", "1.2.0", "2026-04-01", "ghes-3.14"].map(module);
        assert_eq!(modules, ["v2", "v2", "v1_2_0", "v2026_04_01", "ghes_3_14"]);
    }

    #[test]
    fn events_bear_a_version() {
        assert_eq!(split("order.created.v2"), Some(("order.created", "v2")));
        assert_eq!(split("order.created"), None);
        assert_eq!(split("v2"), None);
    }
}
