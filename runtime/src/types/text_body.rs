//! Bodies that are text and not JSON: XML, plain text, CSV.
//!
//! In comes a body with its `Content-Type`; out go the bytes, the text, and for XML the name of the
//! root element. It is no XML parser and must not become one.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use serde::ser::{Serialize, Serializer};

use crate::content::parameter;

/// A body of text, as the bytes that were sent, with what the request says of them.
///
/// ```
/// use hookwright::TextBody;
///
/// let order = TextBody::new("<?xml version=\"1.0\"?><!-- new --><s:order id='1'/>").media_type("application/xml");
/// assert_eq!(order.root(), Some("s:order"));
/// assert!(order.text()?.ends_with("<s:order id='1'/>"));
/// # Ok::<(), hookwright::CharsetError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct TextBody {
    bytes: Bytes,
    content_type: String,
}

impl TextBody {
    /// A body of this text, for sending.
    pub fn new(text: impl Into<Bytes>) -> Self {
        Self { bytes: text.into(), content_type: String::new() }
    }

    /// The same body under this media type; else it is sent under the document's.
    #[must_use]
    pub fn media_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = content_type.into();
        self
    }

    /// The `Content-Type`, with its parameters; empty where nobody said it.
    pub fn content_type(&self) -> &str {
        &self.content_type
    }

    /// The bytes as they were sent.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The bytes, shared.
    pub fn into_bytes(self) -> Bytes {
        self.bytes
    }

    /// The name of the charset: the `Content-Type`'s, else that of a byte order mark, else the one
    /// that an XML declaration names, else UTF-8.
    pub fn charset(&self) -> Cow<'_, str> {
        if let Some(said) = parameter(&self.content_type, "charset") {
            return said;
        }
        match self.bytes.get(..2) {
            Some([0xFE, 0xFF]) => return Cow::Borrowed("utf-16be"),
            Some([0xFF, 0xFE]) => return Cow::Borrowed("utf-16le"),
            _ => {}
        }
        Cow::Borrowed(declared_encoding(&self.bytes).unwrap_or("utf-8"))
    }

    /// The text.
    ///
    /// # Errors
    /// Where the bytes are not in their charset, or the charset is none of UTF-8, UTF-16, US-ASCII and ISO-8859-1.
    pub fn text(&self) -> Result<Cow<'_, str>, CharsetError> {
        let charset = self.charset().to_ascii_lowercase();
        let wrong = || CharsetError(charset.clone());
        match charset.as_str() {
            "utf-8" | "utf8" | "us-ascii" => {
                let bytes = self.bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&self.bytes);
                std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|_| wrong())
            }
            "iso-8859-1" | "latin1" => Ok(self.bytes.iter().map(|byte| char::from(*byte)).collect()),
            "utf-16" | "utf-16be" => utf16(&self.bytes, u16::from_be_bytes).ok_or_else(wrong),
            "utf-16le" => utf16(&self.bytes, u16::from_le_bytes).ok_or_else(wrong),
            _ => Err(wrong()),
        }
    }

    /// The name of an XML document's root element, with its prefix; `None` where the body is no XML, is not in
    /// UTF-8, or has a document type with definitions of its own.
    pub fn root(&self) -> Option<&str> {
        let text = std::str::from_utf8(&self.bytes).ok()?;
        let mut rest = text.trim_start_matches('\u{FEFF}');
        loop {
            rest = rest.trim_ascii_start().strip_prefix('<')?;
            rest = if let Some(comment) = rest.strip_prefix("!--") {
                comment.split_once("-->")?.1
            } else if let Some(instruction) = rest.strip_prefix('?') {
                instruction.split_once("?>")?.1
            } else if let Some(doctype) = rest.strip_prefix("!DOCTYPE") {
                let (said, after) = doctype.split_once('>')?;
                if said.contains('[') {
                    return None;
                }
                after
            } else {
                let end = rest.find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>'))?;
                let name = &rest[..end];
                let first = name.chars().next()?;
                let is_name = (first.is_alphabetic() || matches!(first, '_' | ':'))
                    && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | ':' | '-' | '.'));
                return is_name.then_some(name);
            };
        }
    }
}

/// The bytes are not text in the charset that they are said to be in, or the charset is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CharsetError(String);

impl fmt::Display for CharsetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the body is no text in the charset `{}`", self.0)
    }
}

impl std::error::Error for CharsetError {}

/// Text is written as a string, everything else as bytes.
impl Serialize for TextBody {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.text() {
            Ok(text) => serializer.serialize_str(&text),
            Err(_) => serializer.serialize_bytes(&self.bytes),
        }
    }
}

/// The encoding that an XML declaration names.
fn declared_encoding(bytes: &[u8]) -> Option<&str> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let declaration = bytes.strip_prefix(b"<?xml")?;
    let end = declaration.windows(2).position(|pair| pair == b"?>")?;
    let declaration = std::str::from_utf8(&declaration[..end]).ok()?;
    let (_, after) = declaration.split_once("encoding")?;
    let value = after.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value[1..].split_once(quote).map(|(name, _)| name)
}

fn utf16<'a>(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<Cow<'a, str>> {
    let pairs = bytes.chunks_exact(2);
    if !pairs.remainder().is_empty() {
        return None;
    }
    let units = pairs.map(|pair| unit([pair[0], pair[1]]));
    let text: String = char::decode_utf16(units).collect::<Result<_, _>>().ok()?;
    Some(Cow::Owned(text.trim_start_matches('\u{FEFF}').to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roots_are_found_without_a_parser() {
        let root = |text: &'static str| TextBody::new(text).root().map(str::to_owned);
        assert_eq!(root("\u{FEFF}<?xml version='1.0'?>\n<!DOCTYPE a>\n<a>").as_deref(), Some("a"));
        assert_eq!(root("<a:b-c.d/>").as_deref(), Some("a:b-c.d"));
        for none in ["", "<", "<a", "</a>", "text", "<!-- <a>", "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>", "<1/>"]
        {
            assert_eq!(root(none), None, "{none}");
        }
    }

    #[test]
    fn charsets() {
        let body = |bytes: &'static [u8], of: &str| TextBody::new(bytes).media_type(of);
        assert_eq!(body(b"gr\xFC\xDF", "text/plain; charset=\"ISO-8859-1\"").text().unwrap(), "grüß");
        assert_eq!(body(b"<?xml version='1.0' encoding='latin1'?>\xFC", "").charset(), "latin1");
        assert_eq!(body(b"\xFF\xFEa\0", "").text().unwrap(), "a");
        assert_eq!(body(b"\xEF\xBB\xBFa", "text/plain").text().unwrap(), "a");
        assert!(body(b"\xFF", "text/plain").text().is_err());
        assert!(body(b"a", "text/plain; charset=koi8-r").text().is_err());
    }
}
