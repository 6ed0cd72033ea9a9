//! Parameters of a query. In: a URI, a name. Out: the one value, decoded. It must not choose between several: two
//! readers of one URL would choose differently.

use http::Uri;
use percent_encoding::percent_decode_str;
use std::borrow::Cow;

/// No query of a handshake is as long.
const LONGEST: usize = 4096;

/// What a query says of a parameter.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Parameter<'u> {
    Missing,
    One(Cow<'u, str>),
    /// It stands several times, or is no text.
    Unclear,
}

/// The parameter of this name, by the rules of forms.
pub(super) fn parameter<'u>(uri: &'u Uri, name: &str) -> Parameter<'u> {
    let query = uri.query().unwrap_or_default();
    if query.len() > LONGEST {
        return Parameter::Unclear;
    }
    let mut values = query.split('&').filter_map(|pair| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decoded(key).as_deref() == Some(name)).then_some(value)
    });
    match (values.next(), values.next()) {
        (None, _) => Parameter::Missing,
        (Some(value), None) => decoded(value).map_or(Parameter::Unclear, Parameter::One),
        _ => Parameter::Unclear,
    }
}

fn decoded(text: &str) -> Option<Cow<'_, str>> {
    if !text.contains('+') {
        return percent_decode_str(text).decode_utf8().ok();
    }
    let spaced = text.replace('+', " ");
    percent_decode_str(&spaced).decode_utf8().ok().map(|text| Cow::Owned(text.into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_value_or_none() {
        let uri = Uri::from_static("/x?hub.mode=a%20b+c&e=&twice=1&twice=1&bad=%ff&flag");
        let one = |text: &'static str| Parameter::One(text.into());
        assert_eq!(parameter(&uri, "hub.mode"), one("a b c"));
        assert_eq!(parameter(&uri, "e"), one(""));
        assert_eq!(parameter(&uri, "flag"), one(""));
        assert_eq!(parameter(&uri, "none"), Parameter::Missing);
        assert_eq!(parameter(&uri, "twice"), Parameter::Unclear);
        assert_eq!(parameter(&uri, "bad"), Parameter::Unclear);
        let huge: Uri = format!("/?e={}", "a".repeat(5000)).parse().unwrap();
        assert_eq!(parameter(&huge, "e"), Parameter::Unclear);
    }
}
