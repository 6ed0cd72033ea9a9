//! Signing: the sending reader of a template.
//!
//! In: a template, keys, what is sent. Out: the headers to add. It must not know events, payloads or sockets.

use std::borrow::Cow;
use std::time::SystemTime;

use base64ct::{Base64, Encoding as _};
use http::{HeaderName, HeaderValue};

use super::super::clock;
use super::content::Content;
use super::plan::{
    Encoding, Family, Field, Form, IdField, Piece, Place, Requirement, Template, TimestampField, Unit,
};
use super::read::Reader;
use crate::json;
use crate::signature::encoding::hex;
#[cfg(feature = "asymmetric")]
use crate::signature::key::of_pairs;
use crate::signature::key::{Key, Material, Use};
use crate::signature::{Refusal, Secret, SecretError, SignError, Unsigned};

/// Signs by one template.
#[derive(Clone, Debug)]
pub(in crate::signature) struct Signer {
    template: &'static Template,
    keys: Vec<Key>,
    /// The names of the headers to be signed, in lower case with a space between them, for schemes that sign such.
    signed_headers: String,
}

/// The headers that carry a signature.
type Headers = Vec<(HeaderName, HeaderValue)>;

impl Signer {
    pub(in crate::signature) fn new(
        template: &'static Template,
        secrets: &[Secret],
    ) -> Result<Self, SecretError> {
        let keys = Key::all(template, secrets, Use::Sign)?;
        match keys.len() {
            2.. if !template.carries_several() => Err(SecretError::Several),
            _ => Ok(Self { template, keys, signed_headers: String::new() }),
        }
    }

    pub(in crate::signature) fn sign_headers(&mut self, names: &[HeaderName]) {
        let names: Vec<&str> = names.iter().map(HeaderName::as_str).collect();
        self.signed_headers = names.join(" ");
    }

    #[cfg(feature = "client")]
    pub(in crate::signature) fn tags(&self, text: &str) -> Vec<String> {
        self.keys.iter().filter_map(|key| key.material.tag_text(text)).collect()
    }

    pub(in crate::signature) fn sign(
        &self,
        request: &Unsigned<'_>,
        now: SystemTime,
    ) -> Result<Headers, SignError> {
        let family = self.family();
        if request.body.is_empty() && family.requires.iter().any(|one| matches!(one, Requirement::Body)) {
            return Err(SignError::Body);
        }
        let id = family.id.as_ref().map(|field| id(family, field, request)).transpose()?;
        let timestamp = family.timestamp.as_ref().map(|field| timestamp(field, request, now)).transpose()?;
        // What a receiver reads out of the header's parts, it will find there.
        let parts = self.parts(family, timestamp.as_deref());
        let received = request.as_signed();
        let reader = Reader { family, request: &received, parts: Some(&parts) };
        let content = Content {
            reader,
            id: id.as_deref().map(Cow::Borrowed),
            timestamp: timestamp.as_deref().map(Cow::Borrowed),
        };
        let signatures = self.keys.iter().map(|key| signature(key, &content, family.signature.encoding));
        let signatures = signatures.collect::<Result<Vec<_>, _>>()?;
        let mut headers = unsigned_headers(family, id.as_deref(), timestamp.as_deref())?;
        carry(family, &parts, &signatures, &mut headers)?;
        Ok(headers)
    }

    /// The family that the record says; the next one, where it signs headers and none were named.
    fn family(&self) -> &'static Family {
        let signs_headers =
            |family: &Family| family.content.iter().any(|piece| matches!(piece, Piece::SignedHeaders(_)));
        let families = &self.template.families[self.template.signs..];
        let fits = |family: &&Family| !self.signed_headers.is_empty() || !signs_headers(family);
        families.iter().find(fits).unwrap_or(&families[0])
    }

    /// The parts of the header that stand before the signatures.
    fn parts(&self, family: &Family, timestamp: Option<&str>) -> String {
        let Form::Parts { separator, equals, .. } = family.signature.form else { return String::new() };
        let mut parts = Vec::new();
        if let Some((TimestampField { field: Field::Part(key), .. }, text)) =
            family.timestamp.as_ref().zip(timestamp)
        {
            parts.push(format!("{key}{equals}{text}"));
        }
        for piece in family.content {
            if let Piece::SignedHeaders(key) = piece {
                parts.push(format!("{key}{equals}{}", self.signed_headers));
            }
        }
        parts.join(separator)
    }
}

/// The headers beside the signature: id, timestamp, and what a receiver demands to be of one value.
fn unsigned_headers(
    family: &Family,
    id: Option<&str>,
    timestamp: Option<&str>,
) -> Result<Headers, SignError> {
    let header = |field: Field, text: Option<&str>| match (field, text) {
        (Field::Header(name), Some(text)) => Some((name, text.to_owned())),
        _ => None,
    };
    let id = family.id.as_ref().and_then(|place| header(place.field, id));
    let timestamp = family.timestamp.as_ref().and_then(|place| header(place.field, timestamp));
    let fixed = family.requires.iter().filter_map(|requirement| match requirement {
        Requirement::Value(name, text) => Some((*name, (*text).to_owned())),
        _ => None,
    });
    let all = id.into_iter().chain(timestamp).chain(fixed);
    all.map(|(name, text)| Ok((HeaderName::from_static(name), value(&text)?))).collect()
}

/// Puts the signatures where the family has them.
fn carry(
    family: &Family,
    parts: &str,
    signatures: &[String],
    headers: &mut Headers,
) -> Result<(), SignError> {
    match (family.signature.place, family.signature.form) {
        (Place::Json(_), _) => return Err(SignError::Body),
        (Place::Numbered(start), _) => {
            for (at, signature) in signatures.iter().enumerate() {
                let name =
                    HeaderName::try_from(format!("{start}{}", at + 1)).map_err(|_| SignError::Header)?;
                headers.push((name, value(signature)?));
            }
        }
        (Place::Header(header), form) => {
            let text = match form {
                Form::One => signatures.concat(),
                Form::List(separator) => signatures.join(separator),
                Form::Parts { separator, equals, key } => {
                    let signed = signatures.iter().map(|signature| format!("{key}{equals}{signature}"));
                    let before = (!parts.is_empty()).then(|| parts.to_owned());
                    before.into_iter().chain(signed).collect::<Vec<_>>().join(separator)
                }
            };
            headers.push((HeaderName::from_static(header), value(&text)?));
        }
    }
    Ok(())
}

fn signature(key: &Key, content: &Content<'_, '_>, encoding: Encoding) -> Result<String, SignError> {
    let bytes = match &key.material {
        Material::Shared(shared) => {
            let tag = shared.tag(|secret, sink| content.feed(secret, sink)).map_err(unfit)?;
            tag.as_bytes().to_vec()
        }
        #[cfg(feature = "asymmetric")]
        Material::Private(private) => {
            let message = content.message().map_err(unfit)?;
            private.sign(of_pairs(key.variant.algorithm), &message).ok_or(SignError::Key)?
        }
        #[cfg(feature = "asymmetric")]
        Material::Public(_) => return Err(SignError::Key),
    };
    let text = match encoding {
        Encoding::Hex | Encoding::HexAny => hex(&bytes),
        Encoding::Base64 => Base64::encode_string(&bytes),
    };
    Ok(format!("{}{text}", key.variant.prefix))
}

/// What a request lacks that a receiver would refuse it for.
fn unfit(refusal: Refusal) -> SignError {
    match refusal {
        Refusal::NoUrl => SignError::Url,
        _ => SignError::Header,
    }
}

/// The id that is given, or that the body says.
fn id<'a>(family: &Family, field: &IdField, request: &Unsigned<'a>) -> Result<Cow<'a, str>, SignError> {
    if let Field::Json(pointer) = field.field {
        return json::lookup(request.body, pointer).ok_or(SignError::Body);
    }
    // Graphic ASCII only: anything else is trimmed or re-read on its way by some server.
    let id = request.id;
    if id.is_empty() || family.is_ambiguous(id) || !id.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(SignError::Id);
    }
    Ok(Cow::Borrowed(id))
}

/// Now, or what the body says.
fn timestamp(field: &TimestampField, request: &Unsigned<'_>, now: SystemTime) -> Result<String, SignError> {
    if let Field::Json(pointer) = field.field {
        return json::lookup(request.body, pointer).map(Cow::into_owned).ok_or(SignError::Body);
    }
    let now = u128::try_from(clock::milliseconds(now)).map_err(|_| SignError::Time)?;
    Ok(match field.unit {
        Unit::Seconds => (now / 1000).to_string(),
        Unit::Milliseconds => now.to_string(),
    })
}

fn value(text: &str) -> Result<HeaderValue, SignError> {
    HeaderValue::from_str(text).map_err(|_| SignError::Header)
}
