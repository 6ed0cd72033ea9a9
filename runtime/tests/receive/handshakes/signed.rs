//! Kinds that are answered once the request is verified: Slack, Zoom, Discord.

use super::*;

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
