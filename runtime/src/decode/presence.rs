//! Whether a declared member must be there: one module for each way, with the functions that
//! `object!` calls.
//!
//! In comes the empty place of a member; out goes the field. All functions are tiny and generic
//! over the field's type alone.

use serde::ser::{Serialize, SerializeSeq};

use super::{Check, Decode, Invalid, Object, Reader};

/// Takes the value of a member into its place.
#[inline(never)]
pub fn take<T: Decode>(
    r: &mut Reader<'_>,
    object: &mut Object,
    place: &mut Option<T>,
    checks: &'static [Check],
) -> Result<(), Invalid> {
    match T::checked(r, checks) {
        Ok(value) => {
            *place = Some(value);
            Ok(())
        }
        Err(Invalid) => object.failed(r),
    }
}

/// The member must be there.
pub mod required {
    use super::{Serialize, SerializeSeq};

    /// Writes an item of an array.
    #[inline]
    pub fn item<S: SerializeSeq, T: Serialize>(seq: &mut S, field: &T) -> Result<(), S::Error> {
        seq.serialize_element(field)
    }
}

/// The member may be absent and is never null.
pub mod optional {
    use super::{Serialize, SerializeSeq};

    /// Writes an item of an array, where it is there; nothing follows one that is not.
    #[inline]
    pub fn item<S: SerializeSeq, T: Serialize>(seq: &mut S, field: &Option<T>) -> Result<(), S::Error> {
        field.as_ref().map_or(Ok(()), |value| seq.serialize_element(value))
    }
}

/// The member may be absent, and null.
pub mod maybe {
    use super::{Serialize, SerializeSeq};
    use crate::types::Maybe;

    /// Writes an item of an array, where it is there; nothing follows one that is not.
    #[inline]
    pub fn item<S: SerializeSeq, T: Serialize>(seq: &mut S, field: &Maybe<T>) -> Result<(), S::Error> {
        if field.is_absent() { Ok(()) } else { seq.serialize_element(field) }
    }
}
