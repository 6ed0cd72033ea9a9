//! `service.rs`: one receiving service for all versions.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::super::nodes::Item;
use super::super::words::{Words, ident};
use super::super::{handshake, scheme};
use super::upgrades::bounds;
use super::{Leg, modules, plans, way_there};
use crate::ir::nodes::{How, Versioned};

/// The items of `service.rs`.
#[must_use]
pub(crate) fn service(versioned: &Versioned) -> Vec<Item> {
    let target = &versioned.versions[versioned.target];
    let module = ident(&target.module);
    let (modules, arms) = (modules(versioned), arms(versioned));
    let (entry, handshakes) =
        (entry(&module, &bounds(&versioned.towards, "Upgrades")), handshake::constant(&target.ir.handshakes));
    let signed = target.ir.scheme.as_ref().map(|known| {
        let scheme = scheme::tokens(known);
        quote! {
            #scheme
            impl<R: #module::Receiver + Upgrades> codegen::Signed for Routes<R> {
                const SCHEME: fn() -> ::hookwright::Scheme = scheme;
            }
        }
    });
    vec![Item::Rust(quote! {
        use ::hookwright::codegen;
        use super::upgrades::{self, Upgrades};
        use super::versions::{EVENTS, VERSIONS};
        #modules

        #entry
        #signed

        /// Leads each event of each version to its method of a receiver.
        #[derive(Clone, Debug)]
        pub struct Routes<R>(R);

        impl<R: #module::Receiver + Upgrades> codegen::Routes for Routes<R> {
            type Event = #module::Event;
            const EVENTS: &'static [codegen::EventInfo] = &EVENTS;
            const DISPATCH: &'static codegen::Dispatch = &#module::DISPATCH;
            const VERSIONS: ::core::option::Option<&'static codegen::Versions> = Some(&VERSIONS);
            #handshakes

            fn call(&self, event: usize, delivery: codegen::Delivery) -> codegen::Call<'_> {
                match event {
                    #arms
                    _ => codegen::unclaimed(self, delivery),
                }
            }

            fn fallback(&self, unclaimed: #module::Unclaimed) -> codegen::Fallback<'_> {
                ::std::boxed::Box::pin(self.0.fallback(unclaimed))
            }
        }
    })]
}

/// `Webhooks`, the one way in.
fn entry(module: &proc_macro2::Ident, bounds: &TokenStream) -> TokenStream {
    quote! {
        /// The receiving service of all versions.
        ///
        /// It does not build without a way to tell real deliveries from forged ones: give it the
        /// secret, or say `unsigned()`.
        #[derive(Clone, Copy, Debug)]
        pub enum Webhooks {}
        impl Webhooks {
            /// Starts with the receiver; the secret comes next.
            ///
            /// Events of other versions become the receiver's own, where need be by what it says of [`Upgrades`].
            #[allow(clippy::new_ret_no_self, reason = "the service exists only once it has a secret")]
            pub fn new<R: #module::Receiver + #bounds>(receiver: R) -> ::hookwright::Setup<Routes<R>> {
                ::hookwright::Setup::new(Routes(receiver))
            }
        }
    }
}

/// Events whose types are the receiver's own are one arm with it; all others are upgraded.
fn arms(versioned: &Versioned) -> TokenStream {
    let target = &versioned.versions[versioned.target];
    let mut plain: Vec<Vec<usize>> = vec![Vec::new(); target.ir.events.len()];
    let mut upgraded = TokenStream::new();
    let mut index = 0;
    for (number, version) in versioned.versions.iter().enumerate() {
        for event in 0..version.ir.events.len() {
            if let Some((to, legs)) = way_there(versioned, number, event) {
                if legs.iter().all(|leg| matches!(leg.how, How::Same)) {
                    plain[to].push(index);
                } else {
                    upgraded.extend(arm(versioned, index, (number, event), to, &legs));
                }
            }
            index += 1;
        }
    }
    let plain = plain.iter().zip(&target.ir.events).map(|(indices, event)| {
        let (indices, method) =
            (indices.iter().map(|index| Literal::usize_unsuffixed(*index)), ident(&event.method));
        quote! { #(#indices)|* => codegen::call(self, delivery, |event| self.0.#method(event)), }
    });
    quote! { #(#plain)* #upgraded }
}

fn arm(
    versioned: &Versioned,
    index: usize,
    (version, event): (usize, usize),
    to: usize,
    legs: &[Leg<'_>],
) -> TokenStream {
    let from = &versioned.versions[version];
    let payload = Words::within(&from.ir, &from.module).used(&from.ir.events[event].payload);
    let method = ident(&versioned.versions[versioned.target].ir.events[to].method);
    let steps = legs.iter().map(|leg| {
        let there = &versioned.versions[leg.to.0];
        let payload = Words::within(&there.ir, &there.module).used(&there.ir.events[leg.to.1].payload);
        let value = match leg.how {
            How::Same => return TokenStream::new(),
            How::Plan(plan) => plans::used(plan, &quote!(event)),
            How::Written(written) => {
                let (name, method) = (ident(&written.trait_name), ident(&written.method));
                quote!(upgrades::#name::#method(&self.0, event)?)
            }
        };
        quote! { let event: #payload = #value; }
    });
    let index = Literal::usize_unsuffixed(index);
    quote! {
        #index => codegen::upgraded(
            self,
            delivery,
            |event: #payload| { #(#steps)* Ok(event) },
            |event| self.0.#method(event),
        ),
    }
}
