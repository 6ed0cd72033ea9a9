//! Tuples: arrays whose first items have types of their own.

use quote::quote;

use super::checks::checks;
use super::nodes::{Item, Table};
use super::payload::whole;
use super::words::{Words, doc, ident};
use crate::ir::nodes::{Tuple, TupleItem, Type, TypeDef};

/// A struct with unnamed fields, and its table.
pub(super) fn tuple(words: &Words<'_>, def: &TypeDef, tuple: &Tuple) -> Vec<Item> {
    let name = ident(&def.name);
    let docs = doc(&def.docs, &format!("`{}`.", def.name));
    let fields = tuple.items.iter().zip(1..).map(|(item, number)| {
        let docs = doc(&item.docs, &format!("Item {number}."));
        let option = words.prelude("Option");
        let (inner, used) = (words.ty(&item.ty.ty), words.used(&item.ty));
        let ty = match presence(item) {
            "required" => used,
            "optional" => quote!(#option<#inner>),
            _ => quote!(::hookwright::Maybe<#inner>),
        };
        quote! { #docs pub #ty, }
    });
    let rest = tuple.rest.as_ref().map(|rest| {
        let (list, item) = (words.prelude("Vec"), words.used(rest));
        quote! {
            /// The items that follow.
            pub #list<#item>,
        }
    });
    let code = quote! {
        #docs
        #[derive(Clone, Debug, PartialEq)]
        pub struct #name(#(#fields)* #rest);
    };
    vec![Item::Rust(code), Item::Table(table(def, tuple))]
}

fn table(def: &TypeDef, tuple: &Tuple) -> Table {
    let row = |(index, item): (usize, &TupleItem)| {
        format!("{index} item_{index}: {}{},", presence(item), checks(&item.ty))
    };
    let rest = match &tuple.rest {
        Some(rest) => format!("others: read rest{}", checks(rest)),
        None => "others: refuse".to_owned(),
    };
    Table {
        open: vec!["::hookwright::codegen::tuple! {".to_owned(), format!("{} {{", def.name)],
        rows: tuple.items.iter().enumerate().map(row).collect(),
        close: vec!["}".to_owned(), format!("{rest}{}", whole(&tuple.checks)), "}".to_owned()],
    }
}

fn presence(item: &TupleItem) -> &'static str {
    match (item.required, item.ty.nullable && item.ty.ty != Type::Null) {
        (true, _) => "required",
        (false, false) => "optional",
        (false, true) => "maybe",
    }
}
