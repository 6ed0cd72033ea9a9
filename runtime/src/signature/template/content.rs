//! The signed bytes, piece by piece.
//!
//! In: a family's content, the fields that were read. Out: slices, handed on without copying the body. It must not know
//! what is made of them.

use std::borrow::Cow;

use super::plan::Piece;
use super::read::Reader;
use crate::signature::Refusal;

/// The fields that a content is made of, read once.
pub(super) struct Content<'a, 'r> {
    pub(super) reader: Reader<'a, 'r>,
    pub(super) id: Option<Cow<'a, str>>,
    pub(super) timestamp: Option<Cow<'a, str>>,
}

impl Content<'_, '_> {
    /// Hands on every piece. `secret` stands in for the secret itself, in schemes that have it among their bytes.
    pub(super) fn feed(&self, secret: &[u8], mut sink: impl FnMut(&[u8])) -> Result<(), Refusal> {
        let Reader { family, request, .. } = self.reader;
        for piece in family.content {
            match *piece {
                Piece::Text(text) => sink(text.as_bytes()),
                Piece::Body => sink(request.body),
                Piece::Id => sink(self.id.as_deref().unwrap_or_default().as_bytes()),
                Piece::Timestamp => sink(self.timestamp.as_deref().unwrap_or_default().as_bytes()),
                Piece::Url => sink(request.url.ok_or(Refusal::NoUrl)?.as_bytes()),
                Piece::Method => sink(request.method.as_str().as_bytes()),
                Piece::Secret => sink(secret),
                Piece::Field(field) => sink(self.reader.field(field)?.as_bytes()),
                Piece::LowerPart(key) => {
                    let text = self.reader.part(key)?;
                    text.bytes().for_each(|byte| sink(&[byte.to_ascii_lowercase()]));
                }
                Piece::SignedHeaders(key) => self.signed_headers(key, &mut sink)?,
            }
        }
        Ok(())
    }

    /// The values of the headers that a part names, each present and once.
    fn signed_headers(&self, key: &'static str, sink: &mut impl FnMut(&[u8])) -> Result<(), Refusal> {
        for (at, wanted) in self.reader.part(key)?.split(' ').enumerate() {
            let headers = self.reader.request.headers.iter();
            let mut values = headers.filter(|(name, _)| name.as_str().eq_ignore_ascii_case(wanted));
            let (_, value) = values.next().ok_or(Refusal::Missing { field: key })?;
            if values.next().is_some() {
                return Err(Refusal::Malformed { field: key });
            }
            if at > 0 {
                sink(b".");
            }
            sink(value.as_bytes());
        }
        Ok(())
    }

    /// All bytes in one piece, for algorithms that can't take them one after another.
    #[cfg(feature = "asymmetric")]
    pub(super) fn message(&self) -> Result<Vec<u8>, Refusal> {
        let mut message = Vec::with_capacity(self.reader.request.body.len() + 128);
        self.feed(&[], |piece| message.extend_from_slice(piece))?;
        Ok(message)
    }
}

/// The fields of a content, in the order in which a request is judged.
pub(super) fn read<'a, 'r>(reader: Reader<'a, 'r>) -> Result<(Content<'a, 'r>, Option<i128>), Refusal> {
    reader.requirements()?;
    let id = reader.id()?;
    let (timestamp, time) = match reader.timestamp()? {
        Some((text, time)) => (Some(text), time),
        None => (None, None),
    };
    Ok((Content { reader, id, timestamp }, time))
}
