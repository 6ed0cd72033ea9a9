//! What is sent back as it came. In: a text that a sender made up. Out: whether it may go back, and the answer that
//! holds it. It must not let a browser take it for a page.

use http::header::{HeaderName, HeaderValue, X_CONTENT_TYPE_OPTIONS};
use http::{StatusCode, header};

use super::{Reply, Verdict, refusal};

/// No sender's challenge is as long.
const LONGEST: usize = 256;

/// The challenge as plain text, where it is short and has nothing of HTML in it.
pub(super) fn echo(text: &str) -> Verdict {
    if !is_harmless(text) {
        return Err(refusal::malformed());
    }
    let reply = Reply::with_body(StatusCode::OK, "text/plain; charset=utf-8", text.to_owned());
    Ok(unread(reply))
}

/// What no browser shall guess a type for, and no cache shall keep.
pub(super) fn unread(reply: Reply) -> Reply {
    const GUARDS: [(HeaderName, HeaderValue); 2] = [
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    GUARDS.into_iter().fold(reply, |reply, (name, value)| reply.header(name, value))
}

/// Letters, digits and what base64, UUIDs and URLs have beside them.
pub(super) fn is_token(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte);
    (1..=LONGEST).contains(&text.len()) && text.bytes().all(plain)
}

/// Printable ASCII that is no markup.
fn is_harmless(text: &str) -> bool {
    let plain = |byte: u8| (b' '..=b'~').contains(&byte) && !b"<>&\"'`".contains(&byte);
    (1..=LONGEST).contains(&text.len()) && text.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_back_is_short_and_no_page() {
        for good in ["3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P", "1158201444", "a b", "~"] {
            assert_eq!(echo(good).unwrap().body, good.as_bytes());
        }
        let long = "a".repeat(257);
        for bad in ["", "<script>alert(1)</script>", "a&lt;", "\"", "a\r\nb", "caf\u{e9}", long.as_str()] {
            assert_eq!(echo(bad).unwrap_err().reply.status, 400, "{bad}");
        }
    }
}
