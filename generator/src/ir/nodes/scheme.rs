//! How deliveries are signed: a preset, or a record.
//!
//! In: nothing, these are data. Out: what `emit` writes down for the runtime, whose own record has the same fields.

use super::super::signature::PRESETS;

/// How deliveries are signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// A preset of the runtime.
    Preset(String),
    /// A record of the document's own.
    Template(Box<Template>),
}

/// A record that says how a scheme signs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// What the scheme is called in logs.
    pub name: String,
    /// The algorithm, as a variant of the runtime's.
    pub algorithm: &'static str,
    /// How a secret is written, as a variant of the runtime's.
    pub key_encoding: &'static str,
    /// What stands before a key, and before a private key.
    pub key_prefixes: [String; 2],
    /// What a secret without prefix is, as a variant of the runtime's.
    pub unprefixed: &'static str,
    /// What stands before each signature.
    pub prefix: String,
    /// The sets of headers in which a signature may come.
    pub families: Vec<Family>,
}

/// One set of headers in which a signature may come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Family {
    /// The family counts where all of these are there.
    pub chosen_by: Vec<Place>,
    /// Headers that must be there.
    pub required: Vec<String>,
    /// The signed bytes.
    pub content: Vec<Piece>,
    /// Where the signature stands.
    pub place: SignaturePlace,
    /// How signatures stand there.
    pub form: SignatureForm,
    /// How a signature's bytes are written, as a variant of the runtime's.
    pub encoding: &'static str,
    /// The time of signing.
    pub timestamp: Option<Timestamp>,
    /// Where the id stands, and whether it has to.
    pub id: Option<(Place, bool)>,
    /// Whether spaces around values are taken away.
    pub trim: bool,
}

/// A place in a request that holds one value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A header, in lower case.
    Header(String),
    /// A part of the signature's header.
    Part(String),
    /// A JSON Pointer into the body.
    Json(String),
}

/// One piece of the signed bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Fixed text.
    Text(String),
    /// A piece without an argument, as a variant of the runtime's: `Body`, `Id`, …
    Plain(&'static str),
    /// The value of a place.
    Field(Place),
    /// The values of the headers that a part names.
    SignedHeaders(String),
}

/// Where signatures stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignaturePlace {
    /// A header, in lower case.
    Header(String),
    /// Headers of this name and a number.
    Numbered(String),
    /// A JSON Pointer into the body.
    Json(String),
}

/// How signatures stand in their place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignatureForm {
    /// One alone.
    One,
    /// Several, with this between them.
    List(String),
    /// Separator, sign of equality, key.
    Parts([String; 3]),
}

/// The time of signing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timestamp {
    /// Where it stands.
    pub place: Place,
    /// What it counts, as a variant of the runtime's.
    pub unit: &'static str,
    /// How it is written, as a variant of the runtime's.
    pub form: &'static str,
    /// Seconds into the past and the future.
    pub tolerance: [u64; 2],
}

impl Scheme {
    /// The preset's name, or the record's.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Preset(name) => name,
            Self::Template(template) => &template.name,
        }
    }

    /// Whether the runtime needs its feature `asymmetric` for it.
    #[must_use]
    pub fn is_asymmetric(&self) -> bool {
        match self {
            Self::Preset(name) => PRESETS.iter().any(|preset| preset.name == name && preset.asymmetric),
            Self::Template(template) => template.is_asymmetric(),
        }
    }
}

impl Template {
    /// The headers that the scheme writes and checks, in lower case.
    pub fn headers(&self) -> impl Iterator<Item = &str> {
        self.families.iter().flat_map(|family| {
            let places =
                family.timestamp.iter().map(|time| &time.place).chain(family.id.iter().map(|id| &id.0));
            let beside = places.filter_map(|place| match place {
                Place::Header(name) => Some(name.as_str()),
                _ => None,
            });
            let signature = match &family.place {
                SignaturePlace::Header(name) => Some(name.as_str()),
                _ => None,
            };
            beside.chain(signature)
        })
    }

    fn is_asymmetric(&self) -> bool {
        !self.algorithm.starts_with("Hmac") && self.algorithm != "Sha256"
    }
}
