//! What generated code calls. Not for people: names here may change with any version of the generator.
//!
//! In: nothing of its own. Out: the parts of the other rooms that generated code names, under one roof.
//! It must not hold logic.

pub use crate::__answer as answer;
pub use crate::event::EventInfo;
pub use crate::receive::delivery::{Call, Delivery, Fallback, Handled, Routes, Signed, call, unclaimed, unhandled};
pub use crate::receive::{Answer, Dispatch, Part, Reply, status};
pub use crate::signature::Scheme;
