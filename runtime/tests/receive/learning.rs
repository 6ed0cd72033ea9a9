//! Secrets that a handshake brings, over real sockets: where one is learnt, where not, and that it verifies deliveries.

use super::orders::{Shop, Webhooks};
use super::server::{Open, Sent, ShopService, serve};
use hookwright::receive::{LearnError, Learnt, LearntSecrets, TenantKey};
use hookwright::signature::{Scheme, Secret, Signing, Unsigned};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

const LEARNT: &str = "b537207f20cbfa02357cf448134da559e8bd39d61597dcd5631b8012eae53e81";
const MINUTE: Duration = Duration::from_secs(60);

fn service(secrets: &LearntSecrets) -> (Arc<Shop>, ShopService) {
    let shop = Arc::new(Shop::default());
    let setup = Webhooks::new(Arc::clone(&shop));
    (shop, setup.tenants_by(Scheme::asana(), TenantKey::PathSegment(0), secrets.clone()))
}

async fn listen(shop: Arc<Shop>, service: ShopService) -> Open {
    serve(shop, service, |service| service.router()).await
}

fn secret(segment: &str, secret: &str) -> Sent {
    Sent::plain("{}").header("x-hook-secret", secret).to(&format!("/{segment}"))
}

fn delivery(segment: &str, secret: &str, body: &str) -> Sent {
    let signing = Signing::new(Scheme::asana(), [secret]).unwrap();
    let signed = signing.sign(&Unsigned::post("", "", body.as_bytes()), SystemTime::now()).unwrap();
    let sent = Sent::plain(body).to(&format!("/{segment}"));
    signed.iter().fold(sent, |sent, (name, value)| sent.header(name.as_str(), value.to_str().unwrap()))
}

#[tokio::test]
async fn a_secret_is_learnt_once_on_its_path_and_verifies_what_comes_there() {
    let secrets = LearntSecrets::default();
    let (shop, service) = service(&secrets);
    let armed = service.arm_handshake(secrets.clone(), MINUTE).unwrap();
    let other = service.arm_handshake(secrets.clone(), MINUTE).unwrap();
    assert_eq!(armed.segment().len(), 32);
    assert_ne!(armed.segment(), other.segment());
    assert!(!format!("{armed:?}").contains(armed.segment()));
    let open = listen(shop, service).await;
    let got = secret(armed.segment(), LEARNT).send(&open).await;
    assert_eq!((got.status, got.header("x-hook-secret")), (200, Some(LEARNT)));
    // A stranger comes too late, and to the wrong path.
    for segment in [armed.segment(), "", "00000000000000000000000000000000"] {
        let got = secret(segment, "a stranger's own secret".replace(' ', "-").as_str()).send(&open).await;
        assert_eq!((got.status, got.header("x-hook-secret")), (401, None), "{segment}");
    }
    assert_eq!(open.codes(4).await[1..], ["handshake::unarmed"; 3]);
    let body = r#"{"type":"order.created","id":"o1"}"#;
    assert_eq!(delivery(armed.segment(), LEARNT, body).send(&open).await.status, 200);
    assert_eq!(delivery(armed.segment(), "a-stranger's-own-secret", body).send(&open).await.status, 401);
    // What was learnt there counts nowhere else.
    assert_eq!(delivery(other.segment(), LEARNT, body).send(&open).await.status, 401);
    assert_eq!(open.calls(), 1);
}

#[tokio::test]
async fn a_path_waits_no_longer_than_it_was_told() {
    let secrets = LearntSecrets::default();
    let (shop, service) = service(&secrets);
    let now = Arc::new(Mutex::new(SystemTime::now()));
    let clock = Arc::clone(&now);
    let service = service.clock(move || *clock.lock().unwrap());
    let late = service.arm_handshake(secrets.clone(), MINUTE).unwrap();
    let good = service.arm_handshake(secrets.clone(), 2 * MINUTE).unwrap();
    let open = listen(shop, service).await;
    *now.lock().unwrap() += MINUTE;
    assert_eq!(secret(late.segment(), LEARNT).send(&open).await.status, 401);
    assert_eq!(secret(good.segment(), LEARNT).send(&open).await.status, 200);
    assert_eq!(open.codes(2).await, ["handshake::unarmed", "handshake::answered"]);
}

#[tokio::test]
async fn what_is_no_secret_disarms_nothing() {
    let secrets = LearntSecrets::default();
    let (shop, service) = service(&secrets);
    let armed = service.arm_handshake(secrets.clone(), MINUTE).unwrap();
    let open = listen(shop, service).await;
    let twice = secret(armed.segment(), LEARNT).header("x-hook-secret", "another-secret-of-theirs");
    let huge = "a".repeat(257);
    for bad in
        [secret(armed.segment(), ""), secret(armed.segment(), "short"), secret(armed.segment(), &huge), twice]
    {
        assert_eq!(bad.send(&open).await.status, 400);
    }
    assert_eq!(secret(armed.segment(), LEARNT).send(&open).await.status, 200);
}

/// Fails once.
#[derive(Clone, Default)]
struct Flaky(Arc<AtomicBool>);

impl Learnt for Flaky {
    async fn learnt(&self, _: &str, _: Secret) -> Result<(), LearnError> {
        if self.0.swap(true, Ordering::SeqCst) { Ok(()) } else { Err("the database is gone".into()) }
    }
}

#[tokio::test]
async fn a_secret_that_was_not_kept_is_not_acknowledged() {
    let (shop, service) = service(&LearntSecrets::default());
    let armed = service.arm_handshake(Flaky::default(), MINUTE).unwrap();
    let open = listen(shop, service).await;
    let got = secret(armed.segment(), LEARNT).send(&open).await;
    assert_eq!((got.status, got.header("x-hook-secret")), (503, None));
    assert_eq!(secret(armed.segment(), LEARNT).send(&open).await.status, 200);
    assert_eq!(open.codes(2).await, ["handshake::unlearnt", "handshake::answered"]);
}

#[tokio::test]
async fn of_many_at_once_one_is_learnt() {
    let secrets = LearntSecrets::default();
    let (shop, service) = service(&secrets);
    let armed = service.arm_handshake(secrets.clone(), MINUTE).unwrap();
    let open = Arc::new(listen(shop, service).await);
    let all: Vec<_> = (0..20)
        .map(|number| {
            let (open, sent) =
                (Arc::clone(&open), secret(armed.segment(), &format!("secret-of-number-{number}")));
            tokio::spawn(async move { sent.send(&open).await.status })
        })
        .collect();
    let mut answered = Vec::new();
    for one in all {
        answered.push(one.await.unwrap());
    }
    assert_eq!(answered.iter().filter(|status| **status == 200).count(), 1, "{answered:?}");
}
