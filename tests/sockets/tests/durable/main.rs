//! Durable sending over real sockets and files: a generated sender, generated receivers.

#[path = "../shop/raw.rs"]
mod raw;

mod accepting;
mod headers;
mod partner;
mod stage;
mod transaction;
mod versions;
