//! A receiver over real sockets: every row of the table of answers, as the generated code would have it.
#![allow(unreachable_pub, reason = "generated code is written as it stands in a module of its own")]

mod answers;
#[cfg(feature = "client")]
mod asked;
#[cfg(feature = "asymmetric")]
mod confirmation;
mod delivery;
mod duplicates;
mod handshakes;
#[cfg(feature = "learn")]
mod learning;
mod orders;
mod paths;
mod security;
mod server;
mod tenants;
mod url;
mod versions;
