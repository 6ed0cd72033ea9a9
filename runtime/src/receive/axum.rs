//! The service as an axum router. In: a service. Out: a router that can be merged or nested.
//! It must not know more of axum than routes.

use super::Service;

impl<H: 'static> Service<H> {
    /// The service as an `axum::Router`, at `/` and at `/{event}`. The segment names the event in documents whose events
    /// are told apart by path, and means nothing in others.
    ///
    /// Under `Router::nest("/hooks", …)` these are `/hooks` and `/hooks/{event}`; URLs that a scheme signs, and
    /// [`Incoming::url`](super::Incoming::url), are those that the sender called.
    pub fn router<S: Clone + Send + Sync + 'static>(self) -> axum::Router<S> {
        axum::Router::new().route_service("/", self.clone()).route_service("/{event}", self)
    }
}
