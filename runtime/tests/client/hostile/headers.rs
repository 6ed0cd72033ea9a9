//! What somebody smuggles into a header that we send: every way in is checked, and nothing goes out.

use hookwright::client::{Answer, Ask, Client, Delivery, HandshakeError, SendError};
use hookwright::codegen::{headers, object};
use hookwright::event::{EventInfo, SentVersion};
use hookwright::security::{By, Demand};
use hookwright::signature::{Scheme, Signing};
use hookwright::{Json, TextBody};
use http::HeaderValue;
use serde_json::json;

use crate::server::{Server, answer};
use crate::{PAID, SECRET, signing};

/// What no header may hold: more lines, ends of text, what is not ASCII.
const BAD: [&str; 6] = ["a\r\nx-more: 1", "a\nx-more: 1", "a\rb", "a\0b", "a\u{7f}b", "ä"];

async fn send(client: &Client, event: &EventInfo, server: &Server) -> Result<Answer<()>, SendError> {
    client.send(event, &server.url("/"), &Json::from(json!({ "id": 1 }))).await
}

fn client(signing: Signing) -> Client {
    Client::builder(signing).allow_http_on_loopback().build()
}

#[tokio::test]
async fn no_id_makes_a_header_of_its_own_in_any_scheme() {
    let server = Server::answering(&answer("200 OK", "", "")).await;
    let mut refused = Vec::new();
    for preset in Scheme::presets() {
        let Some(Ok(signing)) = Scheme::preset(preset).map(|scheme| Signing::new(scheme, [SECRET])) else {
            continue;
        };
        for id in BAD.into_iter().chain(["", "a b"]) {
            let client = client(signing.clone()).delivery(Delivery::of(id));
            match send(&client, &PAID, &server).await {
                // A scheme that has no place for an id, or writes it into a token.
                Ok(_) => assert!(!server.last().head.contains("x-more"), "{preset}, {id:?}"),
                Err(error) if error.class() == "sign" => refused.push(preset),
                Err(error) => panic!("{preset}, {id:?}: {error}"),
            }
        }
    }
    assert_eq!(refused.iter().filter(|preset| **preset == "standard-webhooks").count(), 8);
}

#[tokio::test]
async fn traces_and_fixed_headers_are_checked() {
    let server = Server::answering(&answer("200 OK", "", "")).await;
    let client = client(signing());
    for bad in BAD {
        let traced = client.delivery(Delivery::default().traceparent(bad));
        let bad: &'static str = bad;
        let leak = |pair: (&'static str, &'static str)| -> &'static [(&'static str, &'static str)] {
            Box::leak(Box::new([pair]))
        };
        let valued = EventInfo { headers: leak(("x-event", bad)), ..PAID };
        let named = EventInfo { headers: leak((bad, "x")), ..PAID };
        let methodical = EventInfo { method: bad, ..PAID };
        let typed = EventInfo { media_type: bad, ..PAID };
        for (client, event) in
            [(&traced, PAID), (&client, valued), (&client, named), (&client, methodical), (&client, typed)]
        {
            let error = send(client, &event, &server).await.unwrap_err();
            assert_eq!(error.class(), "header", "{bad:?}, {event:?}: {error}");
            assert!(!error.may_have_arrived());
        }
    }
    assert_eq!(server.count(), 0);
}

#[derive(Clone, Debug, PartialEq)]
struct Declared {
    tenant: String,
}

object! { Declared { 0 "x-tenant" tenant: required } others: ignore }
headers! { Declared { "x-tenant" (string) } }

#[test]
fn declared_headers_are_checked() {
    for bad in BAD {
        let error = client(signing()).headers(&Declared { tenant: bad.to_owned() }).unwrap_err();
        assert_eq!(error.class(), "headers::violation", "{bad:?}");
        assert!(!error.to_string().contains("x-more"), "{error}");
    }
    assert!(client(signing()).headers(&Declared { tenant: "acme".to_owned() }).is_ok());
}

#[tokio::test]
async fn what_tells_a_version_is_checked() {
    let server = Server::answering(&answer("200 OK", "", "")).await;
    for bad in BAD {
        let leak = |pair: (&'static str, &'static str)| -> &'static [(&'static str, &'static str)] {
            Box::leak(Box::new([pair]))
        };
        for version in [
            SentVersion { headers: leak(("x-version", bad)), ..SentVersion::SILENT },
            SentVersion { headers: leak((bad, "2")), ..SentVersion::SILENT },
            SentVersion { media_type: bad, ..SentVersion::SILENT },
            SentVersion { media_type_parameters: leak(("version", bad)), ..SentVersion::SILENT },
        ] {
            let client = client(signing()).versioned(Box::leak(Box::new(version)));
            let error = send(&client, &PAID, &server).await.unwrap_err();
            assert_eq!(error.class(), "header", "{version:?}: {error}");
        }
    }
    assert_eq!(server.count(), 0);
}

#[tokio::test]
async fn credentials_and_types_of_texts_are_checked() {
    let server = Server::answering(&answer("200 OK", "", "")).await;
    for bad in BAD {
        for by in [By::Bearer, By::Header("x-key"), By::Cookie("key")] {
            let demand: &'static [Demand] = Box::leak(Box::new([Demand { name: "key", by }]));
            let demands: &'static [&'static [Demand]] = Box::leak(Box::new([demand]));
            let client = Client::builder(signing()).allow_http_on_loopback().credential("key", bad).build();
            let error = send(&client, &EventInfo { security: demands, ..PAID }, &server).await.unwrap_err();
            assert_eq!(error.class(), "header", "{bad:?}: {error}");
            assert!(!error.to_string().contains("x-more"), "{error}");
        }
        let text = TextBody::new("hello").media_type(bad);
        let url = server.url("/");
        let error = client(signing()).send::<_, ()>(&PAID, &url, &text).await.unwrap_err();
        assert_eq!(error.class(), "header", "{bad:?}: {error}");
    }
    assert_eq!(server.count(), 0);
}

#[tokio::test]
async fn what_a_handshake_says_of_us_is_checked() {
    let server = Server::answering(&answer("200 OK", "", "")).await;
    let client = client(signing());
    for bad in BAD {
        for ask in
            [Ask::cloud_events(bad), Ask::cloud_events("events.example.com").callback(bad), Ask::asana(bad)]
        {
            let error = client.handshake(&server.url("/"), &ask).await.unwrap_err();
            let HandshakeError::Send(error) = error else { panic!("{error}") };
            assert_eq!(error.class(), "header", "{ask:?}: {error}");
        }
    }
    assert_eq!(server.count(), 0);
    // A user agent is a header's value by its type.
    for bad in &BAD[..5] {
        assert!(HeaderValue::from_str(bad).is_err());
    }
}
