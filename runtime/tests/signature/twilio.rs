//! Twilio, beside the vendor's vectors.

use super::*;
use hookwright::signature::Secret;

const TOKEN: &str = "12345";
const FORM: &str = "application/x-www-form-urlencoded";
const URL: &str = "https://mycompany.com/myapp.php?foo=1&bar=2";

/// What the auth token signs for a form at this URL.
fn signature(url: &str, form: &str) -> String {
    let headers = HeaderMap::from_iter([(http::header::CONTENT_TYPE, HeaderValue::from_static(FORM))]);
    let unsigned = Unsigned { headers: &headers, ..Unsigned::post("", url, form.as_bytes()) };
    let signing = Signing::new(Scheme::twilio(), [TOKEN]).unwrap();
    signing.sign(&unsigned, at(NOW)).unwrap()[0].1.to_str().unwrap().to_owned()
}

fn request(content_type: &'static str, signature: &str) -> HeaderMap {
    HeaderMap::from_iter([
        (http::header::CONTENT_TYPE, HeaderValue::from_static(content_type)),
        (HeaderName::from_static("x-twilio-signature"), signature.parse().unwrap()),
    ])
}

fn judge_by(verifier: &Verifier, headers: &HeaderMap, url: &str, body: &str) -> Result<(), Refusal> {
    let request = Signed { headers, body: body.as_bytes(), url: Some(url), method: &Method::POST };
    verifier.verify(&request, at(NOW)).map(drop)
}

fn judge(headers: &HeaderMap, url: &str, body: &str) -> Result<(), Refusal> {
    judge_by(&Verifier::new(Scheme::twilio(), [TOKEN]).unwrap(), headers, url, body)
}

#[test]
fn forms_of_the_same_parameters_are_the_same() {
    let signed = request(FORM, &signature(URL, "b=2&a=x+y&a=1&c="));
    for same in [
        "b=2&a=x+y&a=1&c=",
        "a=1&a=x%20y&b=2&c=",
        "c=&a=1&a=1&a=x+y&b=2",
        "%61=1&a=%78+y&b=2&c",
        "&a=1&&a=x y&b=2&c",
    ] {
        assert_eq!(judge(&signed, URL, same), Ok(()), "{same}");
    }
    for other in ["b=2&a=x+y&c=", "b=2&a=x%2By&a=1&c=", "b=2&a=X+y&a=1&c=", "", "b=2&a=x+y&a=1&c=&d=%"] {
        assert_eq!(judge(&signed, URL, other), Err(Refusal::Mismatch), "{other}");
    }
}

#[test]
fn the_url_counts_with_and_without_its_port() {
    let of = |url: &str| request(FORM, &signature(url, "a=1"));
    for (sender, receiver) in [
        ("https://a.test/x", "https://a.test:443/x"),
        ("https://a.test:443/x", "https://a.test/x"),
        ("http://a.test:80/x?y", "http://a.test/x?y"),
        ("https://u:p@a.test/x", "https://u:p@a.test:443/x"),
        ("https://[::1]:443/x", "https://[::1]/x"),
        ("https://a.test", "https://a.test:443"),
    ] {
        assert_eq!(judge(&of(sender), receiver, "a=1"), Ok(()), "{sender} {receiver}");
    }
    for (sender, receiver) in [
        ("https://a.test:8443/x", "https://a.test/x"),
        ("https://a.test:80/x", "https://a.test/x"),
        ("https://a.test/x", "http://a.test/x"),
        ("https://a.test/x", "https://a.test/x/"),
        ("https://a.test/x", "https://A.test/x"),
    ] {
        assert_eq!(judge(&of(sender), receiver, "a=1"), Err(Refusal::Mismatch), "{sender} {receiver}");
    }
    let unknown = Verifier::new(Scheme::twilio(), [TOKEN]).unwrap();
    assert_eq!(verify(&unknown, &of(URL), b"a=1"), Err(Refusal::NoUrl));
}

#[test]
fn a_body_that_is_no_form_is_covered_by_its_digest() {
    const HELLO: &str = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
    let url = format!("https://a.test/x?y=1&bodySHA256={HELLO}");
    let signed = |url: &str| request("application/json", &signature(url, ""));
    assert_eq!(judge(&signed(&url), &url, "hello"), Ok(()));
    assert_eq!(judge(&signed(&url), &url, "hullo"), Err(Refusal::Digest));
    assert_eq!(judge(&signed(&url), &url, ""), Err(Refusal::Digest));
    for odd in
        [format!("{url}&bodySHA256={HELLO}"), format!("https://a.test/x?bodySHA256={}", HELLO.to_uppercase())]
    {
        assert_eq!(judge(&signed(&odd), &odd, "hello"), Err(Refusal::Digest), "{odd}");
    }
    for uncovered in [
        "https://a.test/x",
        &format!("https://a.test/bodySHA256={HELLO}"),
        &format!("https://a.test/#?bodySHA256={HELLO}"),
    ] {
        let refusal = judge(&signed(uncovered), uncovered, "hello").unwrap_err();
        assert_eq!(refusal, Refusal::Uncovered, "{uncovered}");
    }
    // What `GET` sends stands in the URL.
    assert_eq!(judge(&signed("https://a.test/x?a=1"), "https://a.test/x?a=1", ""), Ok(()));
}

/// HMAC-SHA256 of `https://a.test/xa1` under `shared`, by other software.
const SHA256: &str = "27Brt9mSE+k8l/cAqngGPO/xcSRk2xbA+7bAJjkbEFs=";

#[test]
fn a_shared_key_is_chosen_by_its_name() {
    let with = |settings: &'static str, signature: &str| {
        let mut headers = request(FORM, signature);
        headers.insert("x-twilio-webhooks-signature-settings", HeaderValue::from_static(settings));
        headers
    };
    let keys = [Secret::new(TOKEN).with_id("token"), Secret::new("shared").with_id("k1")];
    let verifier = Verifier::new(Scheme::twilio(), keys).unwrap();
    let judge = |headers: &HeaderMap| judge_by(&verifier, headers, "https://a.test/x", "a=1");
    assert_eq!(judge(&with("key=k1,algorithm=HMAC_SHA256", SHA256)), Ok(()));
    assert_eq!(judge(&with("algorithm=HMAC_SHA256, key=k1", SHA256)), Ok(()));
    assert_eq!(judge(&with("key=k2,algorithm=HMAC_SHA256", SHA256)), Err(Refusal::Mismatch));
    assert_eq!(judge(&with("key=token,algorithm=HMAC_SHA256", SHA256)), Err(Refusal::Mismatch));
    let sha1 = signature("https://a.test/x", "a=1");
    assert_eq!(judge(&request(FORM, &sha1)), Ok(()));
    assert_eq!(judge(&request(FORM, SHA256)), Err(Refusal::Mismatch));
    assert_eq!(judge(&with("key=token,algorithm=HMAC_SHA256", &sha1)), Err(Refusal::Mismatch));
    for other in ["key=k1,algorithm=HMAC_MD5", "key=k1", "key=k1,algorithm=hmac_sha256", "algorithm", "x"] {
        assert_eq!(judge(&with(other, SHA256)), Err(Refusal::Algorithm), "{other}");
    }
    for twice in ["key=k1,key=k1,algorithm=HMAC_SHA256", "algorithm=HMAC_SHA256,algorithm=HMAC_MD5,key=k1"] {
        assert_eq!(judge(&with(twice, SHA256)).unwrap_err().code(), "signature::malformed", "{twice}");
    }
}

#[test]
fn signatures_are_padded_base64_and_stand_once() {
    let right = signature(URL, "a=1");
    assert_eq!(judge(&request(FORM, &right), URL, "a=1"), Ok(()));
    for odd in [right.trim_end_matches('='), "!", "AAAA="] {
        assert_eq!(
            judge(&request(FORM, odd), URL, "a=1").unwrap_err().code(),
            "signature::malformed",
            "{odd}"
        );
    }
    let mut twice = request(FORM, &right);
    twice.append("x-twilio-signature", right.parse().unwrap());
    assert_eq!(judge(&twice, URL, "a=1").unwrap_err().code(), "signature::malformed");
    let mut kinds = request(FORM, &right);
    kinds.append("content-type", HeaderValue::from_static("application/json"));
    assert_eq!(judge(&kinds, URL, "a=1").unwrap_err().code(), "signature::malformed");
    assert!(
        Verifier::new(Scheme::twilio(), [""; 0]).is_err() && Verifier::new(Scheme::twilio(), [""]).is_err()
    );
}
