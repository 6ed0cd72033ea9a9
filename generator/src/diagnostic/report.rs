//! Reports for people: the message, the lines of the document, the cause and the way out.

use annotate_snippets::{Annotation, AnnotationKind, Group, Level as Title, Renderer, Snippet};

use super::window::{Window, windows};
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
