//! The service as an axum router. In: a service. Out: a router that can be merged or nested.
//! It must not know more of axum than routes.

use super::{Service, Versions};

impl<H: 'static> Service<H> {
    /// The service as an `axum::Router`, at `/` and at `/{event}`. The segment names the event in documents whose events
    /// are told apart by path, and means nothing in others.
    ///
    /// Where a segment of the path tells the version, all paths are the service's: `/v2/{event}` is as good.
    ///
    /// Under `Router::nest("/hooks", …)` these are `/hooks` and `/hooks/{event}`; URLs that a scheme signs, and
    /// [`Incoming::url`](super::Incoming::url), are those that the sender called.
    pub fn router<S: Clone + Send + Sync + 'static>(self) -> axum::Router<S> {
        let versions = self.core().versions;
        let below = if versions.is_some_and(Versions::look_into_the_path) { "/{*path}" } else { "/{event}" };
        axum::Router::new().route_service("/", self.clone()).route_service(below, self)
    }
}
