//! Findings in one line, for cargo, and as JSON, for machines.

use super::{Diagnostic, Level};
use crate::source::Sources;

/// A finding as machines read it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Plain {
    /// How bad it is: `error`, `warning` or `note`.
    pub level: &'static str,
    /// Its kind.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// `file:line:column`, where it has a place.
    pub place: Option<String>,
    /// The JSON Pointer of the place, where it has one.
    pub pointer: Option<String>,
    /// What to do.
    pub help: Option<String>,
}

/// A finding as JSON; whoever holds the documents knows the pointer of a place.
#[must_use]
pub fn json(diagnostic: &Diagnostic, sources: &Sources, pointer: Option<String>) -> Plain {
    Plain {
        level: diagnostic.level.as_str(),
        code: diagnostic.code.as_str(),
        message: diagnostic.message.clone(),
        place: diagnostic.span().and_then(|span| sources.place(span)),
        pointer,
        help: diagnostic.help.clone(),
    }
}

/// A finding in one line: `file:line:column: message: what is there (help) [code]`.
///
/// The level is in front only of errors and notes, since cargo says `warning` itself.
#[must_use]
pub fn one_line(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let mut line = String::new();
    if let Some(place) = diagnostic.span().and_then(|span| sources.place(span)) {
        line += &format!("{place}: ");
    }
    if diagnostic.level != Level::Warning {
        line += &format!("{}: ", diagnostic.level);
    }
    line += &diagnostic.message;
    if let Some(label) = diagnostic.labels.first().filter(|label| !label.text.is_empty()) {
        line += &format!(": {}", label.text);
    }
    if let Some(help) = &diagnostic.help {
        line += &format!(" (help: {help})");
    }
    line += &format!(" [{}]", diagnostic.code);
    // A line break would end the directive and make the rest a directive of its own.
    line.split(|c: char| c.is_control()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    #[test]
    fn one_line_stays_one_line() {
        let sources = Sources::default();
        let id = sources.add("specs/a.yaml", "a: 1\nb: 2\n".to_owned());
        let span = Span::new(id, 8, 9);
        let found = Diagnostic::warning("document::syntax", "two\nlines").label(span, "here").help("mend it");
        assert_eq!(
            one_line(&found, &sources),
            "specs/a.yaml:2:4: two lines: here (help: mend it) [document::syntax]"
        );
        let found = Diagnostic::error("document::syntax", "no place");
        assert_eq!(one_line(&found, &sources), "error: no place [document::syntax]");
    }

    #[test]
    fn machines_get_the_same() {
        let sources = Sources::default();
        let id = sources.add("a.yaml", "a: 1\n".to_owned());
        let found = Diagnostic::note("document::syntax", "so").label(Span::new(id, 3, 4), "");
        let plain =
            serde_json::to_string(&json(&found, &sources, Some("/a".to_owned()))).expect("plain data");
        assert_eq!(
            plain,
            r#"{"level":"note","code":"document::syntax","message":"so","place":"a.yaml:1:4","pointer":"/a","help":null}"#
        );
    }
}
