//! Receiving over HTTP: requests per second and CPU time per request of axum servers on one pinned worker.
//!
//! `cargo run --release --bin http` starts this program once for each way of receiving, and lets wrk send to it with
//! 64 connections from the other core, in turn, several rounds; medians are printed, and ratios to the floor. It needs
//! Linux, wrk and taskset; what is not there is said.

fn main() {
    #[cfg(all(shared, target_os = "linux"))]
    http::main();
    #[cfg(not(all(shared, target_os = "linux")))]
    println!("{}; the program needs Linux", hookwright_benchmarks::ABSENT);
}

#[cfg(all(shared, target_os = "linux"))]
mod http {
    use std::fmt::Write as _;
    use std::io::{BufRead, BufReader};
    use std::net::SocketAddr;
    use std::path::{Path, PathBuf};
    use std::process::{Child, Command, Stdio};
    use std::time::Duration;
    use std::{env, fs};

    use axum::Router;
    use axum::body::Bytes;
    use axum::http::{HeaderMap, StatusCode};
    use axum::routing::post;
    use hookwright_benchmarks::floor::{self, Key};
    use hookwright_benchmarks::payload::Payload;
    use hookwright_benchmarks::{ours, pipeline};
    use metrics_exporter_prometheus::PrometheusBuilder;

    /// The ways of receiving; the first is what the others are held against.
    const WAYS: [&str; 6] = ["floor", "pipeline", "ours", "read and answer", "bare", "guarded"];
    const ROUNDS: usize = 3;
    const SECONDS: f64 = 3.0;
    /// Ticks of `/proc/PID/stat` in a second, on every Linux that is in use.
    const TICKS: f64 = 100.0;

    pub(super) fn main() {
        match env::args().nth(1) {
            Some(way) => serve(&way),
            None => compare(),
        }
    }

    /// Serves on a free port, which is the only line of the output.
    fn serve(way: &str) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
            println!("{}", listener.local_addr().expect("an address").port());
            let app = app(way).into_make_service_with_connect_info::<SocketAddr>();
            axum::serve(listener, app).await.expect("a server");
        });
    }

    fn app(way: &str) -> Router {
        let key = Key::default();
        match way {
            "ours" => ours::service().router(),
            "bare" => ours::bare().router(),
            "guarded" => {
                count();
                ours::guarded().router()
            }
            "floor" => Router::new().route(
                "/",
                post(async move |headers: HeaderMap, body: Bytes| {
                    floor::receive(payload_of(&headers), &key, &body, text(&headers, "x-hub-signature-256"));
                    StatusCode::OK
                }),
            ),
            "pipeline" => {
                let validators =
                    Payload::ALL.map(|payload| std::sync::Arc::new(pipeline::validator(payload)));
                Router::new().route(
                    "/",
                    post(async move |headers: HeaderMap, body: Bytes| {
                        let payload = payload_of(&headers);
                        let validator = &validators[payload as usize];
                        pipeline::receive(
                            payload,
                            &key,
                            validator,
                            &body,
                            text(&headers, "x-hub-signature-256"),
                        );
                        StatusCode::OK
                    }),
                )
            }
            _ => Router::new().route("/", post(async |_: Bytes| StatusCode::OK)),
        }
    }

    /// Counts metrics as an application would: for Prometheus, drained every second.
    fn count() {
        let handle = PrometheusBuilder::new().install_recorder().expect("the only recorder");
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(Duration::from_secs(1)).await;
                handle.run_upkeep();
            }
        });
    }

    fn text<'h>(headers: &'h HeaderMap, name: &str) -> &'h str {
        headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    fn payload_of(headers: &HeaderMap) -> Payload {
        let event = text(headers, "x-github-event");
        Payload::ALL.into_iter().find(|payload| payload.name() == event).expect("one of the payloads")
    }

    fn compare() {
        for tool in ["wrk", "taskset"] {
            if Command::new(tool).arg("-v").output().is_err() {
                return println!("SKIPPED: `{tool}` is not installed");
            }
        }
        let servers = WAYS.map(Server::start);
        println!("{:<16} {:<14} {:>10} {:>7} {:>12} {:>7}", "", "", "requests/s", "x", "CPU us/req", "x");
        for payload in Payload::ALL {
            let script = script(payload);
            let mut runs: [Vec<Run>; WAYS.len()] = Default::default();
            for _ in 0..ROUNDS {
                for (server, runs) in servers.iter().zip(&mut runs) {
                    runs.push(server.run(&script));
                }
            }
            let medians = runs.map(|runs| Run::median(&runs));
            for (way, run) in WAYS.iter().zip(&medians) {
                println!(
                    "{:<16} {:<14} {:>10.0} {:>6.2}x {:>12.1} {:>6.2}x",
                    way,
                    payload.name(),
                    run.rate,
                    run.rate / medians[0].rate,
                    run.cpu,
                    run.cpu / medians[0].cpu,
                );
            }
            let [.., bare, guarded] = &medians;
            println!(
                "{:<16} {:<14} {:>10} {:>6.2}x {:>12} {:>6.2}x",
                "guarded / bare",
                payload.name(),
                "",
                guarded.rate / bare.rate,
                "",
                guarded.cpu / bare.cpu
            );
        }
    }

    /// What wrk and the kernel say of some seconds of one server.
    #[derive(Clone, Copy, Debug)]
    struct Run {
        rate: f64,
        /// µs of the server's CPU time for each request.
        cpu: f64,
    }

    impl Run {
        fn median(runs: &[Self]) -> Self {
            let middle = |mut all: Vec<f64>| {
                all.sort_by(f64::total_cmp);
                all[all.len() / 2]
            };
            Self {
                rate: middle(runs.iter().map(|run| run.rate).collect()),
                cpu: middle(runs.iter().map(|run| run.cpu).collect()),
            }
        }
    }

    /// A process that serves, ended with this one.
    struct Server {
        child: Child,
        port: u16,
    }

    impl Server {
        fn start(way: &str) -> Self {
            let program = env::current_exe().expect("this program");
            let mut child = Command::new("taskset")
                .args(["-c", "0"])
                .arg(program)
                .arg(way)
                .stdout(Stdio::piped())
                .spawn()
                .expect("a server");
            let mut line = String::new();
            BufReader::new(child.stdout.as_mut().expect("piped")).read_line(&mut line).expect("a line");
            Self { child, port: line.trim().parse().expect("a port") }
        }

        /// The CPU time of the process so far, in seconds.
        fn cpu(&self) -> f64 {
            let stat =
                fs::read_to_string(format!("/proc/{}/stat", self.child.id())).expect("the process lives");
            let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
            let ticks = |at: usize| fields[at].parse::<f64>().expect("a number");
            (ticks(11) + ticks(12)) / TICKS
        }

        fn run(&self, script: &Path) -> Run {
            let before = self.cpu();
            let url = format!("http://127.0.0.1:{}/", self.port);
            let said = Command::new("taskset")
                .args(["-c", "1", "wrk", "-t1", "-c64", &format!("-d{SECONDS}s"), "-s"])
                .arg(script)
                .arg(url)
                .output()
                .expect("wrk runs");
            let said = String::from_utf8_lossy(&said.stdout).into_owned();
            assert!(!said.contains("Non-2xx"), "{said}");
            let requests = said.lines().find_map(|line| line.trim().split_once(" requests in "));
            let requests: f64 =
                requests.and_then(|(count, _)| count.parse().ok()).expect("a count of requests");
            let rate = said.lines().find_map(|line| line.strip_prefix("Requests/sec:"));
            Run {
                rate: rate.and_then(|rate| rate.trim().parse().ok()).expect("a rate"),
                cpu: (self.cpu() - before) * 1e6 / requests,
            }
        }
    }

    impl Drop for Server {
        fn drop(&mut self) {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }

    /// What wrk sends.
    fn script(payload: Payload) -> PathBuf {
        let folder = env::temp_dir();
        let body = folder.join(format!("hookwright-{}.json", payload.name()));
        fs::write(&body, payload.body()).expect("the body can be written");
        let mut lua = format!(
            "wrk.method = \"POST\"\nlocal file = io.open({:?}, \"rb\")\nwrk.body = file:read(\"*a\")\n",
            body.display().to_string()
        );
        for (name, value) in payload.headers() {
            let _ = writeln!(lua, "wrk.headers[{name:?}] = {value:?}");
        }
        let script = folder.join(format!("hookwright-{}.lua", payload.name()));
        fs::write(&script, lua).expect("the script can be written");
        script
    }
}
