//! A JSON value to compare and convert: numbers are exact, members unordered.
//!
//! In comes text that has been accepted as JSON; out go equality by value, a hash, and
//! `serde_json::Value`. It is for what is rare (`uniqueItems`, `enum`, comparing raw JSON);
//! payloads are decoded without it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::number::{Decimal, Whole};
use super::scan::{Broken, Scan};
use super::{DEEPEST, unescape};

/// A value. Of members with one name the last one counts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Tree<'a> {
    Null,
    Bool(bool),
    Number(Decimal<'a>, Token<'a>),
    String(Cow<'a, str>),
    Array(Vec<Tree<'a>>),
    Object(BTreeMap<Cow<'a, str>, Tree<'a>>),
}

/// The text of a number, which says nothing about its value: all tokens are equal.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token<'a>(pub(crate) &'a str);

impl PartialEq for Token<'_> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Token<'_> {}

impl PartialOrd for Token<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Token<'_> {
    fn cmp(&self, _: &Self) -> std::cmp::Ordering {
        std::cmp::Ordering::Equal
    }
}

impl std::hash::Hash for Token<'_> {
    fn hash<H: std::hash::Hasher>(&self, _: &mut H) {}
}

/// The names of an object's members, whose values are passed over; `None` where the text is no object.
pub(crate) fn names(text: &str) -> Option<BTreeMap<Cow<'_, str>, ()>> {
    let mut scan = Scan::new(text.as_bytes());
    let mut names = BTreeMap::new();
    scan.take(b'{', "an object is expected").ok()?;
    while scan.space() != b'}' {
        names.insert(unescape::text(text, scan.name().ok()?), ());
        scan.skip(DEEPEST).ok()?;
        match scan.space() {
            b',' => scan.at += 1,
            _ => break,
        }
    }
    Some(names)
}

impl<'a> Tree<'a> {
    /// The one value that `text` holds.
    pub(crate) fn read(text: &'a str) -> Result<Self, Broken> {
        Self::whole::<false>(text)
    }

    /// The same, where no object has two members of one name: what two readers could read in two ways is refused.
    pub(crate) fn distinct(text: &'a str) -> Result<Self, Broken> {
        Self::whole::<true>(text)
    }

    fn whole<const DISTINCT: bool>(text: &'a str) -> Result<Self, Broken> {
        let mut scan = Scan::new(text.as_bytes());
        let tree = Self::value::<DISTINCT>(&mut scan, text, DEEPEST)?;
        match scan.space() {
            0 if scan.at == text.len() => Ok(tree),
            _ => Err(Broken::Syntax("the end is expected")),
        }
    }

    fn value<const DISTINCT: bool>(scan: &mut Scan<'a>, text: &'a str, room: u32) -> Result<Self, Broken> {
        let start = {
            scan.space();
            scan.at
        };
        match scan.peek() {
            b'{' | b'[' if room == 0 => Err(Broken::Depth),
            b'{' => Self::object::<DISTINCT>(scan, text, room - 1),
            b'[' => Self::array::<DISTINCT>(scan, text, room - 1),
            b'"' => Ok(Self::String(unescape::text(text, scan.string()?))),
            first => {
                scan.skip(0)?;
                let token = text.get(start..scan.at).unwrap_or_default();
                Ok(match first {
                    b't' | b'f' => Self::Bool(first == b't'),
                    b'n' => Self::Null,
                    _ => Self::Number(Decimal::new(token), Token(token)),
                })
            }
        }
    }

    fn array<const DISTINCT: bool>(scan: &mut Scan<'a>, text: &'a str, room: u32) -> Result<Self, Broken> {
        scan.at += 1;
        let mut items = Vec::new();
        if scan.space() == b']' {
            scan.at += 1;
            return Ok(Self::Array(items));
        }
        loop {
            items.push(Self::value::<DISTINCT>(scan, text, room)?);
            match scan.space() {
                b',' => scan.at += 1,
                _ => break,
            }
        }
        scan.take(b']', "a comma or `]` is expected")?;
        Ok(Self::Array(items))
    }

    fn object<const DISTINCT: bool>(scan: &mut Scan<'a>, text: &'a str, room: u32) -> Result<Self, Broken> {
        scan.at += 1;
        let mut members = BTreeMap::new();
        if scan.space() == b'}' {
            scan.at += 1;
            return Ok(Self::Object(members));
        }
        loop {
            let name = unescape::text(text, scan.name()?);
            let before = members.insert(name, Self::value::<DISTINCT>(scan, text, room)?);
            if DISTINCT && before.is_some() {
                return Err(Broken::Syntax("a member stands twice"));
            }
            match scan.space() {
                b',' => scan.at += 1,
                _ => break,
            }
        }
        scan.take(b'}', "a comma or `}` is expected")?;
        Ok(Self::Object(members))
    }

    /// The member of this name, where this is an object that has it.
    pub(crate) fn get(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => members.get(name),
            _ => None,
        }
    }

    /// The text of a string.
    pub(crate) fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// A whole number that a clock can show, written as digits alone.
    #[cfg(feature = "asymmetric")]
    pub(crate) fn as_seconds(&self) -> Option<i64> {
        match self {
            Self::Number(_, Token(text)) if text.bytes().all(|byte| byte.is_ascii_digit()) => {
                text.parse().ok()
            }
            _ => None,
        }
    }

    /// A scalar as it is written: the text of a string, the token of a number or boolean.
    pub(crate) fn scalar(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            Self::Number(_, Token(text)) => Some(text),
            Self::Bool(true) => Some("true"),
            Self::Bool(false) => Some("false"),
            _ => None,
        }
    }

    /// The value as serde_json's, with the nearest number that fits.
    pub(crate) fn into_value(self) -> serde_json::Value {
        use serde_json::Value;
        match self {
            Self::Null => Value::Null,
            Self::Bool(value) => Value::Bool(value),
            Self::Number(decimal, token) => Value::Number(number(decimal, token.0)),
            Self::String(text) => Value::String(text.into_owned()),
            Self::Array(items) => items.into_iter().map(Tree::into_value).collect(),
            Self::Object(members) => Value::Object(
                members.into_iter().map(|(name, value)| (name.into_owned(), value.into_value())).collect(),
            ),
        }
    }
}

/// An integer where the token is written as one and fits, else the nearest double.
fn number(decimal: Decimal<'_>, token: &str) -> serde_json::Number {
    let written = !token.contains(['.', 'e', 'E']);
    if let (true, Whole::Value(value)) = (written && token != "-0", decimal.whole()) {
        if let Ok(value) = u64::try_from(value) {
            return value.into();
        }
        if let Ok(value) = i64::try_from(value) {
            return value.into();
        }
    }
    let nearest = token.parse::<f64>().unwrap_or(0.0).clamp(f64::MIN, f64::MAX);
    serde_json::Number::from_f64(nearest).unwrap_or_else(|| 0.into())
}
