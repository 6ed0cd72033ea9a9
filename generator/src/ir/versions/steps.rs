//! The steps between neighbouring versions, event by event.

use std::collections::BTreeSet;

use super::super::names;
use super::super::nodes::{Conversion, Event, EventStep, How, Ir, Step, Written};
use super::convert::Between;
use super::name;
use super::share::Owners;

/// The steps towards the target and away from it, and the conversions that both need.
pub(super) fn all(
    irs: &[&Ir],
    version_names: &[&str],
    target: usize,
    owners: &Owners,
) -> (Vec<Step>, Vec<Step>, Vec<Conversion>) {
    let mut conversions = Vec::new();
    let mut seen = BTreeSet::new();
    let mut one = |from: usize, to: usize| {
        let mut between = Between::new((from, irs[from]), (to, irs[to]), owners);
        let events = events(&mut between, version_names);
        // Shared types make conversions of different steps one.
        conversions.extend(between.conversions().into_iter().filter(|found| {
            seen.insert((owners[found.from.0][found.from.1.0], owners[found.to.0][found.to.1.0]))
        }));
        Step { from, to, events }
    };
    let (mut towards, mut away) = (Vec::new(), Vec::new());
    for older in 0..target {
        towards.push(one(older, older + 1));
        away.push(one(older + 1, older));
    }
    for newer in target + 1..irs.len() {
        towards.push(one(newer, newer - 1));
        away.push(one(newer - 1, newer));
    }
    (towards, away, conversions)
}

fn events(between: &mut Between<'_>, version_names: &[&str]) -> Vec<EventStep> {
    let (from, to) = (between.from.1, between.to.1);
    let suffix = |version: usize| names::type_name(&name::module(version_names[version]));
    let words = (suffix(between.from.0), suffix(between.to.0));
    let mut taken = names::Scope::default();
    let mut steps = Vec::with_capacity(from.events.len());
    for event in &from.events {
        let Some(other) = counterpart(event, from, to, between.upwards()) else {
            steps.push(EventStep { to: None, how: How::Same });
            continue;
        };
        let how = match between.payload(&event.payload, &to.events[other].payload) {
            Ok(plan) if plan.keeps() => How::Same,
            Ok(plan) => How::Plan(plan),
            Err(changes) => {
                // `OrderCreatedV2ToV1` is also the wish of `order.created.v2`.
                let variant = event.variant.strip_suffix(words.0.as_str()).unwrap_or(&event.variant);
                let wish = format!("{variant}{}To{}", words.0, words.1);
                let trait_name = taken.claim([wish.as_str()]);
                How::Written(Written { method: names::field_name(&trait_name), trait_name, changes })
            }
        };
        steps.push(EventStep { to: Some(other), how });
    }
    steps
}

/// The event of the neighbour that means the same: renamed, of the same name, or of the same name but for a version.
fn counterpart(event: &Event, from: &Ir, to: &Ir, upwards: bool) -> Option<usize> {
    let at = |is: &dyn Fn(&Event) -> bool| to.events.iter().position(is);
    let renamed = match upwards {
        true => at(&|other| other.renamed_from.as_deref() == Some(&event.name)),
        false => event.renamed_from.as_deref().and_then(|old| at(&|other| other.name == old)),
    };
    let stem = |name: &str| name::split(name).map_or_else(|| name.to_owned(), |(stem, _)| stem.to_owned());
    let unique = |name: &str| from.events.iter().filter(|other| stem(&other.name) == name).count() == 1;
    renamed.or_else(|| at(&|other| other.name == event.name)).or_else(|| {
        let own = stem(&event.name);
        unique(&own).then(|| at(&|other| stem(&other.name) == own))?
    })
}
