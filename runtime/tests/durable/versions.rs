//! A receiver of three versions behind an inbox: the version is that of the request, also when it is handled later.

use super::file::File;
use super::server::{Sent, serve_any};
use super::shop::{Routes, Table, integers, tables};
use hookwright::Setup;
use hookwright::codegen::VersionSource;
use hookwright::receive::{Counts, Inbox};

tables! { ByPath: integers(&[VersionSource::Path { before: "v", after: "" }]); }

const FIRST: &str = r#"{"type":"order.created","id":7}"#;

#[tokio::test]
async fn the_path_that_the_sender_called_outlives_the_request() {
    let file = File::new("versions");
    let inbox = Inbox::open(file.path()).await.unwrap().attempts(1);
    let service = Setup::new(Routes::<ByPath>::default()).unsigned();
    let mut running = None;
    // Below a nest, the service itself sees `/` alone.
    let open = serve_any(std::sync::Arc::default(), service, |service| {
        let (service, workers) = service.inbox(&inbox);
        running = Some(workers.start());
        axum::Router::new().nest("/webhook/{version}", service.router())
    })
    .await;
    let got = Sent::plain(FIRST).to("/webhook/v1?a=1").send(&open).await;
    assert_eq!((got.status, got.header("deprecation")), (200, Some("@1688169599")));
    assert_eq!(open.codes(2).await, ["inbox::accepted", "accepted"]);
    assert_eq!(open.outcome().version, Some("1"));
    // What is of no version is refused while its sender can be told.
    let got = Sent::plain(FIRST).to("/webhook/v9").send(&open).await;
    assert_eq!((got.status, got.json()["supported"].clone()), (400, serde_json::json!(["1", "2", "3"])));
    // An upgrade that fails is a handler that fails.
    let failing = Sent::plain(r#"{"type":"order.created","id":-1}"#).to("/webhook/v1");
    assert_eq!(failing.send(&open).await.status, 200);
    let codes = ["inbox::accepted", "accepted", "version::unknown", "inbox::accepted", "inbox::dead"];
    assert_eq!(open.codes(5).await, codes);
    assert_eq!(inbox.counts().await.unwrap(), Counts { dead: 1, ..Counts::default() });
    let letters = inbox.dead_letters(0, 1).await.unwrap();
    assert!(letters[0].error.contains("no such order"), "{letters:?}");
}
