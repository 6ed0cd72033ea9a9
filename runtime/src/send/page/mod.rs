//! A page to look at: how much waits, how endpoints do, what fails, over time. In: requests whose viewer the application
//! knows. Out: one page of HTML. It must not change anything, nor show secrets, payloads or paths of URLs.

#[cfg(feature = "axum")]
mod axum;
mod gather;
mod plot;
mod view;
mod words;

use base64ct::{Base64, Encoding};
use bytes::Bytes;
use http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
    X_FRAME_OPTIONS,
};
use http::request::Parts;
use http::{HeaderName, HeaderValue, Method, Response, StatusCode};
use http_body_util::Full;
use sha2::{Digest, Sha256};
use std::convert::Infallible;
use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, LazyLock};
use std::task::{Context, Poll};

use super::store::Store;
use super::{Error, Refusal};

/// The page of deliveries: a `tower` service of one page, read-only, without scripts. It can't be built without saying who
/// may look.
///
/// ```
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// use hookwright::send::{Page, Refusal, Store, Viewer};
///
/// # let file = std::env::temp_dir().join(format!("hookwright-page-{}.db", std::process::id()));
/// # let address = format!("sqlite:{}", file.display());
/// let store = Store::open(&address).await?;
/// let page = Page::new(store, |parts: &http::request::Parts| {
///     // The application's own middleware has put it there.
///     let is_operator = parts.extensions.get::<bool>().copied().unwrap_or_default();
///     if is_operator { Ok(Viewer::operator()) } else { Err(Refusal::unauthorized()) }
/// });
/// # drop(page);
/// # for end in ["", "-wal", "-shm"] { let _ = std::fs::remove_file(format!("{}{end}", file.display())); }
/// # Ok::<_, hookwright::send::Error>(()) }).unwrap();
/// ```
#[derive(Clone)]
pub struct Page {
    store: Store,
    authorise: Arc<dyn Authorise>,
}

/// Who looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Viewer {
    pub(super) tenant: Option<String>,
}

impl Viewer {
    /// One who sees everything.
    #[must_use]
    pub fn operator() -> Self {
        Self { tenant: None }
    }

    /// One who sees what concerns this tenant.
    pub fn of_tenant(tenant: impl Into<String>) -> Self {
        Self { tenant: Some(tenant.into()) }
    }
}

/// Says who looks.
trait Authorise: Send + Sync {
    fn authorise(&self, parts: &Parts) -> Result<Viewer, Refusal>;
}

impl<F: Fn(&Parts) -> Result<Viewer, Refusal> + Send + Sync> Authorise for F {
    fn authorise(&self, parts: &Parts) -> Result<Viewer, Refusal> {
        self(parts)
    }
}

impl Page {
    /// On a store. `authorise` says for each request who looks, or refuses it.
    pub fn new(
        store: Store,
        authorise: impl Fn(&Parts) -> Result<Viewer, Refusal> + Send + Sync + 'static,
    ) -> Self {
        Self { store, authorise: Arc::new(authorise) }
    }

    async fn answer(&self, parts: &Parts) -> Response<Full<Bytes>> {
        let viewer = match self.authorise.authorise(parts) {
            Ok(viewer) => viewer,
            Err(refusal) => return plain(refusal.status, "You may not look at this page."),
        };
        if !matches!(parts.method, Method::GET | Method::HEAD) {
            let mut response = plain(StatusCode::METHOD_NOT_ALLOWED, "The page can only be looked at.");
            response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
            return response;
        }
        let page = gather::gather(&self.store, &viewer).await.map_err(|error| error.to_string());
        let page = page.and_then(|seen| {
            hookwright_templates::page(&view::view(&seen)).map_err(|error| error.to_string())
        });
        match page {
            Ok(html) => response(StatusCode::OK, "text/html; charset=utf-8", html),
            Err(error) => {
                tracing::error!(target: "hookwright", code = "sender::page", error, "the page can't be shown");
                plain(StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong inside.")
            }
        }
    }
}

fn plain(status: StatusCode, text: &'static str) -> Response<Full<Bytes>> {
    response(status, "text/plain; charset=utf-8", text.to_owned())
}

/// What the browser may do: nothing but show the page in its own style, known by its digest.
static POLICY: LazyLock<Option<HeaderValue>> = LazyLock::new(|| {
    let style = Base64::encode_string(&Sha256::digest(hookwright_templates::PAGE_STYLE));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{style}'; img-src data:; base-uri 'none'; form-action 'none'; \
        frame-ancestors 'none'"
    );
    policy.parse().ok()
});

/// Nothing is loaded from anywhere, nothing runs, nobody frames it, and no cache keeps it.
fn response(status: StatusCode, media_type: &'static str, body: String) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(body.into()));
    *response.status_mut() = status;
    let fixed: [(HeaderName, &'static str); 5] = [
        (CONTENT_TYPE, media_type),
        (CACHE_CONTROL, "no-store"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
        (REFERRER_POLICY, "no-referrer"),
    ];
    let headers = response.headers_mut();
    headers.extend(fixed.map(|(name, value)| (name, HeaderValue::from_static(value))));
    if let Some(policy) = &*POLICY {
        headers.insert(CONTENT_SECURITY_POLICY, policy.clone());
    }
    response
}

impl fmt::Debug for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Page").field("store", &self.store).finish_non_exhaustive()
    }
}

/// The page, sooner or later.
type Answering = Pin<Box<dyn Future<Output = Result<Response<Full<Bytes>>, Infallible>> + Send>>;

impl<B> tower_service::Service<http::Request<B>> for Page {
    type Response = Response<Full<Bytes>>;
    type Error = Infallible;
    type Future = Answering;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<B>) -> Answering {
        let page = self.clone();
        let (parts, _) = request.into_parts();
        Box::pin(async move { Ok(page.answer(&parts).await) })
    }
}
