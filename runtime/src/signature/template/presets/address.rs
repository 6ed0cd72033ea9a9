//! Schemes that sign the URL, and their kin.
//!
//! In: nothing. Out: records. It must not know how they are read.

use super::*;

presets! {
    /// Square: the receiver's URL, byte for byte, and the body. Nothing stands between them.
    square "square" [variant(HmacSha256, key(Utf8), "")] [Family {
        chosen_by: &[],
        requires: &[],
        content: &[Url, Body],
        signature: at("x-square-hmacsha256-signature", Form::One, Encoding::Base64),
        timestamp: None,
        id: None,
        trim: false,
    }] 0

    /// HubSpot v1: plain SHA-256 of secret and body. Anybody who has the secret signs; prefer v3.
    hubspot_v1 "hubspot-v1" [variant(Sha256, key(Utf8), "")] [Family {
        chosen_by: &[],
        requires: &[Requirement::Value("x-hubspot-signature-version", "v1")],
        content: &[Secret, Body],
        signature: at("x-hubspot-signature", Form::One, Encoding::Hex),
        timestamp: None,
        id: None,
        trim: false,
    }] 0

    /// HubSpot v2: plain SHA-256 of secret, method, URL and body. Prefer v3.
    hubspot_v2 "hubspot-v2" [variant(Sha256, key(Utf8), "")] [Family {
        chosen_by: &[],
        requires: &[Requirement::Value("x-hubspot-signature-version", "v2")],
        content: &[Secret, Method, Url, Body],
        signature: at("x-hubspot-signature", Form::One, Encoding::Hex),
        timestamp: None,
        id: None,
        trim: false,
    }] 0

    /// HubSpot v3: method, URL, body and timestamp in milliseconds, with nothing between them.
    hubspot_v3 "hubspot-v3" [variant(HmacSha256, key(Utf8), "")] [Family {
        chosen_by: &[],
        requires: &[],
        content: &[Method, Url, Body, Timestamp],
        signature: at("x-hubspot-signature-v3", Form::One, Encoding::Base64),
        timestamp: milliseconds(Header("x-hubspot-request-timestamp"), 300),
        id: None,
        trim: false,
    }] 0
}
