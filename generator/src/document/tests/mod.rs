//! The room as a whole: files in memory, what is read from them, and what is said of them.

#[cfg(feature = "overlay")]
mod overlay;
mod reading;
mod references;
mod syntax;

use std::io;
use std::path::Path;

use super::{Documents, Node};
use crate::diagnostic::{Diagnostics, Style, report_all};

/// A loader over files in memory that has read the first one as root.
fn documents(files: &[(&str, &str)]) -> (Documents, Diagnostics) {
    let sink = Diagnostics::new();
    let held: Vec<(String, Vec<u8>)> =
        files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect();
    let documents = Documents::with_reader(&sink, move |path| {
        let found = held.iter().find(|(known, _)| Path::new(known) == path);
        found.map(|(_, bytes)| bytes.clone()).ok_or_else(|| io::ErrorKind::NotFound.into())
    });
    documents.read_root(Path::new(files[0].0));
    (documents, sink)
}

/// The root of one file in which nothing is odd.
fn clean(path: &str, text: &str) -> serde_json::Value {
    let (documents, sink) = documents(&[(path, text)]);
    assert!(sink.is_empty(), "{}", reports(&documents, &sink));
    documents.root().to_json()
}

/// The codes of what is said of one file.
fn codes(path: &str, text: &str) -> Vec<&'static str> {
    let (_, sink) = documents(&[(path, text)]);
    sink.all().iter().map(|found| found.code.as_str()).collect()
}

fn reports(documents: &Documents, sink: &Diagnostics) -> String {
    report_all(sink.all().iter(), documents.sources(), Style::Plain)
}

/// The only finding, as a report without blanks at line ends.
fn only_report(path: &str, text: &str) -> String {
    let (documents, sink) = documents(&[(path, text)]);
    assert_eq!(sink.len(), 1, "{}", reports(&documents, &sink));
    reports(&documents, &sink).lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

/// The text of a node.
fn text_of<'t>(text: &'t str, node: &Node) -> &'t str {
    &text[node.span.start as usize..node.span.end as usize]
}
