//! Groups of events behind cfg features: the module compiles without warnings whatever is on, and keeps its shape.

use std::fs;
use std::path::Path;
use std::process::Command;

use hookwright_build::{Features, Generator, output};
use hookwright_tests::enter_workspace;

const MANIFEST: &str = r#"[package]
name = "groups"
version = "0.0.0"
edition = "2024"
publish = false

[dependencies]
hookwright = { path = "{runtime}", features = ["client", "contract"] }

[features]
orders = []
refunds = []

[workspace]
"#;

const LIB: &str = "//! Groups.
#![deny(warnings, missing_docs)]

pub mod groups;

/// What is the same whatever is on.
pub fn known() -> usize {
    let _ = groups::contract::suite();
    let _ = groups::Client::new(hookwright::Signing::unsigned());
    groups::Event::NAMES.len() + groups::contract::document().events.len() + 10 * groups::EVENTS.len()
}

#[test]
fn only_what_is_on_is_there() {
    let on = usize::from(cfg!(feature = \"orders\")) + usize::from(cfg!(feature = \"refunds\"));
    assert_eq!(known(), on + 2 + 20);
    let refund = groups::Event::from_slice(\"refund.made\", b\"type=refund.made&reason=late\");
    assert_eq!(refund.is_ok(), cfg!(feature = \"refunds\"));
}
";

fn write(folder: &Path, root: &Path) {
    let made = Generator::new(root.join("specs/features/groups.yaml")).features(Features::Tag).compile();
    let made = made.expect("the feature generates");
    assert_eq!(made.groups, ["orders", "refunds"]);
    output::write(&folder.join("src/groups"), &made.files).expect("a folder of our own");
    let manifest =
        MANIFEST.replace("{runtime}", &root.join("runtime").display().to_string().replace('\\', "/"));
    fs::write(folder.join("Cargo.toml"), manifest).expect("a folder of our own");
    fs::write(folder.join("src/lib.rs"), LIB).expect("a folder of our own");
    // The versions of the workspace are there already: nothing is fetched.
    fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock")).expect("the workspace is locked");
}

#[test]
fn every_subset_of_groups_compiles_without_warnings() {
    let root = enter_workspace();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("groups");
    write(&folder, &root);
    for features in ["", "orders", "refunds", "orders,refunds"] {
        let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args(["test", "--quiet", "--offline", "--features", features])
            .current_dir(&folder)
            .env("CARGO_TARGET_DIR", folder.join("target"))
            .output()
            .expect("cargo runs");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(
            output.status.success(),
            "features {features:?}:\n{said}{}",
            String::from_utf8_lossy(&output.stdout)
        );
        assert!(!said.contains("warning"), "features {features:?}:\n{said}");
    }
}
