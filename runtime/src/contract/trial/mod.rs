//! All checks of one event. In: a run, an event. Out: outcomes. It must not know how many events there are, nor who shows
//! what it found.
//!
//! One file for each family of checks; all of them send by [`Trial::send`], where an answer is judged.

mod general;
mod handshake;
mod hint;
mod label;
mod payloads;
mod signatures;
mod small;
mod unusual;
mod valid;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::SystemTime;

use super::ask::Answered;
use super::check::Check;
use super::document::Event;
use super::draft::Draft;
use super::expect::{self, Expected, Mismatch};
use super::report::{Failure, Outcome, Shown, Verdict};
use super::run::{Done, Run};
use super::sample::{Coverage, Schema};
use label::Labels;

/// What of an answer's body is shown.
const SHOWN: usize = 600;

/// The checks of one event.
pub(super) struct Trial {
    run: Arc<Run>,
    index: usize,
    event: &'static Event,
    tallies: BTreeMap<Check, Tally>,
    schema: Option<Schema>,
    /// The same with formats asserted, once it was needed.
    formats: Option<Option<Arc<jsonschema::Validator>>>,
    coverage: Coverage,
    labels: Labels,
    /// The first whole delivery that was refused.
    refused: Option<Draft>,
    /// Whether a whole delivery broke the receiver.
    breaks: bool,
}

/// What came of one check so far.
#[derive(Default)]
struct Tally {
    requests: usize,
    failures: Vec<Failure>,
    skipped: Option<Cow<'static, str>>,
}

/// A delivery that the receiver has acknowledged: what all spoilt ones are made of.
#[derive(Clone)]
struct Base {
    draft: Draft,
    case: String,
}

impl Trial {
    pub(super) fn new(run: Arc<Run>, index: usize, event: &'static Event) -> Self {
        Self {
            run,
            index,
            event,
            tallies: BTreeMap::new(),
            schema: None,
            formats: None,
            coverage: Coverage::default(),
            labels: Labels::default(),
            refused: None,
            breaks: false,
        }
    }

    /// Makes all checks that are wanted.
    pub(super) async fn all(mut self) -> Done {
        match self.run.suite.document.schema(self.event) {
            Ok(schema) => self.schema = schema,
            Err(error) => self.skip(Check::Samples, format!("the schema cannot be read: {error}")),
        }
        if let Some(problem) = self.unmet() {
            self.skip_all(&problem);
        } else if let Some(base) = self.valid().await {
            self.unusual(&base).await;
            self.layout(&base).await;
            self.duplicates(&base).await;
            self.signatures(&base).await;
            self.envelope(&base).await;
            self.payloads(&base).await;
            self.general(&base).await;
        } else {
            self.hint().await;
            self.skip_all("no valid delivery was acknowledged, so that a refusal would prove nothing");
        }
        self.done()
    }

    /// Whether the check was asked for.
    fn wants(&self, check: Check) -> bool {
        self.run.suite.checks.as_ref().is_none_or(|checks| checks.contains(&check))
    }

    /// Why no delivery of this event can be made.
    fn unmet(&self) -> Option<String> {
        let has = |name: &str| self.run.suite.credentials.iter().any(|(known, _)| known == name);
        let security = self.event.info.security;
        let met = |demand: &crate::security::Demand| {
            matches!(demand.by, crate::security::By::Signature) || has(demand.name)
        };
        if security.is_empty() || security.iter().any(|all| all.iter().all(met)) {
            return None;
        }
        let names: Vec<&str> = security.iter().copied().flatten().map(|demand| demand.name).collect();
        Some(format!("the document demands `{}`, and no such credential was given", names.join("`, `")))
    }

    fn done(mut self) -> Done {
        let mut outcomes = Vec::new();
        for check in Check::ALL {
            let Some(tally) = self.tallies.remove(check) else { continue };
            // What was only sent to find a delivery that is acknowledged, or why there is none, was not asked for.
            if !self.wants(*check) {
                continue;
            }
            let verdict = match (tally.failures, tally.skipped) {
                (failures, _) if !failures.is_empty() => Verdict::Failed(failures),
                (_, Some(reason)) => Verdict::Skipped(reason),
                _ => Verdict::Passed,
            };
            let event = if check.is_general() { "" } else { self.event.info.name };
            outcomes.push(Outcome::new(event, *check, tally.requests, verdict));
        }
        Done { index: self.index, outcomes, coverage: self.coverage }
    }

    fn tally(&mut self, check: Check) -> &mut Tally {
        self.tallies.entry(check).or_default()
    }

    /// The check says nothing, unless it said something already.
    fn skip(&mut self, check: Check, reason: impl Into<Cow<'static, str>>) {
        if self.wants(check) {
            self.tally(check).skipped.get_or_insert(reason.into());
        }
    }

    fn skip_all(&mut self, reason: &str) {
        for check in Check::ALL.iter().filter(|check| !check.is_general()) {
            if !self.tallies.contains_key(check) {
                self.skip(*check, reason.to_owned());
            }
        }
    }

    /// The same request with a signature of now, under an id of its own.
    fn signed(&self, draft: &Draft) -> Result<Draft, String> {
        self.signed_as(draft, &self.id(), SystemTime::now())
    }

    fn signed_as(&self, draft: &Draft, id: &str, at: SystemTime) -> Result<Draft, String> {
        let suite = &self.run.suite;
        let draft = if self.labels.signs_id { draft.clone() } else { draft.clone().salted(self.run.salt()) };
        let signature = draft.signature(&suite.signing, id, at, &suite.base)?;
        Ok(draft.bearing(signature))
    }

    /// An id that no other delivery has.
    fn id(&self) -> String {
        format!("contract-{:x}", self.run.salt())
    }

    /// Sends a request and judges what comes back; gives the answer, if there was one.
    async fn send(
        &mut self,
        check: Check,
        case: &str,
        draft: Result<Draft, String>,
        expected: Expected,
    ) -> Option<Answered> {
        let draft = match draft {
            Ok(draft) => draft,
            Err(error) => {
                self.skip(check, format!("no such request can be made: {error}"));
                return None;
            }
        };
        let answer = self.ask(check, &draft).await;
        match expected.judge(&answer) {
            Ok(()) => {}
            Err(_) if self.is_known_to_break(check, &answer) => {
                self.skip(check, "what breaks the receiver may be in whole payloads, too: see `samples`");
            }
            Err(mismatch) => self.fail(check, case, mismatch, &draft, answer.as_ref().ok()),
        }
        if let Ok(answer) = &answer {
            self.look_at(case, &draft, answer, expected);
        }
        answer.ok()
    }

    /// Whether an answer says nothing new: broken payloads have much in common with the whole ones that broke it.
    fn is_known_to_break(&self, check: Check, answer: &Result<Answered, String>) -> bool {
        let is_of_payloads = matches!(check, Check::Newer | Check::UnknownEvent | Check::Violations);
        is_of_payloads
            && self.breaks
            && answer.as_ref().map_or(true, |answer| answer.status.is_server_error())
    }

    /// Sends a request, and counts it.
    async fn ask(&mut self, check: Check, draft: &Draft) -> Result<Answered, String> {
        self.tally(check).requests += 1;
        let request = draft.clone().request()?;
        self.run.ask.ask(request).await
    }

    /// What is asked of every answer: that it is a declared one, that it came in time. What acknowledges something else
    /// than a whole delivery, an event that the document does not have, say, is declared nowhere.
    fn look_at(&mut self, case: &str, draft: &Draft, answer: &Answered, expected: Expected) {
        let is_declared = expect::is_declared(self.event, answer.status);
        let is_whole = expected == Expected::Success && answer.status.is_success();
        if self.wants(Check::Answers) && (is_whole || is_declared && !answer.status.is_success()) {
            self.tally(Check::Answers);
            if let Err(mismatch) = expect::declared(self.run.suite.document, self.event, answer) {
                self.fail(Check::Answers, case, mismatch, draft, Some(answer));
            }
        }
        let within = self.run.suite.within;
        if self.wants(Check::InTime) && answer.status.is_success() {
            self.tally(Check::InTime);
            if answer.took > within {
                let expected = format!("an answer within {within:?}");
                let found = format!("one after {:.1?}", answer.took);
                self.fail(Check::InTime, case, Mismatch { expected, found }, draft, Some(answer));
            }
        }
    }

    fn fail(
        &mut self,
        check: Check,
        case: &str,
        mismatch: Mismatch,
        draft: &Draft,
        answer: Option<&Answered>,
    ) {
        let failure = self.failure(case, mismatch, draft, answer);
        self.tally(check).failures.push(failure);
    }

    fn failure(&self, case: &str, mismatch: Mismatch, draft: &Draft, answer: Option<&Answered>) -> Failure {
        let Mismatch { expected, found } = mismatch;
        let body = answer.map(|answer| String::from_utf8_lossy(&answer.body)).unwrap_or_default();
        let answer = match body.char_indices().nth(SHOWN) {
            Some((end, _)) => format!("{}…", &body[..end]),
            None => body.into_owned(),
        };
        Failure {
            case: case.to_owned(),
            expected,
            found,
            answer,
            request: self.shown(draft),
            minimised: false,
        }
    }

    fn shown(&self, draft: &Draft) -> Shown {
        let url = format!("{}{}", self.run.origin, draft.path);
        Shown::new(&draft.method, url, &draft.headers, &draft.body)
    }
}
