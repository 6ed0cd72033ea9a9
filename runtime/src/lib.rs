//! What generated webhook code calls.
