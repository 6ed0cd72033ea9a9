//! What tells a version. In: the version's record, a request that is not signed yet. Out: the same request, which says its
//! version. It must not know events or payloads.

use http::header::CONTENT_TYPE;
use http::{HeaderMap, Uri};
use percent_encoding::percent_decode_str;
use std::borrow::Cow;

use super::credentials::extend;
use super::{SendError, header};
use crate::content::is_json;
use crate::event::SentVersion;

/// Stands in an endpoint's URL where the version belongs.
const PLACE: &str = "{version}";

/// The endpoint's URL for this version.
pub(super) fn fill<'u>(version: Option<&SentVersion>, url: &'u str) -> Cow<'u, str> {
    match version {
        Some(version) if url.contains(PLACE) => {
            let segment = version.path_segment;
            Cow::Owned(url.replace(PLACE, if segment.is_empty() { version.name } else { segment }))
        }
        _ => Cow::Borrowed(url),
    }
}

/// Says the version in headers, media type and query.
pub(super) fn tell(version: &SentVersion, headers: &mut HeaderMap, uri: &mut Uri) -> Result<(), SendError> {
    for (name, text) in version.headers {
        headers.insert(header::name(name)?, header::value(name, text)?);
    }
    if let Some(told) = headers.get(CONTENT_TYPE).and_then(|said| media_type(version, said.to_str().ok()?)) {
        headers.insert(CONTENT_TYPE, header::value(CONTENT_TYPE.as_str(), &told)?);
    }
    for (name, text) in version.query {
        cut(uri, name)?;
        extend(uri, name, text)?;
    }
    Ok(())
}

/// None where it stays what it is.
fn media_type(version: &SentVersion, said: &str) -> Option<String> {
    let (essence, rest) = said.find(';').map_or((said, ""), |at| said.split_at(at));
    let changed = !version.media_type.is_empty() && is_json(essence.trim());
    if !changed && version.media_type_parameters.is_empty() {
        return None;
    }
    let mut told = if changed { format!("{}{rest}", version.media_type) } else { said.to_owned() };
    for (name, text) in version.media_type_parameters {
        let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._+".contains(&byte));
        told += &if plain { format!("; {name}={text}") } else { format!("; {name}=\"{text}\"") };
    }
    Some(told)
}

/// Takes a parameter out of the query: what the endpoint's URL says of its version must not contradict.
fn cut(uri: &mut Uri, name: &str) -> Result<(), SendError> {
    let Some(query) = uri.query() else { return Ok(()) };
    let is_it = |pair: &&str| {
        let key = pair.split('=').next().unwrap_or_default();
        percent_decode_str(key).decode_utf8().is_ok_and(|key| key == name)
    };
    let rest: Vec<&str> = query.split('&').filter(|pair| !is_it(pair)).collect();
    let mark = if rest.is_empty() { "" } else { "?" };
    let path = format!("{}{mark}{}", uri.path(), rest.join("&"));
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(path.parse().map_err(|_| SendError::Url("the query can't be changed"))?);
    *uri = Uri::from_parts(parts).map_err(|_| SendError::Url("the query can't be changed"))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    const TOLD: SentVersion = SentVersion {
        name: "2",
        headers: &[("webhook-version", "2")],
        query: &[("version", "2")],
        media_type: "application/vnd.shop.v2+json",
        media_type_parameters: &[("version", "2")],
        path_segment: "v2",
    };

    fn told(version: &SentVersion, content_type: &'static str, uri: &'static str) -> (HeaderMap, String) {
        let mut headers = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static(content_type))]);
        let mut uri = Uri::from_static(uri);
        tell(version, &mut headers, &mut uri).unwrap();
        (headers, uri.to_string())
    }

    #[test]
    fn a_version_is_said_once_and_in_all_its_places() {
        let (headers, uri) =
            told(&TOLD, "application/json; charset=utf-8", "https://a.example/x?version=1&b=2&%76ersion");
        assert_eq!(headers["webhook-version"], "2");
        assert_eq!(headers[CONTENT_TYPE], "application/vnd.shop.v2+json; charset=utf-8; version=2");
        assert_eq!(uri, "https://a.example/x?b=2&version=2");
        assert_eq!(
            told(&TOLD, "text/plain", "https://a.example/x?version=1").1,
            "https://a.example/x?version=2"
        );
    }

    #[test]
    fn what_is_no_json_keeps_its_media_type() {
        let (headers, _) = told(&TOLD, "application/x-www-form-urlencoded", "https://a.example/");
        assert_eq!(headers[CONTENT_TYPE], "application/x-www-form-urlencoded; version=2");
        let (headers, uri) = told(&SentVersion::SILENT, "application/json", "https://a.example/?version=1");
        assert_eq!(
            (&headers[CONTENT_TYPE], headers.len()),
            (&HeaderValue::from_static("application/json"), 1)
        );
        assert_eq!(uri, "https://a.example/?version=1");
    }

    #[test]
    fn a_place_in_the_url_is_filled_in() {
        assert_eq!(fill(Some(&TOLD), "https://a.example/{version}/x"), "https://a.example/v2/x");
        let by_name = SentVersion { path_segment: "", ..TOLD };
        assert_eq!(fill(Some(&by_name), "https://a.example/{version}/x"), "https://a.example/2/x");
        assert_eq!(fill(Some(&TOLD), "https://a.example/v1/x"), "https://a.example/v1/x");
        assert_eq!(fill(None, "https://a.example/{version}"), "https://a.example/{version}");
    }
}
