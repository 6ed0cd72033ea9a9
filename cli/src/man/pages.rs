//! Pages for `man`: what clap_mangen makes of a command, and examples and exit codes as sections of their own.

use std::io;

use clap::Command;
use clap_mangen::Man;

use super::notes::{Note, notes};
use super::tree;

/// The page of one command.
pub(super) fn page(command: &Command) -> String {
    let mut out = Vec::new();
    // Nothing refuses to be written to memory.
    let _ = write(command, &mut out);
    String::from_utf8_lossy(&out).into_owned()
}

fn write(command: &Command, out: &mut Vec<u8>) -> io::Result<()> {
    let man = Man::new(command.clone()).title(tree::page_name(command)).manual("Hookwright");
    man.render_title(out)?;
    man.render_name_section(out)?;
    man.render_synopsis_section(out)?;
    man.render_description_section(out)?;
    man.render_options_section(out)?;
    if command.get_subcommands().any(|one| one.get_name() != "help") {
        man.render_subcommands_section(out)?;
    }
    for note in notes(command) {
        out.extend(section(&note).into_bytes());
    }
    Ok(())
}

/// Line by line, as it stands.
fn section(note: &Note) -> String {
    let lines: String = note.lines.iter().map(|line| format!("{}\n", escaped(line))).collect();
    format!(".SH {}\n.nf\n{lines}.fi\n", escaped(&note.title.to_uppercase()))
}

/// Without what troff would obey.
fn escaped(line: &str) -> String {
    let line = line.replace('\\', "\\e").replace('-', "\\-");
    if line.starts_with(['.', '\'']) { format!("\\&{line}") } else { line }
}
