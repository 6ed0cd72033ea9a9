//! `hookwright man`: what the command line is, as pages for `man`, as one page of Markdown, or as data.
//!
//! Comes in: the declarations of all commands. Goes out: text. What a command does is said where it is declared, and
//! nowhere else.

mod markdown;
mod notes;
mod pages;
mod tree;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use serde_json::json;

use crate::folder::slashed;
use crate::said::{self, Problem, Said};
use crate::text;

const EXAMPLES: &str = "\
Examples:
  hookwright man | man -l -
  hookwright man -o ~/.local/share/man/man1
  hookwright man --format markdown > cli.md
  hookwright man --format json | jq -r '.commands[].command'

Exit codes:
  0  done
  1  the disk refused
  2  the command was not understood";

/// Print the manual page, write one for every command, or print the whole reference.
#[derive(Args, Debug)]
#[command(after_long_help = EXAMPLES, after_help = crate::examples::HINT)]
pub(crate) struct Wishes {
    /// Write a page for every command to this folder.
    #[arg(short, long, value_name = "DIR", conflicts_with = "format")]
    out: Option<PathBuf>,

    /// In which form it is printed.
    #[arg(long, value_name = "FORM", default_value = "roff")]
    format: Form,
}

/// `--format`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    /// The page of the whole command, for `man`.
    Roff,
    /// The reference of all commands, in Markdown.
    Markdown,
    /// The reference of all commands, as one JSON object.
    Json,
}

/// 0 done, 1 the disk refused.
pub(crate) fn run(wishes: &Wishes, command: clap::Command) -> ExitCode {
    let mut command = command.disable_help_subcommand(true);
    command.build();
    if let Some(folder) = &wishes.out {
        return said::finish(said::Format::Text, written(&command, folder), 1);
    }
    match wishes.format {
        Form::Roff => text::out(&pages::page(&command)),
        Form::Markdown => text::out(&markdown::reference(&command)),
        Form::Json => text::out(&format!("{}\n", json!({ "commands": tree::commands(&command) }))),
    }
    ExitCode::SUCCESS
}

fn written(command: &clap::Command, folder: &std::path::Path) -> Result<Said, Problem> {
    let refused = |path: &std::path::Path, error| format!("{}: {error}", slashed(path));
    std::fs::create_dir_all(folder).map_err(|error| refused(folder, error))?;
    let all = tree::walk(command);
    for one in &all {
        let path = folder.join(format!("{}.1", tree::page_name(one)));
        std::fs::write(&path, pages::page(one)).map_err(|error| refused(&path, error))?;
    }
    let text = format!("wrote {} to {}\n", text::counted(all.len(), "page"), slashed(folder));
    Ok(Said::yes(text, json!({ "pages": all.len() })))
}
