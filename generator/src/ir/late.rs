//! Checks of types that hold themselves: they are known only when the type is done.
//!
//! A pass over the finished table. In come types with `Check::Of`, and what each type is where it is used; out go
//! types without it.

use std::collections::HashMap;

use super::nodes::{Check, Checks, Kind, Others, Type, TypeDef, TypeId, Use};

/// Puts the checks of a type's uses where the type was referred to before it was done.
pub(super) fn settle(types: &mut [TypeDef], made: &[Use]) {
    let known: HashMap<TypeId, &Checks> =
        made.iter().filter_map(|used| Some((id_of(&used.ty)?, &used.checks))).collect();
    for def in types {
        match &mut def.kind {
            Kind::Struct(object) => {
                object.fields.iter_mut().for_each(|field| settle_use(&mut field.ty, &known));
                if let Others::Read(_, value) = &mut object.others {
                    settle_use(value, &known);
                }
            }
            Kind::Union(union) => {
                union.variants.iter_mut().for_each(|variant| settle_use(&mut variant.ty, &known));
            }
            Kind::Tuple(tuple) => {
                tuple.items.iter_mut().for_each(|item| settle_use(&mut item.ty, &known));
                tuple.rest.iter_mut().for_each(|rest| settle_use(rest, &known));
            }
            Kind::Newtype(inner) | Kind::Alias(inner) => settle_use(inner, &known),
            Kind::StringEnum(_) => {}
        }
    }
}

/// The type that a use amounts to.
fn id_of(ty: &Type) -> Option<TypeId> {
    match ty {
        Type::Named(id) => Some(*id),
        Type::Loose(inner) => id_of(inner),
        _ => None,
    }
}

/// Checks in which the late ones have been replaced by what they stand for.
fn settled(checks: Checks, known: &HashMap<TypeId, &Checks>) -> Checks {
    let late = |check: &&Check| matches!(check, Check::Of(_));
    let one = |check: Check| match check {
        Check::Of(id) => {
            let more = known.get(&id).into_iter().flat_map(|checks| checks.iter());
            more.filter(|check| !late(check)).cloned().collect()
        }
        Check::Items(inner) => vec![Check::Items(settled(inner, known))],
        Check::Members(inner) => vec![Check::Members(settled(inner, known))],
        other => vec![other],
    };
    checks.into_iter().flat_map(one).collect()
}

fn settle_use(used: &mut Use, known: &HashMap<TypeId, &Checks>) {
    used.checks = settled(std::mem::take(&mut used.checks), known);
    match &mut used.ty {
        Type::List(inner) | Type::Map(inner) => settle_use(inner, known),
        Type::Loose(inner) => {
            if let Type::List(inner) | Type::Map(inner) = &mut **inner {
                settle_use(inner, known);
            }
        }
        _ => {}
    }
}
