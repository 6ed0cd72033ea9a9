//! Bytes to generated files: whatever a document says, there is an answer, and soon.
//!
//! A NUL parts the root document from the files that it may refer to.
#![no_main]

use std::collections::HashMap;
use std::io;
use std::path::Path;

use hookwright_build::api::{self, Wishes};
use hookwright_build::config::Config;
use hookwright_build::diagnostic::Diagnostics;
use hookwright_build::document::Documents;
use hookwright_build::{ir, render};
use libfuzzer_sys::fuzz_target;

/// What the files behind the root are called.
const NAMES: [&str; 3] = ["root.yaml", "a.yaml", "b.json"];

fuzz_target!(|data: &[u8]| {
    let files: HashMap<&str, Vec<u8>> =
        NAMES.into_iter().zip(data.split(|byte| *byte == 0).map(<[u8]>::to_vec)).collect();
    let sink = Diagnostics::new();
    let read = move |path: &Path| {
        let name = path.to_string_lossy();
        files.get(&*name).cloned().ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
    };
    let documents = Documents::with_reader(&sink, read);
    documents.read_root(Path::new(NAMES[0]));
    let wishes = Wishes::default();
    let Some(draft) = api::read(&documents, &wishes, &sink) else { return };
    let checked = api::check(draft, &wishes, true, &sink);
    let made = ir::lower(&checked.api, NAMES[0], &Config::default(), &sink);
    let files = render::module(&made, "", "mod.rs");
    assert!(files.contains_key("mod.rs"), "a module has its first file");
});
