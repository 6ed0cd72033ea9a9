//! Whose an address is. In: a URL that a sender named, and a rule for hosts. Out: the URL, where it may be called.
//! It must not resolve names: that the address behind one is public is what calls the URL's to see.

use http::Uri;
use std::net::IpAddr;

/// No address of a handshake is longer.
const LONGEST: usize = 4096;

/// The URL, where it is `https`, without credentials, on a host by name that the rule allows, in lower case. `port` says
/// whether another than 443 may stand in it.
pub(super) fn pinned(url: &str, port: bool, allowed: impl Fn(&str) -> bool) -> Option<String> {
    if url.len() > LONGEST || url.contains(['#', '\\', '@']) {
        return None;
    }
    let uri: Uri = url.parse().ok()?;
    let authority = uri.authority()?;
    let host = authority.host().to_ascii_lowercase();
    let has_port = authority.as_str().len() != authority.host().len();
    let port_is_good = !has_port || authority.port_u16().is_some_and(|number| port || number == 443);
    let good = uri.scheme_str() == Some("https") && port_is_good && is_name(&host) && allowed(&host);
    good.then(|| url.to_owned())
}

/// A host's name, which is no address and not one of this machine or its network.
pub(super) fn is_name(host: &str) -> bool {
    let plain = |label: &str| {
        let bytes = label.as_bytes();
        (1..=63).contains(&bytes.len())
            && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
    };
    // The last label of a name has a letter in it: all else may be an address in one of its old notations.
    let is_top =
        |label: &str| label.bytes().any(|byte| byte.is_ascii_alphabetic()) && !label.starts_with("0x");
    host.len() <= 253
        && host.parse::<IpAddr>().is_err()
        && host.split('.').count() > 1
        && host.split('.').all(plain)
        && host.rsplit('.').next().is_some_and(is_top)
}

/// Whether a host is this one or stands below it.
pub(super) fn is_below(host: &str, parent: &str) -> bool {
    host.strip_suffix(parent).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_on_the_host_that_it_should_be_on() {
        let ours = |url: &str| pinned(url, false, |host| is_below(host, "example.com")).is_some();
        for good in ["https://example.com/", "https://A.b.Example.com:443/x?y=z", "https://example.com"] {
            assert!(ours(good), "{good}");
        }
        for bad in [
            "http://example.com/",
            "https://example.com:8443/",
            "https://example.com:/",
            "https://evilexample.com/",
            "https://example.com.evil.test/",
            "https://user@example.com/",
            "https://evil.test/#example.com",
            "https://evil.test\\@example.com/",
            "https://evil.test/?example.com",
            "//example.com/",
            "example.com",
            "",
        ] {
            assert!(!ours(bad), "{bad}");
        }
        let any = |url: &str| pinned(url, true, |_| true).is_some();
        assert!(any("https://example.com:553/"));
        for bad in [
            "https://127.0.0.1/",
            "https://[::1]/",
            "https://localhost/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://127.1/",
            "https://1.0x7f/",
            "https://a..b/",
            "https://169.254.169.254/latest/",
        ] {
            assert!(!any(bad), "{bad}");
        }
    }
}
