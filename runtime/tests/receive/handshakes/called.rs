//! Kinds for which the receiver may have to call: Event Grid, CloudEvents, SNS.

use super::*;

fn validation(url: &str) -> String {
    format!(
        r#"[{{"id":"1","eventType":"Microsoft.EventGrid.SubscriptionValidationEvent","data":{{"validationCode":"512d38b6-c7b8-40c8-89fe-f46f9e9622b6","validationUrl":"{url}"}}}}]"#
    )
}

#[tokio::test]
async fn event_grid_gets_its_code_where_its_token_is_ours() {
    let shop = Arc::new(Shop::default());
    let service = Webhooks::new(Arc::clone(&shop)).unsigned();
    let service = service.handshake(Handshake::event_grid_with("code", "our token"));
    let open = serve(shop, service, |service| service.router()).await;
    let body = validation("https://rp.eventgrid.azure.net/x");
    let sent = Sent::plain(&body).header("aeg-event-type", "SubscriptionValidation");
    let got = sent.clone().to("/?code=our%20token").send(&open).await;
    let answer = serde_json::json!({ "validationResponse": "512d38b6-c7b8-40c8-89fe-f46f9e9622b6" });
    assert_eq!((got.status, got.json()), (200, answer));
    for path in ["/", "/?code=", "/?code=wrong", "/?code=our%20token&code=x"] {
        assert_eq!(sent.clone().to(path).send(&open).await.status, 401, "{path}");
    }
    let page = body.replace("512d38b6", "<script>");
    assert_eq!(Sent::plain(&page).to("/?code=our%20token").send(&open).await.status, 400);
    // What is called a notification is none.
    let other = Sent::plain(&body).header("aeg-event-type", "Notification").to("/?code=our%20token");
    assert_eq!(other.send(&open).await.status, 200);
    let token = "handshake::token";
    let malformed = "handshake::malformed";
    let codes = ["handshake::answered", token, token, token, token, malformed, "event::unknown"];
    assert_eq!(open.codes(7).await, codes);
}

#[tokio::test]
async fn event_grid_is_verified_where_deliveries_are() {
    let open = open(Handshake::event_grid()).await;
    let body = validation("https://rp.eventgrid.azure.net/x");
    assert_eq!(Sent::plain(&body).send(&open).await.status, 401);
    assert_eq!(signed(&body).send(&open).await.status, 200);
}

#[tokio::test]
async fn event_grids_address_is_called_on_its_own_hosts() {
    let (open, calls) = open_calling(Handshake::event_grid().by_calling_back()).await;
    let good = "https://rp-eastus2.eventgrid.azure.net:553/eventsubscriptions/estest/validate?id=1";
    assert_eq!(signed(&validation(good)).send(&open).await.status, 200);
    for bad in [
        "https://127.0.0.1/x",
        "https://169.254.169.254/latest",
        "https://eventgrid.azure.net.evil.test/",
        "http://rp.eventgrid.azure.net/",
        "https://user@rp.eventgrid.azure.net/",
        "file:///etc/passwd",
    ] {
        assert_eq!(signed(&validation(bad)).send(&open).await.status, 401, "{bad}");
    }
    assert_eq!(calls.made(), [good]);
}

fn options(origin: &str) -> Sent {
    let sent = Sent { method: "OPTIONS", ..Sent::plain("") }.without("content-type");
    sent.header("webhook-request-origin", origin)
}

#[tokio::test]
async fn cloud_events_are_consented_to_from_our_origins() {
    let open = open(Handshake::cloud_events(["eventgrid.azure.net", "events.example.com"]).rate(120)).await;
    for (asked, granted) in [(Some("100"), "100"), (Some("500"), "120"), (Some("*"), "120"), (None, "120")] {
        let mut sent = options("Events.Example.com");
        if let Some(asked) = asked {
            sent = sent.header("webhook-request-rate", asked);
        }
        let got = sent.send(&open).await;
        assert_eq!((got.status, got.header("allow")), (200, Some("POST")));
        assert_eq!(got.header("webhook-allowed-origin"), Some("Events.Example.com"));
        assert_eq!(got.header("webhook-allowed-rate"), Some(granted), "{asked:?}");
    }
    let twice = options("events.example.com").header("webhook-request-origin", "evil.test");
    for (refused, status) in [
        (options("evil.test"), 401),
        (options("example.com"), 401),
        (options("*"), 401),
        (options(""), 401),
        (twice, 400),
        (options("events.example.com").header("webhook-request-rate", "-1"), 400),
        (options("events.example.com").header("webhook-request-rate", "0"), 400),
        (options("events.example.com").header("webhook-request-rate", "99999999999"), 400),
    ] {
        let got = refused.send(&open).await;
        assert_eq!(got.status, status);
        assert_eq!((got.header("webhook-allowed-origin"), got.header("webhook-allowed-rate")), (None, None));
    }
    // Not the handshake: a browser asks so.
    let plain = Sent { method: "OPTIONS", ..Sent::plain("") }.header("origin", "https://evil.test");
    assert_eq!(plain.send(&open).await.status, 405);
}

#[tokio::test]
async fn without_origins_nobody_is_consented_to() {
    let open = open(Handshake::cloud_events([] as [&str; 0])).await;
    assert_eq!(options("events.example.com").send(&open).await.status, 401);
    assert_eq!(open.codes(1).await, ["handshake::origin"]);
}

#[tokio::test]
async fn consent_is_called_back_to_the_origins_own_hosts_and_never_inside() {
    let (open, calls) = open_calling(
        Handshake::cloud_events(["events.example.com", "127.0.0.1", "localhost"]).by_calling_back(),
    )
    .await;
    let ask = |url: &str| options("events.example.com").header("webhook-request-callback", url);
    let good = "https://grant.events.example.com:8443/consent?id=1";
    let got = ask(good).send(&open).await;
    assert_eq!((got.status, got.header("webhook-allowed-origin")), (200, None), "consent comes by the call");
    for bad in [
        "https://127.0.0.1/admin",
        "https://[::1]/",
        "https://10.0.0.1/",
        "https://localhost/",
        "http://events.example.com/",
        "https://evil.test/?events.example.com",
        "https://evilevents.example.com.evil.test/",
    ] {
        let got = ask(bad).send(&open).await;
        assert_eq!((got.status, got.header("webhook-allowed-origin")), (401, None), "{bad}");
    }
    // An origin that is an address, so that its callback would be one.
    for inside in ["127.0.0.1", "10.0.0.1", "localhost", "2130706433", "0x7f.1"] {
        let url = format!("https://{inside}/");
        let sent = options(inside).header("webhook-request-callback", &url);
        assert_eq!(sent.send(&open).await.status, 401, "{inside}");
    }
    assert_eq!(calls.made(), [good]);
    let without = options("events.example.com").send(&open).await;
    assert_eq!(without.header("webhook-allowed-origin"), Some("events.example.com"));
}

#[tokio::test]
async fn where_anybody_may_send_nobody_makes_us_call() {
    let (open, calls) = open_calling(Handshake::cloud_events(["*"]).by_calling_back()).await;
    let url = "https://victim.example.com/";
    let got = options("victim.example.com").header("webhook-request-callback", url).send(&open).await;
    assert_eq!((got.status, got.header("webhook-allowed-origin")), (200, Some("victim.example.com")));
    assert_eq!(calls.made(), [] as [&str; 0]);
}

/// Never answers.
struct Hangs(Arc<Mutex<usize>>);

impl Fetcher for Hangs {
    fn fetch<'a>(&'a self, _: &'a Wanted) -> FetchFuture<'a> {
        *self.0.lock().unwrap() += 1;
        Box::pin(std::future::pending())
    }
}

#[tokio::test]
async fn strangers_cannot_make_us_call_without_end() {
    let calls = Arc::new(Mutex::new(0));
    let handshake = Handshake::cloud_events(["events.example.com"]).by_calling_back();
    let open =
        open_with(|service| service.handshake(handshake).handshake_calls(Hangs(Arc::clone(&calls)))).await;
    let sent = options("events.example.com")
        .header("webhook-request-callback", "https://events.example.com/consent");
    let mut waiting = Vec::new();
    while *calls.lock().unwrap() < 8 {
        waiting.push(sent.start(&open).await);
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    for _ in 0..3 {
        assert_eq!(sent.send(&open).await.status, 503);
    }
    assert_eq!(*calls.lock().unwrap(), 8);
    // Deliveries were never held up, and who goes away makes room.
    assert_eq!(signed(r#"{"type":"order.created","id":"o1"}"#).send(&open).await.status, 200);
    drop(waiting);
    while *calls.lock().unwrap() < 9 {
        let _gone = sent.start(&open).await;
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn sns_is_confirmed_once() {
    let (open, calls) = open_calling(Handshake::sns()).await;
    // SNS sends JSON as text, whatever the document says of its events.
    let body = confirmation("SubscriptionConfirmation", SUBSCRIBE);
    let sent = Sent::signed("msg_1", &body).without("content-type").header("content-type", "text/plain");
    for _ in 0..2 {
        assert_eq!(sent.send(&open).await.status, 200);
    }
    assert_eq!(calls.made(), [SUBSCRIBE], "a replay costs no second call");
    assert_eq!(open.codes(2).await, ["handshake::answered", "duplicate"]);
}

#[tokio::test]
async fn sns_calls_no_other_host_and_nothing_unverified() {
    let (open, calls) = open_calling(Handshake::sns()).await;
    let kind = "SubscriptionConfirmation";
    assert_eq!(Sent::plain(&confirmation(kind, SUBSCRIBE)).send(&open).await.status, 401);
    for bad in [
        "https://127.0.0.1/",
        "https://sns.eu-west-1.amazonaws.com.evil.test/",
        "https://evil.test/sns.eu-west-1.amazonaws.com",
        "http://sns.eu-west-1.amazonaws.com/",
        "https://sns.eu-west-1.amazonaws.com:8443/",
        "https://sns.eu-west-1.amazonaws.com@evil.test/",
        "https://bucket.s3.amazonaws.com/",
    ] {
        assert_eq!(Sent::signed(bad, &confirmation(kind, bad)).send(&open).await.status, 401, "{bad}");
    }
    // What somebody has ended is not begun again.
    assert_eq!(signed(&confirmation("UnsubscribeConfirmation", SUBSCRIBE)).send(&open).await.status, 200);
    assert_eq!(calls.made(), [] as [&str; 0]);
}

#[tokio::test]
async fn a_call_that_fails_is_made_again_when_the_sender_comes_back() {
    let (open, calls) = open_calling(Handshake::sns()).await;
    *calls.down.lock().unwrap() = true;
    let sent = signed(&confirmation("SubscriptionConfirmation", SUBSCRIBE));
    let got = sent.send(&open).await;
    assert_eq!((got.status, got.header("retry-after")), (503, Some("30")));
    *calls.down.lock().unwrap() = false;
    assert_eq!(sent.send(&open).await.status, 200);
    assert_eq!(calls.made(), [SUBSCRIBE, SUBSCRIBE]);
    assert_eq!(open.codes(2).await, ["handshake::unreachable", "handshake::answered"]);
}

#[tokio::test]
async fn without_something_that_calls_nothing_is_confirmed() {
    let open = open(Handshake::sns()).await;
    let sent = signed(&confirmation("SubscriptionConfirmation", SUBSCRIBE));
    assert_eq!(sent.send(&open).await.status, 503);
}
