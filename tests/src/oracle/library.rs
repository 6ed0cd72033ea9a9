//! Files as JSON values, and places in them.
//!
//! In come paths and `$ref`s; out come places and what stands there. It must not know OpenAPI.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::rc::Rc;

use hookwright_build::diagnostic::Diagnostics;
use hookwright_build::document::Documents;
use serde_json::Value;

/// A place: a file, and a JSON Pointer in it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct At {
    /// The file.
    pub file: PathBuf,
    /// The pointer; empty for the root.
    pub pointer: String,
}

impl At {
    /// The root of a file.
    #[must_use]
    pub fn root(file: &Path) -> Self {
        Self { file: file.to_owned(), pointer: String::new() }
    }

    /// The place of a member or an item.
    #[must_use]
    pub fn below(&self, token: &str) -> Self {
        let token = token.replace('~', "~0").replace('/', "~1");
        Self { file: self.file.clone(), pointer: format!("{}/{token}", self.pointer) }
    }
}

/// The files that were read.
#[derive(Debug, Default)]
pub struct Library {
    files: RefCell<HashMap<PathBuf, Option<Rc<Value>>>>,
}

impl Library {
    /// The whole file; nothing where it cannot be read.
    #[must_use]
    pub fn file(&self, path: &Path) -> Option<Rc<Value>> {
        if let Some(known) = self.files.borrow().get(path) {
            return known.clone();
        }
        let value = read(path).map(Rc::new);
        self.files.borrow_mut().insert(path.to_owned(), value.clone());
        value
    }

    /// What stands at a place.
    #[must_use]
    pub fn get(&self, at: &At) -> Option<Value> {
        self.look(at, Value::clone)
    }

    /// Looks at what stands at a place, which may be most of a large file.
    pub fn look<T>(&self, at: &At, look: impl FnOnce(&Value) -> T) -> Option<T> {
        self.file(&at.file)?.pointer(&at.pointer).map(look)
    }

    /// The names of the members of an object.
    #[must_use]
    pub fn keys(&self, at: &At) -> Vec<String> {
        let keys =
            |value: &Value| value.as_object().into_iter().flat_map(|map| map.keys().cloned()).collect();
        self.look(at, keys).unwrap_or_default()
    }

    /// Where a reference leads that stands in a file.
    #[must_use]
    pub fn target(&self, file: &Path, reference: &str) -> Option<At> {
        let (name, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let file = if name.is_empty() { file.to_owned() } else { beside(file, &decoded(name)) };
        let at = At { file, pointer: decoded(fragment) };
        self.file(&at.file)?.pointer(&at.pointer)?;
        Some(at)
    }

    /// The place behind a chain of references.
    #[must_use]
    pub fn follow(&self, at: At) -> Option<At> {
        let mut at = at;
        for _ in 0..32 {
            let reference = |value: &Value| value.get("$ref").and_then(Value::as_str).map(str::to_owned);
            match self.look(&at, reference)? {
                Some(reference) => at = self.target(&at.file, &reference)?,
                None => return Some(at),
            }
        }
        None
    }
}

/// JSON by `serde_json`; YAML by the loader, which is the only reader of YAML 1.2 here.
fn read(path: &Path) -> Option<Value> {
    let text = fs::read_to_string(path).ok()?;
    if path.extension().is_some_and(|ending| ending == "json") {
        return serde_json::from_str(&text).ok();
    }
    let sink = Diagnostics::new();
    let documents = Documents::new(&sink);
    documents.hold(path, text);
    documents.read_root(path);
    let value = documents.root().to_json();
    (!value.is_null()).then_some(value)
}

fn beside(file: &Path, name: &str) -> PathBuf {
    let mut out = file.parent().map(Path::to_owned).unwrap_or_default();
    for part in Path::new(name).components() {
        match part {
            Component::ParentDir => {
                out.pop();
            }
            Component::CurDir => {}
            part => out.push(part),
        }
    }
    out
}

/// `%41` as `A`.
fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let (mut out, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while at < bytes.len() {
        let code = text.get(at + 1..at + 3).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match (bytes[at], code) {
            (b'%', Some(code)) => {
                out.push(code);
                at += 3;
            }
            (byte, _) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}
