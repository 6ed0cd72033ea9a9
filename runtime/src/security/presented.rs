//! What a request presents to a demand.

use std::borrow::Cow;

use http::Uri;
use http::header::{AUTHORIZATION, COOKIE, HeaderName};
use http::request::Parts;
use percent_encoding::percent_decode_str;

use super::{By, ClientIdentity};

/// The one text that a request presents. What stands several times presents nothing: it can't be told which is meant.
pub(crate) fn presented<'r>(by: By, parts: &'r Parts, uri: &'r Uri) -> Option<Cow<'r, str>> {
    match by {
        By::Bearer => authorization(parts, "bearer"),
        By::Basic => authorization(parts, "basic"),
        By::Header(name) => header(parts, &HeaderName::from_static(name)).map(Cow::Borrowed),
        By::Query(name) => {
            let pairs = uri.query()?.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
            let values =
                pairs.filter(|(own, _)| percent_decode_str(own).decode_utf8().is_ok_and(|own| own == name));
            only(values.map(|(_, value)| value))
                .and_then(|value| percent_decode_str(value).decode_utf8().ok())
        }
        By::Cookie(name) => {
            let all = parts.headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
            let pairs = all.flat_map(|text| text.split(';')).filter_map(|pair| pair.trim().split_once('='));
            only(pairs.filter(|(own, _)| *own == name).map(|(_, value)| value)).map(Cow::Borrowed)
        }
        By::MutualTls => parts.extensions.get::<ClientIdentity>().map(|identity| Cow::Borrowed(&*identity.0)),
        By::Signature => None,
    }
}

fn authorization<'r>(parts: &'r Parts, scheme: &str) -> Option<Cow<'r, str>> {
    let (own, rest) = header(parts, &AUTHORIZATION)?.split_once(' ')?;
    own.eq_ignore_ascii_case(scheme).then(|| Cow::Borrowed(rest.trim()))
}

fn header<'r>(parts: &'r Parts, name: &HeaderName) -> Option<&'r str> {
    only(parts.headers.get_all(name).iter()).and_then(|value| value.to_str().ok())
}

fn only<T>(mut values: impl Iterator<Item = T>) -> Option<T> {
    let first = values.next()?;
    values.next().is_none().then_some(first)
}
