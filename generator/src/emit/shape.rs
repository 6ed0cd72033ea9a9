//! The shapes of forms, as rows of the runtime's macro.
//!
//! In: events. Out: one table per shape that differs, and the words by which the records of events name them.

use super::gate;
use super::nodes::{Item, Table};
use super::words::{Words, text};
use crate::ir::nodes::{Content, Event, Form, FormField, Ir, Kinds, Scheme, Shape, Type};

/// The features of the runtime that a document needs.
#[must_use]
pub(crate) fn features(ir: &Ir) -> Vec<&'static str> {
    let mut contents = ir.events.iter().flat_map(|event| {
        std::iter::once(&event.content).chain(event.also.iter().map(|(_, content)| content))
    });
    let mut features = Vec::new();
    if ir.scheme.as_ref().is_some_and(Scheme::is_asymmetric) {
        features.push("asymmetric");
    }
    if contents.any(|content| matches!(content, Content::Multipart(_))) {
        features.push("multipart");
    }
    if super::schema_checks(ir) > 0 {
        features.push("schema");
    }
    features
}

/// The shapes of a document, each under a name of its own.
#[derive(Debug, Default)]
pub(super) struct Shapes<'i> {
    named: Vec<(String, &'i Shape)>,
    has_parts: bool,
}

impl<'i> Shapes<'i> {
    /// Names the shapes after the first event that has them.
    pub(super) fn of(ir: &'i Ir) -> Self {
        let mut shapes = Self::default();
        for event in &ir.events {
            shapes.has_parts |= matches!(event.content, Content::Multipart(_));
            for content in
                std::iter::once(&event.content).chain(event.also.iter().map(|(_, content)| content))
            {
                shapes.add(event, content);
            }
        }
        shapes
    }

    fn add(&mut self, event: &Event, content: &'i Content) {
        let (Content::Form(shape) | Content::Multipart(shape)) = content else { return };
        if self.named.iter().any(|(_, known)| *known == shape) {
            return;
        }
        let word = heck::ToShoutySnakeCase::to_shouty_snake_case(event.variant.as_str());
        let mut name = format!("{word}_FORM");
        if self.named.iter().any(|(known, _)| *known == name) {
            name = format!("{name}_{}", self.named.len());
        }
        self.named.push((name, shape));
    }

    /// Whether some payload is a message of several parts, and nothing else.
    pub(super) fn has_parts(&self) -> bool {
        self.has_parts
    }

    /// How a record names its content.
    pub(super) fn content(&self, content: &Content) -> String {
        let (variant, shape) = match content {
            Content::Plain => return "codegen::Content::Plain".to_owned(),
            Content::Form(shape) => ("Form", shape),
            Content::Multipart(shape) => ("Multipart", shape),
        };
        let name = self.named.iter().find(|(_, known)| *known == shape).map_or("", |(name, _)| name.as_str());
        format!("codegen::Content::{variant}(&{name})")
    }

    /// The tables.
    pub(super) fn tables(&self) -> impl Iterator<Item = Table> + '_ {
        self.named.iter().map(|(name, shape)| Table {
            open: vec!["codegen::shape! {".to_owned(), format!("{name} {{")],
            rows: shape.fields.iter().flat_map(row).collect(),
            close: vec![format!("}} others ({})", kinds(shape.others)), "}".to_owned()],
        })
    }
}

/// How declared headers are read: one table per type that has any.
pub(super) fn headers(words: &Words<'_>, ir: &Ir) -> Vec<Item> {
    let mut seen: Vec<&Type> = Vec::new();
    let mut tables = Vec::new();
    for event in &ir.events {
        let Some(ty) = event.declared.as_ref().filter(|ty| !seen.contains(ty)) else { continue };
        seen.push(ty);
        if matches!(ty, Type::Named(id) if ir.borrowed.get(id.0).is_some_and(Option::is_some)) {
            // The version that holds the type says it.
            continue;
        }
        let table = Table {
            open: vec!["codegen::headers! {".to_owned(), format!("{} {{", words.ty(ty))],
            rows: event.header_form.iter().flat_map(row).collect(),
            close: vec!["}".to_owned(), "}".to_owned()],
        };
        let feature = match ty {
            Type::Named(id) => ir.gates.get(id.0).and_then(Option::as_ref),
            _ => None,
        };
        tables.extend(gate::items(feature, vec![Item::Table(table)]));
    }
    tables
}

/// The lines of a member: one, or one for each member of an object and those around them.
fn row(field: &FormField) -> Vec<String> {
    let name = text(&field.name);
    let media_type = match field.media_type.as_str() {
        "" => String::new(),
        said => format!(" as {}", text(said)),
    };
    let form = match &field.form {
        Form::Value(of) => format!("({})", kinds(*of)),
        Form::List(of, None) => format!("[{}]", kinds(*of)),
        Form::List(of, Some(sign)) => format!("[{} {sign:?}]", kinds(*of)),
        Form::Bytes => "bytes".to_owned(),
        Form::ManyBytes => "[bytes]".to_owned(),
        Form::Object(fields) => {
            let mut lines = vec![format!("{name} {{")];
            lines.extend(fields.iter().flat_map(row).map(|line| format!("    {line}")));
            lines.push(format!("}}{media_type},"));
            return lines;
        }
    };
    vec![format!("{name} {form}{media_type},")]
}

fn kinds(kinds: Kinds) -> String {
    kinds.names().join(" | ")
}
