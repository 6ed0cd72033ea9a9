//! The arguments of every command, with their help.
//!
//! Comes in: what was typed. Goes out: plain data, or clap's own message and exit code 2.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use hookwright::Scheme;
use hookwright_build::{Extras, Features};

use crate::{catalogue, diff, lint, signature};

/// Webhooks by their OpenAPI document: typed receivers and senders for Rust.
#[derive(Debug, Parser)]
#[command(name = "hookwright", version, arg_required_else_help = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Generate(Box<Generate>),
    #[cfg(feature = "stores")]
    Deliveries(Box<crate::deliveries::Wishes>),
    Diff(Box<diff::Wishes>),
    Docs(Box<crate::site::Wishes>),
    #[cfg(feature = "stores")]
    Endpoints(Box<crate::endpoints::Wishes>),
    /// Explain a code of a report, such as `reference::dangling`; list all codes without one.
    #[command(after_help = "Examples:\n  hookwright explain\n  hookwright explain reference::dangling")]
    Explain {
        /// The code, as it stands in the brackets of a report.
        #[arg(value_parser = catalogue::known)]
        code: Option<String>,
    },
    Lint(Box<lint::Lint>),
    /// List the signature presets for `--signature` and `x-webhook-signature`.
    #[command(
        after_help = "Example:\n  hookwright generate shop.yaml -o src/shop --signature standard-webhooks"
    )]
    Presets,
    /// Verify the signature of a request, as a receiver does.
    ///
    /// Prints `accepted`, or the name of the refusal, such as `signature::stale`.
    #[command(after_help = VERIFY_EXAMPLES)]
    Verify(Box<signature::Wishes>),
    /// Sign a request, and print the headers to send with it.
    #[command(after_help = SIGN_EXAMPLES)]
    Sign {
        #[command(flatten)]
        wishes: Box<signature::Wishes>,
        /// The delivery's id, for schemes that have one.
        #[arg(long, value_name = "ID", default_value = "msg_1")]
        id: String,
    },
    /// Print the completions of a shell.
    #[command(
        after_help = "Examples:\n  hookwright completions bash > ~/.local/share/bash-completion/completions/hookwright\n  hookwright completions zsh > ~/.zfunc/_hookwright"
    )]
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
}

const VERIFY_EXAMPLES: &str = "\
Examples:
  hookwright verify --scheme github --secret-env WEBHOOK_SECRET \\
      --header 'X-Hub-Signature-256: sha256=757107…' --body-file body.json
  hookwright verify --scheme stripe --secret whsec_… --header 'Stripe-Signature: t=1700000000,v1=…' \\
      --body-file body.json --now 1700000000

Exit codes:
  0  accepted
  1  refused
  2  the command was not understood";

const SIGN_EXAMPLES: &str = "\
Example:
  hookwright sign --scheme standard-webhooks --secret-file secret.txt --body-file body.json > headers.txt
  curl https://shop.example/webhooks -H @headers.txt -H 'Content-Type: application/json' --data-binary @body.json

Exit codes:
  0  signed
  1  it can't be signed
  2  the command was not understood";

const GENERATE_EXAMPLES: &str = "\
Examples:
  A module that `mod orders;` takes in:
    hookwright generate specs/orders.yaml -o src/orders

  A crate of its own that compiles as it stands:
    hookwright generate specs/orders.yaml -o orders-webhooks --crate orders-webhooks

  Several documents, a module each:
    hookwright generate specs/orders.yaml specs/returns.yaml -o src/webhooks

  Several versions of one API: one receiver, one client (docs/versions.md):
    hookwright generate specs/orders-v1.yaml specs/orders-v2.yaml -o src/orders
    hookwright generate --versions github 3.14=ghes-3.14.json 3.19=ghes-3.19.json -o src/github

  Documents of one file name, each with a name of its own:
    hookwright generate acme=acme/openapi.yaml shop=shop/openapi.yaml -o src/webhooks

  Some webhooks of a document that says neither how they are told apart nor how they are signed:
    hookwright generate shop.json -o src/shop --only 'order.*' --only refund \\
        --dispatch 'header: X-Shop-Event' --signature standard-webhooks

  In CI, whether what is checked in is current:
    hookwright generate specs/orders.yaml -o src/orders --check

Exit codes:
  0  done, or current
  1  the document has a mistake, the disk refused, or (with --check) files differ
  2  the command was not understood";

/// Generate typed Rust code from the webhooks of OpenAPI documents.
///
/// One document gives a module in DIR (`DIR/mod.rs`); several give a module each (`DIR/NAME/mod.rs`, named after the
/// files). Documents of one title that all say `x-webhook-version` are versions of one API: one module with a module for each. With `--crate` the same stands in a complete crate. Only files that differ are written, and nothing is
/// overwritten that hookwright did not write. Reports go to standard error, the summary to standard output.
#[derive(Args, Debug)]
#[command(after_long_help = GENERATE_EXAMPLES, after_help = "`--help` shows more, with examples.")]
pub(crate) struct Generate {
    /// OpenAPI documents, 3.0 to 3.2, as YAML or JSON; `NAME=SPEC` names the module.
    #[arg(required = true, value_name = "SPEC", value_parser = spec)]
    pub(crate) specs: Vec<Spec>,

    #[command(flatten)]
    pub(crate) versions: crate::versions::Wishes,

    /// The folder to write to; made where it is not there.
    #[arg(short, long = "out", value_name = "DIR")]
    pub(crate) out: PathBuf,

    /// Write a complete crate of this name.
    #[arg(long = "crate", value_name = "NAME", value_parser = crate_name)]
    pub(crate) package: Option<String>,

    /// Let the crate depend on the runtime `hookwright` in this folder instead of a published one.
    #[arg(long, value_name = "DIR", requires = "package", value_parser = runtime_folder)]
    pub(crate) runtime_path: Option<PathBuf>,

    /// Only webhooks whose names match; may be said several times.
    #[arg(long, value_name = "GLOB")]
    pub(crate) only: Vec<String>,

    /// An OpenAPI Overlay 1.0 file to apply first; may be said several times.
    #[arg(long, value_name = "FILE")]
    pub(crate) overlay: Vec<PathBuf>,

    /// The options as a file (.toml, .yaml, .json); `hookwright.toml` here, where there is one.
    ///
    /// Its names are `only`, `overlays` and `map` (relative to the file), `extras`, `features`, `assume-types`,
    /// `assert-formats`, `keep-going`, `x-webhook-dispatch`, `x-webhook-signature`, `x-webhook-handshake`, `x-webhook-retry`, `x-webhook-version`, `target` and `lint`. Options of the command line win over the file; lists add up.
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,

    /// Generate the rest when a webhook cannot be generated, and list what was skipped.
    #[arg(long)]
    pub(crate) keep_going: bool,

    /// Read references to URLs that begin with PREFIX from files below DIR; may be said several times.
    #[arg(long, value_name = "PREFIX=DIR", value_parser = mapping)]
    pub(crate) map: Vec<(String, String)>,

    /// What becomes of members that the document does not declare.
    #[arg(long, value_name = "WHAT")]
    pub(crate) extras: Option<ExtrasWish>,

    /// Take schemas with `properties` or `items` and no `type` to mean objects and arrays.
    ///
    /// By JSON Schema they accept anything else too, and the generated type is `Loose<T>`.
    #[arg(long)]
    pub(crate) assume_types: bool,

    /// Take the root's `security` to be that of the webhooks, too; by itself it is the API's own.
    #[arg(long)]
    pub(crate) root_security: bool,

    /// Assert `format`, which JSON Schema takes as an annotation; the runtime then needs its feature `schema`.
    #[arg(long)]
    pub(crate) assert_formats: bool,

    /// Put each group of events behind a cfg feature: by tag, or by the first word of the name.
    ///
    /// A crate made with `--crate` has all of them on by default; another one has to declare them in its Cargo.toml.
    #[arg(long, value_name = "BY")]
    pub(crate) features: Option<FeaturesWish>,

    /// Where a request says its event, for documents without `x-webhook-dispatch`.
    ///
    /// `path`, `header: NAME`, `json: /pointer`, a template such as `{header:X-Event}-{json:/action?}`, or an object
    /// as JSON.
    #[arg(long, value_name = "VALUE")]
    pub(crate) dispatch: Option<String>,

    /// How requests are signed, for documents without `x-webhook-signature`.
    #[arg(long, value_name = "PRESET", value_parser = preset_names())]
    pub(crate) signature: Option<String>,

    /// Write nothing; say whether the files are current, and fail where they are not.
    #[arg(long)]
    pub(crate) check: bool,

    /// How the result is reported: for people, or as one JSON object on standard output.
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub(crate) format: Format,

    /// Print errors alone.
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

/// One document.
#[derive(Clone, Debug)]
pub(crate) struct Spec {
    /// The name of its module, where it is not the file's.
    pub(crate) name: Option<String>,
    /// The same as it was written: the name of its version, where the documents are versions.
    pub(crate) said: Option<String>,
    /// The file.
    pub(crate) path: PathBuf,
}

/// A path, or `NAME=PATH` where there is no file with such an odd name.
#[expect(clippy::unnecessary_wraps, reason = "clap's parsers may fail")]
pub(crate) fn spec(text: &str) -> Result<Spec, String> {
    let is_name = |name: &str| {
        !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
    };
    Ok(match text.split_once('=') {
        Some((name, path)) if is_name(name) && !PathBuf::from(text).exists() => {
            Spec { name: Some(module_name(name)), said: Some(name.to_owned()), path: path.into() }
        }
        _ => Spec { name: None, said: None, path: text.into() },
    })
}

/// `PREFIX=DIR`; the prefix is a URL, which may hold an equals sign itself.
pub(crate) fn mapping(text: &str) -> Result<(String, String), String> {
    match text.rsplit_once('=') {
        Some((prefix, folder)) if prefix.contains("://") && !folder.is_empty() => {
            Ok((prefix.to_owned(), folder.to_owned()))
        }
        _ => {
            Err("the beginning of a URL and a folder are expected, as in https://example.com/=schemas"
                .to_owned())
        }
    }
}

fn module_name(text: &str) -> String {
    hookwright_build::ir::names::field_name(text).trim_start_matches("r#").to_owned()
}

/// `--extras`.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum ExtrasWish {
    /// Accept and drop them; the raw body stays reachable.
    Ignore,
    /// Keep them, in a field `extras` of every object.
    Keep,
}

impl From<ExtrasWish> for Extras {
    fn from(wish: ExtrasWish) -> Self {
        match wish {
            ExtrasWish::Ignore => Self::Ignore,
            ExtrasWish::Keep => Self::Keep,
        }
    }
}

/// `--features`.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum FeaturesWish {
    /// By the first tag; events without one by the first word of their name.
    Tag,
    /// By the first word of the name.
    Prefix,
}

impl From<FeaturesWish> for Features {
    fn from(wish: FeaturesWish) -> Self {
        match wish {
            FeaturesWish::Tag => Self::Tag,
            FeaturesWish::Prefix => Self::Prefix,
        }
    }
}

/// `--format`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Reports and a summary line.
    Text,
    /// One JSON object.
    Json,
}

/// The names of presets.
pub(crate) fn preset_names() -> clap::builder::PossibleValuesParser {
    clap::builder::PossibleValuesParser::new(Scheme::presets())
}

/// Crates whose names rustc keeps, and words that cannot be names.
const TAKEN: &[&str] = &["alloc", "core", "hookwright", "proc-macro", "proc_macro", "std", "test"];

/// The rules of cargo for package names that become the name of a library.
fn crate_name(text: &str) -> Result<String, String> {
    let first = text.chars().next().ok_or("a crate needs a name")?;
    if !first.is_ascii_alphabetic() {
        return Err("names of crates begin with a letter".to_owned());
    }
    if let Some(odd) = text.chars().find(|c| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_')) {
        return Err(format!("`{odd}` cannot stand in the name of a crate: letters, digits, `-` and `_` can"));
    }
    // The generator knows the keywords: it gives them another spelling.
    let spelled = hookwright_build::ir::names::field_name(text);
    if TAKEN.contains(&text) || spelled.starts_with("r#") || spelled.ends_with('_') && !text.ends_with('_') {
        return Err(format!("`{text}` is a name that Rust or this crate's dependency has taken"));
    }
    Ok(text.to_owned())
}

fn runtime_folder(text: &str) -> Result<PathBuf, String> {
    let folder = PathBuf::from(text);
    if folder.join("Cargo.toml").is_file() {
        Ok(folder)
    } else {
        Err("there is no Cargo.toml in this folder; it is to be the folder of the crate `hookwright`"
            .to_owned())
    }
}
