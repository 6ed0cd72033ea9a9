//! Plans of objects and lists: which members and items there can be, from which rooms, and what each covers.
//!
//! In comes a way; out goes a plan. Whether the rooms that it names have values is settled later.

use super::house::{House, RoomId};
use super::kind::{Kinds, NAMES};
use super::node::{Id, Lists, Node, Objects};
use super::pattern::Pattern;
use super::point::{Bound, Point, What};
use super::ways::Way;

/// A plan of objects.
#[derive(Debug)]
pub(super) struct Object {
    pub(super) members: Vec<Member>,
    /// A member that nobody declared.
    pub(super) extra: Option<Member>,
    pub(super) least: usize,
    pub(super) most: usize,
    /// What is hit by a number of members.
    pub(super) counts: Vec<(usize, Point)>,
    /// Members that need others.
    pub(super) needs: Vec<(String, Vec<String>)>,
    /// What any such object hits.
    pub(super) points: Vec<Point>,
}

/// A member.
#[derive(Clone, Debug)]
pub(super) struct Member {
    pub(super) name: String,
    pub(super) room: RoomId,
    pub(super) required: bool,
    /// Whether the name itself is not allowed.
    pub(super) barred: bool,
    /// What is hit where it is there, and where it is not.
    pub(super) present: Vec<Point>,
    pub(super) absent: Vec<Point>,
}

/// A plan of lists.
#[derive(Debug)]
pub(super) struct List {
    pub(super) prefix: Vec<RoomId>,
    /// The room of all other items.
    pub(super) rest: RoomId,
    pub(super) contained: Vec<Contained>,
    pub(super) least: usize,
    pub(super) most: usize,
    pub(super) unique: bool,
    pub(super) counts: Vec<(usize, Point)>,
    pub(super) points: Vec<Point>,
}

/// Items that must be among the others.
#[derive(Debug)]
pub(super) struct Contained {
    pub(super) node: Id,
    pub(super) room: RoomId,
    pub(super) least: usize,
    pub(super) most: usize,
    pub(super) points: Vec<(usize, Point)>,
}

/// Names for members that nobody declared.
const EXTRA: [&str; 4] = ["extra", "undeclared", "x-extra-member", "e"];

impl House {
    fn kind_points(&self, way: &Way, kind: Kinds) -> Vec<Point> {
        let name = NAMES.iter().find(|(_, kinds)| *kinds == kind).map_or("", |(name, _)| name);
        let at = |id: &Id| self.graph.node(*id).names.iter().position(|known| *known == name);
        way.demands.iter().filter_map(|id| self.find(*id, What::Kind(at(id)?))).collect()
    }

    fn bound_points<'n>(
        &'n self,
        way: &'n Way,
        count: impl Fn(&Node) -> Option<usize> + 'n,
        bound: Bound,
    ) -> impl Iterator<Item = (usize, Point)> + 'n {
        way.demands
            .iter()
            .filter_map(move |id| Some((count(self.graph.node(*id))?, self.find(*id, What::Bound(bound))?)))
    }

    /// The plan of objects; none where the way has none.
    pub(super) fn object(&mut self, way: &Way) -> Option<Object> {
        if !way.kinds.meets(Kinds::OBJECT) {
            return None;
        }
        let speaks = way.kinds != Kinds::ALL
            || way.demands.iter().any(|id| says_objects(&self.graph.node(*id).object));
        if !speaks && way.needs.is_empty() {
            return None;
        }
        let mut members: Vec<Member> = Vec::new();
        for name in self.names(way) {
            members.push(self.planned(way, name));
        }
        members.extend(self.patterned(way, &members));
        let extra = self.extra(way, &members);
        let objects = || way.demands.iter().map(|id| &self.graph.node(*id).object);
        let mut counts: Vec<_> =
            self.bound_points(way, |node| node.object.least, Bound::FewestMembers).collect();
        counts.extend(self.bound_points(way, |node| node.object.most, Bound::MostMembers));
        Some(Object {
            members,
            extra,
            least: objects().filter_map(|object| object.least).max().unwrap_or(0),
            most: objects().filter_map(|object| object.most).min().unwrap_or(usize::MAX),
            counts,
            needs: objects().flat_map(|object| object.dependent.clone()).collect(),
            points: self.kind_points(way, Kinds::OBJECT),
        })
    }

    /// Declared and required names, each once, in the order of the schema.
    fn names(&self, way: &Way) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        let objects = way.demands.iter().map(|id| &self.graph.node(*id).object);
        let declared = objects.flat_map(|object| {
            let dependent =
                object.dependent.iter().flat_map(|(name, needs)| std::iter::once(name).chain(needs));
            object.properties.iter().map(|(name, _)| name).chain(dependent)
        });
        let mut known = std::collections::HashSet::new();
        for name in declared.chain(self.graph.required(way)) {
            if known.insert(name.as_str()) {
                names.push(name.clone());
            }
        }
        names
    }

    fn planned(&mut self, way: &Way, name: String) -> Member {
        let barred = way.lacks.contains(&name) || !self.allows_name(way, &name);
        let (mut present, mut absent) = (Vec::new(), Vec::new());
        for id in &way.demands {
            let object = &self.graph.node(*id).object;
            if let Some(at) = object.properties.iter().position(|(known, _)| *known == name) {
                present.extend(self.find(*id, What::Present(at)));
                absent.extend(self.find(*id, What::Absent(at)));
            } else if !object.patterns.iter().any(|(pattern, _)| pattern.matches(&name)) {
                present.extend(self.find(*id, What::Extra));
            }
            for (at, (pattern, _)) in object.patterns.iter().enumerate() {
                if pattern.matches(&name) {
                    present.extend(self.find(*id, What::Patterned(at)));
                }
            }
        }
        let required = self.graph.required(way).any(|known| *known == name);
        let room = self.room(self.graph.member(way, &name));
        Member { name, room, required, barred, present, absent }
    }

    /// A member for each pattern of names that no declared name matches.
    fn patterned(&mut self, way: &Way, known: &[Member]) -> Vec<Member> {
        let mut names: Vec<String> = Vec::new();
        for id in &way.demands {
            for (pattern, _) in &self.graph.node(*id).object.patterns {
                let named = |pattern: &Pattern, turn| {
                    let name = pattern.text(0, 60, turn)?;
                    let fresh = !known.iter().any(|member| member.name == name) && !names.contains(&name);
                    (fresh && self.allows_name(way, &name)).then_some(name)
                };
                if !known.iter().any(|member| pattern.matches(&member.name)) {
                    names.extend((0..6).find_map(|turn| named(pattern, turn)));
                }
            }
        }
        names.into_iter().map(|name| self.planned(way, name)).collect()
    }

    /// A member that nobody declared, where one may be.
    fn extra(&mut self, way: &Way, members: &[Member]) -> Option<Member> {
        let nodes: Vec<Id> = way.demands.iter().filter_map(|id| self.graph.node(*id).object.names).collect();
        let listed = self.graph.listed(&nodes).unwrap_or_default();
        let mut names: Vec<String> = EXTRA.iter().map(ToString::to_string).collect();
        names.extend(listed.iter().filter_map(|name| name.as_str().map(str::to_owned)));
        if !nodes.is_empty() {
            names.extend(self.graph.texts(&nodes));
        }
        let declared = |name: &String| {
            let objects = way.demands.iter().map(|id| &self.graph.node(*id).object);
            members.iter().any(|member| member.name == *name)
                || way.lacks.contains(name)
                || objects
                    .into_iter()
                    .any(|object| object.patterns.iter().any(|(pattern, _)| pattern.matches(name)))
        };
        let name = names.into_iter().find(|name| !declared(name) && self.allows_name(way, name))?;
        Some(self.planned(way, name))
    }

    /// Whether `propertyNames` lets a name through.
    pub(super) fn allows_name(&self, way: &Way, name: &str) -> bool {
        let schemas = way.demands.iter().filter_map(|id| self.graph.node(*id).object.names);
        schemas.into_iter().all(|id| self.graph.fits(id, &name.into()))
    }

    /// The plan of lists; none where the way has none.
    pub(super) fn list(&mut self, way: &Way) -> Option<List> {
        if !way.kinds.meets(Kinds::LIST) {
            return None;
        }
        let lists: Vec<&Lists> = way.demands.iter().map(|id| &self.graph.node(*id).list).collect();
        if way.kinds == Kinds::ALL && !lists.iter().any(|list| says_lists(list)) {
            return None;
        }
        let length = lists.iter().map(|list| list.prefix.len()).max().unwrap_or(0);
        let least = lists.iter().filter_map(|list| list.least).max().unwrap_or(0);
        let most = lists.iter().filter_map(|list| list.most).min().unwrap_or(usize::MAX);
        let unique = lists.iter().any(|list| list.unique);
        let prefix = (0..length).map(|at| self.item(way, at)).collect::<Vec<_>>();
        let prefix = prefix.into_iter().map(|wanted| self.room(wanted)).collect();
        let rest = self.item(way, length);
        let contained = self.contained(way, &rest);
        let rest = self.room(rest);
        let mut counts: Vec<_> = self.bound_points(way, |node| node.list.least, Bound::FewestItems).collect();
        counts.extend(self.bound_points(way, |node| node.list.most, Bound::MostItems));
        // Where more are needed, the least of them are several.
        for (count, bound) in [
            (0, Bound::NoItem),
            (1, Bound::OneItem),
            (least.max(2), Bound::MoreItems),
            (least.max(2), Bound::Unique),
        ] {
            counts.extend(self.bound_points(way, |_| Some(count), bound));
        }
        let points = self.kind_points(way, Kinds::LIST);
        Some(List { prefix, rest, contained, least, most, unique, counts, points })
    }

    /// What the item at a place must fit.
    fn item(&self, way: &Way, at: usize) -> Vec<Id> {
        let lists = || way.demands.iter().map(|id| &self.graph.node(*id).list);
        let mut wanted: Vec<Id> = lists().filter_map(|list| list.item(at)).collect();
        if wanted.is_empty() {
            wanted.extend(lists().filter_map(|list| list.unevaluated));
        }
        wanted.sort_unstable();
        wanted.dedup();
        wanted
    }

    fn contained(&mut self, way: &Way, rest: &[Id]) -> Vec<Contained> {
        let mut contained = Vec::new();
        for id in &way.demands {
            let list = &self.graph.node(*id).list;
            let Some(node) = list.contains else { continue };
            let (least, most) =
                (list.least_contained.unwrap_or(1), list.most_contained.unwrap_or(usize::MAX));
            let mut points = Vec::new();
            points.extend(self.find(*id, What::Bound(Bound::FewestContained)).map(|point| (least, point)));
            points.extend(self.find(*id, What::Bound(Bound::MostContained)).map(|point| (most, point)));
            let mut wanted = rest.to_vec();
            wanted.push(node);
            wanted.sort_unstable();
            wanted.dedup();
            let room = self.room(wanted);
            contained.push(Contained { node, room, least, most, points });
        }
        contained
    }
}

fn says_objects(object: &Objects) -> bool {
    object.speaks()
        || !object.required.is_empty()
        || object.least.is_some()
        || object.most.is_some()
        || object.names.is_some()
        || object.unevaluated.is_some()
        || !object.dependent.is_empty()
        || !object.dependent_schemas.is_empty()
}

fn says_lists(list: &Lists) -> bool {
    !list.prefix.is_empty()
        || list.items.is_some()
        || list.contains.is_some()
        || list.least.is_some()
        || list.most.is_some()
        || list.unique
        || list.unevaluated.is_some()
}
