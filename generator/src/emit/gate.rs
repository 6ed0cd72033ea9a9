//! Code behind cfg features.
//!
//! In: pieces of code and the name of a feature. Out: the same with `#[cfg(feature = "…")]` before each.

use proc_macro2::TokenStream;
use quote::quote;

use super::nodes::Item;
use super::words::text;

/// The attribute, or nothing.
pub(super) fn attribute(feature: Option<&String>) -> TokenStream {
    feature.map(|feature| quote!(#[cfg(feature = #feature)])).unwrap_or_default()
}

/// A row of a table, below its attribute.
pub(super) fn rows(feature: Option<&String>, row: String) -> impl Iterator<Item = String> + use<> {
    line(feature).into_iter().chain([row])
}

fn line(feature: Option<&String>) -> Option<String> {
    feature.map(|feature| format!("#[cfg(feature = {})]", text(feature)))
}

/// Pieces of one item each.
pub(super) fn items(feature: Option<&String>, items: Vec<Item>) -> Vec<Item> {
    let Some(line) = line(feature) else { return items };
    let attribute = attribute(feature);
    let one = |item| match item {
        Item::Rust(code) => Item::Rust(quote! { #attribute #code }),
        Item::Table(mut table) => {
            if let Some(first) = table.open.first_mut().or(table.rows.first_mut()) {
                *first = format!("{line}\n{first}");
            }
            Item::Table(table)
        }
    };
    items.into_iter().map(one).collect()
}
