//! Registering endpoints over HTTP: a `tower` service of JSON, for the application to mount where its customers manage
//! their webhooks. `specs/endpoints.yaml` describes it.
//!
//! In: requests whose caller the application knows. Out: answers about that caller's endpoints alone. It must not decide
//! who somebody is, nor show a secret but where it was just made.

mod answer;
#[cfg(feature = "axum")]
mod axum;
mod caller;
mod members;
mod problem;
mod route;
mod work;

use bytes::Bytes;
use http::Response;
use http_body::Body;
use http_body_util::Full;
use std::convert::Infallible;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use super::endpoints::Consent;
use super::store::Store;
use crate::receive::body;
use caller::Authorise;
use problem::Problem;

pub use caller::{Caller, Refusal};

/// No endpoint needs more to be described.
const LIMIT: usize = 64 * 1024;

/// So long a request's body may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// The registration of endpoints as a service: routes, checks, answers. It can't be built without saying who may call.
///
/// ```
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// use hookwright::send::{Caller, EndpointService, Refusal, Store};
///
/// # let file = std::env::temp_dir().join(format!("hookwright-service-{}.db", std::process::id()));
/// # let address = format!("sqlite:{}", file.display());
/// let store = Store::open(&address).await?;
/// // Whoever gets here has passed the application's own middleware, which knows the customer.
/// let service = EndpointService::new(store, |parts: &http::request::Parts| {
///     let customer = parts.extensions.get::<String>().ok_or(Refusal::unauthorized())?;
///     Ok(Caller::of_tenant(customer))
/// });
/// # drop(service);
/// # for end in ["", "-wal", "-shm"] { let _ = std::fs::remove_file(format!("{}{end}", file.display())); }
/// # Ok::<_, hookwright::send::Error>(()) }).unwrap();
/// ```
#[derive(Clone)]
pub struct EndpointService {
    shared: Arc<Shared>,
}

#[derive(Clone)]
struct Shared {
    store: Store,
    authorise: Arc<dyn Authorise>,
    consent: Consent,
    must_consent: bool,
    most: usize,
}

impl EndpointService {
    /// On a store; `Sender::store` knows the document, by which events, versions and secrets are checked. `authorise` says
    /// for each request whose endpoints it is about, or refuses it.
    pub fn new(
        store: Store,
        authorise: impl Fn(&http::request::Parts) -> Result<Caller, Refusal> + Send + Sync + 'static,
    ) -> Self {
        let authorise = Arc::new(authorise);
        let consent = Consent::test_event();
        Self { shared: Arc::new(Shared { store, authorise, consent, must_consent: false, most: 100 }) }
    }

    /// How endpoints are asked for their consent: by a test event, by default.
    #[must_use]
    pub fn consent(self, by: Consent) -> Self {
        self.with(|shared| shared.consent = by)
    }

    /// Has every new endpoint consent before it gets anything, whatever its owner says.
    #[must_use]
    pub fn must_consent(self) -> Self {
        self.with(|shared| shared.must_consent = true)
    }

    /// How many endpoints a tenant may have: 100 by default.
    #[must_use]
    pub fn most_endpoints(self, most: usize) -> Self {
        self.with(|shared| shared.most = most)
    }

    fn with(mut self, change: impl FnOnce(&mut Shared)) -> Self {
        change(Arc::make_mut(&mut self.shared));
        self
    }
}

impl fmt::Debug for EndpointService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EndpointService").field("store", &self.shared.store).finish_non_exhaustive()
    }
}

/// What the service answers with, sooner or later.
type Answering = Pin<Box<dyn Future<Output = Result<Response<Full<Bytes>>, Infallible>> + Send>>;

impl<B> tower_service::Service<http::Request<B>> for EndpointService
where
    B: Body + Send + 'static,
    B::Data: Send,
{
    type Response = Response<Full<Bytes>>;
    type Error = Infallible;
    type Future = Answering;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<B>) -> Answering {
        let shared = Arc::clone(&self.shared);
        Box::pin(async move {
            let answer = shared.answer(request).await;
            Ok(answer.unwrap_or_else(Problem::into_response))
        })
    }
}

impl Shared {
    /// Who calls is asked first: others do not learn which routes there are.
    async fn answer<B: Body>(&self, request: http::Request<B>) -> Result<Response<Full<Bytes>>, Problem> {
        let (parts, body) = request.into_parts();
        let caller = self.authorise.authorise(&parts).map_err(Problem::refused)?;
        let route = route::find(&parts)?;
        let body = body::read(&parts.headers, body, LIMIT, Some(PATIENCE)).await.map_err(Problem::unread)?;
        route::check_type(&parts, &body)?;
        self.work(route, &caller.tenant, parts.uri.query().unwrap_or_default(), &body).await
    }
}
