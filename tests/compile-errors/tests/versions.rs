//! What the compiler says where a receiver lacks an upgrade, and a sender a downgrade: what changed between the versions.
//!
//! `TRYBUILD=overwrite` blesses. The texts are those of one compiler; under another, whose own lines may read
//! differently, the test says that it skipped.

use std::process::Command;

/// The compiler whose words are checked in.
const COMPILER: &str = "rustc 1.95.";

#[test]
fn what_only_the_application_knows_is_demanded() {
    let rustc = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    let said = Command::new(rustc).arg("--version").output().expect("a compiler").stdout;
    let version = String::from_utf8_lossy(&said);
    if !version.starts_with(COMPILER) {
        println!("skipped: the texts are those of {COMPILER}x, and this is {version}");
        return;
    }
    trybuild::TestCases::new().compile_fail("tests/cases/*.rs");
}
