//! The fields of a request, as a family says where they stand.
//!
//! In: a family's fields, a request. Out: their texts, or the refusal that says which is missing. It must not know
//! keys.

use std::borrow::Cow;

use http::{HeaderMap, HeaderValue};

use super::plan::{Family, Field, Form, Place, Requirement, TimestampField, TimestampForm, Unit};
use crate::json;
use crate::signature::{Refusal, Signed};

/// A timestamp's text, and what it says in milliseconds, where that can be told.
pub(super) type Timestamp<'a> = (Cow<'a, str>, Option<i128>);

/// The fields that one signature was made with. Where it stands among other parts, those of its own header value:
/// never a timestamp from one and a signature from another.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a, 'r> {
    pub(super) family: &'static Family,
    pub(super) request: &'r Signed<'a>,
    /// The header value that holds the parts.
    pub(super) parts: Option<&'a str>,
}

impl<'a> Reader<'a, '_> {
    /// The one value of a field that is not empty.
    pub(super) fn field(&self, field: Field) -> Result<Cow<'a, str>, Refusal> {
        match field {
            Field::Header(header) => self.header(header).map(Cow::Borrowed),
            Field::Part(key) => self.part(key).map(Cow::Borrowed),
            Field::Json(pointer) => {
                let value = json::lookup(self.request.body, pointer).filter(|value| !value.is_empty());
                value.ok_or(Refusal::Missing { field: pointer })
            }
        }
    }

    /// Of several values of a header it can't be told which one was signed.
    pub(super) fn header(&self, header: &'static str) -> Result<&'a str, Refusal> {
        let mut values = values(self.request.headers, header);
        let malformed = Refusal::Malformed { field: header };
        let first = values.next().ok_or(Refusal::Missing { field: header })?;
        let text = self.trimmed(first.to_str().map_err(|_| malformed)?);
        match (text, values.next()) {
            ("", None) => Err(Refusal::Missing { field: header }),
            (text, None) => Ok(text),
            _ => Err(malformed),
        }
    }

    pub(super) fn part(&self, key: &'static str) -> Result<&'a str, Refusal> {
        let mut values = self.parts(key);
        let first = values.next().filter(|value| !value.is_empty()).ok_or(Refusal::Missing { field: key })?;
        if values.next().is_some() { Err(Refusal::Malformed { field: key }) } else { Ok(first) }
    }

    /// Every value of a part.
    pub(super) fn parts(&self, wanted: &'static str) -> impl Iterator<Item = &'a str> + use<'a> {
        let (separator, equals) = match self.family.signature.form {
            Form::Parts { separator, equals, .. } => (separator, equals),
            _ => ("", ""),
        };
        let pairs = self.parts.into_iter().flat_map(move |text| text.split(separator));
        pairs
            .filter_map(move |pair| pair.split_once(equals))
            .filter(move |(key, _)| *key == wanted)
            .map(|pair| pair.1)
    }

    pub(super) fn trimmed<'t>(&self, text: &'t str) -> &'t str {
        if self.family.trim { text.trim_matches([' ', '\t']) } else { text }
    }

    /// The id, where the family has one.
    pub(super) fn id(&self) -> Result<Option<Cow<'a, str>>, Refusal> {
        let Some(id) = &self.family.id else { return Ok(None) };
        match self.field(id.field) {
            Err(Refusal::Missing { .. }) if !id.required => Ok(None),
            Ok(text) if self.family.is_ambiguous(&text) => Err(Refusal::Malformed { field: name(id.field) }),
            result => result.map(Some),
        }
    }

    /// The timestamp's text, where the family has one, and what it says in milliseconds, where that can be told.
    pub(super) fn timestamp(&self) -> Result<Option<Timestamp<'a>>, Refusal> {
        let Some(field) = &self.family.timestamp else { return Ok(None) };
        let text = self.field(field.field)?;
        let malformed = Refusal::Malformed { field: name(field.field) };
        if field.form == TimestampForm::Number && !self.is_number(field) {
            return Err(malformed);
        }
        let time = milliseconds(&text, field.unit);
        if time.is_none() && field.form != TimestampForm::Opaque {
            return Err(malformed);
        }
        Ok(Some((text, time)))
    }

    fn is_number(&self, field: &TimestampField) -> bool {
        match field.field {
            Field::Json(pointer) => json::is_number(self.request.body, pointer),
            _ => true,
        }
    }

    /// What a request must have beside its signature.
    pub(super) fn requirements(&self) -> Result<(), Refusal> {
        for requirement in self.family.requires {
            match *requirement {
                Requirement::Header(header) => self.header(header).map(drop)?,
                Requirement::Value(header, value) => {
                    if values(self.request.headers, header).any(|given| given.as_bytes() != value.as_bytes())
                    {
                        return Err(Refusal::Malformed { field: header });
                    }
                }
                Requirement::Body if self.request.body.is_empty() => {
                    return Err(Refusal::Missing { field: "body" });
                }
                Requirement::Body => {}
            }
        }
        Ok(())
    }
}

/// The first family that is there. Which one is looked at does not depend on whether its signature is good.
pub(super) fn family(families: &'static [Family], request: &Signed<'_>) -> Result<&'static Family, Refusal> {
    let is_there =
        |family: &&Family| family.chosen_by.iter().all(|field| is_present(family, *field, request));
    families.iter().find(is_there).ok_or(Refusal::Missing { field: "signature" })
}

fn is_present(family: &Family, field: Field, request: &Signed<'_>) -> bool {
    match (field, family.signature.place, family.signature.form) {
        (Field::Header(header), ..) => values(request.headers, header).any(|value| !value.is_empty()),
        (Field::Json(pointer), ..) => json::lookup(request.body, pointer).is_some(),
        (Field::Part(key), Place::Header(header), Form::Parts { separator, equals, .. }) => {
            let texts = values(request.headers, header).filter_map(|value| value.to_str().ok());
            let pairs =
                texts.flat_map(|text| text.split(separator)).filter_map(|pair| pair.split_once(equals));
            pairs.into_iter().any(|(name, _)| name == key)
        }
        _ => false,
    }
}

/// What a refusal calls a field.
pub(super) fn name(field: Field) -> &'static str {
    match field {
        Field::Header(name) | Field::Part(name) | Field::Json(name) => name,
    }
}

/// All values of a header. Looking its name up would read and hash the name first, which costs more than all the names
/// that a request has.
pub(super) fn values<'a>(
    headers: &'a HeaderMap,
    header: &'static str,
) -> impl Iterator<Item = &'a HeaderValue> {
    headers.iter().filter(move |(name, _)| name.as_str() == header).map(|(_, value)| value)
}

/// Digits alone: `parse` would let a sign pass. In milliseconds, of which `i128` holds more than any clock tells.
fn milliseconds(text: &str, unit: Unit) -> Option<i128> {
    let count: i64 = text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())??;
    Some(match unit {
        Unit::Seconds => i128::from(count) * 1000,
        Unit::Milliseconds => i128::from(count),
    })
}
