//! `pattern`: whether a text matches, by jsonschema, and texts that match, from the parsed expression.
//!
//! In comes a pattern of ECMA-262; out go verdicts and texts. What it can't translate (looking around, references back)
//! gives no texts, only verdicts.

use std::fmt;
use std::sync::OnceLock;

use jsonschema::Validator;
use regex_syntax::hir::{Class, ClassUnicode, Hir, HirKind};
use serde_json::{Value, json};

/// More characters than that are no text of a test.
pub(super) const LONGEST: usize = 64 * 1024;

/// A pattern.
pub(super) struct Pattern {
    pub(super) source: String,
    validator: OnceLock<Option<Validator>>,
    parsed: OnceLock<Option<Hir>>,
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Pattern").field(&self.source).finish()
    }
}

impl Pattern {
    pub(super) fn new(source: &str) -> Self {
        Self { source: source.to_owned(), validator: OnceLock::new(), parsed: OnceLock::new() }
    }

    /// Whether the pattern is found in a text; a pattern that is none is found everywhere.
    pub(super) fn matches(&self, text: &str) -> bool {
        let build = || jsonschema::draft202012::options().build(&json!({ "pattern": self.source })).ok();
        let validator = self.validator.get_or_init(build).as_ref();
        validator.is_none_or(|validator| validator.is_valid(&Value::String(text.to_owned())))
    }

    fn parsed(&self) -> Option<&Hir> {
        let parse = || regex_syntax::parse(&jsonschema_regex::to_rust_regex(&self.source).ok()?).ok();
        self.parsed.get_or_init(parse).as_ref()
    }

    /// A text that matches and has a length between two bounds; `turn` chooses among several. It has been tried.
    pub(super) fn text(&self, least: usize, most: usize, turn: usize) -> Option<String> {
        let hir = self.parsed()?;
        (0..8).find_map(|more| {
            let mut writer = Writer { out: String::new(), turn: turn + more, least, most: most.min(LONGEST) };
            writer.write(hir, least);
            let mut count = writer.out.chars().count();
            while count < least.min(LONGEST) {
                writer.out.push('x');
                count += 1;
            }
            (count <= most && count >= least && self.matches(&writer.out)).then_some(writer.out)
        })
    }
}

/// The least and the greatest number of characters.
fn lengths(hir: &Hir) -> (usize, usize) {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => (0, 0),
        HirKind::Literal(literal) => {
            let count = String::from_utf8_lossy(&literal.0).chars().count();
            (count, count)
        }
        HirKind::Class(_) => (1, 1),
        HirKind::Repetition(repetition) => {
            let (least, most) = lengths(&repetition.sub);
            let times = repetition.max.map_or(usize::MAX, |max| max as usize);
            (least.saturating_mul(repetition.min as usize), most.saturating_mul(times))
        }
        HirKind::Capture(capture) => lengths(&capture.sub),
        HirKind::Concat(parts) => parts.iter().map(lengths).fold((0, 0), |(least, most), (low, high)| {
            (least.saturating_add(low), most.saturating_add(high))
        }),
        HirKind::Alternation(parts) => parts
            .iter()
            .map(lengths)
            .fold((usize::MAX, 0), |(least, most), (low, high)| (least.min(low), most.max(high))),
    }
}

/// Writes one text.
struct Writer {
    out: String,
    turn: usize,
    least: usize,
    most: usize,
}

impl Writer {
    /// Writes a part that should have at least so many characters.
    fn write(&mut self, hir: &Hir, wanted: usize) {
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => {}
            HirKind::Literal(literal) => self.out.push_str(&String::from_utf8_lossy(&literal.0)),
            HirKind::Class(Class::Unicode(class)) => {
                self.out.extend(character(class, self.turn + self.out.len()));
            }
            HirKind::Class(Class::Bytes(_)) => self.out.push('a'),
            HirKind::Capture(capture) => self.write(&capture.sub, wanted),
            HirKind::Repetition(repetition) => self.repeat(repetition, wanted),
            HirKind::Concat(parts) => self.concat(parts, wanted),
            HirKind::Alternation(parts) => {
                let fitting: Vec<&Hir> = parts.iter().filter(|part| lengths(part).1 >= wanted).collect();
                let part = fitting.get(self.turn % fitting.len().max(1)).copied().or(parts.first());
                part.into_iter().for_each(|part| self.write(part, wanted));
            }
        }
    }

    /// What is wanted beyond the least of all parts goes to one that can grow, and what is left of it to the others.
    fn concat(&mut self, parts: &[Hir], wanted: usize) {
        let sizes: Vec<(usize, usize)> = parts.iter().map(lengths).collect();
        let least = sizes.iter().map(|(low, _)| *low).fold(0, usize::saturating_add);
        let mut missing = wanted.saturating_sub(least);
        let mut growing: Vec<usize> = (0..parts.len()).filter(|at| sizes[*at].1 > sizes[*at].0).collect();
        let first = self.turn % growing.len().max(1);
        growing.rotate_left(first);
        let mut more = vec![0; parts.len()];
        for at in growing {
            more[at] = missing.min(sizes[at].1 - sizes[at].0);
            missing -= more[at];
        }
        for ((part, more), (low, _)) in parts.iter().zip(more).zip(sizes) {
            self.write(part, low + more);
        }
    }

    fn repeat(&mut self, repetition: &regex_syntax::hir::Repetition, wanted: usize) {
        let (low, high) = lengths(&repetition.sub);
        let most = repetition.max.map_or(usize::MAX, |max| max as usize);
        let mut times = repetition.min as usize;
        let start = self.out.chars().count();
        // A few more where nothing else is said: `.+` is not one letter in real life.
        let usual =
            if self.least == 0 && wanted == 0 && self.most > 40 { times.max(3).min(most) } else { times };
        if high > 0 {
            times = times.max(wanted.div_ceil(high));
        }
        times = times.max(usual).min(most).min(LONGEST);
        for round in 0..times {
            let have = self.out.chars().count() - start;
            if have > LONGEST
                || (round >= repetition.min as usize && low > 0 && self.out.chars().count() + low > self.most)
            {
                break;
            }
            let left = wanted.saturating_sub(have).div_ceil(times - round);
            self.write(&repetition.sub, left);
        }
    }
}

/// A character of a class: letters and digits before others.
fn character(class: &ClassUnicode, turn: usize) -> Option<char> {
    let holds = |c: char| class.ranges().iter().any(|range| range.start() <= c && c <= range.end());
    let usual: Vec<char> = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_. "
        .chars()
        .filter(|c| holds(*c))
        .collect();
    match usual.get(turn % usual.len().max(1)) {
        Some(one) => Some(*one),
        None => class.ranges().first().map(regex_syntax::hir::ClassUnicodeRange::start),
    }
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    #[test]
    fn texts_match_and_have_the_length_that_is_asked_for() {
        for (source, lengths) in [
            (r"^[A-Z]{2}-\d{4}$", vec![(0, 100), (7, 7)]),
            (r"^(foo|bar)+\.[a-z]*$", vec![(0, 100), (4, 4), (12, 12), (300, 300)]),
            (r"^(?:imsi-[0-9]{5,15}|nai-.+|.+)$", vec![(0, 100), (1, 1), (20, 20), (255, 255)]),
            (r"^[^0-9]\x41\u{1F600}?$", vec![(0, 10)]),
            (r"^[a-z_]+$", vec![(1, 1), (9, 9), (1000, 1000)]),
            (r"needle", vec![(0, 10), (6, 6), (50, 50)]),
            (r"^\p{L}{3}$", vec![(3, 3)]),
            (r"^$", vec![(0, 0)]),
        ] {
            let pattern = Pattern::new(source);
            for (least, most) in lengths {
                for turn in 0..5 {
                    let text = pattern.text(least, most, turn);
                    let count = text.as_deref().map(|text| text.chars().count());
                    assert!(
                        count.is_some_and(|count| (least..=most).contains(&count)),
                        "{source} {least} {most}: {text:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn what_cannot_be_made_is_none() {
        assert_eq!(Pattern::new(r"^[a-z]{3}$").text(4, 9, 0), None);
        assert_eq!(Pattern::new(r"^(?!a)b(?=c)").text(0, 9, 0), None);
    }
}
