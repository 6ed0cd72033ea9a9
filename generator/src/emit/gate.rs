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

/// The attribute before a row of a table, with a space after it.
pub(super) fn before(feature: Option<&String>) -> String {
    feature.map(|feature| format!("#[cfg(feature = {})] ", text(feature))).unwrap_or_default()
}

/// Pieces of one item each.
pub(super) fn items(feature: Option<&String>, items: Vec<Item>) -> Vec<Item> {
    if feature.is_none() {
        return items;
    }
    let (attribute, line) = (attribute(feature), before(feature));
    let one = |item| match item {
        Item::Rust(code) => Item::Rust(quote! { #attribute #code }),
        Item::Table(mut table) => {
            if let Some(first) = table.open.first_mut().or(table.rows.first_mut()) {
                *first = format!("{}\n{first}", line.trim_end());
            }
            Item::Table(table)
        }
    };
    items.into_iter().map(one).collect()
}
