//! `hookwright endpoints` and `hookwright deliveries`, run as people run them, beside a sender.
#![cfg(feature = "sqlite")]

#[expect(dead_code, reason = "suites share it, and this one does not use all of it")]
mod command;

use axum::http::StatusCode;
use command::{Folder, Ran, spec};
use hookwright::event::EventInfo;
use hookwright::send::{Document, Retry, SealingKey, Sender};
use serde_json::Value;
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;

static EVENTS: [EventInfo; 1] =
    [EventInfo { name: "order.created", path: "order-created", ..EventInfo::PLAIN }];

const KEY: &str = "2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b";

/// The command in a folder where a sender has its store.
struct Stage {
    folder: Folder,
    sender: Sender,
    url: String,
    /// What the endpoint answers.
    status: Arc<AtomicU16>,
}

impl Stage {
    async fn new() -> Self {
        let folder = Folder::new();
        let document = Document { events: &EVENTS, ..Document::default() };
        let builder = Sender::builder(document).allow_http_on_loopback().lease(Duration::from_secs(1));
        let builder = builder.retry(Retry::schedule([Duration::ZERO]).unwrap());
        let sender = builder.sealing([SealingKey::from_hex(KEY).unwrap()]);
        let sender = sender.open(&format!("sqlite:{}", folder.path("webhooks.db").display())).await.unwrap();
        let status = Arc::new(AtomicU16::new(500));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/secret-path?token=hush", listener.local_addr().unwrap());
        let answer = Arc::clone(&status);
        let app = axum::Router::new().fallback(move || {
            let status = StatusCode::from_u16(answer.load(Ordering::SeqCst)).unwrap();
            async move { (status, "\u{1b}[31mno\n") }
        });
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { folder, sender, url, status }
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        let variables = [("HOOKWRIGHT_STORE", "sqlite:webhooks.db"), ("HOOKWRIGHT_SEALING_KEY", KEY)];
        self.folder.run_with(&variables, [arguments, &["--allow-http-on-loopback"]].concat())
    }

    fn json(&self, arguments: &[&str]) -> Value {
        let ran = self.run(&[arguments, &["--format", "json"]].concat());
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran:?}");
        serde_json::from_str(&ran.out).unwrap()
    }

    fn text(&self, arguments: &[&str]) -> String {
        let ran = self.run(arguments);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran:?}");
        ran.out
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_endpoint_lives_from_its_creation_to_its_end() {
    let stage = Stage::new().await;
    let create = ["endpoints", "create", "--tenant", "acme", "--url", &stage.url, "--event", "order.created"];
    let made = stage.json(&[&create[..], &["--rate", "10/1s", "--fifo", "--retry", "0,5s"]].concat());
    let id = made["id"].as_str().unwrap();
    let secret = made["secret"].as_str().unwrap();
    assert!(secret.starts_with("whsec_"), "{secret}");
    assert_eq!(made["rate"], serde_json::json!({ "events": 10, "period_ms": 1000 }));
    assert_eq!(made["retry"]["schedule"], serde_json::json!([0, 5000]));

    let list = stage.text(&["endpoints", "list"]);
    assert!(list.contains(id) && list.contains("enabled") && list.contains("/…"), "{list}");
    assert!(!list.contains("secret-path") && !list.contains("hush") && !list.contains('\u{1b}'), "{list}");
    let urls = stage.json(&["endpoints", "list", "--tenant", "acme", "--urls"]);
    assert_eq!(urls[0]["url"], stage.url.as_str());
    assert_eq!(stage.json(&["endpoints", "list", "--tenant", "rival"]), serde_json::json!([]));

    let of = ["--tenant", "acme"];
    let with = |arguments: &[&'static str]| [arguments, &[id], &of].concat();
    assert_eq!(stage.json(&with(&["endpoints", "disable"]))["state"], "disabled");
    assert_eq!(stage.json(&with(&["endpoints", "enable"]))["state"], "enabled");
    let rotated = stage.json(&with(&["endpoints", "rotate"]));
    assert_ne!(rotated["secret"], made["secret"]);
    let changed =
        [&with(&["endpoints", "replace"])[..], &["--url", &stage.url, "--description", "new"]].concat();
    assert_eq!(stage.json(&changed)["events"], serde_json::json!(["*"]));
    let shown = stage.text(&with(&["endpoints", "show"]));
    assert!(shown.contains("secret-path") && !shown.contains("whsec_"), "{shown}");
    let foreign = stage.run(&["endpoints", "show", id, "--tenant", "rival"]);
    assert_eq!((foreign.code, foreign.out.as_str()), (1, ""));
    assert!(foreign.err.contains("there is no endpoint"), "{foreign:?}");
    stage.text(&with(&["endpoints", "delete"]));
    assert_eq!(stage.text(&["endpoints", "list"]), "no endpoints\n");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn deliveries_are_looked_at_and_sent_again() {
    let stage = Stage::new().await;
    let made = stage.json(&["endpoints", "create", "--tenant", "acme", "--url", &stage.url, "--retry", "0"]);
    let id = made["id"].as_str().unwrap();
    let delivering = stage.sender.deliver();
    let payload: hookwright::Json = r#"{"type":"order.created","n":1}"#.parse().unwrap();
    stage.sender.to("acme").accept(&EVENTS[0], &payload).await.unwrap();
    let dead = || stage.json(&["deliveries", "dead"])["deliveries"].as_array().unwrap().len();
    until(|| dead() == 1).await;
    let shown = stage.text(&["deliveries", "show", "1", "--payload"]);
    assert!(
        shown.contains("order.created") && shown.contains("exhausted") && shown.contains("500"),
        "{shown}"
    );
    assert!(shown.contains(r#"{"type":"order.created","n":1}"#), "{shown}");
    assert!(shown.contains(r"\u{1b}[31mno\n") && !shown.contains('\u{1b}'), "{shown}");
    let list = stage.text(&["deliveries", "list", "--state", "dead", "--endpoint", id]);
    assert!(list.contains("order.created") && list.contains("exhausted"), "{list}");
    assert_eq!(stage.text(&["deliveries", "list", "--tenant", "rival"]), "no deliveries\n");
    assert_eq!(stage.json(&["deliveries", "counts"])[0]["dead"], 1);
    assert_eq!(stage.text(&["deliveries", "oldest"]), "nothing waits\n");

    stage.status.store(204, Ordering::SeqCst);
    assert_eq!(stage.json(&["deliveries", "resend-failed", id, "--since", "1h"])["resent"], 1);
    until(|| dead() == 0).await;
    let delivered = || stage.json(&["deliveries", "show", "1"])["state"] == "delivered";
    until(delivered).await;
    stage.text(&["deliveries", "resend", "1"]);
    until(|| stage.json(&["deliveries", "show", "1"])["history"].as_array().unwrap().len() == 3).await;

    stage.text(&["endpoints", "disable", id, "--tenant", "acme"]);
    stage.sender.to("acme").accept(&EVENTS[0], &payload).await.unwrap();
    assert_eq!(stage.json(&["deliveries", "recover", id, "--since", "1h"])["resent"], 0);
    assert_eq!(stage.text(&["deliveries", "replay", id, "--from", "1h"]), "replayed 1 delivery\n");
    until(|| stage.json(&["deliveries", "show", "2"])["state"] == "delivered").await;
    delivering.shutdown(Duration::from_secs(5)).await;
    stage.sender.to("acme").accept(&EVENTS[0], &payload).await.unwrap();
    tokio::time::sleep(Duration::from_millis(20)).await;
    let late = stage.run(&["deliveries", "oldest", "--fail-after", "1ms"]);
    assert!(late.code == 1 && late.err.contains("has waited"), "{late:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_endpoint_is_asked_for_its_consent() {
    let stage = Stage::new().await;
    let made = stage.json(&["endpoints", "create", "--tenant", "acme", "--url", &stage.url, "--consent"]);
    assert_eq!(made["state"], "pending");
    let id = made["id"].as_str().unwrap();
    let consent = ["endpoints", "consent", id, "--tenant", "acme"];
    let refused = stage.run(&consent);
    assert!(refused.code == 1 && refused.err.contains("has not consented"), "{refused:?}");
    let refused = stage.run(&[&consent[..], &["--cloud-events", "shop.example"]].concat());
    assert_eq!(refused.code, 1, "{refused:?}");
    stage.status.store(204, Ordering::SeqCst);
    assert_eq!(stage.json(&consent)["state"], "enabled");
}

/// Our own document is one that our own generator has nothing to say about.
#[test]
fn the_services_document_is_read_without_a_finding() {
    let folder = Folder::new();
    let made = folder.run(["generate", &spec("endpoints.yaml"), "-o", "endpoints"]);
    assert_eq!((made.code, made.err.as_str()), (0, ""), "{made:?}");
    assert!(made.out.contains("4 events") && made.out.contains("0 skipped"), "{made:?}");
    let linted = folder.run(["lint", &spec("endpoints.yaml"), "--fail-on", "note"]);
    assert_eq!((linted.code, linted.err.as_str()), (0, ""), "{linted:?}");
}

async fn until(mut is_so: impl FnMut() -> bool) {
    for _ in 0..300 {
        if is_so() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("in vain");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mistakes_are_told_and_change_nothing() {
    let stage = Stage::new().await;
    for (arguments, code, words) in [
        (
            &["endpoints", "list", "--store", "sqlite:webhook.db"][..],
            1,
            "`webhook.db` is not there: a sender",
        ),
        (&["endpoints", "list", "--store", "sqlite:notes.txt"], 1, "can't be read"),
        (&["endpoints", "list", "--store", "webhooks.db"], 1, "begins with `sqlite:`"),
        (&["endpoints", "create", "--tenant", "a", "--url", "https://10.0.0.1/"], 1, "can't be called"),
        (&["endpoints", "create", "--tenant", "a", "--url", "ftp://a.example/"], 1, "can't be called"),
        (&["endpoints", "create", "--tenant", "a", "--url", "https://a.example/", "--rate", "1"], 2, "10/1s"),
        (&["endpoints", "create", "--tenant", "a", "--url", &stage.url, "--filter", "[]"], 1, "filter"),
        (
            &["endpoints", "create", "--tenant", "a", "--url", &stage.url, "--secret-env", "NONE_SUCH"],
            1,
            "NONE_SUCH",
        ),
        (&["endpoints", "list", "--spec", "none.yaml"], 1, "none.yaml"),
        (&["deliveries", "show", "99"], 1, "there is no delivery `99`"),
        (&["deliveries", "list", "--endpoint", "ep_x"], 1, "there is no endpoint `ep_x`"),
        (&["deliveries", "list", "--limit", "5000"], 2, "1..=1000"),
        (&["deliveries", "resend-failed", "ep_x", "--since", "soon"], 2, "a time is expected"),
        (&["endpoints", "list", "--sealing-key-file", "notes.txt"], 1, "64 hexadecimal digits"),
    ] {
        stage.folder.write(
            "notes.txt",
            "no database, and longer than the head of one would be: a hundred bytes and more of text.\n",
        );
        let ran = stage.run(arguments);
        assert_eq!((ran.code, ran.out.as_str()), (code, ""), "{arguments:?} {ran:?}");
        assert!(ran.err.contains(words), "{arguments:?} {ran:?}");
    }
    assert!(!stage.folder.path("webhook.db").exists());
    let orders = spec("orders.yaml");
    let create = ["endpoints", "create", "--tenant", "a", "--url", &stage.url, "--spec", &orders, "--event"];
    let unknown = stage.run(&[&create[..], &["order.lost"]].concat());
    assert!(unknown.code == 1 && unknown.err.contains("no event `order.lost`"), "{unknown:?}");
    let known = stage.run(&[&create[..], &["order.created"]].concat());
    assert_eq!(known.code, 0, "{known:?}");
    let versions = [spec("orders-v1.yaml"), spec("orders-v2.yaml")];
    let pin = |version: &str| {
        let create = ["endpoints", "create", "--tenant", "a", "--url", &stage.url, "--pin", version];
        stage.run(&[&create[..], &["--spec", &versions[0], "--spec", &versions[1]]].concat())
    };
    let unknown = pin("17");
    assert!(unknown.code == 1 && unknown.err.contains("no version `17`"), "{unknown:?}");
}
