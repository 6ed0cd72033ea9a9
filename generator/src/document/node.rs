//! The value tree of a file: every node knows its place, mappings keep their order, numbers their text.

use serde::de::DeserializeOwned;

use super::mapping::Mapping;
use super::number;
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// A value with its place.
#[derive(Clone, Debug)]
pub struct Node {
    /// From its first to its last byte; its file is the one that `$ref`s in it are relative to.
    pub span: Span,
    /// The value.
    pub value: Value,
}

/// A value.
#[derive(Clone, Debug)]
pub enum Value {
    /// `null`, `~`, or nothing at all.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number as it is written.
    Number(Box<str>),
    /// A text.
    String(Box<str>),
    /// A list.
    Sequence(Vec<Node>),
    /// A list of names with values.
    Mapping(Mapping),
}

impl Node {
    /// The text; `None` where it is something else.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        if let Value::String(text) = &self.value { Some(text) } else { None }
    }

    /// The truth value.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        if let Value::Bool(value) = self.value { Some(value) } else { None }
    }

    /// The number's text.
    #[must_use]
    pub fn as_number(&self) -> Option<&str> {
        if let Value::Number(text) = &self.value { Some(text) } else { None }
    }

    /// The list.
    #[must_use]
    pub fn as_sequence(&self) -> Option<&[Self]> {
        if let Value::Sequence(list) = &self.value { Some(list) } else { None }
    }

    /// The mapping.
    #[must_use]
    pub fn as_mapping(&self) -> Option<&Mapping> {
        if let Value::Mapping(mapping) = &self.value { Some(mapping) } else { None }
    }

    /// Whether it is null.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    /// The value of a key, where this is a mapping that has it.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.as_mapping()?.get(key)
    }

    /// The text of a key's value, where it is one.
    #[must_use]
    pub fn get_str(&self, key: &str) -> Option<&str> {
        self.get(key)?.as_str()
    }

    /// The node below that one token of a JSON Pointer leads to.
    #[must_use]
    pub fn child(&self, token: &str) -> Option<&Self> {
        match &self.value {
            Value::Mapping(mapping) => mapping.get(token),
            Value::Sequence(list) => list.get(super::pointer::index(token)?),
            _ => None,
        }
    }

    /// What it is, with its article, for messages.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match &self.value {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a text",
            Value::Sequence(_) => "a list",
            Value::Mapping(_) => "a mapping",
        }
    }

    /// The value as JSON. A number that JSON in memory cannot hold becomes the nearest one that it can.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        match &self.value {
            Value::Null => serde_json::Value::Null,
            Value::Bool(value) => (*value).into(),
            Value::Number(text) => number::to_json(text),
            Value::String(text) => serde_json::Value::String(text.to_string()),
            Value::Sequence(list) => list.iter().map(Self::to_json).collect(),
            Value::Mapping(mapping) => {
                let members = mapping.iter().map(|entry| (entry.key.to_string(), entry.value.to_json()));
                serde_json::Value::Object(members.collect())
            }
        }
    }

    /// Reads a typed value; where it does not fit, the finding has the code and points here.
    ///
    /// # Errors
    /// What serde says of a value that does not fit.
    pub fn read<T: DeserializeOwned>(&self, code: &'static str, what: &str) -> Result<T, Diagnostic> {
        serde_json::from_value(self.to_json()).map_err(|error| {
            Diagnostic::error(code, format!("{what} cannot be read")).label(self.span, error.to_string())
        })
    }
}
