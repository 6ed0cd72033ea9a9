//! What several versions of one API have in common: tables, conversions, one service, one client,
//! one sender.
//!
//! Comes in: `ir::nodes::Versioned`. Goes out: the items of the files beside the versions' own modules. It must not know
//! what stands in those, but for their names.

mod client;
mod conversions;
mod pinned;
mod plans;
mod sender;
mod service;
mod sketch;
mod tables;
mod upgrades;

use proc_macro2::TokenStream;
use quote::quote;

use super::words::{Words, ident};
use crate::ir::nodes::{How, Step, Versioned};

pub(crate) use client::client;
pub(crate) use conversions::conversions;
pub(crate) use pinned::pinned;
pub(crate) use sender::sender;
pub(crate) use service::service;
pub(crate) use sketch::sketch;
pub(crate) use tables::tables;
pub(crate) use upgrades::upgrades;

/// `use super::{v1, v2};`
fn modules(versioned: &Versioned) -> TokenStream {
    let names = versioned.versions.iter().map(|version| ident(&version.module));
    quote! { use super::{#(#names),*}; }
}

/// One step of an event's way.
struct Leg<'v> {
    /// The version and event that it leads to.
    to: (usize, usize),
    how: &'v How,
}

/// How an event of a version gets to the target; `None` where it does not get there.
fn way_there(versioned: &Versioned, version: usize, event: usize) -> Option<(usize, Vec<Leg<'_>>)> {
    let (mut at, mut event, mut legs) = (version, event, Vec::new());
    while at != versioned.target {
        let step = versioned.towards.iter().find(|step| step.from == at)?;
        (at, event) = leg(step, event, &mut legs)?;
    }
    Some((event, legs))
}

/// How an event of the target gets to a version; `None` where it does not get there.
fn way_back(versioned: &Versioned, version: usize, event: usize) -> Option<(usize, Vec<Leg<'_>>)> {
    let (mut at, mut event, mut legs) = (versioned.target, event, Vec::new());
    while at != version {
        let next = if version < at { at - 1 } else { at + 1 };
        let step = versioned.away.iter().find(|step| step.from == at && step.to == next)?;
        (at, event) = leg(step, event, &mut legs)?;
    }
    Some((event, legs))
}

fn leg<'v>(step: &'v Step, event: usize, legs: &mut Vec<Leg<'v>>) -> Option<(usize, usize)> {
    let found = step.events.get(event)?;
    let to = (step.to, found.to?);
    legs.push(Leg { to, how: &found.how });
    Some(to)
}

/// One step of an event of the application's towards an endpoint's version, where the event is `event`: by what the
/// application says of it, called on `downgrades`, or mechanically. `taken` has what comes of such a call, or leaves.
fn step_back(
    versioned: &Versioned,
    leg: &Leg<'_>,
    downgrades: &TokenStream,
    taken: &dyn Fn(TokenStream) -> TokenStream,
) -> TokenStream {
    let there = &versioned.versions[leg.to.0];
    let payload = Words::within(&there.ir, &there.module).used(&there.ir.events[leg.to.1].payload);
    match leg.how {
        How::Same => TokenStream::new(),
        How::Plan(plan) => {
            let value = plans::used(plan, &quote!(event));
            quote! { let event: #payload = #value; }
        }
        How::Written(written) => {
            let (name, method) = (ident(&written.trait_name), ident(&written.method));
            taken(quote!(upgrades::#name::#method(&#downgrades, event)))
        }
    }
}
