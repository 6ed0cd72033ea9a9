//! Looking at deliveries and doing them again. In: a tenant, or none for all. Out: records, and rows that are pending
//! again. It must not deliver.

mod again;
#[cfg(feature = "sender-page")]
mod failing;
mod house;
mod query;
mod queue;
mod record;
mod replay;
mod rows;
mod sweep;
mod tally;

use super::Error;
use super::database::{Statement, Value, statement};
use super::endpoint::{Endpoint, EndpointState, Target};
use super::endpoints::{COLUMNS, target};
use super::store::Store;

#[cfg(feature = "sender-page")]
pub(super) use failing::Failing;
pub(super) use house::keep_house;
pub use query::DeliveryQuery;
pub use queue::{EndpointCounts, Undelivered};
pub use record::{AttemptRecord, DeliveryDetails, DeliveryList, DeliveryRecord, DeliveryState, EventRecord};
pub use tally::{Span, Tally};

/// The most deliveries in one answer.
const MOST: usize = 1000;

/// The deliveries of one tenant, or of all; what is another tenant's is not there.
///
/// ```
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// use hookwright::send::{DeliveryQuery, DeliveryState, Store};
///
/// # let file = std::env::temp_dir().join(format!("hookwright-deliveries-{}.db", std::process::id()));
/// # let address = format!("sqlite:{}", file.display());
/// let store = Store::open(&address).await?;
/// let acme = store.deliveries("acme");
/// let dead = acme.list(&DeliveryQuery::new().state(DeliveryState::Dead)).await?;
/// assert!(dead.deliveries.is_empty() && dead.next.is_none());
/// assert!(store.all_deliveries().oldest_undelivered().await?.is_none());
/// # drop((acme, store));
/// # for end in ["", "-wal", "-shm"] { let _ = std::fs::remove_file(format!("{}{end}", file.display())); }
/// # Ok::<_, hookwright::send::Error>(()) }).unwrap();
/// ```
#[derive(Clone, Debug)]
pub struct Deliveries {
    store: Store,
    tenant: Option<String>,
}

impl Store {
    /// The deliveries of one tenant.
    pub fn deliveries(&self, tenant: impl Into<String>) -> Deliveries {
        Deliveries { store: self.clone(), tenant: Some(tenant.into()) }
    }

    /// The deliveries of all tenants, for the operator.
    #[must_use]
    pub fn all_deliveries(&self) -> Deliveries {
        Deliveries { store: self.clone(), tenant: None }
    }

    /// The endpoints of all tenants, for the operator; the oldest first.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn all_endpoints(&self) -> Result<Vec<Endpoint>, Error> {
        let sql =
            format!("SELECT {COLUMNS} FROM hookwright_endpoints e WHERE e.state <> 'deleted' ORDER BY e.id");
        let found = self.database.survey("to read endpoints", statement(sql, [])).await?;
        let endpoint = |mut row| target(&mut row).map(|Target { endpoint, .. }| endpoint);
        let mut endpoints: Vec<Endpoint> = found.into_iter().map(endpoint).collect::<Result<_, _>>()?;
        let sql = "SELECT endpoint, event FROM hookwright_subscriptions ORDER BY endpoint, event";
        for mut row in self.database.survey("to read subscriptions", statement(sql, [])).await? {
            let id = row.text();
            if let Ok(at) = endpoints.binary_search_by(|endpoint| endpoint.id.as_str().cmp(&id)) {
                endpoints[at].events.push(row.text());
            }
        }
        Ok(endpoints)
    }
}

impl Deliveries {
    /// Deliveries, the newest first.
    ///
    /// # Errors
    /// Where the tenant has no such endpoint, or the store fails.
    pub async fn list(&self, query: &DeliveryQuery) -> Result<DeliveryList, Error> {
        let numbers = self.find(query).await?;
        let next = (numbers.len() > query.limit).then(|| numbers[query.limit - 1]);
        let numbers = &numbers[..numbers.len().min(query.limit)];
        let deliveries = self.by_numbers(numbers).await?;
        Ok(DeliveryList { deliveries, next })
    }

    async fn by_numbers(&self, numbers: &[i64]) -> Result<Vec<DeliveryRecord>, Error> {
        if numbers.is_empty() {
            return Ok(Vec::new());
        }
        let numbers: Vec<String> = numbers.iter().map(i64::to_string).collect();
        let sql =
            format!("{} WHERE d.number IN ({}) ORDER BY d.number DESC", rows::DELIVERY, numbers.join(", "));
        let found = self.store.database.survey("to read deliveries", statement(sql, [])).await?;
        Ok(found.into_iter().map(rows::delivery).collect())
    }

    /// One delivery, with all its attempts.
    ///
    /// # Errors
    /// Where the tenant has no such delivery, or the store fails.
    pub async fn get(&self, number: i64) -> Result<DeliveryDetails, Error> {
        let delivery = self.record(number).await?;
        let query = statement(rows::ATTEMPTS, [number.into()]);
        let found = self.store.database.read("to read attempts", query).await?;
        Ok(DeliveryDetails { delivery, attempts: found.into_iter().map(rows::attempt).collect() })
    }

    async fn record(&self, number: i64) -> Result<DeliveryRecord, Error> {
        let query = statement(format!("{} WHERE d.number = $1", rows::DELIVERY), [number.into()]);
        let found = self.store.database.read("to read a delivery", query).await?;
        let found = found.into_iter().map(rows::delivery).find(|found| self.has(&found.tenant));
        found.ok_or_else(|| Error::NotFound { what: "delivery", id: number.to_string() })
    }

    /// One event, with its payload.
    ///
    /// # Errors
    /// Where the tenant has no such event, or the store fails.
    pub async fn event(&self, id: &str) -> Result<EventRecord, Error> {
        let query = statement(rows::EVENT, [id.into()]);
        let found = self.store.database.read("to read an event", query).await?;
        let found = found.into_iter().map(rows::event).find(|found| self.has(&found.tenant));
        found.ok_or_else(|| Error::NotFound { what: "event", id: id.to_owned() })
    }

    fn has(&self, tenant: &str) -> bool {
        self.tenant.as_deref().is_none_or(|own| own == tenant)
    }

    /// The tenant's endpoint of this id.
    async fn endpoint(&self, id: &str) -> Result<Endpoint, Error> {
        let sql =
            format!("SELECT {COLUMNS} FROM hookwright_endpoints e WHERE e.id = $1 AND e.state <> 'deleted'");
        let found = self.store.database.read("to read an endpoint", statement(sql, [id.into()])).await?;
        let found = found.into_iter().next().map(|mut row| target(&mut row)).transpose()?;
        let found = found.map(|target| target.endpoint).filter(|endpoint| self.has(&endpoint.tenant));
        found.ok_or_else(|| Error::NotFound { what: "endpoint", id: id.to_owned() })
    }

    /// Whether the tenant has, or had, this endpoint.
    async fn check_endpoint(&self, id: &str) -> Result<(), Error> {
        let sql = "SELECT tenant FROM hookwright_endpoints WHERE id = $1";
        let found = self.store.database.read("to read an endpoint", statement(sql, [id.into()])).await?;
        match found.into_iter().next().map(|mut row| row.text()).filter(|tenant| self.has(tenant)) {
            Some(_) => Ok(()),
            None => Err(Error::NotFound { what: "endpoint", id: id.to_owned() }),
        }
    }

    /// The endpoints that the tenant has, or had.
    async fn endpoint_ids(&self) -> Result<Vec<String>, Error> {
        let mut sql = "SELECT id FROM hookwright_endpoints".to_owned();
        let mut values: Vec<Value> = Vec::new();
        if let Some(tenant) = &self.tenant {
            sql += " WHERE tenant = $1";
            values.push(tenant.as_str().into());
        }
        let found = self.store.database.survey("to read endpoints", statement(sql, values)).await?;
        Ok(found.into_iter().map(|mut row| row.text()).collect())
    }

    /// `AND` the endpoint is the tenant's, in queries of which the tenant is the last value.
    fn and_tenant(&self, place: usize) -> String {
        match self.tenant {
            Some(_) => {
                format!(" AND endpoint IN (SELECT id FROM hookwright_endpoints WHERE tenant = ${place})")
            }
            None => String::new(),
        }
    }

    fn scoped(&self, sql: String, values: impl IntoIterator<Item = Value>) -> Statement {
        let tenant = self.tenant.as_deref().map(Value::from);
        statement(sql, values.into_iter().chain(tenant))
    }
}

/// Whether deliveries to it go out.
fn is_enabled(endpoint: &Endpoint) -> bool {
    endpoint.state == EndpointState::Enabled
}
