//! Rooms: each list of nodes that one value must fit, with the plans of such values, worked out once.
//!
//! In comes a schema; out go its rooms, from the first one to all that can be reached. What no room lets happen cannot
//! happen, and is not asked for.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

use super::node::{Graph, Id};
use super::plan::{List, Object};
use super::point::{Point, Points, What};
use super::scalar::Candidate;
use super::walk::{Seen, Walk};
use super::ways::Way;

/// The number of a room.
pub(super) type RoomId = usize;

/// Rooms beyond that are not looked into; real documents have a few thousand.
const MOST_ROOMS: usize = 30_000;

/// A list of nodes that one value must fit.
#[derive(Debug, Default)]
pub(super) struct Room {
    pub(super) wanted: Vec<Id>,
    pub(super) plans: Vec<Plan>,
    /// How deep the flattest value is; none where there is no value.
    pub(super) height: Option<usize>,
    /// The rooms whose values have parts from this one.
    pub(super) above: Vec<RoomId>,
}

/// What values of one way look like.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) way: Way,
    /// The branches that the way takes.
    pub(super) points: Vec<Point>,
    /// Values without parts; where values are listed, all of those.
    pub(super) scalars: Vec<Candidate>,
    pub(super) listed: bool,
    pub(super) object: Option<Object>,
    pub(super) list: Option<List>,
}

/// All rooms of a schema; the first is the schema's own.
#[derive(Debug)]
pub(super) struct House {
    pub(super) graph: Graph,
    pub(super) points: Points,
    pub(super) rooms: Vec<Room>,
    index: HashMap<Vec<Id>, RoomId>,
    /// What a value can hit.
    pub(super) possible: Vec<bool>,
    /// Why points can't be hit, where that is known.
    pub(super) reasons: BTreeMap<Point, String>,
}

struct Hits(Vec<Point>);

impl Seen for Hits {
    fn point(&mut self, point: Point, _: &str) {
        self.0.push(point);
    }
}

impl House {
    /// The rooms of a schema with its definitions.
    pub(super) fn of(whole: &Value) -> Self {
        let graph = Graph::of(whole);
        let points = Points::of(&graph);
        let possible = vec![false; points.count()];
        let (rooms, index, reasons) = (Vec::new(), HashMap::new(), BTreeMap::new());
        let mut house = Self { graph, points, rooms, index, possible, reasons };
        house.room(vec![0]);
        let mut at = 0;
        while at < house.rooms.len() {
            house.furnish(at);
            at += 1;
        }
        house.settle();
        house
    }

    /// The room of a sorted list of nodes.
    pub(super) fn room(&mut self, wanted: Vec<Id>) -> RoomId {
        if let Some(id) = self.index.get(&wanted) {
            return *id;
        }
        let id = self.rooms.len();
        self.index.insert(wanted.clone(), id);
        self.rooms.push(Room { wanted, ..Room::default() });
        id
    }

    /// Makes the plans of a room.
    fn furnish(&mut self, id: RoomId) {
        let wanted = self.rooms[id].wanted.clone();
        if id >= MOST_ROOMS {
            return;
        }
        let found = self.graph.ways(&wanted);
        for (node, what, why) in found.refused {
            let why = if found.cut { "the search for a value was cut off".to_owned() } else { why };
            if let Some(point) = self.points.find(&self.graph, node, what) {
                self.reasons.entry(point).or_insert(why);
            }
        }
        for way in found.ways {
            let plan = self.plan(&wanted, way);
            self.rooms[id].plans.push(plan);
        }
        for below in self.below(id) {
            if self.rooms[below].above.last() != Some(&id) {
                self.rooms[below].above.push(id);
            }
        }
    }

    fn plan(&mut self, wanted: &[Id], way: Way) -> Plan {
        let mut scalars = if wanted.is_empty() { self.anything() } else { self.candidates(wanted, &way) };
        // Nobody asks for the inside of what the schema does not speak of.
        let listed = self.graph.listed(&way.demands).is_some();
        let parts = !wanted.is_empty() && !listed;
        let object = if parts { self.object(&way) } else { None };
        let list = if parts { self.list(&way) } else { None };
        if (object.is_some() || list.is_some()) && !self.speaks_of_kinds(&way) {
            // A schema without a kind is about the kind that its keywords are about.
            scalars.retain(|candidate| !candidate.points.is_empty());
        }
        let points = way.branches().filter_map(|(id, what)| self.find(id, what)).collect();
        Plan { way, points, scalars, listed, object, list }
    }

    fn speaks_of_kinds(&self, way: &Way) -> bool {
        way.kinds != super::kind::Kinds::ALL
    }

    /// Values for where a schema says nothing.
    fn anything(&self) -> Vec<Candidate> {
        let values =
            [Value::from("anything"), 7.into(), true.into(), Value::Null, serde_json::json!({"any": [1]})];
        values.into_iter().map(|value| Candidate { value, points: Vec::new() }).collect()
    }

    pub(super) fn find(&self, id: Id, what: What) -> Option<Point> {
        self.points.find(&self.graph, id, what)
    }

    /// The points that a value hits which fits nodes.
    pub(super) fn hits(&self, wanted: &[Id], value: &Value) -> Vec<Point> {
        let mut hits = Hits(Vec::new());
        for id in wanted {
            self.walk(*id, value, &mut hits);
        }
        hits.0.sort_unstable();
        hits.0.dedup();
        hits.0
    }

    /// Tells all that a value covers which fits a node.
    pub(super) fn walk(&self, id: Id, value: &Value, seen: &mut dyn Seen) {
        Walk { graph: &self.graph, points: &self.points, seen, pointer: String::new() }.walk(id, value);
    }

    /// The rooms of the parts of a room's values.
    pub(super) fn below(&self, id: RoomId) -> Vec<RoomId> {
        let mut below = Vec::new();
        for plan in &self.rooms[id].plans {
            if let Some(object) = &plan.object {
                below.extend(object.members.iter().chain(&object.extra).map(|member| member.room));
            }
            if let Some(list) = &plan.list {
                below.extend(list.prefix.iter().copied().chain([list.rest]));
                below.extend(list.contained.iter().map(|contained| contained.room));
            }
        }
        below
    }
}
