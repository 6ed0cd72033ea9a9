//! Who calls too often: a source before anything is verified, a tenant after that.

use super::harness::{CREATED, signed, stand};
use super::server::{FORGED, Got, Sent};
use hookwright::receive::{Rate, TenantKey};
use hookwright::serve::Server;
use std::time::{Duration, SystemTime};

const HOUR: Duration = Duration::from_secs(3600);

fn too_many(got: &Got, policy: &str) -> bool {
    got.status == 429
        && got.header("ratelimit-policy") == Some(policy)
        && got.header("ratelimit").is_some_and(|state| state.contains(";r=0;t="))
        && got.header("retry-after").is_some_and(|seconds| seconds.parse::<u32>().is_ok_and(|s| s > 0))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_source_is_counted_whoever_it_claims_to_be() {
    let standing = stand(Server::new(), |service| service.limit_sources(Rate::new(3, HOUR))).await;
    for at in 0..3 {
        let got = Sent::signed_by(FORGED, "x", SystemTime::now(), CREATED)
            .header("forwarded", &format!("for=10.0.0.{at}"))
            .header("x-forwarded-for", &format!("10.0.0.{at}"));
        assert_eq!(got.send(&standing.open).await.status, 401);
    }
    let got = signed("msg_1", CREATED.as_bytes()).send(&standing.open).await;
    assert!(too_many(&got, "\"source\";q=3;w=3600"), "{got:?}");
    assert_eq!(standing.open.codes(4).await[3], "limit::rate");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn behind_a_proxy_each_caller_is_a_source() {
    let change =
        |service: super::server::ShopService| service.trusted_proxies(1).limit_sources(Rate::new(1, HOUR));
    let standing = stand(Server::new(), change).await;
    let from = |id: &str, source: &str| {
        signed(id, CREATED.as_bytes()).header("forwarded", &format!("for=6.6.6.6, for=\"{source}\""))
    };
    assert_eq!(from("a", "10.0.0.1").send(&standing.open).await.status, 200);
    assert_eq!(standing.open.outcome().source.unwrap().to_string(), "10.0.0.1");
    assert_eq!(from("b", "10.0.0.1").send(&standing.open).await.status, 429);
    assert_eq!(from("c", "[2001:db8::1]:9").send(&standing.open).await.status, 200);
    assert_eq!(from("d", "[2001:db8::2]").send(&standing.open).await.status, 429);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stranger_cannot_use_up_what_is_a_tenants() {
    let tenant = TenantKey::Header(http::HeaderName::from_static("x-tenant"));
    let change = |service: super::server::ShopService| service.limit_tenants(tenant, Rate::new(1, HOUR));
    let standing = stand(Server::new(), change).await;
    for _ in 0..10 {
        let forged = Sent::signed_by(FORGED, "x", SystemTime::now(), CREATED).header("x-tenant", "acme");
        assert_eq!(forged.send(&standing.open).await.status, 401);
    }
    let of = |id: &str, tenant: &str| signed(id, CREATED.as_bytes()).header("x-tenant", tenant);
    assert_eq!(of("a", "acme").send(&standing.open).await.status, 200);
    let got = of("b", "acme").send(&standing.open).await;
    assert!(too_many(&got, "\"tenant\";q=1;w=3600"), "{got:?}");
    assert_eq!(of("c", "globex").send(&standing.open).await.status, 200);
}
