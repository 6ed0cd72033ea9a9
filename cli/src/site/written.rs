//! The recipes of schemes that no record expresses, written by hand.
//!
//! Comes in: a preset's name. Goes out: its steps. It must not know how schemes with records are told.

use super::recipe::Recipe;

/// What every recipe begins with.
const RAW: &str = "Keep the **body as the bytes that came**, before anything parses or re-serialises it.";

/// The recipe of a preset by its name.
pub(super) fn recipe(name: &str) -> Recipe {
    let (steps, headers): (&[&str], &[(&str, &str)]) = match name {
        "twilio" => (TWILIO, &[("x-twilio-signature", "The signature: HMAC-SHA1.")]),
        "adyen-notification" => (ADYEN, &[]),
        "plaid" => (PLAID, &[("plaid-verification", "A JSON Web Token (ES256).")]),
        "messagebird-jwt" => (MESSAGEBIRD, &[("messagebird-signature-jwt", "A JSON Web Token.")]),
        "jws-detached" => (JWS, &[("x-jws-signature", "A detached JSON Web Signature.")]),
        "rfc9421" => (MESSAGE, MESSAGE_HEADERS),
        "paypal" => (PAYPAL, PAYPAL_HEADERS),
        "aws-sns" => (SNS, &[]),
        _ => (&["Ask the sender how deliveries are signed."], &[]),
    };
    let first = if name == "adyen-notification" { None } else { Some(RAW) };
    let pair = |(name, words): &(&str, &str)| ((*name).to_owned(), (*words).to_owned());
    Recipe {
        steps: first.iter().chain(steps).map(|step| (*step).to_owned()).collect(),
        headers: headers.iter().map(pair).collect(),
        ..Recipe::default()
    }
}

const TWILIO: &[&str] = &[
    "Take the public URL that the sender called, with its query, byte for byte.",
    "Where the body is a form, sort its parameters by name and append each name and value to the URL, with nothing between them. Where it is anything else, the query holds `bodySHA256`: it must be the SHA-256 of the body in hexadecimal.",
    "Compute HMAC-SHA1 of that text; the key is the auth token. Write the result in base64.",
    "Compare it with the header `x-twilio-signature` **in constant time**. Where it differs, answer 401.",
];

const ADYEN: &[&str] = &[
    "Parse the body. For each item of `notificationItems`, take `NotificationRequestItem`.",
    "Join with colons: `pspReference`, `originalReference`, `merchantAccountCode`, `merchantReference`, `amount.value`, `amount.currency`, `eventCode`, `success`; what is missing is empty.",
    "Compute HMAC-SHA256 of that text; the key is the secret, decoded from hexadecimal. Write the result in base64.",
    "Compare it with `additionalData.hmacSignature` of the item **in constant time**. Accept the delivery only where every item is signed.",
];

const PLAID: &[&str] = &[
    "Read the token from the header `plaid-verification`. Its algorithm must be `ES256`.",
    "Find the sender's public key (a JSON Web Key) by the token's `kid`, and verify the token's signature with it.",
    "Refuse a token whose `iat` is more than 5 minutes old.",
    "Compute the SHA-256 of the body in lower-case hexadecimal, and compare it with the claim `request_body_sha256` **in constant time**.",
];

const MESSAGEBIRD: &[&str] = &[
    "Read the token from the header `messagebird-signature-jwt`. Its algorithm must be HS256, HS384 or HS512, and its `iss` must be `MessageBird`.",
    "Verify the token's signature; the key is the text of the secret.",
    "Refuse a token that is not valid yet (`nbf`) or not any more (`exp`).",
    "Compare the claim `url_hash` with the SHA-256 of the public URL, and `payload_hash` with that of the body, both in hexadecimal.",
    "Remember the claim `jti`: it is the id of the delivery.",
];

const JWS: &[&str] = &[
    "Read the signature from the header `x-jws-signature`: `header..signature`, with nothing where the payload would be.",
    "Choose the algorithm by your key, never by what the header says alone.",
    "Verify the signature over `header.payload`, where the payload is the body in base64url, or the body itself where the header says `\"b64\": false`.",
    "Where it does not verify, answer 401.",
];

const MESSAGE: &[&str] = &[
    "Compute the SHA-256 of the body, and compare it with the one in `content-digest` (RFC 9530).",
    "Read `signature-input`: which components are covered, when it was created, and by which key.",
    "Refuse a signature that does not cover what you rely on: the method, the URL, and `content-digest`.",
    "Refuse a signature whose `created` is too old or ahead of your clock, or whose `expires` is past.",
    "Build the signature base of RFC 9421 from the covered components, in their order, and verify `signature` over it with the key of `keyid`.",
];

const MESSAGE_HEADERS: &[(&str, &str)] = &[
    ("content-digest", "The digest of the body (RFC 9530)."),
    ("signature-input", "What is signed, when, and by which key (RFC 9421)."),
    ("signature", "The signature (RFC 9421)."),
];

const PAYPAL: &[&str] = &[
    "Compute the CRC-32 of the body, as a decimal number.",
    "Join with `|`: `paypal-transmission-id`, `paypal-transmission-time`, the id of your webhook, and that number.",
    "Fetch the certificate from `paypal-cert-url`, whose host must be the sender's own, and verify its chain.",
    "Verify `paypal-transmission-sig` (base64) over that text with the certificate's key: RSA with SHA-256.",
    "Remember `paypal-transmission-id` to find repeats.",
];

const PAYPAL_HEADERS: &[(&str, &str)] = &[
    ("paypal-transmission-id", "The id of the delivery."),
    ("paypal-transmission-time", "When it was sent."),
    ("paypal-transmission-sig", "The signature."),
    ("paypal-cert-url", "Where the certificate stands."),
    ("paypal-auth-algo", "The algorithm."),
];

const SNS: &[&str] = &[
    "Parse the body. `TopicArn` must be a topic that you subscribed to: any account can sign.",
    "Fetch the certificate from `SigningCertURL`, whose host must be the sender's own, and verify its chain.",
    "Write, each with a line break after it, the name and the value of `Message`, `MessageId`, `Subject` (where it is there), `Timestamp`, `TopicArn` and `Type`; for confirmations also `SubscribeURL` and `Token`, in the order of their names.",
    "Verify `Signature` (base64) over that text with the certificate's key: RSA with SHA-256 for `SignatureVersion` 2, with SHA-1 for 1.",
    "Remember `MessageId` to find repeats.",
];
