//! What durable sending on PostgreSQL does in a second, what a delivery costs this process, and how soon an attempt comes.
//!
//! `HOOKWRIGHT_POSTGRES=postgres://… cargo run --release -p hookwright-benchmarks-postgres [EVENTS]`. The server keeps its
//! `fsync`; the sink, and each sender, is a process of its own.
#![allow(missing_docs)]

mod sender;
mod sink;

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdout, Command, Stdio};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let text: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match text.as_slice() {
        ["sink", delay] => block_on(sink::run(delay.parse().expect("milliseconds"))),
        ["sender", rest @ ..] => block_on(sender::run(rest)),
        rest => all(rest.first().map_or(20_000, |text| text.parse().expect("a number"))),
    }
}

fn block_on(work: impl Future<Output = ()>) {
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    runtime.worker_threads(2).enable_all().build().expect("a runtime").block_on(work);
}

fn all(events: usize) {
    if std::env::var_os("HOOKWRIGHT_POSTGRES").is_none() {
        println!("skipped: HOOKWRIGHT_POSTGRES names no server");
        return;
    }
    println!("{events} events of 2 kB, accepted one call each by 64 tasks and delivered:");
    let sink = Peer::new(&["sink", "0"]);
    let one = Peer::sender(&["make", &sink.said, "64", "256"]);
    println!("  {}", one.ask(&format!("rush {events}")));
    one.end();
    println!("half of that, evenly:");
    let one = Peer::sender(&["make", &sink.said, "64", "256"]);
    println!("  {}", one.ask(&format!("pace {} 500", events / 4)));
    one.end();
    sink.end();

    println!("against a sink that takes 20 ms, 16 attempts at once for each process:");
    let sink = Peer::new(&["sink", "20"]);
    for processes in [1, 2] {
        let first = Peer::sender(&["make", &sink.said, "16", "16"]);
        println!("  {processes}: {}", both(first, processes, events / 2));
    }
    sink.end();
}

/// All is accepted first; then so many processes deliver.
fn both(first: Peer, processes: usize, events: usize) -> String {
    first.ask(&format!("accept {events}"));
    let others: Vec<Peer> = (1..processes).map(|_| Peer::sender(&["join", "-", "16", "16"])).collect();
    for other in &others {
        other.tell("deliver");
    }
    let said = first.ask("drain");
    for other in others {
        other.end();
    }
    first.end();
    said
}

/// A process beside this one: told lines, it answers lines.
struct Peer {
    child: Child,
    output: std::cell::RefCell<BufReader<ChildStdout>>,
    said: String,
}

impl Peer {
    fn new(arguments: &[&str]) -> Self {
        let program = std::env::current_exe().expect("a program");
        let mut child = Command::new(program)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a process");
        let output = BufReader::new(child.stdout.take().expect("an output")).into();
        let mut peer = Self { child, output, said: String::new() };
        peer.said = peer.line();
        peer
    }

    fn sender(arguments: &[&str]) -> Self {
        let arguments: Vec<&str> = ["sender"].into_iter().chain(arguments.iter().copied()).collect();
        Self::new(&arguments)
    }

    fn line(&self) -> String {
        let mut line = String::new();
        self.output.borrow_mut().read_line(&mut line).expect("a line");
        line.trim_end().to_owned()
    }

    fn tell(&self, line: &str) {
        writeln!(self.child.stdin.as_ref().expect("an input"), "{line}").expect("it listens");
    }

    fn ask(&self, line: &str) -> String {
        self.tell(line);
        self.line()
    }

    fn end(mut self) {
        drop(self.child.stdin.take());
        self.child.wait().expect("it ends");
    }
}
