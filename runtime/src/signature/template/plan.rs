//! The record that says how a scheme signs.
//!
//! In: nothing, these are data. Out: [`Template`], read by the interpreters in `verify` and `sign` alike, so that the
//! two can't disagree. It must not know keys or requests.
//!
//! The record grows by widening its enums (an algorithm, a content piece, a signature form), never by code for one
//! vendor: what no record can express is a scheme kind of its own.

/// How requests of one scheme are signed: a declarative record.
///
/// Presets are such records, and so is what the generator makes of `x-webhook-signature` in a document.
#[derive(Debug)]
#[cfg_attr(feature = "contract", derive(serde::Deserialize))]
pub struct Template {
    /// The name, as documents and configuration write it.
    pub name: &'static str,
    /// The kinds of keys. A secret belongs to the variant whose key prefix it bears, otherwise to the first.
    #[cfg_attr(feature = "contract", serde(borrow, deserialize_with = "crate::contract::leaked::slice"))]
    pub variants: &'static [Variant],
    /// The sets of headers in which a signature may come; the first one that is there counts, and no other is tried.
    #[cfg_attr(feature = "contract", serde(borrow, deserialize_with = "crate::contract::leaked::slice"))]
    pub families: &'static [Family],
    /// The family that a signer writes.
    pub signs: usize,
}

/// One kind of keys, and how its signatures are marked.
#[derive(Debug)]
#[cfg_attr(feature = "contract", derive(serde::Deserialize))]
pub struct Variant {
    /// What turns key and content into a signature.
    pub algorithm: Algorithm,
    /// How a secret's text becomes key bytes.
    pub key: KeyText,
    /// What stands before each signature, e.g. `v1,` or `sha256=`; entries without it are skipped.
    pub prefix: &'static str,
    /// Whether a signature counts without its prefix, too.
    pub bare: bool,
}

/// What turns key and content into a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "contract", derive(serde::Deserialize))]
#[non_exhaustive]
pub enum Algorithm {
    /// HMAC (RFC 2104) with SHA-1: for vendors that have nothing better.
    HmacSha1,
    /// HMAC with SHA-256.
    HmacSha256,
    /// HMAC with SHA-512.
    HmacSha512,
    /// Plain SHA-256 over a content that holds the secret.
    Sha256,
    /// Ed25519 (RFC 8032); feature `asymmetric`.
    Ed25519,
    /// ECDSA over P-256 with SHA-256, signatures as `r‖s` of 64 bytes; feature `asymmetric`.
    EcdsaP256Sha256,
    /// ECDSA over P-256 with SHA-256, signatures in DER; feature `asymmetric`.
    EcdsaP256Sha256Der,
}

/// How a secret's text becomes key bytes.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "contract", derive(serde::Deserialize))]
pub struct KeyText {
    /// How the bytes are written, after the prefix.
    pub encoding: KeyEncoding,
    /// What stands before the bytes, e.g. `whsec_`; of public keys, where the algorithm has such.
    pub prefix: &'static str,
    /// What stands before private keys.
    pub private_prefix: &'static str,
    /// What a text without the prefix is.
    pub unprefixed: Unprefixed,
}

/// What a secret without its scheme's prefix is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "contract", derive(serde::Deserialize))]
pub enum Unprefixed {
    /// The same as with it.
    Same,
    /// The key itself, as text.
    Text,
    /// A mistake.
    Refused,
}

/// How key bytes are written. Asymmetric keys may also be PEM or a JSON Web Key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "contract", derive(serde::Deserialize))]
pub enum KeyEncoding {
    /// The UTF-8 bytes of the secret, nothing stripped.
    Utf8,
    /// Standard padded base64.
    Base64,
    /// Hexadecimal, either case.
    Hex,
    /// A DER `SubjectPublicKeyInfo` in base64; PKCS#8 for private keys.
    DerBase64,
}

/// One set of headers in which a signature may come.
#[derive(Debug)]
#[cfg_attr(feature = "contract", derive(serde::Deserialize))]
pub struct Family {
    /// The family counts where all of these are present; where the list is empty, always.
    #[cfg_attr(feature = "contract", serde(borrow, deserialize_with = "crate::contract::leaked::slice"))]
    pub chosen_by: &'static [Field],
    /// What else a request must have.
    #[cfg_attr(feature = "contract", serde(borrow, deserialize_with = "crate::contract::leaked::slice"))]
    pub requires: &'static [Requirement],
    /// The signed bytes, piece by piece.
    #[cfg_attr(feature = "contract", serde(borrow, deserialize_with = "crate::contract::leaked::slice"))]
    pub content: &'static [Piece],
    /// Where signatures stand and how they are written.
    pub signature: SignatureField,
    /// The time of signing, if the scheme has one.
    pub timestamp: Option<TimestampField>,
    /// The delivery's id, if the scheme has one.
    pub id: Option<IdField>,
    /// Whether spaces and tabs around header values are taken away.
    pub trim: bool,
}

/// A place in a request that holds one value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "contract", derive(serde::Deserialize))]
pub enum Field {
    /// A header, in lower case.
    Header(&'static str),
    /// A part of the signature's header, by its key.
    Part(&'static str),
    /// A scalar of the JSON body, by its JSON Pointer (RFC 6901).
    Json(&'static str),
}

/// What a request must have beside its signature.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "contract", derive(serde::Deserialize))]
pub enum Requirement {
    /// A header that is not empty, in lower case.
    Header(&'static str),
    /// A header that has this value where it is present; a signer writes it.
    Value(&'static str, &'static str),
    /// A body of one byte or more.
    Body,
}

/// One piece of the signed bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "contract", derive(serde::Deserialize))]
pub enum Piece {
    /// Fixed text, e.g. a separator.
    Text(&'static str),
    /// The raw body.
    Body,
    /// The id's text as it stands in its field.
    Id,
    /// The timestamp's text as it stands in its field: never a number printed again.
    Timestamp,
    /// The public URL that the sender called, byte for byte.
    Url,
    /// The method, in upper case.
    Method,
    /// The secret itself, for plain digests.
    Secret,
    /// The value of another field.
    Field(Field),
    /// The value of a part in lower case.
    LowerPart(&'static str),
    /// The values of the headers that a part names, separated by spaces there and by `.` here.
    SignedHeaders(&'static str),
}

/// Where signatures stand and how they are written.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "contract", derive(serde::Deserialize), serde(bound(deserialize = "'de: 'static")))]
pub struct SignatureField {
    /// Where they stand.
    pub place: Place,
    /// How they stand there.
    pub form: Form,
    /// How a signature's bytes are written.
    pub encoding: Encoding,
}

/// Where signatures stand.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "contract", derive(serde::Deserialize))]
pub enum Place {
    /// In a header, in lower case.
    Header(&'static str),
    /// In headers of this name, in lower case, followed by a number: one for each key.
    Numbered(&'static str),
    /// In the JSON body, by its JSON Pointer.
    Json(&'static str),
}

/// How signatures stand in their place.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "contract", derive(serde::Deserialize))]
pub enum Form {
    /// One alone.
    One,
    /// Several, with this between them.
    List(&'static str),
    /// Among other parts, each a key and a value.
    Parts {
        /// What stands between parts.
        separator: &'static str,
        /// What stands between a key and its value.
        equals: &'static str,
        /// The key of the signature; it may stand several times.
        key: &'static str,
    },
}

/// How a signature's bytes are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "contract", derive(serde::Deserialize))]
pub enum Encoding {
    /// Lower-case hexadecimal.
    Hex,
    /// Hexadecimal of either case; signers write lower case.
    HexAny,
    /// Standard alphabet, padded.
    Base64,
}

/// The time of signing.
#[derive(Debug)]
#[cfg_attr(feature = "contract", derive(serde::Deserialize), serde(bound(deserialize = "'de: 'static")))]
pub struct TimestampField {
    /// Where it stands.
    pub field: Field,
    /// What it counts.
    pub unit: Unit,
    /// How it is written.
    pub form: TimestampForm,
    /// How many seconds old a request may be, inclusive.
    pub past: u64,
    /// How many seconds ahead of our clock a request may be, inclusive.
    pub future: u64,
}

/// What a timestamp counts since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "contract", derive(serde::Deserialize))]
pub enum Unit {
    /// Seconds.
    Seconds,
    /// Milliseconds.
    Milliseconds,
}

/// How a timestamp is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "contract", derive(serde::Deserialize))]
pub enum TimestampForm {
    /// Digits alone.
    Digits,
    /// Digits alone, and in JSON not as a string.
    Number,
    /// Any text: the vendor promises no form. What is digits alone is held against the clock all the same.
    Opaque,
}

/// The delivery's id.
#[derive(Debug)]
#[cfg_attr(feature = "contract", derive(serde::Deserialize), serde(bound(deserialize = "'de: 'static")))]
pub struct IdField {
    /// Where it stands.
    pub field: Field,
    /// Whether a request without it is refused.
    pub required: bool,
}

impl Template {
    /// Whether the signature covers the delivery's id.
    #[must_use]
    pub fn signs_id(&self) -> bool {
        self.families.iter().all(Family::signs_id)
    }

    /// Whether the signature covers the body.
    #[must_use]
    pub fn signs_body(&self) -> bool {
        self.families.iter().all(|family| family.content.contains(&Piece::Body))
    }

    /// Whether the signature covers the URL, so that a receiver must know its own.
    #[must_use]
    pub fn signs_url(&self) -> bool {
        self.families.iter().any(|family| family.content.contains(&Piece::Url))
    }

    /// Whether one request can carry several signatures, so that secrets can overlap while they rotate.
    #[must_use]
    pub fn carries_several(&self) -> bool {
        self.families.get(self.signs).is_some_and(|family| {
            !matches!(
                (family.signature.place, family.signature.form),
                (Place::Header(_) | Place::Json(_), Form::One)
            )
        })
    }
}

impl Family {
    /// Whether the signature covers the delivery's id.
    pub(super) fn signs_id(&self) -> bool {
        let covered = |id: &IdField| {
            self.content.iter().any(|piece| match piece {
                Piece::Id => true,
                Piece::Field(field) => *field == id.field,
                _ => false,
            })
        };
        self.id.as_ref().is_some_and(covered)
    }

    /// Whether this id and a timestamp could be split in two ways among the signed bytes, as in `msg.1700000000`:
    /// the front of a body would then pass for a timestamp, and one signature for a fresh delivery under another id.
    pub(super) fn is_ambiguous(&self, id: &str) -> bool {
        let separator = self.content.windows(3).find_map(|pieces| match *pieces {
            [Piece::Id, Piece::Text(text), Piece::Timestamp] => Some(text),
            _ => None,
        });
        // Whoever signed honestly did so between 2001 and 2286; `msg.1.2` is an id and nothing else.
        let time = |part: &str| part.len() >= 10 && part.bytes().all(|byte| byte.is_ascii_digit());
        separator.is_some_and(|separator| id.split(separator).skip(1).any(time))
    }
}
