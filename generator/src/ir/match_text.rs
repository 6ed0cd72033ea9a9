//! Short texts that match a pattern, for samples.
//!
//! In comes a regular expression as `ecma` writes it; out goes a text that matches it, or none where the pattern asks
//! for more than this simple walk gives: the first alternative, the least count, the first character of a class.

use std::iter::Peekable;
use std::str::Chars;

/// Longer samples help nobody.
const LONGEST: usize = 4096;

/// A text that matches the pattern and has at least so many characters, where a part may be repeated that often.
pub(super) fn matching(regex: &str, least: usize) -> Option<String> {
    let engine = regex_lite::Regex::new(regex).ok()?;
    // One more round of what may repeat makes texts longer: the first that fits is the shortest.
    (0..=least.min(LONGEST)).find_map(|rounds| {
        let mut walk = Walk { rest: regex.chars().peekable(), rounds };
        let text = walk.alternatives();
        let fits = text.chars().count() >= least && text.len() <= LONGEST && engine.is_match(&text);
        fits.then_some(text)
    })
}

struct Walk<'p> {
    rest: Peekable<Chars<'p>>,
    /// How often what may repeat without end does.
    rounds: usize,
}

impl Walk<'_> {
    /// The first of several alternatives; the others are passed over.
    fn alternatives(&mut self) -> String {
        let first = self.sequence();
        while self.rest.next_if_eq(&'|').is_some() {
            self.sequence();
        }
        first
    }

    fn sequence(&mut self) -> String {
        let mut out = String::new();
        while let Some(next) = self.rest.next_if(|c| !matches!(c, '|' | ')')) {
            let one = match next {
                '^' | '$' => continue,
                '(' => self.group(),
                '[' => self.class().to_string(),
                '.' => "x".to_owned(),
                '\\' => self.escape(),
                other => other.to_string(),
            };
            let count = self.count();
            if out.len() + one.len() * count <= LONGEST {
                out.push_str(&one.repeat(count));
            }
        }
        out
    }

    fn group(&mut self) -> String {
        if self.rest.next_if_eq(&'?').is_some() {
            self.rest.next();
        }
        let inner = self.alternatives();
        self.rest.next();
        inner
    }

    /// How often what stands before is to be repeated.
    fn count(&mut self) -> usize {
        let (least, most) = match self.rest.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => return self.counted(),
            _ => return 1,
        };
        self.rest.next();
        self.rest.next_if_eq(&'?');
        self.between(least, most)
    }

    fn counted(&mut self) -> usize {
        let text: String = self.rest.by_ref().skip(1).take_while(|c| *c != '}').collect();
        self.rest.next_if_eq(&'?');
        let (least, most) = text.split_once(',').unwrap_or((&text, &text));
        self.between(least.parse().unwrap_or(0), most.parse().ok())
    }

    fn between(&self, least: usize, most: Option<usize>) -> usize {
        (least + self.rounds).min(most.unwrap_or(usize::MAX)).max(least)
    }

    /// A character of a class.
    fn class(&mut self) -> char {
        let negated = self.rest.next_if_eq(&'^').is_some();
        let mut first = None;
        while let Some(next) = self.rest.next() {
            let member = match next {
                ']' => break,
                '\\' => self.escape().chars().next(),
                other => Some(other),
            };
            first = first.or(member);
        }
        if negated {
            // What a class leaves out is seldom all of these.
            ['a', 'Z', '0', '~'].into_iter().find(|c| Some(*c) != first).unwrap_or('a')
        } else {
            first.unwrap_or('a')
        }
    }

    fn escape(&mut self) -> String {
        let text = match self.rest.next() {
            Some('d') => "0",
            Some('D' | 'w' | 'b' | 'B') => "a",
            Some('W') => " ",
            Some('t') => "\t",
            Some('n') => "\n",
            Some('r') => "\r",
            Some('x' | 'u') => return self.code().map_or(String::new(), |c| c.to_string()),
            Some(other) => return other.to_string(),
            None => "",
        };
        text.to_owned()
    }

    /// `{1F600}`, or two digits.
    fn code(&mut self) -> Option<char> {
        let digits: String = if self.rest.next_if_eq(&'{').is_some() {
            self.rest.by_ref().take_while(|c| *c != '}').collect()
        } else {
            self.rest.by_ref().take(2).collect()
        };
        char::from_u32(u32::from_str_radix(&digits, 16).ok()?)
    }
}

#[cfg(test)]
mod tests {
    use super::matching;

    #[test]
    fn texts_match_their_patterns() {
        for (pattern, least) in [
            (r"^[A-Z]{2}-\d{4}$", 0),
            (r"^(foo|bar)+\.[a-z]*$", 12),
            (r"^(?:imsi-[0-9]{5,15}|nai-.+|.+)$", 0),
            (r"^[^0-9]\x41\u{1F600}?$", 0),
            (r"^[a-z_]+$", 9),
        ] {
            let text = matching(pattern, least);
            assert!(text.is_some(), "{pattern}");
        }
        assert_eq!(matching(r"^[A-Z]{2}-\d{4}$", 0).as_deref(), Some("AA-0000"));
        assert_eq!(matching(r"^a\b!$", 0), None);
    }
}
