//! Standard Webhooks and those who follow it.
//!
//! In: nothing. Out: records. It must not know how they are read.

use super::*;

/// The headers of Standard Webhooks, under this or that name.
const fn standard(names: [&'static str; 3], chosen_by: &'static [Field], trim: bool) -> Family {
    Family {
        chosen_by,
        requires: &[],
        content: &[Id, Text("."), Timestamp, Text("."), Body],
        signature: at(names[2], Form::List(" "), Encoding::Base64),
        timestamp: seconds(Header(names[1]), 300),
        id: id(Header(names[0])),
        trim,
    }
}

const WEBHOOK: [&str; 3] = ["webhook-id", "webhook-timestamp", "webhook-signature"];
const SVIX: [&str; 3] = ["svix-id", "svix-timestamp", "svix-signature"];
const WHSEC: KeyText = prefixed(Base64, "whsec_", "", Unprefixed::Same);
const V1: Variant = variant(HmacSha256, WHSEC, "v1,");
const V1A: Variant = variant(Ed25519, prefixed(Base64, "whpk_", "whsk_", Unprefixed::Same), "v1a,");

presets! {
    /// Standard Webhooks: id, timestamp and body, under HMAC-SHA256 (`v1`, secrets `whsec_…`) or Ed25519 (`v1a`, keys
    /// `whpk_…`, `whsk_…`; feature `asymmetric`), several signatures side by side.
    /// <https://github.com/standard-webhooks/standard-webhooks>
    standard_webhooks "standard-webhooks" [V1, V1A] [standard(WEBHOOK, &[], false)] 0

    /// Standard Webhooks with Ed25519 alone. Feature `asymmetric`.
    standard_webhooks_v1a "standard-webhooks-v1a" [V1A] [standard(WEBHOOK, &[], false)] 0

    /// Svix: Standard Webhooks under `svix-*`, or where those are not there, under `webhook-*`.
    svix "svix" [V1] [
        standard(SVIX, &[Header("svix-id"), Header("svix-timestamp"), Header("svix-signature")], false),
        standard(WEBHOOK, &[], false)
    ] 0

    /// Clerk: Standard Webhooks under `svix-*` alone.
    clerk "clerk" [V1] [standard(SVIX, &[], true)] 0

    /// Resend: Standard Webhooks under `svix-*` alone. Signatures of other versions are skipped, as everywhere.
    resend "resend" [V1] [standard(SVIX, &[], false)] 0

    /// OpenAI: Standard Webhooks; a secret without `whsec_` is its text, and a signature counts without `v1,`.
    openai "openai" [Variant {
        algorithm: HmacSha256,
        key: prefixed(Base64, "whsec_", "", Unprefixed::Text),
        prefix: "v1,",
        bare: true,
    }] [standard(WEBHOOK, &[], false)] 0
}
