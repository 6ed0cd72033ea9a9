//! What generated code calls. Not for people: names here may change with any version of the generator.
//!
//! In: nothing of its own. Out: the parts of the other rooms that generated code names, under one roof.
//! It must not hold logic.

pub mod kinds;
mod macros;
mod payload;
#[cfg(feature = "sender")]
mod sending;
mod versions;

#[cfg(feature = "contract")]
pub use crate::contract::{Generated as Contract, contract_test};
pub use payload::{coded, no_event, strict, unknown};
#[cfg(feature = "sender")]
pub use sending::{converted, same};
pub use serde;
pub use versions::joined;

#[cfg(feature = "schema")]
pub use crate::decode::Schema;

pub use crate::decode::{
    Alternative, Asked, Check, Decode, Invalid, Items, Kind, Kinds, Listing, Measure, Member, Members,
    Object, Pattern, Reader, Union, Violations, Words, Writer, deserialize, others, presence, union,
};
pub use crate::{
    __convert as convert, __event as event, __headers as headers, __needs_schema as needs_schema,
    __newtype as newtype, __object as object, __rule as rule, __shape as shape, __string_enum as string_enum,
    __tuple as tuple, __union as union,
};

mod features;

pub use crate::__answer as answer;
#[cfg(feature = "client")]
pub use crate::__read_answer as read_answer;
pub use crate::content::{Also, Content, DeclaredHeaders, Field, Form, Shape};
pub use crate::event::{EventInfo, SentVersion};
pub use crate::receive::delivery::{
    Call, Delivery, Fallback, Handled, Routes, Signed, call, unclaimed, unhandled, upgraded,
};
pub use crate::receive::{
    Answer, Dispatch, Handshake, Numbering, Part, RawAnswer, Reply, VersionInfo, VersionSource, Versions,
    raw_reply, status,
};
pub use crate::security::{By, Demand};
pub use crate::signature::Scheme;
pub use crate::{
    __if_client as if_client, __if_contract as if_contract, __if_sender as if_sender,
    __needs_asymmetric as needs_asymmetric, __needs_multipart as needs_multipart,
};
#[cfg(feature = "sender")]
pub use crate::{__sender as sender, __sends as sends};
