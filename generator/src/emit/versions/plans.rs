//! Plans as expressions.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value;

use super::super::words::{Words, ident, text};
use crate::ir::nodes::{DefaultValue, FieldSource, Ir, Kind, Plan, Presence, Type, UsePlan};

/// What becomes of a value that may be null.
pub(super) fn used(plan: &UsePlan, value: &TokenStream) -> TokenStream {
    let inner = quote!(value);
    match (plan.had_null, plan.has_null) {
        (false, false) => self::value(&plan.value, value),
        (false, true) => {
            let value = self::value(&plan.value, value);
            quote!(Some(#value))
        }
        _ if plan.value.keeps() => value.clone(),
        _ => {
            let map = mapping(&plan.value, &inner);
            quote!(#value.map(#map))
        }
    }
}

/// What becomes of a value.
pub(super) fn value(plan: &Plan, value: &TokenStream) -> TokenStream {
    match plan {
        Plan::Keep => value.clone(),
        Plan::Into => quote!(#value.into()),
        Plan::List(item) => {
            let map = use_mapping(item);
            quote!(#value.into_iter().map(#map).collect())
        }
        Plan::Map(member) => {
            let member = used(member, &quote!(value));
            quote!(#value.into_iter().map(|(name, value)| (name, #member)).collect())
        }
        Plan::Boxed(inner) => {
            let inner = self::value(inner, &quote!((*#value)));
            quote!(::std::boxed::Box::new(#inner))
        }
    }
}

/// The function for `map`, as short as can be.
fn mapping(plan: &Plan, inner: &TokenStream) -> TokenStream {
    match plan {
        Plan::Into => quote!(::core::convert::Into::into),
        _ => {
            let value = value(plan, inner);
            quote!(|value| #value)
        }
    }
}

fn use_mapping(plan: &UsePlan) -> TokenStream {
    match (plan.had_null, plan.has_null) {
        (false, false) => mapping(&plan.value, &quote!(value)),
        (false, true) if plan.value.keeps() => quote!(Some),
        _ => {
            let value = used(plan, &quote!(value));
            quote!(|value| #value)
        }
    }
}

/// A field's value from its source. `ir` and `module` are those of the version that it is made for.
pub(super) fn field(ir: &Ir, module: &str, source: &FieldSource) -> TokenStream {
    match source {
        FieldSource::Absent(Presence::Maybe) => quote!(::hookwright::Maybe::Absent),
        FieldSource::Absent(_) => quote!(None),
        FieldSource::Default(found) => {
            let default = default(ir, module, found);
            if found.nullable { quote!(Some(#default)) } else { default }
        }
        FieldSource::Field { name, had, has, value: plan, default: found } => {
            let name = ident(name);
            let old = quote!(old.#name);
            let default = found.as_ref().map(|found| default(ir, module, found));
            present(plan, &old, (*had, *has), default.as_ref())
        }
    }
}

fn present(
    plan: &Plan,
    old: &TokenStream,
    ways: (Presence, Presence),
    default: Option<&TokenStream>,
) -> TokenStream {
    use Presence::{Maybe, Nullable, Optional, Required};
    let here = value(plan, old);
    let inner = value(plan, &quote!(value));
    match ways {
        (Required, Required) => here,
        (Required, Nullable | Optional) => quote!(Some(#here)),
        (Required, Maybe) => quote!(::hookwright::Maybe::Value(#here)),
        (Nullable, Nullable) | (Optional, Optional) | (Maybe, Maybe) if plan.keeps() => old.clone(),
        (Nullable, Nullable) | (Optional, Optional) => {
            let map = mapping(plan, &quote!(value));
            quote!(#old.map(#map))
        }
        (Nullable, Maybe) => {
            quote!(#old.map_or(::hookwright::Maybe::Null, |value| ::hookwright::Maybe::Value(#inner)))
        }
        (Optional, Maybe) => {
            quote!(#old.map_or(::hookwright::Maybe::Absent, |value| ::hookwright::Maybe::Value(#inner)))
        }
        (Optional, Nullable) => quote!(Some(#old.map_or_else(|| #default, |value| #inner))),
        (Maybe, Nullable) => quote! {
            match #old {
                ::hookwright::Maybe::Value(value) => Some(#inner),
                ::hookwright::Maybe::Null => None,
                ::hookwright::Maybe::Absent => Some(#default),
            }
        },
        (Maybe, Maybe) => quote! {
            match #old {
                ::hookwright::Maybe::Value(value) => ::hookwright::Maybe::Value(#inner),
                ::hookwright::Maybe::Null => ::hookwright::Maybe::Null,
                ::hookwright::Maybe::Absent => ::hookwright::Maybe::Absent,
            }
        },
        // Lowering lets no other pair through.
        _ => quote!(#old.map_or_else(|| #default, |value| #inner)),
    }
}

/// What the document says stands for a missing member.
fn default(ir: &Ir, module: &str, found: &DefaultValue) -> TokenStream {
    match (&found.ty, &found.value) {
        (_, Value::Bool(value)) => quote!(#value),
        (Type::Int(_), Value::Number(number)) => {
            let literal = Literal::i64_unsuffixed(number.as_i64().unwrap_or_default());
            quote!(#literal)
        }
        (_, Value::Number(number)) => {
            let literal = Literal::f64_unsuffixed(number.as_f64().unwrap_or_default());
            quote!(#literal)
        }
        (Type::Named(id), Value::String(json)) => {
            let name = Words::within(ir, module).ty(&found.ty);
            let Kind::StringEnum(listed) = &ir.types[id.0].kind else { return quote!(#json.into()) };
            let variant = listed.values.iter().find(|(known, _)| known == json);
            let variant = ident(variant.map_or("Unknown", |(_, variant)| variant));
            quote!(#name::#variant)
        }
        (_, Value::String(json)) => quote!(#json.into()),
        _ => quote!(::std::vec::Vec::new()),
    }
}

/// A static text.
pub(super) fn literal(value: &str) -> TokenStream {
    text(value).parse().unwrap_or_default()
}
