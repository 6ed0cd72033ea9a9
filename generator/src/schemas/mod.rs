//! JSON Schemas of what documents and config files may say: for editors, for the reference of the guide.
//!
//! In: the schemas that stand beside the readers of extensions, and the config. Out: whole schemas by name. It must not
//! know documents, nor what becomes of an extension. A schema knows one value: what depends on the rest of a document
//! (whether an event that is named is there, whether two versions are one) the reader alone can say.

mod document;
pub(crate) mod patterns;

use std::borrow::Cow;

use schemars::generate::SchemaSettings;
use schemars::transform::{Transform, transform_subschemas};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::Value;

use crate::config::Config;
use crate::ir::{handshake, retry, signature, template, versions};

/// A schema that has a name.
#[derive(Clone, Copy, Debug)]
pub struct Named {
    /// Its name, and that of its file without the ending.
    pub name: &'static str,
    /// Where what it describes stands.
    pub place: &'static str,
    make: fn(&mut SchemaGenerator) -> Schema,
}

impl Named {
    /// The schema, whole: what it refers to is in it.
    #[must_use]
    pub fn schema(&self) -> Value {
        let mut generator = SchemaGenerator::new(SchemaSettings::draft2020_12());
        let mut schema = (self.make)(&mut generator);
        let defined = generator.take_definitions(true);
        if !defined.is_empty() {
            schema.insert("$defs".to_owned(), Value::Object(defined));
        }
        Tidy.transform(&mut schema);
        // What it is comes first, for whoever reads the file.
        let mut whole = serde_json::Map::new();
        whole.insert("$schema".to_owned(), "https://json-schema.org/draft/2020-12/schema".into());
        if let Value::Object(members) = schema.to_value() {
            whole.extend(members);
        }
        Value::Object(whole)
    }
}

/// All schemas, sorted.
pub const ALL: &[Named] = &[
    Named { name: "config", place: "the file `hookwright.toml`", make: config },
    Named { name: "document", place: "a document, beside what OpenAPI itself has", make: document::schema },
    Named { name: "x-webhook-dispatch", place: ROOT, make: template::schema },
    Named { name: "x-webhook-handshake", place: ROOT, make: handshake::schema },
    Named {
        name: "x-webhook-renamed-from",
        place: "a webhook, or a member of a payload's schema",
        make: document::renamed_from,
    },
    Named { name: "x-webhook-retry", place: ROOT, make: retry::schema },
    Named {
        name: "x-webhook-signature",
        place: "the root of a document, a security scheme, an overlay, `hookwright.toml`",
        make: signature::schema::schema,
    },
    Named { name: "x-webhook-version", place: ROOT, make: versions::record::schema },
    Named { name: "x-webhook-version.webhook", place: "a webhook", make: document::versions },
];

fn config(generator: &mut SchemaGenerator) -> Schema {
    let mut schema = Config::json_schema(generator);
    schema.insert("title".to_owned(), "hookwright.toml".into());
    schema
}

const ROOT: &str = "the root of a document, an overlay, `hookwright.toml`";

/// The schema of a name.
#[must_use]
pub fn named(name: &str) -> Option<&'static Named> {
    ALL.iter().find(|schema| schema.name == name)
}

/// `null` is read as nothing said, which nobody needs to write: no schema offers it. Comments are text without line ends.
#[derive(Clone)]
struct Tidy;

impl Transform for Tidy {
    fn transform(&mut self, schema: &mut Schema) {
        if let Some(Value::String(text)) = schema.get_mut("description") {
            *text = text.replace("\n\n", "\0").replace('\n', " ").replace('\0', "\n\n");
        }
        if let Some(Value::Array(kinds)) = schema.get_mut("type") {
            kinds.retain(|kind| kind != "null");
            if let [kind] = kinds.as_slice() {
                let kind = kind.clone();
                schema.insert("type".to_owned(), kind);
            }
        }
        if schema.get("default").is_some_and(Value::is_null) {
            schema.remove("default");
        }
        if let Some(Value::Array(some)) = schema.get_mut("anyOf") {
            some.retain(|one| one.get("type").is_none_or(|kind| kind != "null"));
            if let [Value::Object(only)] = some.as_slice() {
                let only = only.clone();
                schema.remove("anyOf");
                only.into_iter().for_each(|(keyword, value)| drop(schema.insert(keyword, value)));
            }
        }
        transform_subschemas(self, schema);
    }
}

/// Extensions as members of the config and of documents: each is a definition of its own there.
macro_rules! extensions {
    ($($type:ident $name:literal $make:expr;)*) => {$(
        pub(crate) struct $type;

        impl JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                $name.into()
            }

            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                $make(generator)
            }
        }
    )*};
}

extensions! {
    Dispatch "x-webhook-dispatch" template::schema;
    Handshake "x-webhook-handshake" handshake::schema;
    RenamedFrom "x-webhook-renamed-from" document::renamed_from;
    Retry "x-webhook-retry" retry::schema;
    Signature "x-webhook-signature" signature::schema::schema;
    Versioning "x-webhook-version" versions::record::schema;
    Versions "x-webhook-version.webhook" document::versions;
}
