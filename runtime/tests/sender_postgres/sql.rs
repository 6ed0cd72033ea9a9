//! Accepting by SQL alone, as callers of any driver do.

use crate::sink::Sink;
use crate::stage::{Schema, until};
use hookwright::send::{Filter, NewEndpoint};
use sqlx::Row;
use std::time::Duration;

#[tokio::test]
async fn text_and_jsonb_are_accepted_in_the_callers_transaction() {
    let Some(schema) = Schema::new("by_sql").await else { return };
    let sink = Sink::new().await;
    let sender = schema.sender().await;
    sender.endpoints("acme").create(NewEndpoint::new(&sink.url).events(["order.created"])).await.unwrap();
    let delivering = sender.deliver();
    let mut transaction = schema.pool().begin().await.unwrap();
    let text = "SELECT * FROM hookwright_accept('acme', 'order.created', '{\"number\": 1}')";
    let row = sqlx::query(text).fetch_one(&mut *transaction).await.unwrap();
    let id: String = row.get("id");
    assert_eq!((row.get("deliveries"), row.get("repeated")), (1_i64, false));
    let jsonb =
        "SELECT deliveries FROM hookwright_accept('acme', 'order.paid', jsonb_build_object('number', 2),
        idempotency_key => 'k', ordering_key => 'o', traceparent => 't')";
    let row = sqlx::query(jsonb).fetch_one(&mut *transaction).await.unwrap();
    assert_eq!(row.get::<i64, _>(0), 0, "nobody wants it");
    assert_eq!(sink.count(), 0);
    transaction.commit().await.unwrap();
    until("it arrives", async || sink.count() == 1).await;
    let arrival = &sink.arrivals()[0];
    assert_eq!((arrival.id(), &arrival.body[..]), (id.clone(), &br#"{"number": 1}"#[..]));
    assert!(id.starts_with("msg_0") && id.len() == 30, "{id}");
    delivering.shutdown(Duration::from_secs(5)).await;
}

#[tokio::test]
async fn a_key_that_stands_for_another_event_has_a_state_of_its_own() {
    let Some(schema) = Schema::new("sql_keys").await else { return };
    schema.sender().await;
    let accept = async |payload: &str| {
        let sql =
            "SELECT id, repeated FROM hookwright_accept('acme', 'order.created', $1, idempotency_key => 'k')";
        let row = sqlx::query(sql).bind(payload).fetch_one(schema.pool()).await?;
        Ok::<_, sqlx::Error>((row.get::<String, _>(0), row.get::<bool, _>(1)))
    };
    let (id, repeated) = accept("1").await.unwrap();
    assert!(!repeated);
    assert_eq!(accept("1").await.unwrap(), (id.clone(), true));
    let error = accept("2").await.unwrap_err();
    let error = error.as_database_error().unwrap().downcast_ref::<sqlx::postgres::PgDatabaseError>();
    assert_eq!((error.code(), error.detail()), ("HW409", Some(id.as_str())));
}

#[tokio::test]
async fn filters_fit_as_they_do_in_rust() {
    let Some(schema) = Schema::new("filters").await else { return };
    schema.sender().await;
    let payloads = [
        r#"{"a":{"b/c":1},"list":[1,{"x":null}],"":{"~":true}}"#,
        r#"{"a":{"b/c":1.0},"list":[1.0,{"x":null,"y":1}]}"#,
        r#"{"a":{"b/c":"1"},"list":[]}"#,
        r#"[1,2,3]"#,
        "7",
        "null",
        "no JSON",
        "",
    ];
    let filters = [
        r#"{"/a/b~1c":1}"#,
        r#"{"/a/b~1c":"1"}"#,
        r#"{"/list":[1,{"x":null}]}"#,
        r#"{"/list/1/x":null}"#,
        r#"{"/list/01":1}"#,
        r#"{"/list/-":1}"#,
        r#"{"//~0":true}"#,
        r#"{"/0":1}"#,
        r#"{"/2":3,"/0":1}"#,
        r#"{"":7}"#,
        r#"{"":null}"#,
        r#"{"/a/b~1c/d":1}"#,
    ];
    for filter in filters {
        let rust: Filter = filter.parse().unwrap();
        for payload in payloads {
            let query = sqlx::query("SELECT hookwright_fits($1, $2)").bind(filter).bind(payload.as_bytes());
            let fits: bool = query.fetch_one(schema.pool()).await.unwrap().get(0);
            assert_eq!(fits, rust.fits(payload.as_bytes()), "{filter} {payload}");
        }
    }
}
