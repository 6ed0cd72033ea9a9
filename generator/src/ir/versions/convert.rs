//! Which types become one another mechanically, and how.
//!
//! In: two versions and who owns their types. Out: plans, and what stands in their way. A pair of types is taken to
//! be convertible until something below it is not: that is repeated until nothing changes, so that recursion ends.

use std::collections::{BTreeMap, BTreeSet};

use super::super::nodes::{Conversion, Ir, Kind, Plan, ShapePlan, Type, TypeId, Use, UsePlan};
use super::checks;
use super::shapes;
use super::share::Owners;

/// One direction between two neighbouring versions.
pub(super) struct Between<'i> {
    pub(super) from: (usize, &'i Ir),
    pub(super) to: (usize, &'i Ir),
    owners: &'i Owners,
    /// Pairs of types with different owners that have to become one another.
    pairs: BTreeMap<(TypeId, TypeId), Found>,
}

/// What was found of a pair.
#[derive(Clone, Debug, Default)]
struct Found {
    shape: Option<ShapePlan>,
    /// What stands in the way here: the member, and why.
    faults: Vec<Fault>,
    /// The pairs below, by the member that leads there.
    below: Vec<(String, (TypeId, TypeId))>,
}

/// One reason why nothing mechanical will do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// JSON Pointer from the pair's type.
    pub(super) at: String,
    /// A sentence without a full stop.
    pub(super) why: String,
}

/// What the look at one pair gathers.
#[derive(Debug, Default)]
pub(super) struct Look {
    pub(super) faults: Vec<Fault>,
    pub(super) below: Vec<(String, (TypeId, TypeId))>,
}

impl Look {
    pub(super) fn fault(&mut self, at: &str, why: impl Into<String>) {
        self.faults.push(Fault { at: at.to_owned(), why: why.into() });
    }
}

impl<'i> Between<'i> {
    pub(super) fn new(from: (usize, &'i Ir), to: (usize, &'i Ir), owners: &'i Owners) -> Self {
        Self { from, to, owners, pairs: BTreeMap::new() }
    }

    /// Whether the step leads to a newer version.
    pub(super) fn upwards(&self) -> bool {
        self.from.0 < self.to.0
    }

    /// How a use becomes another; faults go to `look`.
    pub(super) fn used(&self, at: &str, from: &Use, to: &Use, look: &mut Look) -> Option<UsePlan> {
        let before = look.faults.len();
        if from.nullable && !to.nullable {
            look.fault(at, "it may be null, and may not be afterwards");
        }
        if let Some(check) = checks::unmet((self.from.1, &from.checks), (self.to.1, &to.checks)) {
            look.fault(at, checks::said(check));
        }
        let value = self.plan(at, &from.ty, &to.ty, look);
        let value = value.filter(|_| look.faults.len() == before)?;
        Some(UsePlan { had_null: from.nullable, has_null: to.nullable, value })
    }

    /// How a value becomes another.
    pub(super) fn plan(&self, at: &str, from: &Type, to: &Type, look: &mut Look) -> Option<Plan> {
        match (from, to) {
            (Type::Named(a), Type::Named(b)) => Some(self.named(at, *a, *b, look)),
            (Type::List(a), Type::List(b)) => {
                let item = self.used(&format!("{at}/*"), a, b, look)?;
                Some(if item.keeps() { Plan::Keep } else { Plan::List(Box::new(item)) })
            }
            (Type::Map(a), Type::Map(b)) => {
                let member = self.used(&format!("{at}/*"), a, b, look)?;
                Some(if member.keeps() { Plan::Keep } else { Plan::Map(Box::new(member)) })
            }
            (Type::Boxed(a), Type::Boxed(b)) => {
                let inner = self.plan(at, a, b, look)?;
                Some(if inner.keeps() { Plan::Keep } else { Plan::Boxed(Box::new(inner)) })
            }
            (Type::Loose(a), Type::Loose(b)) if self.plan(at, a, b, look)?.keeps() => Some(Plan::Keep),
            _ if from == to => Some(Plan::Keep),
            _ if widens(from, to) => Some(Plan::Into),
            _ => {
                look.fault(at, format!("it was {}, and is {}", said(self.from.1, from), said(self.to.1, to)));
                None
            }
        }
    }

    fn named(&self, at: &str, from: TypeId, to: TypeId, look: &mut Look) -> Plan {
        if self.is_same(from, to) {
            return Plan::Keep;
        }
        look.below.push((at.to_owned(), (from, to)));
        Plan::Into
    }

    fn is_same(&self, from: TypeId, to: TypeId) -> bool {
        self.owners[self.from.0][from.0] == self.owners[self.to.0][to.0]
    }

    /// How a payload becomes another, with everything below it looked at.
    pub(super) fn payload(&mut self, from: &Use, to: &Use) -> Result<UsePlan, Vec<String>> {
        let mut look = Look::default();
        let plan = self.used("", from, to, &mut look);
        for (_, pair) in &look.below {
            self.visit(*pair);
        }
        self.settle();
        let mut changes: Vec<String> = look.faults.iter().map(|fault| line("", fault)).collect();
        let mut seen = BTreeSet::new();
        for (at, pair) in &look.below {
            self.changes(at, *pair, &mut seen, &mut changes);
        }
        match plan {
            Some(plan) if changes.is_empty() => Ok(plan),
            _ => Err(changes),
        }
    }

    /// Looks at a pair and at all below it.
    fn visit(&mut self, pair: (TypeId, TypeId)) {
        let mut stack = vec![pair];
        while let Some(pair) = stack.pop() {
            if self.pairs.contains_key(&pair) {
                continue;
            }
            let mut look = Look::default();
            let shape = self.shape(pair, &mut look);
            let shape = shape.filter(|_| look.faults.is_empty());
            stack.extend(look.below.iter().map(|(_, below)| *below));
            self.pairs.insert(pair, Found { shape, faults: look.faults, below: look.below });
        }
    }

    fn shape(&self, (from, to): (TypeId, TypeId), look: &mut Look) -> Option<ShapePlan> {
        let (old, new) = (&self.from.1.types[from.0], &self.to.1.types[to.0]);
        match (&old.kind, &new.kind) {
            (Kind::Struct(a), Kind::Struct(b)) => shapes::object(self, a, b, look),
            (Kind::StringEnum(a), Kind::StringEnum(b)) => shapes::string_enum(a, b, look),
            (Kind::Union(a), Kind::Union(b)) => shapes::union(self, a, b, look),
            (Kind::Newtype(a), Kind::Newtype(b)) => self.used("", a, b, look).map(ShapePlan::Newtype),
            _ => {
                look.fault("", format!("`{}` has another shape than `{}`", new.name, old.name));
                None
            }
        }
    }

    /// Takes plans away that lead to pairs without one, until nothing changes.
    fn settle(&mut self) {
        loop {
            let broken =
                |pair: &(TypeId, TypeId)| self.pairs.get(pair).is_none_or(|found| found.shape.is_none());
            let fallen: Vec<(TypeId, TypeId)> = self
                .pairs
                .iter()
                .filter(|(_, found)| {
                    found.shape.is_some() && found.below.iter().any(|(_, pair)| broken(pair))
                })
                .map(|(pair, _)| *pair)
                .collect();
            if fallen.is_empty() {
                return;
            }
            for pair in fallen {
                if let Some(found) = self.pairs.get_mut(&pair) {
                    found.shape = None;
                }
            }
        }
    }

    /// What stands in the way below a pair, each pair once.
    fn changes(
        &self,
        at: &str,
        pair: (TypeId, TypeId),
        seen: &mut BTreeSet<(TypeId, TypeId)>,
        out: &mut Vec<String>,
    ) {
        if !seen.insert(pair) {
            return;
        }
        let Some(found) = self.pairs.get(&pair) else { return };
        out.extend(found.faults.iter().map(|fault| line(at, fault)));
        for (below, next) in &found.below {
            self.changes(&format!("{at}{below}"), *next, seen, out);
        }
    }

    /// The conversions that were found.
    pub(super) fn conversions(self) -> Vec<Conversion> {
        let (from, to) = (self.from.0, self.to.0);
        let one = |((old, new), found): ((TypeId, TypeId), Found)| {
            Some(Conversion { from: (from, old), to: (to, new), shape: found.shape? })
        };
        self.pairs.into_iter().filter_map(one).collect()
    }
}

fn line(at: &str, fault: &Fault) -> String {
    let place = format!("{at}{}", fault.at);
    let place = if place.is_empty() { "the payload" } else { &place };
    format!("`{}`: {}", place.replace('`', "'"), fault.why)
}

/// Whether `From` takes every value of one type to the other.
fn widens(from: &Type, to: &Type) -> bool {
    matches!(
        (from, to),
        (Type::Int("i32"), Type::Int("i64") | Type::Float("f64"))
            | (Type::Int("u32"), Type::Int("i64" | "u64") | Type::Float("f64"))
            | (Type::Float("f32"), Type::Float("f64"))
            | (Type::Text(_), Type::String)
    )
}

/// A type in the words of JSON Schema.
fn said(ir: &Ir, ty: &Type) -> String {
    match ty {
        Type::Bool => "a boolean".to_owned(),
        Type::Int(kind) => format!("an integer of {} bits", &kind[1..]),
        Type::Float(_) | Type::Number => "a number".to_owned(),
        Type::String => "a string".to_owned(),
        Type::Text(format) => format!("a `{format}`"),
        Type::Json => "any JSON".to_owned(),
        Type::Null => "null".to_owned(),
        Type::List(_) => "an array".to_owned(),
        Type::Map(_) => "a map".to_owned(),
        Type::Named(id) => format!("`{}`", ir.types[id.0].name),
        Type::Boxed(inner) | Type::Loose(inner) => said(ir, inner),
        Type::RawBody | Type::TextBody => "a raw body".to_owned(),
        Type::NoPayload => "no payload".to_owned(),
    }
}
