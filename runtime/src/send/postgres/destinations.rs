//! Endpoints that this process has called, as they were read last. In: an id and the revision of its row. Out: where its
//! deliveries go. It must not know deliveries.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::super::Error;
use super::super::database::statement;
use super::super::deliver::Destination;
use super::super::endpoints::{COLUMNS, select_secrets, target};
use super::super::sender::Shared;
use super::pool::Pool;
use crate::millis::millis;

pub(super) struct Destinations {
    shared: Arc<Shared>,
    pool: Pool,
    known: Mutex<HashMap<String, Known>>,
    /// One reads at a time, so that many who want the same endpoint read it once.
    reading: tokio::sync::Mutex<()>,
}

#[derive(Clone)]
struct Known {
    revision: i64,
    /// None where it can't be called: its secret can't be opened, its version is unknown.
    destination: Option<Arc<Destination>>,
}

impl Destinations {
    pub(super) fn new(shared: Arc<Shared>, pool: Pool) -> Self {
        Self { shared, pool, known: Mutex::default(), reading: tokio::sync::Mutex::default() }
    }

    /// How many attempts at it may be under way.
    pub(super) async fn limit(&self, endpoint: &str) -> usize {
        let known = match self.known(endpoint, None) {
            Some(known) => known.destination,
            None => self.get(endpoint, None).await.unwrap_or_default(),
        };
        known.map_or(self.shared.settings.endpoint_concurrency, |destination| destination.concurrency)
    }

    /// The same, of one that was called before.
    pub(super) fn known_limit(&self, endpoint: &str) -> usize {
        let known = self.known(endpoint, None).and_then(|known| known.destination);
        known.map_or(self.shared.settings.endpoint_concurrency, |destination| destination.concurrency)
    }

    /// Whether it is known that this revision can't be called.
    pub(super) fn is_bad(&self, endpoint: &str, revision: i64) -> bool {
        self.known(endpoint, Some(revision)).is_some_and(|known| known.destination.is_none())
    }

    /// Where its deliveries go; none where they can't.
    pub(super) async fn get(
        &self,
        endpoint: &str,
        revision: Option<i64>,
    ) -> Result<Option<Arc<Destination>>, Error> {
        if let Some(known) = self.known(endpoint, revision) {
            return Ok(known.destination);
        }
        let _reading = self.reading.lock().await;
        if let Some(known) = self.known(endpoint, revision) {
            return Ok(known.destination);
        }
        let read = self.read(endpoint).await?;
        let destination = read.destination.clone();
        self.known.lock().unwrap_or_else(PoisonError::into_inner).insert(endpoint.to_owned(), read);
        Ok(destination)
    }

    fn known(&self, endpoint: &str, revision: Option<i64>) -> Option<Known> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).get(endpoint).cloned()?;
        let now = millis(self.shared.store.now());
        let ends = known.destination.as_ref().and_then(|destination| destination.keys_until);
        let is_new = revision.is_none_or(|revision| known.revision >= revision);
        (is_new && ends.is_none_or(|ends| now < ends)).then_some(known)
    }

    async fn read(&self, endpoint: &str) -> Result<Known, Error> {
        let sql = format!("SELECT {COLUMNS} FROM hookwright_endpoints e WHERE e.id = $1");
        let rows = self.pool.read("to read an endpoint", statement(sql, [endpoint.into()])).await?;
        let Some(mut row) = rows.into_iter().next() else {
            return Ok(Known { revision: i64::MAX, destination: None });
        };
        let secrets = self.pool.read("to read secrets", select_secrets(endpoint)).await?;
        let target = match target(&mut row) {
            Ok(target) => target,
            Err(error) => return Ok(bad(endpoint, i64::MAX, &error)),
        };
        let now = millis(self.shared.store.now());
        match Destination::new(&self.shared, &target, secrets, now) {
            Ok(destination) => {
                Ok(Known { revision: target.revision, destination: Some(Arc::new(destination)) })
            }
            Err(error) => Ok(bad(endpoint, target.revision, &error)),
        }
    }
}

fn bad(endpoint: &str, revision: i64, error: &Error) -> Known {
    tracing::error!(target: "hookwright", code = "sender::endpoint", endpoint, error = %error,
        "an endpoint can't be delivered to");
    Known { revision, destination: None }
}
