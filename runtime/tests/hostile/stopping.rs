//! The end of a server: what was accepted is answered, and what hangs is dropped in time.

use super::harness::{CREATED, rest, signed, stand};
use super::server::Got;
use hookwright::serve::Server;
use std::time::{Duration, Instant};
use tokio::net::TcpStream;

const WAIT: &str = r#"{"type":"order.created","id":"o1","note":"wait"}"#;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_accepted_is_answered_and_nothing_more_is_accepted() {
    let standing = stand(Server::new(), |service| service).await;
    let mut idle = standing.connect().await;
    let waiting = signed("msg_1", WAIT.as_bytes()).start(&standing.open).await;
    standing.open.shop.entered.notified().await;
    standing.stop.send(()).unwrap();
    assert_eq!(rest(&mut idle).await, "");
    assert!(!standing.ended.is_finished());
    assert!(TcpStream::connect(standing.open.address).await.is_err());
    standing.open.shop.gate.notify_one();
    assert_eq!(Got::read(waiting).await.status, 202);
    assert!(standing.ended.await.unwrap());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_hangs_is_dropped_and_its_id_is_free() {
    let standing = stand(Server::new().grace(Duration::from_millis(200)), |service| service).await;
    let mut waiting = signed("msg_1", WAIT.as_bytes()).start(&standing.open).await;
    standing.open.shop.entered.notified().await;
    let told = Instant::now();
    standing.stop.send(()).unwrap();
    assert!(!standing.ended.await.unwrap());
    assert!(told.elapsed() < Duration::from_secs(20));
    assert_eq!(rest(&mut waiting).await, "");
    assert_eq!(standing.open.codes(1).await, ["cancelled"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unused_server_ends_at_once() {
    let standing = stand(Server::new(), |service| service).await;
    assert_eq!(signed("msg_1", CREATED.as_bytes()).send(&standing.open).await.status, 200);
    standing.stop.send(()).unwrap();
    assert!(standing.ended.await.unwrap());
}
