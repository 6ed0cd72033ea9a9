//! Both sides of each handshake over real sockets: our client asks our service, and servers that answer wrongly.

use super::orders::{Shop, Webhooks};
use super::server::{Open, SECRET, ShopService, serve};
use axum::Router;
use axum::extract::RawQuery;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use hookwright::client::{Ask, Client, HandshakeError, SendError};
use hookwright::receive::Handshake;
use hookwright::signature::{Scheme, Signing};
use std::net::SocketAddr;
use std::sync::Arc;

async fn open_by(scheme: Scheme, secret: &str, change: impl FnOnce(ShopService) -> ShopService) -> Open {
    let shop = Arc::new(Shop::default());
    let service = Webhooks::new(Arc::clone(&shop)).scheme(scheme, [secret]).unwrap();
    serve(shop, change(service), |service| service.router()).await
}

fn client(scheme: Scheme, secret: &str) -> Client {
    Client::builder(Signing::new(scheme, [secret]).unwrap()).allow_http_on_loopback().build()
}

fn standard() -> Client {
    client(Scheme::standard_webhooks(), SECRET)
}

fn url(address: SocketAddr) -> String {
    format!("http://{address}/?tenant=1")
}

/// What a URL that is not ours answers, whatever it is asked.
async fn server(app: Router) -> SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await });
    address
}

async fn always(answer: impl IntoResponse + Clone + Send + Sync + 'static) -> SocketAddr {
    server(Router::new().fallback(move || async move { answer })).await
}

#[tokio::test]
async fn our_client_and_our_service_agree() {
    for (ask, handshake) in [
        (Ask::slack(), Handshake::slack()),
        (Ask::dropbox(), Handshake::dropbox()),
        (Ask::meta("to & ken"), Handshake::meta("to & ken")),
        (Ask::event_grid(), Handshake::event_grid()),
    ] {
        let open = open_by(Scheme::standard_webhooks(), SECRET, |service| service.handshake(handshake)).await;
        let granted = standard().handshake(&url(open.address), &ask).await.unwrap();
        assert_eq!((granted.rate, granted.later), (None, false), "{ask:?}");
        assert_eq!(open.codes(1).await, ["handshake::answered"]);
    }
}

#[tokio::test]
async fn zoom_is_asked_and_answered_by_one_secret() {
    let open = open_by(Scheme::zoom(), "ours", |service| service.handshake(Handshake::zoom())).await;
    client(Scheme::zoom(), "ours").handshake(&url(open.address), &Ask::zoom()).await.unwrap();
    let forged = client(Scheme::zoom(), "theirs").handshake(&url(open.address), &Ask::zoom()).await;
    assert!(matches!(forged, Err(HandshakeError::Status(StatusCode::UNAUTHORIZED))), "{forged:?}");
}

#[tokio::test]
async fn what_a_service_refuses_the_client_says() {
    let change = |service: ShopService| {
        let service = service.handshake(Handshake::slack()).handshake(Handshake::meta("ours"));
        service.handshake(Handshake::asana()).handshake(Handshake::cloud_events(["events.example.com"]))
    };
    let open = open_by(Scheme::standard_webhooks(), SECRET, change).await;
    let unsigned = Client::builder(Signing::unsigned()).allow_http_on_loopback().build();
    for (client, ask) in [
        (&unsigned, Ask::slack()),
        (&standard(), Ask::meta("theirs")),
        (&standard(), Ask::asana("b537207f20cbfa02357cf448134da559")),
        (&standard(), Ask::cloud_events("evil.example.com")),
    ] {
        let refused = client.handshake(&url(open.address), &ask).await;
        assert!(
            matches!(refused, Err(HandshakeError::Status(StatusCode::UNAUTHORIZED))),
            "{ask:?} {refused:?}"
        );
    }
}

#[tokio::test]
async fn cloud_events_grant_the_rate() {
    let handshake = Handshake::cloud_events(["events.example.com"]).rate(120);
    let open = open_by(Scheme::standard_webhooks(), SECRET, |service| service.handshake(handshake)).await;
    let ask = Ask::cloud_events("events.example.com");
    let granted = standard().handshake(&url(open.address), &ask.clone().rate(500)).await.unwrap();
    assert_eq!(granted.rate, Some(120));
    assert_eq!(standard().handshake(&url(open.address), &ask.rate(60)).await.unwrap().rate, Some(60));
}

#[cfg(feature = "learn")]
#[tokio::test]
async fn a_secret_is_handed_over_to_whom_waits_for_it() {
    use hookwright::receive::{LearntSecrets, TenantKey};
    let (shop, secrets) = (Arc::new(Shop::default()), LearntSecrets::default());
    let service = Webhooks::new(Arc::clone(&shop)).tenants_by(
        Scheme::asana(),
        TenantKey::PathSegment(0),
        secrets.clone(),
    );
    let armed = service.arm_handshake(secrets, std::time::Duration::from_secs(60)).unwrap();
    let open = serve(shop, service, |service| service.router()).await;
    let target = format!("http://{}/{}", open.address, armed.segment());
    let secret = "b537207f20cbfa02357cf448134da559";
    let client = client(Scheme::asana(), secret);
    client.handshake(&target, &Ask::asana(secret)).await.unwrap();
    // And what is delivered there from now on is believed.
    let body = bytes::Bytes::from_static(br#"{"type":"order.created","id":"o1"}"#);
    let answer = client.send_bytes::<()>(&super::orders::EVENTS[0], &target, body).await.unwrap();
    assert_eq!((answer.status.as_u16(), open.calls()), (200, 1));
    assert!(client.handshake(&target, &Ask::asana(secret)).await.is_err(), "once");
}

#[tokio::test]
async fn a_server_that_likes_everything_wants_nothing() {
    for (answer, body) in [(StatusCode::OK, ""), (StatusCode::OK, "ok"), (StatusCode::NO_CONTENT, "")] {
        let address = always((answer, body)).await;
        for ask in [
            Ask::slack(),
            Ask::zoom(),
            Ask::dropbox(),
            Ask::event_grid(),
            Ask::meta("token"),
            Ask::asana("b537207f20cbfa02357cf448134da559"),
            Ask::cloud_events("events.example.com"),
        ] {
            let refused = standard().handshake(&url(address), &ask).await.unwrap_err();
            let right = match refused {
                HandshakeError::Answer(_) => answer == StatusCode::OK || ask_is(&ask, "asana"),
                HandshakeError::Status(_) => answer == StatusCode::NO_CONTENT,
                HandshakeError::Refused => ask_is(&ask, "cloud-events"),
                _ => false,
            };
            assert!(right, "{ask:?} {answer}");
        }
    }
}

fn ask_is(ask: &Ask, kind: &str) -> bool {
    format!("{ask:?}").contains(kind)
}

#[tokio::test]
async fn a_page_that_holds_the_challenge_is_no_consent() {
    let page =
        |RawQuery(query): RawQuery| async move { format!("you asked for {}", query.unwrap_or_default()) };
    let address = server(Router::new().fallback(page)).await;
    for ask in [Ask::dropbox(), Ask::meta("token")] {
        let refused = standard().handshake(&url(address), &ask).await;
        assert!(matches!(refused, Err(HandshakeError::Answer(_))), "{refused:?}");
    }
    // The bare challenge is, and the URL's own query is still there.
    let bare = |RawQuery(query): RawQuery| async move {
        let query = query.unwrap_or_default();
        query.strip_prefix("tenant=1&challenge=").unwrap_or_default().to_owned()
    };
    let address = server(Router::new().fallback(bare)).await;
    standard().handshake(&url(address), &Ask::dropbox()).await.unwrap();
}

#[tokio::test]
async fn an_answer_with_an_error_in_it_is_none() {
    let echo = |body: String| async move {
        let body: serde_json::Value = serde_json::from_str(&body).unwrap();
        let token = &body["payload"]["plainToken"];
        serde_json::json!({ "plainToken": token, "encryptedToken": token }).to_string()
    };
    let address = server(Router::new().fallback(echo)).await;
    let zoom = client(Scheme::zoom(), "ours");
    let refused = zoom.handshake(&url(address), &Ask::zoom()).await;
    assert!(matches!(refused, Err(HandshakeError::Answer("its `encryptedToken` is not the token's HMAC"))));
    let unsigned = Client::builder(Signing::unsigned()).allow_http_on_loopback().build();
    let refused = unsigned.handshake(&url(address), &Ask::zoom()).await;
    assert!(matches!(refused, Err(HandshakeError::NoKey)), "{refused:?}");
    let secret = "b537207f20cbfa02357cf448134da559";
    let twice = move |headers: HeaderMap| async move {
        assert!(
            !headers.contains_key("webhook-signature"),
            "nothing is signed by a secret that is not known yet"
        );
        let mut answer = HeaderMap::new();
        for given in [secret, "another"] {
            answer.append("x-hook-secret", given.parse().unwrap());
        }
        answer
    };
    let address = server(Router::new().fallback(twice)).await;
    let refused = standard().handshake(&url(address), &Ask::asana(secret)).await;
    assert!(matches!(refused, Err(HandshakeError::Answer(_))), "{refused:?}");
}

#[tokio::test]
async fn consent_is_read_strictly() {
    let ask = Ask::cloud_events("events.example.com").rate(100);
    for (headers, wanted) in [
        (
            vec![("webhook-allowed-origin", "events.example.com"), ("webhook-allowed-rate", "50")],
            Ok(Some(50)),
        ),
        (vec![("webhook-allowed-origin", "*"), ("webhook-allowed-rate", "*")], Ok(None)),
        (vec![("webhook-allowed-origin", "other.example.com"), ("webhook-allowed-rate", "50")], Err(())),
        (vec![("webhook-allowed-origin", "events.example.com")], Err(())),
        (vec![("webhook-allowed-origin", "events.example.com"), ("webhook-allowed-rate", "0")], Err(())),
        (vec![("webhook-allowed-origin", "events.example.com"), ("webhook-allowed-rate", "-1")], Err(())),
        (vec![("webhook-allowed-rate", "50")], Err(())),
    ] {
        let answer: HeaderMap = headers
            .iter()
            .map(|(name, value)| (name.parse::<axum::http::HeaderName>().unwrap(), value.parse().unwrap()))
            .collect();
        let address = always(answer).await;
        let granted = standard().handshake(&url(address), &ask).await;
        assert_eq!(granted.map(|granted| granted.rate).map_err(|_| ()), wanted, "{headers:?}");
    }
    // Without consent now, it may come by the callback.
    let address = always("").await;
    let later = ask.callback("https://events.example.com/consent");
    assert!(standard().handshake(&url(address), &later).await.unwrap().later);
}

#[tokio::test]
async fn a_handshake_goes_through_the_guards() {
    let guarded = Client::new(Signing::standard_webhooks(SECRET).unwrap());
    for (url, host) in
        [("https://127.0.0.1/", "127.0.0.1"), ("https://169.254.169.254/latest", "169.254.169.254")]
    {
        match guarded.handshake(url, &Ask::dropbox()).await {
            Err(HandshakeError::Send(SendError::Blocked { host: blocked })) => assert_eq!(blocked, host),
            other => panic!("{other:?}"),
        }
    }
    let plain = guarded.handshake("http://example.com/", &Ask::dropbox()).await;
    assert!(matches!(plain, Err(HandshakeError::Send(SendError::Insecure { .. }))));
    let huge = always("a".repeat(100_000)).await;
    let refused = standard().handshake(&url(huge), &Ask::dropbox()).await;
    assert!(matches!(refused, Err(HandshakeError::Send(SendError::AnswerTooLarge { .. }))), "{refused:?}");
    let moved = always((StatusCode::FOUND, [("location", "http://127.0.0.1:1/")])).await;
    let refused = standard().handshake(&url(moved), &Ask::dropbox()).await;
    assert!(matches!(refused, Err(HandshakeError::Status(StatusCode::FOUND))), "{refused:?}");
    let origin = standard().handshake(&url(moved), &Ask::cloud_events("a\r\nx: y")).await;
    assert!(matches!(origin, Err(HandshakeError::Send(SendError::Header(_)))), "{origin:?}");
}
