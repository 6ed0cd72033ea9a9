//! Every preset that can sign: what it signs verifies, and no single bit of it can change.

use super::*;
use hookwright::signature::Secret;

/// A body that has what some schemes look for in it.
fn body() -> Vec<u8> {
    format!(r#"{{"webhookTimestamp":{NOW}000,"note":"caf\u00e9 ☕","amount":1299}}"#).into_bytes()
}

/// The URL, with the digest of [`body`] that Twilio wants there.
const URL: &str = "https://hooks.example.com/webhook?shop=1\
    &bodySHA256=c761f72d061de8420f3639886b24af448d490e45ca5438752f94c46512a63863";

/// A key of P-256 that was made for this test: PKCS#8, and its public half.
const SENDGRID: [&str; 2] = [
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgyreqHuf3Y/fQptAWvu0YdP2PyEFL2oA7p5yDFN6lNTChRANCAARsRNghJyrHApoRzFTigb+h7/iMwBtI6GACoS5PRbaC84VLdax8ifnCVMksuf1ysS5jF31HxPNXoFhCEPkIImio",
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEbETYIScqxwKaEcxU4oG/oe/4jMAbSOhgAqEuT0W2gvOFS3WsfIn5wlTJLLn9crEuYxd9R8TzV6BYQhD5CCJoqA==",
];

/// The same key as JSON Web Keys.
const PLAID: [&str; 2] = [
    r#"{"kty":"EC","crv":"P-256","kid":"k1","alg":"ES256","x":"bETYIScqxwKaEcxU4oG_oe_4jMAbSOhgAqEuT0W2gvM","y":"hUt1rHyJ-cJUySy5_XKxLmMXfUfE81egWEIQ-QgiaKg","d":"yreqHuf3Y_fQptAWvu0YdP2PyEFL2oA7p5yDFN6lNTA"}"#,
    r#"{"kty":"EC","crv":"P-256","kid":"k1","alg":"ES256","x":"bETYIScqxwKaEcxU4oG_oe_4jMAbSOhgAqEuT0W2gvM","y":"hUt1rHyJ-cJUySy5_XKxLmMXfUfE81egWEIQ-QgiaKg","expired_at":null}"#,
];

/// A secret in the form of the scheme: one that signs, and what verifies it.
fn secret(name: &str) -> (&'static str, &'static str) {
    match name {
        // RFC 8032 section 7.1, the second test: seed and public key.
        "discord" => (
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        ),
        "standard-webhooks-v1a" => (
            "whsk_TM0Imyj/ltqdtsNG7BFOD1uKMZ81q6Yk2oz27U+4pvs9QBfD6EOJWpK3CqdNG368nJgszy7ElozAzVXxKvRmDA==",
            "whpk_PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=",
        ),
        "plaid" => (PLAID[0], PLAID[1]),
        "jws-detached" => {
            ("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow", "")
        }
        "rfc9421" => {
            ("uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ==", "")
        }
        "sendgrid" => (SENDGRID[0], SENDGRID[1]),
        "adyen-header" => ("44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056", ""),
        "standard-webhooks" | "svix" | "clerk" | "resend" | "openai" => (SECRET, ""),
        _ => ("a secret of text: whsec_ZZZ", ""),
    }
}

/// Headers that a vendor sends beside those of the signature.
fn beside(name: &str) -> HeaderMap {
    let headers: &[(&'static str, &'static str)] = match name {
        "shopify" => &[
            ("x-shopify-topic", "orders/create"),
            ("x-shopify-shop-domain", "example.myshopify.com"),
            ("x-shopify-api-version", "2026-10"),
        ],
        "hook0" => &[("x-event-id", "evt_1"), ("x-event-type", "order.created")],
        _ => &[],
    };
    headers.iter().map(|(name, value)| ((*name).parse().unwrap(), value.parse().unwrap())).collect()
}

/// What is sent by this scheme: all headers, and the body.
struct Sent {
    scheme: Scheme,
    verifier: Verifier,
    headers: HeaderMap,
    body: Vec<u8>,
    /// The headers of the signature.
    signed: Vec<HeaderName>,
}

impl Sent {
    /// `None` where the scheme can't sign, or not without a feature.
    fn by(scheme: Scheme) -> Option<Self> {
        let (private, public) = secret(scheme.name());
        let signing = match Signing::new(scheme.clone(), [private]) {
            Err(SecretError::Feature | SecretError::Unsupported) => return None,
            signing => signing.unwrap(),
        };
        let beside = beside(scheme.name());
        let signing = signing.sign_headers(beside.keys().cloned());
        let (body, method) = (body(), Method::POST);
        let unsigned = Unsigned { id: "evt_1", method: &method, url: URL, headers: &beside, body: &body };
        let added = match signing.sign(&unsigned, at(NOW)) {
            Err(SignError::Body) => return None,
            added => added.unwrap(),
        };
        let signed = added.iter().map(|(name, _)| name.clone()).chain(beside.keys().cloned()).collect();
        let mut headers = beside;
        headers.extend(added);
        let public = if public.is_empty() { private } else { public };
        let verifier = Verifier::new(scheme.clone(), [Secret::new(public)]).unwrap();
        Some(Self { scheme, verifier, headers, body, signed })
    }

    fn verdict(&self, headers: &HeaderMap, body: &[u8]) -> Result<(), Refusal> {
        let request = Signed { headers, body, url: Some(URL), method: &Method::POST };
        self.verifier.verify(&request, at(NOW)).map(drop)
    }

    /// The scheme does not cover this header, as its documentation says.
    fn is_uncovered(&self, header: &HeaderName) -> bool {
        let covered = match self.scheme.name() {
            "github" | "github-sha1" => header != "x-github-delivery",
            "linear" => header != "linear-delivery",
            "shopify" => header == "x-shopify-hmac-sha256",
            _ => true,
        };
        !covered
    }
}

fn all() -> impl Iterator<Item = Sent> {
    Scheme::presets().filter_map(Scheme::preset).filter_map(Sent::by)
}

#[test]
fn what_a_preset_signs_it_verifies() {
    let mut schemes = Vec::new();
    for sent in all() {
        assert_eq!(sent.verdict(&sent.headers, &sent.body), Ok(()), "{:?} {:?}", sent.scheme, sent.headers);
        schemes.push(sent.scheme.name());
    }
    assert!(schemes.len() >= 29, "{schemes:?}");
}

#[test]
fn no_bit_of_a_body_can_change() {
    for sent in all() {
        for bit in 0..sent.body.len() * 8 {
            let mut body = sent.body.clone();
            body[bit / 8] ^= 1 << (bit % 8);
            assert!(sent.verdict(&sent.headers, &body).is_err(), "{:?}: bit {bit}", sent.scheme);
        }
        for end in [0, sent.body.len() - 1] {
            assert!(sent.verdict(&sent.headers, &sent.body[..end]).is_err(), "{:?}: {end}", sent.scheme);
        }
    }
}

#[test]
fn no_bit_of_a_signed_header_can_change() {
    for sent in all() {
        for name in sent.signed.iter().filter(|name| !sent.is_uncovered(name)) {
            let value = sent.headers[name].as_bytes().to_vec();
            for bit in 0..value.len() * 8 {
                let mut other = value.clone();
                other[bit / 8] ^= 1 << (bit % 8);
                let Ok(changed) = HeaderValue::from_bytes(&other) else { continue };
                let mut headers = sent.headers.clone();
                headers.insert(name, changed);
                let refused = sent.verdict(&headers, &sent.body).is_err();
                // These read hexadecimal of either case; hook0 names of headers, too.
                let either = matches!(sent.scheme.name(), "hook0" | "discord");
                let case = either && other.eq_ignore_ascii_case(&value);
                assert!(refused || case, "{:?}: {name}: bit {bit} of {:?}", sent.scheme, sent.headers[name]);
            }
        }
    }
}

#[test]
fn a_header_that_is_missing_is_named() {
    for sent in all() {
        for name in sent.signed.iter().filter(|name| !sent.is_uncovered(name)) {
            let optional = matches!(name.as_str(), "x-authorization-digest" | "x-hubspot-signature-version");
            let mut headers = sent.headers.clone();
            headers.remove(name);
            let verdict = sent.verdict(&headers, &sent.body);
            assert_eq!(verdict.is_ok(), optional, "{:?}: {name}: {verdict:?}", sent.scheme);
        }
    }
}

#[test]
fn times_that_are_signed_are_held_against_the_clock() {
    for sent in all() {
        let request =
            Signed { headers: &sent.headers, body: &sent.body, url: Some(URL), method: &Method::POST };
        let late = sent.verifier.verify(&request, at(NOW + 901)).map(drop);
        let early = sent.verifier.verify(&request, at(NOW - 901)).map(drop);
        let timed = sent.verifier.verify(&request, at(NOW)).unwrap().timestamp;
        match timed {
            None => assert_eq!((late, early), (Ok(()), Ok(())), "{:?}", sent.scheme),
            Some(time) => {
                assert_eq!(time, 1_700_000_000, "{:?}", sent.scheme);
                assert_eq!(late.unwrap_err().code(), "signature::stale", "{:?}", sent.scheme);
                assert_eq!(early.unwrap_err().code(), "signature::future", "{:?}", sent.scheme);
            }
        }
    }
}

/// Where a scheme can carry several signatures, it does: old and new secret at once.
#[test]
fn secrets_overlap_while_they_rotate() {
    for name in ["standard-webhooks", "svix", "stripe", "pagerduty", "paddle", "workos", "docusign", "hook0"]
    {
        let scheme = Scheme::preset(name).unwrap();
        let old = secret(name).0;
        let new = if old == SECRET { "whsec_ZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZ" } else { "another" };
        let signing = Signing::new(scheme.clone(), [new, old]).unwrap();
        let body = body();
        let headers = signing.sign(&Unsigned::post("evt_1", URL, &body), at(NOW)).unwrap();
        let headers: HeaderMap = headers.into_iter().collect();
        let request = Signed { headers: &headers, body: &body, url: Some(URL), method: &Method::POST };
        for secret in [old, new] {
            let secret = Secret::new(secret).with_id("this");
            let verifier = Verifier::new(scheme.clone(), [secret]).unwrap();
            let verified = verifier.verify(&request, at(NOW)).unwrap();
            assert_eq!(verified.secret.as_deref(), Some("this"), "{name}");
        }
        let wrong = if old == SECRET { "whsec_AAAA" } else { "neither" };
        let verifier = Verifier::new(scheme, [wrong]).unwrap();
        assert_eq!(verifier.verify(&request, at(NOW)).unwrap_err(), Refusal::Mismatch, "{name}");
    }
}

/// What no receiver would take is not signed.
#[test]
fn an_empty_body_is_not_signed_for_zoom() {
    let signing = Signing::new(Scheme::zoom(), ["secret"]).unwrap();
    assert_eq!(signing.sign(&Unsigned::post("", URL, b""), at(NOW)), Err(SignError::Body));
}
