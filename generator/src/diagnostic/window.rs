//! The lines that a report shows: few, and cut around the label where they are long.

use std::ops::Range;

use crate::source::{Source, SourceId};

use super::Label;

/// A line with more characters than this is cut; minified JSON is one line of megabytes.
pub(super) const LONG: usize = 160;
/// How many characters stay before a label in a long line.
const BEFORE: usize = 60;
/// Labels that are this many lines apart, or fewer, share a window.
const NEAR: usize = 6;

/// A piece of a file with the labels that lie in it.
pub(super) struct Window {
    /// The file.
    pub(super) source: SourceId,
    /// The text, some lines of the file or a part of one.
    pub(super) text: String,
    /// The number of its first line, from 1.
    pub(super) line: usize,
    /// Where the labels lie in the text.
    pub(super) marks: Vec<Mark>,
    /// The column at which a cut line's label seems to be, and the one where it is.
    pub(super) columns: Option<(usize, usize)>,
}

/// A label in a window.
pub(super) struct Mark {
    /// The bytes of the window's text.
    pub(super) range: Range<usize>,
    /// What is said of them.
    pub(super) text: String,
    /// Whether it is where the report points.
    pub(super) primary: bool,
}

/// A label with its file and the part of its first line that it covers.
struct Spot<'l> {
    label: &'l Label,
    primary: bool,
    line: usize,
    bytes: Range<usize>,
}

/// The windows of labels, in their order; labels that are near each other share one.
pub(super) fn windows(
    labels: &[Label],
    find: impl Fn(SourceId) -> Option<std::rc::Rc<Source>>,
) -> Vec<Window> {
    let mut groups: Vec<(std::rc::Rc<Source>, Vec<Spot<'_>>)> = Vec::new();
    for (number, label) in labels.iter().enumerate() {
        let Some(source) = find(label.span.source) else { continue };
        let spot = spot(&source, label, number == 0);
        let near = |spots: &[Spot<'_>]| {
            spots.iter().all(|other| {
                other.label.span.source == label.span.source
                    && other.line.abs_diff(spot.line) <= NEAR
                    && !is_long(&source, other.line)
            })
        };
        match groups.iter_mut().find(|(_, spots)| !is_long(&source, spot.line) && near(spots)) {
            Some((_, spots)) => spots.push(spot),
            None => groups.push((source, vec![spot])),
        }
    }
    groups.iter().map(|(source, spots)| window(source, spots)).collect()
}

fn is_long(source: &Source, line: usize) -> bool {
    source.line_range(line).len() > LONG
}

/// Only the first line of a place is marked: a mapping may be as long as the file.
fn spot<'l>(source: &Source, label: &'l Label, primary: bool) -> Spot<'l> {
    let start = source.floor(label.span.start as usize);
    let line = source.line_of(start);
    let end = source.floor(label.span.end as usize).min(source.line_range(line).end).max(start);
    Spot { label, primary, line, bytes: start..end }
}

fn window(source: &Source, spots: &[Spot<'_>]) -> Window {
    let first = spots.iter().map(|spot| spot.line).min().unwrap_or_default();
    let last = spots.iter().map(|spot| spot.line).max().unwrap_or_default();
    if let [spot] = spots
        && is_long(source, spot.line)
    {
        return cut(source, spot);
    }
    let lines = source.line_range(first).start..source.line_range(last).end;
    let begin = if lines.start == 0 && source.text().starts_with('\u{feff}') { 3 } else { lines.start };
    let mark = |spot: &Spot<'_>| Mark {
        range: spot.bytes.start.max(begin) - begin..spot.bytes.end.max(begin) - begin,
        text: spot.label.text.clone(),
        primary: spot.primary,
    };
    Window {
        source: spots[0].label.span.source,
        text: source.text().get(begin..lines.end.max(begin)).unwrap_or_default().to_owned(),
        line: first + 1,
        marks: spots.iter().map(mark).collect(),
        columns: None,
    }
}

/// A part of a long line, with an ellipsis where it was cut.
fn cut(source: &Source, spot: &Spot<'_>) -> Window {
    let line = source.line_range(spot.line);
    let text = source.text();
    let start = spot.bytes.start.min(line.end);
    let before = text[line.start..start].char_indices().rev().nth(BEFORE - 1).map_or(0, |(at, _)| at);
    let from = line.start + before;
    let until = text[from..line.end].char_indices().nth(LONG - 2).map_or(line.end, |(at, _)| from + at);
    let opening = if from > line.start { "…" } else { "" };
    let closing = if until < line.end { "…" } else { "" };
    let shift = |byte: usize| byte.clamp(from, until) - from + opening.len();
    let shown = text[from..start].chars().count() + opening.chars().count() + 1;
    Window {
        source: spot.label.span.source,
        text: format!("{opening}{}{closing}", &text[from..until]),
        line: spot.line + 1,
        marks: vec![Mark {
            range: shift(start)..shift(spot.bytes.end),
            text: spot.label.text.clone(),
            primary: spot.primary,
        }],
        columns: Some((shown, source.position(start).column)),
    }
}
