//! Scalars: how Rust's own types and the text types are read.
//!
//! In comes a reader before a value; out goes the value. The types of the schema decide, never the
//! value's own form: `1.0` is an integer.

use bytes::Bytes;

use super::{Check, Decode, Invalid, Measure, Read, Reader, Reading, Violations, sound};
use crate::json::{Decimal, Kind, Whole};
use crate::types::{
    Binary, Date, DateTime, Json, Loose, NoPayload, Null, Number, RawBody, Text, TextBody, Uuid,
};

impl Decode for String {
    const KIND: Option<Kind> = Some(Kind::String);

    fn decode(r: &mut Reader<'_>) -> Result<Self, Invalid> {
        Ok(r.string()?.into_owned())
    }

    fn measure(&self) -> Measure<'_> {
        Measure::Text(self)
    }

    fn holds(&self, checks: &'static [Check], _: u32) -> bool {
        sound::is_bound(self.measure(), checks)
    }
}

impl Decode for Text {
    const KIND: Option<Kind> = Some(Kind::String);

    fn decode(r: &mut Reader<'_>) -> Result<Self, Invalid> {
        r.text()
    }

    fn measure(&self) -> Measure<'_> {
        Measure::Text(self)
    }

    fn holds(&self, checks: &'static [Check], _: u32) -> bool {
        sound::is_bound(self.measure(), checks)
    }
}

impl Decode for bool {
    const KIND: Option<Kind> = Some(Kind::Bool);

    fn decode(r: &mut Reader<'_>) -> Result<Self, Invalid> {
        r.boolean()
    }

    fn holds(&self, checks: &'static [Check], _: u32) -> bool {
        checks.is_empty()
    }
}

macro_rules! texts {
    ($($type:ident)*) => {
        $(impl Decode for $type {
            const KIND: Option<Kind> = Some(Kind::String);

            fn decode(r: &mut Reader<'_>) -> Result<Self, Invalid> {
                r.text().map(Self::from)
            }

            fn measure(&self) -> Measure<'_> {
                Measure::Text(self.as_str())
            }

            fn holds(&self, checks: &'static [Check], _: u32) -> bool {
                sound::is_bound(self.measure(), checks)
            }
        })*
    };
}

texts! { DateTime Date Uuid }

macro_rules! integers {
    ($($type:ident)*) => {
        $(impl Decode for $type {
            const KIND: Option<Kind> = Some(Kind::Number);

            fn decode(r: &mut Reader<'_>) -> Result<Self, Invalid> {
                let start = r.start();
                match Self::try_from(integer(r)?) {
                    Ok(value) => Ok(value),
                    Err(_) => Err(out_of_range(r, start, stringify!($type))),
                }
            }

            fn measure(&self) -> Measure<'_> {
                Measure::Integer(i128::from(*self))
            }

            fn holds(&self, checks: &'static [Check], _: u32) -> bool {
                sound::is_bound(self.measure(), checks)
            }
        })*
    };
}

integers! { i8 i16 i32 i64 u8 u16 u32 u64 }

/// Takes an integer as JSON Schema means it: any number without a fractional part.
fn integer(r: &mut Reader<'_>) -> Result<i128, Invalid> {
    let start = r.start();
    if !matches!(r.scan.peek(), b'-' | b'0'..=b'9') {
        return Err(r.mismatch("an integer"));
    }
    let negative = r.scan.peek() == b'-';
    match r.scan.number() {
        Ok(number) => match number.plain {
            Some(value) if negative => Ok(-i128::from(value)),
            Some(value) => Ok(i128::from(value)),
            None => unusual_integer(r, start),
        },
        Err(broken) => Err(r.broken(broken)),
    }
}

#[cold]
fn unusual_integer(r: &mut Reader<'_>, start: usize) -> Result<i128, Invalid> {
    match Decimal::new(r.since(start)).whole() {
        Whole::Value(value) => Ok(value),
        Whole::Fraction => Err(r.invalid(start, "type", format_args!("an integer is expected"))),
        Whole::Huge => Err(out_of_range(r, start, "i128")),
    }
}

#[cold]
fn out_of_range(r: &mut Reader<'_>, start: usize, type_name: &str) -> Invalid {
    let bits = type_name.trim_start_matches(['i', 'u', 'f']);
    match type_name.as_bytes().first() {
        Some(b'u') => {
            r.invalid(start, "format", format_args!("an integer of {bits} bits without a sign is expected"))
        }
        Some(b'f') => {
            r.invalid(start, "format", format_args!("a number within the range of {bits} bits is expected"))
        }
        _ => r.invalid(start, "format", format_args!("an integer of {bits} bits is expected")),
    }
}

macro_rules! floats {
    ($($type:ident)*) => {
        $(impl Decode for $type {
            const KIND: Option<Kind> = Some(Kind::Number);

            fn decode(r: &mut Reader<'_>) -> Result<Self, Invalid> {
                let start = r.start();
                match r.number()?.parse::<Self>() {
                    Ok(value) if value.is_finite() => Ok(value),
                    _ => Err(out_of_range(r, start, stringify!($type))),
                }
            }

            fn measure(&self) -> Measure<'_> {
                Measure::Float(f64::from(*self))
            }

            fn holds(&self, checks: &'static [Check], _: u32) -> bool {
                self.is_finite() && sound::is_bound(self.measure(), checks)
            }
        })*
    };
}

floats! { f32 f64 }

impl Decode for Number {
    const KIND: Option<Kind> = Some(Kind::Number);

    fn decode(r: &mut Reader<'_>) -> Result<Self, Invalid> {
        r.number().map(Self::accepted)
    }

    fn holds(&self, checks: &'static [Check], _: u32) -> bool {
        checks.is_empty()
    }
}

/// A value of the type's kind is read as the type, all others are kept.
impl<T: Decode> Decode for Loose<T> {
    fn decode(r: &mut Reader<'_>) -> Result<Self, Invalid> {
        Self::checked(r, &[])
    }

    fn checked(r: &mut Reader<'_>, checks: &'static [Check]) -> Result<Self, Invalid> {
        if r.kind() == T::KIND {
            T::checked(r, checks).map(Self::Is)
        } else {
            Json::checked(r, checks).map(Self::Other)
        }
    }
}

impl Decode for Json {
    fn decode(r: &mut Reader<'_>) -> Result<Self, Invalid> {
        Ok(Self::accepted(r.raw()?))
    }

    fn holds(&self, checks: &'static [Check], _: u32) -> bool {
        checks.is_empty() && sound::is_shallow(self.as_str())
    }
}

impl Decode for Null {
    fn decode(r: &mut Reader<'_>) -> Result<Self, Invalid> {
        if r.null()? { Ok(Self) } else { Err(r.mismatch("null")) }
    }
}

/// A body that is not JSON is taken as it is; within JSON, the value's text.
impl Decode for RawBody {
    const IS_JSON: bool = false;

    fn decode(r: &mut Reader<'_>) -> Result<Self, Invalid> {
        Ok(Bytes::copy_from_slice(r.raw()?.as_bytes()).into())
    }

    fn from_body(body: &Bytes, _: Reading) -> Result<Read<Self>, Violations> {
        Ok(Read::plain(body.clone().into()))
    }
}

/// A text with its media type; within JSON, the value's text.
impl Decode for TextBody {
    const IS_JSON: bool = false;

    fn decode(r: &mut Reader<'_>) -> Result<Self, Invalid> {
        Ok(Self::new(Bytes::copy_from_slice(r.raw()?.as_bytes())))
    }

    fn from_body(body: &Bytes, _: Reading) -> Result<Read<Self>, Violations> {
        Ok(Read::plain(Self::new(body.clone())))
    }

    fn from_content(body: &Bytes, said: Option<&str>, _: Reading) -> Result<Read<Self>, Violations> {
        let text = Self::new(body.clone());
        Ok(Read::plain(text.media_type(said.unwrap_or_default())))
    }
}

/// Bytes, which stand in JSON as a string.
impl Decode for Binary {
    fn decode(r: &mut Reader<'_>) -> Result<Self, Invalid> {
        Ok(Self::of_text(&r.string()?))
    }
}

/// Whatever the body holds, it is not looked at.
impl Decode for NoPayload {
    const IS_JSON: bool = false;

    fn decode(r: &mut Reader<'_>) -> Result<Self, Invalid> {
        r.skip()?;
        Ok(Self)
    }

    fn from_body(_: &Bytes, _: Reading) -> Result<Read<Self>, Violations> {
        Ok(Read::plain(Self))
    }
}

impl<T: Decode> Decode for Box<T> {
    const KIND: Option<Kind> = T::KIND;
    const IS_JSON: bool = T::IS_JSON;

    fn decode(r: &mut Reader<'_>) -> Result<Self, Invalid> {
        Self::checked(r, &[])
    }

    fn checked(r: &mut Reader<'_>, checks: &'static [Check]) -> Result<Self, Invalid> {
        match T::checked(r, checks) {
            Ok(value) => Ok(Self::new(value)),
            Err(Invalid) => Err(Invalid),
        }
    }

    fn measure(&self) -> Measure<'_> {
        T::measure(self)
    }

    fn holds(&self, checks: &'static [Check], room: u32) -> bool {
        T::holds(self, checks, room)
    }

    fn from_body(body: &Bytes, reading: Reading) -> Result<Read<Self>, Violations> {
        // Payloads have many kilobytes: they are boxed where they are read and not moved again.
        if T::IS_JSON {
            super::from_json(body, reading)
        } else {
            T::from_body(body, reading).map(Read::boxed)
        }
    }

    fn from_content(body: &Bytes, said: Option<&str>, reading: Reading) -> Result<Read<Self>, Violations> {
        if T::IS_JSON {
            super::from_json(body, reading)
        } else {
            T::from_content(body, said, reading).map(Read::boxed)
        }
    }
}
