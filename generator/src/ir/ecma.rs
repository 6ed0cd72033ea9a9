//! Regular expressions of ECMA-262 as the runtime's engine reads them.
//!
//! In comes a `pattern` of JSON Schema; out goes the same for the crate regex-lite, whose classes are those of ASCII
//! as ECMA's are. Where the two differ (`.`, `\s`, escapes, brackets in brackets) the pattern is rewritten; what needs
//! backtracking or the tables of Unicode is refused, and a general validator takes it.

use std::iter::Peekable;
use std::str::Chars;

/// Why a pattern has no translation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It is right, and beyond an engine of linear time.
    Engine,
    /// It is wrong.
    Invalid(String),
}

/// White space as ECMA-262 has it, inside of brackets.
const SPACE: &str =
    r"\t\n\x0B\f\r\x20\xA0\u{1680}\u{2000}-\u{200A}\u{2028}\u{2029}\u{202F}\u{205F}\u{3000}\u{FEFF}";

/// Translates a pattern, and tries the outcome.
pub(super) fn translate(pattern: &str) -> Result<String, Refusal> {
    let mut scan = Scan { rest: pattern.chars().peekable(), out: String::with_capacity(pattern.len()) };
    while let Some(next) = scan.rest.next() {
        scan.one(next)?;
    }
    match regex_lite::Regex::new(&scan.out) {
        Ok(_) => Ok(scan.out),
        Err(error) if error.to_string().contains("size") => Err(Refusal::Engine),
        Err(error) => Err(Refusal::Invalid(error.to_string())),
    }
}

struct Scan<'p> {
    rest: Peekable<Chars<'p>>,
    out: String,
}

impl Scan<'_> {
    fn one(&mut self, next: char) -> Result<(), Refusal> {
        match next {
            '\\' => self.escape(false),
            '[' => self.class(),
            '(' => self.group(),
            '.' => {
                self.out.push_str(r"[^\n\r\u{2028}\u{2029}]");
                Ok(())
            }
            '{' if !self.is_count() => {
                self.out.push_str(r"\{");
                Ok(())
            }
            ']' => {
                self.out.push_str(r"\]");
                Ok(())
            }
            other => {
                self.out.push(other);
                Ok(())
            }
        }
    }

    /// Whether what follows `{` makes it a count.
    fn is_count(&self) -> bool {
        let ahead: String = self.rest.clone().take_while(|c| *c != '}').collect();
        let closed = self.rest.clone().any(|c| c == '}');
        let (least, most) = ahead.split_once(',').unwrap_or((&ahead, ""));
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        closed && !least.is_empty() && digits(least) && digits(most)
    }

    /// What follows `(`: names of groups go, looking around is beyond the engine.
    fn group(&mut self) -> Result<(), Refusal> {
        let ahead: String = self.rest.clone().take(3).collect();
        if !ahead.starts_with('?') {
            self.out.push('(');
            return Ok(());
        }
        if ahead.starts_with("?:") {
            self.rest.nth(1);
            self.out.push_str("(?:");
            return Ok(());
        }
        let named = ahead.starts_with("?<") && !matches!(ahead.chars().nth(2), Some('=' | '!'));
        if !named {
            return Err(Refusal::Engine);
        }
        self.rest.by_ref().find(|c| *c == '>');
        self.out.push('(');
        Ok(())
    }

    fn class(&mut self) -> Result<(), Refusal> {
        self.out.push('[');
        if self.rest.next_if_eq(&'^').is_some() {
            self.out.push('^');
        }
        if self.rest.peek() == Some(&']') {
            // `[]` and `[^]`: nothing and anything.
            return Err(Refusal::Engine);
        }
        while let Some(next) = self.rest.next() {
            match next {
                ']' => {
                    self.out.push(']');
                    return Ok(());
                }
                '\\' => self.escape(true)?,
                '[' | '&' | '~' => {
                    self.out.push('\\');
                    self.out.push(next);
                }
                '-' if self.rest.peek() == Some(&'-') => self.out.push_str(r"\-"),
                other => self.out.push(other),
            }
        }
        Err(Refusal::Invalid("a class is not closed by `]`".to_owned()))
    }

    /// What follows a backslash.
    fn escape(&mut self, in_class: bool) -> Result<(), Refusal> {
        let Some(next) = self.rest.next() else {
            return Err(Refusal::Invalid("it ends with a backslash".to_owned()));
        };
        match next {
            'd' | 'D' | 'w' | 'W' | 't' | 'n' | 'r' | 'f' | 'v' => {
                self.out.push('\\');
                self.out.push(next);
            }
            'b' if in_class => self.out.push_str(r"\x08"),
            'b' | 'B' if !in_class => {
                self.out.push('\\');
                self.out.push(next);
            }
            's' if in_class => self.out.push_str(SPACE),
            's' => self.out.push_str(&format!("[{SPACE}]")),
            'S' if !in_class => self.out.push_str(&format!("[^{SPACE}]")),
            '0' if !self.rest.peek().is_some_and(char::is_ascii_digit) => self.out.push_str(r"\x00"),
            'x' => {
                let code = self.hex(2)?;
                self.code(code)?;
            }
            'u' => {
                let code = self.unicode()?;
                self.code(code)?;
            }
            'c' => {
                let control = self.rest.next().filter(char::is_ascii_alphabetic);
                let control = control.ok_or_else(|| Refusal::Invalid(r"`\c` needs a letter".to_owned()))?;
                self.code(u32::from(control) % 32)?;
            }
            'S' | 'p' | 'P' | 'k' | '1'..='9' => return Err(Refusal::Engine),
            other => self.literal(other),
        }
        Ok(())
    }

    fn literal(&mut self, character: char) {
        // Punctuation may always be escaped, letters never.
        if character.is_ascii_punctuation() && !matches!(character, '<' | '>' | '_') {
            self.out.push('\\');
        }
        self.out.push(character);
    }

    fn code(&mut self, code: u32) -> Result<(), Refusal> {
        if char::from_u32(code).is_none() {
            return Err(Refusal::Engine);
        }
        self.out.push_str(&format!(r"\u{{{code:X}}}"));
        Ok(())
    }

    /// `1F600` of `\u{1F600}`, `00e9` of `\u00e9`, and two halves of one character.
    fn unicode(&mut self) -> Result<u32, Refusal> {
        if self.rest.next_if_eq(&'{').is_some() {
            let digits: String = self.rest.by_ref().take_while(|c| *c != '}').collect();
            return u32::from_str_radix(&digits, 16)
                .map_err(|_| Refusal::Invalid(r"`\u{…}` needs hexadecimal digits".to_owned()));
        }
        let first = self.hex(4)?;
        let paired = (0xD800..0xDC00).contains(&first) && self.rest.clone().take(2).eq(['\\', 'u']);
        if !paired {
            return Ok(first);
        }
        self.rest.nth(1);
        let second = self.hex(4)?;
        Ok(0x10000 + ((first - 0xD800) << 10) + (second & 0x3FF))
    }

    fn hex(&mut self, length: usize) -> Result<u32, Refusal> {
        let digits: String = self.rest.by_ref().take(length).collect();
        u32::from_str_radix(&digits, 16)
            .ok()
            .filter(|_| digits.len() == length)
            .ok_or_else(|| Refusal::Invalid(format!("{length} hexadecimal digits are expected in an escape")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, text: &str) -> bool {
        let regex = translate(pattern).unwrap_or_else(|why| panic!("{pattern}: {why:?}"));
        regex_lite::Regex::new(&regex).expect("tried").is_match(text)
    }

    #[test]
    fn patterns_mean_what_ecma_262_says() {
        for (pattern, yes, no) in [
            (r"^org_[A-Za-z0-9]{3}$", "org_aZ9", "org_aZ"),
            (r"^\d+$", "42", "٤٢"),
            (r"^\s$", "\u{FEFF}", "a"),
            (r"^\S$", "a", "\u{A0}"),
            (r"^.$", "é", "\u{2028}"),
            (r"^[\s,]+$", "\u{3000},", "x"),
            (r"^[[a&&b-]$", "[", "c"),
            (r"^\/a\-b\@\_c$", "/a-b@_c", "a-b"),
            (r"^\u00e9\ud83d\ude00$", "é😀", "e"),
            (r"^(?<year>\d{4})-(?:0[1-9]|1[0-2])$", "2026-12", "2026-13"),
            (r"^a{,2}$", "a{,2}", "aa"),
            (r"^\cJ$", "\n", "J"),
            (r"^}]$", "}]", "]"),
            ("a|b", "xxb", "xxc"),
        ] {
            assert!(matches(pattern, yes), "{pattern} should match {yes:?}");
            assert!(!matches(pattern, no), "{pattern} should not match {no:?}");
        }
    }

    #[test]
    fn what_is_beyond_the_engine_is_told_from_what_is_wrong() {
        for pattern in [r"^(?!a)b$", r"(a)\1", r"\p{Letter}", "[^]", r"(?<=a)b", r"[\S]"] {
            assert_eq!(translate(pattern), Err(Refusal::Engine), "{pattern}");
        }
        for pattern in ["(a", "[a", r"a\", r"\x4", "*", "a)"] {
            assert!(matches!(translate(pattern), Err(Refusal::Invalid(_))), "{pattern}");
        }
    }
}
