//! The corpus, generated and compiled once for all tests of this suite.
//!
//! In comes the list of documents; out come what the generator made of each and a program that
//! reads their payloads. It must not know what is asked of it.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, OnceLock};
use std::time::Instant;

use hookwright_build::{Extras, Generated, Generator};
use hookwright_tests::oracle::{Document, documents};
use hookwright_tests::shared;
use hookwright_tests::workbench::{Module, Workbench};

use super::GITHUB;

/// The documents that do not generate or compile, each with its reason.
pub(crate) const BROKEN: &str = "tests/corpus/broken_documents.txt";

/// The corpus.
pub(crate) struct Corpus {
    /// Its folder.
    pub(crate) folder: PathBuf,
    /// Its documents.
    pub(crate) documents: Vec<Document>,
    /// Why documents have no module, by name.
    pub(crate) broken: BTreeMap<String, String>,
    /// The program that reads payloads.
    pub(crate) judge: PathBuf,
    /// The workspace that was compiled.
    pub(crate) bench: Workbench,
}

/// The corpus, compiled; nothing where it is not asked for.
pub(crate) fn corpus() -> Option<&'static Corpus> {
    static CORPUS: OnceLock<Option<Corpus>> = OnceLock::new();
    CORPUS.get_or_init(build).as_ref()
}

fn build() -> Option<Corpus> {
    if std::env::var_os("HOOKWRIGHT_CORPUS").is_none_or(|value| value != "1") {
        println!("SKIPPED: `HOOKWRIGHT_CORPUS=1` compiles the corpus, which takes minutes");
        return None;
    }
    let Some(shared) = shared() else { panic!("HOOKWRIGHT_CORPUS=1 needs the corpus") };
    let folder = shared.join("corpus");
    let documents = documents(&folder);
    let start = Instant::now();
    let (made, mut broken) = generate_all(&documents, Extras::Keep);
    println!("{} documents generated in {:.1} s", made.len(), start.elapsed().as_secs_f64());
    let mut bench = Workbench::new("corpus", &["axum", "client", "contract", "multipart", "schema"]);
    for (package, modules) in packages(&documents, made) {
        bench.add(&package, modules);
    }
    bench.add_program("github_check", include_str!("../../corpus/github_check.rs"), CHECK_NEEDS);
    let start = Instant::now();
    for (module, error) in bench.build().errors {
        let document = documents.iter().find(|document| document.module() == module);
        let document = document.expect("a module is a document's");
        broken.insert(document.id.clone(), format!("does not compile: {}", first_line(&error)));
    }
    println!("compiled in {:.1} s", start.elapsed().as_secs_f64());
    Some(Corpus { folder, documents, broken, judge: bench.judge(), bench })
}

/// What `github_check` needs beside its module.
const CHECK_NEEDS: &str = r#"hookwright = { path = "{runtime}" }
bytes = "1"
http = "1"
http-body-util = { version = "0.1", default-features = false }
tower-service = "0.3"
"#;

/// Documents that can be generated, and why the others can't; several at a time.
pub(crate) fn generate_all(
    documents: &[Document],
    extras: Extras,
) -> (BTreeMap<String, Generated>, BTreeMap<String, String>) {
    let next = Mutex::new(documents.iter());
    let made = Mutex::new(BTreeMap::new());
    let broken = Mutex::new(BTreeMap::new());
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(4);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let Some(document) = next.lock().expect("no one panics").next() else { break };
                    let id = document.id.clone();
                    match generated(document, extras) {
                        Ok(one) => drop(made.lock().expect("no one panics").insert(id, one)),
                        Err(why) => drop(broken.lock().expect("no one panics").insert(id, why)),
                    }
                }
            });
        }
    });
    (made.into_inner().expect("no one panics"), broken.into_inner().expect("no one panics"))
}

fn generated(document: &Document, extras: Extras) -> Result<Generated, String> {
    let path = document.path.clone();
    // One document in two notations is two modules of one crate.
    let made =
        std::panic::catch_unwind(|| Generator::new(path).name(document.module()).extras(extras).compile());
    match made {
        Ok(Ok(made)) => Ok(made),
        Ok(Err(error)) => Err(format!("does not generate: {}", first_line(&error.to_string()))),
        Err(_) => Err("the generator panics".to_owned()),
    }
}

/// A crate for each large document, one for the many small ones of each letter.
fn packages(documents: &[Document], mut made: BTreeMap<String, Generated>) -> BTreeMap<String, Vec<Module>> {
    let mut packages: BTreeMap<String, Vec<Module>> = BTreeMap::new();
    for document in documents {
        let Some(made) = made.remove(&document.id) else { continue };
        let module = document.module();
        let vendor = document.id.split('/').next().unwrap_or_default().replace(['-', '.'], "_");
        let large = made.files.values().map(String::len).sum::<usize>() > 1_000_000;
        let package = if document.id == GITHUB {
            "github".to_owned()
        } else if large {
            module.clone()
        } else {
            format!("v_{}", vendor.to_ascii_lowercase())
        };
        packages.entry(package).or_default().push(Module { name: module, files: made.files });
    }
    packages
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}
