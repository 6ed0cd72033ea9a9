//! What an inbox accepts and handles in a second: group commit against one commit for each delivery, in one run.
//!
//! `cargo run --release --bin inbox [DELIVERIES] [FOLDER]`. In process, on two threads; each delivery is signed,
//! verified, dispatched and on the disk before its answer. The folder decides about the disk.
#![allow(missing_docs)]
fn main() {
    #[cfg(shared)]
    measured::main();
    #[cfg(not(shared))]
    println!("{}", hookwright_benchmarks::ABSENT);
}

#[cfg(shared)]
mod measured {
    use std::path::{Path, PathBuf};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::{Duration, Instant, SystemTime};

    use bytes::Bytes;
    use hookwright::receive::{Counts, Inbox, SqliteDuplicates};
    use hookwright::signature::Unsigned;
    use hookwright::{Scheme, Service, Signing};
    use hookwright_benchmarks::ours::{Shop, github};
    use hookwright_benchmarks::payload::Payload;
    use http::Request;
    use http_body_util::Full;
    use tower_service::Service as _;

    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    /// As many requests as are in flight on a busy server.
    const IN_FLIGHT: usize = 64;

    type Ours = Service<github::Routes<Shop>>;

    pub fn main() {
        let mut arguments = std::env::args().skip(1);
        let count = arguments.next().map_or(20_000, |text| text.parse().expect("a number"));
        let folder = arguments.next().map_or_else(std::env::temp_dir, PathBuf::from);
        let mut runtime = tokio::runtime::Builder::new_multi_thread();
        let runtime = runtime.worker_threads(2).enable_all().build().expect("a runtime");
        let body = Payload::Star.body();
        println!("{count} deliveries of {} bytes, {IN_FLIGHT} in flight; a second:", body.len());
        let path = folder.join(format!("hookwright-benchmark-{}.db", std::process::id()));
        let alone = by_hand(&path, count / 10);
        println!("{alone:9.0}  rows by hand, one commit each");
        let one = runtime.block_on(accepted(&path, count / 10, 1, false)).0;
        println!("{one:9.0}  accepted, one in flight ({:.2} of it)", one / alone);
        let (all, handled) = runtime.block_on(accepted(&path, count, IN_FLIGHT, false));
        println!("{all:9.0}  accepted, group commit ({:.1} times one in flight)", all / one);
        println!("{handled:9.0}  handled afterwards, 16 handlers");
        let both = runtime.block_on(accepted(&path, count, IN_FLIGHT, true)).1;
        println!("{both:9.0}  accepted and handled beside each other");
        let remembered = runtime.block_on(remembered(&path, count));
        println!("{remembered:9.0}  handled at once, with duplicates in the file");
    }

    /// What one would write first: a transaction for each row.
    fn by_hand(path: &Path, count: usize) -> f64 {
        remove(path);
        let connection = rusqlite::Connection::open(path).expect("a file");
        let sql =
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE rows (id TEXT, body BLOB)";
        connection.execute_batch(sql).expect("a table");
        let started = Instant::now();
        for n in 0..count {
            let values = (n.to_string(), Payload::Star.body());
            connection.execute("INSERT INTO rows VALUES (?1, ?2)", values).expect("a row");
        }
        count as f64 / started.elapsed().as_secs_f64()
    }

    /// How many deliveries are accepted in a second, and handled, from the start of the workers on.
    async fn accepted(path: &Path, count: usize, in_flight: usize, beside: bool) -> (f64, f64) {
        remove(path);
        let inbox = Inbox::open(path).await.expect("an inbox");
        let (service, workers) = service().inbox(&inbox);
        let requests = requests(count);
        let mut started = Instant::now();
        let mut workers = Some(workers);
        let mut running = beside.then(|| workers.take().map(hookwright::receive::Workers::start));
        send_all(&service, requests, in_flight).await;
        let accepted = count as f64 / started.elapsed().as_secs_f64();
        if let Some(workers) = workers {
            started = Instant::now();
            running = Some(Some(workers.start()));
        }
        while inbox.counts().await.expect("counts") != Counts::default() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let handled = count as f64 / started.elapsed().as_secs_f64();
        if let Some(Some(running)) = running {
            running.shutdown(Duration::from_secs(1)).await;
        }
        remove(path);
        (accepted, handled)
    }

    async fn remembered(path: &Path, count: usize) -> f64 {
        remove(path);
        let service = service().duplicates(SqliteDuplicates::open(path).await.expect("a file"));
        let requests = requests(count);
        let started = Instant::now();
        send_all(&service, requests, IN_FLIGHT).await;
        let answered = count as f64 / started.elapsed().as_secs_f64();
        remove(path);
        answered
    }

    fn service() -> Ours {
        let scheme = Scheme::standard_webhooks();
        github::Webhooks::new(Shop).scheme(scheme, [SECRET]).expect("a good secret")
    }

    fn requests(count: usize) -> Vec<Request<Full<Bytes>>> {
        let signing = Signing::standard_webhooks(SECRET).expect("a good secret");
        let body = Payload::Star.body();
        let request = |n: usize| {
            let id = format!("msg_{n}");
            let signed = signing.sign(&Unsigned::post(&id, "", body), SystemTime::now()).expect("signable");
            let mut request = Request::post("/").body(Full::from(body)).expect("a request");
            for (name, value) in Payload::Star.headers() {
                request.headers_mut().insert(name, value.parse().expect("a header"));
            }
            request.headers_mut().extend(signed);
            request
        };
        (0..count).map(request).collect()
    }

    async fn send_all(service: &Ours, requests: Vec<Request<Full<Bytes>>>, in_flight: usize) {
        let count = requests.len();
        let requests: Arc<Vec<_>> =
            Arc::new(requests.into_iter().map(Some).map(std::sync::Mutex::new).collect());
        let next = Arc::new(AtomicUsize::new(0));
        let tasks: Vec<_> = (0..in_flight)
            .map(|_| {
                let (requests, next, mut service) =
                    (Arc::clone(&requests), Arc::clone(&next), service.clone());
                tokio::spawn(async move {
                    loop {
                        let n = next.fetch_add(1, Ordering::Relaxed);
                        if n >= count {
                            return;
                        }
                        let request = requests[n].lock().expect("no panic").take().expect("taken once");
                        let answer = service.call(request).await.expect("an answer");
                        assert!(answer.status().is_success(), "{}", answer.status());
                    }
                })
            })
            .collect();
        for task in tasks {
            task.await.expect("no panic");
        }
    }

    fn remove(path: &Path) {
        for end in ["", "-wal", "-shm"] {
            let mut file = path.to_path_buf().into_os_string();
            file.push(end);
            let _ = std::fs::remove_file(file);
        }
    }
}
