//! The page about contract tests names every check and every fault of the zoo. `UPDATE=1` writes its table.

use std::fmt::Write as _;
use std::path::PathBuf;

use hookwright::contract::Check;
use hookwright_zoo::fault::Fault;

const HEAD: &str = "| what the receiver does | found by |\n|---|---|\n";

fn page() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/contract-tests.md")
}

fn rows() -> String {
    let mut rows = String::new();
    for fault in Fault::ALL {
        let by: Vec<String> = fault.found_by().iter().map(|check| format!("`{}`", check.name())).collect();
        writeln!(rows, "| {} | {} |", fault.words(), by.join(", ")).expect("memory");
    }
    rows
}

#[test]
fn every_fault_is_in_the_table() {
    let text = std::fs::read_to_string(page()).expect("the page");
    let (before, rest) = text.split_once(HEAD).expect("the table's head");
    let end = rest.find("\n\n").map_or(rest.len(), |end| end + 1);
    let end = if rest.starts_with('\n') { 0 } else { end };
    if std::env::var_os("UPDATE").is_some() {
        let text = format!("{before}{HEAD}{}{}", rows(), &rest[end..]);
        std::fs::write(page(), text).expect("written");
    } else {
        assert_eq!(&rest[..end], rows(), "UPDATE=1 writes it");
    }
}

#[test]
fn every_check_is_described() {
    let text = std::fs::read_to_string(page()).expect("the page");
    for check in Check::ALL {
        assert!(text.contains(&format!("\n| `{}` | ", check.name())), "`{}` is not described", check.name());
    }
}
