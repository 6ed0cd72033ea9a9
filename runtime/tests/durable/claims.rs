//! What every store of many instances must do, whichever database it is in. Each test gets two instances of it, as two
//! processes would have them.

use hookwright::codegen::Reply;
use hookwright::receive::{Begun, Claim, Duplicates, Key};
use http::{HeaderValue, StatusCode};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The leases and retentions that the stores under test have.
pub const LEASE: Duration = Duration::from_secs(60);
pub const RETENTION: Duration = Duration::from_secs(600);

pub fn now() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_732_000_000)
}

fn keys(ids: &[&str]) -> Arc<[Key]> {
    ids.iter().map(|id| Key::Id((*id).into())).collect()
}

async fn begin(store: &impl Duplicates, ids: &[&str], at: SystemTime) -> Begun {
    store.begin(keys(ids), at).await.unwrap()
}

async fn first(store: &impl Duplicates, ids: &[&str], at: SystemTime) -> Claim {
    match begin(store, ids, at).await {
        Begun::First(claim) => claim,
        other => panic!("{ids:?}: {other:?}"),
    }
}

fn answer() -> Arc<Reply> {
    let mut reply = Reply::with_body(StatusCode::CREATED, "text/plain", vec![0, 255, b'x']);
    reply.headers.append("x-a", HeaderValue::from_bytes(b" \xfe:,").unwrap());
    reply.headers.append("x-a", HeaderValue::from_static("second"));
    Arc::new(reply)
}

pub async fn one_of_two_hundred(a: impl Duplicates, b: impl Duplicates) {
    let stores: [Arc<dyn Duplicates>; 2] = [Arc::new(a), Arc::new(b)];
    let tasks: Vec<_> = (0..200)
        .map(|n| {
            let store = Arc::clone(&stores[n % 2]);
            // Some share one key, some the other, some both.
            let ids: &[&str] = [&["x", "y"][..], &["y", "x"], &["y", "x", "z"]][n % 3];
            tokio::spawn(async move { store.begin(keys(ids), now()).await.unwrap() })
        })
        .collect();
    let mut firsts = 0;
    for task in tasks {
        match task.await.unwrap() {
            Begun::First(_) => firsts += 1,
            Begun::InFlight => {}
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(firsts, 1);
}

pub async fn an_answer_comes_back_to_the_byte(a: impl Duplicates, b: impl Duplicates) {
    let claim = first(&a, &["x", "y"], now()).await;
    assert!(matches!(begin(&b, &["n", "y"], now()).await, Begun::InFlight));
    // What was found in flight has claimed nothing.
    first(&b, &["n"], now()).await;
    a.finish(&claim, answer(), now()).await.unwrap();
    for id in ["x", "y"] {
        let Begun::Finished(found) = begin(&b, &[id], now() + LEASE * 2).await else { panic!("{id}") };
        assert_eq!(found, answer());
    }
}

pub async fn a_claim_lapses_and_is_taken_over(a: impl Duplicates, b: impl Duplicates) {
    let dead = first(&a, &["x"], now()).await;
    assert!(matches!(begin(&b, &["x"], now() + LEASE / 2).await, Begun::InFlight));
    let taken = first(&b, &["x"], now() + LEASE).await;
    // The first one was not dead after all: it can't record over the second, nor free it.
    assert!(a.finish(&dead, answer(), now() + LEASE).await.is_err());
    a.release(&dead);
    assert!(matches!(begin(&a, &["x"], now() + LEASE).await, Begun::InFlight));
    b.finish(&taken, answer(), now() + LEASE).await.unwrap();
    assert!(matches!(begin(&a, &["x"], now() + LEASE).await, Begun::Finished(_)));
}

pub async fn a_late_answer_is_recorded_where_nobody_took_over(a: impl Duplicates, b: impl Duplicates) {
    let late = first(&a, &["x"], now()).await;
    // Other deliveries sweep away what has lapsed.
    first(&b, &["y"], now() + LEASE * 2).await;
    a.finish(&late, answer(), now() + LEASE * 2).await.unwrap();
    assert!(matches!(begin(&b, &["x"], now() + LEASE * 2).await, Begun::Finished(_)));
}

pub async fn what_is_released_or_old_is_free(a: impl Duplicates, b: impl Duplicates) {
    let claim = first(&a, &["x"], now()).await;
    a.release(&claim);
    // It was handed over, and comes to the database soon.
    let mut again = begin(&b, &["x"], now()).await;
    for _ in 0..200 {
        if matches!(again, Begun::First(_)) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
        again = begin(&b, &["x"], now()).await;
    }
    let Begun::First(claim) = again else { panic!("{again:?}") };
    b.finish(&claim, answer(), now()).await.unwrap();
    let before = now() + RETENTION - Duration::from_millis(1);
    assert!(matches!(begin(&a, &["x"], before).await, Begun::Finished(_)));
    first(&a, &["x"], now() + RETENTION).await;
}

pub async fn namespaces_are_apart(a: impl Duplicates, other: impl Duplicates) {
    first(&a, &["x"], now()).await;
    first(&other, &["x"], now()).await;
    let long = "i".repeat(20_000);
    first(&a, &[&long], now()).await;
    assert!(matches!(begin(&a, &[&long], now()).await, Begun::InFlight));
}
