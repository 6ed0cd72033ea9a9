//! The types of the payloads.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::checks::{check_list, checks};
use super::gate;
use super::nodes::{Item, Table};
use super::words::{Words, doc, ident, text};
use crate::ir::nodes::{
    Check, Docs, Field, Ir, Kind, Others, StringEnum, Struct, Tag, Type, TypeDef, Union, Use, Variant,
};

/// The types of one range of the table, in order.
#[must_use]
pub(crate) fn payload(ir: &Ir, range: std::ops::Range<usize>) -> Vec<Item> {
    let words = Words::new(ir);
    let gate = |index: usize| ir.gates.get(index).and_then(Option::as_ref);
    let own = |index: &usize| ir.borrowed.get(*index).is_none_or(Option::is_none);
    range.filter(own).flat_map(|index| gate::items(gate(index), type_def(&words, &ir.types[index]))).collect()
}

/// The types that a newer version holds, by its module.
#[must_use]
pub(crate) fn borrowed(ir: &Ir) -> Vec<Item> {
    let names = ir.types.iter().zip(&ir.borrowed);
    imports(names.filter_map(|(def, module)| Some((module.as_deref()?, def.name.as_str()))))
}

/// The names of further places of shared types.
#[must_use]
pub(crate) fn aliases(ir: &Ir) -> Vec<Item> {
    let words = Words::new(ir);
    let own = ir.aliases.iter().filter(|alias| alias.borrowed.is_none()).map(|alias| {
        let (name, target) = (ident(&alias.name), ident(&words.def(alias.target.0).name));
        let docs = doc(&alias.docs, &format!("`{}`.", alias.name));
        let cfg = gate::attribute(ir.gates.get(alias.target.0).and_then(Option::as_ref));
        quote! { #cfg #docs pub type #name = #target; }
    });
    let mut items = imports(
        ir.aliases.iter().filter_map(|alias| Some((alias.borrowed.as_deref()?, alias.name.as_str()))),
    );
    items.push(Item::Rust(quote! { #(#own)* }));
    items
}

/// What other versions have, by their modules.
fn imports<'i>(names: impl Iterator<Item = (&'i str, &'i str)>) -> Vec<Item> {
    let mut modules: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (module, name) in names {
        modules.entry(module).or_default().push(name);
    }
    let each = modules.into_iter().map(|(module, names)| {
        let (module, names) = (ident(module), names.into_iter().map(ident));
        quote! { pub use super::super::#module::{#(#names),*}; }
    });
    vec![Item::Rust(quote! { #(#each)* })]
}

fn type_def(words: &Words<'_>, def: &TypeDef) -> Vec<Item> {
    match &def.kind {
        Kind::Struct(object) => structure(words, def, object),
        Kind::StringEnum(listed) => string_enum(def, listed),
        Kind::Union(union) => alternatives(words, def, union),
        Kind::Tuple(tuple) => super::tuple::tuple(words, def, tuple),
        Kind::Newtype(inner) => newtype(words, def, inner),
        Kind::Alias(inner) => vec![alias(words, def, inner)],
    }
}

fn structure(words: &Words<'_>, def: &TypeDef, object: &Struct) -> Vec<Item> {
    let name = ident(&def.name);
    let docs = doc(&def.docs, &format!("`{}`.", def.name));
    let fields = object.fields.iter().map(|field| field_def(words, field));
    let rest = rest_field(words, &object.others);
    let code = quote! {
        #docs
        #[derive(Clone, Debug, PartialEq)]
        pub struct #name { #(#fields)* #rest }
    };
    vec![Item::Rust(code), Item::Table(object_table(def, object))]
}

fn field_def(words: &Words<'_>, field: &Field) -> TokenStream {
    let name = ident(&field.name);
    let mut lines = field.docs.clone();
    if field.deprecated {
        note(&mut lines, "Deprecated by the document.");
    }
    let docs = doc(&lines, &crate::ir::docs::code(&field.json));
    let inner = words.ty(&field.ty.ty);
    let option = words.prelude("Option");
    let ty = match (field.required, field.ty.nullable) {
        (true, _) => words.used(&field.ty),
        (false, false) => quote!(#option<#inner>),
        (false, true) => quote!(::hookwright::Maybe<#inner>),
    };
    quote! { #docs pub #name: #ty, }
}

/// Adds a paragraph.
fn note(lines: &mut Docs, sentence: &str) {
    if !lines.is_empty() {
        lines.push(String::new());
    }
    lines.push(sentence.to_owned());
}

fn rest_field(words: &Words<'_>, others: &Others) -> TokenStream {
    match others {
        Others::Ignore | Others::Refuse => TokenStream::new(),
        Others::Keep(name) => {
            let name = ident(name);
            quote! {
                /// Members that the document does not declare.
                pub #name: ::hookwright::Map<::hookwright::Json>,
            }
        }
        Others::Read(name, value) => {
            let (name, value) = (ident(name), words.used(value));
            quote! {
                /// Members that the document allows without naming them.
                pub #name: ::hookwright::Map<#value>,
            }
        }
    }
}

fn object_table(def: &TypeDef, object: &Struct) -> Table {
    let row = |(index, field): (usize, &Field)| {
        let presence = match (field.required, field.ty.nullable) {
            (true, _) => "required",
            (false, false) => "optional",
            (false, true) => "maybe",
        };
        let checks = checks(&field.ty);
        format!("{index} {} {}: {presence}{checks},", text(&field.json), field.name)
    };
    let others = match &object.others {
        Others::Ignore => "others: ignore".to_owned(),
        Others::Keep(field) => format!("others: keep {field}"),
        Others::Refuse => "others: refuse".to_owned(),
        Others::Read(field, value) => format!("others: read {field}{}", checks(value)),
    };
    let whole = whole(&object.checks);
    let close = vec!["}".to_owned(), format!("{others}{whole}"), "}".to_owned()];
    Table {
        open: vec!["::hookwright::codegen::object! {".to_owned(), format!("{} {{", def.name)],
        rows: object.fields.iter().enumerate().map(row).collect(),
        close,
    }
}

fn string_enum(def: &TypeDef, listed: &StringEnum) -> Vec<Item> {
    let name = ident(&def.name);
    let docs = doc(&def.docs, &format!("`{}`.", def.name));
    // A constant has one value, so that a struct literal need not name it.
    let constant = !listed.open && listed.values.len() == 1;
    let derives = if constant {
        quote!(Clone, Debug, Default, PartialEq, Eq, Hash)
    } else {
        quote!(Clone, Debug, PartialEq, Eq, Hash)
    };
    let default = constant.then(|| quote!(#[default]));
    let variants = listed.values.iter().map(|(json, variant)| {
        let variant = ident(variant);
        let line = format!(" {}", crate::ir::docs::code(json));
        quote! { #[doc = #line] #default #variant, }
    });
    let unknown = listed.open.then(|| {
        quote! {
            /// A value that the document does not list.
            Unknown(::hookwright::Unknown),
        }
    });
    let non_exhaustive = listed.open.then(|| quote!(#[non_exhaustive]));
    let code = quote! {
        #docs
        #[derive(#derives)]
        #non_exhaustive
        pub enum #name { #(#variants)* #unknown }
    };
    let rows = listed.values.iter().map(|(json, variant)| format!("{} => {variant},", text(json)));
    let openness = if listed.open { "open" } else { "closed" };
    let table = Table {
        open: vec!["::hookwright::codegen::string_enum! {".to_owned(), format!("{} {{", def.name)],
        rows: rows.collect(),
        close: vec![format!("}} {openness}"), "}".to_owned()],
    };
    vec![Item::Rust(code), Item::Table(table)]
}

fn alternatives(words: &Words<'_>, def: &TypeDef, union: &Union) -> Vec<Item> {
    let name = ident(&def.name);
    let docs = doc(&def.docs, &format!("`{}`: one of several alternatives.", def.name));
    let variants = union.variants.iter().map(|variant| {
        let (name, ty) = (ident(&variant.name), words.ty(&variant.ty.ty));
        let docs = doc(&variant.docs, &variant_line(words, variant));
        quote! { #docs #name(#ty), }
    });
    let code = quote! {
        #docs
        #[derive(Clone, Debug, PartialEq)]
        pub enum #name { #(#variants)* }
    };
    let rows = union.variants.iter().enumerate().map(|(index, variant)| {
        let kinds = variant.kinds.names().join(" | ");
        let object = kinds.contains("object");
        let told = |word: &str, tag: &Option<Tag>| {
            tag.as_ref().filter(|_| object).map_or(String::new(), |tag| {
                let values: Vec<String> = tag.values.iter().map(|value| text(value)).collect();
                format!(" {word} {} [{}]", text(&tag.member), values.join(", "))
            })
        };
        let tag = told("tag", &variant.tag) + &told("hint", &variant.hint);
        format!("{index} {}: {kinds}{tag}{},", variant.name, checks(&variant.ty))
    });
    let rule = if union.exactly_one { "one_of" } else { "any_of" };
    let table = Table {
        open: vec!["::hookwright::codegen::union! {".to_owned(), format!("{} {rule} {{", def.name)],
        rows: rows.collect(),
        close: vec![format!("}}{}", whole(&union.checks)), "}".to_owned()],
    };
    vec![Item::Rust(code), Item::Table(table)]
}

/// The checks of a whole value.
pub(super) fn whole(checks: &[Check]) -> String {
    if checks.is_empty() { String::new() } else { format!(", checks{}", check_list(checks)) }
}

/// What can be said of an alternative that the document does not describe.
fn variant_line(words: &Words<'_>, variant: &Variant) -> String {
    let mut ty = &variant.ty.ty;
    while let Type::Boxed(inner) = ty {
        ty = inner;
    }
    match ty {
        Type::Named(id) => format!("A [`{}`].", words.def(id.0).name),
        _ => format!("JSON `{}`.", variant.kinds.names().join("` or `")),
    }
}

fn newtype(words: &Words<'_>, def: &TypeDef, inner: &Use) -> Vec<Item> {
    let name = ident(&def.name);
    let docs = doc(&def.docs, &format!("`{}`.", def.name));
    let ty = words.used(inner);
    let code = quote! {
        #docs
        #[derive(Clone, Debug, PartialEq)]
        pub struct #name(
            /// The value.
            pub #ty,
        );
    };
    let table = Table {
        open: Vec::new(),
        rows: vec![format!("::hookwright::codegen::newtype! {{ {}{} }}", def.name, checks(inner))],
        close: Vec::new(),
    };
    vec![Item::Rust(code), Item::Table(table)]
}

fn alias(words: &Words<'_>, def: &TypeDef, inner: &Use) -> Item {
    let name = ident(&def.name);
    let docs = doc(&def.docs, &format!("`{}`.", def.name));
    let ty = words.used(inner);
    Item::Rust(quote! { #docs pub type #name = #ty; })
}
