//! What generated code of several versions calls: one table of all events, and how structs become their neighbours.
//!
//! In: the tables of each version. Out: one. It must not know how a request tells its version: that is the receiver's.

use crate::event::EventInfo;

/// The events of all versions in one table, as a constant.
///
/// # Panics
/// While compiling, where `N` is not the number of all events.
#[must_use]
pub const fn joined<const N: usize>(versions: &[&[EventInfo]]) -> [EventInfo; N] {
    let mut all = [EventInfo::PLAIN; N];
    let (mut version, mut at) = (0, 0);
    while version < versions.len() {
        let mut event = 0;
        while event < versions[version].len() {
            all[at] = versions[version][event];
            event += 1;
            at += 1;
        }
        version += 1;
    }
    assert!(at == N, "the number of events is not that of the versions");
    all
}

/// A struct from the one of a neighbouring version: a name alone is the old field, `name: value` says how it is made.
#[doc(hidden)]
#[macro_export]
macro_rules! __convert {
    ($old:ident: $from:ty => $to:ty { $($field:ident $(: $value:expr)?),* $(,)? }) => {
        impl ::core::convert::From<$from> for $to {
            fn from($old: $from) -> Self {
                let _ = &$old;
                Self { $($field: $crate::__convert!(@ $old $field $($value)?)),* }
            }
        }
    };
    (@ $old:ident $field:ident) => { $old.$field };
    (@ $old:ident $field:ident $value:expr) => { $value };
}
