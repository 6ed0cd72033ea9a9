//! Verifying: the receiving reader of a template.
//!
//! In: a template, keys, a request, the time. Out: [`Verified`] or a [`Refusal`]. It must not know events, payloads or
//! answers.

use std::time::SystemTime;

use http::HeaderMap;

use super::super::clock;
use super::content::{self, Content};
use super::plan::{Encoding, Family, Form, Place, SignatureField, Template, Unit, Variant};
use super::read::{self, Reader, values};
use crate::json;
use crate::signature::encoding::Bytes;
#[cfg(feature = "asymmetric")]
use crate::signature::key::of_pairs;
use crate::signature::key::{Key, Material, Use, digest};
use crate::signature::{Names, Refusal, Secret, SecretError, Signed, Verified};

/// Of signatures that cost a public key operation each, no more than these are looked at in one request.
#[cfg(feature = "asymmetric")]
const MOST_SIGNATURES: usize = 16;

/// Checks signatures of one template.
#[derive(Clone, Debug)]
pub(in crate::signature) struct Verifier {
    template: &'static Template,
    keys: Vec<Key>,
}

impl Verifier {
    pub(in crate::signature) fn new(
        template: &'static Template,
        secrets: &[Secret],
    ) -> Result<Self, SecretError> {
        Ok(Self { template, keys: Key::all(template, secrets, Use::Verify)? })
    }

    /// The signature first, then the freshness.
    pub(in crate::signature) fn verify<'a>(
        &self,
        request: &Signed<'a>,
        tolerance: Option<u64>,
        now: SystemTime,
    ) -> Result<Verified<'a>, Refusal> {
        let family = read::family(self.template.families, request)?;
        let (Place::Header(header), Form::Parts { .. }) = (family.signature.place, family.signature.form)
        else {
            return self.one(Reader { family, request, parts: None }, tolerance, now);
        };
        // Each value of the header is a whole of its own. Which refusal is told is the first's.
        let mut refusal = Refusal::Missing { field: header };
        let mut first = true;
        for value in values(request.headers, header).filter(|value| !value.is_empty()) {
            let verdict = match value.to_str() {
                Ok(text) => self.one(Reader { family, request, parts: Some(text) }, tolerance, now),
                Err(_) => Err(Refusal::Malformed { field: header }),
            };
            match verdict {
                Err(refused) if first => refusal = refused,
                Err(_) => {}
                verified => return verified,
            }
            first = false;
        }
        Err(refusal)
    }

    fn one<'a>(
        &self,
        reader: Reader<'a, '_>,
        tolerance: Option<u64>,
        now: SystemTime,
    ) -> Result<Verified<'a>, Refusal> {
        let (content, time) = content::read(reader)?;
        // Without anything that could be a signature, the body is not worth hashing.
        if !any_text(&reader, |text| {
            self.keys.iter().any(|key| key.variant.bare || text.starts_with(key.variant.prefix))
        }) {
            written(&reader, &self.keys)?;
        }
        let Some((secret, signature_keys)) = self.matching(&content)? else {
            return Err(written(&reader, &self.keys).err().unwrap_or(Refusal::Mismatch));
        };
        if let Some(signed) = time {
            fresh(reader.family, signed, tolerance, now)?;
        }
        let digest = match &content.id {
            None => Some(digest(|sink| content.feed(&[], sink))?),
            Some(_) => None,
        };
        Ok(Verified {
            id: content.id,
            id_is_signed: reader.family.signs_id(),
            timestamp: time.and_then(|time| i64::try_from(time.div_euclid(1000)).ok()),
            signature_keys,
            digest,
            secret: secret.id.clone(),
        })
    }

    /// The HMAC of a text in hexadecimal, by the key that signed this request.
    pub(in crate::signature) fn tag(&self, request: &Signed<'_>, text: &str) -> Option<String> {
        let family = read::family(self.template.families, request).ok()?;
        let (content, _) = content::read(Reader { family, request, parts: None }).ok()?;
        let (key, _) = self.matching(&content).ok()??;
        key.material.tag_text(text)
    }

    /// The key that matches, and the names of the signed bytes. They are hashed once per secret, and never again.
    fn matching(&self, content: &Content<'_, '_>) -> Result<Option<(&Key, Names)>, Refusal> {
        let needs_names = !content.reader.family.signs_id();
        let mut names = Names::default();
        let mut matching = None;
        for key in &self.keys {
            let (matches, name) = check(key, content, needs_names)?;
            if matches && matching.is_none() {
                matching = Some(key);
            }
            match name {
                Some(name) => names.push(name),
                None if matching.is_some() => break,
                None => {}
            }
        }
        Ok(matching.map(|key| (key, names)))
    }
}

/// Whether any signature is this key's, and what names the signed bytes under it.
fn check(
    key: &Key,
    content: &Content<'_, '_>,
    needs_name: bool,
) -> Result<(bool, Option<[u8; 32]>), Refusal> {
    match &key.material {
        Material::Shared(shared) => {
            let tag = shared.tag(|secret, sink| content.feed(secret, sink))?;
            let matches = any(&content.reader, key.variant, |given| tag.is(given));
            Ok((matches, needs_name.then(|| tag.name())))
        }
        #[cfg(feature = "asymmetric")]
        Material::Public(public) => {
            let message = content.message()?;
            let mut left = MOST_SIGNATURES;
            let matches = any(&content.reader, key.variant, |given| {
                left = left.saturating_sub(1);
                left > 0 && public.verify(of_pairs(key.variant.algorithm), &message, given)
            });
            let name = if needs_name { Some(digest(|sink| content.feed(&[], sink))?) } else { None };
            Ok((matches, name))
        }
        #[cfg(feature = "asymmetric")]
        Material::Private(_) => Ok((false, None)),
    }
}

/// That there is a signature that can be compared, or how there is none.
fn written(reader: &Reader<'_, '_>, keys: &[Key]) -> Result<(), Refusal> {
    if keys.iter().any(|key| any(reader, key.variant, |_| true)) {
        return Ok(());
    }
    let (field, is_empty) = match reader.family.signature.place {
        Place::Header(header) => match (reader.family.signature.form, reader.parts) {
            (Form::Parts { key, .. }, Some(_)) => (key, reader.parts(key).all(str::is_empty)),
            _ => (header, values(reader.request.headers, header).all(|value| value.is_empty())),
        },
        Place::Numbered(start) => (start, numbered(reader.request.headers, start).all(str::is_empty)),
        Place::Json(pointer) => {
            (pointer, json::lookup(reader.request.body, pointer).is_none_or(|text| text.is_empty()))
        }
    };
    Err(if is_empty { Refusal::Missing { field } } else { Refusal::Malformed { field } })
}

/// Whether a signature passes the test, of all that are written as the variant says, in every place where one may
/// stand. Others are skipped: they may be of a version that we do not know.
fn any(reader: &Reader<'_, '_>, variant: &Variant, mut test: impl FnMut(&[u8]) -> bool) -> bool {
    let encoding = reader.family.signature.encoding;
    any_text(reader, |text| decode(variant, encoding, text).is_some_and(|given| test(given.as_slice())))
}

/// Whether some text passes the test where a signature may stand.
fn any_text(reader: &Reader<'_, '_>, mut test: impl FnMut(&str) -> bool) -> bool {
    let SignatureField { place, form, .. } = reader.family.signature;
    let mut test = |text: &str| test(reader.trimmed(text));
    match (place, form) {
        (Place::Header(_), Form::Parts { key, .. }) => reader.parts(key).any(test),
        (Place::Header(header), form) => {
            let mut texts = values(reader.request.headers, header).filter_map(|value| value.to_str().ok());
            texts.any(|text| entries(form, text).any(&mut test))
        }
        (Place::Numbered(start), _) => numbered(reader.request.headers, start).any(test),
        (Place::Json(pointer), _) => {
            json::lookup(reader.request.body, pointer).is_some_and(|text| test(&text))
        }
    }
}

/// The values of headers of this name and a number.
fn numbered<'a>(headers: &'a HeaderMap, start: &'static str) -> impl Iterator<Item = &'a str> {
    let is_number = |rest: &str| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit());
    let fits = move |name: &str| name.strip_prefix(start).is_some_and(is_number);
    headers.iter().filter(move |(name, _)| fits(name.as_str())).filter_map(|(_, value)| value.to_str().ok())
}

/// The signatures of one header value.
fn entries(form: Form, text: &str) -> impl Iterator<Item = &str> {
    let separator = match form {
        Form::List(separator) => Some(separator),
        _ => None,
    };
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let cut = separator.and_then(|separator| text.split_once(separator));
        rest = cut.map(|(_, rest)| rest);
        Some(cut.map_or(text, |(first, _)| first))
    })
}

fn decode(variant: &Variant, encoding: Encoding, text: &str) -> Option<Bytes> {
    let text = match text.strip_prefix(variant.prefix) {
        None if variant.bare => text,
        stripped => stripped?,
    };
    match encoding {
        Encoding::Hex => Bytes::hex(text),
        Encoding::HexAny => Bytes::any_hex(text),
        Encoding::Base64 => Bytes::base64(text),
    }
}

fn fresh(family: &Family, signed: i128, tolerance: Option<u64>, now: SystemTime) -> Result<(), Refusal> {
    let Some(field) = &family.timestamp else { return Ok(()) };
    let now = clock::milliseconds(now);
    let now = match field.unit {
        // A sender that counts seconds cuts the rest off; so do we.
        Unit::Seconds => now - now.rem_euclid(1000),
        Unit::Milliseconds => now,
    };
    let apart = now.abs_diff(signed);
    let beyond = |limit: u64| apart > u128::from(tolerance.unwrap_or(limit)) * 1000;
    let seconds = u64::try_from(apart.div_ceil(1000)).unwrap_or(u64::MAX);
    if signed < now && beyond(field.past) {
        return Err(Refusal::Stale { seconds });
    }
    if signed > now && beyond(field.future) {
        return Err(Refusal::Future { seconds });
    }
    Ok(())
}
