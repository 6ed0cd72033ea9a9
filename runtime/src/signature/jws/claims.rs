//! What the claims of a token say about the request that bears it.

use crate::json::Tree;
use crate::signature::encoding::hex;
use crate::signature::shared::{equal, sha256};
use crate::signature::{Refusal, Signed};

/// How far clocks may be apart, in seconds.
const SKEW: i64 = 5;

/// How old a token of Plaid may be, in seconds.
const PLAID_AGE: u64 = 300;

/// The time that a token gives, and its id.
pub(super) type Told = (Option<i64>, Option<String>);

/// Plaid: the digest of the body, and the time of signing.
pub(super) fn plaid(
    claims: &Tree<'_>,
    request: &Signed<'_>,
    tolerance: Option<u64>,
    now: i64,
) -> Result<Told, Refusal> {
    digest(claims, "request_body_sha256", request.body)?;
    let signed = time(claims, "iat")?;
    let seconds = now.abs_diff(signed);
    if signed > now.saturating_add(SKEW) {
        return Err(Refusal::Future { seconds });
    }
    if signed < now && seconds > tolerance.unwrap_or(PLAID_AGE) {
        return Err(Refusal::Stale { seconds });
    }
    Ok((Some(signed), None))
}

/// MessageBird: digests of URL and body, issuer and validity.
pub(super) fn messagebird(claims: &Tree<'_>, request: &Signed<'_>, now: i64) -> Result<Told, Refusal> {
    let url = request.url.ok_or(Refusal::NoUrl)?;
    digest(claims, "url_hash", url.as_bytes())?;
    match (claims.get("payload_hash"), request.body.is_empty()) {
        (None, true) => {}
        (Some(_), false) => digest(claims, "payload_hash", request.body)?,
        _ => return Err(Refusal::Claim { claim: "payload_hash" }),
    }
    if claims.get("iss").and_then(Tree::as_str) != Some("MessageBird") {
        return Err(Refusal::Claim { claim: "iss" });
    }
    let (from, until) = (time(claims, "nbf")?, time(claims, "exp")?);
    if from > now.saturating_add(SKEW) {
        return Err(Refusal::Future { seconds: from.abs_diff(now) });
    }
    if until <= now.saturating_sub(SKEW) {
        return Err(Refusal::Stale { seconds: now.abs_diff(until) });
    }
    let id = claims.get("jti").and_then(Tree::as_str).filter(|id| !id.is_empty());
    Ok((Some(from), Some(id.ok_or(Refusal::Claim { claim: "jti" })?.to_owned())))
}

/// The claim is the lower-case hexadecimal SHA-256 of the bytes.
fn digest(claims: &Tree<'_>, claim: &'static str, bytes: &[u8]) -> Result<(), Refusal> {
    let said = claims.get(claim).and_then(Tree::as_str).ok_or(Refusal::Claim { claim })?;
    if equal(hex(&sha256(&[bytes])).as_bytes(), said.as_bytes()) {
        Ok(())
    } else {
        Err(Refusal::Claim { claim })
    }
}

fn time(claims: &Tree<'_>, claim: &'static str) -> Result<i64, Refusal> {
    claims.get(claim).and_then(Tree::as_seconds).ok_or(Refusal::Claim { claim })
}
