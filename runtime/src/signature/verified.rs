//! What a good signature tells.
//!
//! In: the finding of a scheme. Out: [`Verified`], for whoever handles the request. It must not know how it was found.

use std::borrow::Cow;
use std::ops::Deref;
use std::sync::Arc;

/// What a good signature tells. It borrows from the request and allocates nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Verified<'a> {
    /// The delivery's id, where the scheme has one and the request carries it.
    pub id: Option<Cow<'a, str>>,
    /// Whether the signature covers the id.
    pub id_is_signed: bool,
    /// When the request was signed, in Unix seconds, where the scheme says so.
    pub timestamp: Option<i64>,
    /// Digests that name the signed bytes, one for each of the verifier's secrets, where the id is not signed: a
    /// replay under a new id has the same, whichever of the secrets it was signed with, and shares one with
    /// verifiers that share a secret. They cannot be used as signatures.
    pub signature_keys: Names,
    /// SHA-256 of the signed bytes, where the request carries no id and something must stand in.
    pub digest: Option<[u8; 32]>,
    /// The identifier of the secret that matched, where it has one.
    pub secret: Option<Arc<str>>,
}

impl Verified<'_> {
    /// The same, borrowing nothing.
    #[must_use]
    pub fn into_owned(self) -> Verified<'static> {
        Verified { id: self.id.map(|id| Cow::Owned(id.into_owned())), ..self }
    }
}

/// Names of signed bytes: a slice that needs no heap for up to two, and few verifiers hold more secrets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    first: [[u8; 32]; 2],
    count: usize,
    all: Vec<[u8; 32]>,
}

impl Names {
    pub(super) fn push(&mut self, name: [u8; 32]) {
        match self.first.get_mut(self.count) {
            Some(place) => *place = name,
            None if self.all.is_empty() => self.all.extend(self.first.iter().copied().chain([name])),
            None => self.all.push(name),
        }
        self.count += 1;
    }
}

impl Deref for Names {
    type Target = [[u8; 32]];

    fn deref(&self) -> &Self::Target {
        if self.all.is_empty() { &self.first[..self.count] } else { &self.all }
    }
}

#[cfg(test)]
mod tests {
    use super::Names;

    #[test]
    fn names_keep_their_order_on_the_heap_too() {
        let mut names = Names::default();
        for count in 0..5 {
            assert_eq!(names.len(), usize::from(count));
            names.push([count; 32]);
        }
        assert!(names.iter().enumerate().all(|(at, name)| usize::from(name[0]) == at));
    }
}
