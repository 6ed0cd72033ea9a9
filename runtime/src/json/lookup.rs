//! Scalars at JSON Pointers, without decoding.
//!
//! In come a body and RFC 6901 pointers; out go the texts of the strings, numbers and booleans
//! there. The scan ends as soon as all are found, so what stands behind them is not looked at: a
//! found scalar does not say that the body is JSON.

use std::borrow::Cow;

use super::DEEPEST;
use super::scan::{Broken, Scan, Text};
use super::unescape;

/// The scalar at `pointer`: a string without its escapes, a number or boolean as it is written.
///
/// `None` where there is nothing, null, an array or an object, and where the body breaks off as
/// JSON before. Of members with one name the first one counts.
///
/// ```
/// use hookwright::json::lookup;
///
/// let body = br#"{"action": "opened", "issue": {"number": 7, "labels": ["a\/b"]}}"#;
/// assert_eq!(lookup(body, "/action").as_deref(), Some("opened"));
/// assert_eq!(lookup(body, "/issue/number").as_deref(), Some("7"));
/// assert_eq!(lookup(body, "/issue/labels/0").as_deref(), Some("a/b"));
/// assert_eq!(lookup(body, "/issue"), None);
/// ```
pub fn lookup<'a>(body: &'a [u8], pointer: &str) -> Option<Cow<'a, str>> {
    let mut scan = go_to(body, pointer)?;
    match scan.space() {
        b'{' | b'[' => None,
        _ => scalar(&mut scan).ok()?,
    }
}

/// Whether the value at `pointer` is a number.
pub(crate) fn is_number(body: &[u8], pointer: &str) -> bool {
    let scan = go_to(body, pointer);
    scan.is_some_and(|mut scan| matches!(scan.space(), b'-' | b'0'..=b'9') && scan.skip(0).is_ok())
}

/// Whether there is a value at `pointer`.
pub(crate) fn has(body: &[u8], pointer: &str) -> bool {
    go_to(body, pointer).is_some()
}

/// The cursor before the value at `pointer`.
fn go_to<'a>(body: &'a [u8], pointer: &str) -> Option<Scan<'a>> {
    let mut scan = Scan::new(body);
    let steps = if pointer.is_empty() { None } else { Some(pointer.strip_prefix('/')?.split('/')) };
    for (depth, step) in (0..DEEPEST).zip(steps.into_iter().flatten()) {
        let step = if step.contains('~') { Cow::Owned(unescaped(step)) } else { Cow::Borrowed(step) };
        enter(&mut scan, &step, DEEPEST - 1 - depth)?;
    }
    Some(scan)
}

/// Goes before the member or item of the value at the cursor that a step names, in which at most
/// `room` arrays and objects may be open.
fn enter(scan: &mut Scan<'_>, step: &str, room: u32) -> Option<()> {
    let opening = scan.space();
    if !matches!(opening, b'{' | b'[') {
        return None;
    }
    scan.at += 1;
    if scan.space() == opening + 2 {
        return None;
    }
    for index in 0_usize.. {
        let is_it = match opening {
            b'{' => {
                let name = scan.name().ok()?;
                text(scan.bytes, name).is_some_and(|name| name == step)
            }
            _ => step == index.to_string(),
        };
        scan.space();
        if is_it {
            return Some(());
        }
        scan.skip(room).ok()?;
        if scan.space() != b',' {
            break;
        }
        scan.at += 1;
    }
    None
}

/// Takes a scalar; gives its text, unless it is null.
fn scalar<'a>(scan: &mut Scan<'a>) -> Result<Option<Cow<'a, str>>, Broken> {
    let start = scan.at;
    match scan.peek() {
        b'"' => {
            let token = scan.string()?;
            Ok(text(scan.bytes, token))
        }
        byte => {
            scan.skip(0)?;
            let token = Text { start, end: scan.at, escaped: false };
            Ok(text(scan.bytes, token).filter(|_| byte != b'n'))
        }
    }
}

/// The text of a token, where it is UTF-8: the body has not been checked.
fn text(body: &[u8], token: Text) -> Option<Cow<'_, str>> {
    let raw = std::str::from_utf8(body.get(token.start..token.end)?).ok()?;
    Some(unescape::text(raw, Text { start: 0, end: raw.len(), ..token }))
}

fn unescaped(step: &str) -> String {
    step.replace("~1", "/").replace("~0", "~")
}

/// The scalars at several pointers, in their order, found in one scan.
///
/// ```
/// use hookwright::json::lookup_all;
///
/// let found = lookup_all(br#"{"type": "order", "version": 2}"#, &["/version", "/none", "/type"]);
/// assert_eq!(found, [Some("2".into()), None, Some("order".into())]);
/// ```
pub fn lookup_all<'a>(body: &'a [u8], pointers: &[&str]) -> Vec<Option<Cow<'a, str>>> {
    let paths: Vec<Option<Vec<String>>> = pointers.iter().map(|pointer| steps(pointer)).collect();
    let all: Vec<usize> = (0..paths.len()).filter(|index| paths[*index].is_some()).collect();
    let paths = paths.into_iter().map(Option::unwrap_or_default).collect();
    let mut search =
        Search { scan: Scan::new(body), paths, found: vec![None; pointers.len()], left: all.len() };
    // A text that breaks off keeps what was found before.
    let _ = search.value(&all, 0);
    search.found
}

/// The steps of a pointer, or `None` where it is not one.
fn steps(pointer: &str) -> Option<Vec<String>> {
    let mut steps = pointer.split('/').map(unescaped);
    // What stands before the first slash.
    steps.next().filter(String::is_empty)?;
    Some(steps.collect())
}

struct Search<'a> {
    scan: Scan<'a>,
    paths: Vec<Vec<String>>,
    found: Vec<Option<Cow<'a, str>>>,
    left: usize,
}

impl<'a> Search<'a> {
    /// Looks for the paths `wanted`, all of which lead to the value at the cursor. Recursion ends
    /// with the longest path.
    fn value(&mut self, wanted: &[usize], depth: usize) -> Result<(), Broken> {
        let byte = self.scan.space();
        let deeper = |index: &usize| self.paths[*index].len() > depth;
        match byte {
            b'{' | b'[' if wanted.iter().any(deeper) && depth < DEEPEST as usize => {
                self.container(wanted, depth, byte)
            }
            b'{' | b'[' => self.scan.skip(DEEPEST - depth.min(DEEPEST as usize) as u32),
            _ => {
                let here: Vec<usize> = wanted.iter().copied().filter(|index| !deeper(index)).collect();
                self.scalar(&here)
            }
        }
    }

    fn scalar(&mut self, wanted: &[usize]) -> Result<(), Broken> {
        let text = scalar(&mut self.scan)?;
        for index in wanted {
            if self.found[*index].is_none() && text.is_some() {
                self.found[*index].clone_from(&text);
                self.left -= 1;
            }
        }
        Ok(())
    }

    fn container(&mut self, wanted: &[usize], depth: usize, opening: u8) -> Result<(), Broken> {
        self.scan.at += 1;
        if self.scan.space() == opening + 2 {
            self.scan.at += 1;
            return Ok(());
        }
        for index in 0_usize.. {
            let step = match opening {
                b'{' => {
                    let name = self.scan.name()?;
                    text(self.scan.bytes, name).unwrap_or_default()
                }
                _ => Cow::Owned(index.to_string()),
            };
            let leads = |path: &usize| self.paths[*path].get(depth).is_some_and(|name| *name == step);
            let inside: Vec<usize> = wanted.iter().copied().filter(leads).collect();
            if inside.is_empty() {
                self.scan.space();
                self.scan.skip(DEEPEST - 1 - depth as u32)?;
            } else {
                self.value(&inside, depth + 1)?;
            }
            if self.left == 0 || self.scan.space() != b',' {
                break;
            }
            self.scan.at += 1;
        }
        if self.left == 0 { Ok(()) } else { self.scan.take(opening + 2, "a comma or the end is expected") }
    }
}
