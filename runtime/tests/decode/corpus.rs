//! Real payloads, held against serde_json.

use std::path::{Path, PathBuf};

use hookwright::{Json, Map, Reading, json, read};

/// All files below the corpus of payloads, or none, with a word about it.
fn payloads() -> Vec<(PathBuf, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus/payloads");
    let mut folders = vec![root];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else {
            println!("skipped: no payloads at {}", folder.display());
            continue;
        };
        for path in entries.map(|entry| entry.expect("an entry").path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "json") {
                let body = std::fs::read(&path).expect("a file");
                files.push((path, body));
            }
        }
    }
    files
}

#[test]
fn payloads_are_the_same_value_as_in_serde_json() {
    for (path, body) in payloads() {
        let theirs = serde_json::from_slice::<serde_json::Value>(&body);
        let ours = read::<Json>(&body, Reading::Strict);
        assert_eq!(ours.is_ok(), theirs.is_ok(), "{}", path.display());
        if let (Ok(ours), Ok(theirs)) = (ours, theirs) {
            assert_eq!(ours.value.value(), theirs, "{}", path.display());
            assert_eq!(ours.value, Json::from(&theirs), "{}", path.display());
            assert_eq!(serde_json::to_value(&ours.value).expect("JSON"), theirs);
        }
    }
}

#[test]
fn scalars_of_payloads_are_found_at_their_pointers() {
    for (path, body) in payloads() {
        let Ok(value) = serde_json::from_slice::<serde_json::Value>(&body) else { continue };
        let mut found = Vec::new();
        scalars(&value, String::new(), &mut found);
        let pointers: Vec<&str> = found.iter().map(|(pointer, _)| pointer.as_str()).collect();
        let ours = json::lookup_all(&body, &pointers);
        for ((pointer, scalar), ours) in found.iter().zip(ours) {
            assert_eq!(ours.as_deref(), Some(scalar.as_str()), "{} {pointer}", path.display());
        }
    }
}

/// Strings and booleans with their pointers.
fn scalars(value: &serde_json::Value, pointer: String, found: &mut Vec<(String, String)>) {
    match value {
        serde_json::Value::String(text) => found.push((pointer, text.clone())),
        serde_json::Value::Bool(value) => found.push((pointer, value.to_string())),
        serde_json::Value::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(index, item)| scalars(item, format!("{pointer}/{index}"), found));
        }
        serde_json::Value::Object(members) => members.iter().for_each(|(name, value)| {
            scalars(value, format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1")), found);
        }),
        _ => {}
    }
}

#[test]
fn every_cut_of_a_payload_is_broken_text() {
    for (_, body) in payloads().into_iter().filter(|(_, body)| body.len() < 4000) {
        let Ok(text) = std::str::from_utf8(&body) else { continue };
        for end in (0..text.trim_end().len()).filter(|end| text.is_char_boundary(*end)) {
            assert!(read::<Map<Json>>(&body[..end], Reading::Tolerant).is_err());
        }
    }
}
