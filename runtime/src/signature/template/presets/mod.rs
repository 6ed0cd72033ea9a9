//! The vendors' schemes, as records.
//!
//! In: nothing. Out: one [`Template`] for each preset that a record can express, and its constructor. It must not know
//! how they are read.

/// Makes the records, their list, and the constructors of [`Scheme`](crate::signature::Scheme).
macro_rules! presets {
    ($($(#[doc = $doc:literal])+ $constructor:ident $name:literal [$($variant:expr),+] [$($family:expr),+] $signs:literal)+) => {
        /// The presets of this file, for the lookup by name.
        pub(super) static TEMPLATES: &[&Template] = &[$(records::$constructor()),+];

        mod records {
            use super::*;
            $(pub(super) const fn $constructor() -> &'static Template {
                static RECORD: Template =
                    Template { name: $name, variants: &[$($variant),+], families: &[$($family),+], signs: $signs };
                &RECORD
            })+
        }

        impl crate::signature::Scheme {
            $($(#[doc = $doc])+
            #[must_use]
            pub fn $constructor() -> Self {
                Self::template(records::$constructor())
            })+
        }
    };
}

mod address;
mod body;
mod standard;
mod timed;

use super::plan::{
    Algorithm, Encoding, Family, Field, Form, IdField, KeyEncoding, KeyText, Piece, Place, Requirement,
    SignatureField, Template, TimestampField, TimestampForm, Unit, Unprefixed, Variant,
};
use Algorithm::{EcdsaP256Sha256Der, Ed25519, HmacSha1, HmacSha256, Sha256};
use Field::{Header, Json, Part};
use KeyEncoding::{Base64, DerBase64, Hex, Utf8};
use Piece::{Body, Id, Method, Secret, SignedHeaders, Text, Timestamp, Url};

/// Every preset that is a template.
pub(in crate::signature) fn all() -> impl Iterator<Item = &'static Template> {
    let files = [standard::TEMPLATES, body::TEMPLATES, timed::TEMPLATES, address::TEMPLATES];
    files.into_iter().flatten().copied()
}

/// A key that is its text, or written in an encoding, without a prefix.
const fn key(encoding: KeyEncoding) -> KeyText {
    KeyText { encoding, prefix: "", private_prefix: "", unprefixed: Unprefixed::Same }
}

const fn prefixed(
    encoding: KeyEncoding,
    prefix: &'static str,
    private_prefix: &'static str,
    unprefixed: Unprefixed,
) -> KeyText {
    KeyText { encoding, prefix, private_prefix, unprefixed }
}

const fn variant(algorithm: Algorithm, key: KeyText, prefix: &'static str) -> Variant {
    Variant { algorithm, key, prefix, bare: false }
}

const fn at(header: &'static str, form: Form, encoding: Encoding) -> SignatureField {
    SignatureField { place: Place::Header(header), form, encoding }
}

/// Unix seconds in digits, as far from now to both sides.
const fn seconds(field: Field, tolerance: u64) -> Option<TimestampField> {
    time(field, Unit::Seconds, TimestampForm::Digits, tolerance)
}

const fn milliseconds(field: Field, tolerance: u64) -> Option<TimestampField> {
    time(field, Unit::Milliseconds, TimestampForm::Digits, tolerance)
}

const fn time(field: Field, unit: Unit, form: TimestampForm, tolerance: u64) -> Option<TimestampField> {
    Some(TimestampField { field, unit, form, past: tolerance, future: tolerance })
}

const fn id(field: Field) -> Option<IdField> {
    Some(IdField { field, required: true })
}

const fn unsigned_id(header: &'static str) -> Option<IdField> {
    Some(IdField { field: Header(header), required: false })
}

/// A family that is the body alone under one header: the commonest of all.
const fn body_under(header: &'static str, encoding: Encoding, id: Option<IdField>) -> Family {
    Family {
        chosen_by: &[],
        requires: &[],
        content: &[Body],
        signature: at(header, Form::One, encoding),
        timestamp: None,
        id,
        trim: false,
    }
}
