//! Reports for people: the message, the lines of the document, the cause and the way out.

use annotate_snippets::{Annotation, AnnotationKind, Group, Level as Title, Renderer, Snippet};

use super::window::{LONG, Window, windows};
use super::{Diagnostic, Level};
use crate::source::Sources;

/// Whether a report has colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// Text alone.
    #[default]
    Plain,
    /// With the colours of a terminal.
    Coloured,
}

/// A finding with the lines of the document that it is about.
#[must_use]
pub fn report(diagnostic: &Diagnostic, sources: &Sources, style: Style) -> String {
    let windows = windows(&diagnostic.labels, |id| sources.get(id));
    let name = |window: &Window| sources.get(window.source).map_or_else(String::new, |s| s.name().to_owned());
    let names: Vec<String> = windows.iter().map(name).collect();
    let snippets = windows.iter().zip(&names).map(|(window, name)| snippet(window, name));
    let title = match diagnostic.level {
        Level::Error => Title::ERROR,
        Level::Warning => Title::WARNING,
        Level::Note => Title::NOTE,
    };
    let title = title.primary_title(&*diagnostic.message).id(diagnostic.code.as_str());
    let mut group = Group::with_title(title).elements(snippets);
    if let Some(why) = &diagnostic.why {
        group = group.element(Title::NOTE.message(&**why));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Title::HELP.message(&**help));
    }
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Coloured => Renderer::styled(),
    };
    // The windows have cut what is long; the renderer need not cut it once more.
    let renderer = renderer.term_width(2 * LONG);
    right_columns(renderer.render(&[group]), &windows, &names)
}

fn snippet<'a>(window: &'a Window, name: &'a str) -> Snippet<'a, Annotation<'a>> {
    let marks = window.marks.iter().map(|mark| {
        let kind = if mark.primary { AnnotationKind::Primary } else { AnnotationKind::Context };
        let annotation = kind.span(mark.range.clone());
        if mark.text.is_empty() { annotation } else { annotation.label(&*mark.text) }
    });
    Snippet::source(&*window.text).line_start(window.line).path(name).fold(false).annotations(marks)
}

/// The columns of lines that were cut, which the renderer counts from the cut.
fn right_columns(rendered: String, windows: &[Window], names: &[String]) -> String {
    windows.iter().zip(names).fold(rendered, |rendered, (window, name)| match window.columns {
        Some((shown, real)) => {
            let line = window.line;
            rendered.replacen(&format!("{name}:{line}:{shown}"), &format!("{name}:{line}:{real}"), 1)
        }
        None => rendered,
    })
}

/// Several findings, with an empty line between them.
#[must_use]
pub fn report_all<'d>(
    diagnostics: impl IntoIterator<Item = &'d Diagnostic>,
    sources: &Sources,
    style: Style,
) -> String {
    let reports: Vec<String> = diagnostics.into_iter().map(|found| report(found, sources, style)).collect();
    reports.join("\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    #[test]
    fn a_line_of_megabytes_is_cut_around_the_label() {
        let sources = Sources::default();
        let text = format!("[{}{{\"bäd\":1}}{}]", "\"ü\",".repeat(500_000), ",2".repeat(1_000_000));
        let at = text.find("\"bäd\"").expect("there");
        let id = sources.add("big.json", text);
        let found =
            Diagnostic::warning("document::syntax", "too bad").label(Span::new(id, at, at + 6), "this");
        let report = report(&found, &sources, Style::Plain);
        assert!(report.len() < 900, "{}", report.len());
        assert!(report.contains("--> big.json:1:2000003\n"), "{report}");
        let lines: Vec<&str> = report.lines().collect();
        let code = lines.iter().position(|line| line.contains("bäd")).expect("shown");
        assert!(lines[code].contains("| …") && lines[code].ends_with('…'), "{report}");
        let column = |line: &str, what: &str| line.find(what).map(|at| line[..at].chars().count());
        assert_eq!(column(lines[code], "\"bäd\""), column(lines[code + 1], "^^^^^ this"), "{report}");
    }

    #[test]
    fn findings_without_a_place_and_with_colours_are_shown() {
        let sources = Sources::default();
        let found = Diagnostic::error("document::syntax", "it is gone")
            .why("it was never there")
            .help("look elsewhere");
        let plain = "error[document::syntax]: it is gone\n  |\n  = note: it was never there\n  = help: look elsewhere";
        assert_eq!(report(&found, &sources, Style::Plain).replace(" |", "  |").replace(" =", "  ="), plain);
        assert!(report(&found, &sources, Style::Coloured).contains("\u{1b}["));
        assert_eq!(
            report_all([&found, &found], &sources, Style::Plain).matches("error[document::syntax]").count(),
            2
        );
    }
}
