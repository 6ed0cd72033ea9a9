//! Bodies that are slow, endless, of another length than they say, or no JSON that anybody should write.

use super::harness::{CREATED, rest, signed, stand};
use super::server::Got;
use hookwright::serve::Server;
use std::time::{Duration, Instant};
use tokio::io::AsyncWriteExt;

const MEGABYTE: usize = 1024 * 1024;
const HEAD: &str = "POST / HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_body_ends_whether_it_trickles_or_stalls() {
    let standing = stand(Server::new(), |service| service.body_timeout(Duration::from_millis(300))).await;
    let attack = async {
        let (mut trickling, mut stalled) = (standing.connect().await, standing.connect().await);
        let head = format!("{HEAD}content-length: 1000\r\n\r\n{{");
        trickling.write_all(head.as_bytes()).await.unwrap();
        stalled.write_all(head.as_bytes()).await.unwrap();
        let began = Instant::now();
        while began.elapsed() < Duration::from_millis(600) && trickling.write_all(b" ").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        (Got::read(trickling).await.status, Got::read(stalled).await.status)
    };
    let (statuses, _) = standing.meanwhile(attack).await;
    assert_eq!(statuses, (408, 408));
    let codes = standing.open.codes(3).await;
    assert_eq!(codes.iter().filter(|code| **code == "limit::time").count(), 2, "{codes:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_endless_body_is_cut_off() {
    let standing = stand(Server::new(), |service| service).await;
    let attack = async {
        let mut stream = standing.connect().await;
        stream.write_all(format!("{HEAD}transfer-encoding: chunked\r\n\r\n").as_bytes()).await.unwrap();
        let chunk = [b"10000\r\n".as_slice(), &[b' '; 0x10000], b"\r\n"].concat();
        let mut sent = 0;
        // A server that has said no closes, and so ends the writing.
        while sent < 1024 * MEGABYTE && stream.write_all(&chunk).await.is_ok() {
            sent += chunk.len();
        }
        sent
    };
    let (sent, memory) = standing.meanwhile(attack).await;
    assert!(sent < 64 * MEGABYTE, "{sent} bytes were taken");
    assert!(memory < 32 * MEGABYTE, "{memory} bytes of memory");
    assert!(standing.open.codes(1).await.contains(&"limit::body"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_length_that_is_wrong_is_no_request() {
    let standing = stand(Server::new(), |service| service.body_timeout(Duration::from_millis(300))).await;
    let attack = async {
        let mut said = Vec::new();
        for (length, body) in [
            ("content-length: 5\r\ncontent-length: 6\r\n", "{}{}{}"),
            ("content-length: -1\r\n", "{}"),
            ("content-length: 0x2\r\n", "{}"),
            ("content-length: 99999999999999999999999\r\n", "{}"),
            ("content-length: 9999999999\r\n", "{}"),
            ("content-length: 40\r\n", "{}"),
            ("transfer-encoding: gzip\r\n", "{}"),
            ("transfer-encoding: chunked\r\n", "zz\r\n{}\r\n0\r\n\r\n"),
            ("transfer-encoding: chunked\r\n", "ffffffffffffffffff\r\n{}"),
        ] {
            let mut stream = standing.connect().await;
            let request = format!("{HEAD}connection: close\r\n{length}\r\n{body}");
            stream.write_all(request.as_bytes()).await.unwrap();
            let answer = rest(&mut stream).await;
            said.push((length, answer.split(' ').nth(1).unwrap_or_default().to_owned()));
        }
        said
    };
    let (said, _) = standing.meanwhile(attack).await;
    for (length, status) in said {
        assert!(["400", "408", "413", "501"].contains(&status.as_str()), "{length:?}: {status}");
    }
    assert_eq!(standing.open.codes(1).await.iter().filter(|code| code.starts_with("signature")).count(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_leaves_half_way_leaves_nothing() {
    let standing = stand(Server::new(), |service| service).await;
    let mut stream = standing.connect().await;
    stream.write_all(format!("{HEAD}content-length: 40\r\n\r\n{{}}").as_bytes()).await.unwrap();
    stream.shutdown().await.unwrap();
    drop(rest(&mut stream).await);
    let code = standing.open.codes(1).await[0];
    assert!(["body::broken", "cancelled"].contains(&code), "{code}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn json_that_nobody_should_write_is_judged_and_nothing_more() {
    let standing = stand(Server::new(), |service| service).await;
    let deep = |open: &str, close: &str| {
        let (front, back) = (open.repeat(300_000), close.repeat(300_000));
        format!(r#"{{"type":"order.cancelled","x":{front}1{back}}}"#).into_bytes()
    };
    let attack = async {
        let mut said = Vec::new();
        for (name, body) in [
            ("deep arrays", deep("[", "]")),
            ("deep objects", deep(r#"{"a":"#, "}")),
            ("unclosed", "[".repeat(2_000_000).into_bytes()),
            ("duplicate keys", br#"{"type":"order.cancelled","type":"order.created","id":"o1"}"#.to_vec()),
            ("many duplicates", duplicates()),
            ("lone surrogate", br#"{"type":"order.created","id":"\ud800"}"#.to_vec()),
            ("NUL", b"{\"type\":\"order.created\",\"id\":\"a\0b\"}".to_vec()),
            ("only NUL", vec![0; 100_000]),
            ("not UTF-8", b"{\"type\":\"order.created\",\"id\":\"\xff\xfe\"}".to_vec()),
            ("UTF-16", "{\"type\":1}".encode_utf16().flat_map(u16::to_le_bytes).collect()),
            ("long number", format!(r#"{{"type":"order.created","id":{}}}"#, "9".repeat(1_000_000)).into()),
            ("huge exponent", br#"{"type":"order.created","id":"a","discount":1e999999999}"#.to_vec()),
        ] {
            let began = Instant::now();
            let got = signed(&name.replace(' ', "_"), &body).send(&standing.open).await;
            said.push((name, got.status, began.elapsed()));
        }
        said
    };
    let (said, memory) = standing.meanwhile(attack).await;
    for (name, status, time) in &said {
        // `fallback` acknowledges what it is handed, and nobody else was handed any of it.
        assert!((200..300).contains(status), "{name}: {status}");
        assert!(*time < Duration::from_secs(20), "{name} took {time:?}");
    }
    let codes = standing.open.codes(said.len() + 1).await;
    let codes: Vec<_> = codes.into_iter().filter(|code| *code != "accepted").collect();
    let (violation, unknown, unhandled) = ("payload::violation", "event::unknown", "event::unhandled");
    let expected = [
        [violation, violation, unknown],
        [unhandled, unhandled, violation],
        [violation, unknown, violation],
        [unknown, violation, violation],
    ];
    assert_eq!(codes, expected.concat());
    assert!(memory < 64 * MEGABYTE, "{memory} bytes of memory");
}

fn duplicates() -> Vec<u8> {
    let mut body = br#"{"type":"order.cancelled""#.to_vec();
    for _ in 0..150_000 {
        body.extend(br#","a":1"#);
    }
    body.push(b'}');
    body
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_good_are_served() {
    let standing = stand(Server::new(), |service| service).await;
    assert_eq!(signed("msg_1", CREATED.as_bytes()).send(&standing.open).await.status, 200);
    assert_eq!(standing.open.outcome().source.unwrap().to_string(), "127.0.0.1");
}
