//! What GitHub's document costs to compile: our crate beside that of the peer oas3-gen, the same document, in one run.
//!
//! `cargo run --release --bin compile` wants `oas3-gen` (`cargo install oas3-gen --version 0.29.0`) and GNU time; what
//! is not there is skipped with a line. Dependencies are built first and not counted, nothing is incremental.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use hookwright_build::Generator;

const DOCUMENT: &str = "corpus/specs/github/webhooks-api.github.com.3.1.json";

/// The dependencies that the peer's code names.
const PEERS: &str = r#"
anyhow = "1"
axum = "0.8"
chrono = { version = "0.4", features = ["serde"] }
http = "1"
indexmap = { version = "2", features = ["serde"] }
oas3-gen-support = "*"
serde = { version = "1", features = ["derive"] }
serde_json = "1"
serde_with = { version = "3", features = ["chrono_0_4"] }
validator = { version = "0.20", features = ["derive"] }
"#;

/// What one command of cargo took.
#[derive(Clone, Copy, Debug)]
struct Cost {
    cpu: f64,
    megabytes: f64,
}

fn main() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let document = here.join("../../shared").join(DOCUMENT);
    if !document.is_file() {
        return println!("SKIPPED: {} is not there", document.display());
    }
    if !Path::new("/usr/bin/time").is_file() {
        return println!("SKIPPED: /usr/bin/time is not there");
    }
    let folder = here.join("target/compile");
    let ours = our_crate(&folder.join("ours"), &document, here);
    let peer = peer_crate(&folder.join("peer"), &document);
    println!(
        "{:<10} {:>8} {:>7} {:>22} {:>22} {:>22}",
        "", "lines", "types", "check", "build", "build --release"
    );
    let ours = report("hookwright", &ours);
    match peer {
        Some(peer) => {
            let theirs = report("oas3-gen", &peer);
            let ratios: Vec<String> =
                ours.iter().zip(&theirs).map(|(a, b)| format!("{:.2}", a.cpu / b.cpu)).collect();
            println!("CPU seconds, ours / peer: {}", ratios.join(", "));
        }
        None => println!("SKIPPED: `oas3-gen` is not on the path"),
    }
}

fn our_crate(root: &Path, document: &Path, here: &Path) -> PathBuf {
    let made = Generator::new(document).compile_as("src/", "lib.rs").expect("the document generates");
    for (path, text) in made.files {
        write(&root.join(path), &text);
    }
    let runtime = here.join("../runtime").display().to_string().replace('\\', "/");
    // The peer's code receives, so ours has the runtime's default features: the receiver alone.
    manifest(root, "ours", &format!("hookwright = {{ path = \"{runtime}\" }}\n"));
    root.to_path_buf()
}

fn peer_crate(root: &Path, document: &Path) -> Option<PathBuf> {
    write(&root.join("src/lib.rs"), "#![allow(warnings)]\npub mod api;\n");
    let mut command = Command::new("oas3-gen");
    command.args(["generate", "server-mod", "-i"]).arg(document).arg("-o").arg(root.join("src/api"));
    let made = command.stdout(Stdio::null()).stderr(Stdio::null()).status().ok()?;
    manifest(root, "peer", PEERS);
    made.success().then(|| root.to_path_buf())
}

fn manifest(root: &Path, name: &str, dependencies: &str) {
    let text = format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n{dependencies}"
    );
    write(&root.join("Cargo.toml"), &text);
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a file in a folder")).expect("the folder can be made");
    fs::write(path, text).expect("the file can be written");
}

fn report(name: &str, root: &Path) -> Vec<Cost> {
    let costs: Vec<Cost> = [&["check"][..], &["build"], &["build", "--release"]]
        .iter()
        .map(|arguments| cost(root, arguments))
        .collect();
    let (lines, types) = size(&root.join("src"));
    let told: Vec<String> =
        costs.iter().map(|cost| format!("{:>8.1} s {:>7.0} MB", cost.cpu, cost.megabytes)).collect();
    println!(
        "{name:<10} {lines:>8} {types:>7} {}",
        told.iter().map(|t| format!("{t:>22}")).collect::<String>()
    );
    costs
}

/// The cost of one command with all dependencies built.
fn cost(root: &Path, arguments: &[&str]) -> Cost {
    let run = |timed: bool| {
        let mut command = Command::new(if timed { "/usr/bin/time" } else { "cargo" });
        if timed {
            command.args(["-f", "TIME %U %S %M", "cargo"]);
        }
        command.args(arguments).arg("--quiet").current_dir(root);
        let target = root.parent().expect("a folder").join("target");
        command.env("CARGO_INCREMENTAL", "0").env("CARGO_TARGET_DIR", target);
        command.output().expect("cargo runs")
    };
    // The first run fetches nothing but builds what the crate depends on.
    let first = run(false);
    assert!(first.status.success(), "{}", String::from_utf8_lossy(&first.stderr));
    let source = root.join("src/lib.rs");
    let text = fs::read_to_string(&source).expect("the crate has a library");
    write(&source, &text);
    let timed = run(true);
    let said = String::from_utf8_lossy(&timed.stderr).into_owned();
    let figures = said.lines().rev().find_map(|line| line.strip_prefix("TIME ")).unwrap_or_default();
    let figures: Vec<f64> = figures.split_whitespace().filter_map(|figure| figure.parse().ok()).collect();
    match figures.as_slice() {
        [user, system, kilobytes] => Cost { cpu: user + system, megabytes: kilobytes / 1024.0 },
        _ => panic!("{said}"),
    }
}

/// Lines, and structs and enums.
fn size(folder: &Path) -> (usize, usize) {
    let mut sum = (0, 0);
    for entry in fs::read_dir(folder).expect("the sources are there") {
        let path = entry.expect("an entry").path();
        let (lines, types) = if path.is_dir() {
            size(&path)
        } else {
            let text = fs::read_to_string(&path).unwrap_or_default();
            let is_type = |line: &&str| {
                let line = line.trim_start();
                line.starts_with("pub struct ") || line.starts_with("pub enum ")
            };
            (text.lines().count(), text.lines().filter(is_type).count())
        };
        sum = (sum.0 + lines, sum.1 + types);
    }
    sum
}
