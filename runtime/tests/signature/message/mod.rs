//! HTTP Message Signatures: what the RFCs say, written down by hand, beside the vectors.

mod components;
mod keys;
mod labels;
mod mutations;
mod policy;

use std::time::SystemTime;

use base64ct::{Base64, Encoding as _};
use hmac::{Hmac, KeyInit as _, Mac as _};
use hookwright::signature::{
    MessageSignatures, Refusal, Scheme, Secret, Signed, Signing, Unsigned, Verified, Verifier,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method};

use super::{NOW, at};

/// A shared key of 32 bytes.
const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const URL: &str = "https://hooks.example.com/webhook?shop=1&lang=de%20AT";

/// A profile that demands nothing, so that one thing after another can be looked at.
fn lax() -> MessageSignatures {
    MessageSignatures::new().components(<[&str; 0]>::default()).demand_digest(false).any_age()
}

/// The signature over a base that was written by hand.
fn signature(base: &str) -> String {
    let key = Base64::decode_vec(KEY).unwrap();
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(&key).unwrap();
    mac.update(base.as_bytes());
    Base64::encode_string(&mac.finalize().into_bytes())
}

/// The base of these components (identifier, value) and parameters.
fn base(components: &[(&str, &str)], parameters: &str) -> (String, String) {
    let names: Vec<&str> = components.iter().map(|(name, _)| *name).collect();
    let input = format!("({}){parameters}", names.join(" "));
    let lines: String = components.iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
    (format!("{lines}\"@signature-params\": {input}"), input)
}

/// A request, and how it is verified.
struct Case {
    profile: MessageSignatures,
    secrets: Vec<Secret>,
    headers: HeaderMap,
    body: &'static [u8],
    url: Option<&'static str>,
    method: Method,
    now: SystemTime,
}

impl Case {
    fn new() -> Self {
        Self {
            profile: lax(),
            secrets: vec![Secret::new(KEY)],
            headers: HeaderMap::new(),
            body: b"{\"id\":\"evt_1\"}",
            url: Some(URL),
            method: Method::POST,
            now: at(NOW),
        }
    }

    fn with(mut self, name: &str, value: &[u8]) -> Self {
        self.headers.append(name.parse::<HeaderName>().unwrap(), HeaderValue::from_bytes(value).unwrap());
        self
    }

    fn profile(self, profile: MessageSignatures) -> Self {
        Self { profile, ..self }
    }

    /// Signs by hand, under the label `sig1`.
    fn signed(self, components: &[(&str, &str)], parameters: &str) -> Self {
        let (base, input) = base(components, parameters);
        let signature = signature(&base);
        self.with("signature-input", format!("sig1={input}").as_bytes())
            .with("signature", format!("sig1=:{signature}:").as_bytes())
    }

    /// Signs by the library.
    fn sent(self, profile: &MessageSignatures, secrets: &[Secret]) -> Self {
        let signing = Signing::new(Scheme::message_signatures(profile.clone()), secrets).unwrap();
        let url = self.url.unwrap();
        let unsigned =
            Unsigned { id: "evt_1", method: &self.method, url, headers: &self.headers, body: self.body };
        let mut headers = self.headers.clone();
        headers.extend(signing.sign(&unsigned, at(NOW)).unwrap());
        Self { headers, profile: profile.clone(), ..self }
    }

    fn verify(&self) -> Result<Verified<'static>, Refusal> {
        let scheme = Scheme::message_signatures(self.profile.clone());
        let verifier = Verifier::new(scheme, &self.secrets).unwrap();
        let request = Signed { headers: &self.headers, body: self.body, url: self.url, method: &self.method };
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
