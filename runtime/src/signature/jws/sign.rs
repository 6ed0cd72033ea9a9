//! Signing: a token in the profile's header.

use std::time::SystemTime;

use http::{HeaderName, HeaderValue};
use serde_json::{Value, json};

use super::key::Key;
use super::token::encoded_text;
use super::{Profile, Says};
use crate::signature::encoding::hex;
use crate::signature::shared::sha256;
use crate::signature::{Secret, SecretError, SignError, Unsigned, clock};

/// How long a token of MessageBird's kind is good, in seconds.
const VALID: i64 = 60;

/// Signs by one profile.
#[derive(Clone, Debug)]
pub(in crate::signature) struct Signer {
    profile: Profile,
    key: Key,
}

impl Signer {
    pub(in crate::signature) fn new(profile: Profile, secrets: &[Secret]) -> Result<Self, SecretError> {
        let [secret] = secrets else {
            return Err(if secrets.is_empty() { SecretError::None } else { SecretError::Several });
        };
        Ok(Self { key: Key::new(profile, secret, true)?, profile })
    }

    pub(in crate::signature) fn sign(
        &self,
        request: &Unsigned<'_>,
        now: SystemTime,
    ) -> Result<Vec<(HeaderName, HeaderValue)>, SignError> {
        let mut said = json!({ "alg": self.key.algorithm() });
        if let Some(id) = &self.key.id {
            said["kid"] = Value::from(&**id);
        }
        let (payload, carried) = self.payload(&mut said, request, clock::seconds(now))?;
        let header = encoded_text(said.to_string().as_bytes());
        let message = [header.as_bytes(), b".", payload.as_slice()].concat();
        let made = self.key.sign(&message).ok_or(SignError::Key)?;
        let carried = if carried { String::from_utf8_lossy(&payload) } else { "".into() };
        let token = format!("{header}.{carried}.{}", encoded_text(&made));
        let name = HeaderName::from_bytes(self.profile.header.as_bytes()).map_err(|_| SignError::Header)?;
        let value = HeaderValue::from_str(&token).map_err(|_| SignError::Header)?;
        Ok(vec![(name, value)])
    }

    /// The payload as it is signed, and whether the token carries it.
    fn payload(
        &self,
        said: &mut Value,
        request: &Unsigned<'_>,
        now: i64,
    ) -> Result<(Vec<u8>, bool), SignError> {
        let digest = |bytes: &[u8]| hex(&sha256(&[bytes]));
        let claims = match self.profile.says {
            Says::Body => {
                said["b64"] = Value::Bool(false);
                said["crit"] = json!(["b64"]);
                return Ok((request.body.to_vec(), false));
            }
            _ if now < 0 => return Err(SignError::Time),
            Says::Plaid => json!({ "iat": now, "request_body_sha256": digest(request.body) }),
            Says::MessageBird => {
                let mut claims = json!({
                    "iss": "MessageBird", "nbf": now, "exp": now.saturating_add(VALID), "jti": request.id,
                    "url_hash": digest(request.url.as_bytes()),
                });
                if !request.body.is_empty() {
                    claims["payload_hash"] = Value::from(digest(request.body));
                }
                claims
            }
        };
        said["typ"] = Value::from("JWT");
        Ok((encoded_text(claims.to_string().as_bytes()).into_bytes(), true))
    }
}
