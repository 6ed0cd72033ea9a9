//! The kinds of JSON by the names that tables write: `Type(STRING.or(NULL))`.

use crate::decode::Kinds;

/// `null`
pub const NULL: Kinds = Kinds::NONE.null();
/// `true` and `false`
pub const BOOL: Kinds = Kinds::NONE.bool();
/// Whole numbers.
pub const INTEGER: Kinds = Kinds::NONE.integer();
/// All numbers.
pub const NUMBER: Kinds = Kinds::NONE.number();
/// Strings.
pub const STRING: Kinds = Kinds::NONE.string();
/// Arrays.
pub const ARRAY: Kinds = Kinds::NONE.array();
/// Objects.
pub const OBJECT: Kinds = Kinds::NONE.object();
