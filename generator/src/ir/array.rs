//! Arrays.

use serde_json::Value;

use super::conj::{Conj, Located};
use super::lowering::Lowering;
use super::nodes::{Check, Kinds, Type, Use};
use super::scalar;
use super::types::Hint;

/// A list of what all `items` of the conjunction demand together; of raw JSON where none says, or where the first
/// items are schemas of their own.
pub(super) fn lower<'a>(low: &mut Lowering<'a>, all: &[Located<'a>], hint: &Hint) -> Use {
    let mut checks = scalar::checks(low, all, Kinds::ARRAY);
    for part in all {
        checks.extend(low.array_words(part));
    }
    let mixed = all.iter().any(|part| part.get("prefixItems").is_some());
    let items: Conj<'a> =
        all.iter().filter_map(|part| Some(part.child("items", part.get("items")?))).collect();
    let item = if mixed {
        for part in all.iter().filter(|part| part.get("prefixItems").is_none()) {
            checks.extend(low.items(part));
        }
        Use::plain(Type::Json)
    } else if items.iter().any(|item| item.value == &Value::Bool(false)) {
        checks.push(Check::MaxItems(0));
        Use::plain(Type::Json)
    } else {
        low.lower_together(&items, &hint.child("item"))
    };
    Use { ty: Type::List(Box::new(item)), nullable: false, checks }
}
