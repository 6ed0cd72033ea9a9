//! The `Event` enum, the facts of each event, and the dispatch table.

use quote::quote;

use super::gate;
use super::nodes::{Item, Table};
use super::shape::{self, Shapes};
use super::words::{Words, doc, ident, text};
use crate::ir::nodes::{Content, Dispatch, Event, Ir, KeyDispatch, KeyPart, KeySource};

/// The items of `event.rs`.
#[must_use]
pub(crate) fn event(ir: &Ir) -> Vec<Item> {
    let shapes = Shapes::of(ir);
    let mut items = vec![imports(ir)];
    if shapes.has_parts() {
        items.push(Item::Rust(quote! { codegen::needs_multipart! {} }));
    }
    items.extend([enumeration(ir), Item::Table(event_table(ir)), Item::Table(facts(ir, &shapes))]);
    items.extend(shapes.tables().map(Item::Table));
    items.extend(shape::headers(&Words::new(ir), ir));
    items.push(Item::Table(dispatch(ir)));
    items
}

fn imports(ir: &Ir) -> Item {
    let types = (!ir.types.is_empty()).then(|| {
        quote!(
            use super::payload::*;
        )
    });
    Item::Rust(quote! {
        use ::hookwright::codegen;
        #types
    })
}

fn enumeration(ir: &Ir) -> Item {
    let words = Words::new(ir);
    let boxed = words.prelude("Box");
    let variants = ir.events.iter().map(|event| {
        let name = ident(&event.variant);
        let docs = doc(&event.docs, &crate::ir::docs::code(&event.name));
        let payload = words.used(&event.payload);
        let cfg = gate::attribute(event.feature.as_ref());
        quote! { #docs #cfg #name(#boxed<#payload>), }
    });
    let title = format!(" The events of {}.", crate::ir::docs::lines([ir.title.as_str()]).join(" "));
    Item::Rust(quote! {
        #[doc = #title]
        ///
        /// Serializes as the payload alone.
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum Event { #(#variants)* }
    })
}

fn event_table(ir: &Ir) -> Table {
    let row = |(index, event): (usize, &Event)| {
        let by = if event.content == Content::Plain { "" } else { " by EVENTS" };
        gate::rows(event.feature.as_ref(), format!("{index} {} {}{by},", text(&event.name), event.variant))
    };
    Table {
        open: vec!["codegen::event! {".to_owned(), "Event {".to_owned()],
        rows: ir.events.iter().enumerate().flat_map(row).collect(),
        close: vec!["}".to_owned(), "}".to_owned()],
    }
}

/// What the runtime needs to know of each event.
fn facts(ir: &Ir, shapes: &Shapes<'_>) -> Table {
    let row = |event: &Event| {
        let headers: Vec<String> =
            event.headers.iter().map(|(name, value)| format!("({}, {})", text(name), text(value))).collect();
        format!(
            "codegen::EventInfo {{ name: {}, path: {}, method: {}, media_type: {}, success: {}, headers: &[{}], {}..codegen::EventInfo::PLAIN }},",
            text(&event.name),
            text(&event.path),
            text(&event.http_method),
            text(&event.media_type),
            event.success,
            headers.join(", "),
            written(event, shapes),
        )
    };
    Table {
        open: vec![
            "/// Name, path, method, media type, acknowledging status and dispatch headers of each event."
                .to_owned(),
            "pub static EVENTS: &[codegen::EventInfo] = &[".to_owned(),
        ],
        rows: ir.events.iter().map(row).collect(),
        close: vec!["];".to_owned()],
    }
    .flat()
}

/// How the body is written, where it is not JSON alone.
fn written(event: &Event, shapes: &Shapes<'_>) -> String {
    let mut out = String::new();
    if event.content != Content::Plain {
        out += &format!("content: {}, ", shapes.content(&event.content));
    }
    if !event.security.is_empty() {
        let demand = |(name, by, argument): &(String, &str, Option<String>)| {
            let argument =
                argument.as_ref().map(|argument| format!("({})", text(argument))).unwrap_or_default();
            format!("codegen::Demand {{ name: {}, by: codegen::By::{by}{argument} }}", text(name))
        };
        let all =
            |demands: &Vec<_>| format!("&[{}]", demands.iter().map(demand).collect::<Vec<_>>().join(", "));
        out += &format!("security: &[{}], ", event.security.iter().map(all).collect::<Vec<_>>().join(", "));
    }
    if !event.also.is_empty() {
        let one = |(media_type, content): &(String, Content)| {
            let content = shapes.content(content);
            format!("codegen::Also {{ media_type: {}, content: {content} }}", text(media_type))
        };
        out += &format!("also: &[{}], ", event.also.iter().map(one).collect::<Vec<_>>().join(", "));
    }
    out
}

fn dispatch(ir: &Ir) -> Table {
    let doc = "/// Which event a request is.".to_owned();
    // The service of several versions stands one folder higher.
    let room = if ir.is_version { "pub(in super::super)" } else { "pub(super)" };
    let head = format!("{room} static DISPATCH: codegen::Dispatch = ");
    let head = head.as_str();
    match &ir.dispatch {
        Dispatch::Single => constant(doc, format!("{head}codegen::Dispatch::Single(0);")),
        Dispatch::Path => constant(doc, format!("{head}codegen::Dispatch::Path;")),
        Dispatch::Key(key) => key_dispatch(doc, head, key),
    }
}

fn constant(doc: String, line: String) -> Table {
    Table { open: Vec::new(), rows: vec![doc, line], close: Vec::new() }
}

fn key_dispatch(doc: String, head: &str, key: &KeyDispatch) -> Table {
    let tail = key.parts.iter().rev().take_while(|part| part.optional).count();
    let (fixed, optional) = key.parts.split_at(key.parts.len() - tail);
    let fixed: Vec<String> = fixed.iter().flat_map(parts).collect();
    let optional: Vec<String> =
        optional.iter().map(|part| format!("&[{}]", parts(part).join(", "))).collect();
    let row = |(name, index): &(String, usize)| format!("({}, {index}),", text(name));
    let mut open = vec![doc, format!("{head}codegen::Dispatch::Key {{")];
    open.push(format!("parts: &[{}],", fixed.join(", ")));
    open.push(format!("optional: &[{}],", optional.join(", ")));
    open.push(format!("fold: {},", key.fold));
    open.push("table: &[".to_owned());
    let mut lines = open.drain(..2).collect::<Vec<_>>();
    lines.extend(open.into_iter().map(|line| format!("    {line}")));
    Table {
        rows: lines
            .into_iter()
            .chain(key.table.iter().map(|entry| format!("        {}", row(entry))))
            .chain(["    ],".to_owned(), "};".to_owned()])
            .collect(),
        ..Table::default()
    }
}

fn parts(part: &KeyPart) -> Vec<String> {
    let word = |variant: &str, value: &str| format!("codegen::Part::{variant}({})", text(value));
    let mut out = Vec::new();
    if !part.before.is_empty() {
        out.push(word("Text", &part.before));
    }
    out.push(match &part.from {
        KeySource::Header(name) => word("Header", &name.to_ascii_lowercase()),
        KeySource::Pointer(pointer) => word("Pointer", pointer),
        KeySource::Path => "codegen::Part::Path".to_owned(),
        KeySource::Method => "codegen::Part::Method".to_owned(),
    });
    out
}
