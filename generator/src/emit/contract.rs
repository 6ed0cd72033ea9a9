//! The cases of the contract tests.

use quote::quote;

use super::gate;
use super::nodes::{Item, Table};
use super::words::text;
use crate::ir::nodes::{Case, Dispatch, Event, Ir};

/// The items of `contract.rs`.
#[must_use]
pub(crate) fn contract(ir: &Ir) -> Vec<Item> {
    let mut rows = Vec::new();
    for event in &ir.events {
        let feature = event.feature.as_ref();
        rows.extend(event.cases.iter().flat_map(|case| gate::rows(feature, row(ir, event, case))));
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
        pub fn suite() -> ::hookwright::contract::Suite {
            ::hookwright::contract::Suite::new(CASES, super::EVENTS, &super::event::DISPATCH, |name, body| {
                super::Event::from_slice(name, body).err()
            })
        }
    };
    vec![Item::Table(cases.flat()), Item::Rust(suite)]
}

fn row(ir: &Ir, event: &Event, case: &Case) -> String {
    let path =
        if matches!(ir.dispatch, Dispatch::Path) { format!("/{}", event.path) } else { String::from("/") };
    let headers: Vec<String> = event
        .headers
        .iter()
        .chain(&event.header_sample)
        .map(|(name, value)| format!("({}, {})", text(name), text(value)))
        .collect();
    format!(
        "::hookwright::contract::Case {{ event: {}, name: {}, path: {}, headers: &[{}], body: {} }},",
        text(&event.name),
        text(&case.name),
        text(&path),
        headers.join(", "),
        super::words::raw_text(&case.body),
    )
}
