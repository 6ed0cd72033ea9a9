//! How payloads are written where they are not JSON. Plain data, as all nodes.

use super::kinds::Kinds;

/// How a payload is written.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Content {
    /// As its type reads it: JSON, or a body that is not taken apart.
    #[default]
    Plain,
    /// As a form.
    Form(Shape),
    /// As a message of several parts.
    Multipart(Shape),
}

/// What a form must know of its members to make JSON of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shape {
    /// The declared members.
    pub fields: Vec<FormField>,
    /// What others may be.
    pub others: Kinds,
}

/// One declared member of a form.
#[derive(Clone, Debug, PartialEq)]
pub struct FormField {
    /// Its name.
    pub name: String,
    /// How it is written.
    pub form: Form,
    /// The document's `contentType` for it, or empty.
    pub media_type: String,
}

/// How a member of a form is written.
#[derive(Clone, Debug, PartialEq)]
pub enum Form {
    /// As one text.
    Value(Kinds),
    /// As a text per item, or as one with a sign between them.
    List(Kinds, Option<char>),
    /// As a text per member.
    Object(Vec<FormField>),
    /// As bytes.
    Bytes,
    /// As bytes per item.
    ManyBytes,
}
