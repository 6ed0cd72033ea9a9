//! `Number`: a JSON number that loses no digit.
//!
//! In comes a number's text; out go the same text and conversions on demand. What a double holds exactly enough to be
//! written back is kept as one, so that the common case allocates nothing.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Error, Serialize, Serializer};
use serde_json::value::RawValue;

use crate::decode::Reading;
use crate::json::{Decimal, Whole};
use crate::violation::Violations;

/// Every decimal of so many digits survives the way through a double and back.
const DIGITS_OF_A_DOUBLE: i64 = 15;

/// A JSON number, exact whatever its size and digits.
///
/// ```
/// use hookwright::Number;
///
/// let price: Number = "0.1000000000000000055".parse()?;
/// assert_eq!(price.to_string(), "0.1000000000000000055");
/// assert_eq!(price.to_f64(), 0.1);
/// assert_eq!(Number::from(3).to_i64(), Some(3));
/// assert_eq!("1.50".parse::<Number>()?, "15e-1".parse()?);
/// # Ok::<(), hookwright::Violations>(())
/// ```
#[derive(Clone)]
pub struct Number(Held);

#[derive(Clone)]
enum Held {
    Double(f64),
    Text(Box<str>),
}

impl Number {
    /// Takes a token that the reader has accepted.
    pub(crate) fn accepted(token: &str) -> Self {
        let short = token.len() <= 24 && Decimal::new(token).is_within(DIGITS_OF_A_DOUBLE, 290);
        match token.parse() {
            Ok(double) if short => Self(Held::Double(double)),
            _ => Self(Held::Text(token.into())),
        }
    }

    /// The nearest double; infinite where the number is beyond its range.
    pub fn to_f64(&self) -> f64 {
        match &self.0 {
            Held::Double(double) => *double,
            // The text is a number, so there is always a nearest double.
            Held::Text(text) => text.parse().unwrap_or(f64::NAN),
        }
    }

    /// The number as an integer, where it is one and fits.
    pub fn to_i64(&self) -> Option<i64> {
        match Decimal::new(&self.to_string()).whole() {
            Whole::Value(value) => value.try_into().ok(),
            Whole::Fraction | Whole::Huge => None,
        }
    }

    /// The number as a type of the caller's choice, such as `rust_decimal::Decimal`.
    pub fn parse<T: FromStr>(&self) -> Result<T, T::Err> {
        self.to_string().parse()
    }
}

impl Default for Number {
    fn default() -> Self {
        Self(Held::Double(0.0))
    }
}

/// As JSON writes it.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Held::Double(double) if double.abs() >= 1e16 => write!(f, "{double:e}"),
            Held::Double(double) => write!(f, "{double}"),
            Held::Text(text) => f.pad(text),
        }
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Number({self})")
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Held::Double(one), Held::Double(two)) => one == two,
            _ => Decimal::new(&self.to_string()) == Decimal::new(&other.to_string()),
        }
    }
}

impl Eq for Number {}

impl Hash for Number {
    fn hash<H: Hasher>(&self, state: &mut H) {
        Decimal::new(&self.to_string()).hash(state);
    }
}

/// By size, as far as doubles tell.
impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        if self == other { Some(Ordering::Equal) } else { self.to_f64().partial_cmp(&other.to_f64()) }
    }
}

macro_rules! from_integers {
    ($($type:ident)*) => {
        $(impl From<$type> for Number {
            fn from(value: $type) -> Self {
                Self::accepted(&value.to_string())
            }
        })*
    };
}

from_integers! { i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 }

/// Not every double is a JSON number: those that are not finite are none.
impl TryFrom<f64> for Number {
    type Error = f64;

    fn try_from(value: f64) -> Result<Self, f64> {
        if value.is_finite() { Ok(Self(Held::Double(value))) } else { Err(value) }
    }
}

impl FromStr for Number {
    type Err = Violations;

    fn from_str(text: &str) -> Result<Self, Violations> {
        crate::decode::read(text.as_bytes(), Reading::Strict).map(|read| read.value)
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            // Whole numbers are written without a point, as they mostly came.
            Held::Double(double) if double.fract() == 0.0 && double.abs() < 1e15 => {
                serializer.serialize_i64(*double as i64)
            }
            Held::Double(double) => serializer.serialize_f64(*double),
            Held::Text(text) => {
                serde_json::from_str::<&RawValue>(text).map_err(S::Error::custom)?.serialize(serializer)
            }
        }
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::decode::deserialize(deserializer)
    }
}
