//! Which rooms have values at all, and what can be hit in them.
//!
//! In come rooms with their plans; out go rooms whose plans all lead to a value, with the height of the flattest. A
//! schema that holds itself without an end has none. Whether `false`, a branch that nothing satisfies or a bound behind a
//! stricter one: what can't be hit is found here, with the reason.

use super::house::{House, Plan, Room, RoomId};
use super::kind::Kinds;
use super::pattern::LONGEST;
use super::plan::{List, Object};
use super::point::{Bound, Point, What};

/// More items or members are no list of a test.
pub(super) const MANY: usize = 1024;

/// Heights while they are worked out.
type Heights<'r> = &'r [Option<usize>];

impl House {
    /// Takes out what leads to no value, and marks what can be hit.
    pub(super) fn settle(&mut self) {
        let heights = self.heights();
        for (room, height) in self.rooms.iter_mut().zip(&heights) {
            room.height = *height;
            for plan in &mut room.plans {
                plan.object = plan.object.take().filter(|object| object.height(&heights).is_some());
                plan.list = plan.list.take().filter(|list| list.height(&heights).is_some());
            }
            room.plans
                .retain(|plan| plan.object.is_some() || plan.list.is_some() || !plan.scalars.is_empty());
        }
        let capacities: Vec<Option<usize>> = self.rooms.iter().map(capacity).collect();
        for room in &mut self.rooms {
            for plan in &mut room.plans {
                plan.object.iter_mut().for_each(|object| object.close(&heights));
                plan.list.iter_mut().for_each(|list| list.close(&heights, &capacities));
            }
        }
        let mut possible = vec![false; self.points.count()];
        for id in self.lived_in() {
            let mut mark = |point: Point| possible[point] = true;
            self.rooms[id].plans.iter().for_each(|plan| plan.mark(&mut mark));
        }
        self.possible = possible;
        self.explain();
    }

    /// The height of every room: the least fixpoint.
    fn heights(&self) -> Vec<Option<usize>> {
        let mut heights = vec![None; self.rooms.len()];
        let mut changed = true;
        while changed {
            changed = false;
            for (id, room) in self.rooms.iter().enumerate() {
                let height = room.plans.iter().filter_map(|plan| plan.height(&heights)).min();
                if height != heights[id] {
                    heights[id] = height;
                    changed = true;
                }
            }
        }
        heights
    }

    /// The rooms that a value of the whole can have parts from.
    fn lived_in(&self) -> Vec<RoomId> {
        let mut seen = vec![false; self.rooms.len()];
        let mut open = vec![0];
        let mut found = Vec::new();
        while let Some(id) = open.pop() {
            if self.rooms.get(id).is_none_or(|room| room.height.is_none())
                || std::mem::replace(&mut seen[id], true)
            {
                continue;
            }
            found.push(id);
            open.extend(self.below(id));
        }
        found
    }

    /// Reasons for what can't be hit, where none is known yet.
    fn explain(&mut self) {
        for point in 0..self.points.count() {
            let known = self.possible[point] || self.reasons.contains_key(&point);
            let Some((id, what)) = self.points.what(&self.graph, point).filter(|_| !known) else { continue };
            let node = self.graph.node(id);
            let large = |bound: Option<usize>, most: usize| bound.is_some_and(|bound| bound > most);
            let why = match what {
                What::Bound(Bound::Longest) if large(node.text.most, LONGEST) => "too large",
                What::Bound(Bound::Shortest) if large(node.text.least, LONGEST) => "too large",
                What::Bound(Bound::MostItems) if large(node.list.most, MANY) => "too large",
                What::Bound(Bound::FewestItems) if large(node.list.least, MANY) => "too large",
                What::Bound(Bound::MostMembers) if large(node.object.most, MANY) => "too large",
                What::Bound(Bound::Shortest | Bound::Longest | Bound::Pattern) => {
                    "no text has this length and fits what else holds there"
                }
                What::Absent(_) => "the member is required by what else holds there",
                What::Present(_) | What::Patterned(_) => "no value of the member is allowed there",
                What::Extra => "no such member is allowed there",
                What::Bound(_) => "what else holds there is stricter",
                _ => "what else holds there does not allow it",
            };
            self.reasons.insert(point, why.to_owned());
        }
    }
}

/// How many different values a room has, where they are few.
fn capacity(room: &Room) -> Option<usize> {
    let few = |plan: &Plan| {
        let listed = plan.object.is_none() && plan.list.is_none();
        let closed = plan.way.kinds.within(Kinds::NULL.or(Kinds::BOOL)) || plan.listed;
        (listed && closed).then_some(plan.scalars.len())
    };
    room.plans.iter().map(few).sum()
}

impl Plan {
    fn height(&self, heights: Heights<'_>) -> Option<usize> {
        if !self.scalars.is_empty() {
            return Some(0);
        }
        let object = self.object.as_ref().and_then(|object| object.height(heights));
        let list = self.list.as_ref().and_then(|list| list.height(heights));
        object.into_iter().chain(list).min()
    }

    /// Marks what values of the plan can hit.
    pub(super) fn mark(&self, mark: &mut dyn FnMut(Point)) {
        self.points.iter().for_each(|point| mark(*point));
        self.scalars.iter().flat_map(|candidate| &candidate.points).for_each(|point| mark(*point));
        self.object.iter().for_each(|object| object.mark(mark));
        self.list.iter().for_each(|list| list.mark(mark));
    }
}

impl Object {
    fn height(&self, heights: Heights<'_>) -> Option<usize> {
        let required = || self.members.iter().filter(|member| member.required);
        let mut height = 0;
        for member in required() {
            height = height.max(heights[member.room].filter(|_| !member.barred)?);
        }
        if required().count() > self.most || self.least > MANY {
            return None;
        }
        let live = |room: RoomId| heights[room].is_some();
        let there = self.members.iter().filter(|member| live(member.room) && !member.barred).count();
        let grows = self.extra.as_ref().is_some_and(|extra| live(extra.room));
        (there >= self.least || grows).then_some(height + 1)
    }

    /// Takes out members that can't be there.
    fn close(&mut self, heights: Heights<'_>) {
        self.members.retain(|member| heights[member.room].is_some() && !member.barred);
        self.extra = self.extra.take().filter(|extra| heights[extra.room].is_some() && !extra.barred);
        let open = self.extra.is_some();
        self.most = if open { self.most } else { self.most.min(self.members.len()) };
        let required = self.members.iter().filter(|member| member.required).count();
        let (least, most) = (self.least.max(required), self.most.min(MANY));
        self.counts.retain(|(count, _)| *count >= least && *count <= most);
    }

    fn mark(&self, mark: &mut dyn FnMut(Point)) {
        let required = self.members.iter().filter(|member| member.required).count();
        let all_needed = self.extra.is_none() && self.members.len() <= self.least;
        self.points.iter().chain(self.counts.iter().map(|(_, point)| point)).for_each(|point| mark(*point));
        for member in &self.members {
            if member.required || self.most > required {
                member.present.iter().for_each(|point| mark(*point));
            }
            if !member.required && !all_needed {
                member.absent.iter().for_each(|point| mark(*point));
            }
        }
        if self.most > required {
            self.extra.iter().flat_map(|extra| &extra.present).for_each(|point| mark(*point));
        }
    }
}

impl List {
    /// How many items there can be at most.
    fn usable(&self, heights: Heights<'_>) -> usize {
        let dead = self.prefix.iter().position(|room| heights[*room].is_none());
        let rest = if heights[self.rest].is_some() { self.most } else { self.prefix.len().min(self.most) };
        dead.unwrap_or(usize::MAX).min(rest)
    }

    fn height(&self, heights: Heights<'_>) -> Option<usize> {
        let mut least = self.least;
        let mut height = 0;
        for contained in self.contained.iter().filter(|contained| contained.least > 0) {
            height = height.max(heights[contained.room]?);
            least = least.max(contained.least);
        }
        if least > self.usable(heights) || least > MANY {
            return None;
        }
        for at in 0..least.min(self.prefix.len() + 1) {
            height = height.max(heights[self.prefix.get(at).copied().unwrap_or(self.rest)]?);
        }
        Some(height + 1)
    }

    /// Makes the bounds those that can be reached.
    fn close(&mut self, heights: Heights<'_>, capacities: &[Option<usize>]) {
        self.most = self.usable(heights);
        if self.unique && self.prefix.is_empty() {
            self.most = self.most.min(capacities[self.rest].unwrap_or(usize::MAX));
        }
        let contained = self.contained.iter().map(|contained| contained.least).max().unwrap_or(0);
        self.least = self.least.max(contained);
        let (least, most) = (self.least, self.most.min(MANY));
        self.counts.retain(|(count, _)| *count >= least && *count <= most);
        for contained in &mut self.contained {
            let live = heights[contained.room].is_some();
            contained.points.retain(|(count, _)| *count <= most && (live || *count == 0));
        }
    }

    fn mark(&self, mark: &mut dyn FnMut(Point)) {
        let counted = self.counts.iter().chain(self.contained.iter().flat_map(|contained| &contained.points));
        counted.map(|(_, point)| point).chain(&self.points).for_each(|point| mark(*point));
    }
}
