//! `hookwright test` against receivers in other languages, right ones by vendors' own libraries and wrong ones:
//! `tests/zoo/receivers`.
//!
//! They need Python, Node and packages from their registries, which go to a folder below `target`; so they run where
//! `HOOKWRIGHT_ZOO` says so.

#[expect(dead_code, reason = "suites share it, and this one does not use all of it")]
mod command;

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use command::{Folder, spec};
use serde_json::Value;

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const GITHUB_SECRET: &str = "It's a Secret to Everybody";

/// All that a receiver which refuses by breaking is blamed for.
const REFUSALS: &[&str] =
    &["forged", "future", "missing_header", "relabelled", "stale", "tampered", "truncated", "unsigned"];

/// Whether to run; says so where not.
fn is_asked_for(what: &str) -> bool {
    let asked = std::env::var_os("HOOKWRIGHT_ZOO").is_some();
    if !asked {
        println!(
            "skipped: {what} is needed, and packages for it; HOOKWRIGHT_ZOO=1 installs them below `target`"
        );
    }
    asked
}

fn receivers() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/zoo/receivers")
}

/// The folder of a language below `target`, made ready by a command where it is not yet what it should be.
fn installed(language: &str, list: &str, install: impl Fn(&Path)) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("zoo").join(language);
    let (wanted, have) = (receivers().join(list), folder.join(list));
    let wanted = std::fs::read_to_string(wanted).unwrap();
    if std::fs::read_to_string(&have).ok().as_ref() != Some(&wanted) {
        std::fs::create_dir_all(&folder).unwrap();
        install(&folder);
        std::fs::write(have, wanted).unwrap();
    }
    folder
}

fn python() -> PathBuf {
    let folder = installed("python", "requirements.txt", |folder| {
        done(Command::new("python3").args(["-m", "venv"]).arg(folder));
        let list = receivers().join("requirements.txt");
        done(Command::new(folder.join("bin/pip")).args(["install", "--quiet", "--requirement"]).arg(list));
    });
    folder.join("bin/python")
}

/// The folder of packages, with the receivers in it: Node looks for packages beside a file.
fn node() -> PathBuf {
    let folder = installed("node", "package.json", |folder| {
        std::fs::copy(receivers().join("package.json"), folder.join("package.json")).unwrap();
        let npm = ["install", "--silent", "--no-package-lock", "--no-audit", "--no-fund"];
        done(Command::new("npm").args(npm).current_dir(folder));
    });
    for name in ["issues.mjs", "orders.mjs"] {
        std::fs::copy(receivers().join(name), folder.join(name)).unwrap();
    }
    folder
}

fn done(command: &mut Command) {
    let status = command.status().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(status.success(), "{command:?}: {status}");
}

/// A receiver that runs, until it is dropped.
struct Receiver {
    process: Child,
    port: u16,
}

impl Receiver {
    /// The process, which says its port first.
    fn start(command: &mut Command) -> Self {
        let mut process = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Self { process, port: line.trim().parse().unwrap_or_else(|_| panic!("no port in `{line}`")) }
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn python_orders(fault: Option<&str>) -> Receiver {
    let script = receivers().join("orders.py");
    Receiver::start(Command::new(python()).arg(script).args([&spec("orders.yaml"), SECRET]).args(fault))
}

fn node_receiver(script: &str, secret: &str, fault: Option<&str>) -> Receiver {
    Receiver::start(Command::new("node").current_dir(node()).args([script, secret]).args(fault))
}

/// What the command says of it: the checks that failed, and how many passed.
fn judged(receiver: &Receiver, document: &str, secret: &str) -> (BTreeSet<String>, u64) {
    let url = format!("http://127.0.0.1:{}/", receiver.port);
    let (spec, limit) = (spec(document), "1000000");
    let arguments =
        ["test", "--spec", &spec, "--url", &url, "--secret", secret, "--limit", limit, "--report", "json"];
    let ran = Folder::new().run(arguments);
    let report: Value = serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{}{}", ran.out, ran.err));
    let groups = report["versions"][0]["groups"].as_array().unwrap();
    for group in groups {
        println!("{}: {}\n    {}", group["check"], group["meaning"], group["first"]);
    }
    assert_eq!(ran.code, i32::from(!groups.is_empty()), "the exit code says whether the contract is kept");
    let failed = groups.iter().map(|group| group["check"].as_str().unwrap().to_owned()).collect();
    (failed, report["passed"].as_u64().unwrap())
}

#[track_caller]
fn is_right(receiver: &Receiver, document: &str, secret: &str) {
    let (failed, passed) = judged(receiver, document, secret);
    assert!(failed.is_empty(), "blamed for {failed:?}");
    assert!(passed > 20, "{passed} checks passed");
}

#[track_caller]
fn is_found(receiver: &Receiver, document: &str, secret: &str, by: &[&str]) {
    let (failed, _) = judged(receiver, document, secret);
    assert_eq!(failed, by.iter().map(|check| (*check).to_owned()).collect());
}

#[test]
fn right_ones_in_python_are_not_blamed() {
    if is_asked_for("Python") {
        is_right(&python_orders(None), "orders.yaml", SECRET);
    }
}

#[test]
fn right_ones_in_node_are_not_blamed() {
    if is_asked_for("Node") {
        is_right(&node_receiver("orders.mjs", SECRET, None), "orders.yaml", SECRET);
        is_right(&node_receiver("issues.mjs", GITHUB_SECRET, None), "issues.yaml", GITHUB_SECRET);
    }
}

#[test]
fn wrong_ones_in_python_are_found_by_name() {
    if !is_asked_for("Python") {
        return;
    }
    let faults: [(&str, &[&str]); 5] = [
        ("dumped", &["examples", "raw_bytes", "samples"]),
        ("dumped_compact", &["raw_bytes", "samples", "tampered"]),
        ("no_time", &["future", "stale"]),
        ("whole_header", &["rotated"]),
        ("uncaught", REFUSALS),
    ];
    for (fault, by) in faults {
        println!("== {fault}");
        is_found(&python_orders(Some(fault)), "orders.yaml", SECRET, by);
    }
}

#[test]
fn wrong_ones_in_node_are_found_by_name() {
    if !is_asked_for("Node") {
        return;
    }
    let faults: [(&str, &[&str]); 3] = [
        ("stringified", &["examples", "raw_bytes", "samples"]),
        ("unequal_lengths", &["missing_header", "truncated", "unsigned"]),
        ("unknown_event", &["unknown_event"]),
    ];
    for (fault, by) in faults {
        println!("== {fault}");
        let receiver = node_receiver("issues.mjs", GITHUB_SECRET, Some(fault));
        is_found(&receiver, "issues.yaml", GITHUB_SECRET, by);
    }
}
