//! The reference in Markdown: docs/cli.md.

use clap::{Arg, Command};

use super::notes::{Note, notes};
use super::tree::{arguments, default, description, spelling, typed, usage, values, walk};

const HEAD: &str = "\
# The command line

Everything below is what `hookwright COMMAND --help` says, and is made from it by `hookwright man --format markdown`.
";

/// All commands.
pub(super) fn reference(root: &Command) -> String {
    let mut out = HEAD.to_owned();
    for note in notes(root) {
        out += &section(&note);
    }
    out += "\n| command | |\n|---|---|\n";
    for one in root.get_subcommands().filter(|one| one.get_name() != "help") {
        let (name, about) = (typed(one), first_line(one));
        out += &format!("| [`{name}`](#{}) | {} |\n", name.replace(' ', "-"), cell(&about));
    }
    for one in walk(root).into_iter().skip(1) {
        out += &command(one);
    }
    out
}

fn first_line(command: &Command) -> String {
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    about.lines().next().unwrap_or_default().to_owned()
}

fn command(command: &Command) -> String {
    let level = if typed(command).matches(' ').count() > 1 { "###" } else { "##" };
    let about = command.get_long_about().or(command.get_about()).map(ToString::to_string).unwrap_or_default();
    let mut out = format!("\n{level} {}\n\n{about}\n\n```text\n{}\n```\n", typed(command), usage(command));
    let (arguments, options): (Vec<&Arg>, Vec<&Arg>) =
        arguments(command).partition(|arg| arg.is_positional());
    out += &table("argument", &arguments);
    out += &table("option", &options);
    for note in notes(command) {
        out += &section(&note);
    }
    out
}

fn table(kind: &str, all: &[&Arg]) -> String {
    if all.is_empty() {
        return String::new();
    }
    let rows: String =
        all.iter().map(|arg| format!("| `{}` | {} |\n", spelling(arg), cell(&said(arg)))).collect();
    format!("\n| {kind} | |\n|---|---|\n{rows}")
}

/// What an argument means, what may be said, and what it is without.
fn said(arg: &Arg) -> String {
    let mut out = description(arg);
    let values: Vec<(String, String)> = values(arg).collect();
    let bare = values.iter().all(|(_, help)| help.is_empty());
    if bare && !values.is_empty() {
        let names: Vec<String> = values.iter().map(|(name, _)| format!("`{name}`")).collect();
        out += &format!("\nOne of {}.", names.join(", "));
    }
    for (name, help) in values.iter().filter(|_| !bare) {
        out += &format!("\n`{name}`: {help}");
    }
    #[cfg(feature = "stores")]
    if let Some(variable) = arg.get_env() {
        out += &format!("\nIn the environment: `{}`.", variable.to_string_lossy());
    }
    if let Some(default) = default(arg) {
        out += &format!("\nWithout it: `{default}`.");
    }
    out
}

fn section(note: &Note) -> String {
    let mut out = format!("\n**{}**\n\n", note.title);
    if note.is_prose() {
        return out + &note.lines.join("\n") + "\n";
    }
    if let Some(rows) = note.rows() {
        out += &rows.iter().map(|(word, meaning)| format!("- `{word}`: {meaning}\n")).collect::<String>();
        return out;
    }
    // Sentences between lines of code end with a colon, and code is set in below them.
    let is_prose = |line: &&String| line.ends_with(':') && !line.starts_with([' ', '`']);
    if note.lines.iter().any(|line| is_prose(&line)) {
        for group in note.lines.chunk_by(|_, next| !is_prose(&next)) {
            let (prose, code) = group.split_at(usize::from(is_prose(&&group[0])));
            out += &prose.iter().map(|line| format!("{line}\n\n")).collect::<String>();
            out += &fence(code);
        }
        return out.trim_end().to_owned() + "\n";
    }
    out + fence(&note.lines).trim_end() + "\n"
}

fn fence(lines: &[String]) -> String {
    let indent =
        lines.iter().filter(|line| !line.is_empty()).map(|line| line.len() - line.trim_start().len());
    let indent = indent.min().unwrap_or_default();
    let code: Vec<&str> = lines.iter().map(|line| line.get(indent..).unwrap_or_default()).collect();
    let code = code.join("\n");
    format!("```text\n{}\n```\n\n", code.trim_end())
}

/// In one cell of a table: outside of code no sign means HTML.
fn cell(text: &str) -> String {
    let text = text.replace('|', "\\|");
    let parts = text.split('`').enumerate();
    let parts = parts.map(|(at, part)| if at % 2 == 0 { part.replace('<', "&lt;") } else { part.to_owned() });
    parts.collect::<Vec<_>>().join("`").replace('\n', "<br>")
}
