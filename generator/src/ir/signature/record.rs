//! `x-webhook-signature` as it is written.
//!
//! In: the extension's value. Out: the record as a document has it, or what is wrong and where in it. It must not judge
//! whether the record is safe: that is `check`'s. The comments of members are those of the JSON Schema, too.

#[cfg(feature = "schemas")]
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

#[cfg(feature = "schemas")]
use super::schema;

/// A record of one's own: what is signed, by which algorithm, and where the signature stands.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schemas", derive(JsonSchema), schemars(transform = schema::record))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Record {
    /// What logs call the scheme; `document` otherwise.
    pub name: Option<String>,
    /// How the signed bytes become a signature.
    pub algorithm: Algorithm,
    /// How a secret is written.
    #[serde(default)]
    pub key: Key,
    /// The signed bytes: text with `{body}`, `{id}`, `{timestamp}`, `{url}`, `{method}`, `{secret}` (with the algorithm
    /// `sha256` alone), `{header:NAME}`, `{json:/pointer}`, `{part:KEY}`, or `{signed-headers:KEY}` in it.
    pub content: Option<String>,
    /// Where the signature stands.
    pub signature: Option<Signature>,
    /// Where the time of sending stands.
    pub timestamp: Option<Timestamp>,
    /// Where the delivery's id stands.
    pub id: Option<Id>,
    /// Headers that must be there beside.
    #[serde(default)]
    pub required_headers: Vec<String>,
    /// Blanks around the values of headers are taken away.
    #[serde(default)]
    pub trim: bool,
    /// What counts where this record's signature is not there.
    pub fallback: Option<Family>,
    /// Sets of headers instead of the one above; the first whose signature is there counts.
    #[serde(default)]
    pub any: Vec<Family>,
    /// That two fields touch without a separator is known.
    #[serde(default)]
    pub weak: bool,
}

/// One set of headers. What it does not say is as the record says.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schemas", derive(JsonSchema), schemars(transform = schema::family))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Family {
    /// The signed bytes.
    pub content: Option<String>,
    /// Where the signature stands.
    pub signature: Option<Signature>,
    /// Where the time of sending stands.
    pub timestamp: Option<Timestamp>,
    /// Where the delivery's id stands.
    pub id: Option<Id>,
    /// Headers that must be there beside.
    pub required_headers: Option<Vec<String>>,
}

/// How the signed bytes become a signature.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[cfg_attr(feature = "schemas", derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(super) enum Algorithm {
    HmacSha1,
    HmacSha256,
    HmacSha512,
    Sha256,
    Ed25519,
    #[serde(rename = "ecdsa-p256-sha256")]
    EcdsaP256Sha256,
}

/// How a secret is written.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schemas", derive(JsonSchema, serde::Serialize))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Key {
    /// How its bytes are written; `spki-base64` is a public key.
    #[serde(default)]
    pub encoding: KeyEncoding,
    /// What stands before it, as `whsec_` does.
    #[serde(default)]
    pub prefix: String,
    /// What stands before the private key of a pair.
    #[serde(default)]
    pub private_prefix: String,
    /// A secret without its prefix is a mistake.
    #[serde(default)]
    pub prefix_required: bool,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[cfg_attr(feature = "schemas", derive(JsonSchema, serde::Serialize))]
#[serde(rename_all = "kebab-case")]
pub(super) enum KeyEncoding {
    #[default]
    Utf8,
    Base64,
    Hex,
    SpkiBase64,
}

/// Where the signature stands: in one of `header`, `headerPattern`, `json`.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schemas", derive(JsonSchema), schemars(transform = schema::signature))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Signature {
    /// A header.
    pub header: Option<String>,
    /// The name of numbered headers, with `{n}` at its end.
    pub header_pattern: Option<String>,
    /// A member of the body, by JSON Pointer.
    pub json: Option<String>,
    /// What stands before it, as `sha256=` does.
    #[serde(default)]
    pub prefix: String,
    /// Several may stand there, with this between them.
    pub list: Option<String>,
    /// It is one part of its header.
    pub parts: Option<Parts>,
    /// How its bytes are written; `hex` is lower case, `hex-any` either.
    #[serde(default)]
    pub encoding: Encoding,
    /// `raw` are the algorithm's own bytes, `der` is for ECDSA.
    #[serde(default)]
    pub format: Format,
}

/// A header of parts, such as `t=1700000000,v1=…`.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schemas", derive(JsonSchema), schemars(transform = schema::parts))]
#[serde(deny_unknown_fields)]
pub(super) struct Parts {
    /// What stands between parts.
    #[serde(default = "comma")]
    pub separator: String,
    /// What stands between a part's name and its value.
    #[serde(default = "equals")]
    pub equals: String,
    /// The name of the signature's part.
    pub key: String,
}

fn comma() -> String {
    ",".to_owned()
}

fn equals() -> String {
    "=".to_owned()
}

#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[cfg_attr(feature = "schemas", derive(JsonSchema, serde::Serialize))]
#[serde(rename_all = "kebab-case")]
pub(super) enum Encoding {
    #[default]
    Hex,
    HexAny,
    Base64,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[cfg_attr(feature = "schemas", derive(JsonSchema, serde::Serialize))]
#[serde(rename_all = "kebab-case")]
pub(super) enum Format {
    #[default]
    Raw,
    Der,
}

/// Where the time of sending stands: in one of `header`, `part`, `json`.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schemas", derive(JsonSchema), schemars(transform = schema::place))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Timestamp {
    /// A header.
    pub header: Option<String>,
    /// A part of the signature's header.
    pub part: Option<String>,
    /// A member of the body, by JSON Pointer.
    pub json: Option<String>,
    /// Seconds or milliseconds.
    #[serde(default)]
    pub unit: Unit,
    /// `digits` alone, a JSON `number`, or `opaque` text that is signed and not read.
    #[serde(default, rename = "type")]
    pub form: TimestampForm,
    /// How old or early a delivery may be, in seconds, to both sides or to each.
    #[serde(default)]
    pub tolerance: Tolerance,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[cfg_attr(feature = "schemas", derive(JsonSchema, serde::Serialize))]
pub(super) enum Unit {
    #[default]
    #[serde(rename = "s")]
    Seconds,
    #[serde(rename = "ms")]
    Milliseconds,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[cfg_attr(feature = "schemas", derive(JsonSchema, serde::Serialize))]
#[serde(rename_all = "kebab-case")]
pub(super) enum TimestampForm {
    #[default]
    Digits,
    Number,
    Opaque,
}

/// Seconds, to both sides or to each.
#[derive(Clone, Copy, Debug, Deserialize)]
#[cfg_attr(feature = "schemas", derive(JsonSchema, serde::Serialize))]
#[serde(untagged)]
pub(super) enum Tolerance {
    Both(u64),
    Each {
        /// How old.
        past: u64,
        /// How early.
        future: u64,
    },
}

impl Default for Tolerance {
    fn default() -> Self {
        Self::Both(300)
    }
}

/// Where the delivery's id stands: in one of `header`, `part`, `json`.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schemas", derive(JsonSchema), schemars(transform = schema::place))]
#[serde(deny_unknown_fields)]
pub(super) struct Id {
    /// A header.
    pub header: Option<String>,
    /// A part of the signature's header.
    pub part: Option<String>,
    /// A member of the body, by JSON Pointer.
    pub json: Option<String>,
    /// Whether a delivery without one is refused.
    #[serde(default = "yes")]
    pub required: bool,
}

/// Where a list stands in place of a record: serde would take its items for the members in their order.
fn list(value: &Value) -> Option<Vec<String>> {
    let is_list = |(name, value): (&String, &Value)| {
        let mut families = value.as_array().filter(|_| name == "any").into_iter().flatten();
        let path = match name.as_str() {
            "requiredHeaders" => None,
            "any" => families.find(|family| family.is_array()).map(|_| Vec::new()),
            _ if value.is_array() => Some(Vec::new()),
            _ => list(value),
        };
        path.map(|below| [vec![name.clone()], below].concat())
    };
    value.as_object()?.iter().find_map(is_list)
}

fn yes() -> bool {
    true
}

/// Reads the extension; what is wrong comes with the members that lead there.
pub(super) fn read(value: &Value) -> Result<Record, (Vec<String>, String)> {
    if let Some(path) = list(value) {
        return Err((path, "a record is expected, and this is a list".to_owned()));
    }
    serde_path_to_error::deserialize(value).map_err(|error| {
        let path = error.path().iter().map(ToString::to_string).collect();
        (path, error.inner().to_string())
    })
}
