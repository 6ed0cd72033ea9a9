//! What the page shows, from the store. In: a store, who looks. Out: records. It must not know HTML.

use std::time::SystemTime;

use super::super::deliveries::{
    DeliveryQuery, DeliveryRecord, DeliveryState, EndpointCounts, Failing, Span, Tally, Undelivered,
};
use super::super::endpoint::Endpoint;
use super::super::store::Store;
use super::{Error, Viewer};

/// So many deliveries that fail are shown, and so many that were given up.
const FAILING: usize = 20;

/// All that is shown.
pub(super) struct Seen {
    pub(super) now: SystemTime,
    pub(super) tenant: Option<String>,
    pub(super) endpoints: Vec<(Endpoint, EndpointCounts)>,
    pub(super) oldest: Option<Undelivered>,
    pub(super) hour: Vec<Tally>,
    pub(super) day: Vec<Tally>,
    pub(super) failing: Vec<(DeliveryRecord, Failing)>,
}

pub(super) async fn gather(store: &Store, viewer: &Viewer) -> Result<Seen, Error> {
    let deliveries = match &viewer.tenant {
        Some(tenant) => store.deliveries(tenant),
        None => store.all_deliveries(),
    };
    let endpoints = match &viewer.tenant {
        Some(tenant) => store.endpoints(tenant).list().await?,
        None => store.all_endpoints().await?,
    };
    let mut counts = deliveries.counts().await?;
    let mut counted = |endpoint: &Endpoint| {
        let found = counts.iter_mut().find(|counts| counts.endpoint == endpoint.id);
        found.map(std::mem::take).unwrap_or_default()
    };
    let endpoints = endpoints.into_iter().map(|endpoint| {
        let counts = counted(&endpoint);
        (endpoint, counts)
    });
    let endpoints = endpoints.collect();
    let mut failing = deliveries.retried(FAILING).await?;
    let dead = DeliveryQuery::new().state(DeliveryState::Dead).limit(FAILING);
    failing.extend(deliveries.list(&dead).await?.deliveries);
    Ok(Seen {
        now: store.now(),
        tenant: viewer.tenant.clone(),
        endpoints,
        oldest: deliveries.oldest_undelivered().await?,
        hour: deliveries.history(Span::Minute, 60).await?,
        day: deliveries.history(Span::Hour, 24).await?,
        failing: deliveries.with_last_failure(failing).await?,
    })
}
