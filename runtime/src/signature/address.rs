//! Addresses that a stranger names.
//!
//! In: a URL out of a request. Out: its host and path, where nobody can read it in two ways. It must not know vendors.

/// Certificates' addresses are a tenth of this.
const LONGEST: usize = 2048;

/// An `https` URL on its own port, without user, fragment, escapes of the host, or anything that readers disagree about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Address<'a> {
    pub(super) host: &'a str,
    /// With its first `/`.
    pub(super) path: &'a str,
    pub(super) query: Option<&'a str>,
}

impl<'a> Address<'a> {
    pub(super) fn https(url: &'a str) -> Option<Self> {
        let rest = url
            .split_at_checked("https://".len())
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("https://"));
        let rest = rest.map(|(_, rest)| rest).filter(|_| url.len() <= LONGEST)?;
        let (authority, rest) = rest.split_at(rest.find('/')?);
        let host = authority.strip_suffix(":443").unwrap_or(authority);
        let (path, query) = match rest.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (rest, None),
        };
        (is_host(host) && rest.bytes().all(is_plain)).then_some(Self { host, path, query })
    }

    /// Whether the host is this one, or one below it (RFC 3986: case does not count).
    pub(super) fn is_within(&self, domain: &str) -> bool {
        is_below(self.host, domain) || self.host.eq_ignore_ascii_case(domain)
    }
}

/// Whether a name stands below a domain.
pub(super) fn is_below(name: &str, domain: &str) -> bool {
    let front = name.len().checked_sub(domain.len()).and_then(|at| name.split_at_checked(at));
    front.is_some_and(|(front, end)| {
        front.len() > 1 && front.ends_with('.') && end.eq_ignore_ascii_case(domain)
    })
}

fn is_host(host: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    host.len() <= 253 && host.split('.').all(is_label)
}

/// Of what RFC 3986 allows in a path or query, nearly all. Browsers take a backslash for a slash, and some
/// readers take the last `@` of all for the end of a user: so neither is among them.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:/?%".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::{Address, is_below};

    #[test]
    fn a_url_has_one_reading() {
        let address = Address::https("https://api.paypal.com:443/v1/certs/A-1?x=y").unwrap();
        assert_eq!(address, Address { host: "api.paypal.com", path: "/v1/certs/A-1", query: Some("x=y") });
        assert_eq!(Address::https("HTTPS://A.b/").unwrap(), Address { host: "A.b", path: "/", query: None });
        for odd in [
            "",
            "https:",
            "https://",
            "https:///x",
            "http://a.b/x",
            "httpſ://a.b/x",
            "//a.b/x",
            " https://a.b/x",
            "https://a.b/x ",
            "https://a.b@evil.test/x",
            "https://a.b:443@evil.test/x",
            "https://@a.b/x",
            "https://a.b/@evil.test",
            "https://a.b?@evil.test/x",
            "https://a.b",
            "https://a.b:444/x",
            "https://a.b:/x",
            "https://a.b:443:443/x",
            "https://a.b\\@evil.test/x",
            "https://evil.test\\a.b/x",
            "https://evil.test#a.b/x",
            "https://a.b/x#y",
            "https://a.b/x\\y",
            "https://a.b/\tx",
            "https://a.b/x\r\ny",
            "https://a..b/x",
            "https://.a.b/x",
            "https://a.b./x",
            "https://a%2eb/x",
            "https://[::1]/x",
            "https://a_b.c/x",
            "https://ä.b/x",
            "https://a.b/ä",
        ] {
            assert_eq!(Address::https(odd), None, "{odd}");
        }
        assert_eq!(Address::https(&format!("https://a.b/{}", "x".repeat(2048))), None);
    }

    #[test]
    fn below_is_below_a_dot() {
        assert!(is_below("api.paypal.com", "paypal.com") && is_below("API.PAYPAL.COM", "paypal.com"));
        for other in
            ["paypal.com", ".paypal.com", "evilpaypal.com", "paypal.com.evil.test", "", "com", "ä.aypal.com"]
        {
            assert!(!is_below(other, "paypal.com"), "{other}");
        }
    }
}
