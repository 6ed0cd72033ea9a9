//! From byte offsets to JSON Pointers.
//!
//! In come a text and the offsets of values in it; out go their pointers, found in one walk. The
//! decoder therefore keeps no path while all is well.

use std::fmt::Write;

use super::scan::{Scan, Text};
use super::unescape;

/// Longer names are cut in pointers: many violations under one huge name must not multiply it.
const LONGEST_NAME: usize = 200;

enum Step {
    Name(Text),
    Index(usize),
}

/// The pointers of the values that start at `offsets`, in the order of `offsets`.
pub(crate) fn locate(text: &str, offsets: &[usize]) -> Vec<String> {
    let mut wanted: Vec<(usize, usize)> = offsets.iter().copied().zip(0..).collect();
    wanted.sort_unstable();
    let mut pointers = vec![String::new(); offsets.len()];
    let mut walk = Walk { scan: Scan::new(text.as_bytes()), steps: Vec::new() };
    let mut wanted = wanted.into_iter().peekable();
    while wanted.peek().is_some() && walk.value().is_some() {
        while let Some((_, index)) = wanted.next_if(|(offset, _)| *offset <= walk.scan.at) {
            if let Some(pointer) = pointers.get_mut(index) {
                *pointer = walk.pointer(text);
            }
        }
        if walk.enter().is_none() {
            break;
        }
    }
    pointers
}

/// A walk from value to value, into each.
struct Walk<'a> {
    scan: Scan<'a>,
    steps: Vec<Step>,
}

impl Walk<'_> {
    /// Goes to the start of the next value, out of containers that have ended.
    fn value(&mut self) -> Option<()> {
        loop {
            match (self.scan.space(), self.steps.last_mut()) {
                (b',', Some(step)) => {
                    self.scan.at += 1;
                    match step {
                        Step::Index(index) => *index += 1,
                        Step::Name(name) => *name = self.scan.name().ok()?,
                    }
                    self.scan.space();
                    return Some(());
                }
                (b']' | b'}', Some(_)) => {
                    self.scan.at += 1;
                    self.steps.pop();
                }
                (0, _) => return None,
                // The first value of the text or of a container.
                _ => return Some(()),
            }
        }
    }

    /// Goes over the start of a container, or over a scalar.
    fn enter(&mut self) -> Option<()> {
        let byte = self.scan.space();
        match byte {
            b'{' | b'[' => {
                self.scan.at += 1;
                let empty = self.scan.space() == byte + 2;
                self.steps.push(match byte {
                    b'{' if !empty => Step::Name(self.scan.name().ok()?),
                    _ => Step::Index(0),
                });
                Some(())
            }
            _ => self.scan.skip(0).ok(),
        }
    }

    fn pointer(&self, text: &str) -> String {
        let mut pointer = String::new();
        for step in &self.steps {
            pointer.push('/');
            match step {
                // Writing into a string cannot fail.
                Step::Index(index) => drop(write!(pointer, "{index}")),
                Step::Name(name) => {
                    let name = unescape::text(text, *name);
                    let cut = name.char_indices().nth(LONGEST_NAME).map(|(cut, _)| cut);
                    pointer
                        .push_str(&name[..cut.unwrap_or(name.len())].replace('~', "~0").replace('/', "~1"));
                    pointer.push_str(if cut.is_some() { "…" } else { "" });
                }
            }
        }
        pointer
    }
}
