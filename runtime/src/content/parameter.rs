//! Parameters of media types, such as `charset` and `boundary`.
//!
//! In: the text of a `Content-Type`. Out: a value. It must not know what the parameter means.

use std::borrow::Cow;

/// A parameter of a media type, without its quotes.
pub(crate) fn parameter<'a>(content_type: &'a str, name: &str) -> Option<Cow<'a, str>> {
    let (_, mut rest) = content_type.split_once(';')?;
    loop {
        let (key, after) = rest.split_once('=')?;
        let after = after.trim_start();
        let (value, after) = match after.strip_prefix('"') {
            Some(quoted) => unquoted(quoted)?,
            None => {
                let end = after.find(';').unwrap_or(after.len());
                (Cow::Borrowed(after[..end].trim()), &after[end..])
            }
        };
        if key.trim().eq_ignore_ascii_case(name) {
            return Some(value);
        }
        rest = after.trim_start().strip_prefix(';')?;
    }
}

fn unquoted(text: &str) -> Option<(Cow<'_, str>, &str)> {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => {
                let inside = &text[..at];
                let plain =
                    if inside.contains('\\') { without_escapes(inside) } else { Cow::Borrowed(inside) };
                return Some((plain, &text[at + 1..]));
            }
            _ => {}
        }
    }
    None
}

fn without_escapes(text: &str) -> Cow<'_, str> {
    let mut escaped = false;
    Cow::Owned(
        text.chars()
            .filter(|c| {
                escaped = *c == '\\' && !escaped;
                !escaped
            })
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters() {
        assert_eq!(parameter("a/b; x=1; boundary=\"a;\\\"b\"", "BOUNDARY").unwrap(), "a;\"b");
        assert_eq!(parameter("a/b;boundary=ab ;c=d", "boundary").unwrap(), "ab");
        assert_eq!(parameter("a/b", "boundary"), None);
        assert_eq!(parameter("a/b; boundary=\"a", "boundary"), None);
    }
}
