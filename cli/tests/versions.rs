//! Documents as versions of one API, from the command line.

#[expect(dead_code, reason = "suites share it, and this one does not use all of it")]
mod command;

use command::{Folder, spec};

fn orders(version: u32) -> String {
    spec(&format!("orders-v{version}.yaml"))
}

#[test]
fn documents_that_say_their_version_are_one_module() {
    let folder = Folder::new();
    let all = [orders(1), orders(2), orders(3)];
    let [first, second, third] = all.each_ref().map(String::as_str);
    let arguments = ["generate", first, second, third, "-o", "out", "--sketch", "upgrades.rs"];
    let ran = folder.run(arguments);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.contains("1 upgrade and 3 downgrades are yours to write"), "{ran:?}");
    for file in ["mod.rs", "service.rs", "v1/payload.rs", "v2/payload.rs", "v3/receiver.rs"] {
        assert!(!folder.read(&format!("out/{file}")).is_empty(), "{file}");
    }
    let draft = folder.read("upgrades.rs");
    assert!(draft.starts_with("impl orders::OrderShippedV2ToV3 for MyReceiver {"), "{draft}");
    // What stands in the file by now may be the user's.
    let again = folder.run(arguments);
    assert_eq!(again.code, 1, "{again:?}");
    assert!(again.err.contains("it is there already"), "{again:?}");
}

#[test]
fn documents_of_other_titles_are_modules_of_their_own() {
    let folder = Folder::new();
    let text = std::fs::read_to_string(orders(2)).expect("the document");
    folder.write("refunds.yaml", &text.replace("title: Orders", "title: Refunds"));
    let ran = folder.run(["generate", &orders(1), "refunds.yaml", "-o", "out"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(!folder.read("out/orders_v1/receiver.rs").is_empty());
    assert!(!folder.read("out/refunds/receiver.rs").is_empty());
}

#[test]
fn versions_that_cannot_be_told_apart_are_said() {
    let folder = Folder::new();
    let (first, second) = (orders(1), orders(2));
    let refusals: [(&[&str], &str); 3] = [
        (&["--versions", "orders", &first, &first], "two versions have one name: 1, 1"),
        (&[&first, &second, "--target", "9"], "there is no version `9`: known are 1, 2"),
        (&[&first, &second, "--features", "tag"], "cannot be split into cfg features"),
    ];
    for (arguments, expected) in refusals {
        let ran = folder.run([&["generate", "-o", "out"], arguments].concat());
        assert_eq!(ran.code, 1, "{ran:?}");
        assert!(ran.err.contains(expected), "{ran:?}");
    }
}
