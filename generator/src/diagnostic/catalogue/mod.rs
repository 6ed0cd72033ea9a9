//! Every code that there is, with what it means: for `explain`, and so that codes stay what they are.

mod callback_to_document;
mod handshake;
mod lint;
mod overlay_to_signature;
mod version;
mod webhook;

use super::Level;

/// One code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The code, `family::kind`.
    pub code: &'static str,
    /// How bad it is where nothing makes it milder.
    pub level: Level,
    /// What it is about, in a few words.
    pub title: &'static str,
    /// What it means and what to do.
    pub explanation: &'static str,
}

const fn entry(code: &'static str, level: Level, title: &'static str, explanation: &'static str) -> Entry {
    Entry { code, level, title, explanation }
}

/// All codes, sorted.
pub fn catalogue() -> impl Iterator<Item = &'static Entry> {
    callback_to_document::CODES
        .iter()
        .chain(handshake::CODES)
        .chain(lint::CODES)
        .chain(overlay_to_signature::CODES)
        .chain(version::CODES)
        .chain(webhook::CODES)
}
