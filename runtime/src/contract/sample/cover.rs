//! Samples until all is covered: the minimal one, the maximal one, then as few more as it takes.
//!
//! In comes a schema with its rooms; out go samples that the validator has taken, and what they cover. What a sample
//! covers is measured on the value, not on what it was made for.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::coverage::{Coverage, Tally};
use super::house::House;
use super::make::{Ledger, MOST_TRIES, Maker, Mode};
use super::node::{Id, Node};
use super::point::{Group, Point, What};
use super::schemas::Inner;
use super::walk::Seen;
use super::{Sample, Samples};

/// Samples in a row that bring nothing new, after which the rest is given up.
const IDLE: usize = 10;

/// Samples of one schema.
const MOST_SAMPLES: usize = 400;

/// Members that are taken out of a sample that is not valid.
const REPAIRS: usize = 8;

/// Covers a schema.
pub(super) struct Cover<'s> {
    schema: &'s Inner,
    house: &'s House,
    ledger: Ledger,
    list: Vec<Sample>,
    names: HashMap<String, usize>,
}

/// What a sample covers that none before did.
struct Fresh<'c> {
    covered: &'c mut [bool],
    found: Vec<(Point, String)>,
}

impl Seen for Fresh<'_> {
    fn point(&mut self, point: Point, pointer: &str) {
        if !std::mem::replace(&mut self.covered[point], true) {
            self.found.push((point, pointer.to_owned()));
        }
    }
}

impl<'s> Cover<'s> {
    /// The samples of a schema. The seed decides which of several things that are left comes first.
    pub(super) fn samples(schema: &'s Inner, house: &'s House, seed: u64) -> Samples {
        let count = house.points.count();
        // What can't be hit is given up before the first try.
        let tries = house.possible.iter().map(|possible| if *possible { 0 } else { MOST_TRIES }).collect();
        let ledger = Ledger { covered: vec![false; count], tries, duds: HashMap::new() };
        let mut cover = Self { schema, house, ledger, list: Vec::new(), names: HashMap::new() };
        cover.one(Mode::Minimal, (seed, 0));
        cover.one(Mode::Maximal, (seed, 0));
        let mut idle = 0;
        while idle < IDLE && cover.list.len() < MOST_SAMPLES && cover.is_left() {
            idle = if cover.one(Mode::Cover, (seed, idle)) { 0 } else { idle + 1 };
        }
        let coverage = cover.coverage();
        Samples { list: cover.list, coverage }
    }

    fn is_left(&self) -> bool {
        let possible = self.house.possible.iter();
        possible.zip(&self.ledger.covered).any(|(possible, covered)| *possible && !covered)
    }

    /// Makes one sample; whether it brought something new.
    fn one(&mut self, mode: Mode, chance: (u64, usize)) -> bool {
        let open = self.open();
        let mut maker = Maker::new(self.house, mode, &mut self.ledger, &open, chance);
        let made = maker.value(0);
        let chosen = maker.finish();
        let valid = made.and_then(|value| self.schema.repaired(value));
        let mut fresh = Fresh { covered: &mut self.ledger.covered, found: Vec::new() };
        valid.iter().for_each(|value| self.house.walk(0, value, &mut fresh));
        let found = fresh.found;
        self.ledger.judge(chosen, !found.is_empty());
        let Some(value) = valid else { return false };
        let name = match mode {
            Mode::Minimal => "minimal".to_owned(),
            Mode::Maximal => "maximal".to_owned(),
            Mode::Cover => self.name(&found),
        };
        let known = self.list.iter().any(|sample| sample.value == value);
        if !known && (mode != Mode::Cover || !found.is_empty()) {
            let name = self.unique(name);
            self.list.push(Sample { value, name });
        }
        !found.is_empty()
    }

    /// The rooms in which, or below which, something is left to be hit.
    fn open(&self) -> Vec<bool> {
        let left = |point: &Point| !self.ledger.covered[*point] && self.ledger.tries[*point] < MOST_TRIES;
        let mut open = vec![false; self.house.rooms.len()];
        let mut queue = Vec::new();
        for (id, room) in self.house.rooms.iter().enumerate() {
            let mut any = false;
            room.plans.iter().for_each(|plan| plan.mark(&mut |point| any |= left(&point)));
            if any {
                open[id] = true;
                queue.push(id);
            }
        }
        while let Some(id) = queue.pop() {
            for above in &self.house.rooms[id].above {
                if !std::mem::replace(&mut open[*above], true) {
                    queue.push(*above);
                }
            }
        }
        open
    }

    /// What a sample is there for: the most telling of what it covers first.
    fn name(&self, found: &[(Point, String)]) -> String {
        let rank = |what: What| match what {
            What::Branch(..) | What::Then | What::Else => 0,
            What::Listed(_) | What::Kind(_) | What::Constant => 1,
            What::Bound(_) => 2,
            What::True | What::False | What::Extra => 3,
            _ => 4,
        };
        let known = found.iter().filter_map(|(point, pointer)| {
            let (id, what) = self.house.points.what(&self.house.graph, *point)?;
            Some((rank(what), id, what, pointer))
        });
        let best = known.min_by_key(|(rank, ..)| *rank);
        best.map_or_else(|| "more".to_owned(), |(_, id, what, pointer)| self.words(id, what, pointer))
    }

    fn words(&self, id: Id, what: What, pointer: &str) -> String {
        let node = self.house.graph.node(id);
        let (keyword, detail) = what.words(node);
        let place = if pointer.is_empty() { "(body)" } else { pointer };
        match what {
            What::Listed(_) | What::Constant | What::Kind(_) | What::True | What::False => {
                format!("{keyword} {place} = {detail}")
            }
            _ if detail.is_empty() => format!("{keyword} {place}"),
            _ => format!("{keyword} {place}: {detail}"),
        }
    }

    fn unique(&mut self, name: String) -> String {
        let times = self.names.entry(name.clone()).or_default();
        *times += 1;
        if *times == 1 { name } else { format!("{name} ({times})") }
    }

    fn coverage(&self) -> Coverage {
        let mut coverage = Coverage::default();
        let asked = self.asked();
        for point in 0..self.house.points.count() {
            let Some((id, what)) = self.house.points.what(&self.house.graph, point) else { continue };
            if !asked.contains(&id) {
                continue;
            }
            let covered = self.ledger.covered[point];
            let node = self.house.graph.node(id);
            if self.is_plain(node, what) {
                continue;
            }
            let (keyword, detail) = what.words(node);
            let place = format!("{}/{keyword} {detail}", node.place).trim_end().to_owned();
            if covered || self.house.possible[point] {
                let tally = match what.group() {
                    Group::Properties => &mut coverage.properties,
                    Group::Values => &mut coverage.values,
                    Group::Branches => &mut coverage.branches,
                    Group::Bounds => &mut coverage.bounds,
                };
                *tally = Tally { hit: tally.hit + usize::from(covered), reachable: tally.reachable + 1 };
                coverage.missed.extend((!covered).then_some(place));
            } else {
                let why = self.house.reasons.get(&point).map_or("", String::as_str);
                coverage.unreachable.push(format!("{place}: {why}"));
            }
        }
        coverage
    }

    /// Whether a point is none because the node itself says so: that a required member is missing is no way to fit it.
    fn is_plain(&self, node: &Node, what: What) -> bool {
        let What::Absent(at) = what else { return false };
        node.object.properties.get(at).is_some_and(|(name, _)| node.object.required.contains(name))
    }

    /// The nodes that a value of the whole is asked to fit.
    fn asked(&self) -> HashSet<Id> {
        let live = self.house.rooms.iter().filter(|room| room.height.is_some());
        live.flat_map(|room| &room.plans).flat_map(|plan| plan.way.demands.iter().copied()).collect()
    }
}

impl Inner {
    /// A value that is valid, if need be without the parts that are not.
    pub(super) fn repaired(&self, mut value: Value) -> Option<Value> {
        for _ in 0..REPAIRS {
            let wrong = self.validator.iter_errors(&value).next();
            let Some(pointer) = wrong.map(|error| error.instance_path().as_str().to_owned()) else {
                return Some(value);
            };
            without(&mut value, &pointer)?;
        }
        self.validator.is_valid(&value).then_some(value)
    }
}

/// Takes out what stands at a pointer.
fn without(value: &mut Value, pointer: &str) -> Option<()> {
    let (above, token) = pointer.rsplit_once('/')?;
    match value.pointer_mut(above)? {
        Value::Object(members) => {
            let name = token.replace("~1", "/").replace("~0", "~");
            let before = members.len();
            members.retain(|known, _| *known != name);
            (members.len() < before).then_some(())
        }
        Value::Array(items) => {
            let at: usize = token.parse().ok()?;
            (at < items.len()).then(|| drop(items.remove(at)))
        }
        _ => None,
    }
}
