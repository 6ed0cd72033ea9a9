//! Documentation text of a document, made safe for `///`.
//!
//! Comes in: Markdown as authors write it. Goes out: lines that rustdoc renders and never runs.
//! Fenced and indented code would become doctests of the user's crate, bare URLs, angle brackets
//! and square brackets would become warnings of `cargo doc`.

use super::nodes::Docs;

/// The lines of several texts, with an empty line between them; equal texts appear once.
#[must_use]
pub fn lines<'t>(texts: impl IntoIterator<Item = &'t str>) -> Docs {
    let mut docs = Docs::new();
    let mut seen: Vec<&str> = Vec::new();
    for text in texts {
        let text = text.trim();
        if text.is_empty() || seen.contains(&text) {
            continue;
        }
        seen.push(text);
        if !docs.is_empty() {
            docs.push(String::new());
        }
        append(&mut docs, text);
    }
    docs
}

/// A name or value of the document as a code span; control characters are written out, so that it stays on its line.
#[must_use]
pub fn code(text: &str) -> String {
    let plain = text.replace('`', "'");
    if plain.contains(char::is_control) {
        format!("`{}`", plain.escape_debug())
    } else {
        format!("`{plain}`")
    }
}

fn append(docs: &mut Docs, text: &str) {
    let mut fenced = false;
    for line in text.lines() {
        // A lone carriage return ends no line of Markdown, and rustc refuses it in comments.
        let line = line.trim_end().replace('\t', "    ").replace('\r', " ");
        let bare = line.trim_start();
        if bare.starts_with("```") || bare.starts_with("~~~") {
            docs.push(if fenced { bare.to_owned() } else { fence(bare) });
            fenced = !fenced;
        } else if fenced {
            docs.push(line);
        } else {
            docs.push(prose(&line));
        }
    }
    if fenced {
        docs.push("```".to_owned());
    }
}

/// Opens a fence as plain text, so that rustdoc does not compile it.
fn fence(line: &str) -> String {
    let ticks: String = line.chars().take_while(|c| matches!(c, '`' | '~')).collect();
    format!("{ticks}text")
}

/// A line of prose: at most three spaces of indent, since four are a code block.
fn prose(line: &str) -> String {
    let body = line.trim_start();
    let indent = (line.len() - body.len()).min(2);
    let mut out = " ".repeat(indent);
    let mut in_code = false;
    let mut rest = body;
    while let Some(c) = rest.chars().next() {
        if c == '`' {
            in_code = !in_code && rest[1..].contains('`');
        }
        if in_code || c == '`' {
            out.push(c);
            rest = &rest[c.len_utf8()..];
            continue;
        }
        rest = outside_code(rest, c, &mut out);
    }
    out
}

/// Writes one piece of prose and gives what is left of the line.
fn outside_code<'r>(rest: &'r str, c: char, out: &mut String) -> &'r str {
    if rest.starts_with("http://") || rest.starts_with("https://") {
        return url(rest, out);
    }
    if c == '[' {
        if let Some(link) = inline_link(rest) {
            out.push_str(link);
            return &rest[link.len()..];
        }
        out.push_str("\\[");
    } else if matches!(c, '<' | '>' | ']') {
        // An author's own escape stays as it is.
        if !out.ends_with('\\') {
            out.push('\\');
        }
        out.push(c);
    } else {
        out.push(c);
    }
    &rest[c.len_utf8()..]
}

/// A Markdown link with its target, `[text](https://…)`, whole.
fn inline_link(rest: &str) -> Option<&str> {
    let close = rest.find("](")?;
    let text = &rest[1..close];
    let end = close + rest[close..].find(')')?;
    let target = &rest[close + 2..end];
    let plain = !text.contains(['[', '<', '`']) && !target.contains(['<', ' ', '`']);
    let absolute =
        target.starts_with("http://") || target.starts_with("https://") || target.starts_with("mailto:");
    (plain && absolute).then(|| &rest[..=end])
}

/// A bare URL in angle brackets.
fn url<'r>(rest: &'r str, out: &mut String) -> &'r str {
    let end = rest.find(|c: char| c.is_whitespace() || "<>\"'`)]}|\\^".contains(c)).unwrap_or(rest.len());
    let url = rest[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', '*', '_']);
    if url.ends_with("//") {
        out.push_str(url);
    } else {
        out.push('<');
        out.push_str(url);
        out.push('>');
    }
    &rest[url.len()..]
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn texts_are_joined_once_each() {
        assert_eq!(lines(["One", "One", "", "Two"]), ["One", "", "Two"]);
    }

    #[test]
    fn code_never_becomes_a_doctest() {
        assert_eq!(lines(["```json\n{}\n```"]), ["```text", "{}", "```"]);
        assert_eq!(lines(["a\n\n        indented"]), ["a", "", "  indented"]);
        assert_eq!(lines(["```\nopen"]), ["```text", "open", "```"]);
    }

    #[test]
    fn prose_is_escaped_and_links_stay() {
        assert_eq!(lines(["see https://x.y/z."]), ["see <https://x.y/z>."]);
        assert_eq!(lines(["[a](https://b) [c] `[d]<e>` <f>"]), ["[a](https://b) \\[c\\] `[d]<e>` \\<f\\>"]);
        assert_eq!(lines(["Foo<Bar>[]"]), ["Foo\\<Bar\\>\\[\\]"]);
    }
}
