//! What a run found. In: outcomes. Out: words for people, a panic for `cargo test`. It must not know how requests are
//! made.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue, Method};

use super::check::Check;
use super::sample::Coverage;

/// All outcomes of one run, in the order of the document.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// One outcome for each event and check.
    pub outcomes: Vec<Outcome>,
    /// What the samples cover of the schemas, of all events together.
    pub coverage: Coverage,
    /// How long it took.
    pub took: Duration,
}

/// What came of one check of one event.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Outcome {
    /// The event's name; empty for what is asked once of the receiver.
    pub event: String,
    /// The check.
    pub check: Check,
    /// How many requests it took.
    pub requests: usize,
    /// What came of it.
    pub verdict: Verdict,
}

/// What came of a check.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Verdict {
    /// All answers were ones that must come.
    Passed,
    /// These were others.
    Failed(Vec<Failure>),
    /// The check says nothing here, for this reason.
    Skipped(Cow<'static, str>),
}

/// One answer that must not come.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Failure {
    /// What was sent: an example's or a sample's name, or how a payload was broken.
    pub case: String,
    /// What was expected, in words.
    pub expected: String,
    /// What happened, in words.
    pub found: String,
    /// The beginning of the answer's body.
    pub answer: String,
    /// The request. Its signature is good for as long as the scheme tolerates.
    pub request: Shown,
    /// Whether the payload was made as small as it still fails.
    pub minimised: bool,
}

/// A request, to be sent again by hand.
#[derive(Clone, Debug, Default)]
pub struct Shown {
    /// The method.
    pub method: String,
    /// The whole URL; of a service in this process, one that it would have.
    pub url: String,
    /// Headers, in lower case.
    pub headers: Vec<(String, String)>,
    /// The body; what is not UTF-8 is replaced.
    pub body: String,
}

/// The longest body that a line for the shell takes.
const LONGEST: usize = 64 * 1024;

impl Shown {
    pub(super) fn new(method: &Method, url: String, headers: &HeaderMap, body: &[u8]) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let header = |(name, value): (&HeaderName, &HeaderValue)| (name.to_string(), text(value.as_bytes()));
        Self {
            method: method.to_string(),
            url,
            headers: headers.iter().map(header).collect(),
            body: text(body),
        }
    }

    /// A line for the shell that sends it again.
    #[must_use]
    pub fn curl(&self) -> String {
        let mut line = format!("curl -i -X {} {}", self.method, quoted(&self.url));
        for (name, value) in
            self.headers.iter().filter(|(name, _)| name != "content-length" && name != "host")
        {
            line += &format!(" -H {}", quoted(&format!("{name}: {value}")));
        }
        if self.body.len() > LONGEST {
            line += &format!(" --data-binary @body.json   # {} bytes, left out here", self.body.len());
        } else if !self.body.is_empty() {
            line += &format!(" --data-binary {}", quoted(&self.body));
        }
        line
    }
}

/// A word of the shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

impl Outcome {
    pub(super) fn new(event: &str, check: Check, requests: usize, verdict: Verdict) -> Self {
        Self { event: event.to_owned(), check, requests, verdict }
    }

    /// Its failures; none where it passed or says nothing.
    #[must_use]
    pub fn failures(&self) -> &[Failure] {
        match &self.verdict {
            Verdict::Failed(failures) => failures,
            _ => &[],
        }
    }

    /// Whether all answers were ones that must come.
    #[must_use]
    pub fn has_passed(&self) -> bool {
        matches!(self.verdict, Verdict::Passed)
    }
}

impl Report {
    /// The outcomes that failed.
    pub fn failed(&self) -> impl Iterator<Item = &Outcome> {
        self.outcomes.iter().filter(|outcome| !outcome.failures().is_empty())
    }

    /// Whether no check failed and at least one passed.
    #[must_use]
    pub fn is_ok(&self) -> bool {
        self.failed().next().is_none() && self.outcomes.iter().any(Outcome::has_passed)
    }

    /// For tests.
    ///
    /// # Panics
    /// With the failures, where a check failed; and where none passed, since that proves nothing.
    #[track_caller]
    pub fn assert_ok(&self) {
        assert!(self.is_ok(), "{self}");
    }

    /// How many requests were sent.
    #[must_use]
    pub fn requests(&self) -> usize {
        self.outcomes.iter().map(|outcome| outcome.requests).sum()
    }

    /// Checks that failed in one way, each once with the events that it is about: what fails for one event mostly fails
    /// for all.
    #[must_use]
    pub fn grouped(&self) -> Vec<Group<'_>> {
        let mut groups: BTreeMap<(Check, &str, String), Group<'_>> = BTreeMap::new();
        for outcome in self.failed() {
            for failure in outcome.failures() {
                let key = (outcome.check, failure.expected.as_str(), broad(&failure.found));
                let group = groups.entry(key).or_insert_with(|| Group {
                    check: outcome.check,
                    first: failure,
                    events: Vec::new(),
                    count: 0,
                });
                group.count += 1;
                let name = outcome.event.as_str();
                let is_smaller = group.first.request.body.len() > failure.request.body.len();
                if is_smaller {
                    group.first = failure;
                    // The smallest is shown, with the event that it is of.
                    group.events.retain(|event| *event != name);
                    group.events.insert(0, name);
                } else if !group.events.contains(&name) {
                    group.events.push(name);
                }
            }
        }
        groups.into_values().collect()
    }
}

/// What two failures have in common: the words before what was said in particular; of statuses that acknowledge, whichever
/// the event has, that they do.
fn broad(found: &str) -> String {
    let words = found.split(':').next().unwrap_or_default();
    if words.starts_with('2') { "2xx".to_owned() } else { words.to_owned() }
}

/// Failures of one kind.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Group<'r> {
    /// The check.
    pub check: Check,
    /// The smallest of them.
    pub first: &'r Failure,
    /// The events, first that of the smallest.
    pub events: Vec<&'r str>,
    /// How many there are.
    pub count: usize,
}

/// A paragraph for each kind of failure, and a last line that counts.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for group in self.grouped() {
            let Group { check, first, events, count } = &group;
            writeln!(f, "✗ {}: {}", check.name(), check.meaning())?;
            writeln!(f, "    expected {}, found {}", first.expected, first.found)?;
            let event = events.first().copied().unwrap_or_default();
            let place = if event.is_empty() { "the receiver".to_owned() } else { format!("`{event}`") };
            let others =
                if *count > 1 { format!(" ({count} times, {} events)", events.len()) } else { String::new() };
            writeln!(f, "    {place}, {}{others}", first.case)?;
            if !first.answer.is_empty() {
                writeln!(f, "    answer: {}", first.answer.trim_end().replace('\n', "\n            "))?;
            }
            writeln!(f, "    {}\n", first.request.curl())?;
        }
        let count = |is: fn(&Verdict) -> bool| self.outcomes.iter().filter(|one| is(&one.verdict)).count();
        let passed = count(|verdict| matches!(verdict, Verdict::Passed));
        let skipped = count(|verdict| matches!(verdict, Verdict::Skipped(_)));
        let failed = self.outcomes.len() - passed - skipped;
        write!(f, "{passed} checks passed, {failed} failed, {skipped} skipped; {} requests", self.requests())
    }
}
