//! What a webhook's own `security` demands: alternatives, what belongs together, a key in place of a signature.

use super::orders::{self, Event, Shop};
use super::server::{Open, SECRET, Sent, serve_any};
use hookwright::codegen::{By, Call, Delivery, Demand, Dispatch, EventInfo, Fallback};
use hookwright::receive::Handshake;
use hookwright::security::{ClientIdentity, Credential};
use hookwright::{Service, Setup, Unclaimed};
use std::sync::Arc;

const CREATED: &str = r#"{"type":"order.created","id":"o1"}"#;
const CANCELLED: &str = r#"{"type":"order.cancelled"}"#;

const KEY: Demand = Demand { name: "key", by: By::Header("shop-key") };
const TOKEN: Demand = Demand { name: "token", by: By::Bearer };
const MACHINE: Demand = Demand { name: "machine", by: By::MutualTls };
const SIGNED: Demand = Demand { name: "signed", by: By::Signature };

/// Created orders want a key and a token, or a machine; cancelled ones a signature, or the query's key.
static EVENTS: &[EventInfo] = &[
    EventInfo { security: &[&[KEY, TOKEN], &[MACHINE]], ..orders::EVENTS[0] },
    EventInfo {
        security: &[&[SIGNED], &[Demand { name: "key", by: By::Query("key") }]],
        ..orders::EVENTS[1]
    },
];

struct Guarded(orders::Routes<Arc<Shop>>);

impl hookwright::codegen::Routes for Guarded {
    type Event = Event;
    const EVENTS: &'static [EventInfo] = EVENTS;
    const DISPATCH: &'static Dispatch = &orders::DISPATCH;

    fn call(&self, event: usize, delivery: Delivery) -> Call<'_> {
        self.0.call(event, delivery)
    }

    fn fallback(&self, unclaimed: Unclaimed<Event>) -> Fallback<'_> {
        self.0.fallback(unclaimed)
    }
}

impl hookwright::codegen::Signed for Guarded {
    const SCHEME: fn() -> hookwright::Scheme = hookwright::Scheme::standard_webhooks;
}

fn accepted(service: Service<Guarded>) -> Service<Guarded> {
    service
        .credential("key", Credential::any_of(["today", "yesterday"]))
        .credential("token", Credential::any_of(["t0ken"]))
        .credential("machine", Credential::check(|name| name == "shop.example"))
}

async fn open(make: impl FnOnce(Setup<Guarded>) -> Service<Guarded>) -> Open {
    let shop = Arc::new(Shop::default());
    let service = make(Setup::new(Guarded(orders::Routes::of(Arc::clone(&shop)))));
    serve_any(shop, service, |service| service.router()).await
}

fn unsigned(body: &str) -> Sent {
    Sent::plain(body)
}

#[tokio::test]
async fn what_stands_together_is_demanded_together() {
    let open = open(|setup| accepted(setup.credentials([]))).await;
    for (headers, status) in [
        (&[("shop-key", "today"), ("authorization", "Bearer t0ken")][..], 200),
        (&[("shop-key", "yesterday"), ("authorization", "bearer t0ken")], 200),
        (&[("shop-key", "today")], 401),
        (&[("authorization", "Bearer t0ken")], 401),
        (&[("shop-key", "tomorrow"), ("authorization", "Bearer t0ken")], 401),
        (&[("shop-key", "today"), ("shop-key", "today"), ("authorization", "Bearer t0ken")], 401),
        (&[("shop-key", ""), ("authorization", "Bearer ")], 401),
        (&[], 401),
    ] {
        let sent = headers.iter().fold(unsigned(CREATED), |sent, (name, value)| sent.header(name, value));
        assert_eq!(sent.send(&open).await.status, status, "{headers:?}");
    }
}

#[tokio::test]
async fn the_server_hands_on_who_the_machine_is() {
    for (name, status) in [("shop.example", 200), ("evil.example", 401)] {
        let shop = Arc::new(Shop::default());
        let setup = Setup::new(Guarded(orders::Routes::of(Arc::clone(&shop))));
        let service = accepted(setup.credentials([]));
        let with = move |service: Service<Guarded>| {
            service.router().layer(axum::Extension(ClientIdentity(name.into())))
        };
        let open = serve_any(shop, service, with).await;
        assert_eq!(unsigned(CREATED).send(&open).await.status, status, "{name}");
    }
}

#[tokio::test]
async fn a_key_may_stand_in_for_a_signature_where_the_webhook_says_so() {
    let open = open(|setup| accepted(setup.secret(SECRET).unwrap())).await;
    assert_eq!(Sent::signed("msg_1", CANCELLED).send(&open).await.status, 204);
    assert_eq!(unsigned(CANCELLED).to("/?key=today").send(&open).await.status, 204);
    assert_eq!(unsigned(CANCELLED).to("/?key=tomorrow").send(&open).await.status, 401);
    assert_eq!(unsigned(CANCELLED).to("/?key=today&key=today").send(&open).await.status, 401);
    // The other webhook wants its key and token, signature or not.
    assert_eq!(Sent::signed("msg_2", CREATED).send(&open).await.status, 401);
    let both =
        Sent::signed("msg_2", CREATED).header("shop-key", "today").header("authorization", "Bearer t0ken");
    assert_eq!(both.send(&open).await.status, 200);
    // That another webhook is content with a key is no word of this one's.
    let keys = unsigned(CREATED).header("shop-key", "today").header("authorization", "Bearer t0ken");
    assert_eq!(keys.to("/?key=today").send(&open).await.status, 401);
    // What the document does not know can only be signed.
    assert_eq!(unsigned(r#"{"type":"unknown"}"#).to("/?key=today").send(&open).await.status, 401);
    let codes = open.codes(8).await;
    assert_eq!(
        codes[2..],
        [
            "signature::missing",
            "signature::missing",
            "security::unmet",
            "accepted",
            "signature::missing",
            "signature::missing"
        ]
    );
}

#[tokio::test]
async fn nothing_is_open_that_demands_nothing() {
    let open = open(|setup| setup.credentials([])).await;
    assert_eq!(
        unsigned(CREATED).header("shop-key", "today").send(&open).await.status,
        401,
        "no credential was set"
    );
    assert_eq!(unsigned(r#"{"type":"unknown"}"#).send(&open).await.status, 401);
}

#[tokio::test]
async fn a_handshake_is_answered_to_whom_some_webhook_would_be_taken_from() {
    const PING: &str = r#"[{"eventType":"Microsoft.EventGrid.SubscriptionValidationEvent","data":{"validationCode":"c0de"}}]"#;
    const SLACK: &str = r#"{"type":"url_verification","challenge":"abc"}"#;
    let open = open(|setup| {
        let service = accepted(setup.credentials([]));
        service.handshake(Handshake::event_grid()).handshake(Handshake::slack()).handshake(Handshake::zoom())
    })
    .await;
    for body in [PING, SLACK] {
        assert_eq!(unsigned(body).to("/?key=today").send(&open).await.status, 200, "{body}");
        for path in ["/", "/?key=tomorrow"] {
            assert_eq!(unsigned(body).to(path).send(&open).await.status, 401, "{body}");
        }
    }
    // There is no key to make Zoom's answer with.
    let zoom = r#"{"payload":{"plainToken":"a"},"event":"endpoint.url_validation"}"#;
    assert_eq!(unsigned(zoom).to("/?key=today").send(&open).await.status, 401);
    let (answered, unmet) = ("handshake::answered", "security::unmet");
    let codes = [answered, unmet, unmet, answered, unmet, unmet, "handshake::refused"];
    assert_eq!(open.codes(7).await, codes);
}
