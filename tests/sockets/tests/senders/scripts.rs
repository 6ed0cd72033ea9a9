//! Senders in other languages: wrong ones of tests/zoo/senders, and right ones by the vendors' own libraries.
//!
//! They need `python3` and `node`. Where these are not, the tests say that they skipped; with `HOOKWRIGHT_ZOO` set they
//! may not.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use hookwright::contract::sink::Listening;
use tokio::process::Command;

use crate::{SECRET, sink};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../zoo/senders");

/// The interpreter, where there is one. One with libraries of its own may be named by a variable.
fn interpreter(variable: &str, name: &str) -> Option<PathBuf> {
    let program = std::env::var_os(variable).map_or_else(|| PathBuf::from(name), PathBuf::from);
    let runs = std::process::Command::new(&program)
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if !runs {
        assert!(std::env::var_os("HOOKWRIGHT_ZOO").is_none(), "`{name}` is to be there");
        println!("skipped: there is no `{name}`");
    }
    runs.then_some(program)
}

/// Runs a script against a sink; none where it can't run here.
async fn run(script: &str, answers: &str) -> Option<(Listening, i32)> {
    let program = match script.rsplit('.').next() {
        Some("py") => interpreter("HOOKWRIGHT_PYTHON", "python3")?,
        _ => interpreter("HOOKWRIGHT_NODE", "node")?,
    };
    // An interpreter may take a while to start on a busy machine.
    let sink = sink(answers).patience(Duration::from_secs(4)).start().await.expect("a free port");
    let mut command = Command::new(program);
    command.arg(format!("{FOLDER}/{script}")).arg(sink.url()).env("WEBHOOK_SECRET", SECRET);
    let output = command.kill_on_drop(true).output().await.expect("it runs");
    let code = output.status.code().expect("it was not killed");
    assert!(matches!(code, 0 | 77), "{script}: {}", String::from_utf8_lossy(&output.stderr));
    if code == 77 {
        assert!(std::env::var_os("HOOKWRIGHT_ZOO").is_none(), "{script} needs a library");
        println!("skipped: {}", String::from_utf8_lossy(&output.stdout).trim());
        return None;
    }
    Some((sink, code))
}

async fn caught(script: &str, answers: &str, codes: &[&str]) {
    let Some((sink, _)) = run(script, answers).await else { return };
    let verdict = sink.verdict().await;
    assert_eq!(verdict.codes(), codes, "{script}\n{verdict}");
    assert!(verdict.requests > 0, "{script} sent nothing");
}

#[tokio::test]
async fn python_signs_what_it_serialises_twice() {
    caught("reserialises.py", "200", &["signature::reserialised"]).await;
}

#[tokio::test]
async fn python_sends_null_for_what_is_absent() {
    caught("null_for_absent.py", "200", &["payload::violation"]).await;
}

#[tokio::test]
async fn python_gives_up() {
    caught("gives_up.py", "500, 200", &["retry::gave_up"]).await;
}

#[tokio::test]
async fn node_makes_a_new_id_for_each_retry() {
    caught("new_id.mjs", "500, 500, 200", &["retry::id_changed"]).await;
}

#[tokio::test]
async fn node_counts_milliseconds() {
    caught("milliseconds.mjs", "200", &["signature::milliseconds"]).await;
}

#[tokio::test]
async fn node_without_a_library_is_right() {
    caught("right.mjs", "500, 429:1s, 200", &[]).await;
}

#[tokio::test]
async fn the_library_of_standard_webhooks_is_right() {
    caught("right.py", "503, 200", &[]).await;
}
