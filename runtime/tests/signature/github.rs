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
    assert!(!first.signature_keys.is_empty());
    assert_eq!(first.signature_keys, replay.signature_keys);
    // Also where it was captured under the other secret.
    let other = verify(&verifier, &github("old", "delivery-3"), BODY).unwrap();
    assert_eq!(first.signature_keys, other.signature_keys);
    // And a store that outlives a change of secrets knows it again.
    let rotated = Verifier::new(Scheme::github(), ["newest", "new"]).unwrap();
    let after = verify(&rotated, &github("new", "delivery-4"), BODY).unwrap();
    assert!(after.signature_keys.iter().any(|key| first.signature_keys.contains(key)));
}

#[test]
fn the_id_of_github_may_be_absent_and_the_hex_has_one_spelling() {
    let verifier = Verifier::new(Scheme::github(), ["secret"]).unwrap();
    let mut headers = github("secret", "delivery-1");
    headers.remove("x-github-delivery");
    let verified = verify(&verifier, &headers, BODY).unwrap();
    assert_eq!(verified.id, None);
    assert!(verified.digest.is_some());
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
    let signed = signing.sign(&Unsigned::post("id", url, b"Hello, World!"), at(NOW)).unwrap();
    let signed: HeaderMap = signed.into_iter().collect();
    assert_eq!(
        signed["x-hub-signature-256"],
        "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
    );
    assert_eq!(signed["x-github-delivery"], "id");
}
