//! Connections that end, hang, or hold more than was asked for.

use std::time::Duration;

use hookwright::RawBody;
use hookwright::client::Client;
use http::StatusCode;

use super::peer::Hostile;
use super::{PATIENCE, builder, class};
use crate::server::{AUTHORITY, Server, answer};
use crate::{PAID, send, signing};

#[tokio::test]
async fn a_reset_is_survived_wherever_it_comes() {
    let client = builder().build();
    let at_once = Hostile::playing(async |peer| peer.reset()).await;
    let unread = Hostile::playing(async |mut peer| {
        peer.take(10).await;
        peer.reset();
    })
    .await;
    let read = Hostile::playing(async |mut peer| {
        peer.request().await;
        peer.reset();
    })
    .await;
    for server in [at_once, unread, read] {
        assert_eq!(class(&client, &server.url()).await, "broken");
    }
    for said in
        ["HTTP/1.1 20", "HTTP/1.1 200 OK\r\na: b", "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nshort"]
    {
        let server = Hostile::playing(async move |mut peer| {
            peer.request().await;
            peer.say(said.as_bytes()).await;
            tokio::time::sleep(Duration::from_millis(50)).await;
            peer.reset();
        });
        assert_eq!(class(&client, &server.await.url()).await, "broken", "{said:?}");
    }
}

#[tokio::test]
async fn one_event_is_sent_once_whatever_the_connection_does() {
    // The first answer is good, so that the connection is kept; the second request is read, and the connection reset.
    let server = Hostile::playing(async |mut peer| {
        peer.request().await;
        peer.say(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await;
        peer.request().await;
        peer.reset();
    });
    let (server, client) = (server.await, builder().build());
    assert!(send(&client, &server.url()).await.unwrap().is_success());
    assert_eq!(class(&client, &server.url()).await, "broken");
    assert_eq!((server.connections(), server.requests()), (1, 2), "nothing was sent twice behind our back");
}

#[tokio::test]
async fn an_answer_that_nobody_asked_for_answers_no_event() {
    // Two answers to one request, or one more while the connection is idle.
    for (together, later) in [(true, false), (false, true)] {
        let server = Hostile::playing(move |mut peer| async move {
            let (first, forged) = (
                "HTTP/1.1 202 OK\r\ncontent-length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n",
            );
            while peer.request().await.is_some() {
                let said = if together { format!("{first}{forged}") } else { first.to_owned() };
                peer.say(said.as_bytes()).await;
                if later {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                    peer.say(forged.as_bytes()).await;
                }
            }
        });
        let (server, client) = (server.await, builder().build());
        for _ in 0..3 {
            assert_eq!(send(&client, &server.url()).await.unwrap().status, StatusCode::ACCEPTED);
            tokio::time::sleep(Duration::from_millis(60)).await;
        }
        assert_eq!((server.connections(), server.requests()), (3, 3));
    }
}

#[tokio::test]
async fn a_body_where_none_may_be_is_not_the_next_answer() {
    let server = Hostile::playing(async |mut peer| {
        while peer.request().await.is_some() {
            peer.say(b"HTTP/1.1 204 None\r\ncontent-length: 19\r\n\r\nHTTP/1.1 200 OK\r\n\r\n").await;
        }
    });
    let (server, client) = (server.await, builder().build());
    for _ in 0..3 {
        let answer = send(&client, &server.url()).await.unwrap();
        assert_eq!((answer.status, answer.body.len()), (StatusCode::NO_CONTENT, 0));
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
}

#[tokio::test]
async fn who_does_not_read_is_left() {
    let client = builder().timeout(Duration::from_millis(500)).build();
    let server = Hostile::playing(|peer| peer.stall()).await;
    let large = RawBody::from(bytes::Bytes::from(vec![b'x'; 64 * 1024 * 1024]));
    let url = server.url();
    let attempt = client.send::<_, ()>(&PAID, &url, &large);
    let error = tokio::time::timeout(PATIENCE, attempt).await.unwrap().unwrap_err();
    assert_eq!(error.class(), "timeout::headers", "{error}");
}

#[tokio::test]
async fn an_answer_before_the_request_was_read_is_no_hang() {
    let server = Hostile::playing(async |mut peer| {
        peer.take(100).await;
        peer.say(b"HTTP/1.1 413 Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").await;
    });
    let (server, client) = (server.await, builder().build());
    let large = RawBody::from(bytes::Bytes::from(vec![b'x'; 16 * 1024 * 1024]));
    let url = server.url();
    let attempt = client.send::<_, ()>(&PAID, &url, &large);
    match tokio::time::timeout(PATIENCE, attempt).await.unwrap() {
        Ok(answer) => assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE),
        Err(error) => assert_eq!(error.class(), "broken", "{error}"),
    }
}

#[tokio::test]
async fn an_attempt_that_is_given_up_takes_its_connection_with_it() {
    let server = Hostile::playing(async |mut peer| {
        peer.request().await;
        peer.hang().await;
    });
    let (server, client) = (server.await, builder().build());
    let attempt = tokio::time::timeout(Duration::from_millis(200), send(&client, &server.url())).await;
    assert!(attempt.is_err());
    tokio::time::timeout(PATIENCE, server.is_left(1)).await.expect("the receiver sees the end");
}

#[tokio::test]
async fn redirects_lead_nowhere() {
    let inside = Server::answering(&answer("200 OK", "", "")).await;
    let client = builder().build();
    for status in [
        "300 Choices",
        "301 Moved",
        "302 Found",
        "303 See Other",
        "305 Use Proxy",
        "307 Temporary",
        "308 Permanent",
    ] {
        for target in [
            inside.url("/"),
            "http://169.254.169.254/latest/meta-data/".to_owned(),
            "file:///etc/passwd".to_owned(),
        ] {
            let headers = format!("location: {target}\r\nrefresh: 0; url={target}\r\n");
            let server = Server::answering(&answer(status, &headers, "")).await;
            let answer = send(&client, &server.url("/")).await.unwrap();
            assert_eq!((answer.status.as_str(), answer.value), (&status[..3], None));
            assert_eq!((answer.is_success(), server.count()), (false, 1), "{status} to {target}");
        }
    }
    assert_eq!(inside.count(), 0);
}

#[tokio::test]
async fn what_a_receiver_asks_to_be_kept_is_not_sent_back() {
    let headers = "set-cookie: a=b\r\nwww-authenticate: Basic realm=x\r\nalt-svc: h2=\":1\"\r\n";
    let server = Server::answering(&answer("401 Unauthorized", headers, "")).await;
    let client = builder().build();
    for _ in 0..2 {
        assert_eq!(send(&client, &server.url("/")).await.unwrap().status, StatusCode::UNAUTHORIZED);
    }
    let last = server.last().headers();
    assert!(!last.contains_key("cookie") && !last.contains_key("authorization"));
    assert_eq!(server.count(), 2);
}

fn tls(connect: Duration) -> Client {
    let client = Client::builder(signing()).allow_private_addresses().trust(AUTHORITY).unwrap();
    client.connect_timeout(connect).timeout(2 * PATIENCE).build()
}

#[tokio::test]
async fn tls_that_hangs_meets_the_limit_of_connecting() {
    let client = tls(Duration::from_millis(300));
    let silent = Hostile::playing(|peer| peer.hang()).await;
    let begun = Hostile::playing(async |mut peer| {
        peer.say(b"\x16\x03\x03\x40\x00").await;
        peer.hang().await;
    });
    for server in [silent, begun.await] {
        let error = send(&client, &server.tls_url()).await.unwrap_err();
        assert_eq!(error.class(), "timeout::connect", "{error}");
        assert!(!error.may_have_arrived());
        server.is_left(1).await;
    }
}

#[tokio::test]
async fn what_is_no_tls_is_told_from_no_network() {
    let client = tls(PATIENCE);
    for said in
        ["HTTP/1.1 400 Bad Request\r\n\r\n", "", "SSH-2.0-OpenSSH_9.9\r\n", "\x15\x03\x03\0\x02\x02\x28"]
    {
        let server = Hostile::playing(async move |mut peer| {
            peer.take(100).await;
            peer.say(said.as_bytes()).await;
        });
        let error = send(&client, &server.await.tls_url()).await.unwrap_err();
        assert_eq!(error.class(), "tls", "{said:?}: {error}");
        assert!(!error.may_have_arrived());
    }
    let reset = Hostile::playing(async |mut peer| {
        peer.take(10).await;
        peer.reset();
    });
    let error = send(&client, &reset.await.tls_url()).await.unwrap_err();
    assert_eq!(error.class(), "tls", "{error}");

    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    let error = send(&client, &format!("https://127.0.0.1:{port}/")).await.unwrap_err();
    assert_eq!(error.class(), "connect", "{error}");
}

#[tokio::test]
async fn a_timeout_over_all_says_how_far_it_came() {
    let short =
        Client::builder(signing()).allow_private_addresses().timeout(Duration::from_millis(300)).build();
    let server = Hostile::playing(|peer| peer.hang()).await;
    let error = send(&short, &server.tls_url()).await.unwrap_err();
    assert_eq!(error.class(), "timeout::connect", "{error}");
    let plain = builder().timeout(Duration::from_millis(300)).build();
    let error = send(&plain, &server.url()).await.unwrap_err();
    assert_eq!(error.class(), "timeout::headers", "{error}");
}
