//! Handshakes over real sockets: whom each kind answers, whom it refuses, and what hostile ones get.

use super::orders::{Shop, Webhooks};
use super::server::{Got, Open, SECRET, Sent, open_with, serve};
use hookwright::receive::Handshake;
use hookwright::signature::{FetchFuture, Fetcher, Scheme, Signing, Unsigned, Wanted};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

/// Keeps what it was asked for; answers unless it is down.
#[derive(Clone, Default)]
struct Calls {
    made: Arc<Mutex<Vec<String>>>,
    down: Arc<Mutex<bool>>,
}

impl Fetcher for Calls {
    fn fetch<'a>(&'a self, wanted: &'a Wanted) -> FetchFuture<'a> {
        let Wanted::Confirmation { url } = wanted else { panic!("{wanted:?}") };
        self.made.lock().unwrap().push(url.clone());
        let down = *self.down.lock().unwrap();
        Box::pin(async move { if down { Err("it is down".into()) } else { Ok(bytes::Bytes::new()) } })
    }
}

impl Calls {
    fn made(&self) -> Vec<String> {
        self.made.lock().unwrap().clone()
    }
}

async fn open(handshake: Handshake) -> Open {
    open_with(|service| service.handshake(handshake)).await
}

async fn open_calling(handshake: Handshake) -> (Open, Calls) {
    let calls = Calls::default();
    let open = open_with(|service| service.handshake(handshake).handshake_calls(calls.clone())).await;
    (open, calls)
}

async fn get(open: &Open, path: &str) -> Got {
    Sent { method: "GET", ..Sent::plain("") }.without("content-type").to(path).send(open).await
}

fn signed(body: &str) -> Sent {
    Sent::signed("msg_1", body)
}

/// A receiver by another scheme, and what is signed by it.
async fn open_by(scheme: Scheme, handshake: Handshake) -> Open {
    let shop = Arc::new(Shop::default());
    let service = Webhooks::new(Arc::clone(&shop)).scheme(scheme, ["the other", "the secret"]).unwrap();
    serve(shop, service.handshake(handshake), |service| service.router()).await
}

fn signed_by(scheme: Scheme, secret: &str, at: SystemTime, body: &str) -> Sent {
    let signing = Signing::new(scheme, [secret]).unwrap();
    let signature = signing.sign(&Unsigned::post("id", "", body.as_bytes()), at).unwrap();
    signature
        .iter()
        .fold(Sent::plain(body), |sent, (name, value)| sent.header(name.as_str(), value.to_str().unwrap()))
}

#[tokio::test]
async fn slack_gets_its_challenge_back_once_it_is_verified() {
    let open = open_by(Scheme::slack(), Handshake::slack()).await;
    let body = r#"{"token":"x","challenge":"3eZbrw1aBm2rZgRNFdxV","type":"url_verification"}"#;
    let now = SystemTime::now();
    let sent = signed_by(Scheme::slack(), "the secret", now, body);
    // Again is the same: it costs nothing and tells nothing new.
    for _ in 0..2 {
        let got = sent.send(&open).await;
        assert_eq!((got.status, got.body.as_str()), (200, "3eZbrw1aBm2rZgRNFdxV"));
        assert_eq!(got.header("content-type"), Some("text/plain; charset=utf-8"));
        assert_eq!(got.header("x-content-type-options"), Some("nosniff"));
    }
    let forged = signed_by(Scheme::slack(), "forged", now, body);
    let stale = signed_by(Scheme::slack(), "the secret", now - Duration::from_secs(400), body);
    for refused in [Sent::plain(body), forged, stale] {
        let got = refused.send(&open).await;
        assert_eq!(got.status, 401);
        assert!(!got.body.contains("3eZbrw1aBm2rZgRNFdxV"));
    }
    let answered = "handshake::answered";
    let codes = [answered, answered, "signature::missing", "signature::mismatch", "signature::stale"];
    assert_eq!(open.codes(5).await, codes);
    assert_eq!((open.calls(), open.last().as_str()), (0, ""), "no handshake comes to the receiver");
}

#[tokio::test]
async fn a_verified_challenge_is_no_page_either() {
    let open = open(Handshake::slack()).await;
    for challenge in ["<script>alert(1)</script>", "", &"a".repeat(300), "a\\u0000b", "a\\r\\nx: y"] {
        let body = format!(r#"{{"type":"url_verification","challenge":"{challenge}"}}"#);
        assert_eq!(signed(&body).send(&open).await.status, 400, "{challenge}");
    }
    assert_eq!(signed(r#"{"type":"url_verification"}"#).send(&open).await.status, 400);
    assert_eq!(open.codes(6).await, ["handshake::malformed"; 6]);
}

#[tokio::test]
async fn what_is_not_declared_is_a_delivery() {
    let open = open_with(|service| service).await;
    let body = r#"{"type":"url_verification","challenge":"abc"}"#;
    assert_eq!(signed(body).send(&open).await.status, 200);
    assert_eq!(get(&open, "/?challenge=abc").await.status, 405);
    assert_eq!(open.codes(2).await, ["event::unknown", "method"]);
    assert!(open.last().contains("url_verification"), "the application had it in hand");
}

#[tokio::test]
async fn zoom_gets_the_tag_of_the_key_that_verified_it() {
    let open = open_by(Scheme::zoom(), Handshake::zoom()).await;
    let body = r#"{"payload":{"plainToken":"qgg8vlvZRS6UYooatFL8Aw"},"event_ts":1654503849680,"event":"endpoint.url_validation"}"#;
    // Each of the keys, and once more after 72 hours.
    for (secret, tag) in [
        ("the secret", "79c3f17ec911f219b93a6a545d3493260e4584189b885d00af4534fe867e5ec3"),
        ("the other", "39222f0d5ac9f8ede5136dbc686bde1a0a2bbb767ab33a01de3f0176644c3933"),
        ("the secret", "79c3f17ec911f219b93a6a545d3493260e4584189b885d00af4534fe867e5ec3"),
    ] {
        let got = signed_by(Scheme::zoom(), secret, SystemTime::now(), body).send(&open).await;
        assert_eq!((got.status, got.header("content-type")), (200, Some("application/json")));
        let expected = serde_json::json!({ "plainToken": "qgg8vlvZRS6UYooatFL8Aw", "encryptedToken": tag });
        assert_eq!(got.json(), expected);
    }
    assert_eq!(signed_by(Scheme::zoom(), "forged", SystemTime::now(), body).send(&open).await.status, 401);
    assert_eq!(Sent::plain(body).send(&open).await.status, 401);
}

#[tokio::test]
async fn zoom_gets_no_tag_over_what_could_be_a_delivery() {
    let open = open_by(Scheme::zoom(), Handshake::zoom()).await;
    for token in ["v0:1654503849:{}", "", "a b", "<b>", &"a".repeat(300)] {
        let body = format!(r#"{{"payload":{{"plainToken":"{token}"}},"event":"endpoint.url_validation"}}"#);
        let sent = signed_by(Scheme::zoom(), "the secret", SystemTime::now(), &body);
        let got = sent.send(&open).await;
        assert_eq!(got.status, 400, "{token}");
        assert!(!got.body.contains("encryptedToken"));
    }
}

#[tokio::test]
async fn discord_is_answered_as_it_pings() {
    let open = open(Handshake::discord()).await;
    let ping = r#"{"app_permissions":"0","id":"1","type":1,"version":1}"#;
    let got = signed(ping).send(&open).await;
    assert_eq!((got.status, got.json()), (200, serde_json::json!({ "type": 1 })));
    assert_eq!(signed(r#"{"version":1,"application_id":"1","type":0}"#).send(&open).await.status, 204);
    assert_eq!(Sent::plain(ping).send(&open).await.status, 401);
    let answered = "handshake::answered";
    assert_eq!(open.codes(3).await, [answered, answered, "signature::missing"]);
    // What is no PING: an event of theirs, a command, a text for a number.
    for (id, event) in [
        ("a", r#"{"type":1,"event":{"type":"x"}}"#),
        ("b", r#"{"type":2,"data":{}}"#),
        ("c", r#"{"type":"1"}"#),
    ] {
        assert_eq!(Sent::signed(id, event).send(&open).await.status, 200);
        assert!(open.last().contains(event), "the application had it in hand");
    }
}

#[tokio::test]
async fn dropbox_gets_a_text_and_nobody_a_page() {
    let open = open(Handshake::dropbox()).await;
    let got = get(&open, "/?challenge=abc123-_").await;
    assert_eq!((got.status, got.body.as_str()), (200, "abc123-_"));
    assert_eq!(got.header("content-type"), Some("text/plain; charset=utf-8"));
    assert_eq!(got.header("x-content-type-options"), Some("nosniff"));
    let huge = format!("/?challenge={}", "a".repeat(257));
    let endless = format!("/?challenge={}", "a".repeat(5000));
    let bad = [
        "/?challenge=",
        "/?challenge=%3Cscript%3Ealert(1)%3C/script%3E",
        "/?challenge=a%0d%0ax:%20y",
        "/?challenge=a&challenge=b",
        "/?challenge=%ff",
        huge.as_str(),
        endless.as_str(),
    ];
    for path in bad {
        let got = get(&open, path).await;
        assert_eq!(got.status, 400, "{path}");
        assert!(!got.body.contains("script"), "{path}");
    }
    assert_eq!(get(&open, "/").await.status, 405);
    let mut codes = vec!["handshake::answered"];
    codes.extend(["handshake::malformed"; 7]);
    codes.push("method");
    assert_eq!(open.codes(9).await, codes);
}

#[tokio::test]
async fn meta_gets_its_challenge_by_our_token_alone() {
    let open = open(Handshake::meta("our token")).await;
    let got = get(&open, "/?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=our%20token").await;
    assert_eq!((got.status, got.body.as_str()), (200, "1158201444"));
    for path in [
        "/?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=wrong",
        "/?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=",
        "/?hub.mode=subscribe&hub.challenge=1158201444",
        "/?hub.mode=subscribe&hub.challenge=1&hub.verify_token=wrong&hub.verify_token=our%20token",
    ] {
        let got = get(&open, path).await;
        assert_eq!(got.status, 401, "{path}");
        assert!(!got.body.contains("1158201444"));
    }
    let page = "/?hub.mode=subscribe&hub.verify_token=our+token&hub.challenge=%3Cb%3E";
    assert_eq!(get(&open, page).await.status, 400);
    assert_eq!(get(&open, "/?hub.mode=unsubscribe&hub.challenge=1").await.status, 405);
    let token = "handshake::token";
    let codes = ["handshake::answered", token, token, token, token, "handshake::malformed", "method"];
    assert_eq!(open.codes(7).await, codes);
}

#[tokio::test]
async fn without_a_token_meta_is_refused() {
    for handshake in [Handshake::meta(""), Handshake::meta_without_token()] {
        let open = open(handshake).await;
        for token in ["", "&hub.verify_token=", "&hub.verify_token=x"] {
            let path = format!("/?hub.mode=subscribe&hub.challenge=1{token}");
            assert_eq!(get(&open, &path).await.status, 401, "{path}");
        }
        assert_eq!(open.codes(3).await, ["handshake::token"; 3]);
    }
}

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

fn confirmation(kind: &str, url: &str) -> String {
    format!(r#"{{"Type":"{kind}","MessageId":"1","Token":"t","SubscribeURL":"{url}"}}"#)
}

const SUBSCRIBE: &str = "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=t";

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

#[tokio::test]
async fn unsigned_receivers_answer_no_handshake_that_takes_a_signature() {
    let shop = Arc::new(Shop::default());
    let calls = Calls::default();
    let mut service = Webhooks::new(Arc::clone(&shop)).unsigned().handshake_calls(calls.clone());
    for handshake in [Handshake::slack(), Handshake::zoom(), Handshake::discord(), Handshake::sns()] {
        service = service.handshake(handshake);
    }
    let open = serve(shop, service, |service| service.router()).await;
    let zoom = r#"{"payload":{"plainToken":"a"},"event":"endpoint.url_validation"}"#;
    for body in [
        r#"{"type":"url_verification","challenge":"abc"}"#,
        zoom,
        r#"{"type":1}"#,
        &confirmation("SubscriptionConfirmation", SUBSCRIBE),
    ] {
        assert_eq!(Sent::plain(body).send(&open).await.status, 401, "{body}");
    }
    assert_eq!(open.codes(4).await, ["handshake::unverified"; 4]);
    assert_eq!(calls.made(), [] as [&str; 0]);
}

#[tokio::test]
async fn asana_can_install_no_secret_that_nobody_waits_for() {
    let open = open(Handshake::asana()).await;
    let sent = Sent::plain("{}").header("x-hook-secret", "b537207f20cbfa02357cf448134da559");
    for path in ["/", "/00000000000000000000000000000000"] {
        let got = sent.clone().to(path).send(&open).await;
        assert_eq!((got.status, got.header("x-hook-secret")), (401, None));
    }
    assert_eq!(open.codes(2).await, ["handshake::unarmed"; 2]);
    assert_eq!(Sent::signed_by(SECRET, "1", SystemTime::now(), "{}").send(&open).await.status, 200);
}
