//! The service that registers endpoints, held against its own document: `specs/endpoints.yaml`.

use crate::sink::{Reply, Sink};
use crate::stage::{Folder, created, payload, until};
use axum::body::Body;
use hookwright::send::{Caller, EndpointService, Refusal, Sender};
use http::{Method, Request, StatusCode};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use std::time::Duration;
use tower_service::Service;

/// The document.
struct Contract(Value);

impl Contract {
    fn read() -> Self {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../specs/endpoints.yaml");
        Self(serde_yaml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap())
    }

    /// The schema of an answer; of a request's body for no status.
    fn schema(&self, method: &Method, path: &str, status: Option<StatusCode>) -> Option<Value> {
        let pointer = |text: &str| text.replace('~', "~0").replace('/', "~1");
        let operation = &self.0["paths"][template(path)][method.as_str().to_lowercase()];
        assert!(operation.is_object(), "{method} {path} is not in the document");
        let _ = pointer;
        let mut part = match status {
            None => &operation["requestBody"],
            Some(status) => {
                let known = &operation["responses"][status.as_str()];
                if known.is_null() { &operation["responses"]["default"] } else { known }
            }
        };
        while let Some(reference) = part["$ref"].as_str() {
            part = self.0.pointer(&reference[1..]).unwrap();
        }
        let content = part.get("content")?.as_object()?;
        let schema = content.values().next()?["schema"].clone();
        Some(json!({ "allOf": [schema], "components": self.0["components"] }))
    }

    fn check(&self, method: &Method, path: &str, status: Option<StatusCode>, value: &Value) {
        let schema =
            self.schema(method, path, status).unwrap_or_else(|| panic!("no body for {method} {path}"));
        let validator = jsonschema::validator_for(&schema).unwrap();
        let errors: Vec<String> = validator.iter_errors(value).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{method} {path} {status:?}: {errors:?} in {value}");
    }
}

/// The path as the document writes it.
fn template(path: &str) -> String {
    let path = path.split('?').next().unwrap();
    let segments: Vec<&str> = path.split('/').collect();
    match segments.as_slice() {
        ["", "endpoints", _] => "/endpoints/{id}".to_owned(),
        ["", "endpoints", _, action] => format!("/endpoints/{{id}}/{action}"),
        ["", "deliveries", _, action] => format!("/deliveries/{{number}}/{action}"),
        _ => path.to_owned(),
    }
}

struct Stage {
    service: EndpointService,
    contract: Contract,
    _folder: Folder,
    sender: Sender,
}

impl Stage {
    async fn new() -> Self {
        let folder = Folder::new();
        let sender = folder.sender().await;
        let service = EndpointService::new(sender.store().clone(), |parts| {
            let who = parts.headers.get("x-customer").ok_or(Refusal::unauthorized())?;
            match who.to_str() {
                Ok("nobody") => Err(Refusal::forbidden()),
                Ok(tenant) => Ok(Caller::of_tenant(tenant)),
                Err(_) => Err(Refusal::unauthorized()),
            }
        });
        Self { service: service.most_endpoints(3), contract: Contract::read(), _folder: folder, sender }
    }

    async fn call_as(
        &self,
        tenant: &str,
        method: &str,
        path: &str,
        body: Option<Value>,
    ) -> (StatusCode, Value) {
        let method: Method = method.parse().unwrap();
        let mut request = Request::builder().method(method.clone()).uri(path).header("x-customer", tenant);
        if body.is_some() {
            request = request.header("content-type", "application/json");
        }
        let sent = body.as_ref().map(Value::to_string).unwrap_or_default();
        let request = request.body(Body::from(sent)).unwrap();
        let response = self.service.clone().call(request).await.unwrap();
        let status = response.status();
        assert_eq!(response.headers()["cache-control"], "no-store");
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        let value = serde_json::from_slice(&bytes).unwrap_or_default();
        if status != StatusCode::NO_CONTENT {
            self.contract.check(&method, path, Some(status), &value);
        }
        if let Some(body) = body.filter(|_| status.is_success()) {
            self.contract.check(&method, path, None, &body);
        }
        (status, value)
    }

    async fn call(&self, method: &str, path: &str, body: Option<Value>) -> (StatusCode, Value) {
        self.call_as("acme", method, path, body).await
    }
}

#[tokio::test]
async fn an_endpoint_is_registered_changed_and_deleted() {
    let stage = Stage::new().await;
    let sink = Sink::new().await;
    let new = json!({
        "url": sink.url, "events": ["order.created"], "description": "ours", "fifo": true, "concurrency": 4,
        "filter": { "/type": "order.created" }, "rate": { "events": 10, "period_ms": 1000 },
        "retry": { "schedule": [0, 0], "jitter": false, "disable_after": null }, "version": null,
    });
    let (status, made) = stage.call("POST", "/endpoints", Some(new)).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    assert!(made["secret"].as_str().unwrap().starts_with("whsec_"));
    let one = format!("/endpoints/{}", made["id"].as_str().unwrap());
    let at = |action: &str| format!("{one}/{action}");

    let (status, got) = stage.call("GET", &one, None).await;
    assert_eq!((status, &got["fifo"], got.get("secret")), (StatusCode::OK, &json!(true), None));
    let (_, list) = stage.call("GET", "/endpoints", None).await;
    assert_eq!(list["endpoints"], json!([got]));
    assert_eq!(stage.call_as("rival", "GET", "/endpoints", None).await.1["endpoints"], json!([]));
    let (_, types) = stage.call("GET", "/event-types", None).await;
    assert_eq!(types["events"], json!(["order.created", "order.paid"]));

    let (_, rotated) = stage.call("POST", &at("rotate"), Some(json!({ "overlap_seconds": 60 }))).await;
    assert_ne!(rotated["secret"], made["secret"]);
    let (status, tested) = stage.call("POST", &at("test"), None).await;
    assert_eq!(
        (status, &tested["acknowledged"], &tested["status"]),
        (StatusCode::OK, &json!(true), &json!(204))
    );
    let (_, off) = stage.call("POST", &at("disable"), Some(json!({ "reason": "holidays" }))).await;
    assert_eq!((&off["state"], &off["reason"]), (&json!("disabled"), &json!("holidays")));
    assert_eq!(stage.call("POST", &at("enable"), None).await.1["state"], "enabled");
    let (status, changed) = stage.call("PUT", &one, Some(json!({ "url": sink.url }))).await;
    assert_eq!((status, &changed["events"]), (StatusCode::OK, &json!(["*"])), "{changed}");

    sink.answer(|_| Reply::status(500));
    stage.sender.to("acme").accept(created(), &payload(1)).await.unwrap();
    let delivering = stage.sender.deliver();
    until("it failed", async || sink.count() == 2).await;
    sink.answer(|_| Reply::status(204));
    let (status, again) = stage.call("POST", "/deliveries/1/resend", None).await;
    assert_eq!((status, &again["number"]), (StatusCode::ACCEPTED, &json!(1)), "{again}");
    let delivered = format!("{}?state=delivered&limit=5", at("deliveries"));
    let arrived =
        async || stage.call("GET", &delivered, None).await.1["deliveries"].as_array().unwrap().len() == 1;
    until("it arrives", arrived).await;
    delivering.shutdown(Duration::from_secs(5)).await;

    // Another tenant sees nothing of it.
    let body = Some(json!({ "url": sink.url }));
    for (method, path, body) in [
        ("GET", one.clone(), None),
        ("PUT", one.clone(), body),
        ("DELETE", one.clone(), None),
        ("POST", at("enable"), None),
        ("POST", at("disable"), None),
        ("POST", at("rotate"), None),
        ("POST", at("test"), None),
        ("POST", at("consent"), None),
        ("GET", at("deliveries"), None),
        ("POST", "/deliveries/1/resend".to_owned(), None),
    ] {
        let (status, problem) = stage.call_as("rival", method, &path, body).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{method} {path} {problem}");
    }
    assert_eq!(stage.call("DELETE", &one, None).await.0, StatusCode::NO_CONTENT);
    assert_eq!(stage.call("GET", &one, None).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn consent_is_asked_for_by_hand() {
    let stage = Stage::new().await;
    let sink = Sink::answering(|_| Reply::status(403)).await;
    let (_, made) = stage.call("POST", "/endpoints", Some(json!({ "url": sink.url, "consent": true }))).await;
    assert_eq!(made["state"], "pending");
    let one = format!("/endpoints/{}", made["id"].as_str().unwrap());
    assert_eq!(stage.call("POST", &format!("{one}/enable"), None).await.0, StatusCode::CONFLICT);
    let (status, problem) = stage.call("POST", &format!("{one}/consent"), None).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(problem["detail"].as_str().unwrap().contains("answered with 403"), "{problem}");
    sink.answer(|_| Reply::status(200));
    let (status, endpoint) = stage.call("POST", &format!("{one}/consent"), None).await;
    assert_eq!((status, &endpoint["state"]), (StatusCode::OK, &json!("enabled")));
}

#[tokio::test]
async fn mistakes_are_named_by_place_and_never_echoed() {
    let stage = Stage::new().await;
    let url = "https://1.1.1.1/hush-path";
    for (body, pointers) in [
        (json!({}), &["/url"][..]),
        (json!([]), &[""]),
        (json!({ "url": 5 }), &["/url"]),
        (json!({ "url": "http://hush.example/" }), &["/url"]),
        (json!({ "url": "https://10.0.0.1/hush" }), &["/url"]),
        (json!({ "url": "hush" }), &["/url"]),
        (json!({ "url": url, "events": ["hush.event"] }), &["/events"]),
        (json!({ "url": url, "events": [] }), &["/events"]),
        (json!({ "url": url, "version": "hush" }), &["/version"]),
        (json!({ "url": url, "secret": "hush" }), &["/secret"]),
        (
            json!({ "url": url, "filter": { "hush": 1 }, "retry": { "schedule": ["hush"] } }),
            &["/filter", "/retry"],
        ),
        (json!({ "url": url, "retry": { "schedule": [0], "jiter": "hush" } }), &["/retry/jiter"]),
        (
            json!({ "url": url, "concurrency": 0, "rate": { "events": 1 }, "fifo": "hush" }),
            &["/concurrency", "/rate", "/fifo"],
        ),
        (json!({ "url": url, "tenant": "hush", "a/b~": 1 }), &["/a~1b~0", "/tenant"]),
    ] {
        let (status, problem) = stage.call("POST", "/endpoints", Some(body.clone())).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{body} {problem}");
        let found: Vec<&str> = problem["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|error| error["pointer"].as_str().unwrap())
            .collect();
        assert_eq!(found, pointers, "{body} {problem}");
        assert!(!problem.to_string().contains("hush"), "{problem}");
    }
    for query in ["state=lost", "limit=0", "limit=1001", "before=x", "hush=1"] {
        let (status, problem) = stage.call("GET", &format!("/endpoints/ep_1/deliveries?{query}"), None).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{query} {problem}");
    }
    for _ in 0..3 {
        assert_eq!(
            stage.call("POST", "/endpoints", Some(json!({ "url": url }))).await.0,
            StatusCode::CREATED
        );
    }
    assert_eq!(stage.call("POST", "/endpoints", Some(json!({ "url": url }))).await.0, StatusCode::CONFLICT);
}

#[tokio::test]
async fn whoever_is_not_let_in_learns_nothing() {
    let stage = Stage::new().await;
    let raw = async |request: Request<Body>| stage.service.clone().call(request).await.unwrap();
    let get = |path: &str| Request::builder().uri(path.to_owned());
    for path in ["/endpoints", "/nothing"] {
        assert_eq!(raw(get(path).body(Body::empty()).unwrap()).await.status(), StatusCode::UNAUTHORIZED);
        let refused = raw(get(path).header("x-customer", "nobody").body(Body::empty()).unwrap()).await;
        assert_eq!(refused.status(), StatusCode::FORBIDDEN);
    }
    let by = |path: &str| get(path).header("x-customer", "acme");
    assert_eq!(raw(by("/nothing").body(Body::empty()).unwrap()).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(raw(by("/endpoints/").body(Body::empty()).unwrap()).await.status(), StatusCode::NOT_FOUND);
    let wrong = raw(by("/endpoints").method("PATCH").body(Body::empty()).unwrap()).await;
    assert_eq!(
        (wrong.status(), &wrong.headers()["allow"]),
        (StatusCode::METHOD_NOT_ALLOWED, &"GET, POST".parse().unwrap())
    );
    let post = || by("/endpoints").method("POST");
    let form = post().header("content-type", "text/plain").body(Body::from("{}")).unwrap();
    assert_eq!(raw(form).await.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let json = || post().header("content-type", "application/json; charset=utf-8");
    assert_eq!(raw(json().body(Body::from("{ hush")).unwrap()).await.status(), StatusCode::BAD_REQUEST);
    let large = json().body(Body::from(" ".repeat(70_000))).unwrap();
    assert_eq!(raw(large).await.status(), StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn as_a_router_it_stands_under_any_path() {
    let stage = Stage::new().await;
    let mut app: axum::Router = axum::Router::new().nest("/webhooks", stage.service.clone().router());
    for (path, expected) in [
        ("/webhooks/endpoints", StatusCode::OK),
        ("/webhooks/endpoints/ep_1/deliveries", StatusCode::NOT_FOUND),
        ("/webhooks/event-types", StatusCode::OK),
        ("/endpoints", StatusCode::NOT_FOUND),
    ] {
        let request = Request::builder().uri(path).header("x-customer", "acme").body(Body::empty()).unwrap();
        assert_eq!(app.call(request).await.unwrap().status(), expected, "{path}");
    }
}

/// Every operation of the document is one of the service's.
#[tokio::test]
async fn the_document_has_no_operation_too_many() {
    let stage = Stage::new().await;
    let mut operations = 0;
    for (path, item) in stage.contract.0["paths"].as_object().unwrap() {
        for method in ["get", "put", "post", "delete", "patch"] {
            if item.get(method).is_none() {
                continue;
            }
            operations += 1;
            let path = path.replace("{id}", "ep_1").replace("{number}", "1");
            let request = Request::builder()
                .method(method.to_uppercase().as_str())
                .uri(&path)
                .header("x-customer", "acme");
            let status =
                stage.service.clone().call(request.body(Body::empty()).unwrap()).await.unwrap().status();
            assert_ne!(status, StatusCode::METHOD_NOT_ALLOWED, "{method} {path}");
            let missing = status == StatusCode::NOT_FOUND;
            assert_eq!(missing, path.contains('1') && method != "put", "{method} {path} {status}");
        }
    }
    assert_eq!(operations, 13);
}
