//! The presets that the runtime has: their names, the headers that are theirs, and which need key pairs.
//!
//! In: nothing. Out: a table; a test holds it against the runtime's. It must not know how they sign.

use crate::ir::nodes::Scheme;

/// One preset.
#[derive(Clone, Copy, Debug)]
pub struct Preset {
    /// Its name in documents; with `_` for `-`, the name of its constructor.
    pub name: &'static str,
    /// The headers that the scheme writes and checks, in lower case: no fields of the generated types.
    pub headers: &'static [&'static str],
    /// Whether the runtime needs its feature `asymmetric` for it.
    pub asymmetric: bool,
}

const fn of(name: &'static str, headers: &'static [&'static str]) -> Preset {
    Preset { name, headers, asymmetric: false }
}

const fn pair(name: &'static str, headers: &'static [&'static str]) -> Preset {
    Preset { name, headers, asymmetric: true }
}

const WEBHOOK: &[&str] = &["webhook-id", "webhook-timestamp", "webhook-signature"];
const SVIX: &[&str] = &["svix-id", "svix-timestamp", "svix-signature"];

/// Every preset.
pub const PRESETS: &[Preset] = &[
    of("standard-webhooks", WEBHOOK),
    pair("standard-webhooks-v1a", WEBHOOK),
    of(
        "svix",
        &[
            "svix-id",
            "svix-timestamp",
            "svix-signature",
            "webhook-id",
            "webhook-timestamp",
            "webhook-signature",
        ],
    ),
    of("clerk", SVIX),
    of("resend", SVIX),
    of("openai", WEBHOOK),
    of("github", &["x-hub-signature-256", "x-github-delivery"]),
    of("github-sha1", &["x-hub-signature", "x-github-delivery"]),
    of(
        "shopify",
        &["shopify-hmac-sha256", "shopify-webhook-id", "x-shopify-webhook-id", "x-shopify-hmac-sha256"],
    ),
    of("dropbox", &["x-dropbox-signature"]),
    of("meta", &["x-hub-signature-256"]),
    of("meta-sha1", &["x-hub-signature"]),
    of("linear", &["linear-signature", "linear-delivery"]),
    of("pagerduty", &["x-pagerduty-signature"]),
    of("intercom", &["x-hub-signature"]),
    of("asana", &["x-hook-signature"]),
    of("typeform", &["typeform-signature"]),
    of("docusign", &["x-authorization-digest"]),
    of("lemonsqueezy", &["x-signature"]),
    of("coinbase-commerce", &["x-cc-webhook-signature"]),
    of("adyen-header", &["hmacsignature"]),
    of("stripe", &["stripe-signature"]),
    of("slack", &["x-slack-signature", "x-slack-request-timestamp"]),
    pair("discord", &["x-signature-ed25519", "x-signature-timestamp"]),
    pair("sendgrid", &["x-twilio-email-event-webhook-signature", "x-twilio-email-event-webhook-timestamp"]),
    of("mailgun", &[]),
    of("zoom", &["x-zm-signature", "x-zm-request-timestamp"]),
    of("paddle", &["paddle-signature"]),
    of("workos", &["workos-signature"]),
    of("hook0", &["x-hook0-signature"]),
    of("square", &["x-square-hmacsha256-signature"]),
    of("hubspot-v1", &["x-hubspot-signature", "x-hubspot-signature-version"]),
    of("hubspot-v2", &["x-hubspot-signature", "x-hubspot-signature-version"]),
    of("hubspot-v3", &["x-hubspot-signature-v3", "x-hubspot-request-timestamp"]),
    of(
        "twilio",
        &["x-twilio-signature", "x-twilio-webhooks-signature-settings", "i-twilio-idempotency-token"],
    ),
    of("adyen-notification", &[]),
    pair("plaid", &["plaid-verification"]),
    pair("messagebird-jwt", &["messagebird-signature-jwt"]),
    pair("jws-detached", &["x-jws-signature"]),
    pair("rfc9421", &["signature-input", "signature", "content-digest"]),
    pair(
        "paypal",
        &[
            "paypal-transmission-id",
            "paypal-transmission-time",
            "paypal-transmission-sig",
            "paypal-cert-url",
            "paypal-auth-algo",
        ],
    ),
    pair("aws-sns", &[]),
];

/// The headers that are a scheme's own.
pub(in crate::ir) fn headers(scheme: &Scheme) -> Vec<String> {
    match scheme {
        Scheme::Preset(name) => {
            let preset = PRESETS.iter().find(|preset| preset.name == name);
            preset.into_iter().flat_map(|preset| preset.headers).map(|name| (*name).to_owned()).collect()
        }
        Scheme::Template(template) => template.headers().map(str::to_owned).collect(),
    }
}
