//! One value from a room: at each choice what is not covered yet, and where all is, what is small.
//!
//! In come rooms and what has been covered; out goes a value. It is made to fit, and whether it does others say.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::house::{House, Plan, RoomId};
use super::point::Point;

/// Values within values, beyond which only what must be there is: where all is to be there, and where what is left.
const DEEP: usize = 14;
const DEEPEST: usize = 48;

/// Values in one sample, beyond which only what must be there is.
const MOST_VALUES: usize = 10_000;

/// Tries after which a point is given up.
pub(super) const MOST_TRIES: u8 = 3;

/// How often one sample looks into the same room for what is below it.
const VISITS: usize = 3;

/// Options that are tried where one leads to nothing.
const OPTIONS: usize = 5;

/// What a sample is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// Only what is required.
    Minimal,
    /// All that may be there.
    Maximal,
    /// What has not been covered.
    Cover,
}

/// What samples have hit and tried so far.
pub(super) struct Ledger {
    pub(super) covered: Vec<bool>,
    pub(super) tries: Vec<u8>,
    pub(super) duds: HashMap<Chosen, u8>,
}

impl Ledger {
    /// Notes what came of the forms that promised something.
    pub(super) fn judge(&mut self, chosen: Vec<Chosen>, kept: bool) {
        for chosen in chosen {
            if kept {
                self.duds.remove(&chosen);
            } else {
                let times = self.duds.entry(chosen).or_default();
                *times = times.saturating_add(1);
            }
        }
    }
}

/// Makes one value.
pub(super) struct Maker<'h> {
    pub(super) house: &'h House,
    pub(super) mode: Mode,
    covered: &'h [bool],
    open: &'h [bool],
    tries: &'h mut [u8],
    planned: HashSet<Point>,
    /// The same in their order, so that what comes to nothing can be taken back.
    order: Vec<Point>,
    /// The forms that were chosen because there was something to be gained.
    chosen: Vec<Chosen>,
    duds: &'h HashMap<Chosen, u8>,
    visits: HashMap<RoomId, usize>,
    pub(super) path: Vec<RoomId>,
    values: usize,
    /// Which of equals comes first.
    seed: u64,
    /// How many samples before this one brought nothing: then others come first.
    idle: usize,
}

/// A plan of a room, and the form of its values.
pub(super) type Chosen = (RoomId, usize, Form);

/// How often a form may promise something and bring nothing.
const DUDS: u8 = 2;

/// A form that values of a room can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Form {
    Scalar(usize),
    Object,
    List,
}

/// A number that decides among equals; with the seed 0, they keep the order of the schema.
fn chance(seed: u64, room: RoomId, plan: usize, form: Form) -> u64 {
    let form = match form {
        Form::Scalar(at) => at + 2,
        Form::Object => 0,
        Form::List => 1,
    };
    let mix =
        |hash: u64, number: usize| (hash ^ number as u64).wrapping_mul(0x0100_0000_01b3).rotate_left(23);
    if seed == 0 { 0 } else { [room, plan, form].into_iter().fold(seed ^ 0xcbf2_9ce4_8422_2325, mix) }
}

impl<'h> Maker<'h> {
    pub(super) fn new(
        house: &'h House,
        mode: Mode,
        ledger: &'h mut Ledger,
        open: &'h [bool],
        turn: (u64, usize),
    ) -> Self {
        let Ledger { covered, tries, duds } = ledger;
        let (planned, visits, path) = (HashSet::new(), HashMap::new(), Vec::new());
        let (order, chosen, values, (seed, idle)) = (Vec::new(), Vec::new(), 0, turn);
        Self {
            house,
            mode,
            covered,
            open,
            tries,
            planned,
            order,
            chosen,
            duds,
            visits,
            path,
            values,
            seed,
            idle,
        }
    }

    /// Counts the tries of what this sample intends to hit, and tells the forms that promised it.
    pub(super) fn finish(self) -> Vec<Chosen> {
        for point in &self.order {
            self.tries[*point] = self.tries[*point].saturating_add(1);
        }
        self.chosen
    }

    /// A value of a room.
    pub(super) fn value(&mut self, id: RoomId) -> Option<Value> {
        let house = self.house;
        let room = house.rooms.get(id)?;
        room.height?;
        self.values += 1;
        *self.visits.entry(id).or_default() += 1;
        let mut options = self.options(id);
        options.truncate(OPTIONS);
        self.path.push(id);
        let found = options.into_iter().find_map(|(plan, form, gain)| {
            let mark = self.order.len();
            if gain > 0 {
                self.chosen.push((id, plan, form));
            }
            let made = self.formed(id, &room.plans[plan], form);
            if made.is_none() {
                self.take_back(mark, &room.plans[plan]);
            }
            made
        });
        self.path.pop();
        found
    }

    /// Whether only what must be there is to be made.
    pub(super) fn is_tight(&self) -> bool {
        let deep = if self.mode == Mode::Cover { DEEPEST } else { DEEP };
        self.mode == Mode::Minimal || self.path.len() > deep || self.values > MOST_VALUES
    }

    /// How many of the points are still to be hit, and are not going to be by this sample.
    pub(super) fn gain<'p>(&self, points: impl IntoIterator<Item = &'p Point>) -> usize {
        let new = |point: &&Point| {
            !self.covered[**point] && self.tries[**point] < MOST_TRIES && !self.planned.contains(*point)
        };
        points.into_iter().filter(new).count()
    }

    /// Marks what this sample is going to hit.
    pub(super) fn intend<'p>(&mut self, points: impl IntoIterator<Item = &'p Point>) {
        for point in points {
            if !self.covered[*point] && self.planned.insert(*point) {
                self.order.push(*point);
            }
        }
    }

    /// Forgets what was intended since; what the plan itself was to hit counts as tried.
    fn take_back(&mut self, mark: usize, plan: &Plan) {
        for point in self.order.drain(mark..) {
            self.planned.remove(&point);
        }
        for point in &plan.points {
            self.tries[*point] = self.tries[*point].saturating_add(1);
        }
    }

    /// How much this sample intends already.
    pub(super) fn intended(&self) -> usize {
        self.planned.len()
    }

    /// Whether there is more to be hit below a room, as far as one sample should look.
    pub(super) fn is_open(&self, id: RoomId) -> bool {
        let turns = self.path.iter().filter(|above| **above == id).count();
        self.open[id] && turns < 2 && self.visits.get(&id).copied().unwrap_or(0) < VISITS
    }

    /// The forms of a room's values, the best first.
    fn options(&self, id: RoomId) -> Vec<(usize, Form, usize)> {
        let room = &self.house.rooms[id];
        let tight = self.is_tight();
        let mut options: Vec<(usize, usize, usize, Form)> = Vec::new();
        for (at, plan) in room.plans.iter().enumerate() {
            for (index, candidate) in plan.scalars.iter().enumerate() {
                options.push((
                    self.rank(plan, Form::Scalar(index), tight),
                    self.gain(&candidate.points),
                    at,
                    Form::Scalar(index),
                ));
            }
            if let Some(object) = &plan.object {
                let gain = self.gain(plan.points.iter().chain(&object.points));
                options.push((
                    self.rank(plan, Form::Object, tight),
                    gain + self.worth(id, plan),
                    at,
                    Form::Object,
                ));
            }
            if let Some(list) = &plan.list {
                let gain = self.gain(
                    plan.points.iter().chain(&list.points).chain(list.counts.iter().map(|(_, point)| point)),
                );
                options.push((
                    self.rank(plan, Form::List, tight),
                    gain + self.worth(id, plan),
                    at,
                    Form::List,
                ));
            }
        }
        for (_, gain, at, form) in &mut options {
            if self.duds.get(&(id, *at, *form)).is_some_and(|times| *times >= DUDS) {
                *gain = 0;
            }
        }
        let chance = |at: usize, form: Form| chance(self.seed, id, at, form);
        if self.mode == Mode::Cover && !tight {
            options.sort_by_key(|(rank, gain, at, form)| (Reverse(*gain), *rank, chance(*at, *form)));
            let gaining = options.iter().filter(|(_, gain, ..)| *gain > 0).count();
            options[..gaining].rotate_left(self.idle % gaining.max(1));
        } else {
            options.sort_by_key(|(rank, gain, at, form)| (*rank, Reverse(*gain), chance(*at, *form)));
        }
        options.into_iter().map(|(_, gain, at, form)| (at, form, gain)).collect()
    }

    /// One, where there is something to be hit in the parts.
    fn worth(&self, id: RoomId, plan: &Plan) -> usize {
        let known = self.visits.get(&id).copied().unwrap_or(0) > VISITS;
        let members = || plan.object.iter().flat_map(|object| object.members.iter().chain(&object.extra));
        let counts = plan.object.iter().flat_map(|object| &object.counts).map(|(_, point)| point);
        let absent = members().filter(|member| !member.required).flat_map(|member| &member.absent);
        let points = members().flat_map(|member| &member.present).chain(absent).chain(counts);
        let list = plan.list.iter().flat_map(|list| list.prefix.iter().chain([&list.rest]));
        let mut rooms = members().map(|member| member.room).chain(list.copied());
        usize::from(self.gain(points) > 0 || !known && rooms.any(|room| self.is_open(room)))
    }

    /// What comes first where nothing is to be gained.
    fn rank(&self, plan: &Plan, form: Form, tight: bool) -> usize {
        match (form, self.mode) {
            (Form::Scalar(index), Mode::Maximal) if !tight => {
                2 + usize::from(plan.scalars[index].value.is_null())
            }
            (Form::Object | Form::List, Mode::Maximal) if !tight => 0,
            (Form::Scalar(index), Mode::Cover) => usize::from(plan.scalars[index].value.is_null()),
            (Form::Scalar(_), _) => 0,
            (Form::Object, _) => 1 + plan.object.as_ref().map_or(0, |object| self.depth(object.required())),
            (Form::List, _) => 1 + plan.list.as_ref().map_or(0, |list| self.depth(list.required())),
        }
    }

    fn depth(&self, rooms: impl Iterator<Item = RoomId>) -> usize {
        rooms.filter_map(|room| self.house.rooms[room].height).map(|height| height + 1).max().unwrap_or(0)
    }

    /// A value of one form; none where it can't be made, or is one that must not be.
    fn formed(&mut self, id: RoomId, plan: &'h Plan, form: Form) -> Option<Value> {
        let value = match form {
            Form::Scalar(index) => {
                let candidate = plan.scalars.get(index)?;
                self.intend(&candidate.points);
                return Some(candidate.value.clone());
            }
            Form::Object => {
                let object = plan.object.as_ref()?;
                self.intend(plan.points.iter().chain(&object.points));
                self.object(plan, object)?
            }
            Form::List => {
                let list = plan.list.as_ref()?;
                self.intend(plan.points.iter().chain(&list.points));
                self.list(id, plan, list)?
            }
        };
        let graph = &self.house.graph;
        let avoided = |value: &Value| plan.way.avoid.iter().any(|id| graph.fits(*id, value));
        if avoided(&value) { self.escaped(plan, &value) } else { Some(value) }
    }
}
