//! Secrets that can't be used, and what can't be signed.

use super::*;

#[test]
fn bad_secrets_are_refused_and_never_shown() {
    let none: [&str; 0] = [];
    let standard = Scheme::standard_webhooks;
    assert_eq!(Verifier::new(standard(), none).unwrap_err(), SecretError::None);
    assert_eq!(Verifier::new(standard(), [""]).unwrap_err(), SecretError::Empty);
    assert_eq!(Verifier::new(standard(), ["whsec_"]).unwrap_err(), SecretError::Empty);
    assert_eq!(Verifier::new(Scheme::github(), [""]).unwrap_err(), SecretError::Empty);
    assert_eq!(Verifier::new(Scheme::github(), ["good", ""]).unwrap_err(), SecretError::Empty);
    for wrong in ["whsec_hunter2!", "whsec_hunter2", "hunter2\n", " whsec_AQID"] {
        let error = Verifier::new(standard(), [SECRET, wrong]).unwrap_err();
        assert_eq!(error, SecretError::Encoding);
        assert!(!format!("{error} {error:?}").contains("hunter2"));
    }
    let verifier = Verifier::new(Scheme::github(), ["hunter2"]).unwrap();
    let signing = Signing::github("hunter2").unwrap();
    let shown = format!("{verifier:?} {signing:?}");
    assert!(!shown.contains("hunter2") && shown.contains("github"), "{shown}");
    // Nor as bytes: "hunter2" in decimal.
    assert!(!shown.contains("104, 117"), "{shown}");
}

#[test]
fn a_scheme_with_one_signature_signs_with_one_secret() {
    let error = Signing::new(Scheme::github(), ["a", "b"]).unwrap_err();
    assert_eq!(error, SecretError::Several);
}

#[test]
fn ids_and_times_that_cannot_travel_are_errors() {
    let signing = Signing::standard_webhooks(SECRET).unwrap();
    let sign = |id: &str, now| signing.sign(&Unsigned::post(id, "", BODY), now);
    for id in ["", " ", "a b", "a\r\nb", "é", "a\u{7f}"] {
        assert_eq!(sign(id, at(NOW)).unwrap_err(), SignError::Id, "{id:?}");
    }
    let early = UNIX_EPOCH - Duration::from_secs(1);
    assert_eq!(sign("id", early).unwrap_err(), SignError::Time);
    let unsigned = Signing::unsigned().sign(&Unsigned::post("", "", BODY), early).unwrap();
    assert!(unsigned.is_empty());
}

#[test]
fn presets_are_found_by_name() {
    for name in Scheme::presets() {
        assert_eq!(Scheme::preset(name).unwrap().name(), name);
    }
    assert_eq!(Scheme::preset("Standard-Webhooks"), None);
    assert!(Scheme::standard_webhooks().signs_id());
    assert!(!Scheme::github().signs_id());
}
