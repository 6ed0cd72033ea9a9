//! Verifying a token: first whose it is, then what it says.

use std::borrow::Cow;
use std::time::SystemTime;

use super::key::Key;
use super::token::{Token, decoded, encoded_text};
use super::{Profile, Says, claims};
use crate::json::Tree;
use crate::signature::shared::sha256;
use crate::signature::{Refusal, Secret, SecretError, Signed, Verified, Wanted, clock, header};

/// Checks tokens of one profile.
#[derive(Clone, Debug)]
pub(in crate::signature) struct Verifier {
    profile: Profile,
    keys: Vec<Key>,
}

impl Verifier {
    /// With `elsewhere`, keys may come later, by their ids, and there may be none yet.
    pub(in crate::signature) fn new(
        profile: Profile,
        secrets: &[Secret],
        elsewhere: bool,
    ) -> Result<Self, SecretError> {
        let keys: Vec<Key> =
            secrets.iter().map(|secret| Key::new(profile, secret, false)).collect::<Result<_, _>>()?;
        if keys.is_empty() && !elsewhere { Err(SecretError::None) } else { Ok(Self { profile, keys }) }
    }

    pub(in crate::signature) fn verify<'a>(
        &self,
        request: &Signed<'a>,
        fetched: Option<&[u8]>,
        tolerance: Option<u64>,
        now: SystemTime,
    ) -> Result<Verified<'a>, Refusal> {
        let fetched = fetched.map(|json| Key::fetched(self.profile, json)).transpose()?.unwrap_or_default();
        let field = self.profile.header;
        let token = Token::read(header::only(request.headers, field)?, field)?;
        if !self.profile.algorithms.contains(&token.algorithm.as_str()) {
            return Err(Refusal::Algorithm);
        }
        let message = self.message(&token, request)?;
        let key = self.matching(&fetched, &token, &message, clock::seconds(now))?;
        let (timestamp, id) = self.told(&token, request, tolerance, clock::seconds(now))?;
        let mut verified = Verified {
            id_is_signed: id.is_some(),
            id: id.map(Cow::Owned),
            timestamp,
            secret: key.id.clone(),
            ..Verified::default()
        };
        if verified.id.is_none() {
            // Tokens of one body may differ by their time; what is not to come twice is the token.
            let name = sha256(&[&message]);
            verified.signature_keys.push(name);
            verified.digest = Some(name);
        }
        Ok(verified)
    }

    /// The key that the request names, where it is none of ours.
    pub(in crate::signature) fn wanted(&self, request: &Signed<'_>) -> Result<Option<Wanted>, Refusal> {
        let field = self.profile.header;
        let token = Token::read(header::only(request.headers, field)?, field)?;
        let ours = |id: &str| self.keys.iter().any(|key| key.id.as_deref() == Some(id));
        let usable = self.profile.algorithms.contains(&token.algorithm.as_str());
        Ok(token.key.filter(|id| usable && !ours(id)).map(|id| Wanted::Key { id }))
    }

    /// The signed bytes.
    fn message(&self, token: &Token<'_>, request: &Signed<'_>) -> Result<Vec<u8>, Refusal> {
        let malformed = Refusal::Malformed { field: self.profile.header };
        let payload = match self.profile.says {
            Says::Body if !token.payload.is_empty() => return Err(malformed),
            Says::Body if token.encoded => encoded_text(request.body).into_bytes(),
            Says::Body => request.body.to_vec(),
            // Claims are always encoded (RFC 7797 section 7).
            _ if !token.encoded => return Err(malformed),
            _ => token.payload.as_bytes().to_vec(),
        };
        Ok([token.header.as_bytes(), b".", &payload].concat())
    }

    fn matching<'k>(
        &'k self,
        fetched: &'k [Key],
        token: &Token<'_>,
        message: &[u8],
        now: i64,
    ) -> Result<&'k Key, Refusal> {
        let named = |key: &&Key| match (&key.id, &token.key) {
            (Some(own), Some(asked)) => **own == **asked,
            _ => true,
        };
        let must_be_named = self.profile.says == Says::Plaid && token.key.is_none();
        let mut keys = self.keys.iter().chain(fetched).filter(named).peekable();
        if must_be_named || keys.peek().is_none() {
            return Err(Refusal::UnknownKey);
        }
        let mut why = Refusal::Mismatch;
        for key in keys {
            if !key.allows(&token.algorithm) {
                why = Refusal::Algorithm;
            } else if key.expired.is_some_and(|expired| now > expired) {
                why = Refusal::UnknownKey;
            } else if key.verify(&token.algorithm, message, &token.signature) {
                return Ok(key);
            }
        }
        Err(why)
    }

    fn told(
        &self,
        token: &Token<'_>,
        request: &Signed<'_>,
        tolerance: Option<u64>,
        now: i64,
    ) -> Result<claims::Told, Refusal> {
        if self.profile.says == Says::Body {
            return Ok((None, None));
        }
        let malformed = Refusal::Malformed { field: self.profile.header };
        let payload = decoded(token.payload).ok_or(malformed)?;
        let text = std::str::from_utf8(&payload).map_err(|_| malformed)?;
        let claims = Tree::distinct(text).map_err(|_| malformed)?;
        match self.profile.says {
            Says::Plaid => claims::plaid(&claims, request, tolerance, now),
            _ => claims::messagebird(&claims, request, now),
        }
    }
}
