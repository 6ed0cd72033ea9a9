//! The checked-in module is what the generator writes today.

use std::path::Path;

#[test]
fn the_module_is_current() {
    let generated = hookwright_build::Generator::new("../../specs/subscriptions.yaml")
        .compile()
        .expect("the document is good");
    // The first line names the document as the command was told it.
    let files = generated.files.into_iter();
    let files = files.map(|(name, text)| (name, text.replace("../../specs/", "specs/"))).collect();
    let changes = hookwright_build::output::check(Path::new("src/subscriptions"), &files).expect("readable");
    assert!(
        changes.is_current(),
        "run: hookwright generate specs/subscriptions.yaml -o examples/checked-in/src/subscriptions\n{changes:?}"
    );
}
