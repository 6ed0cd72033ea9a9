//! Repeated deliveries, remembered in a file: by two instances on it, over restarts, and behind a service.

use super::claims;
use super::file::File;
use super::orders::{Shop, Webhooks};
use super::server::{SECRET, Sent, serve};
use hookwright::receive::SqliteDuplicates;
use hookwright::store::SqliteStore;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// Two instances with threads and connections of their own.
async fn two(file: &File) -> (SqliteDuplicates, SqliteDuplicates) {
    let (a, b) = tokio::join!(SqliteDuplicates::open(file.path()), SqliteDuplicates::open(file.path()));
    let with_times =
        |store: SqliteDuplicates| store.lease(claims::LEASE).retention(claims::RETENTION).namespace("shop");
    (with_times(a.unwrap()), with_times(b.unwrap()))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_of_two_hundred() {
    let file = File::new("race");
    let (a, b) = two(&file).await;
    claims::one_of_two_hundred(a, b).await;
}

#[tokio::test]
async fn an_answer_comes_back_to_the_byte() {
    let file = File::new("answer");
    let (a, b) = two(&file).await;
    claims::an_answer_comes_back_to_the_byte(a, b).await;
}

#[tokio::test]
async fn a_claim_lapses_and_is_taken_over() {
    let file = File::new("lapse");
    let (a, b) = two(&file).await;
    claims::a_claim_lapses_and_is_taken_over(a, b).await;
}

#[tokio::test]
async fn a_late_answer_is_recorded_where_nobody_took_over() {
    let file = File::new("late");
    let (a, b) = two(&file).await;
    claims::a_late_answer_is_recorded_where_nobody_took_over(a, b).await;
}

#[tokio::test]
async fn what_is_released_or_old_is_free() {
    let file = File::new("release");
    let (a, b) = two(&file).await;
    claims::what_is_released_or_old_is_free(a, b).await;
}

#[tokio::test]
async fn namespaces_are_apart() {
    let file = File::new("namespaces");
    let (a, b) = two(&file).await;
    claims::namespaces_are_apart(a, b.namespace("bank")).await;
}

/// A service, its store and its process's memory are gone; the next one knows.
#[tokio::test]
async fn answers_outlive_a_restart() {
    let file = File::new("restart");
    let sent = Sent::signed("msg_1", r#"{"type":"order.created","id":"o1"}"#);
    let mut answers = Vec::new();
    for round in 0..2 {
        let shop = Arc::new(Shop::default());
        let store = SqliteDuplicates::on(SqliteStore::open(file.path()).await.unwrap()).await.unwrap();
        let service = Webhooks::new(Arc::clone(&shop)).secret(SECRET).unwrap().duplicates(store);
        let open = serve(shop, service, |service| service.router()).await;
        let got = sent.send(&open).await;
        answers.push((got.status, got.header("content-type").map(str::to_owned), got.body));
        assert_eq!(open.codes(1).await, [if round == 0 { "accepted" } else { "duplicate" }]);
        assert_eq!(open.shop.calls.load(Ordering::SeqCst), 1 - round);
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0].0, 200);
}

/// Two receivers on one file, both called with the same delivery again and again.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_receivers_handle_it_once() {
    let file = File::new("two-receivers");
    let mut servers = Vec::new();
    for _ in 0..2 {
        let shop = Arc::new(Shop::default());
        let store = SqliteDuplicates::open(file.path()).await.unwrap();
        let service = Webhooks::new(Arc::clone(&shop)).secret(SECRET).unwrap().duplicates(store);
        servers.push(Arc::new(serve(shop, service, |service| service.router()).await));
    }
    let sent = Sent::signed("msg_1", r#"{"type":"order.created","id":"o1"}"#);
    let tasks: Vec<_> = (0..200)
        .map(|n| {
            let (sent, server) = (sent.clone(), Arc::clone(&servers[n % 2]));
            tokio::spawn(async move { sent.send(&server).await })
        })
        .collect();
    for task in tasks {
        let got = task.await.unwrap();
        assert!(got.status == 200 || (got.status == 503 && got.header("retry-after").is_some()), "{got:?}");
    }
    assert_eq!(servers.iter().map(|server| server.calls()).sum::<usize>(), 1);
    assert_eq!(sent.send(&servers[0]).await.body, sent.send(&servers[1]).await.body);
}

#[tokio::test]
async fn a_failed_delivery_is_handled_again() {
    let file = File::new("failed");
    let shop = Arc::new(Shop::default());
    let store = SqliteDuplicates::open(file.path()).await.unwrap();
    let service = Webhooks::new(Arc::clone(&shop)).secret(SECRET).unwrap().duplicates(store);
    let open = serve(shop, service, |service| service.router()).await;
    let sent = Sent::signed("msg_1", r#"{"type":"order.created","id":"o1","note":"fail once"}"#);
    assert_eq!(sent.send(&open).await.status, 503);
    assert_eq!(sent.send(&open).await.status, 200);
    assert_eq!(open.codes(2).await, ["handler::failed", "accepted"]);
}
