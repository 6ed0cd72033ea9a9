//! The header `Forwarded` (RFC 7239). In: headers, and how many proxies write it. Out: what the outermost of them
//! wrote. It must not guess: a list that can't be read says nothing.

use http::HeaderMap;
use http::header::FORWARDED;

/// What one proxy wrote: parameters with `;` between them.
pub(super) struct Element(String);

impl Element {
    /// The element that the outermost of the trusted proxies appended: what stands left of it is anybody's text.
    pub(super) fn trusted(headers: &HeaderMap, proxies: usize) -> Option<Self> {
        let mut elements = Vec::new();
        for value in headers.get_all(FORWARDED) {
            elements.extend(split_outside_quotes(value.to_str().ok()?, ',')?);
        }
        let index = elements.len().checked_sub(proxies)?;
        elements.get(index).map(|element| Self((*element).to_owned()))
    }

    /// The value of a parameter, without its quotes.
    pub(super) fn get(&self, wanted: &str) -> Option<String> {
        let pairs = split_outside_quotes(&self.0, ';')?;
        let mut pairs = pairs.iter().rev().filter_map(|pair| pair.split_once('='));
        let (_, value) = pairs.find(|(name, _)| name.trim().eq_ignore_ascii_case(wanted))?;
        Some(unquote(value.trim()))
    }
}

/// Parts between separators, where a quoted string may contain any. None where a quote is left open.
fn split_outside_quotes(text: &str, separator: char) -> Option<Vec<&str>> {
    let (mut parts, mut start, mut quoted, mut escaped) = (Vec::new(), 0, false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            c if c == separator && !quoted => {
                parts.push(text[start..at].trim());
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(text[start..].trim());
    (!quoted).then_some(parts)
}

fn unquote(value: &str) -> String {
    let Some(inner) = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else {
        return value.to_owned();
    };
    let mut escaped = false;
    inner
        .chars()
        .filter(|&c| {
            escaped = c == '\\' && !escaped;
            !escaped
        })
        .collect()
}
