//! JSON with its parts marked, so that it is coloured without a script.
//!
//! Comes in: a value. Goes out: HTML of its lines, escaped, and how many were left out. It must not know colours.

use std::fmt::Write as _;

use serde_json::Value;

/// Text for HTML.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

/// Marked JSON, two spaces to a level.
pub(super) fn json(value: &Value) -> String {
    let mut out = String::new();
    write(value, 0, &mut out);
    out
}

fn write(value: &Value, level: usize, out: &mut String) {
    match value {
        Value::Object(members) if !members.is_empty() => {
            let each = members.iter().map(|(name, value)| (Some(name), value));
            lines(each, ['{', '}'], level, out);
        }
        Value::Array(items) if !items.is_empty() => {
            lines(items.iter().map(|value| (None, value)), ['[', ']'], level, out);
        }
        Value::Object(_) => out.push_str("{}"),
        Value::Array(_) => out.push_str("[]"),
        Value::String(_) => mark("s", value, out),
        Value::Number(_) => mark("n", value, out),
        Value::Bool(_) | Value::Null => mark("l", value, out),
    }
}

fn lines<'a>(
    each: impl Iterator<Item = (Option<&'a String>, &'a Value)>,
    [open, close]: [char; 2],
    level: usize,
    out: &mut String,
) {
    out.push(open);
    for (index, (name, value)) in each.enumerate() {
        if index > 0 {
            out.push(',');
        }
        out.push('\n');
        out.push_str(&"  ".repeat(level + 1));
        if let Some(name) = name {
            mark("k", &Value::String(name.clone()), out);
            out.push_str(": ");
        }
        write(value, level + 1, out);
    }
    out.push('\n');
    out.push_str(&"  ".repeat(level));
    out.push(close);
}

fn mark(class: &str, value: &Value, out: &mut String) {
    let _ = write!(out, "<span class=\"{class}\">{}</span>", escape(&value.to_string()));
}

/// The beginning of marked lines, where they are more than so many bytes, and how many lines were left out.
pub(super) fn beginning(marked: &str, most: usize) -> (&str, usize) {
    if marked.len() <= most {
        return (marked, 0);
    }
    let end = marked.char_indices().map(|(at, _)| at).take_while(|at| *at <= most).last().unwrap_or(0);
    let cut = marked[..end].rfind('\n').unwrap_or(0);
    (&marked[..cut], marked[cut..].matches('\n').count())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_marked_and_escaped() {
        let value = json!({"<b>": ["</script>", 1, null], "e": {}});
        let expected = "{\n  <span class=\"k\">&quot;&lt;b&gt;&quot;</span>: [\n    <span class=\"s\">&quot;&lt;/script&gt;&quot;</span>,\n    <span class=\"n\">1</span>,\n    <span class=\"l\">null</span>\n  ],\n  <span class=\"k\">&quot;e&quot;</span>: {}\n}";
        assert_eq!(json(&value), expected);
    }

    #[test]
    fn what_is_long_is_cut_between_lines() {
        assert_eq!(beginning("ab\ncd\nef", 4), ("ab", 2));
        assert_eq!(beginning("ab\ncd", 40), ("ab\ncd", 0));
    }
}
