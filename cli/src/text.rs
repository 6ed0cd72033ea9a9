//! Words to the terminal.

use std::io::{IsTerminal, Write as _};

use hookwright_build::diagnostic::Style;

/// Prints to standard output. A reader that has gone away (`| head`) is no reason to fail.
pub(crate) fn out(text: &str) {
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
}

/// Prints to standard error.
pub(crate) fn err(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

/// How reports on standard error are drawn.
pub(crate) fn style() -> Style {
    if coloured(&std::io::stderr()) { Style::Coloured } else { Style::Plain }
}

/// Colours where people look on, unless they asked for none (<https://no-color.org>); elsewhere where they are forced
/// (<https://bixense.com/clicolors>).
pub(crate) fn coloured(stream: &impl IsTerminal) -> bool {
    let says = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    let forced = says("CLICOLOR_FORCE").is_some_and(|value| value != "0");
    says("NO_COLOR").is_none() && (forced || stream.is_terminal())
}

/// `1 event`, `2 events`.
pub(crate) fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// On one line, without what would break a comment.
pub(crate) fn line(text: &str) -> String {
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()).collect();
    words.join(" ").replace("-->", "->")
}

/// On one line of Markdown, where no sign means anything.
pub(crate) fn markdown(text: &str) -> String {
    line(text).chars().fold(String::new(), |mut out, c| {
        if matches!(c, '\\' | '*' | '_' | '`' | '<' | '[' | ']' | '|') {
            out.push('\\');
        }
        out.push(c);
        out
    })
}

/// Lines of at most so many characters, where words allow it.
pub(crate) fn wrapped(text: &str, width: usize) -> String {
    let mut out = String::new();
    let mut length = 0;
    for word in text.split_whitespace() {
        let next = word.chars().count();
        if length > 0 && length + 1 + next > width {
            out.push('\n');
            length = 0;
        } else if length > 0 {
            out.push(' ');
            length += 1;
        }
        out.push_str(word);
        length += next;
    }
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_wrapped_between_words() {
        assert_eq!(wrapped("one two  three", 7), "one two\nthree\n");
        assert_eq!(wrapped("unbreakable", 3), "unbreakable\n");
        assert_eq!(line("a\n  b\u{7f} --> c"), "a b -> c");
    }
}
