//! Connections that say nothing, and more of them than there is room for.

use super::harness::{CREATED, rest, signed, stand};
use hookwright::serve::Server;
use std::time::{Duration, Instant};

const IDLE: usize = 1000;

/// Room for both ends of all connections, where the system grants it.
fn raise_limit() -> bool {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, getrlimit, setrlimit};
        let mut limit = getrlimit(Resource::Nofile);
        let wanted = 4096;
        if limit.current.is_some_and(|current| current < wanted) {
            limit.current = Some(limit.maximum.map_or(wanted, |maximum| maximum.min(wanted)));
            let _ = setrlimit(Resource::Nofile, limit);
        }
        getrlimit(Resource::Nofile).current.is_none_or(|current| current > 2 * IDLE as u64 + 100)
    }
    #[cfg(not(unix))]
    true
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_idle_connections_disturb_nobody_and_end() {
    if !raise_limit() {
        assert!(std::env::var_os("CI").is_none(), "no skip where it counts: raise the limit of open files");
        return println!("SKIPPED: the system grants too few open files for {IDLE} connections");
    }
    let standing = stand(Server::new().head_timeout(Duration::from_secs(1)), |service| service).await;
    let attack = async {
        let mut idle = Vec::new();
        for _ in 0..IDLE {
            idle.push(standing.connect().await);
        }
        for stream in &mut idle {
            assert_eq!(rest(stream).await, "");
        }
    };
    let ((), memory) = standing.meanwhile(attack).await;
    assert!(memory < 64 * 1024 * 1024, "{memory} bytes of memory");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn beyond_the_bound_others_wait_until_the_idle_are_gone() {
    let server = Server::new().max_connections(4).head_timeout(Duration::from_millis(400));
    let standing = stand(server, |service| service).await;
    let mut idle = Vec::new();
    for _ in 0..4 {
        idle.push(standing.connect().await);
    }
    // The bound is reached once the last of them is accepted.
    tokio::time::sleep(Duration::from_millis(100)).await;
    let asked = Instant::now();
    let got = signed("msg_1", CREATED.as_bytes()).send(&standing.open).await;
    assert_eq!(got.status, 200);
    assert!(asked.elapsed() > Duration::from_millis(50), "a fifth was accepted at once");
}
