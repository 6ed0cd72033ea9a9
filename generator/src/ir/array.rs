//! Arrays.

use super::conj::{Conj, Located};
use super::lowering::Lowering;
use super::nodes::{Kinds, Type, Use};
use super::scalar;
use super::types::Hint;

/// A list of what all `items` of the conjunction demand together; of raw JSON where none says.
pub(super) fn lower<'a>(low: &mut Lowering<'a>, all: &[Located<'a>], hint: &Hint) -> Use {
    let items: Conj<'a> =
        all.iter().filter_map(|part| Some(part.child("items", part.get("items")?))).collect();
    let item = low.lower_together(&items, &hint.child("item"));
    let checks = scalar::checks(all, Kinds::ARRAY);
    Use { ty: Type::List(Box::new(item)), nullable: false, checks }
}
