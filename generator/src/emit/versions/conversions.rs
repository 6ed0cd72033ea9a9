//! `conversions.rs`: how types of neighbouring versions become one another.

use quote::quote;

use super::super::nodes::{Item, Table};
use super::super::words::{Words, ident, type_text};
use super::{modules, plans};
use crate::ir::nodes::{
    Conversion, FieldPlan, FieldSource, OthersPlan, ShapePlan, Type, UnknownPlan, UsePlan, Versioned,
};

/// The items of `conversions.rs`; none where nothing becomes anything.
#[must_use]
pub(crate) fn conversions(versioned: &Versioned) -> Vec<Item> {
    if versioned.conversions.is_empty() {
        return Vec::new();
    }
    let mut items = vec![Item::Rust(modules(versioned))];
    items.extend(versioned.conversions.iter().map(|one| conversion(versioned, one)));
    items
}

fn conversion(versioned: &Versioned, one: &Conversion) -> Item {
    let (from, to) = (&versioned.versions[one.from.0], &versioned.versions[one.to.0]);
    let old = Words::within(&from.ir, &from.module).ty(&Type::Named(one.from.1));
    let new = Words::within(&to.ir, &to.module).ty(&Type::Named(one.to.1));
    let body = match &one.shape {
        ShapePlan::Struct(fields, others) => {
            let made = |field: &FieldPlan| row(&to.ir, &to.module, field);
            let rows = fields.iter().map(made).chain(rest(others)).collect();
            return table(&type_text(&old), &type_text(&new), rows);
        }
        ShapePlan::Enum(pairs, unknown) => {
            let arms = pairs.iter().map(|(from, to)| {
                let (from, to) = (ident(from), ident(to));
                quote! { #old::#from => Self::#to, }
            });
            let unknown = (*unknown == UnknownPlan::Keep)
                .then(|| quote! { #old::Unknown(value) => Self::Unknown(value), });
            quote! { match old { #(#arms)* #unknown } }
        }
        ShapePlan::Union(arms) => {
            let arms = arms.iter().map(|(from, to, plan)| {
                let (from, to) = (ident(from), ident(to));
                let value = plans::used(plan, &quote!(value));
                quote! { #old::#from(value) => Self::#to(#value), }
            });
            quote! { match old { #(#arms)* } }
        }
        ShapePlan::Newtype(plan) => {
            let value = plans::used(plan, &quote!(old.0));
            quote! { Self(#value) }
        }
    };
    Item::Rust(quote! {
        impl From<#old> for #new {
            fn from(old: #old) -> Self { #body }
        }
    })
}

/// The struct's fields, those that stay as they are by their names alone.
fn table(old: &str, new: &str, rows: Vec<(String, Option<String>)>) -> Item {
    let mut lines: Vec<String> = Vec::new();
    let mut kept = String::new();
    for (name, value) in rows {
        match value {
            Some(value) => lines.push(format!("{name}: {value},")),
            None if kept.len() + name.len() < 80 => kept += &format!("{name}, "),
            None => lines.push(std::mem::replace(&mut kept, format!("{name}, ")).trim_end().to_owned()),
        }
    }
    if !kept.is_empty() {
        lines.push(kept.trim_end().to_owned());
    }
    Item::Table(Table {
        open: vec![format!("::hookwright::codegen::convert! {{ old: {old} => {new} {{")],
        rows: lines,
        close: vec!["}}".to_owned()],
    })
}

fn row(ir: &crate::ir::nodes::Ir, module: &str, field: &FieldPlan) -> (String, Option<String>) {
    if let FieldSource::Field { name, had, has, value, .. } = &field.from
        && value.keeps()
        && had == has
        && *name == field.name
    {
        return (field.name.clone(), None);
    }
    (field.name.clone(), Some(tidy(&plans::field(ir, module, &field.from).to_string())))
}

fn rest(others: &OthersPlan) -> Option<(String, Option<String>)> {
    match others {
        OthersPlan::None => None,
        OthersPlan::Empty(name) => Some((name.clone(), Some("::hookwright::Map::new()".to_owned()))),
        OthersPlan::From(old, new, plan) => {
            let name = ident(old);
            let whole = UsePlan { had_null: false, has_null: false, value: map(plan) };
            Some((new.clone(), Some(tidy(&plans::used(&whole, &quote!(old.#name)).to_string()))))
        }
    }
}

fn map(plan: &UsePlan) -> crate::ir::nodes::Plan {
    use crate::ir::nodes::Plan;
    if plan.keeps() { Plan::Keep } else { Plan::Map(Box::new(plan.clone())) }
}

/// Tokens as people write them.
fn tidy(tokens: &str) -> String {
    let mut out = tokens.to_owned();
    for (from, to) in [
        (" :: ", "::"),
        (":: ", "::"),
        (" . ", "."),
        (" (", "("),
        ("( ", "("),
        (" )", ")"),
        (" ,", ","),
        ("| |", "||"),
    ] {
        out = out.replace(from, to);
    }
    out
}
