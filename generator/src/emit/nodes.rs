//! What emission hands to rendering. Plain data.

use proc_macro2::TokenStream;

use super::fold;

/// A piece of a module.
#[derive(Clone, Debug)]
pub(crate) enum Item {
    /// Rust items, to be laid out by prettyplease.
    Rust(TokenStream),
    /// A table, laid out by its own rows.
    Table(Table),
}

/// A block with one row per line: the input of a macro of the runtime, or a static list.
///
/// prettyplease does not lay out the inside of macros, and a table with a line per member is the
/// form in which people read it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    /// Text before the rows, e.g. `::hookwright::codegen::object! { Order {`; each `\n` is a line.
    pub open: Vec<String>,
    /// The rows, without indentation.
    pub rows: Vec<String>,
    /// Text after the rows, in the same shape as `open`.
    pub close: Vec<String>,
}

impl Table {
    /// The same table where the first line is a comment on the second: both start at the margin.
    #[must_use]
    pub(crate) fn flat(mut self) -> Self {
        if self.open.len() > 1 {
            let comment = self.open.remove(0);
            self.open[0] = format!("{comment}\n{}", self.open[0]);
        }
        self
    }

    /// The table as lines: `open` steps in, `close` steps out again.
    #[must_use]
    pub(crate) fn text(&self) -> String {
        let mut out = String::new();
        for (depth, line) in self.open.iter().enumerate() {
            fold::line(line, depth, &mut out);
        }
        for row in &self.rows {
            fold::row(row, self.open.len(), &mut out);
        }
        let mut depth = self.open.len();
        for line in &self.close {
            if line.starts_with(['}', ']']) {
                depth = depth.saturating_sub(1);
            }
            fold::row(line, depth, &mut out);
        }
        out
    }
}

/// How one event is called in the generated code: for READMEs, and for people who ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Method {
    /// The event, as the document names it.
    pub event: String,
    /// The method of `Receiver` and `Client`.
    pub name: String,
    /// The type of the payload, as the generated module writes it.
    pub payload: String,
    /// The type of the answer, where it is not `()`.
    pub answer: Option<String>,
    /// The variant of the answer that the document declares without a body, to acknowledge with.
    pub bare: Option<String>,
    /// The first line of its documentation; empty without.
    pub about: String,
    /// The method of `Sender`; callbacks have none.
    pub sends: Option<String>,
    /// Whether the document demands headers that a sender says beside the payload.
    pub headers: bool,
    /// A payload to try it with, as JSON: the document's first example, or a sample made from the types.
    pub sample: Option<String>,
}
