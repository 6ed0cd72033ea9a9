//! Registering endpoints: made, changed, disabled, deleted, their secrets made and rotated. In: a tenant's wishes. Out:
//! rows, and a secret that is shown once. It must not deliver anything.

mod consent;
mod rows;
mod secrets;

use std::time::{Duration, SystemTime};

use super::Error;
use super::database::{Statement, Value, statement};
use super::endpoint::{Endpoint, EndpointState, NewEndpoint, Target};
use super::store::Store;
use crate::client::id;
use crate::millis::millis;
use crate::signature::Secret;

pub use consent::{Consent, Tested};
pub(super) use rows::{COLUMNS, target};
pub(super) use secrets::{Keys, keys, select as select_secrets};

/// The endpoints of one tenant; what is another tenant's is not there.
#[derive(Clone, Debug)]
pub struct Endpoints {
    store: Store,
    tenant: String,
}

/// An endpoint that was just made, and its secret: it is shown here and nowhere else.
#[derive(Debug)]
#[non_exhaustive]
pub struct Registered {
    /// The endpoint.
    pub endpoint: Endpoint,
    /// What it verifies with.
    pub secret: Secret,
}

/// A number that is larger than all before, by which the one who delivers notices changes.
const REVISION: &str = "(SELECT coalesce(max(revision), 0) + 1 FROM hookwright_endpoints)";

impl Endpoints {
    pub(super) fn new(store: Store, tenant: impl Into<String>) -> Self {
        Self { store, tenant: tenant.into() }
    }

    /// Registers an endpoint.
    ///
    /// # Errors
    /// Where its URL may not be called, it wants an event or a version that the document does not have, its secret is
    /// not in the scheme's form, or the store fails.
    pub async fn create(&self, new: NewEndpoint) -> Result<Registered, Error> {
        self.store.rules().endpoint(&new).await?;
        let now = self.store.now();
        let id = id::prefixed("ep_", now)?;
        let secret = match new.secret {
            Some(ref secret) => self.store.rules().secret(secret)?,
            None => self.store.rules().new_secret()?,
        };
        let mut statements = vec![self.tenant_row(now), self.endpoint_row(&id, &new, now)];
        statements.extend(subscriptions(&self.tenant, &id, &new.events));
        statements.push(secrets::insert(&self.store, &id, &secret, now)?);
        self.store.database.write("to register an endpoint", statements).await?;
        let endpoint = self.get(&id).await?;
        Ok(Registered { endpoint, secret: Secret::new(secret.as_str()) })
    }

    fn tenant_row(&self, now: SystemTime) -> Statement {
        let sql =
            "INSERT INTO hookwright_tenants (id, created_at) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING";
        statement(sql, [self.tenant.as_str().into(), millis(now).into()])
    }

    fn endpoint_row(&self, id: &str, new: &NewEndpoint, now: SystemTime) -> Statement {
        let sql = format!(
            "INSERT INTO hookwright_endpoints (id, tenant, url, description, state, reason, version, filter, retry,
                concurrency, rate_events, rate_period, fifo, created_at, changed_at, consent, revision)
            VALUES ($1, $2, $3, $4, $5, '', $6, $7, $8, $9, $10, $11, $12, $13, $13, $14, {REVISION})"
        );
        let state = if new.consent { EndpointState::Pending } else { EndpointState::Enabled };
        let texts = [id, &self.tenant, &new.url, &new.description, state.name()].map(Value::from);
        let rest = [millis(now).into(), i64::from(new.consent).into()];
        statement(sql, texts.into_iter().chain(rows::option_values(&new.options)).chain(rest))
    }

    /// One endpoint.
    ///
    /// # Errors
    /// Where the tenant has no such endpoint, or the store fails.
    pub async fn get(&self, id: &str) -> Result<Endpoint, Error> {
        let found = self.select("AND e.id = $2", [id.into()]).await?;
        found.into_iter().next().ok_or_else(|| not_found(id))
    }

    /// All endpoints of the tenant, the oldest first.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn list(&self) -> Result<Vec<Endpoint>, Error> {
        self.select("", []).await
    }

    async fn select<const N: usize>(&self, and: &str, values: [Value; N]) -> Result<Vec<Endpoint>, Error> {
        let sql = format!(
            "SELECT {} FROM hookwright_endpoints e WHERE e.tenant = $1 AND e.state <> 'deleted' {and} ORDER BY e.id",
            rows::COLUMNS
        );
        let values = [self.tenant.as_str().into()].into_iter().chain(values);
        let found = self.store.database.read("to read endpoints", statement(sql, values)).await?;
        let targets = found.into_iter().map(|mut row| rows::target(&mut row));
        let mut endpoints: Vec<Endpoint> =
            targets.map(|target| target.map(|Target { endpoint, .. }| endpoint)).collect::<Result<_, _>>()?;
        self.fill_in_events(&mut endpoints).await?;
        Ok(endpoints)
    }

    async fn fill_in_events(&self, endpoints: &mut [Endpoint]) -> Result<(), Error> {
        let sql = "SELECT endpoint, event FROM hookwright_subscriptions WHERE tenant = $1 ORDER BY event";
        let query = statement(sql, [self.tenant.as_str().into()]);
        for mut row in self.store.database.read("to read subscriptions", query).await? {
            let id = row.text();
            if let Some(endpoint) = endpoints.iter_mut().find(|endpoint| endpoint.id == id) {
                endpoint.events.push(row.text());
            }
        }
        Ok(())
    }

    /// Changes an endpoint to what is said here: all of it but its secrets and its state. Where it had to consent, another
    /// URL has to consent, too.
    ///
    /// # Errors
    /// As [`create`](Self::create), and where the tenant has no such endpoint.
    pub async fn replace(&self, id: &str, new: NewEndpoint) -> Result<Endpoint, Error> {
        self.store.rules().endpoint(&new).await?;
        self.get(id).await?;
        let sql = format!(
            "UPDATE hookwright_endpoints SET url = $3, description = $4, version = $5, filter = $6, retry = $7,
                concurrency = $8, rate_events = $9, rate_period = $10, fifo = $11, changed_at = $12,
                state = CASE WHEN consent = 2 AND url <> $3 AND state = 'enabled' THEN 'pending' ELSE state END,
                consent = CASE WHEN consent = 2 AND url <> $3 THEN 1 ELSE consent END, revision = {REVISION}
            WHERE tenant = $1 AND id = $2 AND state <> 'deleted'"
        );
        let texts = [&self.tenant, id, &new.url, &new.description].map(Value::from);
        let values = texts.into_iter().chain(rows::option_values(&new.options));
        let mut statements = vec![statement(sql, values.chain([millis(self.store.now()).into()]))];
        let sql = "DELETE FROM hookwright_subscriptions WHERE tenant = $1 AND endpoint = $2";
        statements.push(statement(sql, [self.tenant.as_str().into(), id.into()]));
        statements.extend(subscriptions(&self.tenant, id, &new.events));
        self.store.database.write("to change an endpoint", statements).await?;
        self.get(id).await
    }

    /// Sends nothing more to an endpoint, and accepts nothing for it. What is pending stays so.
    ///
    /// # Errors
    /// Where the tenant has no such endpoint, or the store fails.
    pub async fn disable(&self, id: &str, reason: &str) -> Result<Endpoint, Error> {
        self.set_state(id, EndpointState::Disabled, reason).await
    }

    /// Sends to an endpoint again, with a clean record: its pending deliveries first. One that was to consent and has not
    /// is pending then.
    ///
    /// # Errors
    /// Where the tenant has no such endpoint, or the store fails.
    pub async fn enable(&self, id: &str) -> Result<Endpoint, Error> {
        self.set_state(id, EndpointState::Enabled, "").await
    }

    async fn set_state(&self, id: &str, state: EndpointState, reason: &str) -> Result<Endpoint, Error> {
        let sql = format!(
            "UPDATE hookwright_endpoints SET reason = $4, failures = 0, failing_since = NULL,
                blocked_until = NULL, opened = 0, changed_at = $5, revision = {REVISION},
                state = CASE WHEN consent = 1 AND $3 = 'enabled' THEN 'pending' ELSE $3 END
            WHERE tenant = $1 AND id = $2 AND state <> 'deleted'"
        );
        let values = [&self.tenant, id, state.name(), reason].map(Value::from);
        let values = values.into_iter().chain([millis(self.store.now()).into()]);
        let mut statements = vec![statement(sql, values)];
        statements.extend(self.store.database.awaken(id, self.store.now()));
        self.store.database.write("to change an endpoint's state", statements).await?;
        self.get(id).await
    }

    /// Deletes an endpoint with its secrets. Its pending deliveries are cancelled; what was delivered stays on record.
    ///
    /// # Errors
    /// Where the tenant has no such endpoint, or the store fails.
    pub async fn delete(&self, id: &str) -> Result<(), Error> {
        self.get(id).await?;
        let deliveries =
            "UPDATE hookwright_deliveries SET state = 'cancelled', reason = 'deleted', finished_at = $2
            WHERE endpoint = $1 AND state = 'pending'";
        // The row stays until nothing refers to it, and tells who delivers that it is gone.
        let endpoint = format!(
            "UPDATE hookwright_endpoints SET state = 'deleted', url = '', changed_at = $2, revision = {REVISION}
            WHERE id = $1"
        );
        let statements = [
            "DELETE FROM hookwright_subscriptions WHERE endpoint = $1",
            "DELETE FROM hookwright_secrets WHERE endpoint = $1",
            deliveries,
            &endpoint,
        ];
        let values = || [id.into(), millis(self.store.now()).into()];
        let statements = statements.map(|sql| statement(sql, values())).to_vec();
        self.store.database.write("to delete an endpoint", statements).await.map(drop)
    }

    /// Gives an endpoint a new secret. The old ones sign, too, for as long as `overlap`, so that the endpoint can change
    /// over meanwhile; a scheme that carries one signature changes at once.
    ///
    /// # Errors
    /// Where the tenant has no such endpoint, or the store fails.
    pub async fn rotate(&self, id: &str, overlap: Duration) -> Result<Secret, Error> {
        self.get(id).await?;
        let (now, secret) = (self.store.now(), self.store.rules().new_secret()?);
        let ends = now.checked_add(overlap).unwrap_or(now);
        let mut statements = secrets::let_expire(id, now, ends).to_vec();
        statements.push(secrets::insert(&self.store, id, &secret, now)?);
        statements.push(touch(id));
        self.store.database.write("to rotate a secret", statements).await?;
        Ok(Secret::new(secret.as_str()))
    }
}

/// Has the one who delivers look at the endpoint again.
pub(super) fn touch(id: &str) -> Statement {
    let sql = format!("UPDATE hookwright_endpoints SET revision = {REVISION} WHERE id = $1");
    statement(sql, [id.into()])
}

fn subscriptions<'a>(
    tenant: &'a str,
    id: &'a str,
    events: &'a [String],
) -> impl Iterator<Item = Statement> + 'a {
    let sql = "INSERT INTO hookwright_subscriptions (tenant, event, endpoint) VALUES ($1, $2, $3)
        ON CONFLICT (tenant, event, endpoint) DO NOTHING";
    events.iter().map(move |event| statement(sql, [tenant.into(), event.as_str().into(), id.into()]))
}

fn not_found(id: &str) -> Error {
    Error::NotFound { what: "endpoint", id: id.to_owned() }
}
