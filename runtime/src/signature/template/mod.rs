//! Schemes that one declarative record can express.
//!
//! In: a [`Template`], secrets, a request. Out: what was verified, or the headers to send. It must not know the other
//! kinds of schemes. A new vendor is a new record; one interpreter each for verifying and signing reads them all.

mod content;
mod plan;
pub(super) mod presets;
mod read;
mod sign;
#[cfg(feature = "contract")]
mod told;
mod verify;

pub use plan::{
    Algorithm, Encoding, Family, Field, Form, IdField, KeyEncoding, KeyText, Piece, Place, Requirement,
    SignatureField, Template, TimestampField, TimestampForm, Unit, Unprefixed, Variant,
};
pub(super) use sign::Signer;
#[cfg(feature = "contract")]
pub(crate) use told::Told;
pub(super) use verify::Verifier;
