//! The ways in which a value can satisfy several schemas at once: a branch of each union, a side of each condition.
//!
//! In come nodes that one value must fit; out go lists of nodes without a choice left, enough of them that every branch
//! that can be taken is taken by one. It must not know values beyond those that schemas list.

use std::collections::HashSet;
use std::sync::Arc;

use super::kind::Kinds;
use super::node::{Graph, Id};
use super::point::What;

/// Tries that one room is worth, so that hostile schemas come to an end.
const FUEL: usize = 4_000;

/// How deep required members are looked at for contradictions.
const DEEP: usize = 3;

/// What a value fits when it goes one way.
#[derive(Clone, Debug, Default)]
pub(super) struct Way {
    /// The nodes that it fits, references followed, without the choices that were made.
    pub(super) demands: Vec<Id>,
    /// The nodes that it must not fit.
    pub(super) avoid: Vec<Id>,
    /// Members that must be there, and those that must not, beside what the nodes say.
    pub(super) needs: Vec<String>,
    pub(super) lacks: Vec<String>,
    /// The kinds that are left.
    pub(super) kinds: Kinds,
    taken: Vec<Taken>,
    pending: Vec<Choice>,
}

/// One of a node's choices: a union by its number, the condition, a schema that depends on a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Of {
    Union(usize),
    Condition,
    Dependent(usize),
}

/// A choice that was made.
type Taken = ((Id, Of), usize);

/// A choice that is to be made, and those that led to it.
#[derive(Clone, Debug)]
struct Choice {
    of: (Id, Of),
    options: usize,
    after: Option<Arc<After>>,
}

#[derive(Debug)]
pub(super) struct After {
    option: Taken,
    after: Option<Arc<After>>,
}

/// The ways, what none of them takes with the reason, and whether the search was cut off.
#[derive(Debug, Default)]
pub(super) struct Ways {
    pub(super) ways: Vec<Way>,
    pub(super) refused: Vec<(Id, What, String)>,
    pub(super) cut: bool,
}

/// The search for ways.
struct Search<'g> {
    graph: &'g Graph,
    fuel: usize,
    used: HashSet<Taken>,
    /// Choices that were met, with what led to them.
    met: Vec<Choice>,
    why: String,
}

impl Graph {
    /// The ways of values that fit all of the nodes.
    pub(super) fn ways(&self, wanted: &[Id]) -> Ways {
        let mut start = Way::open(&[]);
        wanted.iter().for_each(|id| self.demand(&mut start, *id, None));
        let mut search =
            Search { graph: self, fuel: FUEL, used: HashSet::new(), met: Vec::new(), why: String::new() };
        let mut found = Ways::default();
        if let Some(why) = self.contradiction(&start, DEEP) {
            search.why = why;
        } else {
            found.ways.extend(search.solve(start.clone(), &[]));
        }
        if found.ways.is_empty() {
            let place = wanted.first().copied().unwrap_or(0);
            found.refused.push((place, What::Extra, search.why.clone()));
        }
        search.others(&start, &mut found);
        found.cut = search.fuel == 0;
        found
    }

    /// Adds a node with all that it refers to.
    pub(super) fn demand(&self, way: &mut Way, id: Id, after: Option<&Arc<After>>) {
        if way.demands.contains(&id) {
            return;
        }
        way.demands.push(id);
        let node = self.node(id);
        way.kinds = match (node.fixed, node.kinds) {
            (Some(false), _) => Kinds::NONE,
            (_, Some(kinds)) => way.kinds.and(kinds),
            _ => way.kinds,
        };
        if let Some(constant) = &node.constant {
            way.kinds = way.kinds.and(Kinds::of(constant));
        }
        if let Some(listed) = &node.listed {
            way.kinds = way.kinds.and(listed.iter().fold(Kinds::NONE, |kinds, one| kinds.or(Kinds::of(one))));
        }
        node.reference.iter().chain(&node.all).for_each(|below| self.demand(way, *below, after));
        way.avoid.extend(node.not);
        let mut choose =
            |of, options| way.pending.push(Choice { of: (id, of), options, after: after.cloned() });
        for (at, union) in node.unions.iter().enumerate() {
            choose(Of::Union(at), union.branches.len());
        }
        if node.condition.is_some() {
            choose(Of::Condition, 2);
        }
        for at in 0..node.object.dependent_schemas.len() {
            choose(Of::Dependent(at), 2);
        }
    }

    /// The way with a choice made.
    fn chosen(&self, way: &Way, choice: &Choice, option: usize) -> Way {
        let mut way = way.clone();
        let (id, of) = choice.of;
        let node = self.node(id);
        let after = Some(Arc::new(After { option: (choice.of, option), after: choice.after.clone() }));
        way.taken.push((choice.of, option));
        match of {
            Of::Union(at) => {
                let union = &node.unions[at];
                self.demand(&mut way, union.branches[option], after.as_ref());
                if union.keyword == "oneOf" {
                    let others = union.branches.iter().enumerate().filter(|(at, _)| *at != option);
                    way.avoid.extend(others.map(|(_, id)| *id));
                }
            }
            Of::Condition => {
                let Some(condition) = node.condition else { return way };
                let side = if option == 0 {
                    self.demand(&mut way, condition.when, after.as_ref());
                    condition.then
                } else {
                    way.avoid.push(condition.when);
                    condition.otherwise
                };
                side.into_iter().for_each(|id| self.demand(&mut way, id, after.as_ref()));
            }
            Of::Dependent(at) => {
                let (name, id) = &node.object.dependent_schemas[at];
                if option == 0 {
                    way.lacks.push(name.clone());
                } else {
                    way.needs.push(name.clone());
                    self.demand(&mut way, *id, after.as_ref());
                }
            }
        }
        way
    }

    /// Why no value can go this way, as far as that is plain to see.
    pub(super) fn contradiction(&self, way: &Way, deep: usize) -> Option<String> {
        if way.kinds.is_empty() {
            return Some("the schemas that hold together allow no common kind of value".to_owned());
        }
        if let Some(listed) = self.listed(&way.demands) {
            let fits = |value: &serde_json::Value| {
                way.demands.iter().all(|id| self.fits(*id, value))
                    && !way.avoid.iter().any(|id| self.fits(*id, value))
            };
            let none = !listed.iter().any(fits);
            return none
                .then(|| "another schema that holds there takes none of the listed values".to_owned());
        }
        if let Some(avoided) = way.avoid.iter().find(|id| self.implied(way, **id)) {
            return Some(format!("each value fits `{}` too, which it must not", self.node(*avoided).place));
        }
        let only_objects = way.kinds.within(Kinds::OBJECT);
        (only_objects && deep > 0).then(|| self.contradiction_inside(way, deep - 1)).flatten()
    }

    /// Why a required member can't be there.
    fn contradiction_inside(&self, way: &Way, deep: usize) -> Option<String> {
        for name in self.required(way) {
            if way.lacks.iter().any(|lacked| lacked == name) {
                return Some(format!("`{name}` must be there and must not"));
            }
            let wanted = self.member(way, name);
            let mut below = Way::open(&[]);
            wanted.iter().for_each(|id| self.demand(&mut below, *id, None));
            if (wanted.len() > 1 || below.kinds.is_empty())
                && let Some(why) = self.contradiction(&below, deep)
            {
                return Some(format!("the member `{name}` is required, and {why}"));
            }
        }
        None
    }

    /// The names of members that must be there.
    pub(super) fn required<'w>(&'w self, way: &'w Way) -> impl Iterator<Item = &'w String> {
        way.demands.iter().flat_map(|id| &self.node(*id).object.required).chain(&way.needs)
    }

    /// What the member of a name must fit, sorted.
    pub(super) fn member(&self, way: &Way, name: &str) -> Vec<Id> {
        let objects = || way.demands.iter().map(|id| &self.node(*id).object);
        let mut wanted: Vec<Id> = objects().flat_map(|object| object.member(name)).collect();
        if wanted.is_empty() {
            wanted.extend(objects().filter_map(|object| object.unevaluated));
        }
        wanted.sort_unstable();
        wanted.dedup();
        wanted
    }
}

impl Search<'_> {
    /// A way to the end, through the options that are forced, preferring what no way has taken.
    fn solve(&mut self, mut way: Way, forced: &[Taken]) -> Option<Way> {
        if way.pending.is_empty() {
            self.used.extend(way.taken.iter().copied());
            return Some(way);
        }
        let choice = way.pending.remove(0);
        if !self.met.iter().any(|met| met.of == choice.of) {
            self.met.push(choice.clone());
        }
        let mut options: Vec<usize> = (0..choice.options).collect();
        options.sort_by_key(|option| self.used.contains(&(choice.of, *option)));
        if let Some((_, option)) = forced.iter().find(|(of, _)| *of == choice.of) {
            options = vec![*option];
        }
        for option in options {
            self.fuel = self.fuel.checked_sub(1)?;
            let next = self.graph.chosen(&way, &choice, option);
            if let Some(why) = self.graph.contradiction(&next, DEEP) {
                self.why = why;
            } else if let Some(found) = self.solve(next, forced) {
                return Some(found);
            }
        }
        None
    }

    /// Further ways, until every option of every choice that was met has been taken or refused.
    fn others(&mut self, start: &Way, found: &mut Ways) {
        let mut at = 0;
        while let Some(choice) = self.met.get(at).cloned() {
            at += 1;
            for option in 0..choice.options {
                if self.used.contains(&(choice.of, option)) {
                    continue;
                }
                let mut forced = vec![(choice.of, option)];
                let mut after = choice.after.as_ref();
                while let Some(before) = after {
                    forced.push(before.option);
                    after = before.after.as_ref();
                }
                match self.solve(start.clone(), &forced) {
                    Some(way) => found.ways.push(way),
                    None => found
                        .refused
                        .extend(meaning(choice.of, option).map(|(id, what)| (id, what, self.why.clone()))),
                }
            }
        }
    }
}

/// What of a node an option is.
fn meaning((id, of): (Id, Of), option: usize) -> Option<(Id, What)> {
    match of {
        Of::Union(at) => Some((id, What::Branch(at, option))),
        Of::Condition => Some((id, if option == 0 { What::Then } else { What::Else })),
        Of::Dependent(_) => None,
    }
}

impl Way {
    /// A way on which nothing is demanded yet but that members are there.
    pub(super) fn open(needs: &[String]) -> Self {
        Self { kinds: Kinds::ALL, needs: needs.to_vec(), ..Self::default() }
    }

    /// The branches and sides that the way takes.
    pub(super) fn branches(&self) -> impl Iterator<Item = (Id, What)> {
        self.taken.iter().filter_map(|(of, option)| meaning(*of, *option))
    }
}
