//! Templates, the user's own before those that come with hookwright.
//!
//! Comes in: a folder, a template's name, words. Goes out: the text of a file, or what is wrong with the template.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use hookwright_build::Finding;
use hookwright_build::diagnostic::{Diagnostic, Style};
use hookwright_templates::{TEMPLATES, builtin, project, render_from};
use serde::Serialize;

use crate::finding;

/// Fills a template: that of the folder, where it has one of this name.
pub(crate) fn filled(
    own: Option<&Path>,
    name: &str,
    words: &impl Serialize,
    style: Style,
) -> Result<String, Vec<Finding>> {
    let lookup = |name: &str| {
        let file = own.and_then(|folder| std::fs::read_to_string(folder.join(name)).ok());
        file.map(Cow::Owned).or_else(|| builtin(name))
    };
    render_from(&lookup, name, words).map_err(|error| {
        let found = Diagnostic::error("output::template", format!("the template `{name}` cannot be filled"));
        vec![finding::plain(&found.why(error.to_string()), style)]
    })
}

/// A folder that holds a template, for `--templates`: one without would silently change nothing.
pub(crate) fn folder(text: &str) -> Result<PathBuf, String> {
    let folder = PathBuf::from(text);
    let names = || TEMPLATES.iter().chain(project::TEMPLATES).map(|(name, _)| *name);
    if names().any(|name| folder.join(name).is_file()) {
        return Ok(folder);
    }
    let all: Vec<&str> = names().collect();
    Err(format!("it holds none of these templates: {}", all.join(", ")))
}
