//! The durable sender: methods for each event, on disk when they return.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::gate;
use super::nodes::{Item, Table};
use super::words::{Words, type_text};
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
    let (doors, facts) = (doors(&words, &ways), facts(ir, &events));
    let document = document(ir, &ways, &facts);
    vec![
        Item::Rust(quote! { use ::hookwright::send; #types }),
        Item::Table(Table::default()),
        constant(ir),
        Item::Rust(doors),
        Item::Table(Table::default()),
        methods(&words, "super::EVENTS"),
        Item::Rust(document),
    ]
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

/// The methods of each event, a row each.
pub(super) fn methods(words: &Words<'_>, events: &str) -> Item {
    let all = words.ir().events.iter().enumerate();
    let durable = all.filter_map(|(index, event)| Some((index, event, event.durable.as_ref()?)));
    Item::Table(Table {
        open: vec!["::hookwright::codegen::sends! {".to_owned(), format!("{events} {{")],
        rows: durable.flat_map(|(index, event, names)| rows(words, index, event, names)).collect(),
        close: vec!["}".to_owned(), "}".to_owned()],
    })
}

fn rows(words: &Words<'_>, index: usize, event: &Event, names: &Durable) -> impl Iterator<Item = String> {
    let mut docs: Vec<String> =
        event.docs.iter().map(|line| format!("/// {line}").trim_end().to_owned()).collect();
    if docs.is_empty() {
        docs.push(format!("/// {}.", crate::ir::docs::code(&event.name)));
    }
    let payload = type_text(&words.used(&event.payload));
    let headers = event.declared.as_ref().map(|ty| format!(", headers {}", type_text(&words.ty(ty))));
    let (method, within, headers) = (&names.method, &names.within, headers.unwrap_or_default());
    let row = format!("{method}, {within}: {payload}{headers} => {index};");
    docs.into_iter().chain(gate::rows(event.feature.as_ref(), row))
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
