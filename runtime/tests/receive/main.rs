//! A receiver over real sockets: every row of the table of answers, as the generated code would have it.

mod answers;
mod contract;
mod delivery;
mod duplicates;
mod orders;
mod server;
mod url;
