//! The template of the signed bytes, e.g. `{id}.{timestamp}.{body}`.
//!
//! In: its text. Out: pieces, or what is wrong with it; whether two fields touch. It must not know where fields stand.

use crate::ir::nodes::{Piece, Place};

/// The pieces that take no argument, with the runtime's names for them.
const PLAIN: [(&str, &str); 6] = [
    ("body", "Body"),
    ("id", "Id"),
    ("timestamp", "Timestamp"),
    ("url", "Url"),
    ("method", "Method"),
    ("secret", "Secret"),
];

/// Reads a template.
pub(super) fn read(text: &str) -> Result<Vec<Piece>, String> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let close =
            rest[open..].find('}').ok_or_else(|| format!("`{text}` has a brace that nothing closes"))? + open;
        if open > 0 {
            pieces.push(Piece::Text(rest[..open].to_owned()));
        }
        pieces.push(piece(&rest[open + 1..close])?);
        rest = &rest[close + 1..];
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest.to_owned()));
    }
    if pieces.iter().all(|piece| matches!(piece, Piece::Text(_))) {
        return Err(format!("`{text}` signs nothing of the request"));
    }
    Ok(pieces)
}

fn piece(inner: &str) -> Result<Piece, String> {
    match inner.split_once(':') {
        Some(("header", name)) => Ok(Piece::Field(Place::Header(header(name)?))),
        Some(("json", at)) => Ok(Piece::Field(Place::Json(pointer(at)?))),
        Some(("part", key)) => Ok(Piece::Field(Place::Part(key.to_owned()))),
        Some(("signed-headers", key)) => Ok(Piece::SignedHeaders(key.to_owned())),
        _ => PLAIN
            .iter()
            .find(|(name, _)| *name == inner)
            .map(|(_, variant)| Piece::Plain(variant))
            .ok_or_else(|| format!("`{{{inner}}}` is no piece: {FORMS}")),
    }
}

const FORMS: &str = "there are `{body}`, `{id}`, `{timestamp}`, `{url}`, `{method}`, `{secret}`, `{header:NAME}`, \
    `{json:/pointer}`, `{part:KEY}` and `{signed-headers:KEY}`";

/// A header's name, in lower case.
pub(super) fn header(name: &str) -> Result<String, String> {
    match http::HeaderName::from_bytes(name.as_bytes()) {
        Ok(name) => Ok(name.as_str().to_owned()),
        Err(_) => Err(format!("`{name}` is no name of a header")),
    }
}

/// A JSON Pointer that leads somewhere.
pub(super) fn pointer(text: &str) -> Result<String, String> {
    if text.starts_with('/') {
        Ok(text.to_owned())
    } else {
        Err(format!("`{text}` is no JSON Pointer: it must start with `/`"))
    }
}

/// Two fields that touch, so that bytes can move from one into the other under one signature. A secret moves nowhere:
/// no sender of requests chooses it, nor does a method have another's form.
pub(super) fn adjoining(pieces: &[Piece]) -> Option<[&Piece; 2]> {
    let varies = |piece: &Piece| !matches!(piece, Piece::Text(_) | Piece::Plain("Secret" | "Method"));
    pieces.windows(2).find_map(|pair| match pair {
        [first, second] if varies(first) && varies(second) => Some([first, second]),
        _ => None,
    })
}

/// A piece as it is written.
pub(super) fn written(piece: &Piece) -> String {
    match piece {
        Piece::Text(text) => text.clone(),
        Piece::Plain(variant) => {
            let name = PLAIN.iter().find(|(_, known)| known == variant).map_or(*variant, |(name, _)| name);
            format!("{{{name}}}")
        }
        Piece::Field(Place::Header(name)) => format!("{{header:{name}}}"),
        Piece::Field(Place::Json(at)) => format!("{{json:{at}}}"),
        Piece::Field(Place::Part(key)) => format!("{{part:{key}}}"),
        Piece::SignedHeaders(key) => format!("{{signed-headers:{key}}}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_are_read() {
        let pieces = read("v0:{timestamp}:{header:X-Shop}{json:/a/b}.{signed-headers:h}{body}").unwrap();
        assert_eq!(
            pieces.iter().map(written).collect::<String>(),
            "v0:{timestamp}:{header:x-shop}{json:/a/b}.{signed-headers:h}{body}"
        );
        let touching = adjoining(&pieces).unwrap();
        assert_eq!(touching.map(written), ["{header:x-shop}", "{json:/a/b}"]);
        assert!(adjoining(&read("{secret}{method}{url}:{body}").unwrap()).is_none());
        assert!(adjoining(&read("{url}{body}").unwrap()).is_some());
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (text, expected) in [
            ("{body", "nothing closes"),
            ("plain", "signs nothing"),
            ("{bdy}", "is no piece"),
            ("{header:a b}", "no name of a header"),
            ("{json:type}", "no JSON Pointer"),
        ] {
            assert!(read(text).unwrap_err().contains(expected), "{text}");
        }
    }
}
