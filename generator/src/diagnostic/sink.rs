//! The collector of findings.

use std::cell::{Ref, RefCell};
use std::collections::HashSet;
use std::rc::Rc;

use super::{Diagnostic, Level};

/// Findings in the order in which they were made; the same one twice counts once.
///
/// A handle: clones share what they collect, so that every stage can hold one.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics(Rc<RefCell<Inner>>);

#[derive(Debug, Default)]
struct Inner {
    list: Vec<Diagnostic>,
    seen: HashSet<Diagnostic>,
}

impl Diagnostics {
    /// An empty collector.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a finding.
    pub fn push(&self, diagnostic: Diagnostic) {
        let mut inner = self.0.borrow_mut();
        if inner.seen.insert(diagnostic.clone()) {
            inner.list.push(diagnostic);
        }
    }

    /// Takes the error of a result, and hands on its value.
    pub fn take<T>(&self, result: Result<T, Diagnostic>) -> Option<T> {
        result.map_err(|diagnostic| self.push(diagnostic)).ok()
    }

    /// Takes several findings.
    pub fn extend(&self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        diagnostics.into_iter().for_each(|diagnostic| self.push(diagnostic));
    }

    /// Whether any finding is an error: where it is so, the pipeline stops at the stage's end.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.count(Level::Error) > 0
    }

    /// How many findings of a level there are.
    #[must_use]
    pub fn count(&self, level: Level) -> usize {
        self.0.borrow().list.iter().filter(|found| found.level == level).count()
    }

    /// How many findings there are, for [`since`](Self::since).
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.borrow().list.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All findings so far.
    #[must_use]
    pub fn all(&self) -> Ref<'_, [Diagnostic]> {
        self.since(0)
    }

    /// The findings after the first `count`.
    #[must_use]
    pub fn since(&self, count: usize) -> Ref<'_, [Diagnostic]> {
        Ref::map(self.0.borrow(), |inner| inner.list.get(count..).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_findings_count_once_and_order_is_kept() {
        let sink = Diagnostics::new();
        let handle = sink.clone();
        handle.push(Diagnostic::warning("b", "second letter"));
        handle.push(Diagnostic::error("a", "first letter"));
        sink.push(Diagnostic::warning("b", "second letter"));
        assert_eq!(sink.take::<()>(Err(Diagnostic::note("c", "third"))), None);
        let codes: Vec<&str> = sink.all().iter().map(|found| found.code.as_str()).collect();
        assert_eq!(codes, ["b", "a", "c"]);
        assert!(sink.has_errors());
        assert_eq!(sink.since(2).len(), 1);
    }
}
