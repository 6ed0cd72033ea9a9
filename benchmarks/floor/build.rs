//! Copies the payloads, minified, and the floor's structs to where the crate includes them from.
//!
//! All of it is third parties' data in a folder `shared` beside the checkout. Where that is absent, the crate builds
//! without the flag `shared`, and is empty.

use std::fs;
use std::path::{Path, PathBuf};

const SPEC: &str = "corpus/specs/github/webhooks-api.github.com.3.1.json";

/// Names of the payloads here, of the floor's files, and of the payloads' files.
const PAYLOADS: [[&str; 3]; 3] = [
    ["star", "qt_star_created.rs", "star/created.payload.json"],
    ["issues", "qt_issues_opened.rs", "issues/opened.with-empty-body.payload.json"],
    ["pull_request", "qt_pull_request_opened.rs", "pull_request/opened.with-organization.payload.json"],
];

fn main() {
    println!("cargo::rustc-check-cfg=cfg(shared)");
    println!("cargo::rerun-if-changed=build.rs");
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    println!("cargo::rerun-if-changed={}", shared.join("benchmarks").display());
    if !shared.join(SPEC).exists() {
        return;
    }
    println!("cargo::rustc-cfg=shared");
    println!("cargo::rustc-env=SPEC={}", shared.join(SPEC).display());
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets it"));
    for [name, floor, payload] in PAYLOADS {
        let path = shared.join("corpus/payloads/github/octokit").join(payload);
        let payload = fs::read_to_string(path).expect("a payload");
        let minified = minified(&payload);
        let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).expect("a payload is JSON");
        assert_eq!(value(&minified), value(&payload));
        fs::write(out.join(format!("{name}.json")), minified).expect("cargo's own folder");
        fs::copy(shared.join("benchmarks").join(floor), out.join(format!("floor_{name}.rs")))
            .expect("the floor");
    }
}

/// A JSON text without the white space between its tokens; the order of members stays the sender's.
fn minified(text: &str) -> String {
    let (mut quoted, mut escaped) = (false, false);
    let keep = |c: &char| {
        let inside = quoted;
        if *c == '"' && !escaped {
            quoted = !quoted;
        }
        escaped = quoted && *c == '\\' && !escaped;
        inside || !c.is_ascii_whitespace()
    };
    text.chars().filter(keep).collect()
}
