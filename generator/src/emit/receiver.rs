//! The receiving side: the trait that the user implements, and what leads a request to it.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::nodes::{Item, Method, Table};
use super::words::{Words, doc, ident, text, type_text};
use super::{gate, handshake, scheme};
use crate::ir::nodes::{Answer, Event, Ir, Kind, Type};

/// The items of `receiver.rs`.
#[must_use]
pub(crate) fn receiver(ir: &Ir) -> Vec<Item> {
    let words = Words::new(ir);
    let mut items =
        vec![Item::Rust(imports(ir)), Item::Rust(handler_trait(&words, ir)), Item::Rust(entry(ir))];
    for event in &ir.events {
        items.extend(gate::items(event.feature.as_ref(), answer(&words, event)));
    }
    items.push(Item::Rust(routes()));
    items.push(Item::Rust(calls(ir)));
    items
}

/// The trait and its answers, where the service is that of several versions.
#[must_use]
pub(crate) fn receiver_trait(ir: &Ir) -> Vec<Item> {
    let words = Words::new(ir);
    let types = (!ir.types.is_empty()).then(|| {
        quote!(
            use super::payload::*;
        )
    });
    let mut items = vec![Item::Rust(quote! {
        use ::core::future::Future;
        use ::hookwright::{Failure, Incoming, codegen};
        use super::event::Event;
        #types
    })];
    items.push(Item::Rust(handler_trait(&words, ir)));
    for event in &ir.events {
        items.extend(answer(&words, event));
    }
    items
}

/// The methods of the trait by name, without their code.
#[must_use]
pub(crate) fn methods(ir: &Ir) -> Vec<Method> {
    let words = Words::new(ir);
    let names = |event: &Event| Method {
        event: event.name.clone(),
        name: event.method.clone(),
        payload: type_text(&words.used(&event.payload)).trim_start_matches("::").to_owned(),
        answer: event.answer_name.clone(),
        bare: event.answers.iter().find(|answer| is_bare(answer)).map(|answer| answer.variant.clone()),
        about: event.docs.first().cloned().unwrap_or_default(),
        sends: event.durable.as_ref().map(|names| names.method.clone()),
        headers: demands_headers(ir, event),
        sample: event.cases.first().map(|case| case.body.clone()),
    };
    ir.events.iter().map(names).collect()
}

/// Whether it is a success, and has no body.
fn is_bare(answer: &Answer) -> bool {
    answer.status.is_some_and(|status| (200..300).contains(&status)) && answer.body.is_none()
}

/// Whether a sender is refused that says nothing but the payload.
fn demands_headers(ir: &Ir, event: &Event) -> bool {
    match &event.declared {
        Some(Type::Named(id)) => match &ir.types[id.0].kind {
            Kind::Struct(of) => of.fields.iter().any(|field| field.required),
            _ => true,
        },
        other => other.is_some(),
    }
}

fn imports(ir: &Ir) -> TokenStream {
    let types = (!ir.types.is_empty()).then(|| {
        quote!(
            use super::payload::*;
        )
    });
    quote! {
        use ::core::future::Future;
        use ::hookwright::{Failure, Incoming, codegen};
        use super::event::{DISPATCH, EVENTS, Event};
        #types
    }
}

fn handler_trait(words: &Words<'_>, ir: &Ir) -> TokenStream {
    let result = words.prelude("Result");
    let methods = ir.events.iter().map(|event| method(words, event));
    let title = format!(" Handles the events of {}.", crate::ir::docs::lines([ir.title.as_str()]).join(" "));
    quote! {
        #[doc = #title]
        ///
        /// Write a method for every event that you are interested in. All others, and everything that
        /// the document does not foresee, come to [`fallback`](Self::fallback).
        pub trait Receiver: Send + Sync + 'static {
            #(#methods)*
            /// Gets what no other method claimed: events without a method, events that the document
            /// does not have, and payloads that violate it, each with the raw body in hand.
            ///
            /// `Ok` acknowledges; [`Unclaimed::refuse`] answers 422 and names the violations.
            fn fallback(
                &self,
                unclaimed: Unclaimed,
            ) -> impl Future<Output = #result<(), Failure>> + Send;
        }
        /// What no method of [`Receiver`] claimed.
        pub type Unclaimed = ::hookwright::Unclaimed<Event>;
    }
}

fn method(words: &Words<'_>, event: &Event) -> TokenStream {
    let docs = doc(&event.docs, &crate::ir::docs::code(&event.name));
    let (name, variant, payload) = (ident(&event.method), ident(&event.variant), words.used(&event.payload));
    let (result, boxed) = (words.prelude("Result"), words.prelude("Box"));
    let output = output(event);
    let headers = event.declared.as_ref().map(|ty| {
        let line = format!(" Its headers: `event.typed_headers::<{}>()`.", words.ty(ty));
        quote! {
            ///
            #[doc = #line]
        }
    });
    let cfg = gate::attribute(event.feature.as_ref());
    quote! {
        #docs
        #headers
        #cfg
        fn #name(
            &self,
            event: Incoming<#payload>,
        ) -> impl Future<Output = #result<#output, Failure>> + Send {
            let fallback = self.fallback(event.unclaimed(|event| Event::#variant(#boxed::new(event))));
            codegen::unhandled(fallback)
        }
    }
}

/// What a handler answers, and what a client reads.
pub(super) fn output(event: &Event) -> TokenStream {
    match &event.answer_name {
        Some(name) => {
            let name = ident(name);
            quote!(#name)
        }
        None => quote!(()),
    }
}

/// The answer enum of an event, where the document has more to say than one empty 2xx.
fn answer(words: &Words<'_>, event: &Event) -> Vec<Item> {
    let Some(name) = &event.answer_name else { return Vec::new() };
    let ident_name = ident(name);
    let boxed = words.prelude("Box");
    let title = format!(" The answers to {}.", crate::ir::docs::code(&event.name));
    let variants = event.answers.iter().map(|answer| {
        let variant = ident(&answer.variant);
        let docs = doc(&answer.docs, &status_line(answer));
        let fields = match (&answer.body, answer.status) {
            (Some(body), Some(_)) => {
                let body = words.ty(body);
                quote!((#boxed<#body>))
            }
            (Some(body), None) => {
                let body = words.ty(body);
                quote!((u16, #boxed<#body>))
            }
            (None, Some(_)) => quote!(),
            (None, None) => quote!((u16)),
        };
        quote! { #docs #variant #fields, }
    });
    let code = quote! {
        #[doc = #title]
        #[derive(Clone, Debug, PartialEq)]
        pub enum #ident_name {
            /// The acknowledging status without a body.
            Acknowledged,
            #(#variants)*
        }
    };
    vec![Item::Rust(code), Item::Table(answer_table(words, "answer", name, event))]
}

fn status_line(answer: &Answer) -> String {
    answer.status.map_or("Any other status.".to_owned(), |status| format!("Status {status}."))
}

/// The rows by which the runtime's macros turn an answer into a reply, and a response into an answer.
pub(super) fn answer_table(words: &Words<'_>, macro_name: &str, name: &str, event: &Event) -> Table {
    let boxed = words.prelude("Box");
    let row = |answer: &Answer| {
        let status = answer.status.map_or("default".to_owned(), |status| status.to_string());
        let body = answer.body.as_ref().map_or(String::new(), |body| {
            let body = words.ty(body);
            format!("({})", type_text(&quote!(#boxed<#body>)))
        });
        let media_type = match answer.media_type.as_str() {
            "" => String::new(),
            said => format!(" as {}", text(said)),
        };
        format!("{status} {}{body}{media_type},", answer.variant)
    };
    // `default` comes last, whatever its place in the document.
    let (statuses, default): (Vec<&Answer>, Vec<&Answer>) =
        event.answers.iter().partition(|a| a.status.is_some());
    Table {
        open: vec![format!("::hookwright::codegen::{macro_name}! {{"), format!("{name} {{")],
        rows: statuses.into_iter().chain(default).map(row).collect(),
        close: vec!["}".to_owned(), "}".to_owned()],
    }
}

/// `Webhooks`, the one way in.
fn entry(ir: &Ir) -> TokenStream {
    let signed = ir.scheme.as_ref().map(|known| {
        let scheme = scheme::tokens(known);
        quote! {
            #scheme
            impl<R: Receiver> codegen::Signed for Routes<R> {
                const SCHEME: fn() -> ::hookwright::Scheme = scheme;
            }
        }
    });
    quote! {
        /// The receiving service of this document.
        ///
        /// It does not build without a way to tell real deliveries from forged ones: give it the
        /// secret, or say `unsigned()`.
        #[derive(Clone, Copy, Debug)]
        pub enum Webhooks {}
        impl Webhooks {
            /// Starts with the receiver; the secret comes next.
            #[allow(clippy::new_ret_no_self, reason = "the service exists only once it has a secret")]
            pub fn new<R: Receiver>(receiver: R) -> ::hookwright::Setup<Routes<R>> {
                ::hookwright::Setup::new(Routes(receiver))
            }
        }
        #signed
    }
}

fn routes() -> TokenStream {
    quote! {
        /// Leads each event to its method of a [`Receiver`].
        #[derive(Clone, Debug)]
        pub struct Routes<R>(R);
    }
}

fn calls(ir: &Ir) -> TokenStream {
    let arms = ir.events.iter().enumerate().map(|(index, event)| {
        let (index, method) = (Literal::usize_unsuffixed(index), ident(&event.method));
        let cfg = gate::attribute(event.feature.as_ref());
        quote! { #cfg #index => codegen::call(self, delivery, |event| self.0.#method(event)), }
    });
    let handshakes = handshake::constant(&ir.handshakes);
    quote! {
        impl<R: Receiver> codegen::Routes for Routes<R> {
            type Event = Event;
            const EVENTS: &'static [codegen::EventInfo] = EVENTS;
            const DISPATCH: &'static codegen::Dispatch = &DISPATCH;
            #handshakes

            fn call(
                &self,
                event: usize,
                delivery: codegen::Delivery,
            ) -> codegen::Call<'_> {
                match event {
                    #(#arms)*
                    _ => codegen::unclaimed(self, delivery),
                }
            }

            fn fallback(&self, unclaimed: Unclaimed) -> codegen::Fallback<'_> {
                ::std::boxed::Box::pin(self.0.fallback(unclaimed))
            }
        }
    }
}
