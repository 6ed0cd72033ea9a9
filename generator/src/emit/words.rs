//! The small words of Rust: identifiers, doc attributes, types.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

use crate::ir::nodes::{Ir, Type, TypeDef, Use};

/// An identifier; raw where it is written so.
pub(super) fn ident(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(bare) => Ident::new_raw(bare, Span::call_site()),
        None => format_ident!("{name}"),
    }
}

/// Documentation as attributes; the fallback where the document says nothing.
pub(super) fn doc(lines: &[String], otherwise: &str) -> TokenStream {
    if lines.is_empty() {
        let line = format!(" {otherwise}");
        return quote!(#[doc = #line]);
    }
    let lines = lines.iter().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
    quote!(#(#[doc = #lines])*)
}

/// A Rust string literal.
pub(super) fn text(value: &str) -> String {
    format!("{value:?}")
}

/// A raw string literal with as many `#` as the text needs.
pub(super) fn raw_text(value: &str) -> String {
    let mut hashes = String::from("#");
    while value.contains(&format!("\"{hashes}")) {
        hashes.push('#');
    }
    format!("r{hashes}\"{value}\"{hashes}")
}

/// A type as people write it.
pub(super) fn type_text(ty: &TokenStream) -> String {
    ty.to_string()
        .replace(" :: ", "::")
        .replace(":: ", "::")
        .replace(" <", "<")
        .replace("< ", "<")
        .replace(" >", ">")
}

/// Names of the prelude that a type of the document may bear too.
const PRELUDE: [(&str, &str); 4] = [
    ("Box", "::std::boxed::Box"),
    ("Option", "::core::option::Option"),
    ("Result", "::core::result::Result"),
    ("Vec", "::std::vec::Vec"),
];

/// How types are written in one module: short, unless the document took the short name.
#[derive(Debug)]
pub(super) struct Words<'i> {
    ir: &'i Ir,
    shadowed: Vec<&'static str>,
    /// The module in which named types are looked for, where it is not this one.
    module: Option<Ident>,
    /// Names that this module has for something else.
    local: &'static [&'static str],
}

impl<'i> Words<'i> {
    /// The words of a document's module.
    pub(super) fn new(ir: &'i Ir) -> Self {
        let taken = |name: &str| ir.types.iter().any(|def| def.name == name);
        let shadowed = PRELUDE.iter().map(|(name, _)| *name).filter(|name| taken(name)).collect();
        Self { ir, shadowed, module: None, local: &[] }
    }

    /// The words of a document's module, seen from beside it.
    pub(super) fn within(ir: &'i Ir, module: &str) -> Self {
        Self { ir, shadowed: Vec::new(), module: Some(ident(module)), local: &[] }
    }

    /// The words of a document's module, in a module below it that has these names for something else.
    pub(super) fn below(ir: &'i Ir, local: &'static [&'static str]) -> Self {
        Self { local, ..Self::new(ir) }
    }

    /// A name of the prelude, in full where it is shadowed.
    pub(super) fn prelude(&self, name: &'static str) -> TokenStream {
        let full = PRELUDE.iter().find(|(short, _)| *short == name).map(|(_, full)| *full);
        match full {
            Some(full) if self.shadowed.contains(&name) => full.parse().unwrap_or_default(),
            _ => {
                let name = ident(name);
                quote!(#name)
            }
        }
    }

    /// What they are the words of.
    pub(super) fn ir(&self) -> &'i Ir {
        self.ir
    }

    /// The definition of a named type.
    pub(super) fn def(&self, index: usize) -> &'i TypeDef {
        &self.ir.types[index]
    }

    /// A type.
    pub(super) fn ty(&self, ty: &Type) -> TokenStream {
        match ty {
            Type::Bool => quote!(bool),
            Type::Int(name) | Type::Float(name) => {
                let name = ident(name);
                quote!(#name)
            }
            Type::String => quote!(::hookwright::Text),
            Type::Text(name) => {
                let name = ident(name);
                quote!(::hookwright::#name)
            }
            Type::Number => quote!(::hookwright::Number),
            Type::Json => quote!(::hookwright::Json),
            Type::Loose(inner) => {
                let inner = self.ty(inner);
                quote!(::hookwright::Loose<#inner>)
            }
            Type::Null => quote!(::hookwright::Null),
            Type::RawBody => quote!(::hookwright::RawBody),
            Type::TextBody => quote!(::hookwright::TextBody),
            Type::NoPayload => quote!(::hookwright::NoPayload),
            Type::List(item) => {
                let (list, item) = (self.prelude("Vec"), self.used(item));
                quote!(#list<#item>)
            }
            Type::Map(value) => {
                let value = self.used(value);
                quote!(::hookwright::Map<#value>)
            }
            Type::Boxed(inner) => {
                let (boxed, inner) = (self.prelude("Box"), self.ty(inner));
                quote!(#boxed<#inner>)
            }
            Type::Named(id) => {
                let def = self.def(id.0);
                let name = ident(&def.name);
                match &self.module {
                    Some(module) => quote!(#module::#name),
                    None if self.local.contains(&def.name.as_str()) => quote!(super::#name),
                    None => quote!(#name),
                }
            }
        }
    }

    /// A type with null as `None`.
    pub(super) fn used(&self, used: &Use) -> TokenStream {
        let inner = self.ty(&used.ty);
        if used.nullable && used.ty != Type::Null {
            let option = self.prelude("Option");
            quote!(#option<#inner>)
        } else {
            inner
        }
    }
}
