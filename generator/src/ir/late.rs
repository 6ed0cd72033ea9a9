//! Checks of types that hold themselves: they are known only when the type is done.
//!
//! A pass over the finished table. In come types with `Check::Of`, and what was found out of each type that holds
//! itself; out go types without it.

use std::collections::HashMap;

use super::nodes::{Check, Checks, TypeDef, TypeId, Use};

/// The checks of each type that holds itself, where it is used.
pub(super) type Late = HashMap<TypeId, Checks>;

/// Puts the checks of a type's uses where the type was referred to before it was done.
pub(super) fn settle(types: &mut [TypeDef], known: &Late) {
    types.iter_mut().flat_map(|def| def.kind.uses_mut()).for_each(|used| settle_use(used, known));
}

fn settle_use(used: &mut Use, known: &Late) {
    used.checks = settled(std::mem::take(&mut used.checks), known);
    if let Some(held) = used.ty.held_mut() {
        settle_use(held, known);
    }
}

/// Checks in which the late ones have been replaced by what they stand for.
fn settled(checks: Checks, known: &Late) -> Checks {
    let late = |check: &&Check| matches!(check, Check::Of(_));
    let one = |check: Check| match check {
        Check::Of(id) => {
            let more = known.get(&id).into_iter().flatten();
            more.filter(|check| !late(check)).cloned().collect()
        }
        Check::Items(inner) => vec![Check::Items(settled(inner, known))],
        Check::Members(inner) => vec![Check::Members(settled(inner, known))],
        other => vec![other],
    };
    checks.into_iter().flat_map(one).collect()
}
