//! What is to be tested, and how. In: a document, secrets, wishes. Out: a [`Tested`] that runs.
//! It must not know how checks are made.

use std::fmt::Display;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, Uri};
use http_body::Body;
use http_body_util::Full;
use tower_service::Service;

use super::ask::{Ask, InProcess, Pending, Remote};
use super::check::Check;
use super::document::Document;
use super::report::{Outcome, Report};
use super::run;
use crate::signature::{Secret, SecretError, Signing};

/// What counts the effects of deliveries.
pub(super) type Count = Arc<dyn Fn() -> Pending<Result<u64, String>> + Send + Sync>;

/// A document's contract tests. Generated code has a function `suite()` that makes one.
///
/// ```no_run
/// # mod orders { pub mod contract { pub fn suite() -> hookwright::contract::Suite { unimplemented!() } } }
/// # async fn test<S: Clone + Send + 'static>(service: hookwright::Service<S>) -> Result<(), Box<dyn std::error::Error>>
/// # where hookwright::Service<S>: tower_service::Service<http::Request<http_body_util::Full<bytes::Bytes>>, Response = http::Response<http_body_util::Full<bytes::Bytes>>, Error = std::convert::Infallible, Future: Send> {
/// let suite = orders::contract::suite().secret("whsec_AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=")?;
/// suite.run(service).await.assert_ok();
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Suite {
    pub(super) document: &'static Document,
    pub(super) others: Vec<&'static Document>,
    pub(super) events: Option<Vec<String>>,
    pub(super) checks: Option<Vec<Check>>,
    pub(super) signing: Signing,
    pub(super) secret: Option<Secret>,
    pub(super) credentials: Vec<(String, Secret)>,
    pub(super) mount: String,
    /// The public URL; empty where it is the one that is called.
    pub(super) base: String,
    pub(super) limit: Option<usize>,
    pub(super) within: Duration,
    pub(super) seed: u64,
    pub(super) invalid: Invalid,
    pub(super) most: usize,
    pub(super) count: Option<Count>,
}

/// What a receiver does with payloads that break the schema, where its document does not say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Invalid {
    /// It refuses all of them, or it acknowledges all of them: an application may want to look at them later. One that
    /// refuses some and takes others does not check what it seems to.
    #[default]
    Consistent,
    /// It refuses all of them.
    Refused,
}

impl Suite {
    /// The tests of a document.
    #[must_use]
    pub fn new(document: &'static Document) -> Self {
        Self {
            document,
            others: Vec::new(),
            events: None,
            checks: None,
            signing: Signing::unsigned(),
            secret: None,
            credentials: Vec::new(),
            mount: String::new(),
            base: String::new(),
            limit: None,
            within: Duration::from_secs(5),
            seed: 0,
            invalid: Invalid::default(),
            most: 60,
            count: None,
        }
    }

    /// Signs by the document's scheme, Standard Webhooks where it names none. Without a secret nothing is signed, and
    /// all that concerns signatures is skipped.
    ///
    /// # Errors
    /// Where the secret is not in the scheme's form, or the scheme is one that only its owner can sign by.
    pub fn secret(self, secret: impl Into<Secret>) -> Result<Self, SecretError> {
        let secret = secret.into();
        let scheme = self.document.scheme.clone().unwrap_or_else(crate::Scheme::standard_webhooks);
        let signing = Signing::new(scheme, [secret.clone()])?;
        Ok(Self { signing, secret: Some(secret), ..self })
    }

    /// Sets how requests are signed, where the scheme is not the document's.
    #[must_use]
    pub fn signing(self, signing: Signing) -> Self {
        Self { signing, ..self }
    }

    /// What a webhook's own `security` demands: a key or a token, by the name of its security scheme; `user:password`
    /// for `basic`.
    #[must_use]
    pub fn credential(mut self, scheme: &str, secret: impl Into<Secret>) -> Self {
        self.credentials.push((scheme.to_owned(), secret.into()));
        self
    }

    /// Tests these events alone.
    #[must_use]
    pub fn events(self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { events: Some(names.into_iter().map(Into::into).collect()), ..self }
    }

    /// Makes these checks alone.
    #[must_use]
    pub fn checks(self, checks: impl IntoIterator<Item = Check>) -> Self {
        Self { checks: Some(checks.into_iter().collect()), ..self }
    }

    /// Another version of the same API, whose payloads must not be taken for this one's.
    #[must_use]
    pub fn other(mut self, document: &'static Document) -> Self {
        self.others.push(document);
        self
    }

    /// Sets the path under which the service is mounted; `{version}` in it is filled in.
    #[must_use]
    pub fn mounted_at(self, path: &str) -> Self {
        Self { mount: path.to_owned(), ..self }
    }

    /// Sets the public URL that the service was told, for schemes that sign it.
    #[must_use]
    pub fn public_url(self, url: &str) -> Self {
        Self { base: url.trim_end_matches('/').to_owned(), ..self }
    }

    /// Sets the receiver's limit of bytes; without it a body of 32 MiB must be beyond it.
    #[must_use]
    pub fn limit(self, bytes: usize) -> Self {
        Self { limit: Some(bytes), ..self }
    }

    /// Sets the time in which a delivery has to be acknowledged; five seconds otherwise.
    #[must_use]
    pub fn within(self, time: Duration) -> Self {
        Self { within: time, ..self }
    }

    /// Makes other samples: the same number makes the same ones.
    #[must_use]
    pub fn seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// Says what the receiver does with payloads that break the schema.
    #[must_use]
    pub fn invalid(self, invalid: Invalid) -> Self {
        Self { invalid, ..self }
    }

    /// Sends at most so many broken payloads for each event; 60 otherwise, spread over the schema.
    #[must_use]
    pub fn most_broken(self, most: usize) -> Self {
        Self { most, ..self }
    }

    /// Sets what counts the calls of handlers, so that a repeated delivery can be shown to be handled once. Events are
    /// then tested one after the other.
    #[must_use]
    pub fn handled(self, count: impl Fn() -> usize + Send + Sync + 'static) -> Self {
        self.counting(move || {
            let count = count() as u64;
            Box::pin(async move { Ok(count) })
        })
    }

    /// The same, where counting takes time or can fail.
    #[must_use]
    pub fn counting(self, count: impl Fn() -> Pending<Result<u64, String>> + Send + Sync + 'static) -> Self {
        Self { count: Some(Arc::new(count)), ..self }
    }

    /// The tests of a service in this process: no socket is opened.
    #[must_use]
    pub fn on<S, B>(self, service: S) -> Tested
    where
        S: Service<Request<Full<Bytes>>, Response = Response<B>> + Clone + Send + 'static,
        S::Future: Send,
        S::Error: Display,
        B: Body + Send + 'static,
        B::Data: Send,
        B::Error: Display,
    {
        Tested { suite: self, ask: Arc::new(InProcess::new(service)), origin: "http://localhost".to_owned() }
    }

    /// The tests of a receiver at a URL, whatever it is written in. What the scheme signs of it is the URL itself, unless
    /// [`public_url`](Self::public_url) says another.
    ///
    /// # Errors
    /// Where it is no absolute URL of HTTP.
    pub fn at(self, url: &str) -> Result<Tested, String> {
        let parsed: Result<Uri, _> = url.parse();
        let absolute = parsed.as_ref().ok().and_then(|uri| Some((uri, uri.scheme_str()?, uri.authority()?)));
        let Some((uri, scheme, authority)) = absolute else {
            return Err(format!("`{url}` is no absolute URL, such as `http://localhost:3000/hooks`"));
        };
        if !matches!(scheme, "http" | "https") {
            return Err(format!("`{url}` is no URL of HTTP"));
        }
        let origin = format!("{scheme}://{authority}");
        // What a browser shows of `http://host` has a slash that nobody wrote.
        let path = uri.path_and_query().map_or("", |path| path.as_str());
        let path = if path == "/" { "" } else { path };
        let timeout = self.within.max(Duration::from_secs(5)) * 2;
        let suite = Self { mount: path.to_owned(), ..self };
        let called: Uri = origin.parse().map_err(|error| format!("`{url}` is no URL: {error}"))?;
        Ok(Tested { suite, ask: Arc::new(Remote::new(called, timeout)), origin })
    }

    /// Runs all of it on a service in this process.
    pub async fn run<S, B>(self, service: S) -> Report
    where
        S: Service<Request<Full<Bytes>>, Response = Response<B>> + Clone + Send + 'static,
        S::Future: Send,
        S::Error: Display,
        B: Body + Send + 'static,
        B::Data: Send,
        B::Error: Display,
    {
        self.on(service).run().await
    }
}

/// A suite with what it tests.
#[derive(Clone)]
pub struct Tested {
    pub(super) suite: Suite,
    pub(super) ask: Arc<dyn Ask>,
    /// What is called, without its path.
    pub(super) origin: String,
}

impl Tested {
    /// Changes the suite: which events and checks, for example.
    #[must_use]
    pub fn with(self, change: impl FnOnce(Suite) -> Suite) -> Self {
        Self { suite: change(self.suite), ..self }
    }

    /// Runs all of it.
    pub async fn run(self) -> Report {
        self.run_with(|_| {}).await
    }

    /// The same, and tells of each outcome as soon as there is one.
    pub async fn run_with(self, tell: impl FnMut(&Outcome)) -> Report {
        run::all(self, tell).await
    }
}
