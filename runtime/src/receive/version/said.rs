//! What a request says at one place. In: the request. Out: the name there. It must not know which versions there are.

use http::header::CONTENT_TYPE;
use http::{HeaderMap, Uri};
use percent_encoding::percent_decode_str;
use std::borrow::Cow;

/// What a place says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Said<'a> {
    Nothing,
    Name(Cow<'a, str>),
    /// It says two things, so that nobody can tell which one counts.
    Contradiction,
}

impl<'a> Said<'a> {
    fn once(names: impl Iterator<Item = Cow<'a, str>>) -> Self {
        let mut said = Self::Nothing;
        for name in names {
            match &said {
                Self::Nothing => said = Self::Name(name),
                Self::Name(first) if *first == name => {}
                _ => return Self::Contradiction,
            }
        }
        said
    }
}

pub(super) fn by_header<'a>(headers: &'a HeaderMap, name: &str) -> Said<'a> {
    Said::once(values(headers, name).map(Cow::Borrowed))
}

/// A value that is no text is no name either.
fn values<'a>(headers: &'a HeaderMap, name: &str) -> impl Iterator<Item = &'a str> {
    // Looking a name up would read and hash it first, which costs more than all names that requests have.
    let values = headers.iter().filter(move |(key, _)| key.as_str() == name);
    values.map(|(_, value)| value.to_str().map_or("", str::trim))
}

pub(super) fn by_parameter<'a>(headers: &'a HeaderMap, name: &str) -> Said<'a> {
    let all = values(headers, CONTENT_TYPE.as_str()).flat_map(parameters);
    Said::once(all.filter(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| Cow::Borrowed(value)))
}

pub(super) fn by_media_type<'a>(headers: &'a HeaderMap, before: &str, after: &str) -> Said<'a> {
    let essence = |value: &'a str| value.split_once(';').map_or(value, |(essence, _)| essence).trim_end();
    let named = |value| middle(essence(value), before, after).map(Cow::Borrowed);
    Said::once(values(headers, CONTENT_TYPE.as_str()).filter_map(named))
}

pub(super) fn by_query<'a>(uri: &'a Uri, name: &str) -> Said<'a> {
    let pairs = uri.query().into_iter().flat_map(|query| query.split('&'));
    let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    Said::once(pairs.filter(|(key, _)| decoded(key) == name).map(|(_, value)| decoded(value)))
}

/// The candidates of a path, in their order.
pub(super) fn in_path<'a>(uri: &'a Uri, before: &str, after: &str) -> impl Iterator<Item = Cow<'a, str>> {
    let path = uri.path();
    // Nearly no path has escapes, and one look tells.
    let escaped = path.contains('%');
    let plain = move |segment: &'a str| if escaped { decoded(segment) } else { Cow::Borrowed(segment) };
    path.split('/').filter_map(move |segment| match plain(segment) {
        Cow::Borrowed(segment) => middle(segment, before, after).map(Cow::Borrowed),
        Cow::Owned(segment) => middle(&segment, before, after).map(|name| Cow::Owned(name.to_owned())),
    })
}

/// What is not UTF-8 is left as it is written, and names nothing.
fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    percent_decode_str(text).decode_utf8().unwrap_or(Cow::Borrowed(text))
}

fn middle<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let (head, rest) = text.split_at_checked(before.len())?;
    let (middle, tail) = rest.split_at_checked(rest.len().checked_sub(after.len())?)?;
    (head.eq_ignore_ascii_case(before) && tail.eq_ignore_ascii_case(after)).then_some(middle)
}

/// The parameters of a media type (RFC 9110, section 8.3.1), without the quotes around their values.
fn parameters(media_type: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = cut(media_type).1;
    std::iter::from_fn(move || {
        while !rest.is_empty() {
            let (parameter, after) = cut(rest);
            rest = after;
            if let Some((name, value)) = parameter.split_once('=') {
                return Some((name.trim(), unquoted(value.trim())));
            }
        }
        None
    })
}

/// At the first semicolon that is not between quotes.
fn cut(text: &str) -> (&str, &str) {
    let (mut quoted, mut escaped) = (false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b';' if !quoted => return (&text[..at], &text[at + 1..]),
            _ => {}
        }
    }
    (text, "")
}

fn unquoted(value: &str) -> &str {
    value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn types(values: &[&'static str]) -> HeaderMap {
        values.iter().map(|value| (CONTENT_TYPE, HeaderValue::from_static(value))).collect()
    }

    fn name(name: &str) -> Said<'_> {
        Said::Name(Cow::Borrowed(name))
    }

    #[test]
    fn parameters_in_all_their_spellings() {
        for good in [
            "application/json; version=2",
            "application/json;charset=utf-8;VERSION=2",
            "application/json; version=\"2\"",
            "application/json; a=\"x;version=9\\\";version=8\"; version=2",
            "application/json;;version = 2 ;",
            "application/json; version=2; version=2",
        ] {
            assert_eq!(by_parameter(&types(&[good]), "version"), name("2"), "{good}");
        }
        assert_eq!(by_parameter(&types(&["application/json; versions=2"]), "version"), Said::Nothing);
        let twice = types(&["application/json; version=2; version=3"]);
        assert_eq!(by_parameter(&twice, "version"), Said::Contradiction);
        let twice = types(&["application/json; version=2", "application/json; version=3"]);
        assert_eq!(by_parameter(&twice, "version"), Said::Contradiction);
    }

    #[test]
    fn media_types() {
        let of = |value| {
            let headers = types(&[value]);
            match by_media_type(&headers, "application/vnd.shop.v", "+json") {
                Said::Name(name) => Some(name.into_owned()),
                _ => None,
            }
        };
        assert_eq!(of("application/vnd.shop.v2+json").as_deref(), Some("2"));
        assert_eq!(of("Application/vnd.Shop.v2+JSON ; charset=utf-8").as_deref(), Some("2"));
        assert_eq!(of("application/json"), None);
        assert_eq!(of("application/vnd.shop.v+json").as_deref(), Some(""));
        assert_eq!(of("application/vnd.shop.v"), None);
    }

    #[test]
    fn queries_are_decoded() {
        let uri = |text: &str| text.parse::<Uri>().unwrap();
        assert_eq!(by_query(&uri("/?a=1&version=2"), "version"), name("2"));
        assert_eq!(by_query(&uri("/?%76ersion=2%2E1"), "version"), name("2.1"));
        assert_eq!(by_query(&uri("/?version=2&version=2"), "version"), name("2"));
        assert_eq!(by_query(&uri("/?version=2&version=3"), "version"), Said::Contradiction);
        assert_eq!(by_query(&uri("/?version"), "version"), name(""));
        assert_eq!(by_query(&uri("/version=2"), "version"), Said::Nothing);
    }
}
