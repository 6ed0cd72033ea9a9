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
        is_public(address)
            || (self.http_on_loopback && address.to_canonical().is_loopback())
            || (self.private_addresses && !is_metadata(address))
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
        let address = literal(host);
        match scheme {
            "https" => {}
            "http" if self.http_on_loopback && is_loopback(host, address) => {}
            "http" => {
                return Err(SendError::Insecure { host: host.to_owned() });
            }
            _ => return Err(SendError::Url("its scheme is neither https nor http")),
        }
        match address {
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

fn is_loopback(host: &str, address: Option<IpAddr>) -> bool {
    match address {
        Some(address) => address.to_canonical().is_loopback(),
        None => host.eq_ignore_ascii_case("localhost"),
    }
}

/// Whether an address belongs to the public internet. The standard library's `is_global` is not
/// stable; the ranges are those of the IANA special-purpose registries.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => embedded(address).is_none_or(is_public_v4) && is_unicast(address),
    }
}

/// Whether this is an address at which clouds hand out the credentials of a machine. Link-local ones all count.
fn is_metadata(address: IpAddr) -> bool {
    let is_metadata_v4 =
        |address: Ipv4Addr| address.is_link_local() || address.octets() == [100, 100, 100, 200];
    match address {
        IpAddr::V4(address) => is_metadata_v4(address),
        IpAddr::V6(address) => {
            address.is_unicast_link_local()
                || matches!(address.segments(), [0xfd00, 0xec2, ..] | [0xfd20, 0xce, ..])
                || embedded(address).is_some_and(is_metadata_v4)
        }
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
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (18..20).contains(&b)))
}

/// The IPv4 address that an IPv6 address leads to: mapped, compatible, translated, NAT64, 6to4, ISATAP. The first of
/// these are written with the low bits, so that `::` and `::1` are among them.
fn embedded(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let (high, low) = match address.segments() {
        [0, 0, 0, 0, 0, 0 | 0xffff, high, low]
        | [0, 0, 0, 0, 0xffff, 0, high, low]
        | [0x64, 0xff9b, 0 | 1, .., high, low]
        | [0x2002, high, low, ..]
        | [_, _, _, _, 0 | 0x200, 0x5efe, high, low] => (high, low),
        _ => return None,
    };
    let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
    Some(Ipv4Addr::new(a, b, c, d))
}

/// Whether an IPv6 address can stand for a host on the internet, whatever is embedded in it.
fn is_unicast(address: Ipv6Addr) -> bool {
    match address.segments() {
        // IPv4 by way of the system's own stack, and of a public NAT64.
        [0, 0, 0, 0, 0, 0xffff, ..] | [0x64, 0xff9b, 0, 0, 0, 0, ..] => true,
        // Documentation, Teredo and other protocol assignments.
        [0x2001, 0xdb8, ..] | [0x3fff, ..] => false,
        [0x2001, second, ..] if second < 0x200 => false,
        // Global unicast is 2000::/3; all else is local, multicast or not assigned.
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INSIDE: [&str; 19] = [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "100.100.100.200",
        "127.0.0.1",
        "127.9.9.9",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "192.0.0.1",
        "192.0.2.1",
        "192.88.99.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
    ];

    #[test]
    fn addresses_inside_are_not_public_in_any_clothes() {
        for inside in INSIDE {
            let address: Ipv4Addr = inside.parse().unwrap();
            assert!(!is_public(address.into()), "{inside}");
            let [a, b, c, d] = address.octets();
            let (high, low) = (u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d]));
            // Mapped, compatible, translated, NAT64 of all and of one's own, 6to4, Teredo, ISATAP.
            for clothed in [
                format!("::ffff:{inside}"),
                format!("::{inside}"),
                format!("::ffff:0:{inside}"),
                format!("64:ff9b::{inside}"),
                format!("64:ff9b:1::{inside}"),
                format!("2002:{high:x}:{low:x}::1"),
                format!("2001:0:102:304::{inside}"),
                format!("2606:4700::5efe:{inside}"),
                format!("2606:4700::200:5efe:{inside}"),
            ] {
                assert!(!is_public(clothed.parse().unwrap()), "{inside} as {clothed}");
            }
        }
        for inside in [
            "::",
            "::1",
            "100::1",
            "64:ff9b:1::1.1.1.1",
            "64:ff9b:2::1.1.1.1",
            "2001::1",
            "2001:20::1",
            "2001:db8::1",
            "3fff::1",
            "5f00::1",
            "fc00::1",
            "fd12::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_public(inside.parse().unwrap()), "{inside}");
        }
        for outside in [
            "1.1.1.1",
            "172.32.0.1",
            "100.128.0.1",
            "192.0.1.1",
            "2606:4700::1111",
            "2001:4860:4860::8888",
            "::ffff:1.1.1.1",
            "64:ff9b::1.1.1.1",
            "2002:101:101::1",
        ] {
            assert!(is_public(outside.parse().unwrap()), "{outside}");
        }
    }

    #[test]
    fn metadata_is_never_called_and_one_s_own_networks_only_where_allowed() {
        let wide = Allow { http_on_loopback: true, private_addresses: true };
        let loopback = Allow { http_on_loopback: true, private_addresses: false };
        for metadata in [
            "169.254.169.254",
            "169.254.170.2",
            "100.100.100.200",
            "::ffff:169.254.169.254",
            "64:ff9b::169.254.169.254",
            "2002:a9fe:a9fe::1",
            "fe80::a9fe:a9fe",
            "fd00:ec2::254",
            "fd20:ce::254",
        ] {
            assert!(!wide.address(metadata.parse().unwrap()), "{metadata}");
        }
        for own in ["10.0.0.1", "100.64.0.1", "192.168.0.1", "fd12::1", "::ffff:10.0.0.1"] {
            assert!(wide.address(own.parse().unwrap()), "{own}");
            assert!(!loopback.address(own.parse().unwrap()), "{own}");
        }
        for machine in ["127.0.0.1", "::1", "::ffff:127.0.0.1"] {
            assert!(loopback.address(machine.parse().unwrap()), "{machine}");
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
        for private in ["https://10.0.0.1/", "https://[::1]/"] {
            assert!(matches!(closed.check(private), Err(SendError::Blocked { .. })), "{private}");
            assert!(wide.check(private).is_ok(), "{private}");
        }
        for allow in [closed, wide] {
            let metadata = allow.check("https://169.254.169.254/latest");
            assert!(matches!(metadata, Err(SendError::Blocked { .. })));
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
