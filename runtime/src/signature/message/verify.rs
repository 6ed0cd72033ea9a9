//! Verifying: one signature that the profile asks for, and that is good.

use std::sync::Arc;
use std::time::SystemTime;

use base64ct::{Base64, Encoding as _};
use http::HeaderMap;
use sfv::{BareItem, Dictionary, InnerList, ListEntry, Parser};

use super::base::base;
use super::component::{self, Message};
use super::digest::{self, verify_content_digest};
use super::key::Key;
use super::profile::{MessageAlgorithm, MessageSignatures};
use crate::signature::shared::sha256;
use crate::signature::{Refusal, Secret, SecretError, Signed, Verified, clock};

const INPUT: &str = "signature-input";
const SIGNATURE: &str = "signature";

/// How far the sender's clock may go ahead, in seconds.
const SKEW: i64 = 5;

/// Of several signatures no more are looked at: each costs the making of a base and an operation of a key.
const MOST_SIGNATURES: usize = 8;

/// Checks signatures of one profile.
#[derive(Clone, Debug)]
pub(in crate::signature) struct Verifier {
    profile: Arc<MessageSignatures>,
    keys: Vec<Key>,
}

impl Verifier {
    pub(in crate::signature) fn new(
        profile: &Arc<MessageSignatures>,
        secrets: &[Secret],
    ) -> Result<Self, SecretError> {
        let keys: Vec<Key> =
            secrets.iter().map(|secret| Key::new(secret, false)).collect::<Result<_, _>>()?;
        if keys.is_empty() { Err(SecretError::None) } else { Ok(Self { profile: Arc::clone(profile), keys }) }
    }

    pub(in crate::signature) fn verify<'a>(
        &self,
        request: &Signed<'a>,
        tolerance: Option<u64>,
        now: SystemTime,
    ) -> Result<Verified<'a>, Refusal> {
        let inputs = dictionary(request.headers, INPUT)?;
        let signatures = dictionary(request.headers, SIGNATURE)?;
        let raw = joined(request.headers, SIGNATURE)?;
        let mut why = Refusal::Missing { field: SIGNATURE };
        let mut left = MOST_SIGNATURES;
        for (label, entry) in &inputs {
            let (ListEntry::InnerList(input), Some(given)) = (entry, signatures.get(label)) else { continue };
            if !self.is_asked_for(input) {
                continue;
            }
            let Some(given) = bytes(given, &raw) else {
                why = Refusal::Malformed { field: SIGNATURE };
                continue;
            };
            if left == 0 {
                break;
            }
            left -= 1;
            match self.one(input, given, request, tolerance, clock::seconds(now)) {
                Ok(verified) => return Ok(verified),
                Err(refusal) => why = refusal,
            }
        }
        Err(why)
    }

    fn is_asked_for(&self, input: &InnerList) -> bool {
        self.profile.tag.as_deref().is_none_or(|tag| text(input, "tag").is_ok_and(|own| own == Some(tag)))
    }

    fn one<'a>(
        &self,
        input: &InnerList,
        given: &[u8],
        request: &Signed<'a>,
        tolerance: Option<u64>,
        now: i64,
    ) -> Result<Verified<'a>, Refusal> {
        self.covers(input)?;
        let message = Message { request, status: self.profile.status };
        let (base, _) = base(input, message).ok_or(Refusal::Malformed { field: INPUT })?;
        let key = self.matching(input, base.as_bytes(), given)?;
        let created = self.fresh(input, tolerance, now)?;
        let is_covered = input.items.iter().any(|item| component::name(item) == Some(digest::NAME));
        if self.profile.checks_digest.unwrap_or(is_covered) || self.profile.demands_digest {
            verify_content_digest(request.headers, request.body)?;
        }
        let mut verified = Verified {
            timestamp: created,
            secret: key.id.clone(),
            digest: Some(sha256(&[base.as_bytes()])),
            ..Verified::default()
        };
        verified.signature_keys.push(sha256(&[base.as_bytes()]));
        Ok(verified)
    }

    /// Every component that the profile demands is there as a whole.
    fn covers(&self, input: &InnerList) -> Result<(), Refusal> {
        let covers = |wanted: &str| {
            input.items.iter().any(|item| component::name(item) == Some(wanted) && component::is_whole(item))
        };
        let digest = !self.profile.demands_digest || covers(digest::NAME);
        let all = self.profile.components.iter().all(|wanted| covers(wanted));
        if digest && all { Ok(()) } else { Err(Refusal::Uncovered) }
    }

    fn matching(&self, input: &InnerList, base: &[u8], given: &[u8]) -> Result<&Key, Refusal> {
        let asked = match text(input, "alg")? {
            Some(name) => Some(MessageAlgorithm::named(name).ok_or(Refusal::Algorithm)?),
            None => None,
        };
        let algorithms: Vec<MessageAlgorithm> = match (self.profile.algorithm, asked) {
            (Some(pinned), Some(asked)) if pinned != asked => return Err(Refusal::Algorithm),
            (Some(one), _) | (None, Some(one)) => vec![one],
            (None, None) => MessageAlgorithm::ALL.into(),
        };
        let wanted = text(input, "keyid")?;
        let named = |key: &&Key| key.id.is_none() || wanted.is_none() || key.id.as_deref() == wanted;
        let mut keys = self.keys.iter().filter(named).peekable();
        if keys.peek().is_none() {
            return Err(Refusal::UnknownKey);
        }
        let verifies = |key: &&Key| algorithms.iter().any(|by| key.verify(*by, base, given));
        keys.find(verifies).ok_or(Refusal::Mismatch)
    }

    /// `created` and `expires`, in Unix seconds.
    fn fresh(&self, input: &InnerList, tolerance: Option<u64>, now: i64) -> Result<Option<i64>, Refusal> {
        let created = integer(input, "created")?;
        let oldest = self.profile.max_age.map(|age| tolerance.unwrap_or(age));
        match (created, oldest) {
            (None, Some(_)) => return Err(Refusal::Missing { field: "created" }),
            (Some(created), _) if created > now.saturating_add(SKEW) => {
                return Err(Refusal::Future { seconds: created.abs_diff(now) });
            }
            (Some(created), Some(oldest)) if created < now && now.abs_diff(created) > oldest => {
                return Err(Refusal::Stale { seconds: now.abs_diff(created) });
            }
            _ => {}
        }
        match integer(input, "expires")? {
            Some(expires) if now > expires => Err(Refusal::Stale { seconds: now.abs_diff(expires) }),
            _ => Ok(created),
        }
    }
}

/// All values of a header as one.
fn joined(headers: &HeaderMap, name: &'static str) -> Result<String, Refusal> {
    let values = headers.get_all(name).iter().map(|value| value.to_str());
    let text =
        values.collect::<Result<Vec<_>, _>>().map_err(|_| Refusal::Malformed { field: name })?.join(", ");
    if text.trim().is_empty() { Err(Refusal::Missing { field: name }) } else { Ok(text) }
}

fn dictionary(headers: &HeaderMap, name: &'static str) -> Result<Dictionary, Refusal> {
    Parser::new(&joined(headers, name)?).parse().map_err(|_| Refusal::Malformed { field: name })
}

/// The bytes of a signature, where they are written in the one way that there is.
fn bytes<'e>(entry: &'e ListEntry, raw: &str) -> Option<&'e [u8]> {
    let ListEntry::Item(item) = entry else { return None };
    let BareItem::ByteSequence(given) = &item.bare_item else { return None };
    raw.contains(&format!(":{}:", Base64::encode_string(given))).then_some(given.as_slice())
}

fn text<'i>(input: &'i InnerList, name: &str) -> Result<Option<&'i str>, Refusal> {
    match input.params.get(name) {
        None => Ok(None),
        Some(BareItem::String(text)) => Ok(Some(text.as_str())),
        Some(_) => Err(Refusal::Malformed { field: INPUT }),
    }
}

fn integer(input: &InnerList, name: &str) -> Result<Option<i64>, Refusal> {
    match input.params.get(name) {
        None => Ok(None),
        Some(BareItem::Integer(number)) => Ok(Some(i64::from(*number))),
        Some(_) => Err(Refusal::Malformed { field: INPUT }),
    }
}
