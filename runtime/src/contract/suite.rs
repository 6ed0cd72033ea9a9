//! Runs every check on every case. In: cases, a signing, a service. Out: a report.
//! It must not know how requests are built or shown.

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::Full;
use std::fmt::Display;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tower_service::Service;

use super::Case;
use super::draft::Draft;
use super::report::{Check, Expected, Report, Verdict};
use crate::event::EventInfo;
use crate::receive::Dispatch;
use crate::signature::Signing;

/// Further off than any scheme tolerates.
const OFF: Duration = Duration::from_secs(60 * 60);

/// More than any receiver takes.
const HUGE: u64 = 1 << 40;

/// Secrets that nobody uses, one of which every scheme can read.
const FORGED: [&str; 2] = ["whsec_Zm9yZ2VkLWZvcmdlZC1mb3JnZWQtZm9yZ2VkLWZvcmdlZA==", "forged-forged-forged"];

/// A document's contract tests. Generated code has a function `suite()` that makes one.
///
/// ```no_run
/// # mod orders { pub mod contract { pub fn suite() -> hookwright::contract::Suite { unimplemented!() } } }
/// # async fn test<S>(service: hookwright::Service<S>) -> Result<(), Box<dyn std::error::Error>> {
/// use hookwright::signature::Signing;
///
/// let signing = Signing::standard_webhooks("whsec_AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=")?;
/// orders::contract::suite().signing(signing).run(service).await.assert_ok();
/// # Ok(())
/// # }
/// ```
pub struct Suite {
    cases: &'static [Case],
    events: &'static [EventInfo],
    dispatch: &'static Dispatch,
    strict: Strict,
    signing: Signing,
    mount: String,
    base: String,
    limit: Option<usize>,
    handled: Option<Box<dyn Fn() -> usize + Send + Sync>>,
}

/// How a case breaks its own schema, by the strict reading of the generated `Event`.
type Strict = fn(&str, &[u8]) -> Option<crate::Violations>;

impl Suite {
    /// For generated code.
    #[doc(hidden)]
    #[must_use]
    pub fn new(
        cases: &'static [Case],
        events: &'static [EventInfo],
        dispatch: &'static Dispatch,
        strict: Strict,
    ) -> Self {
        Self {
            cases,
            events,
            dispatch,
            strict,
            signing: Signing::unsigned(),
            mount: String::new(),
            base: "http://localhost".to_owned(),
            limit: None,
            handled: None,
        }
    }

    /// Sets how requests are signed. Without it none is, and all that concerns signatures is skipped.
    #[must_use]
    pub fn signing(self, signing: Signing) -> Self {
        Self { signing, ..self }
    }

    /// Sets the path under which the service is mounted.
    #[must_use]
    pub fn mounted_at(self, path: &str) -> Self {
        Self { mount: path.to_owned(), ..self }
    }

    /// Sets the public URL that the service was told, for schemes that sign it.
    #[must_use]
    pub fn public_url(self, url: &str) -> Self {
        Self { base: url.trim_end_matches('/').to_owned(), ..self }
    }

    /// Sets the service's limit, so that a body that really exceeds it is sent, too.
    #[must_use]
    pub fn limit(self, bytes: usize) -> Self {
        Self { limit: Some(bytes), ..self }
    }

    /// Sets what counts the calls of handlers, so that a repeated delivery can be shown to be handled once.
    #[must_use]
    pub fn handled(self, count: impl Fn() -> usize + Send + Sync + 'static) -> Self {
        Self { handled: Some(Box::new(count)), ..self }
    }

    /// Sends every request of every case to the service, one after the other.
    pub async fn run<S, B>(&self, service: S) -> Report
    where
        S: Service<Request<Full<Bytes>>, Response = Response<B>>,
        S::Error: Display,
    {
        let mut run = Run { suite: self, service, now: SystemTime::now(), report: Report::default() };
        for case in self.cases {
            if let Some(violation) =
                (self.strict)(case.event, case.body.as_bytes()).as_ref().and_then(|all| all.first())
            {
                // No receiver can be blamed for refusing it.
                run.note(
                    case,
                    "accepted",
                    Verdict::Skipped(format!("it breaks its own schema: {violation}").into()),
                );
                continue;
            }
            match Draft::new(case, self.event(case), &self.mount) {
                Ok(draft) => run.case(case, &draft).await,
                Err(error) => run.note(case, "accepted", Expected::Success.judge(Err(error))),
            }
        }
        run.report
    }

    fn event(&self, case: &Case) -> Option<&'static EventInfo> {
        self.events.iter().find(|event| event.name == case.event)
    }

    fn forger(&self) -> Option<Signing> {
        let scheme = self.signing.scheme()?;
        FORGED.iter().find_map(|secret| Signing::new(scheme.clone(), [secret]).ok())
    }

    /// A scheme signs the time if signatures at two times differ.
    fn signs_time(&self, draft: &Draft, now: SystemTime) -> bool {
        let headers = |at| {
            let request = draft.clone().signed(&self.signing, "id", at, &self.base).and_then(Draft::request);
            request.map(|request| request.headers().clone()).ok()
        };
        headers(now) != headers(now + OFF)
    }

    /// Whether some event takes any media type, so that none is wrong.
    fn takes_any_type(&self) -> bool {
        self.events.iter().any(|event| event.media_type.is_empty() || event.media_type.ends_with("/*"))
    }
}

/// One run: the service, and the report as far as it has come.
struct Run<'a, S> {
    suite: &'a Suite,
    service: S,
    now: SystemTime,
    report: Report,
}

impl<S, B> Run<'_, S>
where
    S: Service<Request<Full<Bytes>>, Response = Response<B>>,
    S::Error: Display,
{
    async fn case(&mut self, case: &Case, draft: &Draft) {
        self.repeated(case, draft).await;
        if self.suite.signing.scheme().is_some() {
            self.signatures(case, draft).await;
            self.times(case, draft).await;
        } else {
            self.note(case, "signatures", Verdict::Skipped("nothing is signed".into()));
        }
        self.media_type(case, draft).await;
        self.size(case, draft).await;
        self.payloads(case, draft).await;
    }

    /// The example itself, then the same delivery again.
    async fn repeated(&mut self, case: &Case, draft: &Draft) {
        let id = id();
        let first = self.signed(draft, &id);
        self.check(case, "accepted", Expected::Success, first).await;
        if self.suite.signing.scheme().is_none() {
            return self.note(case, "repeated", Verdict::Skipped("nothing vouches for an id".into()));
        }
        let before = self.suite.handled.as_ref().map(|count| count());
        let again = self.signed(draft, &id);
        self.check(case, "repeated", Expected::Success, again).await;
        let after = self.suite.handled.as_ref().map(|count| count());
        if before != after {
            let (expected, found) = ("no call of a handler".to_owned(), "one".to_owned());
            self.note(case, "repeated", Verdict::Failed { expected, found });
        }
    }

    async fn signatures(&mut self, case: &Case, draft: &Draft) {
        const REFUSED: Expected = Expected::Status(401);
        let tampered = self.signed(draft, &id()).map(Draft::tampered);
        self.check(case, "tampered", REFUSED, tampered).await;
        self.check(case, "unsigned", REFUSED, Ok(draft.clone())).await;
        match self.suite.forger() {
            Some(forger) => {
                let forged = draft.clone().signed(&forger, &id(), self.now, &self.suite.base);
                self.check(case, "forged", REFUSED, forged).await;
            }
            None => {
                self.note(
                    case,
                    "forged",
                    Verdict::Skipped("no secret is known that the scheme can read".into()),
                );
            }
        }
    }

    async fn times(&mut self, case: &Case, draft: &Draft) {
        if !self.suite.signs_time(draft, self.now) {
            return self.note(case, "stale", Verdict::Skipped("the scheme signs no time".into()));
        }
        for (name, at) in [("stale", self.now - OFF), ("future", self.now + OFF)] {
            let off = draft.clone().signed(&self.suite.signing, &id(), at, &self.suite.base);
            self.check(case, name, Expected::Status(401), off).await;
        }
    }

    async fn media_type(&mut self, case: &Case, draft: &Draft) {
        if !draft.has_body() || self.suite.takes_any_type() {
            return self.note(case, "media type", Verdict::Skipped("no media type would be wrong".into()));
        }
        let wrong = self.signed(draft, &id()).map(Draft::of_wrong_media_type);
        self.check(case, "media type", Expected::Status(415), wrong).await;
    }

    async fn size(&mut self, case: &Case, draft: &Draft) {
        let declared = self.signed(draft, &id()).map(|draft| draft.declared_as(HUGE));
        self.check(case, "oversize, declared", Expected::Status(413), declared).await;
        if let Some(limit) = self.suite.limit {
            let grown = self.signed(&draft.clone().grown_to(limit + 1), &id());
            self.check(case, "oversize", Expected::Status(413), grown).await;
        }
    }

    /// What the application decides: unknown events and payloads with violations.
    async fn payloads(&mut self, case: &Case, draft: &Draft) {
        match draft.clone().of_unknown_event(self.suite.dispatch) {
            Some(unknown) => {
                let unknown = self.signed(&unknown.salted(1), &id());
                self.check(case, "unknown event", Expected::Decided, unknown).await;
            }
            None => {
                self.note(
                    case,
                    "unknown event",
                    Verdict::Skipped("no request can name another event".into()),
                );
            }
        }
        for violating in draft.violating() {
            let violating = self.signed(&violating, &id());
            self.check(case, "violating", Expected::Decided, violating).await;
        }
    }

    fn signed(&self, draft: &Draft, id: &str) -> Result<Draft, String> {
        draft.clone().signed(&self.suite.signing, id, self.now, &self.suite.base)
    }

    async fn check(
        &mut self,
        case: &Case,
        name: &'static str,
        expected: Expected,
        draft: Result<Draft, String>,
    ) {
        let found = match draft.and_then(Draft::request) {
            Ok(request) => self.send(request).await,
            Err(error) => Err(error),
        };
        self.note(case, name, expected.judge(found));
    }

    async fn send(&mut self, request: Request<Full<Bytes>>) -> Result<StatusCode, String> {
        let failed = |error: S::Error| error.to_string();
        std::future::poll_fn(|context| self.service.poll_ready(context)).await.map_err(failed)?;
        let response = self.service.call(request).await.map_err(failed)?;
        Ok(response.status())
    }

    fn note(&mut self, case: &Case, name: &'static str, verdict: Verdict) {
        self.report.checks.push(Check { event: case.event, case: case.name, name, verdict });
    }
}

/// An id that no other delivery has, in this run or another.
fn id() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let time = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
    format!("contract-{time:x}-{}", COUNT.fetch_add(1, Ordering::Relaxed))
}
