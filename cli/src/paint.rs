//! Colours, and JSON in them.
//!
//! Comes in: text and values. Goes out: the same for a terminal. It must not let through what a terminal would obey.

use serde_json::Value;

/// Draws in colours, or does not.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Paint(pub(crate) bool);

/// What a text is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Ink {
    Good,
    Bad,
    Quiet,
    Strong,
    Name,
    Text,
    Number,
    Word,
}

impl Paint {
    /// The text, without what a terminal would obey.
    pub(crate) fn ink(self, ink: Ink, text: &str) -> String {
        let text = plain(text);
        let code = match ink {
            _ if !self.0 => return text,
            Ink::Good | Ink::Text => "32",
            Ink::Bad => "31",
            Ink::Quiet => "2",
            Ink::Strong => "1",
            Ink::Name => "36",
            Ink::Number => "33",
            Ink::Word => "35",
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }

    /// A value in lines.
    pub(crate) fn json(self, value: &Value) -> String {
        let mut out = String::new();
        self.value(value, 0, &mut out);
        out
    }

    fn value(self, value: &Value, depth: usize, out: &mut String) {
        match value {
            Value::Object(members) if !members.is_empty() => {
                self.many(('{', '}'), depth, out, members.iter(), |(name, value), out| {
                    *out += &self.ink(Ink::Name, &Value::from(name.as_str()).to_string());
                    *out += ": ";
                    self.value(value, depth + 1, out);
                });
            }
            Value::Array(items) if !items.is_empty() => {
                self.many(('[', ']'), depth, out, items.iter(), |value, out| {
                    self.value(value, depth + 1, out);
                });
            }
            Value::String(_) => *out += &self.ink(Ink::Text, &value.to_string()),
            Value::Number(_) => *out += &self.ink(Ink::Number, &value.to_string()),
            _ => *out += &self.ink(Ink::Word, &value.to_string()),
        }
    }

    fn many<T>(
        self,
        (open, close): (char, char),
        depth: usize,
        out: &mut String,
        items: impl ExactSizeIterator<Item = T>,
        each: impl Fn(T, &mut String),
    ) {
        let last = items.len().saturating_sub(1);
        out.push(open);
        for (at, item) in items.enumerate() {
            *out += &format!("\n{}", "  ".repeat(depth + 1));
            each(item, out);
            if at < last {
                out.push(',');
            }
        }
        *out += &format!("\n{}{close}", "  ".repeat(depth));
    }
}

/// Without control characters, and without those that turn the direction of what follows.
pub(crate) fn plain(text: &str) -> String {
    let obeyed = |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().flat_map(|c| if obeyed(c) { c.escape_default().collect() } else { vec![c] }).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn json_stands_in_lines_and_obeys_nobody() {
        let value = json!({ "a": [1, "x\u{1b}[2J\u{202e}"], "b": {}, "c": null });
        let expected =
            "{\n  \"a\": [\n    1,\n    \"x\\u001b[2J\\u{202e}\"\n  ],\n  \"b\": {},\n  \"c\": null\n}";
        assert_eq!(Paint(false).json(&value), expected);
        let coloured = Paint(true).json(&value);
        assert!(coloured.contains("\u{1b}[36m\"a\"\u{1b}[0m"), "{coloured:?}");
        let bare = coloured
            .split("\u{1b}[")
            .skip(1)
            .all(|part| part.split('m').next().is_some_and(|code| code.len() <= 2));
        assert!(bare, "{coloured:?}");
    }
}
