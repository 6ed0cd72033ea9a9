//! Objects: structs, maps, and what lies between.

use indexmap::IndexMap;
use serde_json::Value;

use super::conj::{self, Conj, Located};
use super::lowering::Lowering;
use super::names::{self, Scope};
use super::nodes::{Check, Checks, Field, Kind, Kinds, Others, Struct, Type, Use};
use super::scalar;
use super::types::Hint;

/// A struct where members are declared, a map where none are. `extra` is checked of the whole object.
pub(super) fn lower<'a>(low: &mut Lowering<'a>, all: &[Located<'a>], extra: Checks, hint: &Hint) -> Use {
    let members = members(all);
    let mut checks = scalar::checks(low, all, Kinds::OBJECT);
    let others = others(low, all, &mut checks, hint);
    for check in low.take_any_required(all).into_iter().chain(extra) {
        if !checks.contains(&check) {
            checks.push(check);
        }
    }
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
    checks: Checks,
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
            default: member.schemas.iter().find_map(|s| s.get("default")).cloned(),
            renamed_from: member
                .schemas
                .iter()
                .find_map(|s| s.get("x-webhook-renamed-from")?.as_str())
                .map(str::to_owned),
            ty,
        });
    }
    let others = match others {
        Others::Keep(name) => Others::Keep(scope.claim([name.as_str(), "other_members"])),
        Others::Read(name, ty) => Others::Read(scope.claim([name.as_str(), "additional_members"]), ty),
        closed => closed,
    };
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
    for (name, member) in &mut members {
        member.schemas.extend(all.iter().filter_map(|part| as_stranger(part, name)));
    }
    members.retain(|_, member| member.required || !member.is_forbidden());
    members
}

impl Member<'_> {
    /// Whether a conjunct lets no value stand here: without being required it is a stranger like any other.
    fn is_forbidden(&self) -> bool {
        self.schemas.iter().any(|schema| {
            schema.value == &Value::Bool(false) && schema.pointer.ends_with("/additionalProperties")
        })
    }
}

/// What a conjunct demands of a member that only other conjuncts declare.
fn as_stranger<'a>(part: &Located<'a>, name: &str) -> Option<Located<'a>> {
    let value = part.get("additionalProperties")?;
    let own = part.get("properties").and_then(Value::as_object).is_some_and(|own| own.contains_key(name));
    // Beside patterns the check of the whole object says which members it concerns.
    let open = value == &Value::Bool(true) || part.get("patternProperties").is_some();
    (!own && !open).then(|| part.child("additionalProperties", value))
}

/// What becomes of the members that are not declared. Keywords that it does not express are checked of the whole.
fn others<'a>(low: &mut Lowering<'a>, all: &[Located<'a>], checks: &mut Checks, hint: &Hint) -> Others {
    let patterns = all.iter().any(|part| part.get("patternProperties").is_some());
    let alone = conj::flatten(low.api, &all[0]).len() == all.len();
    let mut refuse = false;
    for part in all {
        let mut words = low.object_words(part);
        refuse |= alone && take_refusal(part, all, &mut words);
        checks.extend(words);
    }
    let mut typed: Conj<'a> = Vec::new();
    for part in all.iter().filter(|part| part.get("patternProperties").is_none()) {
        match part.get("additionalProperties") {
            Some(Value::Bool(false)) => refuse = true,
            Some(value @ Value::Object(keywords)) if !keywords.is_empty() => {
                typed.push(part.child("additionalProperties", value));
            }
            _ => {}
        }
    }
    if refuse {
        return Others::Refuse;
    }
    let matching = if patterns { matching(all) } else { Vec::new() };
    if !matching.is_empty() && declares_nothing(all) {
        // The type of the others says it.
        checks.retain(|check| !matches!(check, Check::PatternProperties(list) if list.len() == 1));
    }
    if typed.is_empty() && matching.is_empty() {
        // What patterns speak of is declared: it is kept.
        let raw = || Others::Read("additional".to_owned(), Use::plain(Type::Json));
        return if patterns { raw() } else { low.open_others() };
    }
    typed.extend(matching);
    let value = low.lower_together(&typed, &hint.child("value"));
    Others::Read("additional".to_owned(), value)
}

/// Where a conjunction's first schema leaves nothing unevaluated that the struct does not declare, the struct itself
/// refuses the rest, and a tolerant reading may note it.
fn take_refusal(part: &Located<'_>, all: &[Located<'_>], words: &mut Checks) -> bool {
    let whole = part.is(&all[0]) && part.get("unevaluatedProperties") == Some(&Value::Bool(false));
    let at = words.iter().position(|check| {
        matches!(check, Check::AdditionalProperties(_, patterns, checks)
            if patterns.is_empty() && *checks == [Check::never()])
    });
    match at.filter(|_| whole && part.get("patternProperties").is_none()) {
        Some(at) => {
            words.remove(at);
            true
        }
        None => false,
    }
}

/// Whether all members are others.
fn declares_nothing(all: &[Located<'_>]) -> bool {
    all.iter().all(|part| part.get("properties").is_none() && part.get("required").is_none())
}

/// What all members satisfy that are not declared: one conjunct with one pattern, beside which nothing else may stand.
fn matching<'a>(all: &[Located<'a>]) -> Conj<'a> {
    let mut found = Vec::new();
    for part in all {
        let closed = part.get("additionalProperties") == Some(&Value::Bool(false));
        let Some(Value::Object(patterns)) = part.get("patternProperties") else { continue };
        if closed && patterns.len() == 1 {
            let base = part.child("patternProperties", &Value::Null);
            found.extend(patterns.iter().map(|(source, schema)| base.child(source, schema)));
        }
    }
    found
}
