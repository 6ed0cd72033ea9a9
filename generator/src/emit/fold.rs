//! Long rows of tables, broken at their brackets as rustfmt would break them.
//!
//! In comes a row; out go lines that fit, as far as its texts let them.

/// Columns of a line.
const WIDTH: usize = 100;

/// Writes a row at a depth; where it is too long, what stands in its outermost brackets gets lines of its own.
pub(super) fn row(text: &str, depth: usize, out: &mut String) {
    // A comment's brackets are words.
    let may_break = depth * 4 + text.len() > WIDTH && !text.starts_with("///");
    let group = may_break.then(|| outermost(text)).flatten();
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

/// The bytes of a row that stand in no string literal, raw ones included.
fn outside_texts(text: &str) -> impl Iterator<Item = (usize, u8)> + '_ {
    let mut resume = 0;
    text.bytes().enumerate().filter(move |(at, byte)| {
        if *at < resume {
            return false;
        }
        if *byte == b'"' {
            resume = at + 1 + text_length(text, *at);
        }
        *byte != b'"'
    })
}

/// How long a literal is behind its opening quote, with the closing one. Hashes before the quote make it a raw one.
fn text_length(text: &str, quote: usize) -> usize {
    let (before, after) = (&text[..quote], &text[quote + 1..]);
    let bare = before.trim_end_matches('#');
    if bare.ends_with('r') && bare.len() < before.len() {
        let close = format!("\"{}", &before[bare.len()..]);
        return after.find(&close).map_or(after.len(), |end| end + close.len());
    }
    let mut escaped = false;
    let end = after.bytes().position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    });
    end.map_or(after.len(), |end| end + 1)
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
    #[test]
    fn texts_stay_whole() {
        let body =
            format!(r##"Case {{ headers: &[], body: r#"{{"a":"b (c, d) [e]{}"}}"# }},"##, "x".repeat(90));
        let mut out = String::new();
        row(&body, 0, &mut out);
        assert_eq!(out.trim_end(), body);
        let quoted = format!(r#"A("\"(b, c)\\", "{}"),"#, "x".repeat(90));
        out.clear();
        row(&quoted, 0, &mut out);
        assert_eq!(out.lines().nth(1).map(str::trim), Some(r#""\"(b, c)\\","#));
    }
}
