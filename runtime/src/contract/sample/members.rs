//! The members of an object: which are there, which are not, and how many.

use serde_json::{Map, Value};

use super::fault::other_values;
use super::house::{Plan, RoomId};
use super::make::{Maker, Mode};
use super::node::{Graph, Id};
use super::plan::{Member, Object};
use super::settle::MANY;

/// Changes that are tried to a value that fits too much.
const CHANGES: usize = 200;

impl Object {
    /// The rooms of what must be there.
    pub(super) fn required(&self) -> impl Iterator<Item = RoomId> {
        self.members.iter().filter(|member| member.required).map(|member| member.room)
    }

    fn member(&self, name: &str) -> Option<&Member> {
        self.members.iter().find(|member| member.name == name)
    }
}

impl<'h> Maker<'h> {
    pub(super) fn object(&mut self, plan: &'h Plan, object: &'h Object) -> Option<Value> {
        let mut members = Map::new();
        for member in &object.members {
            if member.required || self.keeps(member) {
                match self.value(member.room) {
                    Some(value) => {
                        self.intend(&member.present);
                        members.insert(member.name.clone(), value);
                    }
                    None if member.required => return None,
                    None => {}
                }
            } else {
                self.intend(&member.absent);
            }
        }
        if let Some(extra) = &object.extra
            && self.mode == Mode::Cover
            && (self.gain(&extra.present) > 0 || self.is_open(extra.room))
            && let Some(value) = self.value(extra.room)
        {
            self.intend(&extra.present);
            members.insert(extra.name.clone(), value);
        }
        self.complete(object, &mut members)?;
        self.count(plan, object, &mut members)?;
        Some(Value::Object(members))
    }

    /// Whether a member that need not be there shall be.
    fn keeps(&self, member: &Member) -> bool {
        let again = self.path.iter().filter(|room| **room == member.room).count();
        match self.mode {
            Mode::Minimal => false,
            Mode::Maximal => again == 0 && !self.is_tight(),
            Mode::Cover => {
                !self.is_tight() && again < 3 && (self.gain(&member.present) > 0 || self.is_open(member.room))
            }
        }
    }

    /// Adds what members need that are there.
    fn complete(&mut self, object: &'h Object, members: &mut Map<String, Value>) -> Option<()> {
        // Each round adds at least one member of those that are known by name.
        for _ in 0..=object.members.len() {
            let mut needed = object
                .needs
                .iter()
                .filter(|(name, _)| members.contains_key(name))
                .flat_map(|(_, needs)| needs);
            let Some(name) = needed.find(|name| !members.contains_key(*name)) else { return Some(()) };
            let value = self.value(object.member(name)?.room)?;
            members.insert(name.clone(), value);
        }
        None
    }

    /// Brings the number of members between its bounds, and to one of them where that is still to be shown.
    fn count(&mut self, plan: &'h Plan, object: &'h Object, members: &mut Map<String, Value>) -> Option<()> {
        let mut least = object.least;
        let wanted =
            object.counts.iter().filter(|(_, point)| self.gain([point]) > 0).map(|(count, _)| *count);
        if self.mode != Mode::Minimal
            && let Some(more) = wanted.filter(|count| *count > members.len() && *count <= MANY).min()
        {
            least = least.max(more);
            let tried: Vec<_> = object.counts.iter().filter(|(count, _)| *count == more).collect();
            self.intend(tried.into_iter().map(|(_, point)| point));
        }
        for member in &object.members {
            if members.len() >= least {
                break;
            }
            if !members.contains_key(&member.name)
                && let Some(value) = self.value(member.room)
            {
                members.insert(member.name.clone(), value);
            }
        }
        self.extras(plan, object, members, least);
        let optional: Vec<&Member> = object.members.iter().rev().filter(|member| !member.required).collect();
        for member in optional {
            if members.len() <= object.most {
                break;
            }
            members.remove(&member.name);
        }
        if members.len() > object.most
            && let Some(extra) = &object.extra
        {
            members.remove(&extra.name);
        }
        let reached: Vec<_> = object.counts.iter().filter(|(count, _)| *count == members.len()).collect();
        self.intend(reached.into_iter().map(|(_, point)| point));
        (members.len() >= object.least).then_some(())
    }

    /// Members that nobody declared, up to a number.
    fn extras(&mut self, plan: &'h Plan, object: &'h Object, members: &mut Map<String, Value>, least: usize) {
        let Some(extra) = &object.extra else { return };
        let graph = &self.house.graph;
        let free = |name: &str| {
            let mut objects = plan.way.demands.iter().map(|id| &graph.node(*id).object);
            object.member(name).is_none()
                && !objects.any(|object| object.patterns.iter().any(|(pattern, _)| pattern.matches(name)))
                && self.house.allows_name(&plan.way, name)
        };
        let names =
            std::iter::once(extra.name.clone()).chain((2..=2 * MANY).map(|at| format!("{}{at}", extra.name)));
        for name in names {
            if members.len() >= least {
                break;
            }
            if !members.contains_key(&name)
                && free(&name)
                && let Some(value) = self.value(extra.room)
            {
                members.insert(name, value);
            }
        }
    }

    /// A value that fits a plan and not what the plan must avoid, by changes to a value that fits both.
    pub(super) fn escaped(&mut self, plan: &'h Plan, value: &Value) -> Option<Value> {
        let object = plan.object.as_ref()?;
        let graph = &self.house.graph;
        let mut value = value.clone();
        // Each round leaves one of them behind.
        for _ in 0..=plan.way.avoid.len() {
            let Some(avoided) = plan.way.avoid.iter().find(|id| graph.fits(**id, &value)) else {
                return Some(value);
            };
            let right = |value: &Value| {
                !graph.fits(*avoided, value) && plan.way.demands.iter().all(|id| graph.fits_plain(*id, value))
            };
            let Value::Object(members) = &value else { return None };
            let mut changes = graph.spoilt(*avoided, members);
            changes.extend(self.changes(object, members));
            value = changes.into_iter().take(CHANGES).find(right)?;
        }
        None
    }

    /// Objects with another value for one member, with one more, with one less.
    fn changes(&self, object: &Object, members: &Map<String, Value>) -> Vec<Value> {
        let mut changed = Vec::new();
        for member in object.members.iter().chain(&object.extra) {
            let plans = &self.house.rooms[member.room].plans;
            let scalars = plans.iter().flat_map(|plan| &plan.scalars).take(8);
            changed.extend(scalars.map(|candidate| with(members, &member.name, &candidate.value)));
        }
        for member in object.members.iter().filter(|member| !member.required) {
            let mut members = members.clone();
            members.remove(&member.name);
            changed.push(Value::Object(members));
        }
        changed
    }
}

fn with(members: &Map<String, Value>, name: &str, value: &Value) -> Value {
    let mut members = members.clone();
    members.insert(name.to_owned(), value.clone());
    Value::Object(members)
}

impl Graph {
    /// Objects in which one member is not what a node says of it.
    fn spoilt(&self, id: Id, members: &Map<String, Value>) -> Vec<Value> {
        let mut nodes = Vec::new();
        self.plain(id, &mut nodes);
        let unions = nodes.clone();
        let branches = unions.iter().flat_map(|id| &self.node(*id).unions).flat_map(|union| &union.branches);
        branches.for_each(|id| self.plain(*id, &mut nodes));
        let mut changed = Vec::new();
        for (name, id) in nodes.iter().flat_map(|id| &self.node(*id).object.properties) {
            // A member that is there is changed by those who know what else it may be.
            let wrong = other_values().into_iter().find(|value| !self.fits(*id, value));
            if let Some(wrong) = wrong.filter(|_| !members.contains_key(name)) {
                changed.push(with(members, name, &wrong));
            }
        }
        changed
    }
}
