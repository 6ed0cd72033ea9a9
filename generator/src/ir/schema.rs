//! From a schema to a type: the dispatcher.
//!
//! Comes in: a located schema and the name that its place suggests. Goes out: a [`Use`].
//! Every kind has a room of its own: `scalar`, `array`, `object`, `union`.

use super::conj::{self, Conj, Located};
use super::lowering::{Lowering, Reference};
use super::nodes::{Check, Checks, Docs, Kind, Kinds, Type, TypeId, Use};
use super::types::Hint;
use super::{array, null, object, scalar, union};
use crate::diagnostic::Diagnostic;

/// Deeper than any real document nests anonymous schemas.
const DEPTH_LIMIT: usize = 48;

impl<'a> Lowering<'a> {
    /// The type of a schema.
    pub(super) fn lower(&mut self, schema: &Located<'a>, hint: &Hint) -> Use {
        if hint.depth == 0
            && hint.slot.is_none()
            && let Some(check) = self.dynamic_check(schema)
        {
            let made = self.lower(schema, &hint.deeper());
            return Use { checks: made.checks.into_iter().chain([check]).collect(), ..made };
        }
        if hint.depth > DEPTH_LIMIT {
            return self.raw(std::slice::from_ref(schema), "it nests too deep");
        }
        if let Some(key) = conj::sole_reference(self.api, schema) {
            return self.lower_reference(key);
        }
        let all = conj::flatten(self.api, schema);
        if all.len() == 1 {
            return self.lower_conj(&all, hint);
        }
        self.lower_once(&all, hint)
    }

    /// The type behind a reference, made on first use.
    pub(super) fn lower_reference(&mut self, key: &'a str) -> Use {
        let Some(schema) = self.api.schemas.get(key) else {
            // `check` has reported the dangling reference; here it only must not panic.
            return Use::plain(Type::Json);
        };
        match self.references.get(key).cloned() {
            Some(Reference::Done(found)) => found,
            Some(Reference::Open(id)) => self.back_reference(id, &Located::root(schema)),
            Some(Reference::Waiting(id)) => {
                self.references.insert(key, Reference::Open(id));
                let hint = Hint { slot: Some(id), ..Hint::new(self.types.name(id).to_owned()) };
                let made = self
                    .lower_base(schema, &hint)
                    .unwrap_or_else(|| self.lower_into(&Located::root(schema), &hint));
                self.note_late(id, &made);
                self.references.insert(key, Reference::Done(made.clone()));
                made
            }
            None => Use::plain(Type::Json),
        }
    }

    /// A schema that refers to itself before it is done.
    fn back_reference(&mut self, id: TypeId, schema: &Located<'a>) -> Use {
        let all = conj::flatten(self.api, schema);
        // The type of a base has an alternative for the base itself, which is the one that may be loose.
        let loose = schema.root.derived.is_empty() && self.is_loose(&all);
        self.unfinished(id, &all, loose)
    }

    /// A type where it is used before it is done; its checks follow.
    fn unfinished(&mut self, id: TypeId, all: &[Located<'a>], loose: bool) -> Use {
        self.types.mark_recursive(id);
        let named = Type::Named(id);
        let ty = if loose { Type::Loose(Box::new(named)) } else { named };
        Use { ty, nullable: !loose && null::fits(self.api, all), checks: vec![Check::Of(id)] }
    }

    /// Notes the checks of a type that was used before it was done. Another name for the type may have more checks:
    /// only its own count.
    fn note_late(&mut self, id: TypeId, made: &Use) {
        if self.types.is_recursive(id) && amounts_to(&made.ty, id) {
            self.late.insert(id, made.checks.clone());
        }
    }

    /// Fills the slot of the hint: with the shape itself, or with an alias to what it amounts to.
    fn lower_into(&mut self, schema: &Located<'a>, hint: &Hint) -> Use {
        let docs = self.docs(std::slice::from_ref(schema));
        let Some(id) = hint.slot else { return self.lower(schema, hint) };
        let made = self.lower(schema, hint);
        if amounts_to(&made.ty, id) {
            return made;
        }
        let inner = Use { nullable: false, ..made.clone() };
        let kind = if self.types.is_recursive(id) { Kind::Newtype(inner) } else { Kind::Alias(inner) };
        let is_alias = matches!(kind, Kind::Alias(_));
        self.types.define(hint, docs, kind);
        if is_alias && matches!(made.ty, Type::Named(_) | Type::Json) {
            return made;
        }
        let mut checks = Checks::new();
        if is_alias {
            // An alias is a name: what its items and members must satisfy is said where it is used.
            checks.extend(of_parts(&made.ty));
            checks.extend(made.checks);
        }
        Use { ty: Type::Named(id), nullable: made.nullable, checks }
    }

    /// A conjunction of several schemas gets one type wherever it stands, also within itself.
    pub(super) fn lower_once(&mut self, all: &[Located<'a>], hint: &Hint) -> Use {
        let nests = !conj::kinds(all).and(Kinds::OBJECT.or(Kinds::ARRAY)).is_empty();
        if hint.slot.is_some() || !nests {
            return self.lower_conj(all, hint);
        }
        let part_of = |part: &Located<'_>| format!("{:p}{}{:?}\n", part.root, part.pointer, part.without);
        let signature: String = all.iter().map(part_of).collect();
        match self.conjunctions.get(&signature).cloned() {
            Some(Reference::Done(found)) => found,
            Some(Reference::Open(id) | Reference::Waiting(id)) => {
                let loose = self.is_loose(all);
                self.unfinished(id, all, loose)
            }
            None => {
                let name = self.types.claim([hint.name.as_str()]);
                let id = self.types.open(name);
                self.conjunctions.insert(signature.clone(), Reference::Open(id));
                let slotted = Hint { slot: Some(id), ..hint.clone() };
                let made = self.lower_conj(all, &slotted);
                self.note_late(id, &made);
                if self.types.is_recursive(id) && !amounts_to(&made.ty, id) {
                    self.types.define(&slotted, Docs::new(), Kind::Newtype(made.clone()));
                }
                self.conjunctions.insert(signature, Reference::Done(made.clone()));
                made
            }
        }
    }

    /// A payload has no member to carry its checks, so one that has some gets a type of its own.
    pub(super) fn hold_checks(&mut self, payload: Use, name: &str) -> Use {
        if payload.checks.is_empty() && of_parts(&payload.ty).is_none() {
            return payload;
        }
        let name = self.types.claim([name, format!("{name}Payload").as_str()]);
        let id = self.types.open(name.clone());
        let hint = Hint { slot: Some(id), ..Hint::new(name) };
        let nullable = payload.nullable;
        self.types.define(&hint, Docs::new(), Kind::Newtype(Use { nullable: false, ..payload }));
        Use { ty: Type::Named(id), nullable, checks: Vec::new() }
    }

    /// The type of what several schemas demand of one value; raw JSON where there are none.
    pub(super) fn lower_together(&mut self, schemas: &[Located<'a>], hint: &Hint) -> Use {
        match schemas {
            [] => Use::plain(Type::Json),
            [one] => self.lower(one, hint),
            several => {
                let join = |all: Conj<'a>, schema| conj::join(self.api, &all, schema);
                let all = several.iter().fold(Conj::new(), join);
                self.lower_once(&all, hint)
            }
        }
    }

    /// The type of a conjunction: alternatives first, then one function per kind.
    pub(super) fn lower_conj(&mut self, all: &[Located<'a>], hint: &Hint) -> Use {
        if hint.depth > DEPTH_LIMIT || !self.step() {
            return self.raw(all, "its alternatives and conjunctions lead too far");
        }
        let kinds = conj::kinds(all);
        if kinds.is_empty() {
            // No value fits: the list of those that do is empty.
            let raw = self.raw(all, "no value can fit it");
            return Use { checks: vec![Check::never()], ..raw };
        }
        let extra = self.general_words(all);
        let mut made = match union::lower(self, all, kinds, &extra, hint) {
            Some(made) => made,
            None => self.lower_kinds(all, kinds, extra, hint),
        };
        made.nullable = !holds_null(&made.ty) && null::fits(self.api, all);
        made
    }

    /// The type of a conjunction without alternatives.
    fn lower_kinds(&mut self, all: &[Located<'a>], kinds: Kinds, extra: Checks, hint: &Hint) -> Use {
        let assumed = assumed_kind(all, kinds);
        let bare = assumed.unwrap_or(kinds).without(Kinds::NULL);
        if bare.is_empty() {
            return Use { ty: Type::Null, nullable: false, checks: extra };
        }
        let made = if assumed.is_none() && kinds == Kinds::ANY {
            let checks = self.demands_of_all(all).into_iter().chain(extra).fold(Checks::new(), joined);
            Use { ty: Type::Json, nullable: false, checks }
        } else if bare.split().len() > 1 {
            union::of_kinds(self, all, bare, extra, hint)
        } else {
            self.lower_kind(all, bare, extra, hint)
        };
        if assumed.is_none() || self.manner.assume_types {
            return made;
        }
        self.loose(all, made)
    }

    /// The type of a conjunction that allows one kind. `extra` is checked of the whole value.
    pub(super) fn lower_kind(&mut self, all: &[Located<'a>], kind: Kinds, extra: Checks, hint: &Hint) -> Use {
        let mut made = match kind {
            Kinds::OBJECT => return object::lower(self, all, extra, hint),
            Kinds::ARRAY => return array::lower(self, all, extra, hint),
            Kinds::STRING => scalar::string(self, all, hint),
            Kinds::BOOL => Use { ty: Type::Bool, nullable: false, checks: scalar::checks(self, all, kind) },
            Kinds::INTEGER => scalar::integer(self, all),
            Kinds::NULL => Use::plain(Type::Null),
            _ => scalar::number(self, all),
        };
        made.checks.extend(extra);
        made
    }

    /// A type of one kind where the schema allows all others too, and what it demands of those.
    fn loose(&mut self, all: &[Located<'a>], made: Use) -> Use {
        self.sink.push(
            Diagnostic::note(
                "schema::untyped",
                "this schema describes one kind of value and allows all others",
            )
            .label(all[0].span(), "it has no `type`: strings, numbers and null satisfy it too")
            .help("add `type`, or let Hookwright assume it (`assume-types`)"),
        );
        let others = self.demands_of_all(all).into_iter().filter(|check| concerns_others(check, &made.ty));
        let checks = made.checks.into_iter().chain(others).fold(Checks::new(), joined);
        Use { ty: Type::Loose(Box::new(made.ty)), nullable: false, checks }
    }

    /// Whether a conjunction's type will be loose.
    fn is_loose(&self, all: &[Located<'a>]) -> bool {
        !self.manner.assume_types
            && !union::has_alternatives(all)
            && assumed_kind(all, conj::kinds(all)).is_some()
    }
}

/// Checks with one more, unless it is among them.
fn joined(mut checks: Checks, check: Check) -> Checks {
    if !checks.contains(&check) {
        checks.push(check);
    }
    checks
}

/// Whether a type is the one in a slot, perhaps loosely.
fn amounts_to(ty: &Type, id: TypeId) -> bool {
    match ty {
        Type::Named(named) => *named == id,
        Type::Loose(inner) => amounts_to(inner, id),
        _ => false,
    }
}

/// What the items of a list, or the members of a map, must satisfy beyond their type.
fn of_parts(ty: &Type) -> Option<Check> {
    let (make, inner): (fn(Checks) -> Check, _) = match ty {
        Type::List(item) => (Check::Items, item),
        Type::Map(value) => (Check::Members, value),
        Type::Loose(inner) => return of_parts(inner),
        _ => return None,
    };
    let checks: Checks = of_parts(&inner.ty).into_iter().chain(inner.checks.iter().cloned()).collect();
    (!checks.is_empty()).then(|| make(checks))
}

/// Whether null is a value of the type itself.
fn holds_null(ty: &Type) -> bool {
    matches!(ty, Type::Json | Type::Loose(_) | Type::Null)
}

/// Whether a check can refuse what is not of the kind of a type.
fn concerns_others(check: &Check, ty: &Type) -> bool {
    let of_lists = matches!(
        check,
        Check::Items(_)
            | Check::PrefixItems(_)
            | Check::ItemsAfter(..)
            | Check::Contains(..)
            | Check::MinItems(_)
            | Check::MaxItems(_)
            | Check::UniqueItems
    );
    let of_objects = matches!(
        check,
        Check::Required(_)
            | Check::Properties(_)
            | Check::PatternProperties(_)
            | Check::AdditionalProperties(..)
            | Check::PropertyNames(_)
            | Check::DependentRequired(_)
            | Check::DependentSchemas(_)
            | Check::MinProperties(_)
            | Check::MaxProperties(_)
    );
    if matches!(ty, Type::List(_)) { !of_lists } else { !of_objects }
}

/// The kind that a schema without `type` speaks of: its members, or its items.
fn assumed_kind(all: &[Located<'_>], kinds: Kinds) -> Option<Kinds> {
    let speaks = |words: &[&str]| all.iter().any(|part| words.iter().any(|word| part.get(word).is_some()));
    if kinds != Kinds::ANY {
        None
    } else if speaks(conj::OBJECT_WORDS) {
        Some(Kinds::OBJECT)
    } else {
        speaks(&["items"]).then_some(Kinds::ARRAY)
    }
}
