//! A store that grows behind a shared reference: what stands on it can be borrowed while more comes.

use std::cell::{Cell, OnceCell};

/// Boxes of doubling size, so that nothing ever moves.
#[derive(Debug)]
pub(super) struct Shelf<T> {
    boxes: [OnceCell<Box<[OnceCell<T>]>>; 32],
    len: Cell<usize>,
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self { boxes: [const { OnceCell::new() }; 32], len: Cell::new(0) }
    }
}

/// The box and the slot in it of a number: box `b` holds `2^b` from `2^b - 1` on.
fn slot(at: usize) -> (usize, usize) {
    let number = at + 1;
    let which = number.ilog2() as usize;
    (which, number - (1 << which))
}

impl<T> Shelf<T> {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.len.get()
    }

    /// Puts one at the end and gives its number.
    pub(super) fn push(&self, value: T) -> usize {
        let at = self.len.get();
        let (which, slot) = slot(at);
        let slots = self.boxes[which].get_or_init(|| (0..1 << which).map(|_| OnceCell::new()).collect());
        // The slot behind the last one is empty, so this always takes the value.
        let _ = slots[slot].set(value);
        self.len.set(at + 1);
        at
    }

    /// The one of a number.
    pub(super) fn get(&self, at: usize) -> Option<&T> {
        let (which, slot) = slot(at);
        self.boxes.get(which)?.get()?.get(slot)?.get()
    }

    /// The one of a number, to change it.
    #[cfg(feature = "overlay")]
    pub(super) fn get_mut(&mut self, at: usize) -> Option<&mut T> {
        let (which, slot) = slot(at);
        self.boxes.get_mut(which)?.get_mut()?.get_mut(slot)?.get_mut()
    }

    /// All of them, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        (0..self.len()).filter_map(|at| self.get(at))
    }
}

#[cfg(test)]
mod tests {
    use super::Shelf;

    #[test]
    fn borrows_outlive_growth() {
        let shelf = Shelf::default();
        shelf.push("first".to_owned());
        let first = shelf.get(0).expect("just put");
        for n in 1..100 {
            assert_eq!(shelf.push(n.to_string()), n);
        }
        assert_eq!(first, "first");
        assert_eq!(shelf.iter().nth(63).map(String::as_str), Some("63"));
        assert_eq!(shelf.get(100), None);
    }
}
