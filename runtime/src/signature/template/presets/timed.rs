//! Schemes that sign a timestamp.
//!
//! In: nothing. Out: records. It must not know how they are read.

use super::*;

presets! {
    /// Stripe: timestamp and body. The whole secret is the key, `whsec_` included. 300 s to both sides, where Stripe's
    /// own libraries do not look at the future; `v0` is of test mode and never counts.
    stripe "stripe" [variant(HmacSha256, key(Utf8), "")] [Family {
        chosen_by: &[],
        requires: &[],
        content: &[Timestamp, Text("."), Body],
        signature: at("stripe-signature", Form::Parts { separator: ",", equals: "=", key: "v1" }, Encoding::Hex),
        timestamp: seconds(Part("t"), 300),
        id: None,
        trim: false,
    }] 0

    /// Slack: version, timestamp and body.
    slack "slack" [variant(HmacSha256, key(Utf8), "v0=")] [Family {
        chosen_by: &[],
        requires: &[],
        content: &[Text("v0:"), Timestamp, Text(":"), Body],
        signature: at("x-slack-signature", Form::One, Encoding::Hex),
        timestamp: seconds(Header("x-slack-request-timestamp"), 300),
        id: None,
        trim: false,
    }] 0

    /// Discord: timestamp and body under Ed25519, with nothing between them. The vendor promises no form of the
    /// timestamp; where it is digits, 300 s to both sides. Feature `asymmetric`.
    discord "discord" [variant(Ed25519, key(Hex), "")] [Family {
        chosen_by: &[],
        requires: &[],
        content: &[Timestamp, Body],
        signature: at("x-signature-ed25519", Form::One, Encoding::HexAny),
        timestamp: time(Header("x-signature-timestamp"), Unit::Seconds, TimestampForm::Opaque, 300),
        id: None,
        trim: false,
    }] 0

    /// SendGrid: timestamp and body under ECDSA, with nothing between them. The vendor promises no form of the
    /// timestamp; where it is digits, 300 s to both sides. Feature `asymmetric`.
    sendgrid "sendgrid" [variant(EcdsaP256Sha256Der, key(DerBase64), "")] [Family {
        chosen_by: &[],
        requires: &[],
        content: &[Timestamp, Body],
        signature: at("x-twilio-email-event-webhook-signature", Form::One, Encoding::Base64),
        timestamp: time(
            Header("x-twilio-email-event-webhook-timestamp"),
            Unit::Seconds,
            TimestampForm::Opaque,
            300,
        ),
        id: None,
        trim: false,
    }] 0

    /// Mailgun: timestamp and token from the JSON body. **The event itself is not signed**: whoever has seen one
    /// delivery can change what it says for 900 s, unless its token is remembered, as it is here, as the id.
    mailgun "mailgun" [variant(HmacSha256, key(Utf8), "")] [Family {
        chosen_by: &[],
        requires: &[],
        content: &[Timestamp, Id],
        signature: SignatureField {
            place: Place::Json("/signature/signature"),
            form: Form::One,
            encoding: Encoding::Hex,
        },
        timestamp: seconds(Json("/signature/timestamp"), 900),
        id: id(Json("/signature/token")),
        trim: false,
    }] 0

    /// Zoom: version, timestamp and body, as it was received. 300 s to both sides, where the vendor's samples do not
    /// look at the time.
    zoom "zoom" [variant(HmacSha256, key(Utf8), "v0=")] [Family {
        chosen_by: &[],
        requires: &[Requirement::Body],
        content: &[Text("v0:"), Timestamp, Text(":"), Body],
        signature: at("x-zm-signature", Form::One, Encoding::Hex),
        timestamp: seconds(Header("x-zm-request-timestamp"), 300),
        id: None,
        trim: false,
    }] 0

    /// Paddle Billing: timestamp and body, 5 s to both sides; `h1` may stand several times while secrets rotate.
    paddle "paddle" [variant(HmacSha256, key(Utf8), "")] [Family {
        chosen_by: &[],
        requires: &[],
        content: &[Timestamp, Text(":"), Body],
        signature: at("paddle-signature", Form::Parts { separator: ";", equals: "=", key: "h1" }, Encoding::Hex),
        timestamp: seconds(Part("ts"), 5),
        id: None,
        trim: false,
    }] 0

    /// WorkOS: timestamp in milliseconds and body, 180 s to both sides.
    workos "workos" [variant(HmacSha256, key(Utf8), "")] [Family {
        chosen_by: &[],
        requires: &[],
        content: &[Timestamp, Text("."), Body],
        signature: at("workos-signature", Form::Parts { separator: ", ", equals: "=", key: "v1" }, Encoding::Hex),
        timestamp: milliseconds(Part("t"), 180),
        id: None,
        trim: false,
    }] 0

    /// Hook0, Coinbase CDP: timestamp, the headers that the signature names, and body; without a list of headers
    /// (`v0`) timestamp and body. Where `v1` is present, it alone counts.
    hook0 "hook0" [variant(HmacSha256, key(Utf8), "")] [
        Family {
            chosen_by: &[Part("v1")],
            requires: &[],
            content: &[
                Timestamp, Text("."), Piece::LowerPart("h"), Text("."), SignedHeaders("h"), Text("."), Body,
            ],
            signature: at(
                "x-hook0-signature",
                Form::Parts { separator: ",", equals: "=", key: "v1" },
                Encoding::HexAny,
            ),
            timestamp: seconds(Part("t"), 300),
            id: None,
            trim: false,
        },
        Family {
            chosen_by: &[],
            requires: &[],
            content: &[Timestamp, Text("."), Body],
            signature: at(
                "x-hook0-signature",
                Form::Parts { separator: ",", equals: "=", key: "v0" },
                Encoding::HexAny,
            ),
            timestamp: seconds(Part("t"), 300),
            id: None,
            trim: false,
        }
    ] 0
}
