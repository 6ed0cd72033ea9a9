//! The compiler from an OpenAPI document to Rust.
