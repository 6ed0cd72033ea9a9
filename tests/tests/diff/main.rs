//! `diff` held against a validator: what it calls breaking has a payload that shows it, and what it calls compatible has
//! none.
//!
//! In come pairs of documents; out come failures with the payload. The validator shares nothing with the comparison.

mod random;
mod real;
mod rows;
mod trial;

use std::path::Path;

use hookwright_build::Generator;
use hookwright_build::diff::{self, Report, Severity};
use hookwright_tests::enter_workspace;
use trial::Pair;

/// Payloads for each event of our own documents.
const CASES: usize = 1000;

pub(crate) fn compare(old: &Path, new: &Path) -> Report {
    let generator = |path: &Path| Generator::new(path).keep_going(true);
    diff::compare(&generator(old), &generator(new)).unwrap_or_else(|error| panic!("{error}"))
}

fn own(name: &str) -> std::path::PathBuf {
    enter_workspace().join("specs/diff").join(name)
}

#[test]
fn another_spelling_is_no_change() {
    for name in ["orders.yaml", "orders-3.0.yaml", "orders-respelled.yaml"] {
        for other in ["orders.yaml", "orders-3.0.yaml", "orders-respelled.yaml"] {
            let report = compare(&own(name), &own(other));
            assert!(report.findings.is_empty(), "{name} {other}: {:#?}", report.findings);
            assert_eq!(report.events.len(), 4);
            let pair = Pair::new(&own(name), &own(other));
            for event in &report.events {
                assert_eq!(pair.counterexample(event, event, CASES), None, "{name} {other} {event}");
            }
        }
    }
}

#[test]
fn what_is_called_compatible_has_no_counterexample() {
    let (old, new) = (own("orders.yaml"), own("orders-harmless.yaml"));
    let report = compare(&old, &new);
    let worst = report.findings.iter().map(|finding| finding.strict).max();
    assert_eq!(worst, Some(Severity::Info), "{:#?}", report.findings);
    assert_eq!(report.findings.len(), 5, "{:#?}", report.findings);
    let pair = Pair::new(&old, &new);
    for event in &report.events {
        assert_eq!(pair.counterexample(event, event, CASES), None, "{event}");
    }
}

#[test]
fn what_is_called_breaking_has_a_witness() {
    for (old, new) in [("orders.yaml", "orders-breaking.yaml"), ("orders-harmless.yaml", "orders.yaml")] {
        let (old, new) = (own(old), own(new));
        let report = compare(&old, &new);
        let pair = Pair::new(&old, &new);
        let breaking = trial::breaking(&report);
        assert!(breaking.len() >= 5, "{:#?}", report.findings);
        for finding in breaking {
            assert!(pair.witness(&report, finding).is_some(), "nothing shows {finding:#?}");
        }
    }
}

#[test]
fn a_shared_component_that_changes_is_one_finding_with_its_events() {
    let report = compare(&own("shared-old.yaml"), &own("shared-new.yaml"));
    let [finding] = report.findings.as_slice() else { panic!("{:#?}", report.findings) };
    assert_eq!(finding.code, "payload::enum_value_added");
    assert_eq!(finding.events, ["a", "b", "c"]);
    assert_eq!(finding.pointer, "/address/kind");
    assert!(finding.old.ends_with("specs/diff/shared-old.yaml:20:55"), "{}", finding.old);
    assert_eq!((finding.strict, finding.tolerant), (Severity::Breaking, Severity::Info));
    assert_eq!(report.breaking().count(), 0);
}

#[test]
fn every_code_is_explained_once() {
    let all = diff::catalogue();
    assert!(all.len() > 60, "{}", all.len());
    for pair in all.windows(2) {
        assert!(pair[0].code < pair[1].code, "{}", pair[1].code);
    }
    assert!(all.iter().all(|entry| entry.explanation.ends_with('.') && !entry.help.is_empty()));
}
