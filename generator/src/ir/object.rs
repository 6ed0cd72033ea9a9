//! Objects: structs, maps, and what lies between.

use indexmap::IndexMap;
use serde_json::Value;

use super::conj::{Conj, Located};
use super::lowering::Lowering;
use super::names::{self, Scope};
use super::nodes::{Check, Field, Kind, Kinds, Others, Struct, Type, Use};
use super::scalar;
use super::types::Hint;

/// A struct where members are declared, a map where none are.
pub(super) fn lower<'a>(low: &mut Lowering<'a>, all: &[Located<'a>], hint: &Hint) -> Use {
    let mut members = members(all);
    forbid_strangers(all, &mut members);
    let others = others(low, all, hint);
    let checks = scalar::checks(all, Kinds::OBJECT);
    if members.is_empty() {
        match others {
            Others::Read(_, value) => {
                return Use { ty: Type::Map(Box::new(value)), nullable: false, checks };
            }
            Others::Ignore | Others::Keep(_) => {
                let value = Box::new(Use::plain(Type::Json));
                return Use { ty: Type::Map(value), nullable: false, checks };
            }
            Others::Refuse => {}
        }
    }
    structure(low, all, members, others, checks, hint)
}

fn structure<'a>(
    low: &mut Lowering<'a>,
    all: &[Located<'a>],
    members: IndexMap<&'a str, Member<'a>>,
    others: Others,
    mut checks: Vec<Check>,
    hint: &Hint,
) -> Use {
    let mut scope = Scope::default();
    let mut fields = Vec::with_capacity(members.len());
    for (json, member) in members {
        let ty = low.lower_together(&member.schemas, &hint.child(json));
        fields.push(Field {
            json: json.to_owned(),
            name: scope.claim([names::field_name(json).as_str()]),
            docs: low.docs(&member.schemas),
            deprecated: member.schemas.iter().any(|s| s.get("deprecated") == Some(&Value::Bool(true))),
            required: member.required,
            ty,
        });
    }
    let others = match others {
        Others::Keep(name) => Others::Keep(scope.claim([name.as_str(), "other_members"])),
        Others::Read(name, ty) => Others::Read(scope.claim([name.as_str(), "additional_members"]), ty),
        closed => closed,
    };
    checks.extend(low.take_any_required(all));
    let docs = low.docs(all);
    let id = low.types.define(hint, docs, Kind::Struct(Struct { fields, others, checks }));
    Use::plain(Type::Named(id))
}

/// One declared member: everything that the conjunction demands of it.
#[derive(Debug, Default)]
struct Member<'a> {
    schemas: Conj<'a>,
    required: bool,
}

/// The declared members in document order; required ones that nothing describes come last.
fn members<'a>(all: &[Located<'a>]) -> IndexMap<&'a str, Member<'a>> {
    let mut members: IndexMap<&'a str, Member<'a>> = IndexMap::new();
    for part in all {
        if let Some(Value::Object(properties)) = part.get("properties") {
            let base = part.child("properties", &Value::Null);
            for (name, schema) in properties {
                members.entry(name).or_default().schemas.push(base.child(name, schema));
            }
        }
    }
    for part in all {
        if let Some(Value::Array(required)) = part.get("required") {
            for name in required.iter().filter_map(Value::as_str) {
                members.entry(name).or_default().required = true;
            }
        }
    }
    members
}

/// A conjunct with `additionalProperties: false` forbids what only the others declare.
fn forbid_strangers<'a>(all: &[Located<'a>], members: &mut IndexMap<&'a str, Member<'a>>) {
    for part in all.iter().filter(|part| part.get("additionalProperties") == Some(&Value::Bool(false))) {
        if part.get("patternProperties").is_none() {
            let own = part.get("properties").and_then(Value::as_object);
            members.retain(|name, member| member.required || own.is_some_and(|own| own.contains_key(*name)));
        }
    }
}

/// What becomes of the members that are not declared.
fn others<'a>(low: &mut Lowering<'a>, all: &[Located<'a>], hint: &Hint) -> Others {
    let patterns = all.iter().any(|part| part.get("patternProperties").is_some());
    let mut typed: Conj<'a> = Vec::new();
    for part in all {
        match part.get("additionalProperties") {
            Some(Value::Bool(false)) if !patterns => return Others::Refuse,
            Some(value @ Value::Object(keywords)) if !keywords.is_empty() => {
                typed.push(part.child("additionalProperties", value));
            }
            _ => {}
        }
    }
    if typed.is_empty() || patterns {
        return low.open_others();
    }
    let value = low.lower_together(&typed, &hint.child("value"));
    Others::Read("additional".to_owned(), value)
}
