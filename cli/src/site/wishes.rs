//! The arguments of `hookwright docs`.
//!
//! Comes in: what was typed. Goes out: plain data.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::said::Format;

const EXAMPLES: &str = "\
Examples:
  A site of one document, to be opened from disk or put on any server:
    hookwright docs specs/orders.yaml -o site

  Several versions of one API: the newest first, with the history of each event:
    hookwright docs specs/orders-v1.yaml specs/orders-v2.yaml specs/orders-v3.yaml -o site

  Several APIs, one site:
    hookwright docs specs/orders.yaml billing=billing/openapi.yaml -o site

  Markdown for a repository:
    hookwright docs specs/orders.yaml -o docs/events --as markdown

  With templates of one's own in place of some:
    hookwright docs specs/orders.yaml -o site --templates brand

Exit codes:
  0  done
  1  the document has a mistake, or the disk refused
  2  the command was not understood";

/// Write a catalog of a document's events: a static site, or Markdown.
///
/// The site needs no network and no server: all that it loads stands beside it, and without JavaScript it has everything
/// but search. Only files that differ are written, pages of an earlier run that are not needed any more are removed, and
/// nothing is overwritten that hookwright did not write.
#[derive(Args, Debug)]
#[command(after_long_help = EXAMPLES, after_help = crate::examples::HINT)]
pub(crate) struct Wishes {
    /// OpenAPI documents, 3.0 to 3.2, as YAML or JSON: one API each, or versions of one, as `generate` takes them;
    /// `NAME=SPEC` names the API or the version.
    #[arg(required = true, value_name = "SPEC", value_parser = crate::args::spec)]
    pub(super) specs: Vec<crate::args::Spec>,

    /// The folder to write to; made where it is not there.
    #[arg(short, long = "out", value_name = "DIR")]
    pub(super) out: PathBuf,

    /// What is written.
    #[arg(long = "as", value_name = "FORM", default_value = "html")]
    pub(super) form: Form,

    /// A folder with templates that take the place of ours: `base.html.tera`, `event.html.tera`, `site.css`, …
    #[arg(long, value_name = "DIR")]
    pub(super) templates: Option<PathBuf>,

    /// Take the documents as versions of one API, which has this name.
    #[arg(long, value_name = "NAME")]
    pub(super) versions: Option<String>,

    /// How requests are signed, for documents without `x-webhook-signature`.
    #[arg(long, value_name = "PRESET", value_parser = crate::args::preset_names())]
    pub(super) signature: Option<String>,

    /// An OpenAPI Overlay 1.0 file to apply first; may be said several times.
    #[arg(long, value_name = "FILE")]
    pub(super) overlay: Vec<PathBuf>,

    /// Only webhooks whose names match; may be said several times.
    #[arg(long, value_name = "GLOB")]
    pub(super) only: Vec<String>,

    /// The options as a file (.toml, .yaml, .json); `hookwright.toml` here, where there is one.
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,

    /// Read references to URLs that begin with PREFIX from files below DIR; may be said several times.
    #[arg(long, value_name = "PREFIX=DIR", value_parser = crate::args::mapping)]
    pub(super) map: Vec<(String, String)>,

    /// Describe the rest when a webhook cannot be read.
    #[arg(long)]
    pub(super) keep_going: bool,

    /// How the result is reported: for people, or as one JSON object on standard output.
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub(super) format: Format,

    /// Print errors alone.
    #[arg(short, long)]
    pub(super) quiet: bool,
}

/// `--as`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Form {
    /// A static site.
    Html,
    /// A file for each event and an index, for repositories.
    Markdown,
}
