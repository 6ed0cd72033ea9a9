//! The document for contract tests, and the names of its events for tests of cargo.

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

use super::nodes::{Item, Table};
use super::words::{ident, raw_text, text};
use crate::ir::nodes::Ir;

/// The items of `contract.rs`.
#[must_use]
pub(crate) fn contract(ir: &Ir) -> Vec<Item> {
    let document = raw_text(&lines(ir));
    let mut items = vec![
        Item::Rust(quote! {
            use ::hookwright::codegen;
        }),
        Item::Table(Table {
            rows: vec![format!(
                "\n/// The document, as the runtime reads it.\nstatic DOCUMENT: codegen::Contract = codegen::Contract::new({document});"
            )],
            ..Table::default()
        }),
        Item::Rust(functions()),
    ];
    items.extend(each_event(ir));
    items
}

fn functions() -> TokenStream {
    quote! {
        /// The document as contract tests see it.
        #[must_use]
        pub fn document() -> &'static ::hookwright::contract::Document {
            DOCUMENT.get()
        }

        /// The checks that a receiver of this document must pass.
        #[must_use]
        pub fn suite() -> ::hookwright::contract::Suite {
            ::hookwright::contract::Suite::new(document()).events(super::Event::NAMES.iter().copied())
        }

        /// A receiver that judges senders of this document's events.
        pub fn sink() -> ::hookwright::contract::sink::Sink {
            ::hookwright::contract::sink::Sink::new(document())
        }
    }
}

/// The contract with a line for each event and each definition, so that changes can be read.
fn lines(ir: &Ir) -> String {
    let Value::Object(members) = &ir.contract.value else { return String::from("{}") };
    let mut out = String::from("{");
    for (name, value) in members {
        let separator = if out.len() == 1 { "" } else { "," };
        let shown = match value {
            Value::Array(items) if name == "events" => {
                let items: Vec<String> = items.iter().map(Value::to_string).collect();
                format!("[\n{}\n]", items.join(",\n"))
            }
            Value::Object(entries) if name == "$defs" => {
                let entries: Vec<String> = entries
                    .iter()
                    .map(|(name, schema)| format!("{}:{schema}", Value::from(name.as_str())))
                    .collect();
                format!("{{\n{}\n}}", entries.join(",\n"))
            }
            other => other.to_string(),
        };
        out += &format!("{separator}\n{}:{shown}", Value::from(name.as_str()));
    }
    out + "\n}"
}

/// Which tests `contract_tests!` makes. A macro, since only that can be asked when tests are compiled; exported, since
/// they mostly stand in another crate.
fn each_event(ir: &Ir) -> [Item; 2] {
    let name = ident(&format!("__hookwright_events_{}", ident_part(&ir.contract.name)));
    let rows = ir.events.iter().map(|event| format!("{} {},", ident(&event.method), text(&event.name)));
    let table = Table {
        open: vec![
            format!("\n#[doc(hidden)]\n#[macro_export]\nmacro_rules! {name} {{"),
            "($then:path, $($rest:tt)*) => {".to_owned(),
            "$then! { $($rest)*".to_owned(),
        ],
        rows: rows.collect(),
        close: vec!["}".to_owned(), "};".to_owned(), "}".to_owned()],
    };
    let shown = quote! {
        #[doc(hidden)]
        pub use #name as each_event;
    };
    [Item::Table(table), Item::Rust(shown)]
}

/// What can stand within an identifier.
fn ident_part(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect()
}
