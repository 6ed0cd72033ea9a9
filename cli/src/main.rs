//! The command `hookwright`.
//!
//! Comes in: arguments. Goes out: files, words and an exit code: 0 done, 1 the document, the config
//! or the disk says no, 2 the command was not understood. It holds no knowledge of documents; that
//! is the generator's.

mod args;
mod assembly;
mod catalogue;
#[cfg(feature = "stores")]
mod deliveries;
mod diff;
#[cfg(feature = "stores")]
mod endpoints;
mod examples;
mod explain;
mod finding;
mod folder;
mod generate;
#[cfg(test)]
mod guide;
mod lint;
mod listen;
mod man;
#[cfg(feature = "stores")]
mod managed;
mod manifest;
mod new;
mod outcome;
mod paint;
mod presets;
mod said;
mod sarif;
mod schema;
mod scratch;
mod secrets;
mod send;
mod settings;
mod signature;
mod site;
mod span;
mod subject;
mod templates;
mod test;
mod text;
mod versions;

use std::process::ExitCode;

use clap::{CommandFactory as _, Parser as _};

use args::{Arguments, Command};

fn main() -> ExitCode {
    match Arguments::parse().command {
        Command::Generate(wishes) => generate::run(&wishes),
        #[cfg(feature = "stores")]
        Command::Deliveries(wishes) => deliveries::run(*wishes),
        Command::Diff(wishes) => diff::run(&wishes),
        Command::Docs(wishes) => site::run(&wishes),
        #[cfg(feature = "stores")]
        Command::Endpoints(wishes) => endpoints::run(*wishes),
        Command::Explain { code, format } => explain::run(code.as_deref(), format),
        Command::Lint(wishes) => lint::run(&wishes),
        Command::Listen(wishes) => listen::run(&wishes),
        Command::Man(wishes) => man::run(&wishes, Arguments::command()),
        Command::New(wishes) => new::run(&wishes),
        Command::Presets { format } => presets::run(format),
        Command::Schema { name, format } => schema::run(name.as_deref(), format),
        Command::Send(wishes) => send::run(&wishes),
        Command::Test(wishes) => test::run(&wishes),
        Command::Verify(wishes) => signature::verify(&wishes),
        Command::Sign { wishes, id } => signature::sign(&wishes, &id),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Arguments::command(), "hookwright", &mut script);
            text::out(&String::from_utf8_lossy(&script));
            ExitCode::SUCCESS
        }
    }
}
