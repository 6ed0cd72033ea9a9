//! Asana's `X-Hook-Secret`. In: a POST with a secret in the clear. Out: the same header, where the path was armed.
//! It must not learn a secret that nobody waits for: whoever sends one would sign deliveries with it.

use http::Method;
use http::header::HeaderName;
#[cfg(feature = "learn")]
use {
    super::armed::Arms,
    super::{Reply, Verdict},
    crate::signature::Secret,
    http::StatusCode,
    std::time::SystemTime,
};

use super::super::pipeline::Settled;
use super::{Request, refusal};

const SECRET: HeaderName = HeaderName::from_static("x-hook-secret");

pub(super) fn asks(request: Request<'_>) -> bool {
    request.method == Method::POST && request.headers.contains_key(SECRET)
}

/// No path waits here for a secret.
pub(super) fn unarmed() -> Box<Settled> {
    refusal::stranger("handshake::unarmed")
}

#[cfg(feature = "learn")]
pub(super) async fn answer(arms: &Arms, request: Request<'_>, now: SystemTime) -> Verdict {
    let segment = request.uri.path().rsplit('/').next().unwrap_or_default();
    let mut values = request.headers.get_all(SECRET).iter();
    let (Some(value), None) = (values.next(), values.next()) else { return Err(refusal::malformed()) };
    let secret = value.to_str().ok().filter(|text| is_secret(text)).ok_or_else(refusal::malformed)?;
    // Taken before it is told, so that of two at once one alone is learnt.
    let waiting = arms.take(segment, now).ok_or_else(unarmed)?;
    if let Err(error) = waiting.learnt(segment, Secret::new(secret)).await {
        tracing::error!(target: "hookwright", code = "handshake::unlearnt", error = %error, "a secret was not kept");
        arms.put_back(segment, waiting);
        return Err(refusal::later("handshake::unlearnt"));
    }
    Ok(Reply::empty(StatusCode::OK).header(SECRET, value.clone()))
}

/// Long enough to be a secret, and text that a header takes as it is.
#[cfg(feature = "learn")]
fn is_secret(text: &str) -> bool {
    (16..=256).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}
