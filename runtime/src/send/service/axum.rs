//! The service as an axum router. In: the service. Out: a router that can be nested. It must not know more of axum than
//! routes.

use super::EndpointService;

impl EndpointService {
    /// The service as an `axum::Router`, to be nested, e.g. under `/webhooks`.
    pub fn router<S: Clone + Send + Sync + 'static>(self) -> axum::Router<S> {
        axum::Router::new().route_service("/{*path}", self)
    }
}
