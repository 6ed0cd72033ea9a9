//! The trivial endpoint, in a process of its own, so that its cost is not ours: reads a request, answers 204, keeps the
//! connection; and those that are bad: `/hang` never answers, `/reset` breaks off, `/busy` answers 429. It notes when each event was accepted, as its payload says, and how often an id comes.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What the sink has seen since it was asked last.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    pub requests: u64,
    #[allow(dead_code, reason = "one of the programs counts them")]
    pub ids: u64,
    /// From acceptance to arrival, in milliseconds: the middle, 99 of 100, the worst.
    pub latency: [f64; 3],
}

/// The sink's process, from the outside.
pub struct Sink {
    child: Child,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
    pub url: String,
}

impl Sink {
    /// Starts this program again, as a sink that takes so long to answer.
    pub fn start(delay: Duration) -> Self {
        let program = std::env::current_exe().expect("this program has a path");
        let mut command = Command::new(program);
        command.arg("sink").arg(delay.as_millis().to_string());
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("a sink starts");
        let stdin = child.stdin.take().expect("it has an input");
        let mut stdout = BufReader::new(child.stdout.take().expect("it has an output"));
        let mut port = String::new();
        stdout.read_line(&mut port).expect("it tells its port");
        Self { child, stdin, stdout, url: format!("http://127.0.0.1:{}/hooks", port.trim()) }
    }

    /// What came since the last time.
    pub fn seen(&mut self) -> Seen {
        self.stdin.write_all(b"\n").and_then(|()| self.stdin.flush()).expect("it listens");
        let mut line = String::new();
        self.stdout.read_line(&mut line).expect("it answers");
        let mut numbers = line.split_whitespace().map(|text| text.parse::<f64>().expect("a number"));
        let mut next = || numbers.next().expect("five numbers");
        Seen { requests: next() as u64, ids: next() as u64, latency: [next(), next(), next()] }
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[derive(Default)]
struct Notes {
    requests: u64,
    ids: HashMap<Vec<u8>, u32>,
    latencies: Vec<f64>,
}

/// The sink's own life.
pub fn run(delay: Duration) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let notes = Arc::new(Mutex::new(Notes::default()));
    let told = Arc::clone(&notes);
    std::thread::spawn(move || {
        for _ in std::io::stdin().lock().lines() {
            tell(std::mem::take(&mut *told.lock().expect("nobody panics")));
        }
        std::process::exit(0);
    });
    runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        println!("{}", listener.local_addr().expect("it has one").port());
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, delay, Arc::clone(&notes)));
        }
    });
}

fn tell(mut notes: Notes) {
    notes.latencies.sort_by(f64::total_cmp);
    let at = |share: f64| {
        let index =
            ((notes.latencies.len() as f64 * share) as usize).min(notes.latencies.len().saturating_sub(1));
        notes.latencies.get(index).copied().unwrap_or(0.0)
    };
    println!("{} {} {} {} {}", notes.requests, notes.ids.len(), at(0.5), at(0.99), at(1.0));
}

const BUSY: &[u8] = b"HTTP/1.1 429 Too Many Requests\r\nretry-after: 1\r\ncontent-length: 0\r\n\r\n";

async fn serve(mut stream: TcpStream, delay: Duration, notes: Arc<Mutex<Notes>>) {
    let _ = stream.set_nodelay(true);
    let (mut buffer, mut filled) = (vec![0_u8; 64 * 1024], 0);
    loop {
        match stream.read(&mut buffer[filled..]).await {
            Ok(0) | Err(_) => return,
            Ok(read) => filled += read,
        }
        while let Some(length) = whole(&buffer[..filled]) {
            match buffer[..length].split(|byte| *byte == b' ').nth(1) {
                Some(b"/hang") => return tokio::time::sleep(Duration::from_secs(3_600)).await,
                Some(b"/reset") => {
                    let _ = stream.set_zero_linger();
                    return;
                }
                Some(b"/busy") => {
                    buffer.copy_within(length..filled, 0);
                    filled -= length;
                    if stream.write_all(BUSY).await.is_err() {
                        return;
                    }
                    continue;
                }
                _ => note(&buffer[..length], &notes),
            }
            buffer.copy_within(length..filled, 0);
            filled -= length;
            if !delay.is_zero() {
                tokio::time::sleep(delay).await;
            }
            if stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await.is_err() {
                return;
            }
        }
    }
}

/// The length of the first request, if all of it is there.
fn whole(bytes: &[u8]) -> Option<usize> {
    let head = find(bytes, b"\r\n\r\n")? + 4;
    let length = header(&bytes[..head], b"content-length: ").unwrap_or(b"0");
    let length: usize = std::str::from_utf8(length).ok()?.parse().ok()?;
    (bytes.len() >= head + length).then_some(head + length)
}

fn note(request: &[u8], notes: &Mutex<Notes>) {
    let id = header(request, b"webhook-id: ").unwrap_or_default().to_vec();
    let mut notes = notes.lock().expect("nobody panics");
    notes.requests += 1;
    *notes.ids.entry(id).or_default() += 1;
    let at = find(request, b"\"at\":").map(|at| &request[at + 5..]);
    let digits = at.and_then(|at| at.split(|byte| !byte.is_ascii_digit()).next());
    if let Some(at) = digits.and_then(|digits| std::str::from_utf8(digits).ok()?.parse::<u64>().ok()) {
        notes.latencies.push(now().saturating_sub(at) as f64 / 1000.0);
    }
}

fn header<'a>(head: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let rest = &head[find(head, name)? + name.len()..];
    rest.get(..find(rest, b"\r\n")?)
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}

/// Microseconds since 1970, by the clock that both processes share.
pub fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_micros() as u64)
}
