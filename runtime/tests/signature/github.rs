//! GitHub: the body is signed, the id is not.

use super::*;

fn github(secret: &str, id: &str) -> HeaderMap {
    headers(&Signing::github(secret).unwrap(), id, NOW)
}

#[test]
fn a_replay_under_a_new_id_keeps_its_signature_key() {
    let verifier = Verifier::new(Scheme::github(), ["new", "old"]).unwrap();
    let first = verify(&verifier, &github("new", "delivery-1"), BODY).unwrap();
    let replay = verify(&verifier, &github("new", "delivery-2"), BODY).unwrap();
    assert!(!first.id_is_signed);
    assert_ne!(first.id, replay.id);
    assert!(first.signature_key.is_some());
    assert_eq!(first.signature_key, replay.signature_key);
    // Also where it was captured under the other secret.
    let other = verify(&verifier, &github("old", "delivery-3"), BODY).unwrap();
    assert_eq!(first.signature_key, other.signature_key);
}

#[test]
fn the_id_of_github_may_be_absent_and_the_hex_has_one_spelling() {
    let verifier = Verifier::new(Scheme::github(), ["secret"]).unwrap();
    let mut headers = github("secret", "delivery-1");
    headers.remove("x-github-delivery");
    assert_eq!(verify(&verifier, &headers, BODY).unwrap().id, None);
    let right = headers["x-hub-signature-256"].to_str().unwrap().to_owned();
    let hex = right.trim_start_matches("sha256=");
    for wrong in [
        format!("sha256={}", hex.to_uppercase()),
        format!("sha256={hex}0"),
        format!("sha256= {hex}"),
        format!(" {right}"),
        format!("{right}, {right}"),
        format!("sha1={hex}"),
        "sha256=".to_owned(),
        "sha256=é".to_owned(),
        hex.to_owned(),
    ] {
        headers.insert("x-hub-signature-256", HeaderValue::from_bytes(wrong.as_bytes()).unwrap());
        let refusal = verify(&verifier, &headers, BODY).unwrap_err();
        assert_eq!(refusal.code(), "signature::malformed", "{wrong}");
    }
    let cut = HeaderValue::from_str(&right[..right.len() - 2]).unwrap();
    headers.insert("x-hub-signature-256", cut);
    assert_eq!(verify(&verifier, &headers, BODY), Err(Refusal::Mismatch));
}

#[test]
fn the_digest_in_githubs_documentation_is_made() {
    let signing = Signing::github("It's a Secret to Everybody").unwrap();
    let url = "https://hooks.example.com/";
    let signed = signing.sign("id", at(NOW), &Method::POST, url, b"Hello, World!").unwrap();
    let signed: HeaderMap = signed.into_iter().collect();
    assert_eq!(
        signed["x-hub-signature-256"],
        "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
    );
    assert_eq!(signed["x-github-delivery"], "id");
}
