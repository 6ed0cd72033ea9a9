//! `hookwright new`, as people use it: a project comes out that builds, runs and passes its own tests.
//!
//! Projects are built by the cargo that builds this suite, offline, with the lock file of the workspace, in one folder for
//! all of them below the workspace's own target folder: what they have in common is compiled once. Each has a name and a
//! place of its own, the same in every run, so that cargo takes none for another and leaves nothing behind.

#[expect(dead_code, reason = "suites share it, and this one does not use all of it")]
mod command;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Mutex;

use command::{Folder, Ran, spec};

/// Cargo builds one project after the other in one folder anyway.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().expect("it is there")
}

impl Folder {
    /// An empty one at a place that does not change from run to run.
    fn named(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).expect("a folder for the test");
        Self(path)
    }

    /// `hookwright new` with the crates of this workspace.
    fn make(&self, arguments: &[&str]) -> Ran {
        let crates =
            ["runtime", "generator"].map(|name| workspace().join(name).to_string_lossy().into_owned());
        let [runtime, generator] = &crates;
        self.run([&["new"], arguments, &["--runtime-path", runtime, "--build-path", generator]].concat())
    }

    /// Runs cargo in a project.
    fn cargo(&self, project: &str, arguments: &[&str]) -> Output {
        let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let lock = self.path(project).join("Cargo.lock");
        if !lock.exists() {
            std::fs::copy(workspace().join("Cargo.lock"), &lock).expect("the workspace has one");
        }
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("projects");
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(arguments).current_dir(self.path(project));
        cargo.env("CARGO_TARGET_DIR", target).env("CARGO_NET_OFFLINE", "true");
        // Nobody looks into them with a debugger.
        cargo.env("CARGO_PROFILE_DEV_DEBUG", "0");
        cargo.output().expect("cargo runs")
    }
}

fn assert_ok(output: &Output) -> String {
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{out}\n{err}");
    format!("{out}{err}")
}

/// Builds without a warning, is formatted as rustfmt does it, and passes its own tests.
fn is_whole(folder: &Folder, project: &str, tests: &[&str]) {
    let built = assert_ok(&folder.cargo(project, &["build"]));
    assert!(!built.contains("warning"), "{built}");
    // As everybody has it, whatever this workspace does.
    folder.write(&format!("{project}/rustfmt.toml"), "");
    let formatted = folder.cargo(project, &["fmt", "--check"]);
    // Toolchains may come without rustfmt.
    if !String::from_utf8_lossy(&formatted.stderr).contains("not installed") {
        assert_ok(&formatted);
    }
    let tested = assert_ok(&folder.cargo(project, &["test", "--tests"]));
    assert!(!tested.contains("warning"), "{tested}");
    for test in tests {
        assert!(tested.contains(&format!("test {test} ... ok")), "{tested}");
    }
}

const CONTRACT: [&str; 2] = ["contract::ticket_sold::tampered", "what_another_secret_signed_is_refused"];

#[test]
fn a_receiver_builds_and_keeps_its_contract() {
    let folder = Folder::named("project-receiving");
    let made = folder.make(&["receiver", "receiving"]);
    assert_eq!((made.code, made.err.as_str()), (0, ""), "{made:?}");
    assert!(made.out.contains("made receiving: 9 files, code for 3 of 3 events\n"), "{made:?}");
    is_whole(&folder, "receiving", &CONTRACT);

    // Without a secret it says what is missing, and serves nothing.
    let ran = folder.cargo("receiving", &["run", "--quiet"]);
    let said = String::from_utf8_lossy(&ran.stderr);
    assert_eq!(ran.status.code(), Some(1));
    assert!(
        said.starts_with("error: WEBHOOK_SECRET is not set: ") && said.contains("export WEBHOOK_SECRET="),
        "{said}"
    );
}

const DELIVERY: [&str; 3] = [
    "every_event_arrives_signed_and_as_the_document_has_it",
    "what_is_refused_is_sent_again_under_the_same_id",
    "what_breaks_the_document_and_what_is_another_tenants_goes_nowhere",
];

#[test]
fn a_sender_builds_and_delivers() {
    let folder = Folder::named("project-sending");
    let made = folder.make(&["sender", "sending", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&made.out).expect("it is JSON");
    assert_eq!((made.code, made.err.as_str()), (0, ""), "{made:?}");
    assert_eq!(json["shown"], serde_json::json!(["ticket.sold", "ticket.refunded", "show.cancelled"]));
    assert_eq!((&json["template"], &json["errors"]), (&"sender".into(), &serde_json::json!([])));
    assert!(
        json["files"].as_array().is_some_and(|all| all.contains(&"sending/events/ticket_sold.json".into()))
    );
    is_whole(&folder, "sending", &DELIVERY);
    let ran = folder.cargo("sending", &["run", "--quiet"]);
    let said = String::from_utf8_lossy(&ran.stderr);
    assert!(
        ran.status.code() == Some(1) && said.starts_with("error: HOOKWRIGHT_SEALING_KEY is not set: "),
        "{said}"
    );
}

#[test]
fn a_project_that_does_both_builds_and_passes() {
    let folder = Folder::named("project-shop");
    // Of that name the project has a module already.
    folder.write("receiver.yaml", &std::fs::read_to_string(spec("orders.yaml")).expect("it is there"));
    assert_eq!(folder.make(&["both", "shop", "--spec", "receiver.yaml"]).code, 0);
    assert!(folder.read("shop/build.rs").contains(".name(\"receiver_events\")"));
    is_whole(&folder, "shop", &[&["contract::order_cancelled::samples"], &DELIVERY[..]].concat());
}

#[test]
fn a_document_is_copied_with_what_it_refers_to() {
    let folder = Folder::named("project-parts");
    let multi = spec("features/multi_file/openapi.yaml");
    let made = folder.make(&["receiver", "parts", "--spec", &multi, "--signature", "github"]);
    assert_eq!(made.code, 0, "{made:?}");
    let build = folder.read("parts/build.rs");
    assert!(build.contains(".signature(\"github\")"), "{build}");
    let checked = assert_ok(&folder.cargo("parts", &["test", "--tests"]));
    assert!(checked.contains("::tampered ... ok"), "{checked}");
}

#[test]
fn nothing_is_overwritten() {
    let folder = Folder::new();
    folder.write("mine/src/main.rs", "fn main() {}\n");
    let refused = folder.make(&["receiver", "mine"]);
    assert_eq!((refused.code, refused.out.as_str()), (1, ""), "{refused:?}");
    assert!(
        refused.err.contains("error[output::exists]: `mine/src/main.rs` is there already"),
        "{refused:?}"
    );
    assert!(!folder.path("mine/Cargo.toml").exists(), "all or nothing");
    // What does not get in the way may stay.
    folder.write("beside/notes.txt", "mine\n");
    assert_eq!(folder.make(&["receiver", "shop", "--out", "beside"]).code, 0);
    assert_eq!(folder.read("beside/notes.txt"), "mine\n");
    assert!(folder.read("beside/Cargo.toml").contains("name = \"shop\""));
}

#[test]
fn names_and_documents_that_will_not_do_are_refused() {
    let folder = Folder::new();
    folder.write("empty/none.txt", "");
    let versions = spec("features/versions_marked.yaml");
    let unsigned = spec("features/recursion.yaml");
    for (arguments, code, words) in [
        (vec!["receiver", "type"], 2, "has taken"),
        (vec!["receiver", "9lives"], 2, "begin with a letter"),
        (vec!["receiver", "a/b"], 2, "a name is wanted, not a path"),
        (vec!["receiver", "tokio"], 2, "is a crate that the project depends on"),
        (vec!["receiver", "shop", "--spec", "none.yaml"], 1, "error[document::unreadable]"),
        (vec!["receiver", "shop", "--spec", &unsigned], 1, "say `--signature PRESET`"),
        (vec!["receiver", "shop", "--templates", "empty"], 2, "it holds none of these templates"),
        (vec!["receiver", "shop", "--spec", &unsigned, "--signature", "paypal"], 1, "no template for that"),
        (vec!["sender", "shop", "--spec", &unsigned, "--signature", "twilio"], 1, "no template for that"),
        (vec!["sender", "shop", "--spec", &versions], 1, "error[output::versions]"),
    ] {
        let failed = folder.make(&arguments);
        assert!(failed.code == code && failed.err.contains(words), "{arguments:?}: {failed:?}");
        assert!(!folder.path("shop").exists());
    }
}

#[test]
fn templates_of_ones_own_go_first() {
    let folder = Folder::new();
    folder.write("own/project/gitignore.tera", "# {{ name }}\n");
    assert_eq!(folder.make(&["receiver", "shop", "--templates", "own"]).code, 0);
    assert_eq!(folder.read("shop/.gitignore"), "# shop\n");
    assert!(folder.path("shop/src/main.rs").exists());
    folder.write("own/project/gitignore.tera", "{{ nobody }}\n");
    let failed = folder.make(&["receiver", "other", "--templates", "own"]);
    assert!(failed.code == 1 && failed.err.contains("error[output::template]"), "{failed:?}");
    assert!(!folder.path("other").exists());

    folder.write("own/crate/README.md.tera", "{{ marker }}\nOurs.\n");
    let orders = spec("orders.yaml");
    let made =
        folder.run(["generate", &orders, "-o", "orders", "--crate", "orders", "--templates", "own", "-q"]);
    assert_eq!(made.code, 0, "{made:?}");
    assert!(folder.read("orders/README.md").ends_with("Ours.\n"));
}
