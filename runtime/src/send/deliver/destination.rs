//! Where deliveries of one endpoint go. In: an endpoint's row and its secrets' rows. Out: all that an attempt needs. It
//! must not know single deliveries.

use std::sync::Arc;

use super::super::database::Row;
use super::super::endpoint::Target;
use super::super::endpoints::{Keys, keys};
use super::super::sender::Shared;
use super::super::{Error, Retry};
use crate::event::SentVersion;
use crate::millis::from_millis;
use crate::signature::Signing;

/// An endpoint, ready to be called.
#[derive(Clone, Debug)]
pub(in crate::send) struct Destination {
    pub(in crate::send) id: String,
    pub(in crate::send) tenant: String,
    pub(in crate::send) url: String,
    pub(in crate::send) signing: Arc<Signing>,
    /// When its secrets have to be read again.
    pub(in crate::send) keys_until: Option<i64>,
    pub(in crate::send) version: Option<&'static SentVersion>,
    pub(in crate::send) retry: Retry,
    pub(in crate::send) concurrency: usize,
}

impl Destination {
    /// # Errors
    /// Where its secret can't be opened or used, or its version is one that the document does not have.
    pub(in crate::send) fn new(
        shared: &Shared,
        target: &Target,
        secrets: Vec<Row>,
        now: i64,
    ) -> Result<Self, Error> {
        let endpoint = &target.endpoint;
        let options = &endpoint.options;
        let version = match &options.version {
            Some(name) => Some(shared.version(name)?),
            None => shared.document.current,
        };
        let Keys { signing, until } = match &shared.signing {
            Some(signing) => Keys { signing: Arc::clone(signing), until: None },
            None => keys(&shared.store, &shared.scheme, secrets, from_millis(now))?,
        };
        let concurrency = options.concurrency.map_or(shared.settings.endpoint_concurrency, |number| {
            usize::try_from(number.get()).unwrap_or(usize::MAX)
        });
        Ok(Self {
            id: endpoint.id.clone(),
            tenant: endpoint.tenant.clone(),
            url: endpoint.url.clone(),
            signing,
            keys_until: until,
            version,
            retry: options.retry.clone().unwrap_or_else(|| shared.settings.retry.clone()),
            concurrency: concurrency.max(1),
        })
    }
}
