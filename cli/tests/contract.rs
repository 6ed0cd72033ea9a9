//! `hookwright test`, against receivers on real sockets.

#[expect(dead_code, reason = "suites share it, and this one does not use all of it")]
mod command;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::SystemTime;

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use command::{Folder, Ran, spec};
use hookwright::Scheme;
use hookwright::signature::{Signed, Verifier};
use serde_json::Value;

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// A receiver that verifies and looks at nothing else. It forgets what it has seen, and counts its effects.
async fn receiver(verifies: bool) -> String {
    let verifier = Arc::new(Verifier::new(Scheme::standard_webhooks(), [SECRET]).unwrap());
    let effects = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&effects);
    let handle = move |method: Method, headers: HeaderMap, body: Bytes| {
        let (verifier, effects) = (Arc::clone(&verifier), Arc::clone(&effects));
        async move {
            let signed = Signed { headers: &headers, body: &body, url: None, method: &method };
            if verifies && verifier.verify(&signed, SystemTime::now()).is_err() {
                return StatusCode::UNAUTHORIZED.into_response();
            }
            if body.len() > 1_000_000
                || headers["content-type"].to_str().is_ok_and(|said| said.contains("x-"))
            {
                return StatusCode::BAD_REQUEST.into_response();
            }
            effects.fetch_add(1, Ordering::SeqCst);
            declared(&body)
        }
    };
    let app = Router::new()
        .route("/hooks", post(handle))
        .route("/effects", get(move || async move { counted.load(Ordering::SeqCst).to_string() }))
        .layer(axum::extract::DefaultBodyLimit::disable());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await });
    format!("http://{address}")
}

/// The answer that the document declares for an event.
fn declared(body: &[u8]) -> Response {
    let payload: Value = serde_json::from_slice(body).unwrap_or_default();
    match payload["type"].as_str() {
        Some("order.shipped") => StatusCode::ACCEPTED.into_response(),
        Some("order.cancelled" | "stock.changed") => StatusCode::NO_CONTENT.into_response(),
        _ => StatusCode::OK.into_response(),
    }
}

/// The command in a folder of its own, while the receiver answers.
async fn test(url: &str, more: &str) -> Ran {
    let line = format!(
        "test --spec {} --secret {SECRET} --url {url}/hooks --limit 2000000 {more}",
        spec("orders.yaml")
    );
    tokio::task::spawn_blocking(move || Folder::new().run(line.split_whitespace())).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_that_verifies_keeps_the_contract() {
    let url = receiver(true).await;
    let ran = test(&url, "").await;
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains(" 0 failed"), "{}", ran.out);
    assert!(!ran.out.contains('\x1b'), "no colours where nobody looks on");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_does_not_is_told_by_name() {
    let url = receiver(false).await;
    let ran = test(&url, "--format json").await;
    assert_eq!(ran.code, 1, "{}", ran.out);
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    let groups = report["versions"][0]["groups"].as_array().unwrap();
    let names: Vec<&str> = groups.iter().map(|group| group["check"].as_str().unwrap()).collect();
    for check in
        ["tampered", "relabelled", "forged", "unsigned", "truncated", "stale", "future", "missing_header"]
    {
        assert!(names.contains(&check), "{check} is not among {names:?}");
    }
    assert!(groups[0]["first"]["curl"].as_str().unwrap().starts_with("curl -i -X POST 'http://127.0.0.1:"));
    assert_eq!(report["is_ok"], false);
}

#[tokio::test(flavor = "multi_thread")]
async fn effects_are_counted_by_the_receiver() {
    let url = receiver(true).await;
    let ran = test(&url, &format!("--observe {url}/effects --check repeated")).await;
    assert_eq!(ran.code, 1, "{}", ran.out);
    assert!(ran.out.contains("expected one effect of one delivery"), "{}", ran.out);
    assert!(ran.err.contains("✗ repeated"), "the first failure is said at once: {}", ran.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn reports_are_written_in_every_form() {
    let url = receiver(false).await;
    let folder = Folder::new();
    let base = format!(
        "test --spec {} --secret {SECRET} --url {url}/hooks --check forged --only order.created",
        spec("orders.yaml")
    );
    let (xml, html) = tokio::task::spawn_blocking(move || {
        let ran = folder.run(format!("{base} --report junit -o report.xml").split_whitespace());
        assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{}", ran.err);
        folder.run(format!("{base} --report html -o report.html").split_whitespace());
        (folder.read("report.xml"), folder.read("report.html"))
    })
    .await
    .unwrap();
    assert!(xml.starts_with("<?xml"), "{xml}");
    assert!(xml.contains(r#"<testcase classname="order.created" name="forged">"#), "{xml}");
    assert!(xml.contains(r#"<failure type="forged""#), "{xml}");
    assert!(html.contains("a signature by another secret is taken"), "{html}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_asked_is_said() {
    let nobody = test("http://127.0.0.1:9", "").await;
    assert_eq!(nobody.code, 1);
    assert!(nobody.err.starts_with("error: nobody answers at http://127.0.0.1:9/hooks"), "{}", nobody.err);
    for wrong in ["localhost:3000", "nowhere"] {
        let ran = test(wrong, "").await;
        assert!(ran.err.contains("is no absolute URL, such as `http://"), "{}", ran.err);
    }
    assert!(test("ftp://localhost", "").await.err.contains("is no URL of HTTP"));
    let url = receiver(true).await;
    let none = test(&url, "--only nothing.*").await;
    assert!(none.err.contains("no event matches `nothing.*`"), "{}", none.err);
    let check = test(&url, "--check stael").await;
    assert_eq!(check.code, 2);
    assert!(check.err.contains("'stale'"), "{}", check.err);
    let elsewhere = test(&format!("{url}/elsewhere"), "--check samples --check examples").await;
    assert!(elsewhere.out.contains("hint: the receiver knows no such place"), "{}", elsewhere.out);
    // Where nothing was acknowledged, what was not asked for does not count as passed.
    let unproven = test(&format!("{url}/elsewhere"), "--check repeated").await;
    assert!(unproven.code == 1 && unproven.out.contains("0 checks passed"), "{unproven:?}");
}

/// A scheme that signs the URL, behind a proxy: what is signed is what the sender knows, what is called is not.
#[tokio::test(flavor = "multi_thread")]
async fn the_public_url_is_signed_and_another_is_called() {
    const SPEC: &str = "openapi: 3.1.0
info: { title: Behind a proxy, version: 1.0.0 }
x-webhook-signature: square
webhooks:
  pinged:
    post:
      requestBody: { content: { application/json: { schema: { type: object } } } }
      responses: { 200: { description: done } }
";
    let verifier = Arc::new(Verifier::new(Scheme::preset("square").unwrap(), ["hush"]).unwrap());
    let handle = move |method: Method, headers: HeaderMap, body: Bytes| {
        let url = Some("https://shop.example/hooks");
        let signed = Signed { headers: &headers, body: &body, url, method: &method };
        let accepted = verifier.verify(&signed, SystemTime::now()).is_ok();
        async move { if accepted { StatusCode::OK } else { StatusCode::UNAUTHORIZED } }
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, Router::new().route("/hooks", post(handle))).await });
    let run = move |more: &'static str| {
        let folder = Folder::new();
        folder.write("proxy.yaml", SPEC);
        let line = format!(
            "test --spec proxy.yaml --secret hush --url http://{address}/hooks --check samples {more}"
        );
        tokio::task::spawn_blocking(move || folder.run(line.split_whitespace()))
    };
    let known = run("--public-url https://shop.example").await.unwrap();
    assert_eq!(known.code, 0, "{known:?}");
    let unknown = run("").await.unwrap();
    assert_eq!(unknown.code, 1, "{unknown:?}");
    assert!(unknown.out.contains(&format!("'http://{address}/hooks'")), "{unknown:?}");
}
