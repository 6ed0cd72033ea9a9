//! Which addresses may be called.
//!
//! In: a URL's text, or the addresses that a name resolves to, and what the builder allowed. Out:
//! a URI that may be called, or why not. It must not know sockets or events.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use http::Uri;

use super::SendError;

/// What the builder allowed beyond public HTTPS.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Allow {
    pub(super) http_on_loopback: bool,
    pub(super) private_addresses: bool,
}

impl Allow {
    pub(super) fn address(self, address: IpAddr) -> bool {
        self.private_addresses
            || (self.http_on_loopback && address.to_canonical().is_loopback())
            || is_public(address)
    }

    /// The URI behind this text, if it may be called.
    pub(super) fn check(self, url: &str) -> Result<Uri, SendError> {
        if url.contains('#') {
            return Err(SendError::Url("it has a fragment, which is never sent"));
        }
        let uri: Uri = url.parse().map_err(|_| SendError::Url("it is not in a URL's form"))?;
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return Err(SendError::Url("it is not absolute: expected `https://host/…`"));
        };
        if authority.as_str().contains('@') {
            return Err(SendError::Url("it holds credentials; sign instead"));
        }
        let host = authority.host();
        if host.is_empty() {
            return Err(SendError::Url("it has no host"));
        }
        // Such a port would be passed over, and the host be called that stands before it.
        if authority.as_str().len() != host.len() && authority.port_u16().is_none() {
            return Err(SendError::Url("its port is no number up to 65535"));
        }
        match scheme {
            "https" => {}
            "http" if self.http_on_loopback && is_loopback_host(host) => {}
            "http" => {
                return Err(SendError::Insecure { host: host.to_owned() });
            }
            _ => return Err(SendError::Url("its scheme is neither https nor http")),
        }
        match literal(host) {
            Some(address) if !self.address(address) => Err(SendError::Blocked { host: host.to_owned() }),
            _ => Ok(uri),
        }
    }
}

/// The address that stands for a host itself.
pub(super) fn literal(host: &str) -> Option<IpAddr> {
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    bare.unwrap_or(host).parse().ok()
}

fn is_loopback_host(host: &str) -> bool {
    match literal(host) {
        Some(address) => address.to_canonical().is_loopback(),
        None => host.eq_ignore_ascii_case("localhost"),
    }
}

/// Whether an address belongs to the public internet. The standard library's `is_global` is not
/// stable; the ranges are those of the IANA special-purpose registries.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !(a == 0
        || a >= 240
        || address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_documentation()
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && (18..20).contains(&b)))
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let segments = address.segments();
    let embedded = |high: u16, low: u16| {
        let [a, b] = high.to_be_bytes();
        let [c, d] = low.to_be_bytes();
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match segments {
        // IPv4 in other clothes: mapped, compatible (and `::`, `::1`), NAT64, 6to4.
        [0, 0, 0, 0, 0, 0xffff, high, low] => embedded(high, low),
        [0, 0, 0, 0, 0, 0, ..] => false,
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => embedded(high, low),
        [0x2002, high, low, ..] => embedded(high, low),
        // Local NAT64, documentation, Teredo and other protocol assignments.
        [0x64, 0xff9b, 1, ..] | [0x2001, 0xdb8, ..] | [0x3fff, ..] => false,
        [0x2001, second, ..] if second < 0x200 => false,
        // Global unicast is 2000::/3; all else is local, multicast or not assigned.
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_inside_are_not_public_in_any_clothes() {
        for inside in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "127.9.9.9",
            "169.254.169.254",
            "172.16.0.1",
            "192.168.1.1",
            "192.0.0.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "ff02::1",
            "2001:db8::1",
            "2001::1",
            "::127.0.0.1",
        ] {
            assert!(!is_public(inside.parse().unwrap()), "{inside}");
        }
        for outside in ["1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "::ffff:1.1.1.1"] {
            assert!(is_public(outside.parse().unwrap()), "{outside}");
        }
    }

    #[test]
    fn only_loopback_may_be_called_by_http_and_only_when_allowed() {
        let closed = Allow::default();
        let open = Allow { http_on_loopback: true, private_addresses: false };
        for loopback in [
            "http://127.0.0.1:80/x",
            "http://127.8.8.8/",
            "http://[::1]:9/",
            "http://localhost:1/",
            "http://LOCALHOST/",
        ] {
            assert!(matches!(closed.check(loopback), Err(SendError::Insecure { .. })), "{loopback}");
            assert!(open.check(loopback).is_ok(), "{loopback}");
        }
        for other in [
            "http://example.com/",
            "http://localhost.example.com/",
            "http://10.0.0.1/",
            "http://127.0.0.1.nip.io/",
            "http://2130706433/",
            "http://127.1/",
            "http://[::2]/",
        ] {
            assert!(matches!(open.check(other), Err(SendError::Insecure { .. })), "{other}");
        }
    }

    #[test]
    fn private_addresses_are_blocked_and_odd_urls_refused() {
        let closed = Allow::default();
        let wide = Allow { http_on_loopback: false, private_addresses: true };
        for private in ["https://10.0.0.1/", "https://[::1]/", "https://169.254.169.254/latest"] {
            assert!(matches!(closed.check(private), Err(SendError::Blocked { .. })), "{private}");
            assert!(wide.check(private).is_ok(), "{private}");
        }
        for odd in [
            "",
            "/relative",
            "example.com",
            "https://",
            "https://user:secret@example.com/",
            "https://user@example.com/",
            "ftp://example.com/",
            "https://exa mple.com/",
            "https://example.com/#top",
            "https://example.com/\r\nx: y",
            "javascript:alert(1)",
            "https://evil.example:1.example.com/",
            "https://example.com:99999/",
            "https://example.com:/",
        ] {
            let error = closed.check(odd).unwrap_err();
            assert!(matches!(error, SendError::Url(_)), "{odd}");
            assert!(!error.to_string().contains("secret"));
        }
    }
}
