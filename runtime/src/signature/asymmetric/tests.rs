//! Every algorithm with every form of a key, both ways.

use super::{Algorithm, PrivateKey, PublicKey};
use crate::signature::SecretError;

macro_rules! key {
    ($name:literal) => {
        include_str!(concat!("../../../tests/data/keys/", $name, ".pem"))
    };
}

const ALGORITHMS: [Algorithm; 11] = [
    Algorithm::Ed25519,
    Algorithm::EcdsaP256Sha256,
    Algorithm::EcdsaP256Sha256Der,
    Algorithm::EcdsaP384Sha384,
    Algorithm::RsaSha1,
    Algorithm::RsaSha256,
    Algorithm::RsaSha384,
    Algorithm::RsaSha512,
    Algorithm::RsaPssSha256,
    Algorithm::RsaPssSha384,
    Algorithm::RsaPssSha512,
];

/// Private keys, their public halves, and how many algorithms they sign by.
const PAIRS: [(&str, &str, usize); 9] = [
    (key!("ed"), key!("ed.pub"), 1),
    (key!("ec"), key!("ec.pub"), 2),
    (key!("ec.sec1"), key!("ec.crt"), 2),
    (key!("ec384"), key!("ec384.pub"), 1),
    (key!("ec384.sec1"), key!("ec384.pub"), 1),
    (key!("rsa"), key!("rsa.pub"), 6),
    (key!("rsa.pkcs1"), key!("rsa.pkcs1.pub"), 6),
    (key!("rsa"), key!("rsa.crt"), 6),
    (key!("pss"), key!("pss.pub"), 3),
];

const MESSAGE: &[u8] = b"a message";

#[test]
fn what_a_key_signs_its_public_half_verifies_by_that_algorithm_alone() {
    for (private, public, count) in PAIRS {
        let private = PrivateKey::from_text(private).unwrap();
        let public = PublicKey::from_text(public).unwrap();
        let mut signed = 0;
        for by in ALGORITHMS {
            let Some(made) = private.sign(by, MESSAGE) else {
                assert!(by == Algorithm::RsaSha1 || !public.is_for(by));
                continue;
            };
            signed += 1;
            assert!(public.is_for(by) && private.public().unwrap().verify(by, MESSAGE, &made));
            assert!(!public.verify(by, b"another message", &made) && !public.verify(by, MESSAGE, b""));
            for other in ALGORITHMS {
                assert_eq!(public.verify(other, MESSAGE, &made), other == by, "{by:?} {other:?}");
            }
            // Of the long ones every eleventh: each costs an operation of the key.
            let step = if made.len() > 100 { 11 } else { 1 };
            for bit in (0..made.len() * 8).step_by(step) {
                let mut changed = made.clone();
                changed[bit / 8] ^= 1 << (bit % 8);
                assert!(!public.verify(by, MESSAGE, &changed), "{by:?}: bit {bit}");
            }
            assert!(!public.verify(by, MESSAGE, &[&made[..], &[0]].concat()));
            assert!(!public.verify(by, MESSAGE, &made[..made.len() - 1]));
        }
        assert_eq!(signed, count);
    }
}

#[test]
fn a_signature_is_of_one_key() {
    let others = [key!("ed.pub"), key!("ec.pub"), key!("ec384.pub"), key!("rsa.pub"), key!("pss.pub")];
    let made = PrivateKey::from_text(key!("rsa")).unwrap().sign(Algorithm::RsaPssSha512, MESSAGE).unwrap();
    let verifies =
        |text: &&str| PublicKey::from_text(text).unwrap().verify(Algorithm::RsaPssSha512, MESSAGE, &made);
    assert_eq!(others.iter().filter(|text| verifies(text)).count(), 1);
}

#[test]
fn a_seed_and_its_public_key_belong_together() {
    let seed: [u8; 32] = std::array::from_fn(|at| u8::try_from(at).unwrap());
    let key = PrivateKey::ed25519(&seed).unwrap();
    let made = key.sign(Algorithm::Ed25519, MESSAGE).unwrap();
    // RFC 8032's own way from the seed to the public key, as another library goes it.
    let public = [
        0x03, 0xa1, 0x07, 0xbf, 0xf3, 0xce, 0x10, 0xbe, 0x1d, 0x70, 0xdd, 0x18, 0xe7, 0x4b, 0xc0, 0x99, 0x67,
        0xe4, 0xd6, 0x30, 0x9b, 0xa5, 0x0d, 0x5f, 0x1d, 0xdc, 0x86, 0x64, 0x12, 0x55, 0x31, 0xb8,
    ];
    assert!(PublicKey::ed25519(&public).unwrap().verify(Algorithm::Ed25519, MESSAGE, &made));
    assert!(PrivateKey::ed25519(&[seed, public].concat()).is_ok());
    for wrong in [&[][..], &seed[..31], &[seed, seed].concat(), &[&seed[..], &public, &[0]].concat()] {
        assert!(PrivateKey::ed25519(wrong).is_err());
    }
    assert!(PublicKey::ed25519(&public[..31]).is_err());
}

#[test]
fn json_web_keys_are_read_whole() {
    // RFC 8037 appendix A.
    let ed = r#"{"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
    let key = PrivateKey::from_text(ed).unwrap();
    let made = key.sign(Algorithm::Ed25519, MESSAGE).unwrap();
    let public = ed.replace("\"d\":\"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A\",", "");
    assert!(PublicKey::from_text(&public).unwrap().verify(Algorithm::Ed25519, MESSAGE, &made));
    assert_eq!(PrivateKey::from_text(&public).map(drop), Err(SecretError::Public));
    for wrong in [
        ed.replace("Ed25519", "X25519"),
        ed.replace("OKP", "EC"),
        ed.replace("\"kty\":\"OKP\"", "\"kty\":1"),
        ed.replace("11qYAYKxCrfVS", "11qYAYKxCrfVT"),
        ed.replace("aPcHURo", "aPcHURo="),
        ed.replace("\"x\"", "\"d\""),
        ed.replace("\"x\"", "\"y\""),
        "{}".to_owned(),
        "{".to_owned(),
        r#"{"kty":"oct","k":"AAAA"}"#.to_owned(),
        r#"{"kty":"EC","crv":"P-256","x":"AA","y":"AA","d":"AA"}"#.to_owned(),
        r#"{"kty":"RSA","n":"AQAB","e":"AQAB","d":"AQAB"}"#.to_owned(),
    ] {
        assert!(PrivateKey::from_text(&wrong).is_err(), "{wrong}");
    }
}

#[test]
fn what_is_no_key_is_refused_without_a_panic() {
    for (private, public, _) in PAIRS {
        for text in [private, public] {
            let lines: Vec<&str> = text.lines().collect();
            for left_out in 0..lines.len() {
                let mut lines = lines.clone();
                lines.remove(left_out);
                let text = lines.join("\n");
                assert!(
                    PrivateKey::from_text(&text).is_err() && PublicKey::from_text(&text).is_err(),
                    "{text}"
                );
            }
        }
    }
    for text in ["", "-----BEGIN", "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----", "caf\u{e9}"] {
        assert!(PrivateKey::from_text(text).is_err() && PublicKey::from_text(text).is_err());
    }
    for der in [&[][..], &[0x30], &[0x30, 0x80], &[0x30, 0x84, 0xff, 0xff, 0xff, 0xff], &[0; 100]] {
        assert!(PublicKey::spki(der).is_err() && PrivateKey::pkcs8(der).is_err());
    }
    assert_eq!(format!("{:?}", PrivateKey::from_text(key!("ed")).unwrap()), "PrivateKey(..)");
}
