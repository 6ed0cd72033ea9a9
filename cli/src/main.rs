//! The command `hookwright`.
fn main() {}
