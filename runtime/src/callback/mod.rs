//! Callback URLs: OpenAPI runtime expressions.
//!
//! In: the key of a callback, such as `{$request.body#/callbackUrl}?event={$request.body#/name}`,
//! and the original exchange that it speaks of. Out: the URL to call. It must not know events,
//! clients or sockets: whether the URL may be called is the client's decision.
//!
//! `grammar` reads the text and knows no HTTP type, so that a generator can use the same file to
//! check a document; `original` holds the exchange; `evaluate` puts the two together.

mod evaluate;
mod grammar;
mod original;

pub use grammar::{Expression, ExpressionError};
pub use original::Original;

#[cfg(test)]
mod tests;
