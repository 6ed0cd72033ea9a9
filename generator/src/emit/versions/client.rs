//! `client.rs`: one client for endpoints of all versions.

use std::collections::BTreeSet;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::super::nodes::Item;
use super::super::receiver::{answer_table, output};
use super::super::words::{Words, doc, ident};
use super::plans::literal;
use super::upgrades::bounds;
use super::{modules, step_back, way_back};
use crate::ir::nodes::{Event, How, Versioned};

/// The items of `client.rs`.
#[must_use]
pub(crate) fn client(versioned: &Versioned) -> Vec<Item> {
    let target = &versioned.versions[versioned.target];
    let (words, module) = (Words::new(&target.ir), ident(&target.module));
    let modules = modules(versioned);
    let methods =
        target.ir.events.iter().enumerate().map(|(index, event)| method(&words, versioned, index, event));
    let headers = target.ir.events.iter().any(|event| event.declared.is_some()).then(|| headers(&words));
    let pinning = pinning(&bounds(&versioned.away, "Downgrades"), headers.as_ref());
    let mut items = vec![Item::Rust(quote! {
        use ::hookwright::client::{Answer, SendError};
        use super::upgrades;
        #modules
        use super::#module::*;

        /// Sends events, signed, in one direct attempt each, to endpoints that are pinned to a version.
        ///
        /// The application builds events of the current version; each endpoint gets its own.
        #[derive(Clone, Debug)]
        pub struct Client<D = ()> {
            inner: ::hookwright::client::Client,
            version: super::Version,
            downgrades: D,
        }
        impl Client {
            /// A client with the usual limits that signs with `signing`, for endpoints of the current version.
            #[must_use]
            pub fn new(signing: ::hookwright::Signing) -> Self {
                Self::with(::hookwright::client::Client::builder(signing).build())
            }
            /// A client with limits of your own.
            #[must_use]
            #[allow(clippy::needless_pass_by_value, reason = "clients are handed over, as everywhere")]
            pub fn with(inner: ::hookwright::client::Client) -> Self {
                let version = super::Version::CURRENT;
                Self { inner: inner.versioned(version.sent()), version, downgrades: () }
            }
        }
        #pinning
        impl<D> Client<D> {
            #(#methods)*
        }
    })];
    for event in &target.ir.events {
        if let Some(name) = &event.answer_name {
            items.push(Item::Table(answer_table(&words, "read_answer", name, event)));
        }
    }
    items
}

/// How a client is pinned, and given what it lacks.
fn pinning(bounds: &TokenStream, headers: Option<&TokenStream>) -> TokenStream {
    quote! {
        impl<D: Clone> Client<D> {
            /// The same client with what only the application knows of how its events become those of other versions.
            #[must_use]
            pub fn downgrades<E: #bounds>(&self, downgrades: E) -> Client<E> {
                Client { inner: self.inner.clone(), version: self.version, downgrades }
            }
            /// The same client for an endpoint that is pinned to this version.
            #[must_use]
            pub fn version(&self, version: super::Version) -> Self {
                Self { inner: self.inner.versioned(version.sent()), version, downgrades: self.downgrades.clone() }
            }
            /// The same client for one delivery: with an id, a time or a trace of your own.
            #[must_use]
            pub fn delivery(&self, delivery: ::hookwright::client::Delivery) -> Self {
                Self { inner: self.inner.delivery(delivery), version: self.version, downgrades: self.downgrades.clone() }
            }
            #headers
        }
    }
}

/// How declared headers are set.
fn headers(words: &Words<'_>) -> TokenStream {
    let result = words.prelude("Result");
    quote! {
        /// The same client with these headers, which the document declares, on what it sends.
        ///
        /// # Errors
        ///
        /// When one of them can't stand in a header.
        pub fn headers<H: ::hookwright::DeclaredHeaders>(&self, headers: &H) -> #result<Self, SendError> {
            let inner = self.inner.headers(headers)?;
            Ok(Self { inner, version: self.version, downgrades: self.downgrades.clone() })
        }
    }
}

fn method(words: &Words<'_>, versioned: &Versioned, index: usize, event: &Event) -> TokenStream {
    let docs = doc(&event.docs, &format!("Sends {}.", crate::ir::docs::code(&event.name)));
    let (name, payload, result) = (ident(&event.method), words.used(&event.payload), words.prelude("Result"));
    let answer = output(event);
    let arms = (0..versioned.versions.len()).map(|version| arm(words, versioned, version, index, event));
    let demands = demands(versioned, index);
    let to = match &event.callback {
        None => quote!(url: &str),
        Some(_) => quote!(original: &::hookwright::callback::Original),
    };
    quote! {
        #docs
        ///
        /// # Errors
        ///
        /// When the URL is not allowed, no whole answer comes back, or the endpoint's version has no such event. A
        /// refusal is an answer: see [`Answer::accepted`].
        pub async fn #name(&self, #to, event: &#payload) -> #result<Answer<#answer>, SendError> #demands {
            match self.version { #(#arms)* }
        }
    }
}

/// What an event's way to some version needs of the application, said where it is sent: the compiler then tells what
/// changed, and events that need nothing need nobody.
fn demands(versioned: &Versioned, index: usize) -> Option<TokenStream> {
    let ways = (0..versioned.versions.len()).filter_map(|version| way_back(versioned, version, index));
    let written = ways.flat_map(|(_, legs)| legs).filter_map(|leg| match leg.how {
        How::Written(written) => Some(written.trait_name.as_str()),
        How::Same | How::Plan(_) => None,
    });
    let names: BTreeSet<&str> = written.collect();
    let names: Vec<_> = names.into_iter().map(ident).collect();
    (!names.is_empty()).then(|| quote!(where D: #(upgrades::#names)+*))
}

fn arm(words: &Words<'_>, versioned: &Versioned, version: usize, index: usize, event: &Event) -> TokenStream {
    let pinned = &versioned.versions[version];
    let (variant, module) = (ident(&pinned.variant), ident(&pinned.module));
    let (event_name, version_name) = (literal(&event.name), literal(&pinned.name));
    let none = quote!(Err(SendError::NotInVersion { event: #event_name, version: #version_name }));
    let Some((there, legs)) = way_back(versioned, version, index) else {
        return quote! { super::Version::#variant => #none, };
    };
    let there = Literal::usize_unsuffixed(there);
    let declaring = event.declared.as_ref().map(|ty| {
        let ty = words.ty(ty);
        quote!(.declaring::<#ty>())
    });
    let send = |payload: &TokenStream| match &event.callback {
        None => quote!(self.inner #declaring.send(&#module::EVENTS[#there], url, #payload).await),
        Some(expression) => quote! {
            self.inner #declaring.call_back(&#module::EVENTS[#there], #expression, original, #payload).await
        },
    };
    if legs.iter().all(|leg| matches!(leg.how, How::Same)) {
        let sent = send(&quote!(event));
        return quote! { super::Version::#variant => #sent, };
    }
    let taken = |call| quote! { let Some(event) = #call else { return #none; }; };
    let steps = legs.iter().map(|leg| step_back(versioned, leg, &quote!(self.downgrades), &taken));
    let sent = send(&quote!(&event));
    quote! {
        super::Version::#variant => {
            let event = event.clone();
            #(#steps)*
            #sent
        }
    }
}
