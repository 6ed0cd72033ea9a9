//! The report as a page, and as JUnit's XML: templates, filled.
//!
//! Comes in: the report as data. Goes out: text. It must not decide what is shown.

use hookwright_templates::{Error, report};

use super::record::Run;

/// One page that needs nothing beside it.
pub(super) fn html(run: &Run) -> Result<String, Error> {
    report::html(run)
}

/// A test case for each event and check, a suite for each version.
pub(super) fn junit(run: &Run) -> Result<String, Error> {
    // XML 1.0 has no way to write most control characters, not even escaped.
    let allowed = |c: &char| !c.is_control() || matches!(c, '\n' | '\r' | '\t');
    Ok(report::junit(run)?.chars().filter(allowed).collect())
}
