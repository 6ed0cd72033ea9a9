//! Generates the receiver from GitHub's document, and tells the crate where the floor's structs and the payloads are.
//!
//! All of it is third parties' data in a folder `shared` beside the checkout. Where that is absent, the crate builds
//! without the flag `shared`, and its programs say so.

use std::fs;
use std::path::{Path, PathBuf};

const SPEC: &str = "corpus/specs/github/webhooks-api.github.com.3.1.json";

/// Names of the payloads here, of their webhooks, of the floor's files, and of the payloads' files.
const PAYLOADS: [[&str; 3]; 3] = [
    ["star", "qt_star_created.rs", "star/created.payload.json"],
    ["issues", "qt_issues_opened.rs", "issues/opened.with-empty-body.payload.json"],
    ["pull_request", "qt_pull_request_opened.rs", "pull_request/opened.with-organization.payload.json"],
];

fn main() -> hookwright_build::Result {
    println!("cargo::rustc-check-cfg=cfg(shared)");
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared");
    println!("cargo::rerun-if-changed={}", shared.join("benchmarks").display());
    if !shared.join(SPEC).exists() {
        return Ok(());
    }
    println!("cargo::rustc-cfg=shared");
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets it"));
    println!("cargo::rustc-env=SPEC={}", shared.join(SPEC).display());
    for [name, floor, payload] in PAYLOADS {
        let payload =
            fs::read(shared.join("corpus/payloads/github/octokit").join(payload)).expect("a payload");
        let value: serde_json::Value = serde_json::from_slice(&payload).expect("a payload is JSON");
        // serde_json's map sorts names, and the order of members is what senders keep: white space alone goes.
        let minified = minified(&String::from_utf8(payload).expect("JSON is UTF-8"));
        assert_eq!(serde_json::from_str::<serde_json::Value>(&minified).expect("still JSON"), value);
        fs::write(out.join(format!("{name}.json")), minified).expect("cargo's own folder");
        fs::copy(shared.join("benchmarks").join(floor), out.join(format!("floor_{name}.rs")))
            .expect("the floor");
    }
    let webhooks = ["star-created", "issues-opened", "pull-request-opened"];
    let generator = hookwright_build::Generator::new(shared.join(SPEC)).name("github").signature("github");
    webhooks.into_iter().fold(generator, hookwright_build::Generator::only).generate()
}

/// A JSON text without the white space between its tokens.
fn minified(text: &str) -> String {
    let (mut quoted, mut escaped) = (false, false);
    let keep = |c: &char| {
        let inside = quoted;
        match c {
            '"' if !escaped => quoted = !quoted,
            _ => {}
        }
        escaped = quoted && *c == '\\' && !escaped;
        inside || !c.is_ascii_whitespace()
    };
    text.chars().filter(keep).collect()
}
