//! A receiver that judges whoever sends to it, for tests of senders in any language.
//!
//! In: a document, a secret, a script of answers. Out: a real socket, what arrived there, and a verdict over all of it.
//! It must not know who sends: what it says, it has seen on the wire.

mod error;
mod listening;
mod record;
mod script;
mod serve;
mod verdict;

pub use error::SinkError;
pub use listening::{Changes, Listening};
pub use record::Arrived;
pub use script::{Reply, Script, ScriptError, Step};
pub use verdict::{Finding, Verdict};

use std::future::Future;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;

use super::judge::{Judge, retries::Rules};
use super::{Document, Retry};
use crate::signature::{Secret, Verifier};

/// What decides each answer.
pub(crate) type Answering = Arc<dyn Fn(Arc<Arrived>) -> Answer + Send + Sync>;

/// The answer to come.
pub(crate) type Answer = Pin<Box<dyn Future<Output = Step> + Send>>;

/// A receiver to be started. Generated code has a function `contract::sink()` that makes one.
///
/// ```
/// # use hookwright::contract::{Document, sink::{Sink, SinkError}};
/// # async fn test(document: &'static Document, secret: &str) -> Result<(), SinkError> {
/// let sink = Sink::new(document).secret(secret).answering("500, 429:1s, 200").start().await?;
/// // The sender under test sends to `sink.url()` here.
/// sink.wait_for(3).await?;
/// sink.assert_ok().await;
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing listens before `start`"]
pub struct Sink {
    documents: Vec<&'static Document>,
    trust: Trust,
    script: Result<Script, ScriptError>,
    answering: Option<Answering>,
    rules: Rules,
    quiet: Duration,
    longest: Duration,
    address: SocketAddr,
    limit: Option<usize>,
    url: Option<String>,
}

/// By what requests are verified.
enum Trust {
    Unsaid,
    Secrets(Vec<Secret>),
    Verifier(Verifier),
    Unsigned,
}

impl Sink {
    /// A receiver of this document, on a free port of 127.0.0.1.
    pub fn new(document: &'static Document) -> Self {
        Self::versions([document])
    }

    /// A receiver of several versions of a document, oldest first.
    pub fn versions(documents: impl IntoIterator<Item = &'static Document>) -> Self {
        let documents: Vec<&'static Document> = documents.into_iter().collect();
        let retry = documents.iter().rev().find_map(|document| document.retry.clone());
        Self {
            documents,
            trust: Trust::Unsaid,
            script: Ok(Script::default()),
            answering: None,
            rules: Rules { retry, ..Rules::default() },
            quiet: Duration::from_millis(500),
            longest: Duration::from_secs(60),
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            limit: None,
            url: None,
        }
    }

    /// Sets a secret that requests are signed with, by the document's scheme; several may be said.
    pub fn secret(mut self, secret: impl Into<Secret>) -> Self {
        match &mut self.trust {
            Trust::Secrets(secrets) => secrets.push(secret.into()),
            _ => self.trust = Trust::Secrets(vec![secret.into()]),
        }
        self
    }

    /// Sets what verifies requests, for documents that name no scheme.
    pub fn verifier(self, verifier: Verifier) -> Self {
        Self { trust: Trust::Verifier(verifier), ..self }
    }

    /// Verifies nothing.
    pub fn unsigned(self) -> Self {
        Self { trust: Trust::Unsigned, ..self }
    }

    /// Sets the answers to each delivery's attempts; see [`Script`]. The last one is repeated. Without this, each is
    /// answered by the document's own success.
    pub fn answering(mut self, script: &str) -> Self {
        self.script = self.script.and_then(|all| all.and(script));
        self
    }

    /// The same for deliveries of one event.
    pub fn answering_event(mut self, event: &str, script: &str) -> Self {
        self.script = self.script.and_then(|all| all.for_event(event, script));
        self
    }

    /// Sets all answers at once.
    pub fn script(self, script: Script) -> Self {
        Self { script: Ok(script), ..self }
    }

    /// Lets a function answer.
    pub fn answering_by<F, A>(mut self, answer: F) -> Self
    where
        F: Fn(Arc<Arrived>) -> A + Send + Sync + 'static,
        A: Future<Output = Step> + Send + 'static,
    {
        self.answering = Some(Arc::new(move |arrived| Box::pin(answer(arrived))));
        self
    }

    /// Sets when the sender tries again, where that is not what the document says of it (`x-webhook-retry`).
    pub fn retry(mut self, retry: Retry) -> Self {
        self.rules.retry = Some(retry);
        self
    }

    /// Sets how long a retry may take where the document says nothing; 10 s otherwise.
    pub fn patience(mut self, time: Duration) -> Self {
        self.rules.patience = time;
        self
    }

    /// Sets how much later a retry may come than the document says; 5 s otherwise.
    pub fn slack(mut self, time: Duration) -> Self {
        self.rules.slack = time;
        self
    }

    /// Sets how long it must have been quiet before there is a verdict; 500 ms otherwise. A sender that tries again after
    /// it was acknowledged must have had the time to.
    pub fn quiet(self, time: Duration) -> Self {
        Self { quiet: time, ..self }
    }

    /// Sets how long anything is waited for at most; 60 s otherwise.
    pub fn waiting_at_most(self, time: Duration) -> Self {
        Self { longest: time, ..self }
    }

    /// Sets where it listens.
    pub fn at(self, address: SocketAddr) -> Self {
        Self { address, ..self }
    }

    /// Sets how long a body may be, in bytes; 1 MiB otherwise.
    pub fn limit(self, bytes: usize) -> Self {
        Self { limit: Some(bytes), ..self }
    }

    /// Sets the URL that the sender was told, for schemes that sign it, where it is another than [`Listening::url`].
    pub fn public_url(self, url: impl Into<String>) -> Self {
        Self { url: Some(url.into()), ..self }
    }

    /// Starts to listen.
    ///
    /// # Errors
    /// Where there is no secret and [`unsigned`](Self::unsigned) was not said, a script is none, or the address is taken.
    pub async fn start(self) -> Result<Listening, SinkError> {
        let script = self.script.map_err(SinkError::Script)?;
        let verifier = verifier(self.trust, &self.documents)?;
        let listener = TcpListener::bind(self.address).await.map_err(SinkError::Listen)?;
        let mut judge = Judge::new(self.documents);
        if let Some(verifier) = verifier {
            judge = judge.verifier(verifier);
        }
        if let Some(limit) = self.limit {
            judge = judge.limit(limit);
        }
        if let Some(url) = self.url {
            judge = judge.public_url(url);
        }
        let answering = self.answering.unwrap_or_else(|| script.answering());
        Listening::start(listener, judge, answering, self.rules, self.quiet, self.longest)
    }
}

fn verifier(trust: Trust, documents: &[&'static Document]) -> Result<Option<Verifier>, SinkError> {
    match trust {
        Trust::Unsigned => Ok(None),
        Trust::Unsaid => Err(SinkError::NoSecret),
        Trust::Verifier(verifier) => Ok(Some(verifier)),
        Trust::Secrets(secrets) => {
            let scheme = documents.iter().rev().find_map(|document| document.scheme.clone());
            let verifier = Verifier::new(scheme.ok_or(SinkError::NoScheme)?, secrets);
            verifier.map(Some).map_err(SinkError::Secret)
        }
    }
}

impl std::fmt::Debug for Sink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sink").field("documents", &self.documents).finish_non_exhaustive()
    }
}
