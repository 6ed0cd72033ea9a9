//! No delivery before consent.

use crate::sink::{Reply, Sink};
use crate::stage::{Folder, created, payload, until};
use hookwright::client::Ask;
use hookwright::send::{Consent, EndpointState, Error, NewEndpoint};
use hookwright::signature::{Scheme, Signed, Verifier};
use std::time::{Duration, SystemTime};

#[tokio::test]
async fn nothing_is_sent_before_a_test_event_is_acknowledged() {
    let folder = Folder::new();
    let sink = Sink::answering(|_| Reply::status(401)).await;
    let sender = folder.sender().await;
    let endpoints = sender.endpoints("acme");
    let made = endpoints.create(NewEndpoint::new(&sink.url).consent()).await.unwrap();
    let id = &made.endpoint.id;
    assert_eq!(made.endpoint.state, EndpointState::Pending);
    let delivering = sender.deliver();
    let accepted = sender.to("acme").accept(created(), &payload(1)).await.unwrap();
    assert_eq!(accepted.deliveries, 1);

    let error = endpoints.consent(id, &Consent::test_event()).await.unwrap_err();
    assert!(matches!(error, Error::NotConsented(_)), "{error}");
    let endpoint = endpoints.get(id).await.unwrap();
    assert_eq!(endpoint.state, EndpointState::Pending);
    assert!(endpoint.reason.contains("answered with 401"), "{}", endpoint.reason);
    // Nobody gets round it.
    assert_eq!(endpoints.enable(id).await.unwrap().state, EndpointState::Pending);
    endpoints.disable(id, "").await.unwrap();
    assert_eq!(endpoints.enable(id).await.unwrap().state, EndpointState::Pending);
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(sink.count(), 1, "the test alone");

    sink.answer(|_| Reply::status(204));
    let endpoint = endpoints.consent(id, &Consent::test_event()).await.unwrap();
    assert_eq!((endpoint.state, endpoint.reason.as_str()), (EndpointState::Enabled, ""));
    until("the event arrives", async || sink.count() == 3).await;
    let arrivals = sink.arrivals();
    let verifier = Verifier::new(Scheme::standard_webhooks(), [made.secret]).unwrap();
    for arrival in &arrivals {
        let signed =
            Signed { headers: &arrival.headers, body: &arrival.body, url: None, method: &http::Method::POST };
        verifier.verify(&signed, SystemTime::now()).unwrap();
    }
    let test: serde_json::Value = serde_json::from_slice(&arrivals[1].body).unwrap();
    assert_eq!((&test["type"], &test["data"]["endpoint"]), (&"hookwright.test".into(), &id.as_str().into()));
    assert_eq!(arrivals[2].id(), accepted.id);

    // Another URL has to consent anew.
    let other = Sink::new().await;
    let endpoint = endpoints.replace(id, NewEndpoint::new(&other.url)).await.unwrap();
    assert_eq!(endpoint.state, EndpointState::Pending);
    delivering.shutdown(Duration::from_secs(5)).await;
}

#[tokio::test]
async fn a_handshake_grants_a_rate() {
    let folder = Folder::new();
    let sink = Sink::new().await;
    let sender = folder.sender().await;
    let endpoints = sender.endpoints("acme");
    let id = endpoints.create(NewEndpoint::new(&sink.url).consent()).await.unwrap().endpoint.id;
    let by = Consent::handshake(Ask::cloud_events("shop.example").rate(600)).and_test_event();
    let error = endpoints.consent(&id, &by).await.unwrap_err();
    assert!(error.to_string().contains("does not consent"), "{error}");
    assert_eq!(sink.count(), 1, "no test event after a handshake that failed");
    sink.answer(|_| {
        let reply = Reply::status(200).header("webhook-allowed-origin", "shop.example");
        reply.header("webhook-allowed-rate", "120")
    });
    let endpoint = endpoints.consent(&id, &by).await.unwrap();
    let rate = endpoint.options.rate.unwrap();
    assert_eq!((rate.events.get(), rate.period), (120, Duration::from_secs(60)));
    assert_eq!(sink.count(), 3);
    let tested = endpoints.test(&id).await.unwrap();
    assert_eq!((tested.acknowledged, tested.status), (true, Some(200)));
    drop(sink);
    let gone = endpoints.test(&id).await.unwrap();
    assert_eq!((gone.acknowledged, gone.status), (false, None));
}
