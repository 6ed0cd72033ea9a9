//! Which deliveries are looked for. In: wishes. Out: their numbers, the newest first. It must not read whole tables:
//! each case goes by an index, endpoint by endpoint where there is no better one.

use std::collections::HashSet;

use super::super::Error;
use super::super::database::{Value, statement};
use super::record::DeliveryState;
use super::{Deliveries, MOST};

/// Which deliveries to list.
///
/// ```
/// use hookwright::send::{DeliveryQuery, DeliveryState};
///
/// let failed = DeliveryQuery::new().endpoint("ep_01HF7YAT00").state(DeliveryState::Dead).limit(20);
/// # let _ = failed;
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct DeliveryQuery {
    event: Option<String>,
    endpoint: Option<String>,
    state: Option<DeliveryState>,
    before: Option<i64>,
    pub(super) limit: usize,
}

/// So many endpoints are asked for in one statement.
const ENDPOINTS: usize = 50;

impl DeliveryQuery {
    /// The hundred newest.
    pub fn new() -> Self {
        Self { event: None, endpoint: None, state: None, before: None, limit: 100 }
    }

    /// Those of one event, by its id.
    pub fn event(self, id: impl Into<String>) -> Self {
        Self { event: Some(id.into()), ..self }
    }

    /// Those to one endpoint.
    pub fn endpoint(self, id: impl Into<String>) -> Self {
        Self { endpoint: Some(id.into()), ..self }
    }

    /// Those in this state.
    pub fn state(self, state: DeliveryState) -> Self {
        Self { state: Some(state), ..self }
    }

    /// Those of lower numbers: [`DeliveryList::next`](super::DeliveryList::next) of the page before.
    pub fn before(self, number: i64) -> Self {
        Self { before: Some(number), ..self }
    }

    /// So many at most: 1 to 1000.
    pub fn limit(self, limit: usize) -> Self {
        Self { limit: limit.clamp(1, MOST), ..self }
    }

    fn before_number(&self) -> i64 {
        self.before.unwrap_or(i64::MAX)
    }

    /// The state is ours to write into SQL: indexes of one state alone are found by its name only.
    fn and_state(&self) -> String {
        self.state.map(|state| format!(" AND state = '{}'", state.name())).unwrap_or_default()
    }

    /// The newest of one endpoint. What is pending and what is dead have indexes of their own; `+` keeps the store from
    /// reading all others in order of their numbers instead.
    fn of_endpoint(&self, place: usize) -> String {
        let few = matches!(self.state, Some(DeliveryState::Pending | DeliveryState::Dead));
        let number = if few { "+number" } else { "number" };
        format!(
            "SELECT number FROM (SELECT number FROM hookwright_deliveries WHERE endpoint = ${place}{} \
                AND {number} < $1 ORDER BY {number} DESC LIMIT {}) AS found{place}",
            self.and_state(),
            self.limit + 1
        )
    }
}

impl Default for DeliveryQuery {
    fn default() -> Self {
        Self::new()
    }
}

impl Deliveries {
    /// The numbers of at most one more than was asked for, the highest first.
    pub(super) async fn find(&self, query: &DeliveryQuery) -> Result<Vec<i64>, Error> {
        let mut numbers = if query.event.is_some() {
            self.find_by_event(query).await?
        } else if query.endpoint.is_none() && query.state.is_none() && self.tenant.is_none() {
            self.find_newest(query).await?
        } else {
            self.find_by_endpoint(query).await?
        };
        numbers.sort_unstable_by(|a, b| b.cmp(a));
        numbers.truncate(query.limit + 1);
        Ok(numbers)
    }

    async fn find_newest(&self, query: &DeliveryQuery) -> Result<Vec<i64>, Error> {
        let sql = format!(
            "SELECT number FROM hookwright_deliveries WHERE number < $1 ORDER BY number DESC LIMIT {}",
            query.limit + 1
        );
        self.numbers(sql, vec![query.before_number().into()]).await
    }

    async fn find_by_event(&self, query: &DeliveryQuery) -> Result<Vec<i64>, Error> {
        let mut sql = "SELECT number FROM hookwright_deliveries WHERE event = $2 AND number < $1".to_owned();
        let mut values = vec![query.before_number().into(), query.event.clone().into()];
        for (column, value) in [("tenant", &self.tenant), ("endpoint", &query.endpoint)] {
            if let Some(value) = value {
                values.push(value.as_str().into());
                sql += &format!(" AND {column} = ${}", values.len());
            }
        }
        sql += &query.and_state();
        self.numbers(sql, values).await
    }

    async fn find_by_endpoint(&self, query: &DeliveryQuery) -> Result<Vec<i64>, Error> {
        let endpoints = match &query.endpoint {
            Some(endpoint) => {
                self.check_endpoint(endpoint).await?;
                vec![endpoint.clone()]
            }
            None => self.endpoint_ids().await?,
        };
        let endpoints = match query.state {
            Some(DeliveryState::Cancelled) => self.deleted(endpoints).await?,
            _ => endpoints,
        };
        let mut numbers = Vec::new();
        for some in endpoints.chunks(ENDPOINTS) {
            let each: Vec<String> = (0..some.len()).map(|at| query.of_endpoint(at + 2)).collect();
            let mut values = vec![Value::from(query.before_number())];
            values.extend(some.iter().map(|endpoint| endpoint.as_str().into()));
            numbers.extend(self.numbers(each.join(" UNION ALL "), values).await?);
        }
        Ok(numbers)
    }

    /// Those of these endpoints that are deleted: no others have deliveries that were cancelled, and looking for them would
    /// read all.
    async fn deleted(&self, endpoints: Vec<String>) -> Result<Vec<String>, Error> {
        let query = statement("SELECT id FROM hookwright_endpoints WHERE state = 'deleted'", []);
        let found = self.store.database.survey("to read endpoints", query).await?;
        let deleted: HashSet<String> = found.into_iter().map(|mut row| row.text()).collect();
        Ok(endpoints.into_iter().filter(|id| deleted.contains(id)).collect())
    }

    async fn numbers(&self, sql: String, values: Vec<Value>) -> Result<Vec<i64>, Error> {
        let found = self.store.database.survey("to find deliveries", statement(sql, values)).await?;
        Ok(found.into_iter().map(|mut row| row.number()).collect())
    }
}
