//! `Text`: a JSON string that is a part of the body it came in.
//!
//! In comes a range of a body that has been read as UTF-8, or a string of the caller's own; out
//! goes text that is copied by counting, not by bytes. It must not know JSON: escapes are gone
//! before.

use std::borrow::{Borrow, Cow};
use std::cmp::Ordering;
use std::convert::Infallible;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::str::{FromStr, Utf8Error};
use std::sync::{Arc, LazyLock};

use bytes::Bytes;
use bytestring::ByteString;
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::ser::{Serialize, Serializer};

/// A body as text, shared by all that was read out of it.
#[derive(Debug)]
pub(crate) struct Body(ByteString);

impl Body {
    /// A body that is UTF-8, without a copy.
    pub(crate) fn shared(bytes: &Bytes) -> Result<Arc<Self>, Utf8Error> {
        ByteString::try_from(bytes.clone()).map(|text| Arc::new(Self(text)))
    }

    /// A copy of a text.
    pub(crate) fn of(text: &str) -> Arc<Self> {
        Arc::new(Self(text.into()))
    }

    #[inline]
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// The text of a JSON string.
///
/// It is used like a [`String`] that does not grow: it dereferences to [`str`], compares with
/// strings of all kinds and is made by `into()`. Cloning it copies nothing.
///
/// Text that was received is a part of the body that it came in and keeps the whole body in memory.
/// That is what handlers want: hundreds of texts per event cost no copies. What keeps a few texts
/// for long takes a [detached](Self::detach) one, or a `String`.
///
/// ```
/// use hookwright::Text;
///
/// let order = hookwright::read::<hookwright::Map<Text>>(br#"{"id": "o-1"}"#, hookwright::Reading::Strict)?.value;
/// let id: &Text = &order["id"];
/// assert_eq!(id, "o-1");
/// assert!(id.starts_with("o-"));
/// assert_eq!(format!("{id}"), String::from(id.clone()));
/// # Ok::<(), hookwright::Violations>(())
/// ```
#[derive(Clone)]
pub struct Text {
    body: Arc<Body>,
    start: u32,
    /// `WHOLE` where it is all of the body, which may be longer than can be counted here.
    length: u32,
}

const WHOLE: u32 = u32::MAX;

impl Text {
    /// The part of a body from `start`, of so many bytes; `None` where those are too many to count.
    #[inline]
    pub(crate) fn part(body: &Arc<Body>, start: usize, length: usize) -> Option<Self> {
        let (start, length) = (u32::try_from(start).ok()?, u32::try_from(length).ok()?);
        (length != WHOLE).then(|| Self { body: Arc::clone(body), start, length })
    }

    fn whole(text: ByteString) -> Self {
        Self { body: Arc::new(Body(text)), start: 0, length: WHOLE }
    }

    /// The text.
    #[inline]
    #[must_use]
    pub fn as_str(&self) -> &str {
        let body = self.body.as_str();
        if self.length == WHOLE {
            return body;
        }
        let start = self.start as usize;
        body.get(start..start + self.length as usize).unwrap_or_default()
    }

    /// The same text by itself, without the body that it came in.
    ///
    /// ```
    /// let text = hookwright::Text::from("o-1");
    /// assert_eq!(text.detach(), text);
    /// ```
    #[must_use]
    pub fn detach(&self) -> Self {
        Self::from(self.as_str())
    }
}

impl Deref for Text {
    type Target = str;

    #[inline]
    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl Default for Text {
    fn default() -> Self {
        static EMPTY: LazyLock<Arc<Body>> = LazyLock::new(|| Body::of(""));
        Self { body: Arc::clone(&EMPTY), start: 0, length: WHOLE }
    }
}

impl AsRef<str> for Text {
    fn as_ref(&self) -> &str {
        self
    }
}

impl AsRef<[u8]> for Text {
    fn as_ref(&self) -> &[u8] {
        self.as_bytes()
    }
}

impl Borrow<str> for Text {
    fn borrow(&self) -> &str {
        self
    }
}

macro_rules! from {
    ($($type:ty)*) => {
        $(impl From<$type> for Text {
            fn from(text: $type) -> Self {
                if text.is_empty() { Self::default() } else { Self::whole(text.into()) }
            }
        })*
    };
}

from! { &str String Box<str> }

impl From<Cow<'_, str>> for Text {
    fn from(text: Cow<'_, str>) -> Self {
        match text {
            Cow::Borrowed(text) => text.into(),
            Cow::Owned(text) => text.into(),
        }
    }
}

impl From<&String> for Text {
    fn from(text: &String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<char> for Text {
    fn from(character: char) -> Self {
        Self::from(&*character.encode_utf8(&mut [0; 4]))
    }
}

impl From<Text> for String {
    fn from(text: Text) -> Self {
        text.as_str().to_owned()
    }
}

impl From<&Text> for String {
    fn from(text: &Text) -> Self {
        text.as_str().to_owned()
    }
}

impl FromStr for Text {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(text.into())
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Text {}

macro_rules! equal {
    ($($type:ty)*) => {
        $(
            impl PartialEq<$type> for Text {
                fn eq(&self, other: &$type) -> bool {
                    let other: &str = other.as_ref();
                    self.as_str() == other
                }
            }

            impl PartialEq<Text> for $type {
                fn eq(&self, other: &Text) -> bool {
                    other == self
                }
            }
        )*
    };
}

equal! { str &str String Cow<'_, str> }

impl PartialOrd for Text {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Text {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_str().cmp(other)
    }
}

impl Hash for Text {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self)
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Strings;

        impl Visitor<'_> for Strings {
            type Value = Text;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Text, E> {
                Ok(text.into())
            }

            fn visit_string<E: Error>(self, text: String) -> Result<Text, E> {
                Ok(text.into())
            }
        }

        deserializer.deserialize_string(Strings)
    }
}
