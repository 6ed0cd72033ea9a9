//! Amazon SNS' confirmation of a subscription. In: a verified body. Out: 200, once the address in it was called.
//! It must not call any other host, nor subscribe again what somebody has unsubscribed.

use http::StatusCode;

use super::calls::Calls;
use super::{Reply, Verdict, host, refusal};
use crate::json::lookup;

pub(super) fn asks(body: &[u8]) -> bool {
    matches!(lookup(body, "/Type").as_deref(), Some("SubscriptionConfirmation" | "UnsubscribeConfirmation"))
}

pub(super) async fn answer(body: &[u8], calls: &Calls) -> Verdict {
    if lookup(body, "/Type").as_deref() == Some("SubscriptionConfirmation") {
        let url = lookup(body, "/SubscribeURL").ok_or_else(refusal::malformed)?;
        let url = host::pinned(&url, false, is_sns).ok_or_else(|| refusal::stranger("handshake::host"))?;
        calls.make(url).await?;
    }
    Ok(Reply::empty(StatusCode::OK))
}

/// `sns.<region>.amazonaws.com`, in China with `.cn`.
fn is_sns(host: &str) -> bool {
    let region = host.strip_prefix("sns.").and_then(|rest| {
        rest.strip_suffix(".amazonaws.com").or_else(|| rest.strip_suffix(".amazonaws.com.cn"))
    });
    region.is_some_and(|region| {
        !region.is_empty() && region.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_region_and_nothing_else() {
        for good in ["sns.eu-west-1.amazonaws.com", "sns.cn-north-1.amazonaws.com.cn"] {
            assert!(is_sns(good), "{good}");
        }
        for bad in [
            "sns.amazonaws.com",
            "sns..amazonaws.com",
            "sns.evil.test.amazonaws.com",
            "sns.eu-west-1.amazonaws.com.evil.test",
            "bucket.s3.amazonaws.com",
            "xsns.eu-west-1.amazonaws.com",
        ] {
            assert!(!is_sns(bad), "{bad}");
        }
    }
}
