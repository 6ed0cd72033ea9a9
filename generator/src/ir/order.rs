//! The order of the types: as the events reach them, each before what it contains.
//!
//! A pass over the finished table that also leaves out what no event reaches.

use std::collections::BTreeSet;

use super::nodes::{Alias, Event, Kind, Type, TypeDef, TypeId, Use};

/// Sorts the types and renumbers every id.
pub(super) fn sort(
    types: Vec<TypeDef>,
    mut aliases: Vec<Alias>,
    events: &mut [Event],
) -> (Vec<TypeDef>, Vec<Alias>) {
    let mut place = vec![None; types.len()];
    let mut order = Vec::new();
    let mut stack: Vec<TypeId> = Vec::new();
    for event in events.iter() {
        ids_of(&event.payload, &mut stack);
        event.answers.iter().filter_map(|a| a.body.as_ref()).for_each(|ty| ids_of_type(ty, &mut stack));
        event.declared.iter().for_each(|ty| ids_of_type(ty, &mut stack));
        // What was pushed first is taken first.
        stack.reverse();
        while let Some(id) = stack.pop() {
            if place[id.0].is_some() {
                continue;
            }
            place[id.0] = Some(order.len());
            order.push(id);
            let mut below = Vec::new();
            ids_in(&types[id.0].kind, &mut below);
            stack.extend(below.into_iter().rev());
        }
    }
    aliases.retain_mut(|alias| match place[alias.target.0] {
        Some(at) => {
            alias.target = TypeId(at);
            true
        }
        None => false,
    });
    (renumber(types, &order, &place, events), aliases)
}

fn renumber(
    types: Vec<TypeDef>,
    order: &[TypeId],
    place: &[Option<usize>],
    events: &mut [Event],
) -> Vec<TypeDef> {
    let mut types: Vec<Option<TypeDef>> = types.into_iter().map(Some).collect();
    let mut sorted: Vec<TypeDef> = order.iter().filter_map(|id| types[id.0].take()).collect();
    let renumber = |id: &mut TypeId| id.0 = place[id.0].unwrap_or(id.0);
    for def in &mut sorted {
        map_kind(&mut def.kind, &renumber);
    }
    for event in events {
        map_use(&mut event.payload, &renumber);
        event.answers.iter_mut().filter_map(|a| a.body.as_mut()).for_each(|ty| map_type(ty, &renumber));
        event.declared.iter_mut().for_each(|ty| map_type(ty, &renumber));
    }
    sorted
}

/// Every type that an event reaches.
pub(super) fn reached(types: &[TypeDef], event: &Event) -> BTreeSet<TypeId> {
    let mut stack = Vec::new();
    ids_of(&event.payload, &mut stack);
    event.answers.iter().filter_map(|a| a.body.as_ref()).for_each(|ty| ids_of_type(ty, &mut stack));
    event.declared.iter().for_each(|ty| ids_of_type(ty, &mut stack));
    let mut reached = BTreeSet::new();
    while let Some(id) = stack.pop() {
        if reached.insert(id) {
            ids_in(&types[id.0].kind, &mut stack);
        }
    }
    reached
}

fn ids_in(kind: &Kind, out: &mut Vec<TypeId>) {
    kind.uses().into_iter().for_each(|used| ids_of(used, out));
}

fn ids_of(used: &Use, out: &mut Vec<TypeId>) {
    ids_of_type(&used.ty, out);
}

fn ids_of_type(ty: &Type, out: &mut Vec<TypeId>) {
    match ty {
        Type::Named(id) => out.push(*id),
        Type::Boxed(inner) | Type::Loose(inner) => ids_of_type(inner, out),
        Type::List(item) | Type::Map(item) => ids_of(item, out),
        _ => {}
    }
}

fn map_kind(kind: &mut Kind, map: &dyn Fn(&mut TypeId)) {
    kind.uses_mut().into_iter().for_each(|used| map_use(used, map));
}

fn map_use(used: &mut Use, map: &dyn Fn(&mut TypeId)) {
    map_type(&mut used.ty, map);
}

fn map_type(ty: &mut Type, map: &dyn Fn(&mut TypeId)) {
    match ty {
        Type::Named(id) => map(id),
        Type::Boxed(inner) | Type::Loose(inner) => map_type(inner, map),
        Type::List(item) | Type::Map(item) => map_use(item, map),
        _ => {}
    }
}
