//! Every option of a generation, declared once: the builder, the file and the command line share it.

use std::collections::BTreeMap;

#[cfg(feature = "schemas")]
use schemars::JsonSchema;
use serde::Deserialize;

/// What becomes of members that the document does not declare.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schemas", derive(JsonSchema, serde::Serialize))]
#[serde(rename_all = "lowercase")]
pub enum Extras {
    /// They are accepted and dropped; the raw body stays reachable.
    #[default]
    Ignore,
    /// Every object keeps them in a field `extras`.
    Keep,
}

/// How events are split into cfg features.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schemas", derive(JsonSchema, serde::Serialize))]
#[serde(rename_all = "lowercase")]
pub enum Features {
    /// Not at all: everything is always there.
    #[default]
    None,
    /// By their first tag; those without one by the first word of their name.
    Tag,
    /// By the first word of their name.
    Prefix,
}

/// What `lint` looks at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schemas", derive(JsonSchema, serde::Serialize))]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Lint {
    /// Codes of rules that are switched off, such as `lint::closed_enum`.
    pub off: Vec<String>,
}

/// The options of one generation.
///
/// In `hookwright.toml` the names are the same, in kebab case.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schemas", derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Config {
    /// Only the webhooks whose names match one of these globs; all where it is empty.
    pub only: Vec<String>,
    /// OpenAPI Overlay 1.0 files that are applied to the document.
    pub overlays: Vec<String>,
    /// Beginnings of URLs, and the folders in which the files stand that they name.
    pub map: BTreeMap<String, String>,
    /// What becomes of members that the document does not declare.
    pub extras: Extras,
    /// A schema that has `properties` or `items` and no `type` means an object or an array, though JSON Schema lets
    /// it accept anything else too.
    pub assume_types: bool,
    /// `format` is asserted, not only an annotation: a `date-time` that is none is a violation. Needs the runtime's
    /// feature `schema`.
    pub assert_formats: bool,
    /// Put each group of events, with the types that it alone needs, behind a cfg feature of the crate.
    pub features: Features,
    /// Generate the rest when a webhook cannot be generated.
    pub keep_going: bool,
    /// The root's `security` is that of the webhooks, too. By itself it is that of the API: no vendor sends its own
    /// customers' tokens back, and a receiver that asked for them would refuse every delivery.
    pub root_security: bool,
    /// What `lint` looks at; a generation does not.
    pub lint: Lint,
    /// `x-webhook-dispatch`, for documents that do not say it.
    #[serde(rename = "x-webhook-dispatch")]
    #[cfg_attr(feature = "schemas", schemars(with = "crate::schemas::Dispatch"))]
    pub dispatch: Option<serde_json::Value>,
    /// `x-webhook-signature`, for documents that do not say it.
    #[serde(rename = "x-webhook-signature")]
    #[cfg_attr(feature = "schemas", schemars(with = "crate::schemas::Signature"))]
    pub signature: Option<serde_json::Value>,
    /// The version that the receiver is written against, where there are several; the newest otherwise.
    pub target: Option<String>,
    /// `x-webhook-version`, for documents that do not say it.
    #[serde(rename = "x-webhook-version")]
    #[cfg_attr(feature = "schemas", schemars(with = "crate::schemas::Versioning"))]
    pub versioning: Option<serde_json::Value>,
    /// `x-webhook-handshake`, for documents that do not say it.
    #[serde(rename = "x-webhook-handshake")]
    #[cfg_attr(feature = "schemas", schemars(with = "crate::schemas::Handshake"))]
    pub handshake: Option<serde_json::Value>,
    /// `x-webhook-retry`, for documents that do not say it.
    #[serde(rename = "x-webhook-retry")]
    #[cfg_attr(feature = "schemas", schemars(with = "crate::schemas::Retry"))]
    pub retry: Option<serde_json::Value>,
}
