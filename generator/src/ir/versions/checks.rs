//! Whether what satisfies old checks satisfies new ones.

use super::super::nodes::{Check, Ir};
use super::share::expand;

/// Whether every value that passes `from` passes `to`, as far as the checks alone say; else the first that may not.
pub(super) fn unmet<'c>(from: (&Ir, &[Check]), to: (&Ir, &'c [Check])) -> Option<&'c Check> {
    let texts: Vec<String> = from.1.iter().map(|check| text(from.0, check)).collect();
    to.1.iter().find(|check| {
        !texts.contains(&text(to.0, check)) && !from.1.iter().any(|known| implies(known, check))
    })
}

fn text(ir: &Ir, check: &Check) -> String {
    expand(ir, &format!("{check:?}"), &mut Vec::new())
}

fn implies(known: &Check, wanted: &Check) -> bool {
    use Check::{
        MaxItems, MaxLength, MaxProperties, Maximum, MinItems, MinLength, MinProperties, Minimum, Values,
    };
    match (known, wanted) {
        (MinLength(has), MinLength(wants))
        | (MinItems(has), MinItems(wants))
        | (MinProperties(has), MinProperties(wants)) => has >= wants,
        (MaxLength(has), MaxLength(wants))
        | (MaxItems(has), MaxItems(wants))
        | (MaxProperties(has), MaxProperties(wants)) => has <= wants,
        (Minimum(has), Minimum(wants)) => has >= wants,
        (Maximum(has), Maximum(wants)) => has <= wants,
        (Values(has), Values(wants)) => has.iter().all(|value| wants.contains(value)),
        _ => false,
    }
}

/// The check in the words of the document.
pub(super) fn said(check: &Check) -> String {
    match check {
        Check::MinLength(n) => format!("minLength is {n}"),
        Check::MaxLength(n) => format!("maxLength is {n}"),
        Check::Minimum(n) => format!("minimum is {n}"),
        Check::Maximum(n) => format!("maximum is {n}"),
        Check::ExclusiveMinimum(n) => format!("exclusiveMinimum is {n}"),
        Check::ExclusiveMaximum(n) => format!("exclusiveMaximum is {n}"),
        Check::MinItems(n) => format!("minItems is {n}"),
        Check::MaxItems(n) => format!("maxItems is {n}"),
        Check::Pattern(pattern) => format!("pattern is `{}`", pattern.source),
        Check::Values(values) => format!("one of {}", values.join(", ")),
        _ => "its conditions are others".to_owned(),
    }
}
