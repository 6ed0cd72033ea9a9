//! `upgrades.rs`: what only the application knows of how events of one version become another's.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::nodes::Item;
use super::super::words::{Words, ident};
use super::modules;
use crate::ir::nodes::{How, Step, Versioned, Written};

/// The items of `upgrades.rs`.
#[must_use]
pub(crate) fn upgrades(versioned: &Versioned) -> Vec<Item> {
    let towards = written(&versioned.towards);
    let away = written(&versioned.away);
    let modules = (!towards.is_empty() || !away.is_empty()).then(|| modules(versioned));
    let mut code = quote! { #modules };
    let sides = [
        (&towards, Side::Receiving, "Upgrades", "received events become the receiver's version"),
        (&away, Side::Sending, "Downgrades", "the application's events become an endpoint's version"),
    ];
    for (found, side, all, what) in sides {
        for one in found {
            code.extend(single(versioned, one, side));
        }
        let names: Vec<_> = found.iter().map(|(_, _, written)| ident(&written.trait_name)).collect();
        let (all, title) = (ident(all), format!(" All that only the application knows of how {what}."));
        let bounds = (!names.is_empty()).then(|| quote!(: #(#names)+*));
        code.extend(quote! {
            #[doc = #title]
            ///
            /// It is implemented by whoever implements what it consists of.
            pub trait #all #bounds {}
            impl<T #bounds> #all for T {}
        });
    }
    vec![Item::Rust(code)]
}

/// What an application has to implement, one by one: where the compiler misses a part of `all`, it would not say what
/// the part says of itself.
pub(super) fn bounds(steps: &[Step], all: &str) -> TokenStream {
    let written = written(steps);
    let all = ident(all);
    let names = written.iter().map(|(_, _, written)| ident(&written.trait_name));
    if written.is_empty() { quote!(upgrades::#all) } else { quote!(#(upgrades::#names)+*) }
}

/// Which way an event goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Receiving,
    Sending,
}

/// The steps that somebody has to write, with their events.
pub(super) fn written<'s>(steps: &'s [Step]) -> Vec<(&'s Step, usize, &'s Written)> {
    let one = |step: &'s Step, index: usize| match &step.events[index].how {
        How::Written(written) => Some((step, index, written)),
        How::Same | How::Plan(_) => None,
    };
    steps.iter().flat_map(|step| (0..step.events.len()).filter_map(move |index| one(step, index))).collect()
}

/// The payloads before and after a step.
pub(super) fn payloads(versioned: &Versioned, step: &Step, event: usize) -> (TokenStream, TokenStream) {
    let (from, to) = (&versioned.versions[step.from], &versioned.versions[step.to]);
    let other = step.events[event].to.unwrap_or_default();
    let old = Words::within(&from.ir, &from.module).used(&from.ir.events[event].payload);
    let new = Words::within(&to.ir, &to.module).used(&to.ir.events[other].payload);
    (old, new)
}

/// Changes beyond these are counted.
const MOST_NOTES: usize = 8;

fn single(
    versioned: &Versioned,
    (step, event, written): &(&Step, usize, &Written),
    side: Side,
) -> TokenStream {
    let (from, to) = (&versioned.versions[step.from], &versioned.versions[step.to]);
    let name = &from.ir.events[*event].name;
    let (trait_name, method) = (ident(&written.trait_name), ident(&written.method));
    let (old, new) = payloads(versioned, step, *event);
    let message = format!(
        "`{{Self}}` does not say how `{name}` of version {} becomes that of version {}",
        braces(&from.name),
        braces(&to.name)
    );
    let label = format!("`{}` is to be implemented", written.trait_name);
    let more = written.changes.len().saturating_sub(MOST_NOTES);
    let mut notes: Vec<String> = written
        .changes
        .iter()
        .take(MOST_NOTES)
        .map(|change| format!("changed: {}", braces(change)))
        .collect();
    if more > 0 {
        notes.push(format!("and {more} more"));
    }
    let output = match side {
        Side::Receiving => quote!(::core::result::Result<#new, ::hookwright::Failure>),
        Side::Sending => quote!(::core::option::Option<#new>),
    };
    let title = format!(
        " How {} of version {} becomes that of version {}.",
        crate::ir::docs::code(name),
        from.name,
        to.name
    );
    let lines = written.changes.iter().map(|change| format!(" - {change}"));
    let none = match side {
        Side::Receiving => " An error is answered as a handler's would be.",
        Side::Sending => " `None` where it can't be said in that version: nothing is sent then.",
    };
    quote! {
        #[doc = #title]
        ///
        #(#[doc = #lines])*
        #[diagnostic::on_unimplemented(message = #message, label = #label, #(note = #notes),*)]
        pub trait #trait_name {
            /// The event as that version has it.
            ///
            #[doc = #none]
            fn #method(&self, old: #old) -> #output;
        }
    }
}

/// A text that is no place for arguments.
fn braces(text: &str) -> String {
    text.replace('{', "{{").replace('}', "}}")
}
