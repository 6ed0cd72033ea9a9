//! Findings of this command, drawn as those of the generator are.

use hookwright_build::Finding;
use hookwright_build::diagnostic::{Diagnostic, Style, one_line, report};
use hookwright_build::source::{Sources, Span};

/// A mistake without a place in a file.
pub(crate) fn plain(diagnostic: &Diagnostic, style: Style) -> Finding {
    drawn(diagnostic, &Sources::default(), style)
}

/// A mistake at a range of bytes of a file.
pub(crate) fn placed(
    diagnostic: Diagnostic,
    file: &str,
    text: &str,
    at: std::ops::Range<usize>,
    style: Style,
) -> Finding {
    let sources = Sources::default();
    let id = sources.add(file, text.to_owned());
    drawn(&diagnostic.label(Span::new(id, at.start, at.end), ""), &sources, style)
}

fn drawn(found: &Diagnostic, sources: &Sources, style: Style) -> Finding {
    Finding {
        level: found.level,
        code: found.code.as_str(),
        place: found.span().and_then(|span| sources.place(span)).unwrap_or_default(),
        message: found.message.clone(),
        line: one_line(found, sources),
        report: report(found, sources, style),
    }
}
