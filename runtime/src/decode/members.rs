//! The names of an object's declared members.
//!
//! In comes a static table in document order; out goes the index of a name, by a hash table that is
//! built when the type is first read, so that it costs nothing at compile time. It must not know
//! values.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// A declared member.
#[derive(Debug)]
pub struct Member {
    pub(crate) name: &'static str,
    pub(crate) required: bool,
}

impl Member {
    /// A member that must be there.
    pub const fn required(name: &'static str) -> Self {
        Self { name, required: true }
    }

    /// A member that may be absent.
    pub const fn optional(name: &'static str) -> Self {
        Self { name, required: false }
    }

    /// A member that may be absent, and null.
    pub const fn maybe(name: &'static str) -> Self {
        Self { name, required: false }
    }
}

/// The declared members of a type, in document order.
#[derive(Debug)]
pub struct Members {
    pub(crate) list: &'static [Member],
    index: OnceLock<Index>,
}

impl Members {
    /// A table over `list`.
    pub const fn new(list: &'static [Member]) -> Self {
        Self { list, index: OnceLock::new() }
    }

    pub(crate) fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::new(self.list.iter().map(|member| member.name)))
    }
}

/// From a name to its place in a list.
#[derive(Debug)]
pub(crate) struct Index {
    names: Box<[&'static str]>,
    /// Open addressing with at most half of the slots taken; 0 is free, else the place plus one.
    slots: Box<[u32]>,
    /// Each name as most senders write it, in quotes and with a colon; empty where it has escapes.
    written: Box<[Box<[u8]>]>,
    /// Which place came after each, and first of all, when last seen; at the outset the document's
    /// order. A sender hardly ever changes its order, which need not be the document's. A wrong
    /// guess costs one look-up.
    next: Box<[AtomicU32]>,
}

impl Index {
    pub(crate) fn new(names: impl Iterator<Item = &'static str>) -> Self {
        let names: Box<[&'static str]> = names.collect();
        let size = (names.len() * 2).next_power_of_two().max(2);
        let mut index = Self {
            written: names.iter().map(|name| written(name)).collect(),
            slots: vec![0; size].into(),
            next: (0..=names.len() as u32).map(AtomicU32::new).collect(),
            names,
        };
        for place in 0..index.names.len() {
            let mut slot = hash(index.names[place].as_bytes()) as usize & (size - 1);
            while index.slots[slot] != 0 {
                slot = (slot + 1) & (size - 1);
            }
            index.slots[slot] = place as u32 + 1;
        }
        index
    }

    /// The place of `name`.
    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        let last = self.slots.len() - 1;
        let mut slot = hash(name.as_bytes()) as usize & last;
        loop {
            let place = (*self.slots.get(slot)? as usize).checked_sub(1)?;
            if self.names.get(place).is_some_and(|known| *known == name) {
                return Some(place);
            }
            slot = (slot + 1) & last;
        }
    }

    /// The place that is expected behind `place`, or first of all.
    #[inline]
    pub(crate) fn after(&self, place: Option<usize>) -> usize {
        let next = self.next.get(place.map_or(0, |place| place + 1));
        next.map_or(usize::MAX, |next| next.load(Ordering::Relaxed) as usize)
    }

    /// Learns that `next` came behind `place`.
    pub(crate) fn learn(&self, place: Option<usize>, next: usize) {
        if let Some(slot) = self.next.get(place.map_or(0, |place| place + 1)) {
            slot.store(next as u32, Ordering::Relaxed);
        }
    }

    /// The length of the name at `place` in quotes, with a colon behind it, if this is what `bytes`
    /// starts with.
    #[inline]
    pub(crate) fn starts(&self, place: usize, bytes: &[u8]) -> Option<usize> {
        let written = &**self.written.get(place)?;
        (bytes.starts_with(written) && !written.is_empty()).then_some(written.len())
    }
}

fn written(name: &str) -> Box<[u8]> {
    let is_plain = !name.bytes().any(|byte| matches!(byte, b'"' | b'\\' | 0..0x20));
    if is_plain { format!("\"{name}\":").into_bytes().into() } else { Box::default() }
}

/// The table is the document's, so nobody else chooses what collides; both ends of a name suffice.
#[inline]
fn hash(name: &[u8]) -> u64 {
    let (head, tail) = match (name.first_chunk::<8>(), name.last_chunk::<8>()) {
        (Some(head), Some(tail)) => (u64::from_le_bytes(*head), u64::from_le_bytes(*tail)),
        _ => match (name.first_chunk::<4>(), name.last_chunk::<4>()) {
            (Some(head), Some(tail)) => {
                (u64::from(u32::from_le_bytes(*head)), u64::from(u32::from_le_bytes(*tail)))
            }
            _ => name.iter().fold((0, 0), |(head, _), byte| (head << 8 | u64::from(*byte), 0)),
        },
    };
    let mixed = (head ^ tail.rotate_left(32) ^ name.len() as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 32
}
