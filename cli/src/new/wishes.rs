//! The arguments of `hookwright new`.
//!
//! Comes in: what was typed. Goes out: plain data.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::args::{build_folder, crate_name, preset_names, runtime_folder};
use crate::said::Format;
use crate::templates::folder as template_folder;

const EXAMPLES: &str = "\
Examples:
  A receiver with a small document to begin with:
    hookwright new receiver box-office
    cd box-office && cargo test

  A receiver for somebody else's webhooks:
    hookwright new receiver shop-hooks --spec shop.yaml --signature stripe

  A sender of your own, with its endpoints and deliveries in a file of SQLite:
    hookwright new sender box-office --spec specs/tickets.yaml

  With templates of your own in place of those of the same names:
    hookwright new receiver box-office --templates ./templates

Exit codes:
  0  made
  1  a file is there already, the document has a mistake, or the disk refused
  2  the command was not understood";

/// Make a project that builds, runs, and passes its own contract tests.
///
/// The project stands in a new folder of its name, or in `--out`. Its document is copied with the files that it refers to;
/// without `--spec` it begins with a small one of ours. Nothing is overwritten.
#[derive(Args, Debug)]
#[command(after_long_help = EXAMPLES, after_help = crate::examples::HINT)]
pub(crate) struct Wishes {
    /// What the project does with webhooks.
    pub(crate) template: Template,

    /// The name of the crate.
    #[arg(value_parser = project_name)]
    pub(crate) name: String,

    /// The OpenAPI document with the webhooks.
    #[arg(long, value_name = "FILE")]
    pub(crate) spec: Option<PathBuf>,

    /// The folder to write to; otherwise one of the crate's name.
    #[arg(short, long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,

    /// How requests are signed, for documents without `x-webhook-signature`.
    #[arg(long, value_name = "PRESET", value_parser = preset_names(), requires = "spec")]
    pub(crate) signature: Option<String>,

    /// Where a request says its event, for documents without `x-webhook-dispatch`: `path`, or a template such as
    /// `{header:X-Event}` or `{json:/type}`.
    #[arg(long, value_name = "TEMPLATE", requires = "spec")]
    pub(crate) dispatch: Option<String>,

    /// Let the crate depend on the runtime `hookwright` in this folder instead of a published one.
    #[arg(long, value_name = "DIR", value_parser = runtime_folder)]
    pub(crate) runtime_path: Option<PathBuf>,

    /// Let the crate depend on the generator `hookwright-build` in this folder instead of a published one.
    #[arg(long, value_name = "DIR", value_parser = build_folder)]
    pub(crate) build_path: Option<PathBuf>,

    /// A folder with templates of your own, which go before those of the same names that come with hookwright.
    #[arg(long, value_name = "DIR", value_parser = template_folder)]
    pub(crate) templates: Option<PathBuf>,

    /// How the result is reported: for people, or as one JSON object.
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub(crate) format: Format,
}

/// What a project does with webhooks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Template {
    /// It takes them: one method per event, served by axum.
    Receiver,
    /// It sends them: durably, from a file of SQLite, to endpoints that customers register.
    Sender,
    /// It does both.
    Both,
}

/// Names of crates that the project itself depends on.
const DEPENDENCIES: &[&str] = &["axum", "hookwright-build", "serde", "serde_json", "tokio"];

fn project_name(text: &str) -> Result<String, String> {
    if text.contains(['/', '\\']) {
        return Err("a name is wanted, not a path: say the folder with `--out`".to_owned());
    }
    if DEPENDENCIES.contains(&text) {
        return Err(format!("`{text}` is a crate that the project depends on"));
    }
    crate_name(text)
}
