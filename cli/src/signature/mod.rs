//! `hookwright verify` and `hookwright sign`: one request and its signature.
//!
//! Comes in: a scheme, secrets, a request on the command line. Goes out: a verdict, or headers, and an exit code. It
//! knows no scheme: those are the runtime's.

mod extra;
mod request;
mod sign;
mod verify;

pub(crate) use request::Wishes;
pub(crate) use sign::run as sign;
pub(crate) use verify::run as verify;
