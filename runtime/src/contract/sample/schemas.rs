//! Schemas with their validators: each built alone, of what it reaches.
//!
//! In come the definitions of a document and the schemas of its events; out go verdicts by the crate jsonschema, which
//! takes `format` as an annotation and fetches nothing.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, OnceLock};

use jsonschema::Validator;
use serde_json::{Map, Value};

use super::broken::broken;
use super::cover::Cover;
use super::house::House;
use super::{Broken, Samples};
use crate::violation::{MOST_VIOLATIONS, Violation};

/// Where references to definitions lead.
const DEFINITIONS: &str = "#/$defs/";

/// Definitions that the schemas of a document share: what `{"$ref": "#/$defs/NAME"}` means.
#[derive(Clone, Debug, Default)]
pub struct Schemas {
    definitions: Arc<Map<String, Value>>,
}

impl Schemas {
    /// The definitions, as the object that stands at `$defs`; anything else defines nothing.
    #[must_use]
    pub fn new(definitions: Value) -> Self {
        let definitions = match definitions {
            Value::Object(definitions) => definitions,
            _ => Map::new(),
        };
        Self { definitions: Arc::new(definitions) }
    }

    /// A schema whose references lead to the definitions. Only what it reaches is compiled.
    ///
    /// # Errors
    /// Why jsonschema cannot compile it: a keyword with a value that it can't have, a reference that leads nowhere.
    pub fn schema(&self, schema: &Value) -> Result<Schema, String> {
        let whole = self.whole(schema);
        let validator = options()
            .build(&whole)
            .map_err(|error| format!("{}: {}", error.schema_path(), error.masked()))?;
        Ok(Schema { inner: Arc::new(Inner { whole, validator, house: OnceLock::new() }) })
    }

    /// A schema with the definitions that it reaches, so that nothing beside it is needed.
    fn whole(&self, schema: &Value) -> Value {
        let mut needed = BTreeSet::new();
        references(schema, &mut needed);
        let mut open: Vec<String> = needed.iter().cloned().collect();
        let mut definitions = Map::new();
        while let Some(name) = open.pop() {
            let Some(definition) = self.definitions.get(&name) else { continue };
            let mut more = BTreeSet::new();
            references(definition, &mut more);
            open.extend(more.into_iter().filter(|name| needed.insert(name.clone())));
            definitions.insert(name, definition.clone());
        }
        match schema {
            Value::Object(keywords) if !definitions.is_empty() => {
                let mut keywords = keywords.clone();
                if let Some(Value::Object(own)) = keywords.remove("$defs") {
                    definitions.extend(own);
                }
                keywords.insert("$defs".to_owned(), Value::Object(definitions));
                Value::Object(keywords)
            }
            other => other.clone(),
        }
    }
}

/// The dialect, without formats and without the network.
fn options() -> jsonschema::ValidationOptions<'static> {
    jsonschema::draft202012::options().should_validate_formats(false).offline()
}

/// The names of the definitions that a schema refers to; what only looks like a reference costs a definition too many.
fn references(schema: &Value, into: &mut BTreeSet<String>) {
    match schema {
        Value::Object(members) => {
            for (keyword, value) in members {
                if let ("$ref" | "$dynamicRef", Some(name)) =
                    (keyword.as_str(), value.as_str().and_then(name))
                {
                    into.insert(name);
                }
                references(value, into);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, into)),
        _ => {}
    }
}

/// The definition's name in a reference, which may lead further into it.
fn name(reference: &str) -> Option<String> {
    let token = reference.strip_prefix(DEFINITIONS)?.split('/').next()?;
    let token = percent_encoding::percent_decode_str(token).decode_utf8().ok()?;
    Some(token.replace("~1", "/").replace("~0", "~"))
}

/// A schema with its validator. Clones share both.
#[derive(Clone)]
pub struct Schema {
    inner: Arc<Inner>,
}

pub(super) struct Inner {
    whole: Value,
    pub(super) validator: Validator,
    /// Worked out when samples are first asked for.
    house: OnceLock<House>,
}

impl fmt::Debug for Schema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Schema").field("whole", &self.inner.whole).finish_non_exhaustive()
    }
}

impl Schema {
    /// The schema with the definitions that it reaches.
    pub(in crate::contract) fn whole(&self) -> &Value {
        &self.inner.whole
    }

    /// Whether the schema takes a value.
    #[must_use]
    pub fn is_valid(&self, value: &Value) -> bool {
        self.inner.validator.is_valid(value)
    }

    /// Every way in which a value breaks the schema, at most [`MOST_VIOLATIONS`]. The messages hold no values.
    #[must_use]
    pub fn violations(&self, value: &Value) -> Vec<Violation> {
        let errors = self.inner.validator.iter_errors(value).take(MOST_VIOLATIONS);
        errors.map(|error| violation(&error)).collect()
    }

    /// Values that the schema takes and that cover it; the same ones for the same seed.
    #[must_use]
    pub fn samples(&self, seed: u64) -> Samples {
        Cover::samples(&self.inner, self.house(), seed)
    }

    fn house(&self) -> &House {
        self.inner.house.get_or_init(|| House::of(&self.inner.whole))
    }

    /// Values that the schema refuses, each for one constraint; the same ones for the same seed.
    #[must_use]
    pub fn broken(&self, seed: u64) -> Vec<Broken> {
        let samples = self.samples(seed);
        broken(&self.inner, self.house(), &samples.list, seed)
    }
}

fn violation(error: &jsonschema::ValidationError<'_>) -> Violation {
    let known = crate::decode::keyword(error.kind());
    // jsonschema says where a name is missing, and only its message which one.
    Violation::new(error.instance_path().as_str(), known, error.masked().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threads_share_schemas() {
        fn shared<T: Send + Sync + Clone>() {}
        shared::<Schema>();
        shared::<Schemas>();
    }
}
