//! `x-webhook-signature` as it is written.
//!
//! In: the extension's value. Out: the record as a document has it, or what is wrong and where in it. It must not judge
//! whether the record is safe: that is `check`'s.

use serde::Deserialize;
use serde_json::Value;

/// A record as a document has it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Record {
    /// What logs call the scheme.
    pub name: Option<String>,
    pub algorithm: Algorithm,
    #[serde(default)]
    pub key: Key,
    pub content: Option<String>,
    pub signature: Option<Signature>,
    pub timestamp: Option<Timestamp>,
    pub id: Option<Id>,
    #[serde(default)]
    pub required_headers: Vec<String>,
    #[serde(default)]
    pub trim: bool,
    /// What counts where this record's signature is not there.
    pub fallback: Option<Family>,
    /// Sets of headers instead of the one above; the first that is there counts.
    #[serde(default)]
    pub any: Vec<Family>,
    /// That fields touch without a separator is known.
    #[serde(default)]
    pub weak: bool,
}

/// One set of headers. What it does not say is as the record says.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Family {
    pub content: Option<String>,
    pub signature: Option<Signature>,
    pub timestamp: Option<Timestamp>,
    pub id: Option<Id>,
    pub required_headers: Option<Vec<String>>,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
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

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Key {
    #[serde(default)]
    pub encoding: KeyEncoding,
    #[serde(default)]
    pub prefix: String,
    #[serde(default)]
    pub private_prefix: String,
    /// A secret without its prefix is a mistake.
    #[serde(default)]
    pub prefix_required: bool,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(super) enum KeyEncoding {
    #[default]
    Utf8,
    Base64,
    Hex,
    SpkiBase64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Signature {
    pub header: Option<String>,
    /// The name of numbered headers, with `{n}` at its end.
    pub header_pattern: Option<String>,
    pub json: Option<String>,
    #[serde(default)]
    pub prefix: String,
    /// What stands between several signatures.
    pub list: Option<String>,
    pub parts: Option<Parts>,
    #[serde(default)]
    pub encoding: Encoding,
    #[serde(default)]
    pub format: Format,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Parts {
    #[serde(default = "comma")]
    pub separator: String,
    #[serde(default = "equals")]
    pub equals: String,
    pub key: String,
}

fn comma() -> String {
    ",".to_owned()
}

fn equals() -> String {
    "=".to_owned()
}

#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Encoding {
    #[default]
    Hex,
    HexAny,
    Base64,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Format {
    /// The bytes of the algorithm; of ECDSA, `r‖s`.
    #[default]
    Raw,
    /// DER, for ECDSA.
    Der,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Timestamp {
    pub header: Option<String>,
    pub part: Option<String>,
    pub json: Option<String>,
    #[serde(default)]
    pub unit: Unit,
    #[serde(default, rename = "type")]
    pub form: TimestampForm,
    #[serde(default)]
    pub tolerance: Tolerance,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
pub(super) enum Unit {
    #[default]
    #[serde(rename = "s")]
    Seconds,
    #[serde(rename = "ms")]
    Milliseconds,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(super) enum TimestampForm {
    #[default]
    Digits,
    Number,
    Opaque,
}

/// Seconds, to both sides or to each.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Tolerance {
    Both(u64),
    Each { past: u64, future: u64 },
}

impl Default for Tolerance {
    fn default() -> Self {
        Self::Both(300)
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Id {
    pub header: Option<String>,
    pub part: Option<String>,
    pub json: Option<String>,
    #[serde(default = "yes")]
    pub required: bool,
}

fn yes() -> bool {
    true
}

/// Reads the extension; what is wrong comes with the members that lead there.
pub(super) fn read(value: &Value) -> Result<Record, (Vec<String>, String)> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let path = error.path().iter().map(ToString::to_string).collect();
        (path, error.inner().to_string())
    })
}
