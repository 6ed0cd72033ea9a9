//! Heads of requests: too many headers, too long ones, too slow ones, and what is no HTTP at all.

use super::harness::{CREATED, rest, signed, stand};
use super::server::Sent;
use hookwright::serve::Server;
use std::fmt::Write as _;
use std::time::{Duration, Instant};
use tokio::io::AsyncWriteExt;

/// Statuses of all answers in what a connection said.
fn statuses(said: &str) -> Vec<&str> {
    said.split("HTTP/1.1 ").skip(1).filter_map(|answer| answer.get(..3)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_headers_are_too_many() {
    let standing = stand(Server::new(), |service| service).await;
    let attack = async {
        let mut stream = standing.connect().await;
        let mut head = "POST / HTTP/1.1\r\nhost: a\r\n".to_owned();
        for at in 0..10_000 {
            let _ = write!(head, "x-{at}: {at}\r\n");
        }
        // The server may close before it has read everything, and take its answer with it.
        let _ = stream.write_all((head + "\r\n").as_bytes()).await;
        rest(&mut stream).await
    };
    let (said, memory) = standing.meanwhile(attack).await;
    assert!(["431", ""].contains(&statuses(&said).first().copied().unwrap_or_default()), "{said}");
    assert!(memory < 16 * 1024 * 1024, "{memory} bytes of memory");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_service_counts_headers_whatever_the_server_lets_through() {
    let standing = stand(Server::new(), |service| service.header_limits(20, 2_000)).await;
    let with = |headers: usize, length: usize| {
        let mut sent = signed("msg_1", CREATED.as_bytes());
        for at in 0..headers {
            sent = sent.header(&format!("x-{at}"), &"x".repeat(length));
        }
        sent
    };
    assert_eq!(with(10, 10).send(&standing.open).await.status, 200);
    assert_eq!(with(20, 10).send(&standing.open).await.status, 431);
    assert_eq!(with(1, 2_000).send(&standing.open).await.status, 431);
    assert_eq!(standing.open.codes(3).await, ["accepted", "limit::headers", "limit::headers"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_head_ends() {
    let standing = stand(Server::new().head_timeout(Duration::from_secs(1)), |service| service).await;
    let attack = async {
        let mut stream = standing.connect().await;
        let began = Instant::now();
        let mut line = "POST / HTTP/1.1\r\nhost: a\r\n".to_owned();
        while stream.write_all(line.as_bytes()).await.is_ok() {
            "x: y\r\n".clone_into(&mut line);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        began.elapsed()
    };
    let (time, _) = standing.meanwhile(attack).await;
    assert!(time < Duration::from_secs(20), "{time:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_http_ends_the_connection() {
    let standing = stand(Server::new(), |service| service).await;
    let attack = async {
        let mut all = Vec::new();
        for garbage in [
            &b"\0\xff\x16\x03\x01\x02 garbage\r\n\r\n"[..],
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            b"POST / HTTP/9.9\r\nhost: a\r\n\r\n",
            b"POST / HTTP/1.1\r\nbad header\r\n\r\n",
            b"POST / HTTP/1.1\r\nx\0y: 1\r\n\r\n",
        ] {
            let mut stream = standing.connect().await;
            stream.write_all(garbage).await.unwrap();
            all.push(rest(&mut stream).await);
        }
        all
    };
    let (all, _) = standing.meanwhile(attack).await;
    for said in all {
        assert!(statuses(&said).iter().all(|status| status.starts_with('4')), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn garbage_behind_a_good_request_spoils_only_itself() {
    let standing = stand(Server::new(), |service| service).await;
    let good = |id: &str| {
        let Sent { headers, body, .. } = signed(id, CREATED.as_bytes());
        let mut head = "POST / HTTP/1.1\r\nhost: a\r\n".to_owned();
        for (name, value) in headers {
            let _ = write!(head, "{name}: {value}\r\n");
        }
        let _ = write!(head, "content-length: {}\r\n\r\n", body.len());
        [head.into_bytes(), body].concat()
    };
    let attack = async {
        let mut stream = standing.connect().await;
        let pipeline = [good("msg_1"), good("msg_2"), b"}{\0 garbage \r\n\r\n".repeat(1000), good("msg_3")];
        let _ = stream.write_all(&pipeline.concat()).await;
        rest(&mut stream).await
    };
    let (said, _) = standing.meanwhile(attack).await;
    assert_eq!(statuses(&said), ["200", "200", "400"], "{said}");
    let accepted = standing.open.codes(3).await;
    assert!(accepted.iter().all(|code| *code == "accepted"), "{accepted:?}");
}
