//! Who called. In: the connection's address, and what trusted proxies wrote. Out: one address, or none.
//! It must not believe a header that nobody was said to write.

use http::request::Parts;
use http::{Extensions, HeaderMap};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use super::forwarded::Element;

/// The address of whoever opened the connection, as the server saw it.
///
/// A server puts it into the extensions of each request; the one of the feature `serve` does. Under axum's own server,
/// `into_make_service_with_connect_info::<SocketAddr>()` does the same with axum's type, which counts, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer(pub SocketAddr);

/// Which header of proxies says who called, and how many of them write it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) enum Callers {
    /// The connection itself.
    #[default]
    Connect,
    /// `for=` of `Forwarded` (RFC 7239).
    Standard(usize),
    /// `X-Forwarded-For`, to which each proxy appends.
    Unregistered(usize),
}

impl Callers {
    /// The caller's address: what the outermost trusted proxy wrote, else the connection's.
    pub(super) fn source(self, parts: &Parts) -> Option<IpAddr> {
        let told = match self {
            Self::Connect => None,
            Self::Standard(proxies) => standard(&parts.headers, proxies),
            Self::Unregistered(proxies) => unregistered(&parts.headers, proxies),
        };
        told.or_else(|| peer(&parts.extensions)).map(|address| address.to_canonical())
    }
}

fn peer(extensions: &Extensions) -> Option<IpAddr> {
    if let Some(Peer(address)) = extensions.get() {
        return Some(address.ip());
    }
    #[cfg(feature = "axum")]
    if let Some(axum::extract::ConnectInfo(address)) =
        extensions.get::<axum::extract::ConnectInfo<SocketAddr>>()
    {
        return Some(address.ip());
    }
    None
}

fn standard(headers: &HeaderMap, proxies: usize) -> Option<IpAddr> {
    node(&Element::trusted(headers, proxies)?.get("for")?)
}

/// Several headers are one list, whose right end the nearest proxy wrote.
fn unregistered(headers: &HeaderMap, proxies: usize) -> Option<IpAddr> {
    let mut elements = Vec::new();
    for value in headers.get_all("x-forwarded-for") {
        elements.extend(value.to_str().ok()?.split(','));
    }
    let index = elements.len().checked_sub(proxies)?;
    node(elements.get(index)?.trim())
}

/// A node of RFC 7239, section 6, that is an address; its port means nothing here. `unknown` and `_names` are none.
fn node(text: &str) -> Option<IpAddr> {
    if let Some(rest) = text.strip_prefix('[') {
        let (address, port) = rest.split_once(']')?;
        let address: Ipv6Addr = address.parse().ok()?;
        return (port.is_empty() || port.starts_with(':')).then_some(address.into());
    }
    if let Ok(address) = text.parse() {
        return Some(address);
    }
    let (address, _) = text.split_once(':')?;
    address.parse::<Ipv4Addr>().ok().map(IpAddr::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::{HeaderName, HeaderValue, Request};

    const PEER: &str = "192.0.2.9:4000";

    fn source(callers: Callers, pairs: &[(&'static str, &'static str)]) -> String {
        let (mut parts, ()) = Request::new(()).into_parts();
        parts.extensions.insert(Peer(PEER.parse().unwrap()));
        for (name, value) in pairs {
            parts.headers.append(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        callers.source(&parts).unwrap().to_string()
    }

    #[test]
    fn nobody_is_believed_unasked() {
        let written = [("forwarded", "for=10.0.0.1"), ("x-forwarded-for", "10.0.0.2")];
        assert_eq!(source(Callers::Connect, &written), "192.0.2.9");
        assert_eq!(source(Callers::Standard(1), &written[1..]), "192.0.2.9");
        assert_eq!(source(Callers::Unregistered(1), &written[..1]), "192.0.2.9");
        let (parts, ()) = Request::new(()).into_parts();
        assert_eq!(Callers::Connect.source(&parts), None);
    }

    #[test]
    fn proxies_are_counted_from_the_right() {
        let list =
            [("forwarded", "for=6.6.6.6, for=\"[2001:db8::1]:80\""), ("forwarded", "For=198.51.100.7")];
        assert_eq!(source(Callers::Standard(1), &list), "198.51.100.7");
        assert_eq!(source(Callers::Standard(2), &list), "2001:db8::1");
        assert_eq!(source(Callers::Standard(4), &list), "192.0.2.9");
        let list = [("x-forwarded-for", "6.6.6.6, 198.51.100.7:1234"), ("x-forwarded-for", "2001:db8::2")];
        assert_eq!(source(Callers::Unregistered(1), &list), "2001:db8::2");
        assert_eq!(source(Callers::Unregistered(2), &list), "198.51.100.7");
        assert_eq!(source(Callers::Unregistered(9), &list), "192.0.2.9");
    }

    #[test]
    fn what_is_no_address_leaves_the_connection() {
        for bad in
            ["for=unknown", "for=_hidden", "for=\"[::1\"", "for=1.2.3", "for=\"1.2.3.4", "by=1.2.3.4", ""]
        {
            assert_eq!(source(Callers::Standard(1), &[("forwarded", bad)]), "192.0.2.9", "{bad}");
        }
    }

    #[test]
    fn an_address_within_another_is_unwrapped() {
        assert_eq!(source(Callers::Unregistered(1), &[("x-forwarded-for", "::ffff:10.1.2.3")]), "10.1.2.3");
    }
}
