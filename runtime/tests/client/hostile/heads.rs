//! Heads of answers that have no end, or are none.

use std::time::Duration;

use http::StatusCode;

use super::peer::Hostile;
use super::{BUFFERS, builder, class, meet};

const OK: &str = "HTTP/1.1 200 OK\r\n";

#[tokio::test]
async fn heads_without_an_end_are_left() {
    let client = builder().build();
    let line = format!("x-filler: {}\r\n", "x".repeat(1000));
    for (first, again) in [
        // Headers, one header, one header's name, a reason, spaces, empty lines.
        (OK, line.as_str()),
        ("HTTP/1.1 200 OK\r\nx-filler: ", "xxxxxxxxxxxxxxxx"),
        ("HTTP/1.1 200 OK\r\n", "xxxxxxxxxxxxxxxx"),
        ("HTTP/1.1 200 ", "OK OK OK OK OK"),
        ("HTTP/1.1", "                "),
        ("", "\r\n"),
        ("HTTP/1.1 200 OK\r\na: b\r\n", " folded\r\n"),
    ] {
        let server = Hostile::flooding(first, again).await;
        assert_eq!(class(&client, &server.url()).await, "broken", "{first:?}, then {again:?}");
        server.is_left(1).await;
        assert!(server.written() < BUFFERS, "{first:?}, then {again:?}: {}", server.written());
    }
}

#[tokio::test]
async fn a_flood_of_preliminary_answers_is_left() {
    let client = builder().build();
    for preliminary in ["HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n"] {
        let server = Hostile::flooding("", preliminary).await;
        assert_eq!(class(&client, &server.url()).await, "broken", "{preliminary:?}");
        server.is_left(1).await;
        assert!(server.written() < BUFFERS, "{}", server.written());
    }
}

#[tokio::test]
async fn preliminary_answers_are_passed_over() {
    let few = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n";
    let server = Hostile::saying(format!("{few}HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok")).await;
    let answer = meet(&builder().build(), &server.url()).await.unwrap();
    assert_eq!((answer.status, &answer.body[..]), (StatusCode::OK, &b"ok"[..]));
    assert!(!answer.headers.contains_key("link"));
}

#[tokio::test]
async fn a_head_that_drips_meets_its_own_limit_however_slow() {
    let client = builder().header_timeout(Duration::from_millis(300)).build();
    for (first, again) in [("", OK), (OK, "a: b\r\n"), ("", "\r\n"), ("HTTP/1.1 100 Continue\r\n\r\n", OK)] {
        let server = Hostile::dripping(first, again).await;
        assert_eq!(class(&client, &server.url()).await, "timeout::headers", "{first:?}, then {again:?}");
        server.is_left(1).await;
    }
    let silent = Hostile::playing(async |mut peer| {
        peer.request().await;
        peer.hang().await;
    });
    let silent = silent.await;
    assert_eq!(class(&client, &silent.url()).await, "timeout::headers");
    silent.is_left(1).await;
}

#[tokio::test]
async fn what_is_no_http_is_no_answer() {
    let client = builder().build();
    for said in [
        // HTTP/0.9 had bodies alone.
        "<html>hello</html>",
        "HTTP/0.9 200 OK\r\n\r\n",
        "HTTP/2.0 200 OK\r\n\r\n",
        "HTTP/9.9 200 OK\r\n\r\n",
        "HTP/1.1 200 OK\r\n\r\n",
        "http/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 2000 OK\r\n\r\n",
        "HTTP/1.1 99 OK\r\n\r\n",
        "HTTP/1.1 -1 OK\r\n\r\n",
        "HTTP/1.1 +200 OK\r\n\r\n",
        "HTTP/1.1 000 OK\r\n\r\n",
        "HTTP/1.1 2OO OK\r\n\r\n",
        "HTTP/1.1  200 OK\r\n\r\n",
        "HTTP/1.1\r\n\r\n",
        "\0\0\0\0\0\0\r\n\r\n",
        "SSH-2.0-OpenSSH_9.9\r\n",
        "\x15\x03\x01\0\x02\x02\x0a",
        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        "HTTP/1.1 200 OK\r\n: no name\r\n\r\n",
        "HTTP/1.1 200 OK\r\nspace : x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nnul: a\0b\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncr: a\rb\r\n\r\n",
        "HTTP/1.1 200 OK\r\na: b\r\n folded\r\n\r\n",
        // A preface of HTTP/2, which was not asked for.
        "\0\0\x12\x04\0\0\0\0\0\0\x03\0\0\0\x64",
    ] {
        let server = Hostile::saying(said).await;
        assert_eq!(class(&client, &server.url()).await, "broken", "{said:?}");
    }
}

#[tokio::test]
async fn too_many_headers_are_no_answer() {
    let client = builder().build();
    let with = |count: usize| format!("{OK}{}content-length: 0\r\n\r\n", "a: b\r\n".repeat(count - 1));
    let many = Hostile::saying(with(101)).await;
    assert_eq!(class(&client, &many.url()).await, "broken");
    let enough = Hostile::saying(with(100)).await;
    assert_eq!(meet(&client, &enough.url()).await.unwrap().headers.len(), 100);
}

#[tokio::test]
async fn a_receiver_that_switches_protocols_took_nothing() {
    let server =
        Hostile::saying("HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\nhello")
            .await;
    let answer = meet(&builder().build(), &server.url()).await.unwrap();
    assert_eq!((answer.status, answer.body.len()), (StatusCode::SWITCHING_PROTOCOLS, 0));
    assert!(!answer.is_success());
}
