//! `hookwright listen` and `hookwright send`: the one hears what the other says, over real sockets.

#[expect(dead_code, reason = "suites share it, and this one does not use all of it")]
mod command;

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, ChildStdout, Command, Stdio};

use command::{Folder, spec};
use serde_json::{Value, json};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const STOCK: &str = r#"{"type":"stock.changed","sku":"book","left":3}"#;

/// A listener in a process of its own, on any port.
struct Listener {
    child: Child,
    lines: BufReader<ChildStdout>,
    url: String,
}

impl Listener {
    fn start(folder: &Folder, arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hookwright"));
        command
            .current_dir(folder.path("."))
            .args(["listen", "--format", "json", "--port", "0"])
            .args(arguments);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        let mut lines = BufReader::new(child.stdout.take().expect("it is piped"));
        let mut first = String::new();
        lines.read_line(&mut first).expect("a line");
        let first: Value = serde_json::from_str(&first).unwrap_or_else(|_| {
            let mut why = String::new();
            drop(child.stderr.take().map(|mut err| err.read_to_string(&mut why)));
            panic!("it listens: {first}{why}")
        });
        let url = first["url"].as_str().expect("a URL").to_owned();
        Self { child, lines, url }
    }

    /// All lines, and the exit code.
    fn end(mut self) -> (Vec<Value>, i32) {
        let mut text = String::new();
        self.lines.read_to_string(&mut text).expect("text");
        let code = self.child.wait().expect("it ends").code().expect("it was not killed");
        (text.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect(), code)
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

fn orders() -> String {
    spec("orders.yaml")
}

/// The arguments that both sides share.
fn shared(orders: &str) -> [&str; 4] {
    ["--spec", orders, "--secret", SECRET]
}

/// Sends a stock that changed, and gives the exit code and the answer.
fn send(folder: &Folder, url: &str, more: &[&str]) -> (i32, Value) {
    folder.write("stock.json", STOCK);
    let orders = orders();
    let mut words = vec!["send", "stock.changed", "--data", "stock.json", "--url", url, "--format", "json"];
    words.extend(shared(&orders));
    words.extend(more);
    let ran = folder.run(words);
    (ran.code, serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{ran:?}")))
}

fn codes(line: &Value) -> Vec<&str> {
    let found = line["faults"].as_array().or(line["findings"].as_array());
    found.into_iter().flatten().filter_map(|fault| fault["code"].as_str()).collect()
}

#[test]
fn a_right_sender_is_heard_and_a_wrong_one_judged() {
    let (folder, orders) = (Folder::new(), orders());
    let right =
        Listener::start(&folder, &[&shared(&orders)[..], &["--answer", "500,ok", "--until", "2"]].concat());
    assert_eq!(send(&folder, &right.url, &["--id", "msg_1"]).0, 1);
    let (code, answer) = send(&folder, &right.url, &["--id", "msg_1"]);
    assert_eq!((code, &answer["status"]), (0, &json!(204)), "the document's own success");
    let (lines, code) = right.end();
    assert_eq!(
        (code, lines[2]["ok"].as_bool(), lines[1]["attempt"].as_u64()),
        (0, Some(true), Some(2)),
        "{lines:?}"
    );

    let wrong = Listener::start(&folder, &[&shared(&orders)[..], &["--until", "1"]].concat());
    send(&folder, &wrong.url, &["--set", "/left=null", "--invalid"]);
    let (lines, code) = wrong.end();
    assert_eq!(
        (code, codes(&lines[0]), codes(&lines[1])),
        (1, vec!["payload::violation"], vec!["payload::violation"])
    );
    assert_eq!(
        (&lines[0]["faults"][0]["pointer"], &lines[0]["event"]),
        (&json!("/left"), &json!("stock.changed"))
    );
}

#[test]
fn requests_are_forwarded_recorded_and_replayed() {
    let (folder, orders) = (Folder::new(), orders());
    let receiver =
        Listener::start(&folder, &[&shared(&orders)[..], &["--until", "3", "--answer", "202"]].concat());
    let hooks = format!("{}hooks", receiver.url);
    let more = ["--forward-to", &hooks, "--until", "1", "--record", "came.jsonl"];
    let listener = Listener::start(&folder, &[&shared(&orders)[..], &more].concat());
    let (code, answer) = send(&folder, &listener.url, &["--id", "msg_1", "-H", "X-Trace: abc"]);
    assert_eq!((code, &answer["status"]), (0, &json!(202)), "the receiver's own answer");
    assert_eq!(listener.end().1, 0);

    let replay = ["listen", "--replay", "came.jsonl", "--to", &hooks];
    let anew = folder.run([&replay[..], &shared(&orders)[..]].concat());
    assert!(anew.code == 0 && anew.out.contains("stock.changed  msg_1  → 202"), "{anew:?}");
    let as_is = folder.run([&replay[..], &["--as-is", "--format", "json"]].concat());
    assert!(as_is.code == 0 && as_is.out.contains("\"status\":202"), "{as_is:?}");

    let (lines, _) = receiver.end();
    for line in &lines[..3] {
        assert_eq!(
            (codes(line), &line["request"]["text"], &line["id"]),
            (vec![], &json!(STOCK), &json!("msg_1"))
        );
        let headers = line["request"]["headers"].as_array().expect("a list");
        assert!(headers.contains(&json!(["x-trace", "abc"])), "{line}");
        assert_eq!(line["request"]["uri"], "/hooks");
    }
    // Three times the same after a 2xx: whoever replays knows that.
    assert_eq!(codes(&lines[3]), ["retry::after_success", "retry::after_success"]);
}

#[test]
fn a_receiver_that_is_not_there_is_a_bad_gateway() {
    let folder = Folder::new();
    // A port that was free a moment ago.
    let port =
        std::net::TcpListener::bind("127.0.0.1:0").and_then(|one| one.local_addr()).expect("a port").port();
    let gone = format!("http://127.0.0.1:{port}/");
    let listener = Listener::start(&folder, &["--unsigned", "--forward-to", &gone, "--until", "1"]);
    assert_eq!(send(&folder, &listener.url, &[]).1["status"], 502);
    let (lines, code) = listener.end();
    assert_eq!(
        (lines.len(), code, lines[0].get("faults")),
        (1, 0, None),
        "without a document nothing is judged"
    );
}

#[test]
fn the_report_is_junits_where_it_is_wished() {
    let (folder, orders) = (Folder::new(), orders());
    let more = ["--until", "1", "--report", "junit", "-o", "sender.xml"];
    let listener = Listener::start(&folder, &[&shared(&orders)[..], &more].concat());
    send(&folder, &listener.url, &["-H", "content-type: text/plain"]);
    assert_eq!(listener.end().1, 1);
    let xml = folder.read("sender.xml");
    assert!(xml.contains("failures=\"1\"") && xml.contains("<failure type=\"media_type\""), "{xml}");
}

#[test]
fn many_are_sent_at_a_pace() {
    let (folder, orders) = (Folder::new(), orders());
    let listener = Listener::start(&folder, &[&shared(&orders)[..], &["--until", "20"]].concat());
    let (code, answer) =
        send(&folder, &listener.url, &["--count", "20", "--rate", "200", "--concurrency", "4"]);
    assert_eq!((code, &answer["requests"], &answer["outcomes"]), (0, &json!(20), &json!({ "204": 20 })));
    assert!(answer["seconds"].as_f64().is_some_and(|seconds| seconds > 0.09), "paced: {answer}");
    let (lines, code) = listener.end();
    let ids: std::collections::BTreeSet<&str> =
        lines[..20].iter().filter_map(|line| line["id"].as_str()).collect();
    assert_eq!((ids.len(), code), (20, 0), "each has an id of its own");
}

#[test]
fn what_is_not_sent_is_said() {
    let (folder, orders) = (Folder::new(), orders());
    folder.write("stock.json", STOCK);
    let run = |words: &[&str]| folder.run([&["send"], words, &shared(&orders)[..]].concat());
    let url = ["--url", "http://127.0.0.1:9/"];
    let broken =
        run(&[&["stock.changed", "--data", "stock.json", "--set", "/left=-1", "--set", "/sku=5"], &url[..]]
            .concat());
    assert_eq!(broken.code, 1);
    assert!(broken.err.contains("/left: minimum") && broken.err.contains("/sku: type"), "{broken:?}");
    let unknown = run(&[&["stock.chnged"], &url[..]].concat());
    assert!(unknown.code == 2 && unknown.err.contains("did you mean `stock.changed`?"), "{unknown:?}");
    let nobody = run(&[&["order.created", "--timeout", "2s"], &url[..]].concat());
    assert_eq!(nobody.code, 1, "{nobody:?}");
    let insecure = run(&["order.created", "--url", "http://shop.example/"]);
    assert!(insecure.code == 1 && insecure.err.contains("--url: "), "{insecure:?}");
    let example = run(&[&["order.created", "--example", "none"], &url[..]].concat());
    assert!(example.code == 1 && example.err.contains("there are `two_lines`"), "{example:?}");
    let script = folder.run(["listen", "--unsigned", "--answer", "900"]);
    assert!(script.code == 2 && script.err.contains("`900` is no answer"), "{script:?}");
}

#[test]
fn a_line_for_curl_sends_the_same() {
    let (folder, orders) = (Folder::new(), orders());
    let listener = Listener::start(&folder, &[&shared(&orders)[..], &["--until", "1"]].concat());
    let dry = ["send", "order.created", "--dry-run", "--url", &listener.url];
    let line = folder.run([&dry[..], &shared(&orders)[..]].concat());
    assert!(line.code == 0 && line.out.starts_with("curl -i -X POST 'http://127.0.0.1:"), "{line:?}");
    match Command::new("sh").args(["-c", &line.out]).output() {
        Ok(ran) if ran.status.success() => {
            let (lines, code) = listener.end();
            assert_eq!((codes(&lines[0]), code), (vec![], 0), "{lines:?}");
        }
        _ => println!("skipped: there is no `curl` here"),
    }
}
