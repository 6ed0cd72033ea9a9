//! The forward proxy that calls go through.
//!
//! In: its URL. Out: where to connect, and what it is told. It must not know what is sent through it.

use std::fmt;

use base64ct::{Base64, Encoding as _};
use http::uri::{PathAndQuery, Scheme};
use http::{HeaderValue, Uri};
use percent_encoding::percent_decode_str;

/// A proxy for `CONNECT`.
#[derive(Clone)]
pub(super) struct Proxy {
    /// Without credentials.
    pub(super) uri: Uri,
    pub(super) authorization: Option<HeaderValue>,
}

/// Why a URL is no proxy's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProxyError(&'static str);

impl fmt::Display for ProxyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the proxy's URL can't be used: {}", self.0)
    }
}

impl std::error::Error for ProxyError {}

impl Proxy {
    pub(super) fn parse(url: &str) -> Result<Self, ProxyError> {
        let uri: Uri = url.parse().map_err(|_| ProxyError("it is not in a URL's form"))?;
        let authority = uri.authority().ok_or(ProxyError("expected `http://host:port`"))?.as_str();
        if uri.scheme() != Some(&Scheme::HTTP) {
            return Err(ProxyError("its scheme is not http, which carries the receiver's own TLS"));
        }
        if uri.path() != "/" || uri.query().is_some() {
            return Err(ProxyError("it has a path"));
        }
        let (user, place) = match authority.rsplit_once('@') {
            Some((user, place)) => (Some(user), place),
            None => (None, authority),
        };
        let mut parts = http::uri::Parts::default();
        parts.scheme = Some(Scheme::HTTP);
        parts.authority = Some(place.parse().map_err(|_| ProxyError("it has no host"))?);
        parts.path_and_query = Some(PathAndQuery::from_static("/"));
        let uri = Uri::from_parts(parts).map_err(|_| ProxyError("it has no host"))?;
        if uri.host().is_none_or(str::is_empty)
            || (uri.port_u16().is_none() && place != uri.host().unwrap_or_default())
        {
            return Err(ProxyError("its host or port is none"));
        }
        Ok(Self { uri, authorization: user.map(basic).transpose()? })
    }
}

/// `user:password`, as it stands in a URL, as it stands in a header.
fn basic(user: &str) -> Result<HeaderValue, ProxyError> {
    let plain: Vec<u8> = percent_decode_str(user).collect();
    let plain = if user.contains(':') { plain } else { [plain, b":".to_vec()].concat() };
    let mut value = HeaderValue::try_from(format!("Basic {}", Base64::encode_string(&plain)))
        .map_err(|_| ProxyError("its credentials can't stand in a header"))?;
    value.set_sensitive(true);
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_has_a_host_and_perhaps_credentials() {
        let plain = Proxy::parse("http://proxy.internal:4750").ok().unwrap();
        assert_eq!(
            (plain.uri.to_string().as_str(), plain.authorization),
            ("http://proxy.internal:4750/", None)
        );
        let named = Proxy::parse("http://us%40er:p%3Aw@[::1]:4750/").ok().unwrap();
        assert_eq!(named.uri, "http://[::1]:4750/");
        assert_eq!(named.authorization.unwrap(), format!("Basic {}", Base64::encode_string(b"us@er:p:w")));
        let nobody = Proxy::parse("http://user@proxy").ok().unwrap();
        assert_eq!(nobody.authorization.unwrap(), format!("Basic {}", Base64::encode_string(b"user:")));
    }

    #[test]
    fn other_urls_are_refused_and_show_no_password() {
        for url in [
            "",
            "proxy",
            "proxy:80",
            "https://u:hunter2@proxy/",
            "socks5://u:hunter2@proxy",
            "http://u:hunter2@proxy/x",
            "http://u:hunter2@proxy:99999",
            "http://proxy/?x",
            "http://u:hunter2@",
        ] {
            let error = Proxy::parse(url).err().unwrap_or_else(|| panic!("{url}"));
            assert!(!error.to_string().contains("hunter2"));
        }
    }
}
