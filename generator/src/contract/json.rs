//! The contract as the runtime's `contract::Document` reads it.
//!
//! Names and shapes are those of the runtime's own tables (`EventInfo`, `Dispatch`, `Template`, `Content`), so that it
//! needs no second description of them. The form is no promise to anybody else.

use serde_json::{Map, Value, json};

use super::{Answer, Contract, Event, Example, Said};
use crate::api::nodes::{LIST, MAP, ONE};
use crate::config::Config;
use crate::ir::nodes::{
    Content, ContractText, Dispatch, Form, FormField, Handshake, KeyDispatch, KeyPart, KeySource, Kinds,
    Scheme, Shape, Template,
};
use crate::ir::nodes::{Family, Piece, Place, SignatureForm, SignaturePlace, Timestamp};

/// Keywords that only people read.
const PROSE: &[&str] = &[
    "$comment",
    "default",
    "deprecated",
    "description",
    "discriminator",
    "example",
    "examples",
    "externalDocs",
    "readOnly",
    "title",
    "writeOnly",
    "xml",
];

impl Contract {
    /// The same for generated code, under a name made of the module's, of what the contract says, and of the options that
    /// change types: two modules of one crate may be called alike, or be of one document.
    pub(crate) fn text(&self, module: &str, config: &Config) -> ContractText {
        let value = self.to_json();
        let Config { extras, features, assume_types, assert_formats, .. } = config;
        let all = format!("{value} {extras:?} {features:?} {assume_types} {assert_formats}");
        // FNV-1a: the name must be the same on every machine, and nobody has a reason to collide.
        let hash = all.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        ContractText { name: format!("{module}_{:08x}", hash >> 32), value }
    }

    /// The contract for the runtime, as a value without what only people read.
    #[must_use]
    pub fn to_json(&self) -> Value {
        json!({
            "title": self.title,
            "version": self.version,
            "said": self.said.as_ref().map(said),
            "scheme": self.scheme.as_ref().map(scheme),
            "handshakes": self.handshakes.iter().map(handshake).collect::<Vec<_>>(),
            "retry": self.retry.as_ref().map(|retry| json!({
                "schedule": retry.schedule, "jitter": retry.jitter, "disable_after": retry.disable_after,
            })),
            "dispatch": dispatch(&self.dispatch),
            "events": self.events.iter().map(event).collect::<Vec<_>>(),
            "$defs": self.definitions.iter().map(|(name, schema)| (name.clone(), bare(schema))).collect::<Map<_, _>>(),
        })
    }
}

/// Its kind, and whom the document names as its sender.
fn handshake(handshake: &Handshake) -> String {
    let kind = format!("{:?}", handshake.kind);
    match handshake.origins.first() {
        Some(origin) => format!("{kind} {origin}"),
        None => kind,
    }
}

fn said(said: &Said) -> Value {
    json!({
        "headers": said.headers,
        "query": said.query,
        "media_type_parameters": said.media_type_parameters,
        "pointer": said.pointer,
        "path_segment": said.path_segment,
    })
}

fn event(event: &Event) -> Value {
    let mut info = Map::new();
    info.insert("name".to_owned(), json!(event.name));
    info.insert("path".to_owned(), json!(event.path));
    info.insert("method".to_owned(), json!(event.http_method));
    info.insert("media_type".to_owned(), json!(event.media_type));
    info.insert("success".to_owned(), json!(event.success));
    info.insert("headers".to_owned(), json!(event.headers));
    info.insert("security".to_owned(), event.security.iter().map(|all| demands(all)).collect());
    info.insert("content".to_owned(), content(&event.content));
    let also = |(media_type, form): &(String, Content)| json!({ "media_type": media_type, "content": content(form) });
    info.insert("also".to_owned(), event.also.iter().map(also).collect());
    json!({
        "info": info,
        "schema": event.schema.as_ref().map(bare),
        "examples": event.examples.iter().map(example).collect::<Vec<_>>(),
        "declared": event.header_sample,
        "required": required(event),
        "answers": event.answers.iter().map(answer).collect::<Vec<_>>(),
    })
}

/// The headers that must be there.
fn required(event: &Event) -> Vec<String> {
    let needed = event.parameters.iter().filter(|one| one.location == "header" && one.required);
    needed.map(|one| one.name.to_ascii_lowercase()).collect()
}

fn example(example: &Example) -> Value {
    json!({ "name": example.name, "value": example.value })
}

fn answer(answer: &Answer) -> Value {
    json!({ "status": answer.status, "media_type": answer.media_type, "schema": answer.schema.as_ref().map(bare) })
}

fn demands(all: &[(String, &'static str, Option<String>)]) -> Value {
    let demand = |(name, by, argument): &(String, &str, Option<String>)| json!({ "name": name, "by": argument.as_ref().map_or(json!(by), |argument| one(by, argument.as_str())) });
    all.iter().map(demand).collect()
}

/// A variant with one value.
fn one(variant: &str, value: impl Into<Value>) -> Value {
    Value::Object(Map::from_iter([(variant.to_owned(), value.into())]))
}

fn content(content: &Content) -> Value {
    match content {
        Content::Plain => json!("Plain"),
        Content::Form(form) => one("Form", shape(form)),
        Content::Multipart(parts) => one("Multipart", shape(parts)),
    }
}

fn shape(shape: &Shape) -> Value {
    json!({ "fields": fields(&shape.fields), "others": kinds(shape.others) })
}

fn fields(fields: &[FormField]) -> Value {
    let field = |field: &FormField| json!({ "name": field.name, "form": form(&field.form), "media_type": field.media_type });
    fields.iter().map(field).collect()
}

fn form(form: &Form) -> Value {
    match form {
        Form::Value(of) => one("Value", kinds(*of)),
        Form::List(of, between) => one("List", json!([kinds(*of), between])),
        Form::Object(members) => one("Object", fields(members)),
        Form::Bytes => json!("Bytes"),
        Form::ManyBytes => json!("ManyBytes"),
    }
}

fn kinds(kinds: Kinds) -> Value {
    json!(kinds.names())
}

fn dispatch(dispatch: &Dispatch) -> Value {
    match dispatch {
        Dispatch::Single => one("Single", 0),
        Dispatch::Path => json!("Path"),
        Dispatch::Key(key) => one("Key", key_dispatch(key)),
    }
}

fn key_dispatch(key: &KeyDispatch) -> Value {
    let tail = key.parts.iter().rev().take_while(|part| part.optional).count();
    let (fixed, optional) = key.parts.split_at(key.parts.len() - tail);
    json!({
        "parts": fixed.iter().flat_map(parts).collect::<Vec<_>>(),
        "optional": optional.iter().map(parts).collect::<Vec<_>>(),
        "fold": key.fold,
        "table": key.table,
    })
}

fn parts(part: &KeyPart) -> Vec<Value> {
    let before = (!part.before.is_empty()).then(|| one("Text", part.before.as_str()));
    let from = match &part.from {
        KeySource::Header(name) => one("Header", name.to_ascii_lowercase()),
        KeySource::Pointer(pointer) => one("Pointer", pointer.as_str()),
        KeySource::Path => json!("Path"),
        KeySource::Method => json!("Method"),
    };
    before.into_iter().chain([from]).collect()
}

fn scheme(scheme: &Scheme) -> Value {
    match scheme {
        Scheme::Preset(name) => one("Preset", name.as_str()),
        Scheme::Template(record) => one("Template", template(record)),
    }
}

fn template(record: &Template) -> Value {
    let [prefix, private_prefix] = &record.key_prefixes;
    json!({
        "name": record.name,
        "variants": [{
            "algorithm": record.algorithm,
            "key": {
                "encoding": record.key_encoding,
                "prefix": prefix,
                "private_prefix": private_prefix,
                "unprefixed": record.unprefixed,
            },
            "prefix": record.prefix,
            "bare": false,
        }],
        "families": record.families.iter().map(family).collect::<Vec<_>>(),
        "signs": 0,
    })
}

fn family(family: &Family) -> Value {
    json!({
        "chosen_by": family.chosen_by.iter().map(place).collect::<Vec<_>>(),
        "requires": family.required.iter().map(|name| one("Header", name.as_str())).collect::<Vec<_>>(),
        "content": family.content.iter().map(piece).collect::<Vec<_>>(),
        "signature": {
            "place": signature_place(&family.place),
            "form": signature_form(&family.form),
            "encoding": family.encoding,
        },
        "timestamp": family.timestamp.as_ref().map(timestamp),
        "id": family.id.as_ref().map(|(at, required)| json!({ "field": place(at), "required": required })),
        "trim": family.trim,
    })
}

fn place(at: &Place) -> Value {
    match at {
        Place::Header(name) => one("Header", name.as_str()),
        Place::Part(key) => one("Part", key.as_str()),
        Place::Json(pointer) => one("Json", pointer.as_str()),
    }
}

fn piece(piece: &Piece) -> Value {
    match piece {
        Piece::Text(text) => one("Text", text.as_str()),
        Piece::Plain(name) => json!(name),
        Piece::Field(at) => one("Field", place(at)),
        Piece::SignedHeaders(key) => one("SignedHeaders", key.as_str()),
    }
}

fn signature_place(at: &SignaturePlace) -> Value {
    match at {
        SignaturePlace::Header(name) => one("Header", name.as_str()),
        SignaturePlace::Numbered(start) => one("Numbered", start.as_str()),
        SignaturePlace::Json(pointer) => one("Json", pointer.as_str()),
    }
}

fn signature_form(form: &SignatureForm) -> Value {
    match form {
        SignatureForm::One => json!("One"),
        SignatureForm::List(separator) => one("List", separator.as_str()),
        SignatureForm::Parts([separator, equals, key]) => {
            one("Parts", json!({ "separator": separator, "equals": equals, "key": key }))
        }
    }
}

fn timestamp(time: &Timestamp) -> Value {
    let [past, future] = time.tolerance;
    json!({ "field": place(&time.place), "unit": time.unit, "form": time.form, "past": past, "future": future })
}

/// A schema without what only people read. `format` stays: samples are the better for it.
fn bare(schema: &Value) -> Value {
    let Value::Object(keywords) = schema else { return schema.clone() };
    let mut out = Map::new();
    for (keyword, value) in keywords {
        let name = keyword.as_str();
        let written = if PROSE.contains(&name) {
            continue;
        } else if ONE.contains(&name) {
            bare(value)
        } else if LIST.contains(&name) {
            value.as_array().into_iter().flatten().map(bare).collect()
        } else if MAP.contains(&name) {
            value.as_object().into_iter().flatten().map(|(name, below)| (name.clone(), bare(below))).collect()
        } else {
            value.clone()
        };
        out.insert(keyword.clone(), written);
    }
    Value::Object(out)
}
