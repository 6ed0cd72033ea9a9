//! `sender.rs`: one durable sender, whose endpoints get the versions that they are pinned to.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::nodes::{Item, Table};
use super::super::sender::{self, LOCAL, Ways};
use super::super::words::{Words, ident};
use super::modules;
use super::upgrades::{bounds, written};
use crate::ir::nodes::{Ir, Versioned};

/// The items of `sender.rs`; none where there are but callbacks.
#[must_use]
pub(crate) fn sender(versioned: &Versioned) -> Vec<Item> {
    let target = &versioned.versions[versioned.target];
    let ir = &target.ir;
    if !sender::is_durable(ir) {
        return Vec::new();
    }
    let (words, module) = (Words::below(ir, LOCAL), ident(&target.module));
    let events = quote!(#module::EVENTS);
    let is_written = !written(&versioned.away).is_empty();
    let bounds = bounds(&versioned.away, "Downgrades");
    let ways = sender::ways(ir, is_written.then_some(&bounds));
    let doors = sender::doors(&words, &ways);
    let modules = modules(versioned);
    let document = document(ir, &events, &ways, is_written);
    let upgrades = is_written.then(|| {
        quote!(
            use super::upgrades;
        )
    });
    vec![
        Item::Rust(quote! {
            use ::hookwright::send;
            #upgrades
            #modules
            use super::#module::*;
        }),
        Item::Table(Table::default()),
        sender::constant(ir),
        Item::Rust(doors),
        Item::Table(Table::default()),
        sender::methods(&words, &format!("{module}::EVENTS")),
        Item::Rust(document),
    ]
}

fn document(ir: &Ir, events: &TokenStream, ways: &Ways, is_written: bool) -> TokenStream {
    let (facts, subset) = (sender::facts(ir, events), sender::subset(ir, events));
    let Ways { generics, arguments, bounds, .. } = ways;
    let known = if is_written { quote!(downgrades) } else { quote!(()) };
    quote! {
        #subset
        /// What a sender knows of the document.
        fn document #generics (#arguments) -> send::Document #bounds {
            send::Document {
                #facts
                versions: &super::versions::SENT,
                current: Some(super::Version::CURRENT.sent()),
                converter: Some(::std::sync::Arc::new(super::pinned::Pinned(#known))),
                ..send::Document::default()
            }
        }
    }
}
