//! What a suite found. In: checks. Out: a table for people, a panic for `cargo test`.
//! It must not know requests.

use http::StatusCode;
use std::borrow::Cow;
use std::fmt;

/// All checks of one run, in the order in which they ran.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The checks.
    pub checks: Vec<Check>,
}

/// One request and whether it got the answer that it must get.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Check {
    /// The event's name.
    pub event: &'static str,
    /// The example's name.
    pub case: &'static str,
    /// What was done to the example: `accepted` for nothing, `tampered`, `stale` …
    pub name: &'static str,
    /// What came of it.
    pub verdict: Verdict,
}

/// What came of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// The answer was one that must come.
    Passed,
    /// It was another.
    Failed {
        /// What was expected, in words.
        expected: String,
        /// What happened, in words.
        found: String,
    },
    /// The check says nothing here, for this reason.
    Skipped(Cow<'static, str>),
}

/// What must come back.
#[derive(Clone, Copy, Debug)]
pub(super) enum Expected {
    /// Any 2xx.
    Success,
    /// Exactly this status.
    Status(u16),
    /// What the application decides, 2xx or 4xx; not one of the pipeline's own refusals, and never a 5xx.
    Decided,
}

impl Expected {
    pub(super) fn judge(self, found: Result<StatusCode, String>) -> Verdict {
        match found {
            Ok(status) if self.holds(status) => Verdict::Passed,
            Ok(status) => self.failed(status.to_string()),
            Err(error) => self.failed(error),
        }
    }

    fn holds(self, status: StatusCode) -> bool {
        match self {
            Self::Success => status.is_success(),
            Self::Status(expected) => status.as_u16() == expected,
            Self::Decided => {
                let refused = matches!(status.as_u16(), 401 | 405 | 413 | 415);
                status.is_success() || (status.is_client_error() && !refused)
            }
        }
    }

    fn failed(self, found: String) -> Verdict {
        let expected = match self {
            Self::Success => "2xx".to_owned(),
            Self::Status(status) => status.to_string(),
            Self::Decided => "2xx, or 4xx other than 401, 405, 413 and 415".to_owned(),
        };
        Verdict::Failed { expected, found }
    }
}

impl Report {
    /// The checks that failed.
    pub fn failures(&self) -> impl Iterator<Item = &Check> {
        self.checks.iter().filter(|check| matches!(check.verdict, Verdict::Failed { .. }))
    }

    /// Whether no check failed and at least one passed.
    #[must_use]
    pub fn is_ok(&self) -> bool {
        self.failures().next().is_none() && self.count(|verdict| *verdict == Verdict::Passed) > 0
    }

    /// For tests.
    ///
    /// # Panics
    /// With the table of failures, where a check failed; and where none passed, since that proves nothing.
    #[track_caller]
    pub fn assert_ok(&self) {
        assert!(self.is_ok(), "{self}");
    }

    fn count(&self, kind: impl Fn(&Verdict) -> bool) -> usize {
        self.checks.iter().filter(|check| kind(&check.verdict)).count()
    }
}

/// One line per failure, and a last line that counts.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let wide = |text: fn(&Check) -> &'static str| {
            self.failures().map(|check| text(check).len()).max().unwrap_or(0)
        };
        let (event, case, name) =
            (wide(|check| check.event), wide(|check| check.case), wide(|check| check.name));
        for check in self.failures() {
            if let Verdict::Failed { expected, found } = &check.verdict {
                let Check { event: e, case: c, name: n, .. } = check;
                writeln!(f, "{e:event$}  {c:case$}  {n:name$}  expected {expected}, found {found}")?;
            }
        }
        let passed = self.count(|verdict| *verdict == Verdict::Passed);
        let skipped = self.count(|verdict| matches!(verdict, Verdict::Skipped(_)));
        let failed = self.checks.len() - passed - skipped;
        write!(f, "{passed} checks passed, {failed} failed, {skipped} skipped")
    }
}
