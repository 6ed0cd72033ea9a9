//! The catalogue holds what the stages say.

use std::path::Path;

use super::catalogue;

#[test]
fn codes_are_sorted_and_explained() {
    assert!(catalogue().is_sorted_by(|a, b| a.code < b.code));
    for entry in catalogue() {
        assert!(entry.explanation.ends_with('.') && !entry.title.ends_with('.'), "{}", entry.code);
    }
}

#[test]
fn every_code_that_is_used_is_in_the_catalogue() {
    let mut used = Vec::new();
    codes_below(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")), &mut used);
    used.sort();
    used.dedup();
    let known = |code: &String| catalogue().any(|entry| entry.code == code);
    let unknown: Vec<_> = used.into_iter().filter(|code| !known(code)).collect();
    assert!(unknown.is_empty(), "not in the catalogue: {unknown:?}");
}

/// The codes in the sources below a folder.
fn codes_below(folder: &Path, used: &mut Vec<String>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            codes_below(&path, used);
        } else if let Ok(text) = std::fs::read_to_string(&path) {
            used.extend(codes_in(&text));
        }
    }
}

/// The codes with which a source makes findings: the texts behind the opening bracket of a call.
fn codes_in(text: &str) -> Vec<String> {
    let calls = ["error(", "warning(", "note(", "complain("];
    let makes = |before: &str| calls.iter().any(|call| before.trim_end().ends_with(call));
    let pieces: Vec<&str> = text.split('"').collect();
    let made = pieces.windows(2).filter(|pair| makes(pair[0])).map(|pair| pair[1]);
    made.filter(|text| is_code(text)).map(str::to_owned).collect()
}

fn is_code(text: &str) -> bool {
    let word = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    text.split_once("::").is_some_and(|(family, kind)| word(family) && word(kind))
}
