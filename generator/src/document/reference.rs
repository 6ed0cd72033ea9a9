//! A `$ref` taken apart: which file, and what in it. Pure text; nothing is opened here.

/// Where a reference leads.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Reference {
    /// The file.
    pub(super) file: Place,
    /// What follows `#`, as it is meant; empty for the whole file.
    pub(super) fragment: String,
}

/// The file of a reference.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The one in which the reference stands.
    Here,
    /// Another one, relative to it.
    Path(String),
    /// Somewhere on the network.
    Remote,
}

impl Reference {
    /// Takes a reference apart.
    pub(super) fn parse(text: &str) -> Self {
        let (file, fragment) = text.split_once('#').unwrap_or((text, ""));
        Self { file: place(file.trim()), fragment: percent_decode(fragment) }
    }
}

fn place(file: &str) -> Place {
    if file.is_empty() {
        return Place::Here;
    }
    if let Some(path) = strip_scheme(file, "file:") {
        return Place::Path(percent_decode(file_url(path)));
    }
    if file.starts_with("//") || has_scheme(file) {
        return Place::Remote;
    }
    // A URL has no backslashes, but people who write paths on Windows do.
    Place::Path(percent_decode(file).replace('\\', "/"))
}

fn strip_scheme<'t>(text: &'t str, scheme: &str) -> Option<&'t str> {
    let head = text.get(..scheme.len())?;
    head.eq_ignore_ascii_case(scheme).then(|| &text[scheme.len()..])
}

/// The path of what follows `file:`; the host, which is empty or this machine, is left out.
fn file_url(rest: &str) -> &str {
    let Some(after) = rest.strip_prefix("//") else { return rest };
    let path = after.find('/').map_or("", |at| &after[at..]);
    let drive = path.as_bytes().get(2) == Some(&b':');
    if drive { &path[1..] } else { path }
}

/// Whether a scheme stands in front; a single letter is a drive.
fn has_scheme(text: &str) -> bool {
    text.split_once(':').is_some_and(|(scheme, _)| {
        scheme.len() > 1
            && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
    })
}

/// `%41` as `A`; what is no such triple stays as it is.
fn percent_decode(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let digit = |i: usize| bytes.get(i).and_then(|b| char::from(*b).to_digit(16));
        match (bytes[at], digit(at + 1), digit(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                out.push(u8::try_from(high * 16 + low).unwrap_or(b'%'));
                at += 3;
            }
            (byte, ..) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}

/// The path of a file that another one names, with `.` and `..` taken out where they can be.
pub(super) fn join(base: &str, path: &str) -> String {
    let absolute = path.starts_with('/') || path.as_bytes().get(1) == Some(&b':');
    let folder = if absolute { "" } else { base.rfind('/').map_or("", |at| &base[..=at]) };
    normalise(&format!("{folder}{path}"))
}

/// A path without `.`, `x/..` and `//`.
pub(super) fn normalise(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    let root = path.starts_with('/');
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if root => {}
            _ => parts.push(part),
        }
    }
    let joined = parts.join("/");
    if root { format!("/{joined}") } else { joined }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> Place {
        Reference::parse(text).file
    }

    #[test]
    fn references_are_taken_apart() {
        assert_eq!(Reference::parse("#/a~1b/%7Bid%7D").fragment, "/a~1b/{id}");
        assert_eq!(path("#"), Place::Here);
        assert_eq!(path("./dir/other%20one.yaml#/a"), Place::Path("./dir/other one.yaml".into()));
        assert_eq!(path("FILE:///tmp/x.json"), Place::Path("/tmp/x.json".into()));
        assert_eq!(path("file://localhost/tmp/x.json"), Place::Path("/tmp/x.json".into()));
        assert_eq!(path("file:///C:/x.json"), Place::Path("C:/x.json".into()));
        assert_eq!(path("C:\\x\\y.json"), Place::Path("C:/x/y.json".into()));
        assert_eq!(path("https://example.com/x.yaml#/a"), Place::Remote);
        assert_eq!(path("//example.com/x.yaml"), Place::Remote);
        assert_eq!(path("urn:example:thing"), Place::Remote);
        assert_eq!(path("100%.yaml"), Place::Path("100%.yaml".into()));
    }

    #[test]
    fn paths_are_joined() {
        assert_eq!(join("specs/api.yaml", "./dir/../other.yaml"), "specs/other.yaml");
        assert_eq!(join("api.yaml", "../x.json"), "../x.json");
        assert_eq!(join("../a/b.yaml", "../../x.json"), "../../x.json");
        assert_eq!(join("/specs/api.yaml", "/other.yaml"), "/other.yaml");
        assert_eq!(join("/a.yaml", "../../x.json"), "/x.json");
    }
}
