//! `pinned.rs`: what endpoints get that are pinned to a version, of events that were accepted in the application's own.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::super::nodes::Item;
use super::super::sender;
use super::super::words::{Words, ident};
use super::plans::literal;
use super::upgrades::bounds;
use super::{Leg, modules, step_back, way_back};
use crate::ir::nodes::{Event, How, Versioned};

/// The items of `pinned.rs`; none where there are but callbacks.
#[must_use]
pub(crate) fn pinned(versioned: &Versioned) -> Vec<Item> {
    let target = &versioned.versions[versioned.target];
    if !sender::is_durable(&target.ir) {
        return Vec::new();
    }
    let (modules, bounds) = (modules(versioned), bounds(&versioned.away, "Downgrades"));
    let conversions = conversions(versioned, &bounds);
    vec![Item::Rust(quote! {
        use super::upgrades;
        #modules
        #conversions
    })]
}

fn conversions(versioned: &Versioned, bounds: &TokenStream) -> TokenStream {
    let target = &versioned.versions[versioned.target];
    let arms = target.ir.events.iter().enumerate().filter(|(_, event)| event.durable.is_some());
    let arms = arms.flat_map(|(index, event)| {
        (0..versioned.versions.len()).filter_map(move |version| arm(versioned, version, index, event))
    });
    let result = quote!(
        ::core::result::Result<::core::option::Option<::hookwright::send::Converted>, ::std::string::String>
    );
    quote! {
        /// Makes events those of the versions that endpoints are pinned to.
        pub(super) struct Pinned<D>(pub(super) D);
        impl<D: #bounds + Send + Sync> ::hookwright::send::Convert for Pinned<D> {
            fn convert(&self, kept: &::hookwright::send::Kept<'_>, version: &str) -> #result {
                match (kept.event, version) {
                    #(#arms)*
                    _ => Ok(None),
                }
            }
        }
    }
}

fn arm(versioned: &Versioned, version: usize, index: usize, event: &Event) -> Option<TokenStream> {
    let (there, legs) = way_back(versioned, version, index)?;
    let (target, pinned) = (&versioned.versions[versioned.target], &versioned.versions[version]);
    let (from, to) = (ident(&target.module), ident(&pinned.module));
    let (event_name, version_name) = (literal(&event.name), literal(&pinned.name));
    let written = &pinned.ir.events[there];
    let (index, there) = (Literal::usize_unsuffixed(index), Literal::usize_unsuffixed(there));
    let is_same = legs.iter().all(|leg| matches!(leg.how, How::Same));
    if is_same && (&event.media_type, &event.content) == (&written.media_type, &written.content) {
        return Some(quote! {
            (#event_name, #version_name) => ::hookwright::codegen::same(kept, &#to::EVENTS[#there]),
        });
    }
    let payload = Words::within(&target.ir, &target.module).used(&event.payload);
    let steps = steps(versioned, &legs);
    Some(quote! {
        (#event_name, #version_name) => ::hookwright::codegen::converted(
            kept,
            &#from::EVENTS[#index],
            &#to::EVENTS[#there],
            |event: #payload| { #steps Some(event) },
        ),
    })
}

fn steps(versioned: &Versioned, legs: &[Leg<'_>]) -> TokenStream {
    let taken = |call| quote! { let event = #call?; };
    legs.iter().map(|leg| step_back(versioned, leg, &quote!(self.0), &taken)).collect()
}
