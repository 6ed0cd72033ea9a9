//! The table of named types while it grows: one entry per component, one per distinct inline shape.
//!
//! Comes in: shapes with the name that their first place suggests. Goes out: ids. Identity of
//! inline shapes leaves out names and documentation; components are never merged, their names are
//! an API. It knows nothing of schemas.

use std::collections::HashMap;
use std::fmt::Write as _;

use super::names::Scope;
use super::nodes::{Alias, Docs, Kind, Others, Type, TypeDef, TypeId, Use};

/// The growing table.
#[derive(Debug, Default)]
pub(super) struct Types {
    defs: Vec<Entry>,
    shapes: HashMap<String, TypeId>,
    aliases: Vec<Alias>,
    names: Scope,
}

#[derive(Debug)]
struct Entry {
    name: String,
    def: Option<(Docs, Kind)>,
    recursive: bool,
}

/// Where a shape is going to stand: its name, and the slot that waits for it.
#[derive(Clone, Debug)]
pub(super) struct Hint {
    /// The name that the place suggests.
    pub name: String,
    /// The slot, for components and for anonymous shapes that refer to themselves.
    pub slot: Option<TypeId>,
    /// The member and the type that holds it, for a type that the document does not describe.
    pub(super) place: Option<(String, String)>,
    /// How deep the place is nested below its component.
    pub depth: usize,
}

impl Hint {
    /// A place with a name of its own.
    pub(super) fn new(name: String) -> Self {
        Self { name, slot: None, place: None, depth: 0 }
    }

    /// The same place, one step further into it.
    pub(super) fn deeper(&self) -> Self {
        Self { depth: self.depth + 1, ..self.clone() }
    }

    /// A place below this one.
    pub(super) fn child(&self, word: &str) -> Self {
        let name = format!("{}{}", self.name, super::names::type_name(word));
        let place = Some((word.to_owned(), self.name.clone()));
        Self { name, slot: None, place, depth: self.depth + 1 }
    }
}

impl Hint {
    /// What can be said of a type that the document does not describe.
    fn described(&self, kind: &Kind) -> Option<String> {
        if let Kind::StringEnum(listed) = kind
            && let [(only, _)] = listed.values.as_slice()
        {
            return Some(format!("Always {}.", super::docs::code(only)));
        }
        let (word, holder) = self.place.as_ref()?;
        Some(format!("{} of `{holder}`.", super::docs::code(word)))
    }
}

impl Types {
    /// An empty table; the generated module's own names are taken.
    pub(super) fn new() -> Self {
        Self { names: Scope::types(), ..Self::default() }
    }

    /// Takes a name without a type, for what is emitted beside the types.
    pub(super) fn claim<'w>(&mut self, wishes: impl IntoIterator<Item = &'w str>) -> String {
        self.names.claim(wishes)
    }

    /// Opens a slot under a name that has been claimed.
    pub(super) fn open(&mut self, name: String) -> TypeId {
        self.defs.push(Entry { name, def: None, recursive: false });
        TypeId(self.defs.len() - 1)
    }

    /// The name of a slot.
    pub(super) fn name(&self, id: TypeId) -> &str {
        &self.defs[id.0].name
    }

    /// Notes that a slot was referred to before it was filled.
    pub(super) fn mark_recursive(&mut self, id: TypeId) {
        self.defs[id.0].recursive = true;
    }

    /// Whether a slot was referred to before it was filled.
    pub(super) fn is_recursive(&self, id: TypeId) -> bool {
        self.defs[id.0].recursive
    }

    /// Puts a shape in its slot, or finds its equal, or makes a new entry.
    pub(super) fn define(&mut self, hint: &Hint, mut docs: Docs, kind: Kind) -> TypeId {
        if docs.is_empty() {
            docs.extend(hint.described(&kind));
        }
        if let Some(id) = hint.slot {
            self.defs[id.0].def = Some((docs, kind));
            return id;
        }
        let shape = shape_of(&kind);
        if let Some(&id) = self.shapes.get(&shape) {
            self.alias(hint, docs, id);
            return id;
        }
        let name = self.names.claim([hint.name.as_str()]);
        let id = self.open(name);
        self.defs[id.0].def = Some((docs, kind));
        self.shapes.insert(shape, id);
        id
    }

    /// The place keeps its name although the shape has another, so that no edit elsewhere takes it away.
    fn alias(&mut self, hint: &Hint, docs: Docs, target: TypeId) {
        if let Some(name) = self.names.claim_free(&hint.name) {
            self.aliases.push(Alias { name, target, docs, borrowed: None });
        }
    }

    /// Documents a type that neither the document nor its place describes.
    pub(super) fn describe(&mut self, id: TypeId, line: String) {
        if let Some((docs, _)) = &mut self.defs[id.0].def
            && docs.is_empty()
        {
            docs.push(line);
        }
    }

    /// The finished definitions; slots that nothing filled stay as raw JSON aliases, unreachable.
    pub(super) fn finish(self) -> (Vec<TypeDef>, Vec<Alias>) {
        let filled = |entry: Entry| {
            let (docs, kind) =
                entry.def.unwrap_or_else(|| (Docs::new(), Kind::Alias(Use::plain(Type::Json))));
            TypeDef { name: entry.name, docs, kind }
        };
        (self.defs.into_iter().map(filled).collect(), self.aliases)
    }
}

/// A text that is equal for equal shapes.
fn shape_of(kind: &Kind) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = match kind {
        Kind::Struct(s) => {
            for field in &s.fields {
                let _ = write!(out, "{:?}{}{:?};", field.json, field.required, field.ty);
            }
            match &s.others {
                Others::Read(_, ty) => write!(out, "struct read {ty:?} {:?}", s.checks),
                Others::Ignore => write!(out, "struct ignore {:?}", s.checks),
                Others::Keep(_) => write!(out, "struct keep {:?}", s.checks),
                Others::Refuse => write!(out, "struct refuse {:?}", s.checks),
            }
        }
        Kind::StringEnum(e) => write!(out, "enum {} {:?}", e.open, e.values),
        Kind::Union(u) => {
            for variant in &u.variants {
                let _ = write!(out, "{:?};", variant.ty);
            }
            write!(out, "union {} {:?}", u.exactly_one, u.checks)
        }
        Kind::Tuple(t) => {
            for item in &t.items {
                let _ = write!(out, "{}{:?};", item.required, item.ty);
            }
            write!(out, "tuple {:?} {:?}", t.rest, t.checks)
        }
        Kind::Newtype(ty) => write!(out, "newtype {ty:?}"),
        Kind::Alias(ty) => write!(out, "alias {ty:?}"),
    };
    out
}
