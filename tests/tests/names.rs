//! Generated names are an API: what stands elsewhere in a document takes none of them away.

use std::collections::BTreeSet;

use hookwright_build::Generator;

/// Every type that a module offers.
fn names(generator: &Generator) -> BTreeSet<String> {
    let made = generator.compile().expect("generated");
    let text: String = made.files.into_values().collect();
    let offered = text.lines().filter_map(|line| {
        let rest =
            ["pub struct ", "pub enum ", "pub type "].iter().find_map(|word| line.strip_prefix(word))?;
        Some(rest.split(|c: char| !c.is_alphanumeric() && c != '_').next()?.to_owned())
    });
    offered.collect()
}

/// Whatever a part of a document offers, the whole offers too.
fn whole_offers_what_its_parts_offer(spec: &std::path::Path, globs: &[&str]) {
    let whole = names(&Generator::new(spec));
    for glob in globs {
        let part = names(&Generator::new(spec).only(*glob));
        let gone: Vec<_> = part.difference(&whole).collect();
        assert!(gone.is_empty(), "{}: with `{glob}` there are {gone:?} too", spec.display());
    }
}

#[test]
fn webhooks_before_a_place_take_no_name_from_it() {
    let party = "{ type: object, required: [iban], properties: { iban: { type: string } } }";
    let webhook = |name: &str| {
        format!(
            "  {name}:\n    post:\n      requestBody: {{ content: {{ application/json: {{ schema: {{ type: object, \
             properties: {{ from: {party}, to: {party} }} }} }} }} }}\n      responses: {{ '204': {{ description: Noted. }} }}\n"
        )
    };
    let spec = std::env::temp_dir().join(format!("hookwright-names-{}.yaml", std::process::id()));
    let head = "openapi: 3.1.0\ninfo: { title: Transfers, version: '1' }\nwebhooks:\n";
    std::fs::write(&spec, format!("{head}{}{}", webhook("transfer.made"), webhook("transfer.returned")))
        .expect("written");
    assert!(names(&Generator::new(&spec)).contains("TransferReturnedTo"), "each place has its name");
    whole_offers_what_its_parts_offer(&spec, &["transfer.made", "transfer.returned"]);
    std::fs::remove_file(&spec).expect("removed");
}

#[test]
fn the_whole_document_of_github_offers_what_its_parts_offer() {
    let shared = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus/specs/github");
    let spec = shared.join("webhooks-api.github.com.3.1.json");
    if !spec.exists() {
        println!("skipped: the corpus of real documents is not beside this checkout");
        return;
    }
    whole_offers_what_its_parts_offer(&spec, &["star-*", "pull-request-*", "workflow-run-*"]);
}
