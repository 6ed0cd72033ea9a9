//! Verifying: one signature that the profile asks for, and that is good.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::SystemTime;

use sfv::{BareItem, InnerList, Item, ListEntry};

use super::base::base;
use super::component::{self, Message};
use super::digest::{self, verify_content_digest};
use super::field::Field;
use super::key::Key;
use super::profile::{MessageAlgorithm, MessageSignatures};
use crate::signature::shared::sha256;
use crate::signature::{Refusal, Secret, SecretError, Signed, Verified, clock};

const INPUT: &str = "signature-input";
const SIGNATURE: &str = "signature";

/// How far the sender's clock may go ahead, in seconds, unless the receiver sets a tolerance.
const SKEW: i64 = 5;

/// Of several signatures no more are looked at: each costs the making of a base and an operation of a key.
const MOST_SIGNATURES: usize = 8;

/// Checks signatures of one profile.
#[derive(Clone, Debug)]
pub(in crate::signature) struct Verifier {
    profile: Arc<MessageSignatures>,
    wanted: Vec<Option<Item>>,
    keys: Vec<Key>,
}

impl Verifier {
    pub(in crate::signature) fn new(
        profile: &Arc<MessageSignatures>,
        secrets: &[Secret],
    ) -> Result<Self, SecretError> {
        let key = |secret| Key::new(secret, profile.algorithm, false);
        let keys: Vec<Key> = secrets.iter().map(key).collect::<Result<_, _>>()?;
        if keys.is_empty() {
            return Err(SecretError::None);
        }
        Ok(Self { wanted: profile.wanted(), profile: Arc::clone(profile), keys })
    }

    pub(in crate::signature) fn verify<'a>(
        &self,
        request: &Signed<'a>,
        tolerance: Option<u64>,
        now: SystemTime,
    ) -> Result<Verified<'a>, Refusal> {
        let inputs = Field::read(request.headers, INPUT)?.members;
        let signatures = Field::read(request.headers, SIGNATURE)?;
        // Section 4.2: a label that stands in one of the two alone is an error.
        let labels = &signatures.members;
        if inputs.len() != labels.len() || !inputs.keys().all(|label| labels.contains_key(label)) {
            return Err(Refusal::Malformed { field: SIGNATURE });
        }
        let mut why = Refusal::Missing { field: SIGNATURE };
        let asked_for = inputs.iter().filter_map(|(label, entry)| match entry {
            ListEntry::InnerList(input) if self.is_asked_for(input) => Some((input, labels.get(label)?)),
            _ => None,
        });
        for (input, given) in asked_for.take(MOST_SIGNATURES) {
            let verdict = match signatures.bytes(given) {
                Some(given) => self.one(input, given, request, tolerance, clock::seconds(now)),
                None => Err(Refusal::Malformed { field: SIGNATURE }),
            };
            match verdict {
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
        let id = self.id(input)?;
        let message = Message { request, status: self.profile.status };
        let base = base(input, message).ok_or(if self.lacks_url(input, request) {
            Refusal::NoUrl
        } else {
            Refusal::Malformed { field: INPUT }
        })?;
        let key = self.matching(input, base.as_bytes(), given)?;
        let timestamp = self.fresh(input, tolerance, now)?;
        self.digest(input, request)?;
        let mut verified = Verified {
            id_is_signed: id.is_some(),
            id,
            timestamp,
            secret: key.id.clone(),
            ..Verified::default()
        };
        if verified.id.is_none() {
            let name = sha256(&[base.as_bytes()]);
            verified.signature_keys.push(name);
            verified.digest = Some(name);
        }
        Ok(verified)
    }

    /// A URL is covered, and ours is not known.
    fn lacks_url(&self, input: &InnerList, request: &Signed<'_>) -> bool {
        let needs_it = |name: &str| name.starts_with('@') && name != "@method";
        let of_request = self.profile.status.is_none() && request.url.is_none();
        of_request && input.items.iter().filter_map(component::name).any(needs_it)
    }

    /// The `nonce`, where it is the id.
    fn id<'a>(&self, input: &InnerList) -> Result<Option<Cow<'a, str>>, Refusal> {
        let nonce = text(input, "nonce")?.filter(|nonce| !nonce.is_empty());
        match (self.profile.nonce_is_id, nonce) {
            (true, None) => Err(Refusal::Missing { field: "nonce" }),
            (true, Some(nonce)) => Ok(Some(Cow::Owned(nonce.to_owned()))),
            (false, _) => Ok(None),
        }
    }

    /// A digest that is signed, or that the profile has checked, is the body's.
    fn digest(&self, input: &InnerList, request: &Signed<'_>) -> Result<(), Refusal> {
        let is_covered = || input.items.iter().any(|item| component::name(item) == Some(digest::NAME));
        let is_there = || request.headers.contains_key(digest::NAME);
        let checks = match self.profile.checks_digest {
            Some(checks) => checks && is_there(),
            None => is_covered(),
        };
        if checks || self.profile.demands_digest {
            verify_content_digest(request.headers, request.body)
        } else {
            Ok(())
        }
    }

    /// Every component that the profile demands is there as a whole.
    fn covers(&self, input: &InnerList) -> Result<(), Refusal> {
        let covers = |wanted: &Item| input.items.iter().any(|item| component::covers(item, wanted));
        let all = self.wanted.iter().all(|wanted| wanted.as_ref().is_some_and(covers));
        if all { Ok(()) } else { Err(Refusal::Uncovered) }
    }

    fn matching(&self, input: &InnerList, base: &[u8], given: &[u8]) -> Result<&Key, Refusal> {
        let asked = match text(input, "alg")? {
            Some(name) => Some(MessageAlgorithm::named(name).ok_or(Refusal::Algorithm)?),
            None => None,
        };
        let wanted = text(input, "keyid")?;
        let named = |key: &&Key| key.id.is_none() || key.id.as_deref() == wanted;
        let (mut why, mut verified) = (Refusal::UnknownKey, None);
        for key in self.keys.iter().filter(named) {
            let mut algorithms =
                key.algorithms.iter().filter(|by| asked.is_none_or(|asked| asked == **by)).peekable();
            why = if algorithms.peek().is_some() { Refusal::Mismatch } else { Refusal::Algorithm };
            if algorithms.any(|by| key.verify(*by, base, given)) {
                verified = Some(key);
                break;
            }
        }
        verified.ok_or(why)
    }

    /// `created` and `expires`, in Unix seconds.
    fn fresh(&self, input: &InnerList, tolerance: Option<u64>, now: i64) -> Result<Option<i64>, Refusal> {
        let created = integer(input, "created")?;
        let oldest = self.profile.max_age.map(|age| tolerance.unwrap_or(age));
        let skew = tolerance.map_or(SKEW, |seconds| i64::try_from(seconds).unwrap_or(i64::MAX));
        match (created, oldest) {
            (None, Some(_)) => return Err(Refusal::Missing { field: "created" }),
            (Some(created), _) if created > now.saturating_add(skew) => {
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
