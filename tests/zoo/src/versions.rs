//! A receiver of `specs/orders-v1.yaml` and `-v2.yaml` together, told apart by the header `Shop-Version`. In: requests.
//! Out: statuses.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use serde_json::Value;

use crate::SECRET;
use crate::fault::Fault;
use crate::read::{Checked, Reader, Refusal};
use crate::shop::LIMIT;
use crate::signature::Verifier;

/// The application with this fault, or none.
pub fn router(fault: Option<Fault>) -> Router {
    let verifier = Arc::new(Verifier::new(SECRET, fault));
    Router::new().fallback(async move |request: Request| {
        let (head, body) = request.into_parts();
        match receive(Reader(fault), &verifier, &head.headers, body).await {
            Ok(()) => (StatusCode::NO_CONTENT, String::new()),
            Err(Refusal { status, why }) => (status, why),
        }
    })
}

async fn receive(read: Reader, verifier: &Verifier, headers: &HeaderMap, body: Body) -> Checked {
    let refuse = |status, why: &str| Refusal { status, why: why.to_owned() };
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let body = to_bytes(body, LIMIT).await.map_err(|_| refuse(StatusCode::PAYLOAD_TOO_LARGE, "too large"))?;
    if text(CONTENT_TYPE.as_str()).split(';').next() != Some("application/json") {
        return Err(refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not JSON"));
    }
    verifier.verify(headers, &body)?;
    let payload: Value = serde_json::from_slice(&body).map_err(|_| Refusal::bad("no JSON"))?;
    let version = match text("shop-version") {
        "1" => 1,
        "2" => 2,
        _ if read.has(Fault::UnknownVersionTaken) => 1,
        _ if read.has(Fault::UnknownVersionCrashes) => panic!("a version that nobody told me of"),
        _ => return Err(Refusal::bad("no such version")),
    };
    let fits = event(read, version, &payload);
    if read.has(Fault::OtherVersionTaken) {
        fits.or_else(|_| event(read, 3 - version, &payload))
    } else {
        fits
    }
}

fn event(read: Reader, version: u8, payload: &Value) -> Checked {
    let name = payload.get("type").and_then(Value::as_str).unwrap_or_default();
    match name {
        "order.created" => {
            let event = read.object(payload, &["type", "order"])?;
            read.needs(event, "order", |value| order(read, version, value))
        }
        "order.shipped" => {
            let event = read.object(payload, &["type", "order_id", "carrier"])?;
            read.needs(event, "order_id", |id| read.text(id))?;
            read.needs(event, "carrier", |carrier| read.one_of(carrier, &["post", "courier", "pickup"]))
        }
        "order.paid" => {
            let event = read.object(payload, &["type", "order_id", "total"])?;
            read.needs(event, "order_id", |id| read.text(id))?;
            read.needs(event, "total", |value| money(read, value))
        }
        _ => Ok(()),
    }
}

fn order(read: Reader, version: u8, value: &Value) -> Checked {
    let order = read.object(value, &["id", "mail", "email", "channel", "note", "total", "lines"])?;
    read.needs(order, "id", |id| read.text(id))?;
    if version == 1 {
        read.needs(order, "mail", |mail| read.text(mail))?;
    } else {
        read.needs(order, "email", |mail| read.text(mail))?;
        read.needs(order, "channel", |channel| read.text(channel))?;
        read.may(order, "note", |note| read.text(note))?;
    }
    read.needs(order, "total", |value| money(read, value))?;
    read.needs(order, "lines", |lines| {
        read.list(lines, 0, |line| {
            let line = read.object(line, &["sku", "quantity"])?;
            read.needs(line, "sku", |sku| read.text(sku))?;
            read.needs(line, "quantity", |quantity| read.whole(quantity, 1))
        })
    })
}

fn money(read: Reader, money: &Value) -> Checked {
    let money = read.object(money, &["amount", "currency"])?;
    read.needs(money, "amount", |amount| read.whole(amount, i64::MIN))?;
    read.needs(money, "currency", |currency| read.text_of(currency, 3, 3))
}
