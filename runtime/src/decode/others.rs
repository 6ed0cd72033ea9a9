//! What to do with members that the document does not declare: one module for each way, with the
//! functions that `object!` calls.
//!
//! In comes a reader before the value of such a member; out goes what the type keeps of it.

use super::{Check, Decode, Invalid, Object, Reader, Reading};
use crate::types::Map;

/// Nothing is kept.
#[derive(Debug)]
pub struct Nothing;

/// They are passed over.
pub mod ignore {
    use super::{Check, Invalid, Nothing, Object, Reader};

    /// The state before the first member.
    pub const fn none() -> Nothing {
        Nothing
    }

    /// Passes over one.
    #[inline]
    pub fn take(
        r: &mut Reader<'_>,
        _: &mut Object,
        _: &mut Nothing,
        _: &'static [Check],
    ) -> Result<(), Invalid> {
        r.skip()
    }
}

/// There must be none.
pub mod refuse {
    use super::{Check, Invalid, Nothing, Object, Reader, Reading};

    /// The state before the first member.
    pub const fn none() -> Nothing {
        Nothing
    }

    /// Refuses one; a tolerant reading notes it and passes over it.
    pub fn take(
        r: &mut Reader<'_>,
        object: &mut Object,
        _: &mut Nothing,
        _: &'static [Check],
    ) -> Result<(), Invalid> {
        if r.reading() == Reading::Tolerant {
            let at = r.start();
            r.skip()?;
            r.novelty(at, "additionalProperties");
            return Ok(());
        }
        r.refuse(
            "additionalProperties",
            format_args!("no other members than the declared ones are expected"),
        );
        object.failed(r)
    }
}

/// They are of one type.
pub mod read {
    use super::{Check, Decode, Invalid, Map, Object, Reader};

    /// The state before the first member.
    pub const fn none<T>() -> Map<T> {
        Map::new()
    }

    /// Takes one into the map; of two with one name the last one counts.
    pub fn take<T: Decode>(
        r: &mut Reader<'_>,
        object: &mut Object,
        others: &mut Map<T>,
        checks: &'static [Check],
    ) -> Result<(), Invalid> {
        let name = object.name(r);
        match T::checked(r, checks) {
            Ok(value) => {
                others.insert(name, value);
                Ok(())
            }
            Err(Invalid) => object.failed(r),
        }
    }
}

/// They are kept as raw JSON.
pub use read as keep;
