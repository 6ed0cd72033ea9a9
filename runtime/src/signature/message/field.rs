//! Dictionaries of RFC 9651 in headers, strictly.
//!
//! In: headers. Out: a dictionary in which no name stands twice, and bytes that are written in their one spelling. It must
//! not know what they mean.

use std::fmt;

use base64ct::{Base64, Encoding as _};
use http::HeaderMap;
use sfv::visitor::{DictionaryVisitor, EntryVisitor};
use sfv::{BareItem, Dictionary, KeyRef, ListEntry, Parser};

use crate::signature::Refusal;

/// All lines of a header as one dictionary, beside its text.
pub(super) struct Field {
    pub(super) members: Dictionary,
    text: String,
}

impl Field {
    pub(super) fn read(headers: &HeaderMap, name: &'static str) -> Result<Self, Refusal> {
        let malformed = Refusal::Malformed { field: name };
        let lines = headers.get_all(name).iter().map(|value| value.to_str());
        let text = lines.collect::<Result<Vec<_>, _>>().map_err(|_| malformed)?.join(", ");
        if text.trim().is_empty() {
            return Err(Refusal::Missing { field: name });
        }
        let members = Parser::new(&text).parse_dictionary_with_visitor(Distinct::default());
        Ok(Self { members: members.map_err(|_| malformed)?, text })
    }

    /// The bytes of a member, where they are written in the one way that there is: padded, without spare bits. The parser
    /// reads others, too, as RFC 9651 section 4.2.7 asks.
    pub(super) fn bytes<'m>(&self, member: &'m ListEntry) -> Option<&'m [u8]> {
        let ListEntry::Item(item) = member else { return None };
        let BareItem::ByteSequence(bytes) = &item.bare_item else { return None };
        self.text.contains(&format!(":{}:", Base64::encode_string(bytes))).then_some(bytes.as_slice())
    }
}

/// Takes the first of each name and refuses the second. RFC 9651 lets the last one count; not every reader does, and what
/// two read in two ways is not to be signed.
#[derive(Default)]
struct Distinct(Dictionary);

/// A name stands twice.
#[derive(Debug)]
struct Twice;

impl fmt::Display for Twice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name stands twice")
    }
}

impl std::error::Error for Twice {}

impl<'de> DictionaryVisitor<'de> for Distinct {
    type Out = Dictionary;
    type Error = Twice;

    fn entry(&mut self, key: &'de KeyRef) -> Result<impl EntryVisitor<'de>, Twice> {
        if self.0.contains_key(key) {
            return Err(Twice);
        }
        DictionaryVisitor::entry(&mut self.0, key).map_err(|_| Twice)
    }

    fn finish(self) -> Result<Dictionary, Twice> {
        Ok(self.0)
    }
}
