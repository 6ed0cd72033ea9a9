//! String enums: the values that a document lists.
//!
//! In comes a reader before a string and a static table; out goes the place of the value, or the
//! text that nobody listed.

use std::borrow::Cow;
use std::sync::OnceLock;

use super::members::Index;
use super::refuse::one_of;
use super::{Invalid, Reader, Reading};
use crate::types::Unknown;

/// How an enum takes values that it does not list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listing {
    /// A tolerant reading keeps them.
    Open,
    /// They are violations of `enum`.
    Closed,
    /// They are violations of `const`.
    Const,
}

/// The listed values of a string enum, in the order of its variants.
#[derive(Debug)]
pub struct Words {
    list: &'static [&'static str],
    listing: Listing,
    index: OnceLock<Index>,
}

impl Words {
    /// A table of values.
    pub const fn new(list: &'static [&'static str], listing: Listing) -> Self {
        Self { list, listing, index: OnceLock::new() }
    }

    /// Takes a string and gives the variant of the same place.
    pub fn read<T: Clone>(
        &self,
        r: &mut Reader<'_>,
        variants: &[T],
        unknown: Option<fn(Unknown) -> T>,
    ) -> Result<T, Invalid> {
        match self.place(r)? {
            Ok(place) => variants.get(place).cloned().ok_or(Invalid),
            Err(text) => unknown.map(|unknown| unknown(Unknown::new(text))).ok_or(Invalid),
        }
    }

    /// The place of the string that the reader takes, or the string where it is not listed and let
    /// through.
    fn place<'a>(&self, r: &mut Reader<'a>) -> Result<Result<usize, Cow<'a, str>>, Invalid> {
        let start = r.start();
        let text = r.string()?;
        match self.find(&text) {
            Some(place) => Ok(Ok(place)),
            None if self.listing == Listing::Open && r.reading() == Reading::Tolerant => {
                r.novelty(start, "enum");
                Ok(Err(text))
            }
            None => Err(self.unlisted(r, start)),
        }
    }

    fn find(&self, text: &str) -> Option<usize> {
        match self.list {
            [only] => (*only == text).then_some(0),
            list => self.index.get_or_init(|| Index::new(list.iter().copied())).find(text),
        }
    }

    #[cold]
    fn unlisted(&self, r: &mut Reader<'_>, start: usize) -> Invalid {
        let keyword = if self.listing == Listing::Const { "const" } else { "enum" };
        let quoted = one_of(self.list.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().iter());
        r.invalid(start, keyword, format_args!("{quoted} is expected"))
    }
}
