//! Texts that look like those of real life, by `format`, and texts of a length.
//!
//! Formats are not asserted, so that none of this decides; receivers do read dates, though.

/// A text of a format; `turn` chooses among several.
pub(super) fn of_format(format: &str, turn: usize) -> Option<&'static str> {
    let texts: &[&str] = match format {
        "date-time" => &["2026-01-31T12:00:00Z", "2024-02-29T23:59:59.123+01:00", "2025-12-01T00:00:00Z"],
        "date" => &["2026-01-31", "2024-02-29", "2025-12-01"],
        "time" => &["12:00:00Z", "23:59:59.5+01:00", "00:00:00Z"],
        "duration" => &["P1DT12H", "PT5M", "P3W"],
        "uuid" => &[
            "3f2b8c1e-5d4a-4e6f-9a7b-0c1d2e3f4a5b",
            "123e4567-e89b-42d3-a456-426614174000",
            "9b2d1f60-7c3e-4b5a-8f1d-2e4c6a8b0d1f",
        ],
        "uri" | "url" | "uri-reference" | "iri" | "iri-reference" => {
            &["https://example.com/path?a=b#c", "https://example.org/", "https://example.net/other"]
        }
        "uri-template" => &["https://example.com/things{/id}", "https://example.org/{name}"],
        "email" | "idn-email" => &["someone@example.com", "o.ther+tag@mail.example.org"],
        "hostname" | "idn-hostname" => &["example.com", "host-1.example.org"],
        "ipv4" => &["192.0.2.1", "198.51.100.7"],
        "ipv6" => &["2001:db8::1", "2001:db8:0:1::7"],
        "json-pointer" => &["/a/0", "/b~1c"],
        "relative-json-pointer" => &["1/a", "0#"],
        "regex" => &["^[a-z]+$", "[0-9]{3}"],
        "byte" | "base64" => &["aGVsbG8=", "d29ybGQ="],
        "decimal" => &["12.50", "0.01"],
        _ => return None,
    };
    texts.get(turn % texts.len()).copied()
}

/// Words for where nothing is said.
const WORDS: [&str; 6] = ["text", "Grüße", "two words", "a", "x-7", "café ☕"];

/// A text without a format.
pub(super) fn word(turn: usize) -> &'static str {
    WORDS[turn % WORDS.len()]
}

/// A text cut or continued to a number of characters.
pub(super) fn of_length(text: &str, count: usize) -> String {
    let mut out: String = text.chars().take(count).collect();
    let have = out.chars().count();
    out.extend(std::iter::repeat_n('x', count - have));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_counted_in_characters() {
        assert_eq!(of_length("Grüße", 3), "Grü");
        assert_eq!(of_length("☕", 3), "☕xx");
        assert_eq!(of_length("any", 0), "");
    }
}
