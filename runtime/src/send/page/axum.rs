//! The page as an axum router. In: the page. Out: a router that can be nested. It must not know more of axum than routes.

use super::Page;

impl Page {
    /// The page as an `axum::Router`, at `/`, to be nested, e.g. under `/deliveries`.
    pub fn router<S: Clone + Send + Sync + 'static>(self) -> axum::Router<S> {
        axum::Router::new().route_service("/", self)
    }
}
