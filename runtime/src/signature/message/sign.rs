//! Signing: `Signature-Input`, `Signature`, and `Content-Digest` where it is covered.

use std::sync::Arc;
use std::time::SystemTime;

use http::{HeaderMap, HeaderName, HeaderValue};
use sfv::{BareItem, Dictionary, FieldType as _, InnerList, Integer, Item, KeyRef, ListEntry};

use super::base::base;
use super::component::Message;
use super::digest;
use super::key::Key;
use super::profile::{MessageAlgorithm, MessageSignatures};
use crate::signature::{Secret, SecretError, SignError, Signed, Unsigned, clock};

/// Signs by one profile, with every key under a label of its own.
#[derive(Clone, Debug)]
pub(in crate::signature) struct Signer {
    profile: Arc<MessageSignatures>,
    keys: Vec<(Key, MessageAlgorithm)>,
}

impl Signer {
    pub(in crate::signature) fn new(
        profile: &Arc<MessageSignatures>,
        secrets: &[Secret],
    ) -> Result<Self, SecretError> {
        let mut keys = Vec::new();
        for secret in secrets {
            let key = Key::new(secret, true)?;
            let mut algorithms = MessageAlgorithm::ALL.into_iter();
            let fits = |by: &MessageAlgorithm| {
                profile.algorithm.is_none_or(|pinned| pinned == *by) && key.sign(*by, b"").is_some()
            };
            let algorithm = algorithms.find(fits).ok_or(SecretError::Encoding)?;
            keys.push((key, algorithm));
        }
        if keys.is_empty() { Err(SecretError::None) } else { Ok(Self { profile: Arc::clone(profile), keys }) }
    }

    pub(in crate::signature) fn sign(
        &self,
        request: &Unsigned<'_>,
        now: SystemTime,
    ) -> Result<Vec<(HeaderName, HeaderValue)>, SignError> {
        let mut headers = request.headers.clone();
        let mut added = Vec::with_capacity(3);
        let covers_digest = self.profile.components.iter().any(|name| name == digest::NAME);
        if covers_digest || self.profile.demands_digest {
            let value = value(&digest::content_digest(request.body))?;
            headers.insert(digest::NAME, value.clone());
            added.push((HeaderName::from_static(digest::NAME), value));
        }
        let (inputs, signatures) = self.fields(request, &headers, clock::seconds(now))?;
        let write = |field: Dictionary| field.serialize().ok_or(SignError::Header);
        added.push((HeaderName::from_static("signature-input"), value(&write(inputs)?)?));
        added.push((HeaderName::from_static("signature"), value(&write(signatures)?)?));
        Ok(added)
    }

    fn fields(
        &self,
        request: &Unsigned<'_>,
        headers: &HeaderMap,
        now: i64,
    ) -> Result<(Dictionary, Dictionary), SignError> {
        let signed = Signed { headers, ..request.as_signed() };
        let message = Message { request: &signed, status: self.profile.status };
        let (mut inputs, mut signatures) = (Dictionary::new(), Dictionary::new());
        for (at, (key, algorithm)) in self.keys.iter().enumerate() {
            let input = self.input(key, now)?;
            let (base, _) = base(&input, message).ok_or(SignError::Header)?;
            let made = key.sign(*algorithm, base.as_bytes()).ok_or(SignError::Key)?;
            let label = format!("sig{}", at + 1);
            let label = KeyRef::from_str(&label).map_err(|_| SignError::Header)?.to_owned();
            inputs.insert(label.clone(), ListEntry::InnerList(input));
            signatures.insert(label, ListEntry::Item(Item::new(BareItem::ByteSequence(made))));
        }
        Ok((inputs, signatures))
    }

    fn input(&self, key: &Key, now: i64) -> Result<InnerList, SignError> {
        let mut names: Vec<&str> = self.profile.components.iter().map(String::as_str).collect();
        if self.profile.demands_digest && !names.contains(&digest::NAME) {
            names.push(digest::NAME);
        }
        let items = names.iter().map(|name| text(name).map(Item::new)).collect::<Result<_, _>>()?;
        let mut input = InnerList::new(items);
        let created = Integer::try_from(now).ok().filter(|_| now >= 0).ok_or(SignError::Time)?;
        let mut add = |name: &str, value: BareItem| {
            KeyRef::from_str(name)
                .map(|name| input.params.insert(name.to_owned(), value))
                .map(drop)
                .map_err(|_| SignError::Header)
        };
        add("created", BareItem::Integer(created))?;
        if let Some(id) = &key.id {
            add("keyid", text(id)?)?;
        }
        if let Some(tag) = &self.profile.tag {
            add("tag", text(tag)?)?;
        }
        Ok(input)
    }
}

fn text(text: &str) -> Result<BareItem, SignError> {
    sfv::String::from_string(text.to_owned()).map(BareItem::String).map_err(|_| SignError::Header)
}

fn value(text: &str) -> Result<HeaderValue, SignError> {
    HeaderValue::from_str(text).map_err(|_| SignError::Header)
}
