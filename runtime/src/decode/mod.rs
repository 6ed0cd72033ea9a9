//! Decoding: from a body to a value of a generated type, or to all the ways it breaks its schema.
//!
//! In come bytes and a [`Reading`]; out go the value with its novelties, or violations. It knows
//! JSON through [`crate::json`]; it must not know events, HTTP or signatures.

mod check;
mod choice;
mod containers;
mod members;
mod object;
pub mod others;
mod pattern;
pub mod presence;
mod refuse;
mod rule;
mod scalars;
#[cfg(feature = "schema")]
mod schema;
mod serde_bridge;
pub(crate) mod sound;
mod union;
mod words;
mod writer;

pub use check::{Check, Measure};
pub use containers::Items;
pub use members::{Member, Members};
pub use object::Object;
pub use pattern::Pattern;
#[cfg(feature = "schema")]
pub use schema::Schema;
#[cfg(feature = "contract")]
pub(crate) use schema::keyword;
pub use serde_bridge::deserialize;
pub use sound::Asked;
pub use union::{Alternative, Kinds, Union, union};
pub use words::{Listing, Words};
pub use writer::Writer;

pub use crate::json::{Invalid, Kind, Reader, Reading};
pub use crate::violation::{Novelty, Violation, Violations};

use bytes::Bytes;

use crate::json;

/// A type that can be read from JSON and that knows its schema.
///
/// Generated types implement it through macros; the runtime implements it for scalars, [`Vec`],
/// [`Map`](crate::Map), [`Option`] (null is `None`), [`Maybe`](crate::Maybe) and [`Box`].
///
/// ```
/// use hookwright::decode::{Decode, Invalid, Reader, Reading, read};
///
/// struct Even(i64);
///
/// impl Decode for Even {
///     fn decode(r: &mut Reader<'_>) -> Result<Self, Invalid> {
///         let at = r.start();
///         match i64::decode(r)? {
///             value if value % 2 == 0 => Ok(Even(value)),
///             _ => Err(r.invalid(at, "multipleOf", format_args!("a multiple of 2 is expected"))),
///         }
///     }
/// }
///
/// assert_eq!(read::<Even>(b"4", Reading::Strict)?.value.0, 4);
/// assert_eq!(read::<Even>(b"3", Reading::Strict).err().unwrap()[0].keyword, "multipleOf");
/// # Ok::<(), hookwright::Violations>(())
/// ```
pub trait Decode: Sized {
    /// The one kind of JSON that values of the type have; `None` where there are several.
    #[doc(hidden)]
    const KIND: Option<Kind> = None;

    /// Whether a whole body is read as JSON, which those that are not say beside their `from_body`.
    #[doc(hidden)]
    const IS_JSON: bool = true;

    /// Takes one value. On [`Invalid`] the violation is recorded, and the value passed over while
    /// violations are collected.
    fn decode(r: &mut Reader<'_>) -> Result<Self, Invalid>;

    /// Takes one value and holds it against checks, such as those of a member.
    #[doc(hidden)]
    fn checked(r: &mut Reader<'_>, checks: &'static [Check]) -> Result<Self, Invalid> {
        // Two functions, so that values without checks stand on the stack but once.
        if checks.is_empty() { Self::decode(r) } else { check::decode(r, checks) }
    }

    /// What checks look at.
    #[doc(hidden)]
    fn measure(&self) -> Measure<'_> {
        Measure::Raw
    }

    /// Whether this value, written as JSON, would surely be read again in a strict reading, under these checks and no
    /// deeper than `room`. Where it says no, only reading tells: it is a way to send without reading back what can't
    /// be wrong.
    #[doc(hidden)]
    fn holds(&self, _: &'static [Check], _room: u32) -> bool {
        false
    }

    /// Reads a whole body.
    #[doc(hidden)]
    fn from_body(body: &Bytes, reading: Reading) -> Result<Read<Self>, Violations> {
        from_json(body, reading)
    }

    /// Reads a whole body that came with this `Content-Type`; payloads that keep it have their own way.
    #[doc(hidden)]
    fn from_content(body: &Bytes, _: Option<&str>, reading: Reading) -> Result<Read<Self>, Violations> {
        Self::from_body(body, reading)
    }
}

/// A payload that was read.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Read<T> {
    /// The payload.
    pub value: T,
    /// What only a newer document could have caused; always empty in a strict reading.
    pub novelties: Vec<Novelty>,
}

impl<T> Read<T> {
    pub(crate) fn plain(value: T) -> Self {
        Self { value, novelties: Vec::new() }
    }

    fn boxed(self) -> Read<Box<T>> {
        Read { value: Box::new(self.value), novelties: self.novelties }
    }
}

/// Reads a body as `T`, or says in how many ways it is none.
///
/// ```
/// use hookwright::{Map, Reading, read};
///
/// let stock = read::<Map<u32>>(br#"{"apples": 3, "pears": 1e1}"#, Reading::Strict)?;
/// assert_eq!(stock.value["pears"], 10);
///
/// let violations = read::<Map<u32>>(br#"{"apples": "3", "pears": 1.5}"#, Reading::Strict).unwrap_err();
/// assert_eq!(violations.len(), 2);
/// # Ok::<(), hookwright::Violations>(())
/// ```
pub fn read<T: Decode>(body: &[u8], reading: Reading) -> Result<Read<T>, Violations> {
    read_shared(&Bytes::copy_from_slice(body), reading)
}

/// The same for a body that is shared: what can be is a part of it, not a copy.
pub fn read_shared<T: Decode>(body: &Bytes, reading: Reading) -> Result<Read<T>, Violations> {
    T::from_body(body, reading)
}

/// The way of all payloads that are JSON.
fn from_json<T: Decode>(body: &Bytes, reading: Reading) -> Result<Read<T>, Violations> {
    let body = json::body(body)?;
    let mut reader = Reader::new(&body, reading);
    if let Ok(value) = whole(&mut reader) {
        return Ok(Read { value, novelties: reader.into_novelties() });
    }
    let mut reader = Reader::collecting(&body, reading);
    match (whole(&mut reader), reader.dead) {
        (Ok(value), false) => Ok(Read { value, novelties: reader.into_novelties() }),
        _ => Err(reader.into_violations().unwrap_or_else(unexplained)),
    }
}

/// One value and nothing after it.
fn whole<T: Decode>(r: &mut Reader<'_>) -> Result<T, Invalid> {
    let value = T::decode(r);
    // A broken end is worth knowing beside violations of the value.
    let end = if r.dead { Err(Invalid) } else { r.end() };
    end.and(value)
}

/// A hand-written `Decode` that refuses without saying why.
#[cold]
fn unexplained() -> Violations {
    Violation::new("", "type", "another value is expected").into()
}
