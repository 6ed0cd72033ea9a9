//! Whether a declared member must be there: one module for each way, with the functions that
//! `object!` calls.
//!
//! In comes the empty place of a member; out goes the field. All functions are tiny and generic
//! over the field's type alone.

use serde::ser::{Serialize, SerializeMap};

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
    use super::{Serialize, SerializeMap};

    /// Writes the member.
    #[inline]
    pub fn write<M: SerializeMap, T: Serialize>(
        map: &mut M,
        name: &'static str,
        field: &T,
    ) -> Result<(), M::Error> {
        map.serialize_entry(name, field)
    }
}

/// The member may be absent and is never null.
pub mod optional {
    use super::{Serialize, SerializeMap};

    /// Writes the member, where it is there.
    #[inline]
    pub fn write<M: SerializeMap, T: Serialize>(
        map: &mut M,
        name: &'static str,
        field: &Option<T>,
    ) -> Result<(), M::Error> {
        field.as_ref().map_or(Ok(()), |value| map.serialize_entry(name, value))
    }
}

/// The member may be absent, and null.
pub mod maybe {
    use super::{Serialize, SerializeMap};
    use crate::types::Maybe;

    /// Writes the member, where it is there.
    #[inline]
    pub fn write<M: SerializeMap, T: Serialize>(
        map: &mut M,
        name: &'static str,
        field: &Maybe<T>,
    ) -> Result<(), M::Error> {
        if field.is_absent() { Ok(()) } else { map.serialize_entry(name, field) }
    }
}
