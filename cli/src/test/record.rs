//! The report as data: what `--report json` prints, and what the pages are filled with.

use hookwright::contract::{Failure, Outcome, Report, Verdict};
use serde::Serialize;

use super::Tested;
use super::wishes::Wishes;

/// One run of the command.
#[derive(Serialize)]
pub(super) struct Run {
    pub(super) url: String,
    pub(super) seed: u64,
    pub(super) is_ok: bool,
    pub(super) passed: usize,
    pub(super) failed: usize,
    pub(super) skipped: usize,
    pub(super) requests: usize,
    pub(super) seconds: f64,
    pub(super) versions: Vec<Version>,
    errors: [(); 0],
}

/// What came of one version; of the document, where it has none.
#[derive(Serialize)]
pub(super) struct Version {
    pub(super) version: Option<&'static str>,
    pub(super) coverage: Covered,
    pub(super) groups: Vec<Kind>,
    pub(super) outcomes: Vec<Row>,
}

/// What the samples cover of the schemas.
#[derive(Serialize)]
pub(super) struct Covered {
    pub(super) line: String,
    percent: f64,
    missed: Vec<String>,
}

/// Failures of one kind.
#[derive(Serialize)]
pub(super) struct Kind {
    pub(super) check: &'static str,
    pub(super) meaning: &'static str,
    pub(super) events: Vec<String>,
    pub(super) count: usize,
    pub(super) first: Fault,
}

/// One event and check.
#[derive(Serialize)]
pub(super) struct Row {
    /// Empty for what is asked once of the receiver.
    pub(super) event: String,
    pub(super) check: &'static str,
    /// `passed`, `failed` or `skipped`.
    pub(super) verdict: &'static str,
    pub(super) reason: String,
    pub(super) requests: usize,
    pub(super) failures: Vec<Fault>,
}

/// One failure.
#[derive(Serialize)]
pub(super) struct Fault {
    pub(super) case: String,
    pub(super) expected: String,
    pub(super) found: String,
    pub(super) answer: String,
    pub(super) minimised: bool,
    pub(super) body: String,
    pub(super) curl: String,
}

impl Run {
    pub(super) fn new(wishes: &Wishes, tested: &[Tested]) -> Self {
        let versions: Vec<Version> = tested.iter().map(Version::new).collect();
        let count = |verdict: &str| {
            let rows = versions.iter().flat_map(|version| &version.outcomes);
            rows.filter(|row| row.verdict == verdict).count()
        };
        Self {
            url: wishes.url.clone(),
            seed: wishes.seed,
            is_ok: tested.iter().all(|one| one.report.is_ok()),
            passed: count("passed"),
            failed: count("failed"),
            skipped: count("skipped"),
            requests: tested.iter().map(|one| one.report.requests()).sum(),
            seconds: tested.iter().map(|one| one.report.took.as_secs_f64()).sum(),
            versions,
            errors: [],
        }
    }
}

impl Version {
    fn new(tested: &Tested) -> Self {
        let report: &Report = &tested.report;
        Self {
            version: tested.version,
            coverage: Covered {
                line: report.coverage.to_string(),
                percent: report.coverage.percent(),
                missed: report.coverage.missed.clone(),
            },
            groups: report
                .grouped()
                .into_iter()
                .map(|group| Kind {
                    check: group.check.name(),
                    meaning: group.check.meaning(),
                    events: group.events.iter().map(|event| (*event).to_owned()).collect(),
                    count: group.count,
                    first: Fault::new(group.first),
                })
                .collect(),
            outcomes: report.outcomes.iter().map(Row::new).collect(),
        }
    }
}

impl Row {
    fn new(outcome: &Outcome) -> Self {
        let (verdict, reason) = match &outcome.verdict {
            Verdict::Passed => ("passed", String::new()),
            Verdict::Failed(_) => ("failed", String::new()),
            Verdict::Skipped(reason) => ("skipped", reason.to_string()),
            _ => ("unknown", String::new()),
        };
        Self {
            event: outcome.event.clone(),
            check: outcome.check.name(),
            verdict,
            reason,
            requests: outcome.requests,
            failures: outcome.failures().iter().map(Fault::new).collect(),
        }
    }
}

impl Fault {
    fn new(failure: &Failure) -> Self {
        Self {
            case: failure.case.clone(),
            expected: failure.expected.clone(),
            found: failure.found.clone(),
            answer: failure.answer.clone(),
            minimised: failure.minimised,
            body: failure.request.body.clone(),
            curl: failure.request.curl(),
        }
    }
}
