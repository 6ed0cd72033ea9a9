//! What an answer to a deprecated version bears. In: a version, a reply. Out: the reply with `Deprecation` (RFC 9745),
//! `Sunset` (RFC 8594) and `Link` (RFC 8288). It must not know what the reply says.

use http::HeaderValue;
use http::header::{HeaderName, LINK};
use std::time::{Duration, UNIX_EPOCH};

use super::super::Reply;
use super::VersionInfo;

const DEPRECATION: HeaderName = HeaderName::from_static("deprecation");
const SUNSET: HeaderName = HeaderName::from_static("sunset");

/// The year 10000, which no HTTP-date can say.
const END: i64 = 253_402_300_800;

impl VersionInfo {
    /// Whether there is anything to announce: a version that is here to stay says nothing.
    pub(in super::super) fn ends(&self) -> bool {
        self.deprecated.is_some() || self.sunset.is_some()
    }

    /// Adds what its sender should know.
    pub(in super::super) fn announce(&self, mut reply: Reply) -> Reply {
        let headers = &mut reply.headers;
        let mut insert =
            |name, text: String| HeaderValue::from_str(&text).map(|value| headers.insert(name, value));
        if let Some(since) = self.deprecated {
            let _ = insert(DEPRECATION, format!("@{since}"));
        }
        if let Some(end) = self.sunset.and_then(http_date) {
            let _ = insert(SUNSET, end);
        }
        if let Some(Ok(link)) = self.links().map(|links| HeaderValue::from_str(&links)) {
            // The answer may have links of its own.
            reply.headers.append(LINK, link);
        }
        reply
    }

    fn links(&self) -> Option<String> {
        let relations = [("deprecation", self.deprecated), ("sunset", self.sunset)];
        let said = relations.into_iter().filter(|(_, time)| time.is_some() && !self.link.is_empty());
        let links: Vec<String> = said.map(|(rel, _)| format!("<{}>; rel=\"{rel}\"", self.link)).collect();
        (!links.is_empty()).then(|| links.join(", "))
    }
}

fn http_date(seconds: i64) -> Option<String> {
    let seconds = u64::try_from(seconds).ok().filter(|_| seconds < END)?;
    Some(httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(seconds)))
}

#[cfg(test)]
mod tests {
    use super::super::super::Dispatch;
    use super::*;
    use http::StatusCode;

    const OLD: VersionInfo = VersionInfo {
        name: "1",
        first: 0,
        count: 1,
        dispatch: &Dispatch::Single(0),
        deprecated: Some(1_688_169_599),
        sunset: Some(1_719_791_999),
        link: "https://shop.example/versions",
    };

    fn announced(version: VersionInfo) -> Vec<(String, String)> {
        let reply = version.announce(Reply::empty(StatusCode::OK));
        let pairs = reply.headers.iter();
        pairs.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect()
    }

    #[test]
    fn what_ends_says_so() {
        let link = "<https://shop.example/versions>; rel=\"deprecation\", <https://shop.example/versions>; rel=\"sunset\"";
        let all =
            [("deprecation", "@1688169599"), ("sunset", "Sun, 30 Jun 2024 23:59:59 GMT"), ("link", link)];
        assert_eq!(announced(OLD), all.map(|(name, value)| (name.to_owned(), value.to_owned())));
        let stays = VersionInfo { deprecated: None, sunset: None, ..OLD };
        assert!(announced(stays).is_empty());
        let dateless = VersionInfo { sunset: Some(i64::MAX), deprecated: None, link: "", ..OLD };
        assert!(announced(dateless).is_empty());
        let before_1970 = VersionInfo { sunset: Some(-1), deprecated: None, link: "", ..OLD };
        assert!(announced(before_1970).is_empty());
    }
}
