//! Types that are equal in several versions exist once, in the newest of them.
//!
//! In: the finished types of all versions. Out: for each type the version that holds it. Equal are types of one name and
//! one shape whose parts are equal; documentation does not count. It must not change types.

use std::collections::{BTreeSet, HashMap};

use super::super::nodes::{Ir, Kind, Type, TypeDef, TypeId, Use};

/// For each version and type the owning version and type; itself where nobody newer has it.
pub(super) type Owners = Vec<Vec<(usize, TypeId)>>;

/// Finds the owners. `irs` are oldest first.
pub(super) fn owners(irs: &[&Ir]) -> Owners {
    let tables: Vec<Table> = irs.iter().map(|ir| Table::of(ir)).collect();
    let mut owners: Owners = irs
        .iter()
        .enumerate()
        .map(|(version, ir)| (0..ir.types.len()).map(|id| (version, TypeId(id))).collect())
        .collect();
    for older in (0..irs.len()).rev() {
        // Of several equal types the newest is the owner, which is its own.
        for newer in (older + 1..irs.len()).rev() {
            for (name, (id, twin)) in equal(&tables[older], &tables[newer]) {
                debug_assert_eq!(irs[older].types[id.0].name, name);
                if owners[older][id.0].0 == older {
                    owners[older][id.0] = owners[newer][twin.0];
                }
            }
        }
    }
    owners
}

/// The types of one version: a text that is equal for equal shapes, and the names below each.
struct Table {
    shapes: HashMap<String, (TypeId, String, BTreeSet<String>)>,
}

impl Table {
    fn of(ir: &Ir) -> Self {
        let entry = |(index, def): (usize, &TypeDef)| {
            let (text, below) = shape(ir, def);
            (def.name.clone(), (TypeId(index), text, below))
        };
        Self { shapes: ir.types.iter().enumerate().map(entry).collect() }
    }
}

/// The types of one name that are equal, down to the last part: what differs is taken away until nothing changes.
fn equal(older: &Table, newer: &Table) -> HashMap<String, (TypeId, TypeId)> {
    let mut same: HashMap<String, (TypeId, TypeId)> = HashMap::new();
    for (name, (id, text, _)) in &older.shapes {
        if let Some((twin, other, _)) = newer.shapes.get(name)
            && text == other
        {
            same.insert(name.clone(), (*id, *twin));
        }
    }
    loop {
        let whole = |name: &String| older.shapes[name].2.iter().all(|below| same.contains_key(below));
        let differing: Vec<String> = same.keys().filter(|name| !whole(name)).cloned().collect();
        if differing.is_empty() {
            return same;
        }
        for name in differing {
            same.remove(&name);
        }
    }
}

/// The shape as text, with names for ids and without documentation, and the names below it.
fn shape(ir: &Ir, def: &TypeDef) -> (String, BTreeSet<String>) {
    let mut kind = def.kind.clone();
    strip(&mut kind);
    let mut below = BTreeSet::new();
    for used in kind.uses() {
        names(ir, used, &mut below);
    }
    (expand(ir, &format!("{kind:?}"), &mut Vec::new()), below)
}

/// Takes documentation away, and what only conversions look at.
fn strip(kind: &mut Kind) {
    match kind {
        Kind::Struct(object) => {
            for field in &mut object.fields {
                field.docs.clear();
                field.deprecated = false;
                field.default = None;
                field.renamed_from = None;
            }
        }
        Kind::Union(union) => union.variants.iter_mut().for_each(|variant| variant.docs.clear()),
        Kind::Tuple(tuple) => tuple.items.iter_mut().for_each(|item| item.docs.clear()),
        Kind::StringEnum(_) | Kind::Newtype(_) | Kind::Alias(_) => {}
    }
}

fn names(ir: &Ir, used: &Use, out: &mut BTreeSet<String>) {
    let mut ty = &used.ty;
    loop {
        match ty {
            Type::Named(id) => {
                out.insert(ir.types[id.0].name.clone());
                return;
            }
            Type::Boxed(inner) | Type::Loose(inner) => ty = inner,
            Type::List(item) | Type::Map(item) => ty = &item.ty,
            _ => return,
        }
    }
}

/// Replaces numbers that only one version knows by what they stand for.
pub(super) fn expand(ir: &Ir, text: &str, open: &mut Vec<usize>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((at, word)) = first_number(rest) {
        let (before, after) = rest.split_at(at + word.len());
        let digits = after.bytes().take_while(u8::is_ascii_digit).count();
        let number = after[..digits].parse().unwrap_or(usize::MAX);
        out.push_str(before);
        match word {
            "TypeId(" => out.push_str(ir.types.get(number).map_or("?", |def| def.name.as_str())),
            "Schema(" => out.push_str(ir.schemas.get(number).map_or("?", |schema| schema.text.as_str())),
            "Rule(" => out.push_str(&rule(ir, number, open)),
            // The number of a pattern: its text follows.
            _ => {}
        }
        rest = &after[digits..];
    }
    out.push_str(rest);
    out
}

fn rule(ir: &Ir, number: usize, open: &mut Vec<usize>) -> String {
    let Some(rule) = ir.rules.get(number) else { return "?".to_owned() };
    if open.contains(&number) {
        return rule.name.clone();
    }
    open.push(number);
    let text = expand(ir, &format!("{:?}", rule.checks), open);
    open.pop();
    text
}

fn first_number(text: &str) -> Option<(usize, &'static str)> {
    let words = ["TypeId(", "Rule(", "Schema(", "Pattern { number: "];
    words.iter().filter_map(|word| Some((text.find(word)?, *word))).min_by_key(|(at, _)| *at)
}
