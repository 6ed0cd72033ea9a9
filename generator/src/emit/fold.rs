//! Long rows of tables, broken at their brackets as rustfmt would break them.
//!
//! In comes a row; out go lines that fit, as far as its texts let them.

/// Columns of a line.
const WIDTH: usize = 100;

/// Writes a row at a depth; where it is too long, what stands in its outermost brackets gets lines of its own.
pub(super) fn row(text: &str, depth: usize, out: &mut String) {
    let group = (depth * 4 + text.len() > WIDTH).then(|| outermost(text)).flatten();
    let Some((open, close)) = group else {
        return line(text, depth, out);
    };
    line(&text[..=open], depth, out);
    for part in parts(&text[open + 1..close]) {
        row(&format!("{},", part.trim()), depth + 1, out);
    }
    line(&text[close..], depth, out);
}

/// A line at a depth.
pub(super) fn line(text: &str, depth: usize, out: &mut String) {
    for _ in 0..depth {
        out.push_str("    ");
    }
    out.push_str(text);
    out.push('\n');
}

/// The first pair of brackets that holds something.
fn outermost(text: &str) -> Option<(usize, usize)> {
    let mut level = 0;
    let mut start = None;
    for (at, byte) in outside_texts(text) {
        match byte {
            b'(' | b'[' => {
                if level == 0 {
                    start = Some(at);
                }
                level += 1;
            }
            b')' | b']' => {
                level -= 1;
                if level == 0
                    && let Some(open) = start.take().filter(|open| at > open + 1)
                {
                    return Some((open, at));
                }
            }
            _ => {}
        }
    }
    None
}

/// The parts between commas that stand in no brackets.
fn parts(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut level, mut from) = (0, 0);
    for (at, byte) in outside_texts(text) {
        match byte {
            b'(' | b'[' => level += 1,
            b')' | b']' => level -= 1,
            b',' if level == 0 => {
                parts.push(&text[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[from..]);
    parts.retain(|part| !part.trim().is_empty());
    parts
}

/// The bytes of a row that stand in no string literal.
fn outside_texts(text: &str) -> impl Iterator<Item = (usize, u8)> + '_ {
    let (mut quoted, mut escaped) = (false, false);
    text.bytes().enumerate().filter(move |(_, byte)| {
        if quoted {
            quoted = escaped || *byte != b'"';
            escaped = !escaped && *byte == b'\\';
            return false;
        }
        quoted = *byte == b'"';
        !quoted
    })
}

#[cfg(test)]
mod tests {
    use super::row;

    #[test]
    fn rows_break_where_they_are_too_long() {
        let mut out = String::new();
        let long = format!(r#"0 "a[," a: optional [Pattern("{}"), Not(&[Type(STRING)])],"#, "x".repeat(60));
        row(&long, 1, &mut out);
        let lines: Vec<&str> = out.lines().map(str::trim_start).collect();
        assert_eq!(
            (lines[0], lines[2], lines[3]),
            (r#"0 "a[," a: optional ["#, "Not(&[Type(STRING)]),", "],")
        );
    }
}
