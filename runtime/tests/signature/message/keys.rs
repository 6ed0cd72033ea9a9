//! Keys of every kind and in every form, both ways.

use hookwright::signature::{
    MessageAlgorithm, MessageSignatures, Scheme, Secret, SecretError, Signing, Verifier,
};

use super::{Case, KEY};

macro_rules! key {
    ($name:literal) => {
        include_str!(concat!("../../data/keys/", $name, ".pem"))
    };
}

const PAIRS: [(MessageAlgorithm, &str, &str); 5] = [
    (MessageAlgorithm::Ed25519, key!("ed"), key!("ed.pub")),
    (MessageAlgorithm::EcdsaP256Sha256, key!("ec"), key!("ec.pub")),
    (MessageAlgorithm::EcdsaP384Sha384, key!("ec384"), key!("ec384.pub")),
    (MessageAlgorithm::RsaPssSha512, key!("rsa"), key!("rsa.pub")),
    (MessageAlgorithm::RsaV15Sha256, key!("rsa"), key!("rsa.pub")),
];

/// The Ed25519 pair in base64: PKCS#8, SPKI, the seed, the public key.
const RAW: [&str; 4] = [
    "MC4CAQAwBQYDK2VwBCIEIOvRYmZJQTBsqxxs1PltmHKvEXoZvkhuqLHSrJZblTym",
    "MCowBQYDK2VwAyEAdOhIMsEH9v4XVqN/YWsdKRdP4DW2zw2EdTz3+X5BglI=",
    "69FiZklBMGyrHGzU+W2Ycq8Rehm+SG6osdKslluVPKY=",
    "dOhIMsEH9v4XVqN/YWsdKRdP4DW2zw2EdTz3+X5BglI=",
];

fn flipped(case: &Case, verifies: &str) {
    let value = case.headers["signature"].as_bytes().to_vec();
    for bit in (0..value.len() * 8).step_by(7) {
        let mut other = value.clone();
        other[bit / 8] ^= 1 << (bit % 8);
        let Ok(changed) = http::HeaderValue::from_bytes(&other) else { continue };
        let mut headers = case.headers.clone();
        headers.insert("signature", changed);
        let (profile, secrets) = (case.profile.clone(), vec![Secret::new(verifies)]);
        let changed = Case { headers, profile, secrets, ..Case::new() };
        assert!(changed.verify().is_err(), "bit {bit}");
    }
}

#[test]
fn every_algorithm_goes_both_ways() {
    for (algorithm, private, public) in PAIRS {
        let profile = MessageSignatures::new().algorithm(algorithm);
        let sent = || Case::new().sent(&profile, &[Secret::new(private).with_id("k")]);
        // A receiver that was given the private key has the public one.
        for secret in [public, private] {
            Case { secrets: vec![Secret::new(secret)], ..sent() }.accepted();
        }
        flipped(&sent(), public);
        for (other, _, public) in PAIRS {
            let profile = MessageSignatures::new().algorithm(other);
            let secrets = vec![Secret::new(public)];
            let judged = Case { secrets, ..sent() }.profile(profile).verify();
            assert_eq!(judged.is_ok(), other == algorithm, "{algorithm:?} {other:?}");
        }
    }
}

#[test]
fn the_algorithm_is_the_keys_own_where_none_is_pinned() {
    let profile = MessageSignatures::new();
    for (algorithm, private, public) in PAIRS {
        let case = Case::new().sent(&profile, &[Secret::new(private)]);
        let case = Case { secrets: vec![Secret::new(public)], ..case };
        case.accepted();
        let pinned = Case { profile: profile.clone().algorithm(algorithm), ..case }.verify();
        // An RSA key signs by PSS unless it is told otherwise.
        assert_eq!(pinned.is_ok(), algorithm != MessageAlgorithm::RsaV15Sha256);
    }
}

#[test]
fn several_keys_make_several_labels() {
    let profile = MessageSignatures::new();
    let secrets = [Secret::new(KEY).with_id("shared"), Secret::new(PAIRS[0].1).with_id("pair")];
    let sent = || Case::new().sent(&profile, &secrets);
    let labels = sent().headers["signature"].to_str().unwrap().to_owned();
    assert!(labels.starts_with("sig1=:") && labels.contains(", sig2=:"), "{labels}");
    for (id, key) in [("shared", KEY), ("pair", PAIRS[0].2)] {
        let case = Case { secrets: vec![Secret::new(key).with_id(id)], ..sent() };
        assert_eq!(case.accepted().secret.as_deref(), Some(id));
    }
}

#[test]
fn keys_are_read_in_every_form() {
    let ed = MessageSignatures::new().algorithm(MessageAlgorithm::Ed25519);
    let [pkcs8, spki, seed, public] = RAW;
    for (private, publics) in [(pkcs8, [spki, public, pkcs8]), (seed, [spki, public, pkcs8])] {
        for public in publics {
            let case = Case::new().sent(&ed, &[Secret::new(private)]);
            Case { secrets: vec![Secret::new(public)], ..case }.accepted();
        }
    }
    for (private, public) in [
        (key!("ec.sec1"), key!("ec.crt")),
        (key!("ec384.sec1"), key!("ec384.pub")),
        (key!("rsa.pkcs1"), key!("rsa.pkcs1.pub")),
        (key!("rsa"), key!("rsa.crt")),
        (key!("pss"), key!("pss.pub")),
    ] {
        let case = Case::new().sent(&MessageSignatures::new(), &[Secret::new(private)]);
        Case { secrets: vec![Secret::new(public)], ..case }.accepted();
    }
}

const JWK: &str = r#"{"kty":"OKP","crv":"Ed25519","x":"dOhIMsEH9v4XVqN_YWsdKRdP4DW2zw2EdTz3-X5BglI","d":"69FiZklBMGyrHGzU-W2Ycq8Rehm-SG6osdKslluVPKY","kid":"jwk-1"}"#;

#[test]
fn a_json_web_key_says_its_id_and_its_algorithm() {
    let profile = MessageSignatures::new();
    let case = Case::new().sent(&profile, &[Secret::new(JWK)]);
    assert!(case.headers["signature-input"].to_str().unwrap().contains(r#";keyid="jwk-1""#));
    let verified = Case { secrets: vec![Secret::new(JWK)], ..case }.accepted();
    assert_eq!(verified.secret.as_deref(), Some("jwk-1"));
    let verifier =
        |text: String| Verifier::new(Scheme::message_signatures(MessageSignatures::new()), [text]).map(drop);
    assert_eq!(verifier(JWK.replace("\"kid\"", "\"alg\":\"EdDSA\",\"kid\"")), Ok(()));
    assert_eq!(verifier(JWK.replace("\"kid\"", "\"alg\":\"ES256\",\"kid\"")), Err(SecretError::Encoding));
    assert_eq!(verifier(JWK.replace("\"kid\"", "\"kty\":\"oct\",\"kid\"")), Err(SecretError::Encoding));
    let oct = r#"{"kty":"oct","k":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8","alg":"HS256"}"#;
    let case = Case::new().sent(&profile, &[Secret::new(KEY)]);
    Case { secrets: vec![Secret::new(oct)], ..case }.accepted();
    assert_eq!(verifier(oct.replace("HS256", "HS512")), Err(SecretError::Encoding));
    assert_eq!(verifier(r#"{"kty":"oct","k":""}"#.to_owned()), Err(SecretError::Empty));
}

/// Whoever knows a public key could sign, were it taken for a shared one.
#[test]
fn a_public_key_is_never_a_shared_one() {
    for public in [RAW[1], PAIRS[0].2, PAIRS[3].2] {
        let profile = MessageSignatures::new().algorithm(MessageAlgorithm::HmacSha256);
        let verifier = Verifier::new(Scheme::message_signatures(profile), [public]);
        assert_eq!(verifier.map(drop), Err(SecretError::Encoding));
        let signing = Signing::new(Scheme::message_signatures(MessageSignatures::new()), [public]);
        assert_eq!(signing.map(drop), Err(SecretError::Public));
    }
}

#[test]
fn a_key_of_another_type_is_told_at_once() {
    for (algorithm, private, public) in PAIRS {
        for (other, ..) in PAIRS {
            let rsa = |by| matches!(by, MessageAlgorithm::RsaPssSha512 | MessageAlgorithm::RsaV15Sha256);
            let fits = algorithm == other || (rsa(algorithm) && rsa(other));
            let scheme = || Scheme::message_signatures(MessageSignatures::new().algorithm(other));
            assert_eq!(Verifier::new(scheme(), [public]).is_ok(), fits, "{algorithm:?} {other:?}");
            assert_eq!(Signing::new(scheme(), [private]).is_ok(), fits, "{algorithm:?} {other:?}");
        }
    }
    for (text, error) in [
        ("", SecretError::Empty),
        (" ", SecretError::Empty),
        ("not base64!", SecretError::Encoding),
        ("{", SecretError::Encoding),
        ("{}", SecretError::Encoding),
        ("-----BEGIN PUBLIC KEY-----", SecretError::Encoding),
        ("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", SecretError::Encoding),
    ] {
        let scheme = Scheme::message_signatures(MessageSignatures::new());
        assert_eq!(Verifier::new(scheme, [text]).map(drop), Err(error), "{text:?}");
    }
}
