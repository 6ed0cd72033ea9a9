//! What the generator writes of a document, the runtime reads: for every document of our own, and those of the corpus.

use hookwright::contract::Document;
use hookwright_build::Generator;
use std::path::{Path, PathBuf};

fn read(spec: &Path, generator: &Generator) -> Vec<Document> {
    let shown = spec.display();
    let contracts = generator.contracts().unwrap_or_else(|error| panic!("{shown}: {error:?}"));
    let documents = contracts.iter().map(|contract| Document::from_json(contract.to_json()));
    documents.map(|document| document.unwrap_or_else(|error| panic!("{shown}: {error}"))).collect()
}

#[test]
fn contracts_of_our_own_documents_are_read() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../specs");
    let features = folder.join("features");
    let mut seen = 0;
    for entry in [&folder, &features].into_iter().flat_map(|folder| folder.read_dir().unwrap()) {
        let spec = entry.unwrap().path();
        if spec.extension().is_some_and(|extension| extension == "yaml") {
            let generator = Generator::new(&spec).keep_going(true);
            if generator.compile().is_err() {
                continue;
            }
            seen += read(&spec, &generator).iter().map(|document| document.events.len()).sum::<usize>();
        }
    }
    assert!(seen > 60, "{seen} events");
}

#[test]
fn versions_say_how_requests_name_them() {
    let spec = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../specs/orders-v1.yaml");
    let generator = Generator::new(&spec).version(spec.with_file_name("orders-v2.yaml"));
    let documents = read(&spec, &generator);
    let names: Vec<&str> = documents.iter().map(|document| document.version).collect();
    assert_eq!(names, ["1", "2"]);
    assert!(documents.iter().all(|document| document.said.is_some()));
}
