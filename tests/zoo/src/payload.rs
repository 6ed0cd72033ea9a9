//! The payloads of `specs/orders.yaml`, read by hand. In: JSON. Out: nothing, or why it is refused. It must not know
//! requests.

use serde_json::Value;

use crate::fault::Fault;
use crate::read::{Checked, Reader};

/// Holds a payload against its event; none where there is no such event.
#[must_use]
pub fn check(read: Reader, event: &str, payload: &Value) -> Option<Checked> {
    Some(match event {
        "order.created" => created(read, payload),
        "order.shipped" => shipped(read, payload),
        "order.cancelled" => cancelled(read, payload),
        "stock.changed" => stock(read, payload),
        _ => return None,
    })
}

fn created(read: Reader, payload: &Value) -> Checked {
    let event = read.object(payload, &["type", "order"])?;
    read.needs(event, "order", |order| ordered(read, order))
}

fn ordered(read: Reader, order: &Value) -> Checked {
    let known = ["id", "placed_at", "status", "total", "lines", "customer", "payment", "note"];
    let order = read.object(order, &known)?;
    read.needs(order, "id", |id| read.text(id))?;
    read.needs(order, "placed_at", |at| read.text(at))?;
    read.needs(order, "status", |status| read.one_of(status, &["open", "paid", "shipped", "cancelled"]))?;
    read.needs(order, "total", |total| money(read, total))?;
    read.needs(order, "lines", |lines| {
        if read.has(Fault::EmptyListCrashes) {
            assert!(lines.as_array().is_none_or(|lines| !lines.is_empty()), "there is always a first line");
        }
        read.list(lines, 0, |line| self::line(read, line))
    })?;
    read.needs(order, "customer", |customer| self::customer(read, customer))?;
    read.needs(order, "payment", |payment| self::payment(read, payment))?;
    read.may(order, "note", |note| read.text(note))
}

fn line(read: Reader, line: &Value) -> Checked {
    let line = read.object(line, &["sku", "quantity"])?;
    read.needs(line, "sku", |sku| read.text(sku))?;
    read.needs(line, "quantity", |quantity| read.whole(quantity, 1))
}

fn customer(read: Reader, customer: &Value) -> Checked {
    let customer = read.object(customer, &["email", "phone"])?;
    read.needs(customer, "email", |email| read.text(email))?;
    read.may(customer, "phone", |phone| read.or_null(phone, |phone| read.text(phone)))
}

fn payment(read: Reader, payment: &Value) -> Checked {
    let members = read.object(payment, &["method", "last4", "iban"])?;
    match members.get("method").and_then(Value::as_str) {
        Some("card") => read.needs(members, "last4", |last4| read.text(last4)),
        Some("bank") if read.has(Fault::OneBranchAlone) => read.no(payment, "no card"),
        Some("bank") => read.needs(members, "iban", |iban| read.text(iban)),
        // Another method may come one day.
        _ => read.needs(members, "method", |method| read.text(method)),
    }
}

fn money(read: Reader, money: &Value) -> Checked {
    let money = read.object(money, &["amount", "currency"])?;
    read.needs(money, "amount", |amount| read.whole(amount, i64::MIN))?;
    read.needs(money, "currency", |currency| read.text_of(currency, 3, 3))
}

fn shipped(read: Reader, payload: &Value) -> Checked {
    let event = read.object(payload, &["type", "order_id", "parcels"])?;
    read.needs(event, "order_id", |id| read.text(id))?;
    read.needs(event, "parcels", |parcels| read.list(parcels, 1, |parcel| self::parcel(read, parcel)))
}

fn parcel(read: Reader, parcel: &Value) -> Checked {
    let parcel = read.object(parcel, &["carrier", "tracking", "eta"])?;
    read.needs(parcel, "carrier", |carrier| read.one_of(carrier, &["post", "courier", "pickup"]))?;
    read.needs(parcel, "tracking", |tracking| read.text_of(tracking, 1, usize::MAX))?;
    read.may(parcel, "eta", |eta| read.or_null(eta, |eta| read.text(eta)))
}

fn cancelled(read: Reader, payload: &Value) -> Checked {
    let event = read.object(payload, &["type", "order_id", "reason"])?;
    read.needs(event, "order_id", |id| read.text(id))?;
    read.needs(event, "reason", |reason| read.text_of(reason, 0, 200))
}

fn stock(read: Reader, payload: &Value) -> Checked {
    let event = read.object(payload, &["type", "sku", "left", "warehouses"])?;
    read.needs(event, "sku", |sku| read.text(sku))?;
    read.needs(event, "left", |left| read.whole(left, 0))?;
    read.may(event, "warehouses", |warehouses| {
        let Some(each) = warehouses.as_object() else { return read.no(warehouses, "no object") };
        each.values().try_for_each(|left| read.whole(left, i64::MIN))
    })
}
