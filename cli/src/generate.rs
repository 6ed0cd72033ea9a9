//! `hookwright generate`, as one paragraph: options, code, files, words.
//!
//! Comes in: arguments. Goes out: files, a report and an exit code. All documents are generated
//! before the first file is written, so that a mistake in one leaves the folder as it was.

use std::collections::HashMap;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use hookwright_build::diagnostic::{Diagnostic, Style};
use hookwright_build::{Config, Finding, Generated, Generator, output};

use crate::args::{Generate, Spec};
use crate::outcome::Outcome;
use crate::{assembly, finding, folder, manifest, settings, text, versions};

/// Does what was asked for, and says what came of it.
pub(crate) fn run(wishes: &Generate) -> ExitCode {
    let started = Instant::now();
    let mut outcome = Outcome::new(wishes.check);
    if let Err(errors) = work(wishes, text::style(), &mut outcome) {
        outcome.errors.extend(errors);
    }
    outcome.seconds = started.elapsed().as_secs_f64();
    outcome.print(wishes.format, wishes.quiet);
    outcome.exit_code()
}

fn work(wishes: &Generate, style: Style, outcome: &mut Outcome) -> Result<(), Vec<Finding>> {
    let config = settings::read(wishes, style).map_err(|found| vec![found])?;
    let mut modules = compile(wishes, &config, style, outcome)?;
    let mut files = assembly::join(wishes, &mut modules);
    if let Some(name) = &wishes.package {
        files.extend(manifest::files(name, wishes, &modules, &files, style)?);
    }
    folder::keep_foreign(&wishes.out, &mut files, style)?;
    versions::sketch(wishes, &modules, style).map_err(|found| vec![found])?;
    let settle = if wishes.check { output::check } else { output::write };
    let changes = settle(&wishes.out, &files).map_err(|error| vec![disk(&error, style)])?;
    outcome.settle(&wishes.out, &files, &changes);
    Ok(())
}

/// Compiles every document; the mistakes of all of them are reported at once.
fn compile(
    wishes: &Generate,
    config: &Config,
    style: Style,
    outcome: &mut Outcome,
) -> Result<Vec<Generated>, Vec<Finding>> {
    let generators = versions::generators(&wishes.specs, wishes.versions.versions.as_deref(), config, style);
    if generators.len() > 1 {
        one_name_each(&wishes.specs, &generators, style)?;
    }
    let mut errors = Vec::new();
    let mut modules = Vec::new();
    for generator in &generators {
        let (folder, first) = assembly::place(wishes, generators.len(), &generator.module_name());
        match generator.compile_as(&folder, first) {
            Ok(generated) => {
                outcome.add(&generated);
                modules.push(generated);
            }
            Err(error) => {
                let (errors_here, others) = folder::by_level(&error, style);
                errors.extend(errors_here);
                outcome.warnings.extend(others);
            }
        }
    }
    if errors.is_empty() { Ok(modules) } else { Err(errors) }
}

/// Modules are named after files; two of one name would be one module.
fn one_name_each(specs: &[Spec], generators: &[Generator], style: Style) -> Result<(), Vec<Finding>> {
    let mut first: HashMap<String, &Path> = HashMap::new();
    let mut found = Vec::new();
    for (spec, generator) in specs.iter().zip(generators) {
        let name = generator.module_name();
        match first.get(&name) {
            Some(other) => found.push(finding::plain(
                &Diagnostic::error(
                    "output::same_name",
                    format!("two documents would be the module `{name}`"),
                )
                .why(format!("they are `{}` and `{}`", other.display(), spec.path.display()))
                .help("give them names: `NAME=SPEC`"),
                style,
            )),
            None => drop(first.insert(name, &spec.path)),
        }
    }
    if found.is_empty() { Ok(()) } else { Err(found) }
}

fn disk(error: &std::io::Error, style: Style) -> Finding {
    finding::plain(&Diagnostic::error("output::disk", error.to_string()), style)
}
