//! The durable sender: methods for each event, on disk when they return.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::gate;
use super::nodes::{Item, Table};
use super::words::{Words, doc, ident};
use crate::ir::nodes::{Durable, Event, Ir, Retry};

/// What the module has names for beside the document's types.
pub(super) const LOCAL: &[&str] = &["Batch", "Sender", "To", "Tx"];

/// The items of `sender.rs`; none where there are but callbacks.
#[must_use]
pub(crate) fn sender(ir: &Ir) -> Vec<Item> {
    if !is_durable(ir) {
        return Vec::new();
    }
    let words = Words::below(ir, LOCAL);
    let types = (!ir.types.is_empty()).then(|| {
        quote!(
            use super::payload::*;
        )
    });
    let events = quote!(super::EVENTS);
    let ways = ways(ir, None);
    let (doors, methods) = (doors(&words, &ways), methods(&words, &events));
    let facts = facts(ir, &events);
    let document = document(ir, &ways, &facts);
    let imports = [Item::Rust(quote! { use ::hookwright::send; #types }), Item::Table(Table::default())];
    let rest = [constant(ir), Item::Rust(quote! { #doors #methods #document })];
    imports.into_iter().chain(rest).collect()
}

/// Whether anything is sent durably.
pub(crate) fn is_durable(ir: &Ir) -> bool {
    ir.events.iter().any(|event| event.durable.is_some())
}

/// What is asked of whoever opens a sender: as arguments, by their names, and what is said of them.
#[derive(Default)]
pub(super) struct Ways {
    pub(super) generics: TokenStream,
    pub(super) arguments: TokenStream,
    pub(super) bounds: TokenStream,
    names: TokenStream,
    docs: Vec<String>,
}

/// A scheme where the document has none; downgrades where only the application knows them.
pub(super) fn ways(ir: &Ir, bounds: Option<&TokenStream>) -> Ways {
    let mut ways = Ways::default();
    if ir.scheme.is_none() {
        ways.arguments.extend(quote!(scheme: ::hookwright::Scheme,));
        ways.names.extend(quote!(scheme,));
        ways.docs.push(String::new());
        ways.docs.push(
            " The document does not say how deliveries are signed, so `scheme` does; each endpoint has a secret of its own."
                .to_owned(),
        );
    }
    if let Some(bounds) = bounds {
        ways.generics = quote!(<D>);
        ways.arguments.extend(quote!(downgrades: D,));
        ways.bounds = quote!(where D: #bounds + Send + Sync + 'static);
        ways.names.extend(quote!(downgrades,));
        ways.docs.push(String::new());
        ways.docs.push(
            " `downgrades` says what only the application knows of how its events become an endpoint's version."
                .to_owned(),
        );
    }
    ways
}

/// How a sender is opened.
pub(super) fn doors(words: &Words<'_>, ways: &Ways) -> TokenStream {
    let result = words.prelude("Result");
    let Ways { generics, arguments, bounds, names, docs } = ways;
    quote! {
        impl Sender {
            /// Opens the store at this address, e.g. `sqlite:webhooks.db` or `postgres://user@host/database`, with the
            /// usual settings.
            #(#[doc = #docs])*
            ///
            /// # Errors
            ///
            /// When the address is of no kind that this program was built for, or the store can't be opened.
            pub async fn open #generics (
                address: &str,
                #arguments
            ) -> #result<Self, send::Error> #bounds {
                Self::builder(#names).open(address).await
            }
            /// A sender with settings of your own.
            #(#[doc = #docs])*
            pub fn builder #generics (#arguments) -> send::SenderBuilder<Self> #bounds {
                send::SenderBuilder::new(document(#names))
            }
        }
    }
}

/// The methods of each event.
pub(super) fn methods(words: &Words<'_>, events: &TokenStream) -> TokenStream {
    let all = words.ir().events.iter().enumerate();
    let durable = all.filter_map(|(index, event)| Some((index, event, event.durable.as_ref()?)));
    let (to, batch): (Vec<_>, Vec<_>) = durable
        .map(|(index, event, names)| {
            let index = Literal::usize_unsuffixed(index);
            let info = quote!(&#events[#index]);
            (singly(words, event, names, &info), together(words, event, names, &info))
        })
        .unzip();
    quote! {
        impl To { #(#to)* }
        impl Batch { #(#batch)* }
    }
}

/// Its declared headers, demanded.
fn declaring(words: &Words<'_>, event: &Event, inner: &TokenStream) -> TokenStream {
    match &event.declared {
        Some(ty) => {
            let ty = words.ty(ty);
            quote!(#inner.declaring::<#ty>())
        }
        None => inner.clone(),
    }
}

fn singly(words: &Words<'_>, event: &Event, names: &Durable, info: &TokenStream) -> TokenStream {
    let code = crate::ir::docs::code(&event.name);
    let docs = doc(&event.docs, &format!("Accepts {code}."));
    let bare = names.method.trim_start_matches("r#");
    let title = format!(" [`{bare}`](Self::{bare}), within a transaction of the application's own.");
    let (method, within, payload) = (ident(&names.method), ident(&names.within), words.used(&event.payload));
    let result = words.prelude("Result");
    let cfg = gate::attribute(event.feature.as_ref());
    let inner = quote!(self.inner);
    // What is demanded is said of a copy: the caller's own stays as it is.
    let inner =
        if event.declared.is_some() { declaring(words, event, &quote!(#inner.clone())) } else { inner };
    quote! {
        #docs
        ///
        /// # Errors
        ///
        /// As [`send::To::accept`].
        #cfg
        pub async fn #method(
            &self,
            event: &#payload,
        ) -> #result<send::Accepted, send::Error> {
            #inner.accept(#info, event).await
        }
        #[doc = #title]
        #cfg
        pub fn #within<Tx: send::Transaction>(
            &self,
            transaction: Tx,
            event: &#payload,
        ) -> Tx::Accepting {
            #inner.accept_in(transaction, #info, event)
        }
    }
}

fn together(words: &Words<'_>, event: &Event, names: &Durable, info: &TokenStream) -> TokenStream {
    let title = format!(" Adds {}.", crate::ir::docs::code(&event.name));
    let (method, payload, result) =
        (ident(&names.method), words.used(&event.payload), words.prelude("Result"));
    let cfg = gate::attribute(event.feature.as_ref());
    let inner = declaring(words, event, &quote!(self.inner));
    quote! {
        #[doc = #title]
        ///
        /// # Errors
        ///
        /// As [`send::Batch::add`].
        #cfg
        pub fn #method(&mut self, event: &#payload) -> #result<&mut Self, send::Error> {
            #inner.add(#info, event)?;
            Ok(self)
        }
    }
}

/// The parts that no event has a say in; `Sender` says so where some events are callbacks.
pub(super) fn constant(ir: &Ir) -> Item {
    let rows = [
        "///",
        "/// Callbacks are not among its events: they go to the URL that a request brought, by `Client`.",
    ];
    let has_callbacks = ir.events.iter().any(|event| event.callback.is_some());
    let name = "::hookwright::codegen::sender!";
    Item::Table(match has_callbacks {
        true => Table {
            open: vec![format!("{name} {{")],
            rows: rows.map(str::to_owned).into(),
            close: vec!["}".to_owned()],
        },
        false => Table { rows: vec![format!("{name} {{}}")], ..Table::default() },
    })
}

/// What the document says: its events, how deliveries are signed, when they are tried again.
pub(super) fn facts(ir: &Ir, events: &TokenStream) -> TokenStream {
    let scheme = if ir.scheme.is_some() { quote!(super::scheme()) } else { quote!(scheme) };
    let retry = ir.retry.as_ref().map(retry);
    let events =
        if ir.events.iter().all(|event| event.durable.is_some()) { quote!(#events) } else { quote!(&SENT) };
    quote! {
        events: #events,
        scheme: Some(#scheme),
        #retry
    }
}

fn retry(retry: &Retry) -> TokenStream {
    let schedule = retry.schedule.iter().map(|millis| Literal::u64_unsuffixed(*millis));
    let jitter = retry.jitter;
    let disable_after = match retry.disable_after.map(Literal::u64_unsuffixed) {
        Some(millis) => quote!(Some(#millis)),
        None => quote!(None),
    };
    quote! {
        retry: Some(send::RetryInfo {
            schedule: &[#(#schedule),*],
            jitter: #jitter,
            disable_after: #disable_after,
        }),
    }
}

/// The events that endpoints can subscribe to, where that is not all.
pub(super) fn subset(ir: &Ir, events: &TokenStream) -> Option<TokenStream> {
    let durable: Vec<_> = ir
        .events
        .iter()
        .enumerate()
        .filter(|(_, event)| event.durable.is_some())
        .map(|(index, _)| Literal::usize_unsuffixed(index))
        .collect();
    let count = Literal::usize_unsuffixed(durable.len());
    (durable.len() < ir.events.len()).then(|| {
        quote! {
            /// The events that endpoints can subscribe to: all but callbacks.
            static SENT: [::hookwright::codegen::EventInfo; #count] = [#(#events[#durable]),*];
        }
    })
}

fn document(ir: &Ir, ways: &Ways, facts: &TokenStream) -> TokenStream {
    let arguments = &ways.arguments;
    let subset = subset(ir, &quote!(super::EVENTS));
    quote! {
        #subset
        /// What a sender knows of the document.
        fn document(#arguments) -> send::Document {
            send::Document { #facts ..send::Document::default() }
        }
    }
}
