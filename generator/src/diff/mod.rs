//! What a new document changes for those who read by the old one.
//!
//! Comes in: two checked apis. Goes out: findings with severities and places. Schemas are compared by inclusion: what
//! counts is which values fit, not how it is written. It stands beside `ir`, names the nodes of reading alone, and
//! generates nothing.

mod catalogue;
mod event;
mod graph;
mod object;
mod report;
mod severity;
mod side;
mod union;
mod value;
mod variant;
mod versioning;
mod walk;

pub use catalogue::{Entry, catalogue};
pub use report::{Finding, Report, by_event};
pub use severity::{Effect, Perspective, Readers, Severity, Subject};

use crate::api::nodes::Api;
use crate::source::Sources;
use crate::{Generator, Result};
use report::Collector;
use side::Side;
use walk::Walk;

/// Compares two documents of a provider: receivers read by the old one, payloads follow the new one.
///
/// ```
/// use hookwright_build::{Generator, diff};
///
/// let report = diff::compare(
///     &Generator::new("../specs/diff/orders.yaml"),
///     &Generator::new("../specs/diff/orders-breaking.yaml"),
/// )?;
/// let codes: Vec<&str> = report.breaking().map(|finding| finding.code).collect();
/// assert!(codes.contains(&"payload::field_removed"));
/// # Ok::<(), hookwright_build::Error>(())
/// ```
///
/// # Errors
///
/// When one of the documents has a mistake.
pub fn compare(old: &Generator, new: &Generator) -> Result<Report> {
    compare_as(old, new, Perspective::Provider)
}

/// Compares two documents of a provider or a consumer.
///
/// # Errors
///
/// When one of the documents has a mistake.
pub fn compare_as(old: &Generator, new: &Generator, perspective: Perspective) -> Result<Report> {
    old.with_checked(|before, documents, _| {
        let sources = documents.sources();
        new.with_checked(|after, documents, _| {
            Ok(compared((&before.api, sources), (&after.api, documents.sources()), perspective))
        })
    })
}

/// What each version of an API changes against the one before it, by the names of the versions, of which the oldest
/// comes first: there is a report for every version but that one.
///
/// ```
/// use hookwright_build::{Generator, diff};
///
/// let orders = Generator::new("../specs/orders-v1.yaml").version("../specs/orders-v2.yaml");
/// let names: Vec<String> = orders.contracts()?.into_iter().map(|contract| contract.version).collect();
/// let history = diff::history(&orders, &names)?;
/// assert!(history[0].events.contains(&"order.created".to_owned()));
/// # Ok::<(), hookwright_build::Error>(())
/// ```
///
/// # Errors
///
/// When a document has a mistake.
pub fn history(versions: &Generator, names: &[String]) -> Result<Vec<Report>> {
    if names.len() < 2 {
        return Ok(Vec::new());
    }
    let each = versions.each_version()?;
    let known: Vec<&Generator> = names.iter().filter_map(|name| each.get(name)).collect();
    known.windows(2).map(|pair| compare(pair[0], pair[1])).collect()
}

fn compared<'s>(
    (old, old_sources): (&'s Api<'s>, &Sources),
    (new, new_sources): (&'s Api<'s>, &Sources),
    perspective: Perspective,
) -> Report {
    let mut walk = Walk::new(Side::new(&old.schemas), Side::new(&new.schemas));
    let events = event::events(old, new, &mut walk);
    let mut collector = Collector::new(old_sources, new_sources, perspective);
    for event in &events {
        collector.take(event, &walk);
    }
    collector.report(&events)
}
