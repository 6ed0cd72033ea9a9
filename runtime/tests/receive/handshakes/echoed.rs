//! Kinds that are answered at once: Dropbox, Meta, Asana.

use super::*;

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
