//! Whether an endpoint wants deliveries, before the first one. In: an endpoint, how it is asked. Out: one that is
//! enabled, or stays pending with a reason. It must not take anything but an answer for consent, nor ask by itself.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use serde_json::json;

use super::super::database::{Value, statement};
use super::super::endpoint::{Endpoint, EndpointState};
use super::super::{Error, Timestamp};
use super::{Endpoints, Keys, REVISION, keys, secrets};
use crate::client::{Answer, Ask, Client, Delivery, Granted, id};
use crate::event::EventInfo;
use crate::millis::millis;

/// How endpoints are asked for their consent.
///
/// ```
/// use hookwright::client::Ask;
/// use hookwright::send::Consent;
///
/// let both = Consent::handshake(Ask::cloud_events("events.shop.example")).and_test_event();
/// # let _ = both;
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Consent {
    ask: Option<Ask>,
    test: bool,
}

/// What came of a test event.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tested {
    /// Whether it was acknowledged, with a status of 2xx.
    pub acknowledged: bool,
    /// The status of the answer, where there was one.
    pub status: Option<u16>,
    /// `delivered`, `refused`, or why there was no answer, e.g. `timeout::header`.
    pub class: String,
    /// The same in words; it shows hosts, no URLs.
    pub detail: String,
    /// How long it took.
    pub duration: Duration,
}

/// The event by which an endpoint is tested: `{ "type", "timestamp", "data": { "endpoint" } }`.
static TEST: EventInfo = EventInfo { name: "hookwright.test", path: "hookwright-test", ..EventInfo::PLAIN };

impl Consent {
    /// By a signed event `hookwright.test`, which must be acknowledged with a status of 2xx.
    pub fn test_event() -> Self {
        Self { ask: None, test: true }
    }

    /// By a handshake, e.g. that of CloudEvents.
    pub fn handshake(ask: Ask) -> Self {
        Self { ask: Some(ask), test: false }
    }

    /// By a test event, too, once the handshake has gone well.
    pub fn and_test_event(self) -> Self {
        Self { test: true, ..self }
    }
}

impl Endpoints {
    /// Asks a pending endpoint for its consent, once. If it consents, it is enabled, and gets what was accepted for it
    /// meanwhile; a rate that it allows is kept from then on. If not, it stays pending, its reason says why, and it may
    /// be asked again.
    ///
    /// # Errors
    /// Where the tenant has no such endpoint, it does not consent, or the store fails.
    pub async fn consent(&self, id: &str, by: &Consent) -> Result<Endpoint, Error> {
        let endpoint = self.get(id).await?;
        let client = self.client(&endpoint).await?;
        match self.ask(&endpoint, &client, by).await {
            Ok(granted) => self.consented(&endpoint, granted).await,
            Err(why) => {
                self.not_consented(&endpoint, &why).await?;
                Err(Error::NotConsented(why))
            }
        }
    }

    /// Sends an endpoint a signed test event, whatever its state. Nothing else comes of it.
    ///
    /// # Errors
    /// Where the tenant has no such endpoint, its secret can't be read, or the store fails.
    pub async fn test(&self, id: &str) -> Result<Tested, Error> {
        let endpoint = self.get(id).await?;
        let client = self.client(&endpoint).await?;
        test(&client, &endpoint, self.store.now()).await
    }

    async fn ask(&self, endpoint: &Endpoint, client: &Client, by: &Consent) -> Result<Option<u32>, String> {
        let mut rate = None;
        if let Some(ask) = &by.ask {
            let asked = client.handshake(&endpoint.url, ask).await;
            match asked.map_err(|error| error.to_string())? {
                Granted { later: true, .. } => return Err("the endpoint may consent later".to_owned()),
                granted => rate = granted.rate,
            }
        }
        if by.test {
            let tested = test(client, endpoint, self.store.now()).await.map_err(|error| error.to_string())?;
            if !tested.acknowledged {
                return Err(format!("the test event was not acknowledged: {}", tested.detail));
            }
        }
        Ok(rate)
    }

    /// What signs for this endpoint, in its version.
    async fn client(&self, endpoint: &Endpoint) -> Result<Client, Error> {
        let rules = self.store.rules();
        let now = self.store.now();
        let signing = match &rules.signing {
            Some(signing) => Arc::clone(signing),
            None => {
                let rows = self.store.database.read("to read secrets", secrets::select(&endpoint.id)).await?;
                let Keys { signing, .. } = keys(&self.store, &rules.scheme, rows, now)?;
                signing
            }
        };
        let client = rules.client.signing(signing);
        let version = endpoint.options.version.as_deref();
        let version =
            rules.document.as_ref().zip(version).and_then(|(document, name)| document.version(name));
        Ok(match version {
            Some(version) => client.versioned(version),
            None => client,
        })
    }

    /// It is the URL that has consented: one that was changed meanwhile has not.
    async fn consented(&self, endpoint: &Endpoint, rate: Option<u32>) -> Result<Endpoint, Error> {
        let now = self.store.now();
        let slower = rate.filter(|rate| is_slower(*rate, endpoint));
        let rate = if slower.is_some() { "rate_events = $5, rate_period = 60000," } else { "" };
        let sql = format!(
            "UPDATE hookwright_endpoints SET state = 'enabled', consent = 2, reason = '', {rate} changed_at = $4,
                revision = {REVISION} WHERE tenant = $1 AND id = $2 AND url = $3 AND state = 'pending'"
        );
        let texts = [&*self.tenant, &endpoint.id, &endpoint.url].map(Value::from);
        let numbers = [Some(millis(now)), slower.map(i64::from)].map(Value::from);
        let mut statements = vec![statement(sql, texts.into_iter().chain(numbers))];
        statements.extend(self.store.database.awaken(&endpoint.id, now));
        self.store.database.write("to enable an endpoint", statements).await?;
        self.get(&endpoint.id).await
    }

    async fn not_consented(&self, endpoint: &Endpoint, why: &str) -> Result<(), Error> {
        if endpoint.state != EndpointState::Pending {
            return Ok(());
        }
        let sql = "UPDATE hookwright_endpoints SET reason = $3, changed_at = $4
            WHERE tenant = $1 AND id = $2 AND state = 'pending'";
        let values = [&self.tenant, &endpoint.id, why].map(Value::from);
        let values = values.into_iter().chain([millis(self.store.now()).into()]);
        self.store.database.write("to note a refusal", vec![statement(sql, values)]).await.map(drop)
    }
}

/// Whether so many a minute are fewer than the endpoint would get.
fn is_slower(rate: u32, endpoint: &Endpoint) -> bool {
    let minute = 60_000_u128;
    endpoint
        .options
        .rate
        .is_none_or(|own| u128::from(rate) * own.period.as_millis() < u128::from(own.events.get()) * minute)
}

async fn test(client: &Client, endpoint: &Endpoint, now: SystemTime) -> Result<Tested, Error> {
    let payload = json!({
        "type": TEST.name,
        "timestamp": Timestamp(now).to_string(),
        "data": { "endpoint": endpoint.id },
    });
    let client = client.delivery(Delivery::of(id::new(now)?).at(now));
    let body = Bytes::from(payload.to_string());
    let begun = std::time::Instant::now();
    let outcome: Result<Answer<()>, _> = client.send_bytes(&TEST, &endpoint.url, body).await;
    let duration = begun.elapsed();
    Ok(match outcome {
        Ok(answer) => {
            let (status, acknowledged) = (answer.status.as_u16(), answer.status.is_success());
            let class = if acknowledged { "delivered" } else { "refused" }.to_owned();
            let detail = format!("the endpoint answered with {status}");
            Tested { acknowledged, status: Some(status), class, detail, duration }
        }
        Err(error) => Tested {
            acknowledged: false,
            status: None,
            class: error.class().to_owned(),
            detail: error.to_string(),
            duration,
        },
    })
}
