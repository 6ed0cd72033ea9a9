//! Code that `hookwright generate specs/subscriptions.yaml -o examples/checked-in/src/subscriptions` wrote.
fn main() {}
