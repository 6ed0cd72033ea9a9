//! Decoding: JSON itself, each kind of type, both readings, hostile bodies.

mod checks;
mod clean;
mod corpus;
mod grammar;
mod hostile;
mod objects;
mod scalars;
mod serde_ways;
#[cfg(feature = "client")]
mod sound;
mod unions;
mod words;

use hookwright::{Decode, Reading, Violations, read};

/// The strict reading of a text.
fn strict<T: Decode>(body: &str) -> Result<T, Violations> {
    read(body.as_bytes(), Reading::Strict).map(|read| read.value)
}

/// The value and its novelties, each as `pointer: keyword`.
fn tolerant<T: Decode>(body: &str) -> Result<(T, Vec<String>), Violations> {
    let read = read(body.as_bytes(), Reading::Tolerant)?;
    Ok((read.value, read.novelties.iter().map(ToString::to_string).collect()))
}

/// The violations of a text, each as `pointer keyword`.
#[track_caller]
fn broken<T: Decode>(body: &str) -> Vec<String> {
    match strict::<T>(body) {
        Ok(_) => panic!("{body} has no violation"),
        Err(violations) => violations
            .iter()
            .map(|violation| format!("{} {}", violation.pointer, violation.keyword))
            .collect(),
    }
}
