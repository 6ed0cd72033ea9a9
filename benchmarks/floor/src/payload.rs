//! The three payloads, and how a request bears them.

use std::fmt::Write;

use bytes::Bytes;
use hmac::{Hmac, KeyInit, Mac};
use http::Request;
use http_body_util::Full;
use sha2::Sha256;

/// The secret that all requests are signed with.
pub const SECRET: &str = "It's a Secret to Everybody";

/// One of the payloads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Payload {
    /// `star-created`, 6 kB.
    Star,
    /// `issues-opened`, 11.6 kB.
    Issues,
    /// `pull-request-opened`, 24 kB.
    PullRequest,
}

impl Payload {
    /// All three, by size.
    pub const ALL: [Self; 3] = [Self::Star, Self::Issues, Self::PullRequest];

    /// The name for tables and paths.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Star => "star",
            Self::Issues => "issues",
            Self::PullRequest => "pull_request",
        }
    }

    /// The name of the webhook in the document.
    #[must_use]
    pub const fn webhook(self) -> &'static str {
        match self {
            Self::Star => "star-created",
            Self::Issues => "issues-opened",
            Self::PullRequest => "pull-request-opened",
        }
    }

    /// The minified text.
    #[must_use]
    pub const fn body(self) -> &'static [u8] {
        match self {
            Self::Star => include_bytes!(concat!(env!("OUT_DIR"), "/star.json")),
            Self::Issues => include_bytes!(concat!(env!("OUT_DIR"), "/issues.json")),
            Self::PullRequest => include_bytes!(concat!(env!("OUT_DIR"), "/pull_request.json")),
        }
    }

    /// The value of `X-Hub-Signature-256`.
    #[must_use]
    pub fn signature(self) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).expect("any length is good");
        mac.update(self.body());
        mac.finalize().into_bytes().iter().fold("sha256=".to_owned(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    }

    /// The headers that GitHub sends, `Host` and the length apart.
    #[must_use]
    pub fn headers(self) -> Vec<(&'static str, String)> {
        vec![
            ("user-agent", "GitHub-Hookshot/044aadd".into()),
            ("accept", "*/*".into()),
            ("content-type", "application/json".into()),
            ("x-github-delivery", "72d3162e-cc78-11e3-81ab-4c9367dc0958".into()),
            ("x-github-event", self.name().into()),
            ("x-github-hook-id", "292430182".into()),
            ("x-github-hook-installation-target-id", "79929171".into()),
            ("x-github-hook-installation-target-type", "repository".into()),
            ("x-hub-signature-256", self.signature()),
        ]
    }

    /// Requests as a server hands them on: the body in one piece that is shared, not copied, and as warm in the
    /// caches as a buffer that has just been filled.
    #[must_use]
    pub fn requests(self, count: usize) -> Vec<Request<Full<Bytes>>> {
        let (body, headers) = (Bytes::from(self.body().to_vec()), self.headers());
        let request = |_| {
            let mut request = Request::post("/hooks").body(Full::new(body.clone())).expect("a request");
            for (name, value) in &headers {
                request.headers_mut().insert(*name, value.parse().expect("visible characters"));
            }
            request
        };
        (0..count).map(request).collect()
    }
}
