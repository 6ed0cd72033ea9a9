//! What a generation that failed has to say.

use std::fmt;

use crate::Finding;
use crate::diagnostic::{self, Diagnostics, Level, Style};
use crate::source::Sources;

/// The mistakes of a document, rendered.
///
/// `Debug` is the report too, since that is what cargo prints when a build script fails.
pub struct Error {
    report: String,
    findings: Vec<Finding>,
}

impl Error {
    /// A mistake without a place in a document.
    pub(crate) fn plain(report: String) -> Self {
        Self { report, findings: Vec::new() }
    }

    /// The end of a stage: an error when it found one.
    pub(crate) fn landing(sink: &Diagnostics, sources: &Sources, style: Style) -> Result<(), Self> {
        if !sink.has_errors() {
            return Ok(());
        }
        let all = sink.all();
        // Warnings would bury the mistake; they come once it is mended.
        let errors: Vec<_> = all.iter().filter(|found| found.level == Level::Error).cloned().collect();
        Err(Self {
            report: diagnostic::report_all(&errors, sources, style),
            findings: findings(sink, sources, style),
        })
    }

    /// Everything that was found, one by one.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }
}

/// Every diagnostic, rendered in all forms.
pub(crate) fn findings(sink: &Diagnostics, sources: &Sources, style: Style) -> Vec<Finding> {
    let all = sink.all();
    all.iter()
        .map(|found| Finding {
            level: found.level,
            code: found.code.as_str(),
            place: found.span().and_then(|span| sources.place(span)).unwrap_or_default(),
            message: found.message.clone(),
            line: diagnostic::one_line(found, sources),
            report: diagnostic::report(found, sources, style),
        })
        .collect()
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\n{}", self.report)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.report)
    }
}

impl std::error::Error for Error {}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self::plain(error.to_string())
    }
}
