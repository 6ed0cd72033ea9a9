//! The document of a new project.
//!
//! Comes in: a file, or none. Goes out: what is generated from it, and the files to copy: all that were read, placed to one
//! another as they were.

use std::path::{Path, PathBuf};

use hookwright_build::diagnostic::{Diagnostic, Style};
use hookwright_build::lint::{self, Rules};
use hookwright_build::{Finding, Generated, Generator};
use hookwright_templates::project::STARTER;

use super::disk::Files;
use super::wishes::Wishes;
use crate::finding;
use crate::folder::{by_level, normal, slashed};
use crate::said::Problem;
use crate::scratch::Scratch;

/// Where documents stand in a project.
const FOLDER: &str = "spec";

/// Modules that a project has beside the document's.
const TAKEN: &[&str] = &["receiver", "sender"];

/// The document, read.
pub(super) struct Document {
    /// Where it stands in the project.
    pub(super) spec: String,
    /// It, and what it refers to.
    pub(super) files: Files,
    /// What its module is called, where that is not the file's name.
    pub(super) name: Option<String>,
    /// What is generated from it.
    pub(super) generated: Generated,
    /// The events whose example breaks its own schema.
    pub(super) broken: Vec<String>,
}

impl Document {
    pub(super) fn open(wishes: &Wishes, style: Style) -> Result<Self, Problem> {
        match &wishes.spec {
            Some(path) => Self::read(wishes, path, style),
            None => {
                let (name, text) = STARTER;
                let folder = Scratch::new()?;
                let path = folder.path().join(name);
                std::fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))?;
                Self::read(wishes, &path, style)
            }
        }
    }

    fn read(wishes: &Wishes, path: &Path, style: Style) -> Result<Self, Problem> {
        let generator = Generator::new(path).style(style);
        let generator = wishes.signature.iter().fold(generator, Generator::signature);
        let generator = wishes.dispatch.iter().cloned().fold(generator, Generator::dispatch);
        let name = generator.module_name();
        let name = TAKEN.contains(&name.as_str()).then(|| format!("{name}_events"));
        let generator = name.iter().fold(generator, Generator::name);
        let generated = generator.compile().map_err(|error| by_level(&error, style).0)?;
        if generated.files.contains_key("versions.rs") {
            return Err(versions(path, style).into());
        }
        let rules = Rules::all().only("lint::invalid_example");
        let broken = lint::check(&generator, &rules).map_err(|error| by_level(&error, style).0)?;
        let broken = broken.remarks.into_iter().flat_map(|remark| remark.events).collect();
        let (spec, files) = copies(path, &generated.inputs)?;
        Ok(Self { spec, files, name, generated, broken })
    }
}

fn versions(path: &Path, style: Style) -> Finding {
    let found = format!("`{}` holds several versions, and there is no template for these", slashed(path));
    let help = "begin with one version, and see docs/versions.md for the others";
    finding::plain(&Diagnostic::error("output::versions", found).help(help), style)
}

/// The document's place in the project, and all files by theirs.
fn copies(spec: &Path, inputs: &[PathBuf]) -> Result<(String, Files), String> {
    let absolute = |path: &Path| normal(path).unwrap_or_else(|| path.to_owned());
    let spec = absolute(spec);
    let inputs: Vec<PathBuf> = inputs.iter().map(|path| absolute(path)).collect();
    // The nearest folder above all of them, so that references from one to another stay right.
    let top = spec.ancestors().skip(1).find(|top| inputs.iter().all(|path| path.starts_with(top)));
    let top = top.unwrap_or(&spec);
    let place = |path: &Path| format!("{FOLDER}/{}", slashed(path.strip_prefix(top).unwrap_or(path)));
    let mut files = Files::new();
    for path in inputs.iter().chain([&spec]) {
        let bytes = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
        files.insert(place(path), bytes);
    }
    Ok((place(&spec), files))
}
