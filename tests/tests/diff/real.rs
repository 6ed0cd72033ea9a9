//! Pairs of documents of others.
//!
//! In come GitHub's and Svix's documents in several versions, and Lago's in one file and in many; out come failures.
//! Skipped, with a word, where they are not there.

use std::path::PathBuf;

use hookwright_build::diff::{Report, Severity, Subject};
use hookwright_tests::shared;

use crate::compare;
use crate::trial::{Pair, breaking};

/// Findings that are shown to break readers.
const SAMPLE: usize = 50;

/// Payloads for each event that is called compatible.
const CASES: usize = 20;

/// Old and new documents.
fn pairs() -> Vec<(PathBuf, PathBuf)> {
    let Some(shared) = shared() else { return Vec::new() };
    let at = |name: &str| shared.join("corpus/specs").join(name);
    let github = [
        "github/webhooks-ghes-3.14.json",
        "github/webhooks-ghes-3.19.json",
        "github/webhooks-api.github.com.3.1.json",
    ];
    let [first, second, third] = github.map(at);
    let svix = (at("svix/openapi.json"), at("svix/codegen/lib-openapi.json"));
    vec![svix, (first.clone(), second.clone()), (second, third.clone()), (first, third)]
}

#[test]
fn a_sample_of_what_breaks_readers_is_shown_to() {
    // Backwards too, so that there is enough that breaks.
    let pairs: Vec<_> =
        pairs().into_iter().flat_map(|(old, new)| [(old.clone(), new.clone()), (new, old)]).collect();
    let own = (crate::own("orders.yaml"), crate::own("orders-breaking.yaml"));
    let pairs: Vec<_> = pairs.into_iter().chain([own]).collect();
    let (mut shown, mut missing) = (0, Vec::new());
    for (old, new) in &pairs {
        let report = compare(old, new);
        let pair = Pair::new(old, new);
        let all = breaking(&report);
        // Spread over what was found.
        let stride = all.len().div_ceil(SAMPLE / 2).max(1);
        for finding in all.into_iter().step_by(stride) {
            if pair.witness(&report, finding).is_some() {
                shown += 1;
            } else {
                missing.push(format!(
                    "{} {} {} {}\n  {}\n  {}",
                    finding.code,
                    finding.events[0],
                    finding.pointer,
                    finding.message,
                    finding.old,
                    finding.new
                ));
            }
        }
    }
    println!("{shown} findings shown, {} not", missing.len());
    assert!(missing.is_empty(), "{shown} shown, {} not:\n{}", missing.len(), missing.join("\n"));
    assert!(pairs.len() == 1 || shown >= SAMPLE, "{shown}");
}

/// The events for which no change of the payload is worth a warning.
fn compatible(report: &Report) -> Vec<&String> {
    let bad = |event: &String| {
        report.findings.iter().any(|finding| {
            finding.subject == Subject::Payload
                && finding.strict >= Severity::Warning
                && finding.events.contains(event)
                && finding.code != "event::renamed"
        })
    };
    report.events.iter().filter(|event| !bad(event)).collect()
}

#[test]
fn events_that_are_called_compatible_have_no_counterexample() {
    let (mut events, mut found) = (0, Vec::new());
    for (old, new) in pairs() {
        let report = compare(&old, &new);
        let pair = Pair::new(&old, &new);
        for event in compatible(&report) {
            let before = report.renamed.get(event).unwrap_or(event);
            events += 1;
            if let Some(payload) = pair.counterexample(before, event, CASES) {
                found.push(format!(
                    "{} {} {event}\n{}",
                    old.display(),
                    new.display(),
                    payload.chars().take(600).collect::<String>()
                ));
            }
        }
    }
    println!("{events} events, {CASES} payloads each");
    assert!(found.is_empty(), "{} of {events}:\n{}", found.len(), found.join("\n\n"));
}

#[test]
fn one_file_and_many_are_no_change() {
    let Some(shared) = shared() else { return };
    let lago = |name: &str| shared.join("corpus/specs/lago").join(name);
    let report = compare(&lago("openapi.yaml"), &lago("src/openapi.yaml"));
    assert!(report.findings.is_empty(), "{:#?}", report.findings);
    assert!(report.events.len() > 50, "{}", report.events.len());
}
