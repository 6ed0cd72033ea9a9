//! The direct client beside a bare client over the same parts: one event of 2 kB each, serialised, signed and posted over
//! loopback.
//!
//! `cargo run --release -p hookwright-benchmarks-client [ROUNDS [EVENTS]]` starts a sink on one core and sends from the other, on one thread
//! with 16 attempts at a time; the ways alternate within each round, and medians are printed of the rate, of the CPU time
//! of the sending thread, and of each round's own ratios to the bare client. `--way NAME --events N` sends by one
//! way alone, for profilers. It needs Linux and taskset.

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("SKIPPED: the program needs Linux");
}

#[cfg(target_os = "linux")]
fn main() {
    client::main();
}

#[cfg(target_os = "linux")]
mod client {
    use std::io::{BufRead, BufReader, Read, Write};
    use std::net::{TcpListener, TcpStream};
    use std::process::{Child, Command, Stdio};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::{Duration, Instant, SystemTime};
    use std::{env, thread};

    use bytes::Bytes;
    use hookwright::client::{Answer, Client, Delivery};
    use hookwright::codegen::serde::{Serialize, Serializer};
    use hookwright::codegen::{Decode, Invalid, Reader};
    use hookwright::event::EventInfo;
    use hookwright::signature::{Signing, Unsigned};
    use http::header::{CONTENT_TYPE, USER_AGENT};
    use http::{HeaderMap, HeaderValue, Method, Request, Uri};
    use http_body_util::{BodyExt, Full};
    use hyper_util::client::legacy::{self, connect::HttpConnector};
    use hyper_util::rt::{TokioExecutor, TokioTimer};

    #[allow(missing_docs)]
    mod generated {
        hookwright::include_webhooks!("orders");
    }
    use generated::orders::OrderCreated;

    const SECRET: &str = "whsec_AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=";
    /// The first is what the others are held against.
    const WAYS: [&str; 5] = ["bare", "ours", "ours, read back", "ours, serialised", "reqwest"];
    const AT_A_TIME: usize = 16;
    const ANSWER: &[u8] = b"HTTP/1.1 204 No Content\r\n\r\n";

    /// The CPU time of this thread.
    fn now() -> Duration {
        let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
        Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or_default())
    }

    fn median(mut all: Vec<f64>) -> f64 {
        all.sort_by(f64::total_cmp);
        all[all.len() / 2]
    }

    static EVENT: EventInfo = EventInfo {
        name: "order.created",
        path: "order-created",
        method: "POST",
        media_type: "application/json",
        success: 204,
        headers: &[("x-shop-event", "order.created")],
        ..EventInfo::PLAIN
    };

    /// An order of 2 kB.
    fn order() -> OrderCreated {
        let lines: Vec<String> =
            (0..39).map(|n| format!(r#"{{"sku":"SKU-2048-BLUE-XL-{n:04}","quantity":{}}}"#, n + 1)).collect();
        let text = format!(
            r#"{{"type":"order.created","order":{{"id":"8c5f3f3c-5a1c-4f5e-9a55-3a0c6b8f7d10","email":"anna@example.com",
            "channel":"web","note":"Please ring twice, the bell of the second door is broken.",
            "total":{{"amount":1999,"currency":"EUR"}},"lines":[{}]}}}}"#,
            lines.join(",")
        );
        serde_json::from_str(&text).expect("an order of the document")
    }

    pub(super) fn main() {
        let args: Vec<String> = env::args().skip(1).collect();
        match args.first().map(String::as_str) {
            Some("sink") => sink(),
            Some("send") => {
                let number = |at: usize| args[at].parse().expect("a number");
                compare(number(1), number(2), number(3));
            }
            Some("--way") => {
                let sink = Sink::start();
                let events = args[3].parse().expect("a number of events");
                let runtime = runtime();
                let sender = Sender::new(&args[1], sink.port);
                println!("{:?}", runtime.block_on(measure(&sender, events)));
            }
            _ => {
                let sink = Sink::start();
                let (rounds, events) =
                    (args.first().map_or("9", String::as_str), args.get(1).map_or("20000", String::as_str));
                let program = env::current_exe().expect("this program");
                let mut sending = Command::new("taskset");
                sending.args(["-c", "0"]).arg(program).args(["send", &sink.port.to_string(), rounds, events]);
                assert!(sending.status().expect("taskset is installed").success());
            }
        }
    }

    /// A process that takes whatever comes, on the other core.
    struct Sink {
        process: Child,
        port: u16,
    }

    impl Sink {
        fn start() -> Self {
            let program = env::current_exe().expect("this program");
            let mut process = Command::new("taskset");
            let mut process = process
                .args(["-c", "1"])
                .arg(program)
                .arg("sink")
                .stdout(Stdio::piped())
                .spawn()
                .expect("taskset is installed");
            let mut line = String::new();
            BufReader::new(process.stdout.take().expect("piped")).read_line(&mut line).expect("the port");
            Self { process, port: line.trim().parse().expect("a port") }
        }
    }

    impl Drop for Sink {
        fn drop(&mut self) {
            let _ = self.process.kill();
            let _ = self.process.wait();
        }
    }

    fn sink() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        println!("{}", listener.local_addr().expect("an address").port());
        for socket in listener.incoming().flatten() {
            thread::spawn(move || take(socket));
        }
    }

    /// Answers each request once its body is whole. No request is sent before the last one is answered.
    fn take(mut socket: TcpStream) {
        let _ = socket.set_nodelay(true);
        let (mut buffer, mut filled) = (vec![0; 16 * 1024], 0);
        while let Ok(read @ 1..) = socket.read(&mut buffer[filled..]) {
            filled += read;
            let Some(head) = buffer[..filled].windows(4).position(|four| four == b"\r\n\r\n") else {
                continue;
            };
            let text = String::from_utf8_lossy(&buffer[..head]).to_ascii_lowercase();
            let length = text.lines().find_map(|line| line.strip_prefix("content-length: "));
            let length: usize = length.expect("a length").parse().expect("a number");
            if filled >= head + 4 + length {
                filled = 0;
                if socket.write_all(ANSWER).is_err() {
                    return;
                }
            }
        }
    }

    fn runtime() -> tokio::runtime::Runtime {
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime")
    }

    /// The same order, of which nobody knows whether it keeps to its schema before it is read back.
    struct Doubtful(OrderCreated);

    impl Decode for Doubtful {
        fn decode(reader: &mut Reader<'_>) -> Result<Self, Invalid> {
            OrderCreated::decode(reader).map(Self)
        }
    }

    impl Serialize for Doubtful {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            self.0.serialize(serializer)
        }
    }

    /// What one run cost, for one event.
    #[derive(Clone, Copy, Debug)]
    struct Run {
        wall: Duration,
        cpu: Duration,
    }

    fn compare(port: usize, rounds: usize, events: usize) {
        let port = u16::try_from(port).expect("a port");
        let runtime = runtime();
        let senders = WAYS.map(|way| Sender::new(way, port));
        println!(
            "{} bytes, {events} events in each of {rounds} rounds, {AT_A_TIME} at a time",
            serde_json::to_vec(&order()).expect("JSON").len()
        );
        for sender in &senders {
            runtime.block_on(measure(sender, events / 10));
        }
        let mut runs: [Vec<Run>; WAYS.len()] = Default::default();
        for _ in 0..rounds {
            for (sender, runs) in senders.iter().zip(&mut runs) {
                runs.push(runtime.block_on(measure(sender, events)));
            }
        }
        println!("{:<18} {:>10} {:>8} {:>14} {:>8}", "", "events/s", "x bare", "CPU us/event", "x bare");
        for (way, own) in WAYS.iter().zip(&runs) {
            let of = |figure: fn(&Run) -> f64| median(own.iter().map(figure).collect());
            let ratio = |figure: fn(&Run) -> f64| {
                median(own.iter().zip(&runs[0]).map(|(own, bare)| figure(own) / figure(bare)).collect())
            };
            let rate: fn(&Run) -> f64 = |run| 1.0 / run.wall.as_secs_f64();
            let cpu: fn(&Run) -> f64 = |run| run.cpu.as_secs_f64() * 1e6;
            println!(
                "{way:<18} {:>10.0} {:>8.2} {:>14.1} {:>8.2}",
                of(rate),
                ratio(rate),
                of(cpu),
                ratio(cpu)
            );
        }
    }

    async fn measure(sender: &Arc<Sender>, events: usize) -> Run {
        let (wall, cpu) = (Instant::now(), now());
        let next = Arc::new(AtomicUsize::new(0));
        let tasks: Vec<_> = (0..AT_A_TIME)
            .map(|_| {
                let (sender, next) = (Arc::clone(sender), Arc::clone(&next));
                tokio::spawn(async move {
                    loop {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        if number >= events {
                            return;
                        }
                        sender.send(number).await;
                    }
                })
            })
            .collect();
        for task in tasks {
            task.await.expect("no attempt fails");
        }
        let each = |time: Duration| time / u32::try_from(events).expect("not so many");
        Run { wall: each(wall.elapsed()), cpu: each(now() - cpu) }
    }

    /// A way of sending, with all that it keeps between events.
    struct Sender {
        way: Way,
        url: String,
        order: OrderCreated,
        body: Bytes,
    }

    enum Way {
        Bare { client: legacy::Client<HttpConnector, Full<Bytes>>, uri: Uri, signing: Signing },
        Ours(Client),
        OursReadBack(Client, Doubtful),
        OursSerialised(Client),
        Reqwest { client: reqwest::Client, url: reqwest::Url, signing: Signing },
    }

    impl Sender {
        fn new(way: &str, port: u16) -> Arc<Self> {
            let url = format!("http://127.0.0.1:{port}/hooks/acme?tenant=1");
            let signing = Signing::standard_webhooks(SECRET).expect("a secret");
            let ours = || {
                Client::builder(Signing::standard_webhooks(SECRET).expect("a secret"))
                    .allow_http_on_loopback()
                    .build()
            };
            let way = match way {
                "bare" => {
                    let mut connector = HttpConnector::new();
                    connector.set_nodelay(true);
                    let client = legacy::Client::builder(TokioExecutor::new())
                        .pool_timer(TokioTimer::new())
                        .build(connector);
                    Way::Bare { client, uri: url.parse().expect("a URI"), signing }
                }
                "ours" => Way::Ours(ours()),
                "ours, read back" => Way::OursReadBack(ours(), Doubtful(order())),
                "ours, serialised" => Way::OursSerialised(ours()),
                "reqwest" => {
                    let client = reqwest::Client::builder()
                        .redirect(reqwest::redirect::Policy::none())
                        .timeout(Duration::from_secs(15));
                    Way::Reqwest {
                        client: client.build().expect("a client"),
                        url: url.parse().expect("a URL"),
                        signing,
                    }
                }
                other => panic!("`{other}` is none of {WAYS:?}"),
            };
            let order = order();
            let body = serde_json::to_vec(&order).expect("JSON").into();
            Arc::new(Self { way, url, order, body })
        }

        async fn send(&self, number: usize) {
            let status = match &self.way {
                Way::Bare { client, uri, signing } => {
                    let (headers, body) = self.signed(number, signing);
                    let mut request = Request::new(Full::new(body));
                    *request.method_mut() = Method::POST;
                    *request.uri_mut() = uri.clone();
                    *request.headers_mut() = headers;
                    let response = client.request(request).await.expect("an answer");
                    let status = response.status();
                    response.into_body().collect().await.expect("a whole answer");
                    status
                }
                Way::Ours(client) => {
                    let answer: Answer<()> =
                        client.send(&EVENT, &self.url, &self.order).await.expect("an answer");
                    answer.status
                }
                Way::OursReadBack(client, order) => {
                    let answer: Answer<()> = client.send(&EVENT, &self.url, order).await.expect("an answer");
                    answer.status
                }
                Way::OursSerialised(client) => {
                    let client = client.delivery(Delivery::of(format!("msg_{number:026}")));
                    let answer: Answer<()> =
                        client.send_bytes(&EVENT, &self.url, self.body.clone()).await.expect("an answer");
                    answer.status
                }
                Way::Reqwest { client, url, signing } => {
                    let (headers, body) = self.signed(number, signing);
                    let response =
                        client.post(url.clone()).headers(headers).body(body).send().await.expect("an answer");
                    let status = response.status();
                    response.bytes().await.expect("a whole answer");
                    status
                }
            };
            assert!(status.is_success(), "{status}");
        }

        /// What one would write by hand: the same headers as ours, and the same body.
        fn signed(&self, number: usize, signing: &Signing) -> (HeaderMap, Bytes) {
            let id = format!("msg_{number:026}");
            let body = serde_json::to_vec(&self.order).expect("JSON");
            let unsigned = Unsigned::post(&id, &self.url, &body);
            let signature = signing.sign(&unsigned, SystemTime::now()).expect("a signature");
            let mut headers = HeaderMap::new();
            headers.insert(USER_AGENT, HeaderValue::from_static("hookwright/0.1.0"));
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            headers.insert("x-shop-event", HeaderValue::from_static("order.created"));
            headers.extend(signature);
            (headers, body.into())
        }
    }
}
