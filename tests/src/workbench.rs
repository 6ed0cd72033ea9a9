//! Workspaces of generated crates, below the target folder.
//!
//! In come modules as the generator makes them; out come a program that reads payloads with them
//! ([`crate::judge`]) and, for each module that does not compile, the first error. It knows cargo;
//! it must not know what the modules are generated from.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use hookwright_build::render::FileSet;
use serde_json::Value;

use crate::enter_workspace;

/// A generated module and its name.
#[derive(Clone, Debug)]
pub struct Module {
    /// An identifier, unique in the workspace.
    pub name: String,
    /// Its files.
    pub files: FileSet,
}

/// A workspace of generated crates, and the program `judge` over all of them.
#[derive(Debug)]
pub struct Workbench {
    folder: PathBuf,
    target: PathBuf,
    features: &'static [&'static str],
    crates: BTreeMap<String, Vec<Module>>,
    programs: BTreeMap<String, Program>,
}

/// A program over all crates.
#[derive(Debug)]
struct Program {
    source: String,
    needs: String,
}

/// What became of a build.
#[derive(Debug)]
pub struct Built {
    /// The first error of each module that does not compile, rendered.
    pub errors: BTreeMap<String, String>,
}

impl Workbench {
    /// A workspace in a folder of that name; all share the dependencies that one has built.
    #[must_use]
    pub fn new(name: &str, features: &'static [&'static str]) -> Self {
        let base = enter_workspace().join("target/tmp/generated");
        let mut bench = Self {
            folder: base.join(name),
            target: base.join("target"),
            features,
            crates: BTreeMap::new(),
            programs: BTreeMap::new(),
        };
        bench.add_program("judge", include_str!("../corpus/judge.rs"), "serde = \"1\"\n");
        bench
    }

    /// The folder, for what else a suite has to write.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Adds a crate.
    pub fn add(&mut self, package: &str, modules: Vec<Module>) {
        self.crates.insert(package.to_owned(), modules);
    }

    /// Adds a program that may use every crate; `{runtime}` in what it needs is the path of the runtime.
    pub fn add_program(&mut self, name: &str, source: &str, needs: &str) {
        let program = Program { source: source.to_owned(), needs: needs.to_owned() };
        self.programs.insert(name.to_owned(), program);
    }

    /// Writes the crates and builds the program; modules that do not compile are left out and reported.
    #[must_use]
    pub fn build(&mut self) -> Built {
        let mut errors = BTreeMap::new();
        loop {
            self.write();
            let output = self.cargo(&["build", "--keep-going", "--message-format=json"]);
            if output.status.success() {
                return Built { errors };
            }
            let found = self.broken(&output.stdout);
            assert!(!found.is_empty(), "cargo build\n{}", shown(&output));
            for modules in self.crates.values_mut() {
                modules.retain(|module| !found.contains_key(&module.name));
            }
            errors.extend(found);
        }
    }

    /// The program that reads payloads, once it is built.
    #[must_use]
    pub fn judge(&self) -> PathBuf {
        self.program("judge")
    }

    fn program(&self, name: &str) -> PathBuf {
        let name = format!("{}-{name}{}", self.name(), std::env::consts::EXE_SUFFIX);
        self.target.join("debug").join(name)
    }

    /// Runs a program, once it is built.
    #[must_use]
    pub fn run(&self, name: &str, arguments: &[&str]) -> Output {
        Command::new(self.program(name)).args(arguments).output().expect("a program that was built")
    }

    fn name(&self) -> String {
        self.folder.file_name().expect("a folder with a name").to_string_lossy().into_owned()
    }

    /// Runs cargo in the workspace, without the network.
    #[must_use]
    pub fn cargo(&self, arguments: &[&str]) -> Output {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let (command, rest) = arguments.split_first().expect("a command");
        Command::new(cargo)
            .args([command, "--offline"])
            .args(rest)
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", &self.target)
            .stdin(Stdio::null())
            .output()
            .expect("cargo runs")
    }

    /// Everything is written only where it differs, so that a second run compiles nothing.
    pub fn write(&self) {
        let runtime = enter_workspace().join("runtime");
        let name = self.name();
        let mut keep = BTreeSet::new();
        for (package, modules) in &self.crates {
            let root = self.folder.join("crates").join(package);
            keep.insert(package.clone());
            let mut list = "//! Generated modules.\n#![deny(warnings, missing_docs)]\n".to_owned();
            for module in modules {
                let _ = write!(list, "\npub mod {};\n", module.name);
                write_module(&root.join("src").join(&module.name), &module.files);
            }
            write_text(&root.join("src/lib.rs"), &list);
            write_text(&root.join("Cargo.toml"), &manifest(&name, package, &runtime, self.features));
        }
        for (program, Program { source, needs }) in &self.programs {
            let root = self.folder.join("crates").join(program);
            keep.insert(program.clone());
            write_text(&root.join("Cargo.toml"), &self.program_manifest(program, needs, &runtime));
            write_text(&root.join("src/main.rs"), source);
            write_text(&root.join("src/modules.rs"), &self.table());
        }
        remove_others(&self.folder.join("crates"), &keep);
        write_text(&self.folder.join("Cargo.toml"), WORKSPACE);
        self.write_lock();
    }

    /// The versions of the workspace are on this disk already: nothing is fetched.
    fn write_lock(&self) {
        let lock = fs::read_to_string("Cargo.lock").expect("the workspace is locked");
        let known = self.folder.join("Cargo.lock.workspace");
        if !fs::read_to_string(&known).is_ok_and(|text| text == lock) {
            write_text(&self.folder.join("Cargo.lock"), &lock);
            write_text(&known, &lock);
        }
    }

    fn program_manifest(&self, program: &str, needs: &str, runtime: &Path) -> String {
        let name = self.name();
        let needs = needs.replace("{runtime}", &slashed(runtime));
        let mut text = format!(
            "[package]\nname = \"{name}-{program}\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n\
             [dependencies]\nserde_json = \"1\"\n{needs}"
        );
        for package in self.crates.keys() {
            let _ =
                writeln!(text, "{package} = {{ package = \"{name}-{package}\", path = \"../{package}\" }}");
        }
        text
    }

    /// The table from a module's name to what reads its payloads.
    fn table(&self) -> String {
        let mut text =
            "// The modules that this program knows.\npub(crate) static MODULES: &[(&str, crate::Read)] = &[\n"
                .to_owned();
        for (package, modules) in &self.crates {
            for Module { name, .. } in modules {
                let _ = writeln!(
                    text,
                    "    (\"{name}\", |event, body| crate::text({package}::{name}::Event::from_slice(event, body))),"
                );
            }
        }
        text.push_str("];\n");
        text
    }

    /// The modules that have errors, by the places that cargo names.
    fn broken(&self, messages: &[u8]) -> BTreeMap<String, String> {
        let names: BTreeSet<&str> =
            self.crates.values().flatten().map(|module| module.name.as_str()).collect();
        let mut found = BTreeMap::new();
        for line in String::from_utf8_lossy(messages).lines() {
            let Ok(row) = serde_json::from_str::<Value>(line) else { continue };
            let message = &row["message"];
            if row["reason"] != "compiler-message" || message["level"] != "error" {
                continue;
            }
            let spans = message["spans"].as_array().into_iter().flatten();
            let parts =
                spans.filter_map(|span| span["file_name"].as_str()).flat_map(|path| path.split(['/', '\\']));
            if let Some(name) = parts.filter(|part| names.contains(part)).next_back() {
                let text = message["rendered"].as_str().unwrap_or_default();
                found.entry(name.to_owned()).or_insert_with(|| text.to_owned());
            }
        }
        found
    }
}

/// What cargo said, no more than one can read.
#[must_use]
pub fn shown(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr);
    text.lines().take(80).collect::<Vec<_>>().join("\n")
}

const WORKSPACE: &str = r#"[workspace]
resolver = "3"
members = ["crates/*"]

# Nobody steps through these crates, and most of what is written would be debug information.
[profile.dev]
debug = false
incremental = false
"#;

fn manifest(workspace: &str, package: &str, runtime: &Path, features: &[&str]) -> String {
    let runtime = slashed(runtime);
    let features = features.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
    format!(
        "[package]\nname = \"{workspace}-{package}\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n\
         [lib]\ndoctest = false\n\n\
         [dependencies]\nhookwright = {{ path = \"{runtime}\", default-features = false, features = [{features}] }}\n"
    )
}

fn slashed(path: &Path) -> String {
    path.display().to_string().replace('\\', "/")
}

fn write_module(folder: &Path, files: &FileSet) {
    hookwright_build::output::write(folder, files).expect("a folder of our own");
}

/// Writes a file where its text differs.
pub fn write_text(path: &Path, text: &str) {
    if fs::read_to_string(path).is_ok_and(|known| known == text) {
        return;
    }
    fs::create_dir_all(path.parent().expect("files stand in folders")).expect("a folder of our own");
    fs::write(path, text).expect("a folder of our own");
}

fn remove_others(folder: &Path, keep: &BTreeSet<String>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if !keep.contains(&*entry.file_name().to_string_lossy()) {
            fs::remove_dir_all(entry.path()).expect("a folder of our own");
        }
    }
}
