//! Versions over real sockets: one handler against the newest gets what senders of each version send, and one sender
//! gives each endpoint its own.

#[path = "../shop/raw.rs"]
mod raw;

mod events;
mod one_document;
mod precedence;
mod refusals;
mod routing;
mod sending;
mod shop;
mod target;
mod upgrades;
