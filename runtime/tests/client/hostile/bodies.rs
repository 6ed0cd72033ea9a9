//! Bodies of answers that have no end, contradict themselves, or want to be unpacked.

use std::io::Write as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use hookwright::Json;
use http::StatusCode;
use serde_json::json;

use super::peer::Hostile;
use super::{BUFFERS, builder, class, meet};
use crate::PAID;
use crate::answers::PaidAnswer;

const KEPT: &str = "HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n";
const CLOSED: &str = "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n";
const CHUNKED: &str = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";

#[tokio::test]
async fn a_body_without_an_end_is_left_and_refused_or_cut_off_as_the_client_was_told() {
    let (strict, tolerant) = (builder().build(), builder().truncate_answers().build());
    for (head, again) in [
        (KEPT, "x".repeat(1000)),
        (CLOSED, "x".repeat(1000)),
        (CHUNKED, format!("400\r\n{}\r\n", "x".repeat(1024))),
        (CHUNKED, "1\r\nx\r\n".to_owned()),
    ] {
        let server = Hostile::flooding(head, again.clone()).await;
        assert_eq!(class(&strict, &server.url()).await, "answer::too_large", "{head:?}");
        server.is_left(1).await;

        let answer = meet(&tolerant, &server.url()).await.unwrap();
        assert!(answer.is_success() && answer.truncated && answer.value.is_some(), "{head:?}");
        assert_eq!(&answer.body[..], "x".repeat(1000).as_bytes(), "{head:?}");
        server.is_left(2).await;
        assert!(server.written() < 2 * BUFFERS, "{head:?}: {}", server.written());
        assert_eq!(server.connections(), 2, "none of them is used again");
    }
}

#[tokio::test]
async fn a_body_of_the_limit_is_whole_and_one_byte_more_is_cut_off() {
    let client = builder().truncate_answers().build();
    for (length, truncated) in [(0, false), (999, false), (1000, false), (1001, true), (70_000, true)] {
        let body = "x".repeat(length);
        for said in [
            format!("HTTP/1.1 500 Oops\r\ncontent-length: {length}\r\n\r\n{body}"),
            format!("HTTP/1.1 500 Oops\r\nconnection: close\r\n\r\n{body}"),
        ] {
            let server = Hostile::saying(said).await;
            let answer = meet(&client, &server.url()).await.unwrap();
            assert_eq!((answer.status, answer.truncated), (StatusCode::INTERNAL_SERVER_ERROR, truncated));
            assert_eq!(answer.body.len(), length.min(1000));
        }
    }
}

#[tokio::test]
async fn a_typed_answer_that_was_cut_off_is_an_answer_without_a_value() {
    let client = builder().truncate_answers().build();
    let server = Hostile::flooding(CLOSED, r#"["x","#.repeat(1000)).await;
    let (url, payload) = (server.url(), Json::from(json!({})));
    let answer = client.send::<_, PaidAnswer>(&PAID, &url, &payload).await.unwrap();
    assert!(answer.is_success() && answer.truncated && answer.value.is_none());
}

#[tokio::test]
async fn what_surrounds_a_body_has_an_end_too() {
    let client = builder().build();
    for (head, again) in [
        // An extension of a chunk, its length, a trailer, trailers, and empty chunks that never come.
        (format!("{CHUNKED}1;x="), "xxxxxxxxxxxxxxxx"),
        (CHUNKED.to_owned(), "0000000000000000"),
        (format!("{CHUNKED}0\r\nx-trailer: "), "xxxxxxxxxxxxxxxx"),
        (format!("{CHUNKED}0\r\n"), "x-trailer: x\r\n"),
        (CHUNKED.to_owned(), "1;x=y\r\nx\r\n"),
    ] {
        let server = Hostile::flooding(head.clone(), again).await;
        let error = meet(&client, &server.url()).await.unwrap_err();
        assert!(["broken", "answer::too_large"].contains(&error.class()), "{head:?}: {error}");
        server.is_left(1).await;
        assert!(server.written() < BUFFERS, "{head:?}: {}", server.written());
    }
}

#[tokio::test]
async fn a_body_that_drips_meets_the_limit_of_the_whole() {
    let client = builder().timeout(Duration::from_millis(400)).build();
    for (head, again) in [(KEPT, "x"), (CLOSED, "x"), (CHUNKED, "1\r\nx\r\n")] {
        let server = Hostile::dripping(head, again).await;
        assert_eq!(class(&client, &server.url()).await, "timeout::answer", "{head:?}");
        server.is_left(1).await;
    }
}

#[tokio::test]
async fn lengths_that_contradict_each_other_are_no_answer() {
    let client = builder().build();
    for headers in [
        "content-length: 2\r\ncontent-length: 3\r\n",
        "content-length: 2, 3\r\n",
        "content-length: -2\r\n",
        "content-length: +2\r\n",
        "content-length: 0x2\r\n",
        "content-length: two\r\n",
        "content-length: 18446744073709551616\r\n",
    ] {
        let server = Hostile::saying(format!("HTTP/1.1 200 OK\r\n{headers}\r\nokay")).await;
        assert_eq!(class(&client, &server.url()).await, "broken", "{headers:?}");
    }
    for chunks in [
        "x\r\nok\r\n0\r\n\r\n",
        "-2\r\nok\r\n0\r\n\r\n",
        "fffffffffffffffff\r\nok",
        "2\r\nokay\r\n0\r\n\r\n",
        "\r\n\r\n",
    ] {
        let server = Hostile::saying(format!("{CHUNKED}{chunks}")).await;
        assert_eq!(class(&client, &server.url()).await, "broken", "{chunks:?}");
    }
}

#[tokio::test]
async fn a_body_that_ends_early_is_not_whole() {
    let client = builder().build();
    for said in [
        "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nshort",
        "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nsho",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nshort\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n",
        "HTTP/1.1 20",
        "",
    ] {
        let server = Hostile::saying(said).await;
        assert_eq!(class(&client, &server.url()).await, "broken", "{said:?}");
    }
}

#[tokio::test]
async fn nothing_is_asked_for_in_a_coding_and_nothing_is_decoded() {
    let mut bomb = GzEncoder::new(Vec::new(), Compression::best());
    bomb.write_all(&vec![0; 500_000]).unwrap();
    let bomb = bomb.finish().unwrap();
    assert!(bomb.len() < 1000);
    let requests = Arc::new(Mutex::new(Vec::new()));
    for header in ["content-encoding: gzip", "content-encoding: br, gzip", "content-encoding: zstd"] {
        let said = format!("HTTP/1.1 200 OK\r\n{header}\r\ncontent-length: {}\r\n\r\n", bomb.len());
        let said = [said.as_bytes(), &bomb].concat();
        let kept = Arc::clone(&requests);
        let server = Hostile::playing(move |mut peer| {
            let (said, kept) = (said.clone(), Arc::clone(&kept));
            async move {
                let request = peer.request().await;
                kept.lock().unwrap().extend(request);
                peer.say(&said).await;
            }
        });
        let answer = meet(&builder().build(), &server.await.url()).await.unwrap();
        assert_eq!(answer.body, bomb, "as it came");
    }
    let requests = requests.lock().unwrap();
    assert_eq!(requests.len(), 3);
    for request in requests.iter() {
        assert!(!request.to_ascii_lowercase().contains("accept-encoding"), "{request}");
        assert!(!request.to_ascii_lowercase().contains("\r\nte:"), "{request}");
    }
}
