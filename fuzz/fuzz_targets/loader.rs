//! Bytes to generated files: whatever a document says, there is an answer, and soon.
//!
//! A NUL parts the root document from the files that it may refer to.
#![no_main]

use std::collections::HashMap;
use std::io;
use std::path::Path;

use hookwright_build::api::{self, Wishes};
use hookwright_build::config::Config;
use hookwright_build::diagnostic::{Diagnostics, Style, report_all};
use hookwright_build::document::Documents;
use hookwright_build::render::FileSet;
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
    if let Some(files) = compiled(&documents, &sink) {
        assert!(files.contains_key("mod.rs"), "a module has its first file");
    }
    // What was found is shown, with the lines of the source.
    let report = report_all(sink.all().iter(), documents.sources(), Style::default());
    assert_eq!(report.is_empty(), sink.is_empty(), "every finding is shown");
});

/// The stair of `Generator::compile`, which ends where a stage has found mistakes.
fn compiled(documents: &Documents, sink: &Diagnostics) -> Option<FileSet> {
    let wishes = Wishes::default();
    let landing = || (!sink.has_errors()).then_some(());
    landing()?;
    let draft = api::read(documents, &wishes, sink)?;
    landing()?;
    let checked = api::check(draft, &wishes, true, sink);
    landing()?;
    let made = ir::lower(&checked.api, NAMES[0], &Config::default(), sink);
    landing()?;
    Some(render::module(&made, "", "mod.rs"))
}
