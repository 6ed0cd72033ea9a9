//! Signing: `Signature-Input`, `Signature`, and `Content-Digest` where it is covered.

use std::sync::Arc;
use std::time::SystemTime;

use http::{HeaderMap, HeaderName, HeaderValue};
use sfv::{BareItem, Dictionary, FieldType as _, InnerList, Integer, Item, KeyRef, ListEntry};

use super::base::base;
use super::component::Message;
use super::digest;
use super::key::Key;
use super::profile::MessageSignatures;
use crate::signature::{Secret, SecretError, SignError, Signed, Unsigned, clock};

/// Signs by one profile, with every key under a label of its own.
#[derive(Clone, Debug)]
pub(in crate::signature) struct Signer {
    profile: Arc<MessageSignatures>,
    /// What is covered; `None` where the profile wants what is no component.
    components: Option<Vec<Item>>,
    keys: Vec<Key>,
}

impl Signer {
    pub(in crate::signature) fn new(
        profile: &Arc<MessageSignatures>,
        secrets: &[Secret],
    ) -> Result<Self, SecretError> {
        let key = |secret| Key::new(secret, profile.algorithm, true);
        let keys: Vec<Key> = secrets.iter().map(key).collect::<Result<_, _>>()?;
        if keys.is_empty() {
            return Err(SecretError::None);
        }
        Ok(Self { components: profile.wanted().into_iter().collect(), profile: Arc::clone(profile), keys })
    }

    pub(in crate::signature) fn sign(
        &self,
        request: &Unsigned<'_>,
        now: SystemTime,
    ) -> Result<Vec<(HeaderName, HeaderValue)>, SignError> {
        let mut headers = request.headers.clone();
        let mut added = Vec::with_capacity(3);
        if self.profile.covers_body() {
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
        for (at, key) in self.keys.iter().enumerate() {
            let input = self.input(key, request.id, now)?;
            let base = base(&input, message).ok_or(SignError::Header)?;
            let made = key.sign(base.as_bytes()).ok_or(SignError::Key)?;
            let label = format!("sig{}", at + 1);
            let label = KeyRef::from_str(&label).map_err(|_| SignError::Header)?.to_owned();
            inputs.insert(label.clone(), ListEntry::InnerList(input));
            signatures.insert(label, ListEntry::Item(Item::new(BareItem::ByteSequence(made))));
        }
        Ok((inputs, signatures))
    }

    fn input(&self, key: &Key, id: &str, now: i64) -> Result<InnerList, SignError> {
        let mut input = InnerList::new(self.components.clone().ok_or(SignError::Header)?);
        let time =
            |seconds: i64| Integer::try_from(seconds).ok().filter(|_| seconds >= 0).ok_or(SignError::Time);
        let mut add = |name: &str, value: BareItem| {
            KeyRef::from_str(name)
                .map(|name| input.params.insert(name.to_owned(), value))
                .map(drop)
                .map_err(|_| SignError::Header)
        };
        add("created", BareItem::Integer(time(now)?))?;
        if let Some(lifetime) = self.profile.lifetime {
            let lifetime = i64::try_from(lifetime).map_err(|_| SignError::Time)?;
            add("expires", BareItem::Integer(time(now.saturating_add(lifetime))?))?;
        }
        if self.profile.nonce_is_id {
            add("nonce", text(id).ok().filter(|_| !id.is_empty()).ok_or(SignError::Id)?)?;
        }
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
