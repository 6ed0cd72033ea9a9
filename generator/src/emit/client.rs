//! The direct client: one method per event, one attempt each.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::gate;
use super::nodes::Item;
use super::receiver::{answer_table, output};
use super::words::{Words, doc, ident};
use crate::ir::nodes::{Event, Ir};

/// The items of `client.rs`.
#[must_use]
pub(crate) fn client(ir: &Ir) -> Vec<Item> {
    let words = Words::new(ir);
    let types = (!ir.types.is_empty()).then(|| {
        quote!(
            use super::payload::*;
        )
    });
    let answers = ir.events.iter().any(|e| e.answer_name.is_some()).then(|| {
        quote!(
            use super::receiver::*;
        )
    });
    let methods = ir.events.iter().enumerate().map(|(index, event)| method(&words, index, event));
    let headers = ir.events.iter().any(|event| event.declared.is_some()).then(|| headers(&words));
    let mut items = vec![Item::Rust(quote! {
        use ::hookwright::client::{Answer, SendError};
        #types
        #answers
        /// Sends events, signed, in one direct attempt each.
        #[derive(Clone, Debug)]
        pub struct Client {
            inner: ::hookwright::client::Client,
        }
        impl Client {
            /// A client with the usual limits that signs with `signing`.
            #[must_use]
            pub fn new(signing: ::hookwright::Signing) -> Self {
                Self::with(::hookwright::client::Client::builder(signing).build())
            }
            /// A client with limits of your own.
            #[must_use]
            pub fn with(inner: ::hookwright::client::Client) -> Self {
                Self { inner }
            }
            /// The same client for one delivery: with an id, a time or a trace of your own.
            #[must_use]
            pub fn delivery(&self, delivery: ::hookwright::client::Delivery) -> Self {
                Self::with(self.inner.delivery(delivery))
            }
            #headers
            #(#methods)*
        }
    })];
    for event in &ir.events {
        if let Some(name) = &event.answer_name {
            let table = Item::Table(answer_table(&words, "read_answer", name, event));
            items.extend(gate::items(event.feature.as_ref(), vec![table]));
        }
    }
    items
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
            self.inner.headers(headers).map(Self::with)
        }
    }
}

fn method(words: &Words<'_>, index: usize, event: &Event) -> TokenStream {
    let index = Literal::usize_unsuffixed(index);
    let docs = doc(&event.docs, &format!("Sends {}.", crate::ir::docs::code(&event.name)));
    let (name, payload) = (ident(&event.method), words.used(&event.payload));
    let result = words.prelude("Result");
    let answer = output(event);
    let declaring = event.declared.as_ref().map(|ty| {
        let ty = words.ty(ty);
        quote!(.declaring::<#ty>())
    });
    let cfg = gate::attribute(event.feature.as_ref());
    let errors = quote! {
        ///
        /// # Errors
        ///
        /// When the URL is not allowed, or no whole answer comes back. A refusal is an answer: see
        /// [`Answer::accepted`].
    };
    match &event.callback {
        None => quote! {
            #docs
            #errors
            #cfg
            pub async fn #name(&self, url: &str, event: &#payload) -> #result<Answer<#answer>, SendError> {
                self.inner #declaring.send(&super::EVENTS[#index], url, event).await
            }
        },
        Some(expression) => {
            let line = format!(" The URL is {} of the original request.", crate::ir::docs::code(expression));
            quote! {
                #docs
                ///
                #[doc = #line]
                #errors
                #cfg
                pub async fn #name(
                    &self,
                    original: &::hookwright::callback::Original,
                    event: &#payload,
                ) -> #result<Answer<#answer>, SendError> {
                    self.inner #declaring.call_back(&super::EVENTS[#index], #expression, original, event).await
                }
            }
        }
    }
}
