//! The cases of the contract tests.

use quote::quote;

use super::nodes::{Item, Table};
use super::words::text;
use crate::ir::nodes::Ir;

/// The items of `contract.rs`.
#[must_use]
pub fn contract(ir: &Ir) -> Vec<Item> {
    let mut rows = Vec::new();
    for (index, event) in ir.events.iter().enumerate() {
        for case in &event.cases {
            rows.push(format!(
                "::hookwright::contract::Case {{ event: &super::EVENTS[{index}], name: {}, body: {} }},",
                text(&case.name),
                raw_text(&case.body),
            ));
        }
    }
    let cases = Table {
        open: vec![
            "/// The document's examples, or a sample made from the schema where there is none.".to_owned(),
            "pub static CASES: &[::hookwright::contract::Case] = &[".to_owned(),
        ],
        rows,
        close: vec!["];".to_owned()],
    };
    let suite = quote! {
        /// The checks that a receiver of this document must pass.
        #[must_use]
        pub fn suite(signing: ::hookwright::Signing) -> ::hookwright::contract::Suite {
            ::hookwright::contract::Suite::new(CASES, signing)
        }
    };
    vec![Item::Table(cases.flat()), Item::Rust(suite)]
}

/// A raw string literal with as many `#` as the text needs.
fn raw_text(value: &str) -> String {
    let mut hashes = String::from("#");
    while value.contains(&format!("\"{hashes}")) {
        hashes.push('#');
    }
    format!("r{hashes}\"{value}\"{hashes}")
}
