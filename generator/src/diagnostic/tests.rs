//! The catalogue holds what the stages say.

use std::path::Path;

use super::CATALOGUE;

#[test]
fn codes_are_sorted_and_explained() {
    assert!(CATALOGUE.is_sorted_by(|a, b| a.code < b.code));
    for entry in CATALOGUE {
        assert!(entry.explanation.ends_with('.') && !entry.title.ends_with('.'), "{}", entry.code);
    }
}

#[test]
fn every_code_that_is_used_is_in_the_catalogue() {
    let mut used = Vec::new();
    codes_below(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")), &mut used);
    used.sort();
    used.dedup();
    let known = |code: &String| CATALOGUE.iter().any(|entry| entry.code == code);
    let unknown: Vec<_> = used.into_iter().filter(|code| !known(code)).collect();
    assert!(unknown.is_empty(), "not in the catalogue: {unknown:?}");
}

fn codes_below(folder: &Path, used: &mut Vec<String>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            codes_below(&path, used);
        } else if let Ok(text) = std::fs::read_to_string(&path) {
            // A code is a text of two lower case words; the odd pieces are what stands in quotes
            // only roughly, which is enough for texts as short as these.
            let code = |word: &str| {
                word.split_once("::").is_some_and(|(family, kind)| {
                    [family, kind].iter().all(|part| {
                        !part.is_empty()
                            && part.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
                    })
                })
            };
            let calls = ["error(", "warning(", "note(", "complain("];
            let pieces: Vec<&str> = text.split('"').collect();
            let made = pieces
                .windows(2)
                .filter(|pair| calls.iter().any(|call| pair[0].trim_end().ends_with(call)));
            used.extend(made.map(|pair| pair[1]).filter(|word| code(word)).map(str::to_owned));
        }
    }
}
