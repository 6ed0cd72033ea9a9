//! Every code that there is, with what it means.

/// One code.
#[derive(Debug)]
pub struct Entry {
    /// The code.
    pub code: &'static str,
    /// Its title.
    pub title: &'static str,
}
/// All.
pub const CATALOGUE: &[Entry] = &[];
