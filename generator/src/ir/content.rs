//! How payloads are written where they are not JSON: the shapes by which the runtime reads forms.
//!
//! In: a finished payload type and what the document says of its members. Out: a [`Content`]. It must not look at
//! schemas: the types have been made of them.

use super::guards::kinds_of;
use super::nodes::{Content, Form, FormField, Kind, Kinds, Others, Shape, Struct, Type, TypeDef, Use};
use crate::api::nodes::{Encoding, Family, Payload, family, is_json};

/// Objects in objects are written member by member this deep; below that as JSON.
const DEPTH: u8 = 3;

/// References are followed this far.
const FAR: u8 = 16;

/// How a payload is written in its own media type.
pub(super) fn of(types: &[TypeDef], payload: &Payload<'_>, used: &Use) -> Content {
    written(types, &payload.media_type, &payload.encoding, used)
}

/// How it is written in the others that it may come in.
pub(super) fn others(types: &[TypeDef], payload: &Payload<'_>, used: &Use) -> Vec<(String, Content)> {
    let one = |also: &crate::api::nodes::Alternative| {
        let content = written(types, &also.media_type, &also.encoding, used);
        (also.media_type.clone(), if also.wraps { flat(content) } else { content })
    };
    payload.also.iter().map(one).collect()
}

/// The names of the members alone: they tell that a form holds the payload in none of them.
fn flat(mut content: Content) -> Content {
    if let Content::Form(shape) | Content::Multipart(shape) = &mut content {
        for field in &mut shape.fields {
            *field = FormField {
                name: std::mem::take(&mut field.name),
                form: Form::Value(Kinds::STRING),
                media_type: String::new(),
            };
        }
    }
    content
}

/// How a header is written: a list has commas between its items (`style: simple`).
pub(super) fn header(types: &[TypeDef], name: &str, used: &Use, is_json: bool) -> FormField {
    let shaper = Shaper { types, encoding: &[], is_form: false };
    let (form, media_type) = match is_json {
        true => (Form::Value(shaper.kinds(used)), "application/json"),
        false => (shaper.form(used, 0, Some(',')), ""),
    };
    FormField { name: name.to_owned(), form, media_type: media_type.to_owned() }
}

fn written(types: &[TypeDef], media_type: &str, encoding: &[Encoding], used: &Use) -> Content {
    let make = |is_form| Shaper { types, encoding, is_form }.shape(used);
    match family(media_type) {
        Family::Form => Content::Form(make(true)),
        Family::Multipart => Content::Multipart(make(false)),
        Family::Json | Family::Text | Family::Bytes => Content::Plain,
    }
}

struct Shaper<'t> {
    types: &'t [TypeDef],
    encoding: &'t [Encoding],
    /// Whether names and values are all that there is: no media types of parts.
    is_form: bool,
}

impl Shaper<'_> {
    fn shape(&self, used: &Use) -> Shape {
        let mut shape = Shape { fields: Vec::new(), others: Kinds::STRING };
        for object in self.structs(&used.ty, FAR) {
            for field in &object.fields {
                let new = self.field(&field.json, &field.ty);
                match shape.fields.iter_mut().find(|known| known.name == new.name) {
                    Some(known) => merge(&mut known.form, new.form),
                    None => shape.fields.push(new),
                }
            }
            if let Others::Read(_, value) = &object.others {
                shape.others = self.kinds(value);
            }
        }
        if let Type::Map(value) = self.plain(&used.ty, FAR) {
            shape.others = self.kinds(value);
        }
        shape
    }

    /// The objects that a payload can be.
    fn structs(&self, ty: &Type, far: u8) -> Vec<&Struct> {
        match self.plain(ty, far) {
            Type::Named(id) if far > 0 => match &self.types[id.0].kind {
                Kind::Struct(object) => vec![object],
                Kind::Union(union) => {
                    union.variants.iter().flat_map(|variant| self.structs(&variant.ty.ty, far - 1)).collect()
                }
                _ => Vec::new(),
            },
            _ => Vec::new(),
        }
    }

    /// A type without boxes and names of names.
    fn plain<'s>(&'s self, ty: &'s Type, far: u8) -> &'s Type {
        match ty {
            Type::Boxed(inner) | Type::Loose(inner) if far > 0 => self.plain(inner, far - 1),
            Type::Named(id) if far > 0 => match &self.types[id.0].kind {
                Kind::Newtype(inner) | Kind::Alias(inner) => self.plain(&inner.ty, far - 1),
                _ => ty,
            },
            _ => ty,
        }
    }

    fn field(&self, name: &str, used: &Use) -> FormField {
        let said = self.encoding.iter().find(|encoding| encoding.member == name);
        let media_type = said.map_or("", |said| said.media_type.as_str());
        let form = if is_json(media_type) {
            Form::Value(self.kinds(used))
        } else {
            self.form(used, DEPTH, said.and_then(separator))
        };
        let is_deep = said.is_some_and(|said| said.style.as_deref() == Some("deepObject"));
        let media_type = match form {
            // Received in both ways, sent in the one that OpenAPI takes for granted.
            Form::Object(_) if !is_deep => "application/json",
            // A form has no place for the media type of a member, unless it is how its text is to be read.
            _ if self.is_form && !is_json(media_type) => "",
            _ => media_type,
        };
        FormField { name: name.to_owned(), form, media_type: media_type.to_owned() }
    }

    fn form(&self, used: &Use, depth: u8, between: Option<char>) -> Form {
        match self.plain(&used.ty, FAR) {
            Type::Text("Binary") => Form::Bytes,
            Type::List(item) => match self.plain(&item.ty, FAR) {
                Type::Text("Binary") => Form::ManyBytes,
                _ => Form::List(self.kinds(item), between),
            },
            Type::Named(id) if self.is_form && depth > 0 => match &self.types[id.0].kind {
                Kind::Struct(object) => {
                    let below = |field: &super::nodes::Field| FormField {
                        name: field.json.clone(),
                        form: self.form(&field.ty, depth - 1, None),
                        media_type: String::new(),
                    };
                    Form::Object(object.fields.iter().map(below).collect())
                }
                _ => Form::Value(self.kinds(used)),
            },
            _ => Form::Value(self.kinds(used)),
        }
    }

    /// The kinds that a text may stand for. Where everything is allowed, a text is a text, unless it is an object or
    /// a list.
    fn kinds(&self, used: &Use) -> Kinds {
        match kinds_of(self.types, used, FAR) {
            Kinds::ANY => Kinds::STRING.or(Kinds::OBJECT).or(Kinds::ARRAY),
            kinds => kinds,
        }
    }
}

/// The sign between the items of a list that is one text.
fn separator(said: &Encoding) -> Option<char> {
    match said.style.as_deref() {
        Some("spaceDelimited") => Some(' '),
        Some("pipeDelimited") => Some('|'),
        _ if said.explode == Some(false) => Some(','),
        _ => None,
    }
}

/// Alternatives that write one member differently: whatever either of them allows.
fn merge(known: &mut Form, new: Form) {
    match (&mut *known, new) {
        (Form::Value(one), Form::Value(two)) | (Form::List(one, _), Form::List(two, _)) => *one = one.or(two),
        (Form::Object(one), Form::Object(two)) => {
            for field in two {
                match one.iter_mut().find(|known| known.name == field.name) {
                    Some(known) => merge(&mut known.form, field.form),
                    None => one.push(field),
                }
            }
        }
        _ => {}
    }
}
