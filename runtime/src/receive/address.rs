//! The URL that a request was sent to, as its sender wrote it. In: configuration, headers, the original path.
//! Out: a URL, or none. It must not look at `Host`: whoever sends the request writes that.

use http::{HeaderMap, Uri};

use super::forwarded::Element;

/// Where a service learns its own public address from. By default from nowhere.
#[derive(Clone, Debug, Default)]
pub(super) struct Address {
    public: Option<String>,
    forwarding: Forwarding,
}

/// Which headers of proxies are believed.
#[derive(Clone, Copy, Debug, Default)]
pub(super) enum Forwarding {
    #[default]
    Nobody,
    /// `Forwarded` (RFC 7239), written by this many proxies.
    Standard(usize),
    /// `X-Forwarded-Proto` and `X-Forwarded-Host`, which the proxy overwrites.
    Unregistered,
}

impl Address {
    pub(super) fn set_public(&mut self, url: &str) {
        self.public = Some(url.trim_end_matches('/').to_owned());
    }

    pub(super) fn set_forwarding(&mut self, forwarding: Forwarding) {
        self.forwarding = forwarding;
    }

    /// The request's URL: a trusted base and the path and query that the server saw before any nesting.
    pub(super) fn url(&self, headers: &HeaderMap, original: &Uri) -> Option<String> {
        let base = match (&self.public, self.forwarding) {
            (Some(public), _) => public.clone(),
            (None, Forwarding::Nobody) => return None,
            (None, Forwarding::Standard(proxies)) => standard(headers, proxies)?,
            (None, Forwarding::Unregistered) => unregistered(headers)?,
        };
        let path = original.path_and_query().map_or("/", |path| path.as_str());
        Some(base + path)
    }
}

fn standard(headers: &HeaderMap, proxies: usize) -> Option<String> {
    let element = Element::trusted(headers, proxies)?;
    base(&element.get("proto")?, &element.get("host")?)
}

/// Each header exactly once and with one value: a list would mean that somebody else wrote into it too.
fn unregistered(headers: &HeaderMap) -> Option<String> {
    base(only(headers, "x-forwarded-proto")?, only(headers, "x-forwarded-host")?)
}

fn only<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?.to_str().ok()?.trim();
    (values.next().is_none() && !value.contains(',')).then_some(value)
}

fn base(proto: &str, host: &str) -> Option<String> {
    let proto = proto.to_ascii_lowercase();
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~[]:".contains(c);
    let good = (proto == "http" || proto == "https") && !host.is_empty() && host.chars().all(plain);
    good.then(|| format!("{proto}://{}", host.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn url(forwarding: Forwarding, pairs: &[(&'static str, &'static str)]) -> Option<String> {
        let headers = pairs
            .iter()
            .map(|(name, value)| (http::HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect();
        let mut address = Address::default();
        address.set_forwarding(forwarding);
        address.url(&headers, &Uri::from_static("/hooks/a?b=1"))
    }

    #[test]
    fn the_trusted_element_counts() {
        let header =
            [("forwarded", "proto=http;host=evil.test, for=1;Proto=https;Host=\"Hooks.Example:8443\"")];
        assert_eq!(url(Forwarding::Standard(1), &header).unwrap(), "https://hooks.example:8443/hooks/a?b=1");
        assert_eq!(url(Forwarding::Standard(2), &header).unwrap(), "http://evil.test/hooks/a?b=1");
        assert_eq!(url(Forwarding::Standard(3), &header), None);
        assert_eq!(url(Forwarding::Nobody, &header), None);
    }

    #[test]
    fn several_headers_are_one_list() {
        let headers = [("forwarded", "host=a;proto=http"), ("forwarded", "host=b;proto=https")];
        assert_eq!(url(Forwarding::Standard(1), &headers).unwrap(), "https://b/hooks/a?b=1");
    }

    #[test]
    fn broken_elements_give_no_url() {
        for bad in [
            "host=\"a;proto=https",
            "host=a",
            "proto=ftp;host=a",
            "proto=https;host=a/b",
            "proto=https;host=",
        ] {
            assert_eq!(url(Forwarding::Standard(1), &[("forwarded", bad)]), None, "{bad}");
        }
    }

    #[test]
    fn unregistered_headers_stand_alone() {
        let good = [("x-forwarded-proto", "https"), ("x-forwarded-host", "a.test")];
        assert_eq!(url(Forwarding::Unregistered, &good).unwrap(), "https://a.test/hooks/a?b=1");
        assert_eq!(url(Forwarding::Standard(1), &good), None);
        let list = [("x-forwarded-proto", "https"), ("x-forwarded-host", "evil, a.test")];
        assert_eq!(url(Forwarding::Unregistered, &list), None);
    }

    #[test]
    fn the_public_url_wins_and_host_never_counts() {
        let mut address = Address::default();
        let headers = [(http::header::HOST, HeaderValue::from_static("evil"))].into_iter().collect();
        assert_eq!(address.url(&headers, &Uri::from_static("/x")), None);
        address.set_public("https://hooks.example.com/base/");
        assert_eq!(
            address.url(&headers, &Uri::from_static("/x")).unwrap(),
            "https://hooks.example.com/base/x"
        );
    }
}
