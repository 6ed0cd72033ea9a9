//! The inbox over a real socket: what is acknowledged is handled, later, and as often as it takes.

use super::file::File;
use super::orders::{Shop, Webhooks};
use super::server::{FORGED, Open, SECRET, Sent, ShopService, serve};
use hookwright::receive::{Counts, Handshake, Inbox, Running, TenantKey};
use hookwright::signature::{ProviderError, Secret, SecretProvider};
use hookwright::store::SqliteStore;
use http::{HeaderName, StatusCode};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

const CREATED: &str = r#"{"type":"order.created","id":"o1"}"#;
const SOON: Duration = Duration::from_millis(20);

fn order(note: &str) -> String {
    format!(r#"{{"type":"order.created","id":"o1","note":"{note}"}}"#)
}

async fn inbox(file: &File) -> Inbox {
    Inbox::open(file.path()).await.unwrap().namespace("shop").delays(SOON, SOON)
}

/// A shop behind an inbox. Its workers run if they are said to.
async fn open(inbox: &Inbox, start: bool) -> (Open, Option<Running>) {
    open_with(inbox, start, |service| service).await
}

async fn open_with(
    inbox: &Inbox,
    start: bool,
    change: impl FnOnce(ShopService) -> ShopService,
) -> (Open, Option<Running>) {
    let shop = Arc::new(Shop::default());
    let service = change(Webhooks::new(Arc::clone(&shop)).secret(SECRET).unwrap());
    let mut running = None;
    let open = serve(shop, service, |service| {
        let (service, workers) = service.inbox(inbox);
        running = start.then(|| workers.start());
        service.router()
    })
    .await;
    (open, running)
}

async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    for _ in 0..500 {
        if holds().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("not in 5 s: {what}");
}

async fn empty(inbox: &Inbox) {
    until("the inbox is empty", async || inbox.counts().await.unwrap() == Counts::default()).await;
}

#[tokio::test]
async fn a_delivery_is_acknowledged_first_and_handled_then() {
    let file = File::new("accept");
    let inbox = inbox(&file).await;
    let (open, running) = open(&inbox, true).await;
    let sent = Sent::signed("msg_1", &order("wait"));
    // The handler waits, and the sender does not.
    let got = sent.send(&open).await;
    assert_eq!((got.status, got.body.as_str()), (201, ""));
    open.shop.entered.notified().await;
    assert_eq!(inbox.counts().await.unwrap(), Counts { running: 1, ..Counts::default() });
    // Neither while it runs nor afterwards is it handled again.
    assert_eq!(sent.send(&open).await.status, 201);
    open.shop.gate.notify_one();
    empty(&inbox).await;
    assert_eq!(sent.send(&open).await.status, 201);
    assert_eq!(open.codes(4).await, ["inbox::accepted", "duplicate", "accepted", "duplicate"]);
    assert_eq!(open.calls(), 1);
    assert_eq!(open.last(), "order.created msg_1 None 0");
    running.unwrap().shutdown(SOON).await;
}

#[tokio::test]
async fn what_is_refused_is_not_stored() {
    let file = File::new("refused");
    let inbox = inbox(&file).await.answer(StatusCode::ACCEPTED);
    let (open, _) = open(&inbox, false).await;
    let forged = Sent::signed_by(FORGED, "msg_1", SystemTime::now(), CREATED).send(&open).await;
    let old = SystemTime::now() - Duration::from_secs(3600);
    let stale = Sent::signed_by(SECRET, "msg_2", old, CREATED).send(&open).await;
    let typed = Sent::signed("msg_3", CREATED).without("content-type").header("content-type", "text/plain");
    let typed = typed.send(&open).await;
    assert_eq!((forged.status, stale.status, typed.status), (401, 401, 415));
    assert_eq!(inbox.counts().await.unwrap(), Counts::default());
    assert_eq!(Sent::signed("msg_4", CREATED).send(&open).await.status, 202);
    assert_eq!(inbox.counts().await.unwrap(), Counts { pending: 1, ..Counts::default() });
}

#[tokio::test]
async fn failures_and_panics_are_tried_again() {
    for (note, code) in [("error once", "error"), ("panic once", "panic"), ("busy once", "busy")] {
        let file = File::new(code);
        let inbox = inbox(&file).await;
        let (open, _running) = open(&inbox, true).await;
        assert_eq!(Sent::signed("msg_1", &order(note)).send(&open).await.status, 201);
        assert_eq!(open.codes(3).await, ["inbox::accepted", "inbox::retry", "accepted"]);
        let attempts: Vec<u32> =
            open.shop.attempts.lock().unwrap().iter().map(|(attempt, _)| *attempt).collect();
        assert_eq!(attempts, [1, 2]);
    }
}

#[tokio::test]
async fn what_fails_for_good_is_a_dead_letter() {
    let file = File::new("dead");
    let inbox = inbox(&file).await.attempts(3);
    let (open, _running) = open(&inbox, true).await;
    Sent::signed("msg_1", &order("fail always")).send(&open).await;
    // The application says that the delivery itself is wrong: another attempt would end the same way.
    Sent::signed("msg_2", r#"{"type":"order.moved","x":"refuse"}"#).send(&open).await;
    until("both are dead", async || inbox.counts().await.unwrap().dead == 2).await;
    let mut letters = inbox.dead_letters(0, 10).await.unwrap();
    letters.sort_by_key(|letter| letter.number);
    let [failed, refused] = &letters[..] else { panic!("{letters:?}") };
    assert_eq!((failed.id.as_str(), failed.attempts, failed.code.as_str()), ("msg_1", 3, "handler::failed"));
    assert_eq!(
        (failed.event.as_deref(), failed.error.as_str()),
        (Some("order.created"), "the database is gone")
    );
    assert_eq!(
        (refused.id.as_str(), refused.attempts, refused.code.as_str()),
        ("msg_2", 1, "event::unknown")
    );
    let request = inbox.dead_letter(failed.number).await.unwrap().unwrap();
    assert_eq!(request.headers()["webhook-id"], "msg_1");
    assert_eq!(request.body(), order("fail always").as_bytes());
    assert!(inbox.clone().namespace("other").dead_letters(0, 10).await.unwrap().is_empty());

    assert!(inbox.delete(refused.number).await.unwrap());
    assert!(!inbox.delete(refused.number).await.unwrap());
    assert!(inbox.dead_letter(refused.number).await.unwrap().is_none());
    let calls = open.calls();
    assert!(inbox.retry(failed.number).await.unwrap());
    until("it has died again", async || open.calls() == calls + 3).await;
    until("it is dead", async || inbox.counts().await.unwrap().dead == 1).await;
    assert_eq!(inbox.retry_all().await.unwrap(), 1);
    until("it has died once more", async || inbox.counts().await.unwrap().dead == 1).await;
    let died = inbox.dead_letters(0, 1).await.unwrap()[0].died;
    assert_eq!(inbox.delete_before(died).await.unwrap(), 0);
    assert_eq!(inbox.delete_before(died + SOON).await.unwrap(), 1);
    assert_eq!(inbox.counts().await.unwrap(), Counts::default());
}

#[tokio::test]
async fn what_was_accepted_outlives_a_restart() {
    let file = File::new("outlive");
    let first = inbox(&file).await;
    let (one, _) = open(&first, false).await;
    for n in 0..20 {
        Sent::signed(&format!("msg_{n}"), CREATED).header("cookie", "hunter2").send(&one).await;
    }
    let second = inbox(&file).await.omit_header(HeaderName::from_static("x-api-key"));
    let (two, _running) =
        open_with(&second, true, |service| service.public_url("https://hooks.example.com")).await;
    // It was accepted by another process, but the file knows.
    assert_eq!(Sent::signed("msg_7", CREATED).send(&two).await.status, 201);
    Sent::signed("msg_20", CREATED).header("x-api-key", "hunter2").to("/x").send(&two).await;
    empty(&second).await;
    assert_eq!(two.calls(), 21);
    assert_eq!(two.codes(23).await.iter().filter(|code| **code == "duplicate").count(), 1);
    let seen = two.shop.attempts.lock().unwrap();
    assert!(seen.iter().all(|(_, headers)| headers.contains_key("webhook-signature")));
    assert!(!format!("{seen:?}").contains("hunter2"));
    assert!(two.last().contains("hooks.example.com/x"), "{}", two.last());
}

#[tokio::test]
async fn one_process_works_and_another_takes_over() {
    let file = File::new("takeover");
    let lease = Duration::from_millis(400);
    let (a, b) = (inbox(&file).await.lease(lease), inbox(&file).await.lease(lease));
    let (one, one_running) = open(&a, true).await;
    Sent::signed("msg_1", CREATED).send(&one).await;
    empty(&a).await;
    let (two, two_running) = open(&b, true).await;
    Sent::signed("msg_2", CREATED).send(&two).await;
    empty(&b).await;
    assert_eq!((one.calls(), two.calls()), (2, 0));
    // The first one hangs in a handler and gives up; the second tries the same delivery again.
    Sent::signed("msg_3", &order("wait")).send(&one).await;
    one.shop.entered.notified().await;
    one_running.unwrap().shutdown(SOON).await;
    two.shop.entered.notified().await;
    two.shop.gate.notify_one();
    empty(&b).await;
    assert_eq!(two.shop.attempts.lock().unwrap()[0].0, 2);
    two_running.unwrap().shutdown(SOON).await;
}

#[tokio::test]
async fn a_shutdown_finishes_what_runs_and_leaves_the_rest() {
    let file = File::new("shutdown");
    let inbox = inbox(&file).await.concurrency(1);
    let (open, running) = open(&inbox, true).await;
    Sent::signed("msg_1", &order("wait")).send(&open).await;
    open.shop.entered.notified().await;
    Sent::signed("msg_2", CREATED).send(&open).await;
    let stopping = tokio::spawn(running.unwrap().shutdown(Duration::from_secs(20)));
    tokio::time::sleep(SOON).await;
    open.shop.gate.notify_one();
    stopping.await.unwrap();
    assert_eq!(open.calls(), 1);
    assert_eq!(inbox.counts().await.unwrap(), Counts { pending: 1, ..Counts::default() });
}

#[tokio::test]
async fn unsigned_deliveries_are_stored_each_time() {
    let file = File::new("unsigned");
    let inbox = inbox(&file).await;
    let shop = Arc::new(Shop::default());
    let service = Webhooks::new(Arc::clone(&shop)).unsigned();
    let open = serve(shop, service, |service| service.inbox(&inbox).0.router()).await;
    Sent::plain(CREATED).send(&open).await;
    Sent::plain(CREATED).send(&open).await;
    assert_eq!(inbox.counts().await.unwrap(), Counts { pending: 2, ..Counts::default() });
}

#[tokio::test]
async fn two_hundred_at_once_are_one() {
    let file = File::new("two-hundred");
    let inbox = inbox(&file).await;
    let (open, _running) = open(&inbox, true).await;
    let open = Arc::new(open);
    let sent = Sent::signed("msg_1", CREATED);
    let tasks: Vec<_> = (0..200)
        .map(|_| {
            let (sent, open) = (sent.clone(), Arc::clone(&open));
            tokio::spawn(async move { sent.send(&open).await.status })
        })
        .collect();
    for task in tasks {
        assert_eq!(task.await.unwrap(), 201);
    }
    empty(&inbox).await;
    assert_eq!(open.calls(), 1);
}

/// Everybody has the same secret here, so that ids alone would be mixed up.
struct Vault;

impl SecretProvider for Vault {
    async fn secrets(&self, _: &str) -> Result<Vec<Secret>, ProviderError> {
        Ok(vec![SECRET.into()])
    }
}

#[tokio::test]
async fn a_delivery_stays_its_tenants() {
    let file = File::new("tenants");
    let inbox = inbox(&file).await.attempts(1);
    let shop = Arc::new(Shop::default());
    let service = Webhooks::new(Arc::clone(&shop)).tenants(TenantKey::PathSegment(0), Vault);
    let mut running = None;
    let open = serve(shop, service, |service| {
        let (service, workers) = service.inbox(&inbox);
        running = Some(workers.start());
        service.router()
    })
    .await;
    let sent = Sent::signed("msg_1", &order("fail always"));
    for path in ["/acme", "/bank", "/acme"] {
        assert_eq!(sent.clone().to(path).send(&open).await.status, 201);
    }
    until("both are dead", async || inbox.counts().await.unwrap().dead == 2).await;
    let letters = inbox.dead_letters(0, 10).await.unwrap();
    let mut tenants: Vec<_> = letters.iter().filter_map(|letter| letter.tenant.as_deref()).collect();
    tenants.sort_unstable();
    assert_eq!(tenants, ["acme", "bank"]);
    assert_eq!(inbox.dead_letters(1, 10).await.unwrap(), letters[1..]);
}

/// The application's own transaction in the same file is a second writer. It may take its time, but not for ever.
#[tokio::test]
async fn a_file_that_stays_locked_sends_back() {
    let file = File::new("locked");
    let store = SqliteStore::open_waiting(file.path(), SOON).await.unwrap();
    let inbox = Inbox::on(store).await.unwrap().namespace("shop").delays(SOON, SOON);
    let (open, _running) = open(&inbox, true).await;
    let own = rusqlite::Connection::open(file.path()).unwrap();
    own.execute_batch("CREATE TABLE orders (id TEXT); BEGIN IMMEDIATE; INSERT INTO orders VALUES ('o1')")
        .unwrap();
    let sent = Sent::signed("msg_1", CREATED);
    let got = sent.send(&open).await;
    assert_eq!((got.status, got.header("retry-after")), (503, Some("5")));
    own.execute_batch("COMMIT").unwrap();
    assert_eq!(sent.send(&open).await.status, 201);
    empty(&inbox).await;
    assert_eq!(open.codes(3).await, ["inbox::store", "inbox::accepted", "accepted"]);
}

#[cfg(feature = "decompress")]
#[tokio::test]
async fn a_coded_body_is_stored_as_it_was_signed() {
    use hookwright::receive::Coding;
    use std::io::Write as _;
    let file = File::new("coded");
    let inbox = inbox(&file).await.attempts(1);
    let (open, _running) = open_with(&inbox, true, |service| service.content_codings([Coding::Gzip])).await;
    let mut coder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    coder.write_all(order("fail always").as_bytes()).unwrap();
    let coded = coder.finish().unwrap();
    let signing = hookwright::Signing::standard_webhooks(SECRET).unwrap();
    let unsigned = hookwright::signature::Unsigned::post("msg_1", "", &coded);
    let mut sent = Sent::plain("").header("content-encoding", "gzip");
    for (name, value) in signing.sign(&unsigned, SystemTime::now()).unwrap() {
        sent = sent.header(name.as_str(), value.to_str().unwrap());
    }
    sent.body.clone_from(&coded);
    assert_eq!(sent.send(&open).await.status, 201);
    until("it is dead", async || inbox.counts().await.unwrap().dead == 1).await;
    assert_eq!(open.calls(), 1);
    let number = inbox.dead_letters(0, 1).await.unwrap()[0].number;
    assert_eq!(inbox.dead_letter(number).await.unwrap().unwrap().body(), &coded);
}

#[tokio::test]
async fn a_handshake_is_answered_at_once_and_not_stored() {
    let file = File::new("handshake");
    let inbox = inbox(&file).await;
    let (open, _) = open_with(&inbox, false, |service| service.handshake(Handshake::slack())).await;
    let body = r#"{"type":"url_verification","challenge":"abc"}"#;
    let got = Sent::signed("msg_1", body).send(&open).await;
    assert_eq!((got.status, got.body.as_str()), (200, "abc"));
    assert_eq!(Sent::plain(body).send(&open).await.status, 401);
    assert_eq!(inbox.counts().await.unwrap(), Counts::default());
    assert_eq!(open.codes(2).await, ["handshake::answered", "signature::missing"]);
}
