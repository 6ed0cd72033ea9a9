//! The arguments of every command, with their help.
//!
//! Comes in: what was typed. Goes out: plain data, or clap's own message and exit code 2.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use hookwright::Scheme;
use hookwright_build::{Extras, Features};

use crate::examples::{self, HINT};
use crate::said::Format;
use crate::templates::folder as template_folder;
use crate::{catalogue, diff, lint, signature};

/// Webhooks by their OpenAPI document: typed receivers and senders for Rust.
#[derive(Debug, Parser)]
#[command(name = "hookwright", version, arg_required_else_help = true)]
#[command(after_long_help = examples::ALL, after_help = HINT)]
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
    #[command(after_long_help = examples::EXPLAIN, after_help = HINT)]
    Explain {
        /// The code, as it stands in the brackets of a report.
        #[arg(value_parser = catalogue::known)]
        code: Option<String>,
        /// How it is shown: for people, or as one JSON object.
        #[arg(long, value_name = "FORM", default_value = "text")]
        format: Format,
    },
    Lint(Box<lint::Lint>),
    Listen(Box<crate::listen::Wishes>),
    Man(crate::man::Wishes),
    New(Box<crate::new::Wishes>),
    /// List the signature presets for `--signature` and `x-webhook-signature`.
    #[command(after_long_help = examples::PRESETS, after_help = HINT)]
    Presets {
        /// How they are shown: for people, or as one JSON object.
        #[arg(long, value_name = "FORM", default_value = "text")]
        format: Format,
    },
    /// Print the JSON Schema of an extension or of `hookwright.toml`; list them without a name.
    #[command(after_long_help = examples::SCHEMA, after_help = HINT)]
    Schema {
        /// The name of the schema.
        #[arg(value_parser = crate::schema::names())]
        name: Option<String>,
        /// How the list is shown: for people, or as one JSON object. A schema is JSON either way.
        #[arg(long, value_name = "FORM", default_value = "text")]
        format: Format,
    },
    Send(Box<crate::send::Wishes>),
    Test(Box<crate::test::Wishes>),
    /// Verify the signature of a request, as a receiver does.
    ///
    /// Prints `accepted`, or the name of the refusal, such as `signature::stale`.
    #[command(after_long_help = examples::VERIFY, after_help = HINT)]
    Verify(Box<signature::Wishes>),
    /// Sign a request, and print the headers to send with it.
    #[command(after_long_help = examples::SIGN, after_help = HINT)]
    Sign {
        #[command(flatten)]
        wishes: Box<signature::Wishes>,
        /// The delivery's id, for schemes that have one.
        #[arg(long, value_name = "ID", default_value = "msg_1")]
        id: String,
    },
    /// Print the completions of a shell.
    #[command(after_long_help = examples::COMPLETIONS, after_help = HINT)]
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
}

/// Generate typed Rust code from the webhooks of OpenAPI documents.
///
/// One document gives a module in DIR (`DIR/mod.rs`); several give a module each (`DIR/NAME/mod.rs`, named after the
/// files). Documents of one title that all say `x-webhook-version` are versions of one API: one module with a module for each. With `--crate` the same stands in a complete crate. Only files that differ are written, and nothing is
/// overwritten that hookwright did not write. Reports go to standard error, the summary to standard output.
#[derive(Args, Debug)]
#[command(after_long_help = examples::GENERATE, after_help = HINT)]
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

    /// A folder with templates of your own for the crate, which go before those that come with hookwright.
    #[arg(long, value_name = "DIR", requires = "package", value_parser = template_folder)]
    pub(crate) templates: Option<PathBuf>,

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

/// The names of presets.
pub(crate) fn preset_names() -> clap::builder::PossibleValuesParser {
    clap::builder::PossibleValuesParser::new(Scheme::presets())
}

/// Crates whose names rustc keeps, and words that cannot be names.
const TAKEN: &[&str] = &["alloc", "core", "hookwright", "proc-macro", "proc_macro", "std", "test"];

/// The rules of cargo for package names that become the name of a library.
pub(crate) fn crate_name(text: &str) -> Result<String, String> {
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

pub(crate) fn runtime_folder(text: &str) -> Result<PathBuf, String> {
    crate_folder(text, "hookwright")
}

pub(crate) fn build_folder(text: &str) -> Result<PathBuf, String> {
    crate_folder(text, "hookwright-build")
}

fn crate_folder(text: &str, name: &str) -> Result<PathBuf, String> {
    let folder = PathBuf::from(text);
    if folder.join("Cargo.toml").is_file() {
        Ok(folder)
    } else {
        Err(format!("there is no Cargo.toml in this folder; it is to be the folder of the crate `{name}`"))
    }
}
