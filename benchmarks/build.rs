//! Generates the receivers, of the shop's orders in one and three versions and of GitHub's document, and tells the crate where the floor's structs and the payloads are.
//!
//! All but the shop is third parties' data in a folder `shared` beside the checkout. Where that is absent, the crate builds
//! without the flag `shared`, and its programs say so.

use std::fs;
use std::path::{Path, PathBuf};

const SPEC: &str = "corpus/specs/github/webhooks-api.github.com.3.1.json";

fn main() -> hookwright_build::Result {
    println!("cargo::rustc-check-cfg=cfg(shared)");
    versions()?;
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared");
    println!("cargo::rerun-if-changed={}", shared.join("benchmarks").display());
    if !shared.join(SPEC).exists() {
        return Ok(());
    }
    println!("cargo::rustc-cfg=shared");
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets it"));
    let webhooks = ["star-created", "issues-opened", "pull-request-opened"];
    let generator = hookwright_build::Generator::new(shared.join(SPEC)).name("github").signature("github");
    webhooks.into_iter().fold(generator, hookwright_build::Generator::only).generate()?;
    // The same types over other types of text, for the program `text`.
    let types = ["payload.rs", "places.rs"]
        .map(|file| fs::read_to_string(out.join("github").join(file)).expect(file));
    let types = types
        .concat()
        .lines()
        .filter(|line| !line.starts_with("//!") && !line.starts_with("use super"))
        .fold(String::new(), |mut all, line| {
            all.push_str(line);
            all.push('\n');
            all
        });
    let text = ["DateTime", "Date", "Uuid"].into_iter().fold(types, |types, name| {
        types
            .replace(&format!("::hookwright::{name},"), "Text,")
            .replace(&format!("::hookwright::{name}>"), "Text>")
    });
    fs::write(out.join("types.rs"), words_replaced(&text)).expect("cargo's own folder");
    Ok(())
}

/// Three versions of the shop's orders as one API, and the newest alone.
fn versions() -> hookwright_build::Result {
    let document = |version: u8| format!("../specs/orders-v{version}.yaml");
    hookwright_build::Generator::new(document(3)).name("orders").generate()?;
    let all = hookwright_build::Generator::new(document(1)).version(document(2)).version(document(3));
    all.name("orders_versions").generate()
}

/// Generated types with `Text` for our own, where that is a type.
fn words_replaced(types: &str) -> String {
    ["<::hookwright::Text>", "(::hookwright::Text)", ": ::hookwright::Text,", "<::hookwright::Text,"]
        .into_iter()
        .fold(types.to_owned(), |types, place| {
            types.replace(place, &place.replace("::hookwright::Text", "Text"))
        })
}
