//! Arrays: lists, and tuples where the first items are schemas of their own.

use serde_json::Value;

use super::conj::{Conj, Located};
use super::lowering::Lowering;
use super::nodes::{Check, Checks, Kind, Kinds, Tuple, TupleItem, Type, Use};
use super::scalar;
use super::types::Hint;

/// A tuple of more items is a list of raw JSON, which is easier to use.
const MOST_ITEMS: usize = 16;

/// The type of an array. `extra` is checked of the whole array.
pub(super) fn lower<'a>(low: &mut Lowering<'a>, all: &[Located<'a>], extra: Checks, hint: &Hint) -> Use {
    let mut checks = scalar::checks(low, all, Kinds::ARRAY);
    for part in all {
        checks.extend(low.array_words(part));
    }
    checks.extend(extra);
    match all.iter().map(|part| part.branches("prefixItems").len()).max().unwrap_or(0) {
        0 => list(low, all, checks, hint),
        length if length <= MOST_ITEMS => tuple(low, all, length, checks, hint),
        _ => {
            for part in all {
                checks.extend(low.prefix_words(part));
                checks.extend(low.items(part));
            }
            Use { ty: Type::List(Box::new(Use::plain(Type::Json))), nullable: false, checks }
        }
    }
}

/// A list of what all `items` of the conjunction demand together; of raw JSON where none says.
fn list<'a>(low: &mut Lowering<'a>, all: &[Located<'a>], mut checks: Checks, hint: &Hint) -> Use {
    let items = demands(all, usize::MAX);
    let item = if items.iter().any(is_never) {
        checks.push(Check::MaxItems(0));
        Use::plain(Type::Json)
    } else {
        low.lower_together(&items, &hint.child("item"))
    };
    Use { ty: Type::List(Box::new(item)), nullable: false, checks }
}

fn tuple<'a>(low: &mut Lowering<'a>, all: &[Located<'a>], length: usize, checks: Checks, hint: &Hint) -> Use {
    let least = |check: &Check| if let Check::MinItems(n) = check { Some(*n) } else { None };
    let least = checks.iter().filter_map(least).max().unwrap_or(0);
    let mut items = Vec::with_capacity(length);
    for (index, number) in (0..length).zip(1_u64..) {
        let schemas = demands(all, index);
        let ty = low.lower_together(&schemas, &hint.child(&format!("item {number}")));
        items.push(TupleItem { ty, required: number <= least, docs: low.docs(&schemas) });
    }
    let rest = demands(all, usize::MAX);
    let rest = (!rest.iter().any(is_never)).then(|| low.lower_together(&rest, &hint.child("further item")));
    let docs = low.docs(all);
    let id = low.types.define(hint, docs, Kind::Tuple(Tuple { items, rest, checks }));
    Use::plain(Type::Named(id))
}

/// What is demanded of the item at an index, which may be beyond all that have schemas of their own.
fn demands<'a>(all: &[Located<'a>], index: usize) -> Conj<'a> {
    let of = |part: &Located<'a>| {
        let own = part.branches("prefixItems").into_iter().nth(index);
        own.or_else(|| Some(part.child("items", part.get("items")?)))
    };
    all.iter().filter_map(of).collect()
}

fn is_never(schema: &Located<'_>) -> bool {
    schema.value == &Value::Bool(false)
}
