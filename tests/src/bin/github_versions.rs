//! GitHub's three documents as versions of one API, with published payloads through the router of all.
//!
//! In comes the folder of third parties' documents and payloads; out come the counts of `docs/versions.md`: types that
//! exist once, bytes of code, upgrades that have to be written, and what becomes of each payload as each version. Run it
//! with `cargo run --release -p hookwright-tests --bin github_versions`; it builds a crate of seven megabytes.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

use hookwright_build::{Generated, Generator, VersionSpec};
use hookwright_tests::{enter_workspace, shared};
use serde_json::Value;

/// The versions, oldest first.
const VERSIONS: [(&str, &str); 3] = [
    ("ghes-3.14", "webhooks-ghes-3.14.json"),
    ("ghes-3.19", "webhooks-ghes-3.19.json"),
    ("api", "webhooks-api.github.com.3.1.json"),
];

fn main() -> ExitCode {
    let Some(shared) = shared() else { return ExitCode::FAILURE };
    let github = shared.join("corpus/specs/github");
    let start = Instant::now();
    let [oldest, middle, newest] = VERSIONS.map(|(name, file)| (name, github.join(file)));
    let all = Generator::new(&oldest.1)
        .named_version(oldest.0)
        .version(VersionSpec::named(middle.0, &middle.1))
        .version(VersionSpec::named(newest.0, &newest.1))
        .name("github")
        .compile();
    let seconds = start.elapsed().as_secs_f64();
    let (all, one) = match (all, Generator::new(&newest.1).compile()) {
        (Ok(all), Ok(one)) => (all, one),
        (Err(error), _) | (_, Err(error)) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    let (types, once) = all.summary.shared_types;
    let (upgrades, downgrades) = all.summary.written_upgrades;
    println!(
        "{} events and {types} types of three versions, generated in {seconds:.2} s",
        all.summary.events
    );
    println!("{once} types of the two older versions are a newer one's ({} types exist)", types - once);
    println!(
        "{} bytes of code for three, {} for the newest alone: {:.2} times",
        bytes(&all),
        bytes(&one),
        ratio(&all, &one)
    );
    println!("to be written by hand: {upgrades} upgrades, {downgrades} downgrades");
    let payloads = payloads(&shared.join("corpus/payloads/github"));
    let folder = write(&all);
    if run(&folder, &payloads) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn bytes(made: &Generated) -> usize {
    made.files.values().map(String::len).sum()
}

#[expect(clippy::cast_precision_loss, reason = "a ratio of megabytes")]
fn ratio(all: &Generated, one: &Generated) -> f64 {
    bytes(all) as f64 / bytes(one) as f64
}

/// Published payloads with the event that their folder names.
fn payloads(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for path in entries.flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "json")
                && let (Some(event), Ok(text)) = (folder.file_name(), fs::read_to_string(&path))
                && let Ok(body) = serde_json::from_str::<Value>(&text)
            {
                found.push((event.to_string_lossy().into_owned(), body.to_string()));
            }
        }
    }
    found.sort();
    found
}

/// The crate: the generated module, the draft of the upgrades as it stands, and a receiver that notes what it gets.
fn write(all: &Generated) -> PathBuf {
    let folder = enter_workspace().join("target/tmp/github-versions");
    let put = |path: &str, text: &str| {
        let path = folder.join(path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).expect("a folder");
        }
        fs::write(path, text).expect("a file");
    };
    for (path, text) in &all.files {
        put(&format!("src/github/{path}"), text);
    }
    put("src/upgrades.rs", &format!("use crate::{{github, MyReceiver}};\n{}", all.sketch));
    put("src/main.rs", MAIN);
    let runtime = enter_workspace().join("runtime").display().to_string().replace('\\', "/");
    put("Cargo.toml", &MANIFEST.replace("RUNTIME", &runtime));
    folder
}

/// Builds and runs it, with a line for each payload and version.
fn run(folder: &Path, payloads: &[(String, String)]) -> bool {
    let mut child = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--manifest-path"])
        .arg(folder.join("Cargo.toml"))
        .stdin(Stdio::piped())
        .spawn()
        .expect("cargo runs");
    let mut lines = child.stdin.take().expect("a pipe");
    for (event, body) in payloads {
        for (version, _) in VERSIONS {
            writeln!(lines, "{version}\t{event}\t{body}").expect("a line");
        }
    }
    drop(lines);
    child.wait().is_ok_and(|status| status.success())
}

const MANIFEST: &str = r#"[package]
name = "github-versions"
version = "0.0.0"
edition = "2024"

[dependencies]
hookwright = { path = "RUNTIME", features = ["client"] }
bytes = "1"
http = "1"
http-body-util = "0.1"
tokio = { version = "1", features = ["rt", "macros"] }
tower-service = "0.3"

[profile.dev]
debug = 0

[workspace]
"#;

const MAIN: &str = r##"
mod github;
mod upgrades;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use hookwright::{Failure, Unclaimed};
use tower_service::Service as _;

/// What became of a payload, for the table.
#[derive(Clone, Default)]
pub struct MyReceiver(Arc<Mutex<String>>);

impl github::Receiver for MyReceiver {
    async fn fallback(&self, unclaimed: github::Unclaimed) -> Result<(), Failure> {
        *self.0.lock().unwrap() = match &unclaimed {
            Unclaimed::Unhandled(_) => "is the newest type".to_owned(),
            Unclaimed::Unknown(_) => "is no event of the newest version".to_owned(),
            Unclaimed::Violating(_) => "breaks the schema of its version".to_owned(),
        };
        Ok(())
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let said = MyReceiver::default();
    let codes: Arc<Mutex<String>> = Arc::default();
    let observed = Arc::clone(&codes);
    let mut service = github::Webhooks::new(said.clone())
        .unsigned()
        .observe(move |outcome| *observed.lock().unwrap() = outcome.code.to_owned());
    let mut table: BTreeMap<(String, String), usize> = BTreeMap::new();
    for line in std::io::stdin().lines() {
        let line = line.unwrap();
        let mut parts = line.splitn(3, '\t');
        let (version, event, body) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
        said.0.lock().unwrap().clear();
        let request = http::Request::post("/")
            .header("content-type", "application/json")
            .header("webhook-version", version)
            .header("x-github-event", event)
            .body(http_body_util::Full::new(bytes::Bytes::from(body.to_owned())))
            .unwrap();
        let answer = service.call(request).await.unwrap();
        let mut what = said.0.lock().unwrap().clone();
        if what.is_empty() {
            use http_body_util::BodyExt as _;
            let status = answer.status();
            let body = answer.into_body().collect().await.unwrap().to_bytes();
            what = format!("{status} {}: {}", codes.lock().unwrap(), String::from_utf8_lossy(&body));
        }
        *table.entry((version.to_owned(), what)).or_default() += 1;
    }
    for ((version, what), count) in table {
        println!("{version:<10} {count:>4} {what}");
    }
}
"##;
