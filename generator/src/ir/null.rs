//! Whether null is a value of a schema.
//!
//! In comes what is demanded of a value; out goes a verdict that JSON Schema would give. Null is one value, so that
//! nothing of it is left to run time: generated code only knows whether a place is nullable.

use std::cell::Cell;

use serde_json::Value;

use super::conj::{Located, type_kinds};
use super::nodes::Kinds;
use crate::api::nodes::Api;

/// Far more than any real schema takes; alternatives of alternatives multiply.
const MOST_STEPS: u32 = 20_000;

/// Whether null satisfies all of the schemas.
pub(super) fn fits<'a>(api: &'a Api<'a>, all: &[Located<'a>]) -> bool {
    let search = Search { api, steps: Cell::new(0) };
    all.iter().all(|part| search.part(part, &mut Vec::new()))
}

struct Search<'a> {
    api: &'a Api<'a>,
    steps: Cell<u32>,
}

impl<'a> Search<'a> {
    fn part(&self, part: &Located<'a>, open: &mut Vec<&'a str>) -> bool {
        self.steps.set(self.steps.get() + 1);
        if self.steps.get() > MOST_STEPS {
            return true;
        }
        if part.value == &Value::Bool(false) {
            return false;
        }
        is_listed(part)
            && self.reference(part, open)
            && self.alternatives(part, open)
            && self.general(part, open)
    }

    /// A reference that leads back into itself demands nothing new.
    fn reference(&self, part: &Located<'a>, open: &mut Vec<&'a str>) -> bool {
        let Some(key) = part.get("$ref").and_then(Value::as_str).filter(|key| !open.contains(key)) else {
            return true;
        };
        let Some(target) = self.api.schemas.get(key) else { return true };
        open.push(key);
        let fits = self.part(&Located::root(target), open);
        open.pop();
        fits
    }

    fn alternatives(&self, part: &Located<'a>, open: &mut Vec<&'a str>) -> bool {
        let mut count = |keyword: &str| {
            let branches = part.branches(keyword);
            (branches.len(), branches.iter().filter(|branch| self.part(branch, open)).count())
        };
        let (all, fitting) = count("allOf");
        let (any, some) = count("anyOf");
        let (one, exactly) = count("oneOf");
        all == fitting && (any == 0 || some > 0) && (one == 0 || exactly == 1)
    }

    fn general(&self, part: &Located<'a>, open: &mut Vec<&'a str>) -> bool {
        let mut fits = |keyword: &str| {
            part.get(keyword).is_none_or(|value| self.part(&part.child(keyword, value), open))
        };
        if part.get("not").is_some() && fits("not") {
            return false;
        }
        part.get("if").is_none() || if fits("if") { fits("then") } else { fits("else") }
    }
}

/// By `type`, `enum` and `const`.
fn is_listed(part: &Located<'_>) -> bool {
    let listed = |values: &Value| values.as_array().is_none_or(|values| values.contains(&Value::Null));
    part.get("type").is_none_or(|types| type_kinds(types).has(Kinds::NULL))
        && part.get("enum").is_none_or(listed)
        && part.get("const").is_none_or(Value::is_null)
}
