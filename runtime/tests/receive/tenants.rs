//! Receivers of many tenants: whose secrets count, what an unknown tenant is told, what is kept.

use super::orders::{Shop, Webhooks};
use super::server::{FORGED, Open, SECRET, Sent, serve};
use hookwright::receive::TenantKey;
use hookwright::signature::{ProviderError, Secret, SecretProvider};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

const CREATED: &str = r#"{"type":"order.created","id":"o1"}"#;

/// Two tenants and a vault that fails for a third, counting how often it is asked.
#[derive(Clone, Default)]
struct Vault(Arc<AtomicUsize>);

impl SecretProvider for Vault {
    async fn secrets(&self, tenant: &str) -> Result<Vec<Secret>, ProviderError> {
        self.0.fetch_add(1, Ordering::SeqCst);
        match tenant {
            "acme" => Ok(vec![SECRET.into()]),
            "shop" => Ok(vec![FORGED.into()]),
            "down" => Err("the vault is down".into()),
            _ => Ok(Vec::new()),
        }
    }
}

async fn open() -> (Open, Vault) {
    let (shop, vault) = (Arc::new(Shop::default()), Vault::default());
    let service = Webhooks::new(Arc::clone(&shop)).tenants(TenantKey::PathSegment(0), vault.clone());
    (serve(shop, service, |service| service.router()).await, vault)
}

fn sent(secret: &str, tenant: &str) -> Sent {
    Sent::signed_by(secret, "msg_1", SystemTime::now(), CREATED).to(&format!("/{tenant}"))
}

#[tokio::test]
async fn a_tenants_own_secret_counts_and_no_other() {
    let (open, _) = open().await;
    assert_eq!(sent(SECRET, "acme").send(&open).await.status, 200);
    assert_eq!(sent(SECRET, "shop").send(&open).await.status, 401);
    assert_eq!(sent(FORGED, "acme").send(&open).await.status, 401);
    // The same id of another tenant is another delivery.
    assert_eq!(sent(FORGED, "shop").send(&open).await.status, 200);
    assert_eq!(sent(FORGED, "shop").send(&open).await.status, 200);
    let mismatch = "signature::mismatch";
    assert_eq!(open.codes(5).await, ["accepted", mismatch, mismatch, "accepted", "duplicate"]);
    assert_eq!(open.calls(), 2);
}

#[tokio::test]
async fn unknown_tenants_look_like_wrong_signatures() {
    let (open, vault) = open().await;
    let known = sent(FORGED, "acme").send(&open).await;
    for tenant in ["nobody", ""] {
        let unknown = sent(SECRET, tenant).send(&open).await;
        assert_eq!((unknown.status, unknown.body), (401, known.body.clone()));
    }
    let codes = ["signature::mismatch", "signature::unknown_tenant", "signature::no_tenant"];
    assert_eq!(open.codes(3).await, codes);
    assert_eq!(sent(SECRET, "nobody").send(&open).await.status, 401);
    assert_eq!(vault.0.load(Ordering::SeqCst), 2, "that there is no such tenant is kept, too");
}

#[tokio::test]
async fn a_vault_that_is_down_makes_the_sender_come_back() {
    let (open, vault) = open().await;
    let answer = sent(SECRET, "down").send(&open).await;
    assert_eq!(answer.status, 503);
    assert!(answer.header("retry-after").is_some());
    assert_eq!(open.codes(1).await, ["secrets::unavailable"]);
    sent(SECRET, "down").send(&open).await;
    assert_eq!(vault.0.load(Ordering::SeqCst), 2, "a failure is not kept");
}

#[tokio::test]
async fn secrets_are_kept_for_a_while() {
    let (shop, vault) = (Arc::new(Shop::default()), Vault::default());
    let service = Webhooks::new(Arc::clone(&shop)).tenants(TenantKey::PathSegment(0), vault.clone());
    let open = serve(shop, service.keep_secrets(Duration::ZERO), |service| service.router()).await;
    for _ in 0..2 {
        assert_eq!(sent(SECRET, "acme").send(&open).await.status, 200);
    }
    assert_eq!(vault.0.load(Ordering::SeqCst), 2);
}
