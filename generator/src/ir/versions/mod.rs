//! Several versions of one API: which types they share, and how events of one become another's.
//!
//! In: the finished [`Ir`] of each version with what its document says. Out: [`Versioned`]. It must not read
//! documents; `record` does, before they are joined.

mod checks;
mod convert;
mod name;
pub(crate) mod record;
mod shapes;
mod share;
mod steps;

use std::collections::{BTreeSet, HashMap};

use super::nodes::{Ir, Numbering, Routing, Source, TypeId, Version, Versioned};
pub(crate) use name::split as split_event;
pub use record::Record;
pub(crate) use record::read as record;

/// Joins versions; they are put in order here. `target` names the version that the receiver is written against.
pub(crate) fn join(versions: Vec<(Ir, Record)>, target: Option<&str>) -> Result<Versioned, String> {
    let (versions, numbering) = ordered(versions)?;
    let names: Vec<&str> = versions.iter().map(|(_, record)| record.name.as_str()).collect();
    let position = |name: &str| {
        let found = names.iter().position(|known| name::bare(known) == name::bare(name));
        found.ok_or_else(|| format!("there is no version `{name}`: known are {}", names.join(", ")))
    };
    let target = target.map(position).transpose()?.unwrap_or(versions.len() - 1);
    let routing = routing(&versions, numbering, &position)?;
    let owners = share::owners(&versions.iter().map(|(ir, _)| ir).collect::<Vec<_>>());
    let steps = steps::all(&versions.iter().map(|(ir, _)| ir).collect::<Vec<_>>(), &names, target, &owners);
    let mut joined: Vec<Version> = versions.into_iter().map(version).collect();
    settle_modules(&mut joined);
    let modules: Vec<String> = joined.iter().map(|version| version.module.clone()).collect();
    for (index, version) in joined.iter_mut().enumerate() {
        let borrowed = |(owner, _): &(usize, TypeId)| (*owner != index).then(|| modules[*owner].clone());
        version.ir.is_version = true;
        version.ir.borrowed = owners[index].iter().map(borrowed).collect();
        tell(version, &routing);
    }
    share_places(&mut joined, &owners);
    let (towards, away, conversions) = steps;
    Ok(Versioned { versions: joined, target, routing, towards, away, conversions })
}

/// A name of a further place that a newer version has for the same type is borrowed with it.
fn share_places(versions: &mut [Version], owners: &share::Owners) {
    for older in 0..versions.len() {
        let (this, newer) = versions.split_at_mut(older + 1);
        let Some(version) = this.last_mut() else { continue };
        let tables: Vec<(usize, &str, HashMap<&str, TypeId>)> = newer
            .iter()
            .enumerate()
            .map(|(index, version)| {
                let names = version.ir.aliases.iter().map(|alias| (alias.name.as_str(), alias.target));
                (older + 1 + index, version.module.as_str(), names.collect())
            })
            .collect();
        for alias in &mut version.ir.aliases {
            let same = |(index, _, names): &&(usize, &str, HashMap<&str, TypeId>)| {
                let twin = names.get(alias.name.as_str());
                twin.is_some_and(|twin| owners[*index][twin.0] == owners[older][alias.target.0])
            };
            alias.borrowed = tables.iter().rev().find(same).map(|(_, module, _)| (*module).to_owned());
        }
    }
}

/// Oldest first, by what the names are, by a declared order, or as they were given.
fn ordered(mut versions: Vec<(Ir, Record)>) -> Result<(Vec<(Ir, Record)>, Numbering), String> {
    let names: Vec<&str> = versions.iter().map(|(_, record)| record.name.as_str()).collect();
    let distinct: BTreeSet<&str> = names.iter().map(|name| name::bare(name)).collect();
    if distinct.len() < names.len() {
        return Err(format!(
            "two versions have one name: {}; name them, as `NAME=SPEC` or by `x-webhook-version`",
            names.join(", ")
        ));
    }
    let order = versions.iter().map(|(_, record)| record.order.clone()).find(|order| !order.is_empty());
    let mut numbering = name::numbering(&names);
    match order {
        Some(order) => {
            numbering = Numbering::Declared;
            versions.sort_by_key(|(_, record)| order.iter().position(|name| *name == record.name));
        }
        None if numbering == Numbering::Declared => {}
        None => versions.sort_by_key(|(_, record)| name::key(&record.name, numbering)),
    }
    Ok((versions, numbering))
}

/// The newest document that says how requests name their version says it for all.
fn routing(
    versions: &[(Ir, Record)],
    numbering: Numbering,
    position: &dyn Fn(&str) -> Result<usize, String>,
) -> Result<Routing, String> {
    let records = || versions.iter().rev().map(|(_, record)| record);
    let said = records().find(|record| !record.sources.is_empty());
    let default = records().find_map(|record| record.default.as_deref());
    Ok(Routing {
        sources: match said {
            Some(record) => record.sources.clone(),
            None => vec![Source::Header("webhook-version".to_owned())],
        },
        default: default.map(position).transpose()?,
        between: records().any(|record| record.between) && numbering != Numbering::Declared,
        numbering,
    })
}

fn version((ir, record): (Ir, Record)) -> Version {
    let module = name::module(&record.name);
    Version {
        variant: super::names::type_name(&module),
        module,
        ir,
        deprecated: record.deprecated,
        sunset: record.sunset,
        link: record.link,
        name: record.name,
    }
}

/// Names that would be one module get numbers.
fn settle_modules(versions: &mut [Version]) {
    let mut taken = BTreeSet::new();
    for version in versions {
        let mut module = version.module.clone();
        let mut number = 2;
        while !taken.insert(module.clone()) {
            module = format!("{}_{number}", version.module);
            number += 1;
        }
        version.variant = super::names::type_name(&module);
        version.module = module;
    }
}

/// Lets senders say the version by the first source beside the path, where it stands in the event's own record.
fn tell(version: &mut Version, routing: &Routing) {
    match routing.sources.iter().find(|source| !matches!(source, Source::Path { .. })) {
        Some(Source::Header(name)) => {
            for event in &mut version.ir.events {
                event.headers.push((name.clone(), version.name.clone()));
            }
        }
        Some(Source::MediaType { before, after }) => {
            let json = |event: &&mut super::nodes::Event| event.media_type == "application/json";
            for event in version.ir.events.iter_mut().filter(json) {
                event.media_type = format!("{before}{}{after}", name::bare(&version.name));
            }
        }
        _ => {}
    }
}

/// A member's name in a JSON Pointer.
pub(super) fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// How many types there are in all versions, and how many of them exist only once.
#[must_use]
pub fn shared(versioned: &Versioned) -> (usize, usize) {
    let each = versioned.versions.iter().flat_map(|version| &version.ir.borrowed);
    (each.clone().count(), each.filter(|borrowed| borrowed.is_some()).count())
}

/// How many conversions only the application knows, towards the target and away from it.
#[must_use]
pub fn written(versioned: &Versioned) -> (usize, usize) {
    let count = |steps: &[super::nodes::Step]| {
        let events = steps.iter().flat_map(|step| &step.events);
        events.filter(|event| matches!(event.how, super::nodes::How::Written(_))).count()
    };
    (count(&versioned.towards), count(&versioned.away))
}
