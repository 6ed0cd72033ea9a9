//! Doing what was asked for. In: a route, a tenant, a body. Out: an answer. It must not reach beyond the tenant: all of
//! it goes through handles that know one tenant alone.

use bytes::Bytes;
use http::{Response, StatusCode};
use http_body_util::Full;
use serde_json::{Value, json};
use std::time::Duration;

use super::super::deliveries::{DeliveryQuery, DeliveryState};
use super::super::endpoint::EndpointState;
use super::super::endpoints::Endpoints;
use super::Shared;
use super::answer::{json, nothing};
use super::members::Members;
use super::problem::{Mistake, Problem};
use super::route::Route;

type Outcome = Result<Response<Full<Bytes>>, Problem>;

/// How long old secrets sign, too, unless told otherwise; and the longest.
const OVERLAP: Duration = Duration::from_secs(24 * 60 * 60);
const LONGEST_OVERLAP: u64 = 30 * 24 * 60 * 60;

impl Shared {
    pub(super) async fn work(&self, route: Route, tenant: &str, query: &str, body: &[u8]) -> Outcome {
        let endpoints = self.store.endpoints(tenant);
        match route {
            Route::List => Ok(json(StatusCode::OK, &json!({ "endpoints": endpoints.list().await? }))),
            Route::Create => self.create(&endpoints, body).await,
            Route::Get(id) => Ok(json(StatusCode::OK, &endpoints.get(&id).await?)),
            Route::Replace(id) => replace(&endpoints, &id, body).await,
            Route::Delete(id) => {
                Members::read(body)?.end()?;
                endpoints.delete(&id).await?;
                Ok(nothing())
            }
            Route::Enable(id) => {
                Members::read(body)?.end()?;
                enable(&endpoints, &id).await
            }
            Route::Disable(id) => disable(&endpoints, &id, body).await,
            Route::Rotate(id) => rotate(&endpoints, &id, body).await,
            Route::Test(id) => {
                Members::read(body)?.end()?;
                test(&endpoints, &id).await
            }
            Route::Consent(id) => {
                Members::read(body)?.end()?;
                Ok(json(StatusCode::OK, &endpoints.consent(&id, &self.consent).await?))
            }
            Route::Deliveries(id) => {
                let found = self.store.deliveries(tenant).list(&wanted(query)?.endpoint(id)).await?;
                let list = json!({ "deliveries": found.deliveries, "next": found.next });
                Ok(json(StatusCode::OK, &list))
            }
            Route::Resend(number) => {
                Members::read(body)?.end()?;
                Ok(json(StatusCode::ACCEPTED, &self.store.deliveries(tenant).resend(number).await?))
            }
            Route::EventTypes => Ok(json(StatusCode::OK, &self.event_types())),
        }
    }

    async fn create(&self, endpoints: &Endpoints, body: &[u8]) -> Outcome {
        let mut members = Members::read(body)?;
        let mut new = members.endpoint();
        if let Some(secret) = members.text("secret") {
            new = new.secret(secret);
        }
        if members.flag("consent") || self.must_consent {
            new = new.consent();
        }
        members.end()?;
        if endpoints.list().await?.len() >= self.most {
            return Err(Problem::new(StatusCode::CONFLICT, "There are as many endpoints as there may be."));
        }
        let registered = endpoints.create(new).await?;
        let mut made = serde_json::to_value(&registered.endpoint).unwrap_or_default();
        made["secret"] = registered.secret.expose().into();
        Ok(json(StatusCode::CREATED, &made))
    }

    fn event_types(&self) -> Value {
        let document = self.store.rules().document.as_ref();
        let names: Vec<&str> =
            document.into_iter().flat_map(|document| document.events).map(|event| event.name).collect();
        let versions: Vec<&str> =
            document.into_iter().flat_map(|document| document.versions).map(|version| version.name).collect();
        json!({ "events": names, "versions": versions })
    }
}

async fn replace(endpoints: &Endpoints, id: &str, body: &[u8]) -> Outcome {
    let mut members = Members::read(body)?;
    let new = members.endpoint();
    members.end()?;
    Ok(json(StatusCode::OK, &endpoints.replace(id, new).await?))
}

async fn enable(endpoints: &Endpoints, id: &str) -> Outcome {
    let endpoint = endpoints.enable(id).await?;
    if endpoint.state == EndpointState::Pending {
        return Err(Problem::new(StatusCode::CONFLICT, "The endpoint has not consented yet."));
    }
    Ok(json(StatusCode::OK, &endpoint))
}

async fn disable(endpoints: &Endpoints, id: &str, body: &[u8]) -> Outcome {
    let mut members = Members::read(body)?;
    let reason = members.text("reason").unwrap_or_default();
    members.end()?;
    Ok(json(StatusCode::OK, &endpoints.disable(id, &reason).await?))
}

async fn rotate(endpoints: &Endpoints, id: &str, body: &[u8]) -> Outcome {
    let mut members = Members::read(body)?;
    let overlap = members.seconds("overlap_seconds", LONGEST_OVERLAP).unwrap_or(OVERLAP);
    members.end()?;
    let secret = endpoints.rotate(id, overlap).await?;
    let made = json!({ "id": id, "secret": secret.expose(), "overlap_seconds": overlap.as_secs() });
    Ok(json(StatusCode::OK, &made))
}

async fn test(endpoints: &Endpoints, id: &str) -> Outcome {
    let tested = endpoints.test(id).await?;
    let duration = u64::try_from(tested.duration.as_millis()).unwrap_or(u64::MAX);
    let told = json!({
        "acknowledged": tested.acknowledged,
        "status": tested.status,
        "class": tested.class,
        "detail": tested.detail,
        "duration_ms": duration,
    });
    Ok(json(StatusCode::OK, &told))
}

/// `state`, `limit`, `before`, each once at most.
fn wanted(query: &str) -> Result<DeliveryQuery, Problem> {
    let mut wanted = DeliveryQuery::new();
    let mut mistakes = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let taken = match name {
            "state" => DeliveryState::of(value).map(|state| wanted.clone().state(state)),
            "limit" => value
                .parse()
                .ok()
                .filter(|limit| (1..=1000).contains(limit))
                .map(|limit| wanted.clone().limit(limit)),
            "before" => value.parse().ok().map(|number| wanted.clone().before(number)),
            _ => None,
        };
        match taken {
            Some(taken) => wanted = taken,
            None if ["state", "limit", "before"].contains(&name) => {
                mistakes.push(Mistake::at(format!("?{name}"), "the parameter is not valid"));
            }
            None => mistakes
                .push(Mistake::at("?", "there are `state`, `limit` and `before`, and no other parameters")),
        }
    }
    if mistakes.is_empty() { Ok(wanted) } else { Err(Problem::mistakes(mistakes)) }
}
