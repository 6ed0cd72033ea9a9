//! From a schema to a type: the dispatcher.
//!
//! Comes in: a located schema and the name that its place suggests. Goes out: a [`Use`].
//! Every kind has a room of its own: `scalar`, `array`, `object`, `union`.

use super::conj::{self, Conj, Located};
use super::lowering::{Lowering, Reference};
use super::nodes::{Check, Docs, Kind, Kinds, Type, TypeId, Use};
use super::types::Hint;
use super::{array, object, scalar, union};

/// Deeper than any real document nests anonymous schemas.
const DEPTH_LIMIT: usize = 48;

impl<'a> Lowering<'a> {
    /// The type of a schema.
    pub(super) fn lower(&mut self, schema: &Located<'a>, hint: &Hint) -> Use {
        if hint.depth > DEPTH_LIMIT {
            return self.raw(schema, "it nests too deep");
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
                let made = self.lower_into(&Located::root(schema), &hint);
                self.references.insert(key, Reference::Done(made.clone()));
                made
            }
            None => Use::plain(Type::Json),
        }
    }

    /// A shape that refers to itself before it is done.
    fn back_reference(&mut self, id: TypeId, schema: &Located<'a>) -> Use {
        self.types.mark_recursive(id);
        let nullable = conj::deep_kinds(self.api, schema, 4);
        Use {
            ty: Type::Named(id),
            nullable: nullable.has(Kinds::NULL) && nullable != Kinds::ANY,
            checks: Vec::new(),
        }
    }

    /// Fills the slot of the hint: with the shape itself, or with an alias to what it amounts to.
    fn lower_into(&mut self, schema: &Located<'a>, hint: &Hint) -> Use {
        let docs = self.docs(std::slice::from_ref(schema));
        let Some(id) = hint.slot else { return self.lower(schema, hint) };
        let made = self.lower(schema, hint);
        if made.ty == Type::Named(id) {
            return made;
        }
        let inner = Use { nullable: false, ..made.clone() };
        let kind = if self.types.is_recursive(id) { Kind::Newtype(inner) } else { Kind::Alias(inner) };
        let is_alias = matches!(kind, Kind::Alias(_));
        self.types.define(hint, docs, kind);
        if is_alias && matches!(made.ty, Type::Named(_) | Type::Json) {
            return made;
        }
        let checks = if is_alias { made.checks } else { Vec::new() };
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
                self.types.mark_recursive(id);
                Use::plain(Type::Named(id))
            }
            None => {
                let name = self.types.claim([hint.name.as_str()]);
                let id = self.types.open(name);
                self.conjunctions.insert(signature.clone(), Reference::Open(id));
                let slotted = Hint { slot: Some(id), ..hint.clone() };
                let made = self.lower_conj(all, &slotted);
                if self.types.is_recursive(id) && made.ty != Type::Named(id) {
                    self.types.define(&slotted, Docs::new(), Kind::Newtype(made.clone()));
                }
                self.conjunctions.insert(signature, Reference::Done(made.clone()));
                made
            }
        }
    }

    /// A payload has no member to carry its checks, so one that has some gets a type of its own.
    pub(super) fn hold_checks(&mut self, payload: Use, name: &str) -> Use {
        if payload.checks.is_empty() {
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
            return self.raw(&all[0], "its alternatives and conjunctions lead too far");
        }
        self.note_unenforced(all, UNENFORCED);
        let kinds = conj::kinds(all);
        if kinds.is_empty() {
            // No value fits: the list of those that do is empty.
            let raw = self.raw(&all[0], "no value can fit it");
            return Use { checks: vec![Check::Values(Vec::new())], ..raw };
        }
        if let Some(made) = union::lower(self, all, kinds, hint) {
            return made;
        }
        let kinds = assume_object(all, kinds);
        let bare = kinds.without(Kinds::NULL);
        let nullable = kinds != Kinds::ANY && kinds.has(Kinds::NULL);
        let mut made = if bare.is_empty() {
            return Use::plain(Type::Null);
        } else if kinds == Kinds::ANY {
            // Bounds without a type concern whatever kind the value has.
            self.note_unenforced(all, scalar::BOUND_KEYWORDS);
            Use { ty: Type::Json, nullable: false, checks: scalar::checks(all, Kinds::ANY) }
        } else if bare.names().len() > 1 {
            union::of_kinds(self, all, bare, hint)
        } else {
            self.lower_kind(all, bare, hint)
        };
        made.nullable |= nullable;
        made
    }

    /// The type of a conjunction that allows one kind.
    pub(super) fn lower_kind(&mut self, all: &[Located<'a>], kind: Kinds, hint: &Hint) -> Use {
        match kind {
            Kinds::OBJECT => object::lower(self, all, hint),
            Kinds::ARRAY => array::lower(self, all, hint),
            Kinds::STRING => scalar::string(self, all, hint),
            Kinds::BOOL => Use { ty: Type::Bool, nullable: false, checks: scalar::checks(all, kind) },
            Kinds::INTEGER => scalar::integer(all),
            Kinds::NULL => Use::plain(Type::Null),
            _ => scalar::number(all),
        }
    }
}

/// Keywords of JSON Schema that the generated code does not check yet.
const UNENFORCED: &[&str] = &[
    "pattern",
    "not",
    "if",
    "then",
    "else",
    "dependentSchemas",
    "dependentRequired",
    "dependencies",
    "prefixItems",
    "contains",
    "minContains",
    "maxContains",
    "propertyNames",
    "patternProperties",
    "unevaluatedProperties",
    "unevaluatedItems",
    "$dynamicRef",
    "$recursiveRef",
];

/// A schema without `type` that speaks of members means an object.
fn assume_object(all: &[Located<'_>], kinds: Kinds) -> Kinds {
    let speaks = |part: &Located<'_>| conj::OBJECT_WORDS.iter().any(|word| part.get(word).is_some());
    if kinds == Kinds::ANY && all.iter().any(speaks) {
        return Kinds::OBJECT;
    }
    let lists = |part: &Located<'_>| part.get("items").is_some();
    if kinds == Kinds::ANY && all.iter().any(lists) {
        return Kinds::ARRAY;
    }
    kinds
}
