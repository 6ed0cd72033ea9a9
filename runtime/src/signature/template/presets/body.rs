//! Schemes that sign the body alone.
//!
//! In: nothing. Out: records. It must not know how they are read.

use super::*;

presets! {
    /// GitHub's `X-Hub-Signature-256`: the body under HMAC-SHA256; the id is not signed.
    github "github" [variant(HmacSha256, key(Utf8), "sha256=")]
        [body_under("x-hub-signature-256", Encoding::Hex, unsigned_id("x-github-delivery"))] 0

    /// GitHub's older `X-Hub-Signature`: the body under HMAC-SHA1; the id is not signed.
    github_sha1 "github-sha1" [variant(HmacSha1, key(Utf8), "sha1=")]
        [body_under("x-hub-signature", Encoding::Hex, unsigned_id("x-github-delivery"))] 0

    /// Shopify: the body, in the headers of events or of the older webhooks; the former go before. Both ask for the
    /// vendor's other headers. The id is not signed.
    shopify "shopify" [variant(HmacSha256, key(Utf8), "")] [
        Family {
            chosen_by: &[Header("shopify-hmac-sha256")],
            requires: &[
                Requirement::Header("shopify-topic"),
                Requirement::Header("shopify-shop-domain"),
                Requirement::Header("shopify-api-version"),
                Requirement::Header("shopify-webhook-id"),
                Requirement::Header("shopify-event-id"),
            ],
            content: &[Body],
            signature: at("shopify-hmac-sha256", Form::One, Encoding::Base64),
            timestamp: None,
            id: unsigned_id("shopify-webhook-id"),
            trim: false,
        },
        Family {
            chosen_by: &[],
            requires: &[
                Requirement::Header("x-shopify-topic"),
                Requirement::Header("x-shopify-shop-domain"),
                Requirement::Header("x-shopify-api-version"),
                Requirement::Header("x-shopify-webhook-id"),
            ],
            content: &[Body],
            signature: at("x-shopify-hmac-sha256", Form::One, Encoding::Base64),
            timestamp: None,
            id: unsigned_id("x-shopify-webhook-id"),
            trim: false,
        }
    ] 1

    /// Dropbox: the body under the app's secret.
    dropbox "dropbox" [variant(HmacSha256, key(Utf8), "")]
        [body_under("x-dropbox-signature", Encoding::Hex, None)] 0

    /// Meta, WhatsApp: the body under the app's secret.
    meta "meta" [variant(HmacSha256, key(Utf8), "sha256=")]
        [body_under("x-hub-signature-256", Encoding::Hex, None)] 0

    /// Meta's older `X-Hub-Signature`, under HMAC-SHA1.
    meta_sha1 "meta-sha1" [variant(HmacSha1, key(Utf8), "sha1=")]
        [body_under("x-hub-signature", Encoding::Hex, None)] 0

    /// Linear: the body, which holds the time of signing in milliseconds as `webhookTimestamp`. The header of that name is
    /// not signed and not looked at, and neither is the id signed.
    linear "linear" [variant(HmacSha256, key(Utf8), "")] [Family {
        chosen_by: &[],
        requires: &[],
        content: &[Body],
        signature: at("linear-signature", Form::One, Encoding::Hex),
        timestamp: time(Json("/webhookTimestamp"), Unit::Milliseconds, TimestampForm::Number, 60),
        id: unsigned_id("linear-delivery"),
        trim: false,
    }] 0

    /// PagerDuty: the body, several signatures side by side.
    pagerduty "pagerduty" [variant(HmacSha256, key(Utf8), "v1=")] [Family {
        chosen_by: &[],
        requires: &[],
        content: &[Body],
        signature: at("x-pagerduty-signature", Form::List(","), Encoding::Hex),
        timestamp: None,
        id: None,
        trim: false,
    }] 0

    /// Intercom: the body under HMAC-SHA1 with the client secret.
    intercom "intercom" [variant(HmacSha1, key(Utf8), "sha1=")]
        [body_under("x-hub-signature", Encoding::Hex, None)] 0

    /// Asana: the body under the secret that came with the handshake.
    asana "asana" [variant(HmacSha256, key(Utf8), "")]
        [body_under("x-hook-signature", Encoding::Hex, None)] 0

    /// Typeform: the body, in base64 despite its prefix.
    typeform "typeform" [variant(HmacSha256, key(Utf8), "sha256=")]
        [body_under("typeform-signature", Encoding::Base64, None)] 0

    /// DocuSign Connect: the body, one header for each key. Keys look like base64 and are text.
    docusign "docusign" [variant(HmacSha256, key(Utf8), "")] [Family {
        chosen_by: &[],
        requires: &[Requirement::Value("x-authorization-digest", "HMACSHA256")],
        content: &[Body],
        signature: SignatureField {
            place: Place::Numbered("x-docusign-signature-"),
            form: Form::One,
            encoding: Encoding::Base64,
        },
        timestamp: None,
        id: None,
        trim: false,
    }] 0

    /// Lemon Squeezy: the body.
    lemonsqueezy "lemonsqueezy" [variant(HmacSha256, key(Utf8), "")]
        [body_under("x-signature", Encoding::Hex, None)] 0

    /// Coinbase Commerce: the body.
    coinbase_commerce "coinbase-commerce" [variant(HmacSha256, key(Utf8), "")]
        [body_under("x-cc-webhook-signature", Encoding::Hex, None)] 0

    /// Adyen's events outside of payments: the body under a key in hexadecimal.
    adyen_header "adyen-header" [variant(HmacSha256, key(Hex), "")]
        [body_under("hmacsignature", Encoding::Base64, None)] 0
}
