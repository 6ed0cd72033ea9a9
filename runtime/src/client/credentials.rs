//! What a webhook's own `security` demands, as a client presents it. In: secrets by security scheme, an event's demands.
//! Out: headers, and what the URL's query gets. It must not know signatures.

use base64ct::{Base64, Encoding as _};
use http::header::{AUTHORIZATION, COOKIE};
use http::uri::PathAndQuery;
use http::{HeaderMap, HeaderName, Uri};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use std::collections::HashMap;

use super::{SendError, header};
use crate::event::EventInfo;
use crate::security::{By, Demand};
use crate::signature::Secret;

/// Secrets by the names of security schemes.
#[derive(Clone, Debug, Default)]
pub(super) struct Credentials(HashMap<Box<str>, Secret>);

impl Credentials {
    pub(super) fn set(&mut self, scheme: &str, secret: Secret) {
        self.0.insert(scheme.into(), secret);
    }

    /// Presents the first alternative that there are secrets for; signature and certificate are presented elsewhere.
    pub(super) fn present(
        &self,
        event: &EventInfo,
        headers: &mut HeaderMap,
        uri: &mut Uri,
    ) -> Result<(), SendError> {
        let has = |demand: &&Demand| {
            matches!(demand.by, By::Signature | By::MutualTls) || self.0.contains_key(demand.name)
        };
        let alternative = event.security.iter().find(|demands| demands.iter().all(|demand| has(&demand)));
        for demand in alternative.into_iter().copied().flatten() {
            if let Some(secret) = self.0.get(demand.name) {
                write(demand, secret.text(), headers, uri)?;
            }
        }
        Ok(())
    }
}

/// Presents what an event demands, in a request that no client makes: to its headers and its path.
#[cfg(feature = "contract")]
pub(crate) fn present(
    secrets: &[(String, Secret)],
    event: &EventInfo,
    headers: &mut HeaderMap,
    path: &mut String,
) -> Result<(), String> {
    let mut credentials = Credentials::default();
    for (scheme, secret) in secrets {
        credentials.set(scheme, secret.clone());
    }
    let mut uri: Uri = path.parse().map_err(|_| format!("`{path}` is no path"))?;
    credentials.present(event, headers, &mut uri).map_err(|error| error.to_string())?;
    *path = uri.to_string();
    Ok(())
}

fn write(demand: &Demand, text: &str, headers: &mut HeaderMap, uri: &mut Uri) -> Result<(), SendError> {
    let (name, value) = match demand.by {
        By::Bearer => (AUTHORIZATION, format!("Bearer {text}")),
        By::Basic => (AUTHORIZATION, format!("Basic {}", Base64::encode_string(text.as_bytes()))),
        By::Header(name) => (HeaderName::from_static(name), text.to_owned()),
        By::Cookie(name) => (COOKIE, format!("{name}={text}")),
        By::Query(name) => return extend(uri, name, text),
        By::MutualTls | By::Signature => return Ok(()),
    };
    let value = header::hidden(name.as_str(), &value)?;
    headers.append(name, value);
    Ok(())
}

/// One more parameter of the query.
pub(super) fn extend(uri: &mut Uri, name: &str, text: &str) -> Result<(), SendError> {
    let escaped = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let path = uri.path_and_query().map_or("/", PathAndQuery::as_str);
    let mark = if path.contains('?') { '&' } else { '?' };
    let path = format!("{path}{mark}{}={}", escaped(name), escaped(text));
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(path.parse().map_err(|_| SendError::Url("the query can't be extended"))?);
    *uri = Uri::from_parts(parts).map_err(|_| SendError::Url("the query can't be extended"))?;
    Ok(())
}
