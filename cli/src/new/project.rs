//! The files of a project, but for its document.

use hookwright_build::Finding;
use hookwright_build::diagnostic::Style;
use hookwright_templates::project::{BOTH, File, RECEIVING, SENDING};

use super::disk::Files;
use super::wishes::{Template, Wishes};
use super::words::Words;
use crate::templates::filled;

/// Fills every template of the project.
pub(super) fn files(wishes: &Wishes, words: &Words, style: Style) -> Result<Files, Vec<Finding>> {
    let own = wishes.templates.as_deref();
    let fill = |(path, template): &File| {
        let text = filled(own, template, words, style)?;
        Ok::<_, Vec<Finding>>(((*path).to_owned(), text.into_bytes()))
    };
    let mut files: Files = wishes.template.templates().iter().map(fill).collect::<Result<_, _>>()?;
    files.extend(words.sent.iter().map(|event| (event.file.clone(), event.sample.clone().into_bytes())));
    Ok(files)
}

impl Template {
    /// As it is typed.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Receiver => "receiver",
            Self::Sender => "sender",
            Self::Both => "both",
        }
    }

    fn templates(self) -> &'static [File] {
        match self {
            Self::Receiver => RECEIVING,
            Self::Sender => SENDING,
            Self::Both => BOTH,
        }
    }
}
