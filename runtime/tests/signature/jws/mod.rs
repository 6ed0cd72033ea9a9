//! JSON Web Signatures in a header, written by hand, beside the vectors.

mod claims;
mod detached;

use std::time::SystemTime;

use base64ct::{Base64UrlUnpadded, Encoding as _};
use hmac::{Hmac, KeyInit as _, Mac as _};
use hookwright::signature::{Refusal, Scheme, Secret, Signed, Verified, Verifier};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};

use super::{NOW, at};

const BODY: &[u8] = br#"{"id":"evt_1"}"#;
const URL: &str = "https://hooks.example.com/webhook?shop=1";

fn encoded(bytes: impl AsRef<[u8]>) -> String {
    Base64UrlUnpadded::encode_string(bytes.as_ref())
}

/// HS256 by hand.
fn hs256(key: &[u8], message: &[u8]) -> Vec<u8> {
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(key).unwrap();
    mac.update(message);
    mac.finalize().into_bytes().to_vec()
}

/// ES256 by hand, under the key of `data/keys/ec.pem`.
fn es256(message: &[u8]) -> Vec<u8> {
    let pem: String =
        include_str!("../../data/keys/ec.pem").lines().filter(|line| !line.starts_with('-')).collect();
    let der = base64ct::Base64::decode_vec(&pem).unwrap();
    let random = SystemRandom::new();
    let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &der, &random).unwrap();
    key.sign(&random, message).unwrap().as_ref().to_vec()
}

/// A request with one header.
struct Case {
    scheme: Scheme,
    secrets: Vec<Secret>,
    headers: HeaderMap,
    body: Vec<u8>,
    url: Option<&'static str>,
    now: SystemTime,
}

impl Case {
    fn new(scheme: Scheme, secret: &str, header: &str, value: &str) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(
            header.parse::<HeaderName>().unwrap(),
            HeaderValue::from_bytes(value.as_bytes()).unwrap(),
        );
        let secrets = vec![Secret::new(secret)];
        Self { scheme, secrets, headers, body: BODY.to_vec(), url: Some(URL), now: at(NOW) }
    }

    fn verify(&self) -> Result<Verified<'static>, Refusal> {
        let verifier = Verifier::new(self.scheme.clone(), &self.secrets).unwrap();
        let (headers, body, url) = (&self.headers, self.body.as_slice(), self.url);
        let request = Signed { headers, body, url, method: &Method::POST };
        verifier.verify(&request, self.now).map(Verified::into_owned)
    }

    #[track_caller]
    fn accepted(&self) -> Verified<'static> {
        match self.verify() {
            Ok(verified) => verified,
            Err(refusal) => panic!("{refusal}: {:?}", self.headers),
        }
    }

    #[track_caller]
    fn refused(&self, code: &str) {
        match self.verify() {
            Ok(_) => panic!("accepted: {:?}", self.headers),
            Err(refusal) => assert_eq!(refusal.code(), code, "{:?}", self.headers),
        }
    }
}
