//! Several documents as versions of one API.
//!
//! Comes in: arguments. Goes out: one generator instead of many, and the draft of what is to be written by hand.

use std::path::PathBuf;

use clap::Args;
use hookwright_build::diagnostic::{Diagnostic, Style};
use hookwright_build::{Config, Finding, Generated, Generator, VersionSpec};

use crate::args::{Generate, Spec};
use crate::finding;

/// What concerns versions.
#[derive(Args, Debug)]
pub(crate) struct Wishes {
    /// Take the documents as versions of one API, whose module has this name; `NAME=SPEC` then names a version.
    ///
    /// Without it they are taken so where every one of them says `x-webhook-version`, under one title.
    #[arg(long, value_name = "NAME")]
    pub(crate) versions: Option<String>,

    /// The version that the receiver is written against; the newest otherwise.
    #[arg(long, value_name = "VERSION")]
    pub(crate) target: Option<String>,

    /// Write a draft of the upgrades that only you can write to this file, which must not be there yet.
    #[arg(long, value_name = "FILE")]
    pub(crate) sketch: Option<PathBuf>,
}

/// The generators: one for each document, or one for all, where they are versions of one API.
pub(crate) fn generators(
    specs: &[Spec],
    versions: Option<&str>,
    config: &Config,
    style: Style,
) -> Vec<Generator> {
    let each = specs.iter().map(|spec| {
        let generator = Generator::new(&spec.path).config(config.clone()).style(style);
        match &spec.name {
            Some(name) => generator.name(name),
            None => generator,
        }
    });
    let each: Vec<Generator> = each.collect();
    // A document with a mistake says it when it is compiled.
    let title = |one: &Generator| one.versioned_title().unwrap_or_default();
    let are_versions = || {
        let mut titles = each.iter().map(title);
        each.len() > 1
            && titles.next().flatten().is_some_and(|first| titles.all(|title| title.as_ref() == Some(&first)))
    };
    if versions.is_none() && !are_versions() {
        return each;
    }
    joined(specs, versions, config, style).into_iter().collect()
}

/// One generator for all documents; clap lets no command through that names none.
fn joined(specs: &[Spec], versions: Option<&str>, config: &Config, style: Style) -> Option<Generator> {
    let (first, others) = specs.split_first()?;
    let mut generator = Generator::new(&first.path).config(config.clone()).style(style);
    if let Some(name) = &first.said {
        generator = generator.named_version(name);
    }
    for spec in others {
        generator = generator.version(match &spec.said {
            Some(name) => VersionSpec::named(name, &spec.path),
            None => VersionSpec::from(&spec.path),
        });
    }
    Some(match versions {
        Some(name) => generator.name(name),
        None => generator,
    })
}

/// Writes the draft, where one was asked for.
pub(crate) fn sketch(wishes: &Generate, modules: &[Generated], style: Style) -> Result<(), Finding> {
    let Some(path) = &wishes.versions.sketch else { return Ok(()) };
    let text: String = modules.iter().map(|module| module.sketch.as_str()).collect();
    let refused = |why: String| {
        let found = Diagnostic::error("output::disk", format!("`{}` was not written", path.display()));
        finding::plain(&found.why(why), style)
    };
    if path.exists() {
        return Err(refused("it is there already, and may hold what you wrote".to_owned()));
    }
    std::fs::write(path, text).map_err(|error| refused(error.to_string()))
}
