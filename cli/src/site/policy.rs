//! When deliveries are tried again, and how endpoints are verified, in words.
//!
//! Comes in: what the document says of both. Goes out: rows of a table, and sentences. It must not know pages.

use hookwright_build::contract::Contract;
use hookwright_build::ir::nodes::{Handshake, HandshakeKind, Retry};
use serde::Serialize;

/// One attempt of a delivery.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Attempt {
    pub(super) number: usize,
    /// How long after the attempt before.
    pub(super) after: String,
    /// How long after the first one.
    pub(super) total: String,
}

/// When deliveries are tried again.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Retries {
    pub(super) attempts: Vec<Attempt>,
    pub(super) jitter: bool,
    /// After how long an endpoint that only fails is switched off; empty where it never is.
    pub(super) disabled: String,
}

/// The retries of a contract, where it says something of them.
pub(super) fn retries(contract: &Contract) -> Option<Retries> {
    let Retry { schedule, jitter, disable_after } = contract.retry.as_ref()?;
    let mut total = 0;
    let mut attempts = Vec::new();
    for (index, delay) in schedule.iter().enumerate() {
        total += delay;
        let after = if *delay == 0 { "at once".to_owned() } else { duration(*delay) };
        attempts.push(Attempt { number: index + 1, after, total: rough(total) });
    }
    let disabled = disable_after.map(duration).unwrap_or_default();
    Some(Retries { attempts, jitter: *jitter, disabled })
}

/// A time in words: `5 minutes`, `1 hour 30 minutes`.
pub(super) fn duration(milliseconds: u64) -> String {
    in_units(milliseconds, usize::MAX)
}

/// The same by its two biggest units, for sums of which nobody needs the seconds.
fn rough(milliseconds: u64) -> String {
    in_units(milliseconds, 2)
}

fn in_units(milliseconds: u64, most: usize) -> String {
    const UNITS: [(u64, &str); 5] =
        [(86_400_000, "day"), (3_600_000, "hour"), (60_000, "minute"), (1000, "second"), (1, "millisecond")];
    let mut rest = milliseconds;
    let mut said = Vec::new();
    for (size, name) in UNITS {
        let count = rest / size;
        rest %= size;
        if count > 0 && said.len() < most {
            said.push(format!("{count} {name}{}", if count == 1 { "" } else { "s" }));
        }
    }
    if said.is_empty() { "0 seconds".to_owned() } else { said.join(" ") }
}

/// One kind of handshake.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Consent {
    pub(super) name: &'static str,
    /// What the sender sends.
    pub(super) ask: &'static str,
    /// What the endpoint answers.
    pub(super) answer: &'static str,
    /// CommonMark.
    pub(super) words: String,
}

/// The handshakes of a contract.
pub(super) fn consents(contract: &Contract) -> Vec<Consent> {
    contract.handshakes.iter().map(consent).collect()
}

fn consent(handshake: &Handshake) -> Consent {
    let (name, ask, answer, words) = said(handshake.kind);
    let mut words = words.to_owned();
    if !handshake.origins.is_empty() {
        let origins: Vec<String> =
            handshake.origins.iter().map(|one| format!("`{}`", super::recipe::code(one))).collect();
        words += &format!(" The sender is one of {}.", origins.join(", "));
    }
    if let Some(rate) = handshake.rate {
        words += &format!(" At most {rate} requests a minute are asked for.");
    }
    Consent { name, ask, answer, words }
}

fn said(kind: HandshakeKind) -> (&'static str, &'static str, &'static str, &'static str) {
    match kind {
        HandshakeKind::Slack => (
            "URL verification (Slack)",
            "POST url_verification",
            "200 challenge",
            "A signed POST has `\"type\": \"url_verification\"` and a `challenge`. Verify it as a delivery, and answer 200 with the challenge as the body.",
        ),
        HandshakeKind::Zoom => (
            "URL validation (Zoom)",
            "POST endpoint.url_validation",
            "200 token + HMAC",
            "A signed POST has `\"event\": \"endpoint.url_validation\"` and a `plainToken`. Answer 200 with `plainToken` and `encryptedToken`, the HMAC-SHA256 of the token under your secret in hexadecimal.",
        ),
        HandshakeKind::Discord => (
            "Ping (Discord)",
            "POST {\"type\": 1}",
            "200 {\"type\": 1}",
            "A signed POST has `\"type\": 1`. Verify it as a delivery, and answer 200 with `{\"type\": 1}`. The sender also tries a wrong signature, and wants 401 for it.",
        ),
        HandshakeKind::Sns => (
            "Subscription confirmation (Amazon SNS)",
            "POST SubscriptionConfirmation",
            "200, then GET SubscribeURL",
            "A signed POST of type `SubscriptionConfirmation` has a `SubscribeURL`. Verify it as a delivery, and call that address once; its host must be the sender's own.",
        ),
        HandshakeKind::Dropbox => (
            "Challenge (Dropbox)",
            "GET ?challenge=…",
            "200 challenge",
            "A GET has `challenge` in its query. Answer 200 with its value as plain text, with `X-Content-Type-Options: nosniff`. It is not signed.",
        ),
        HandshakeKind::Asana => (
            "Hook secret (Asana)",
            "POST X-Hook-Secret",
            "200 X-Hook-Secret",
            "The first POST has the header `X-Hook-Secret`, with the secret for all that follows. Send the same header back, and keep the secret. Take one only while you wait for one.",
        ),
        HandshakeKind::Meta => (
            "Verify token (Meta)",
            "GET ?hub.mode=subscribe",
            "200 hub.challenge",
            "A GET has `hub.mode=subscribe`, `hub.verify_token` and `hub.challenge` in its query. Where the token is the one that you chose, answer 200 with the challenge.",
        ),
        HandshakeKind::EventGrid => (
            "Subscription validation (Event Grid)",
            "POST validationCode",
            "200 validationResponse",
            "A POST of type `Microsoft.EventGrid.SubscriptionValidationEvent` has a `validationCode`. Answer 200 with `{\"validationResponse\": \"…\"}`.",
        ),
        HandshakeKind::CloudEvents => (
            "Consent (CloudEvents)",
            "OPTIONS WebHook-Request-Origin",
            "200 WebHook-Allowed-Origin",
            "An OPTIONS request has `WebHook-Request-Origin`. Where you want deliveries of it, answer 200 with `WebHook-Allowed-Origin`, and `WebHook-Allowed-Rate` where you were asked for a rate.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_said_in_words() {
        let said: Vec<String> = [0, 1500, 60_000, 5_400_000, 172_800_000].map(duration).to_vec();
        assert_eq!(rough(94_501_500), "1 day 2 hours");
        assert_eq!(
            said,
            ["0 seconds", "1 second 500 milliseconds", "1 minute", "1 hour 30 minutes", "2 days"]
        );
    }
}
