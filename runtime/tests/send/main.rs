//! Durable sending, over real sockets and files: a sink that answers as it is told, a sender, a clock.
#![allow(missing_docs, reason = "a test")]

mod accept;
mod calamity;
mod deliver;
mod isolate;
mod lifecycle;
mod retry;
mod shop;
mod sink;
mod stage;
