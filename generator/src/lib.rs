//! Compiles the webhooks of an OpenAPI document to typed Rust receivers and senders.
//!
//! In `build.rs`, one line:
//!
//! ```no_run
//! fn main() -> hookwright_build::Result {
//!     hookwright_build::Generator::new("specs/orders.yaml").generate()
//! }
//! ```
//!
//! and in `main.rs` the module `orders`, named after the file:
//!
//! ```text
//! hookwright::include_webhooks!("orders");
//! ```
//!
//! Data flows down one stair: bytes are loaded to a [`document`], read to an [`api`], checked,
//! lowered to the [`ir`], emitted and rendered to files. Only [`output`] and the loader touch the disk.

pub mod api;
mod build_script;
pub mod config;
pub mod diagnostic;
pub mod document;
mod emit;
mod error;
pub mod ir;
pub mod output;
pub mod render;
pub mod source;

use std::path::{Path, PathBuf};

pub use config::{Config, Extras, Features};
pub use emit::nodes::Method;
pub use error::Error;
pub use ir::signature::{PRESETS, Preset};

use diagnostic::{Diagnostics, Level, Style};
use document::Documents;
use render::FileSet;

/// What a build script returns.
pub type Result<T = ()> = std::result::Result<T, Error>;

/// A generation, from one document.
///
/// ```
/// let generated = hookwright_build::Generator::new("../specs/orders.yaml").compile()?;
/// assert!(generated.files.contains_key("mod.rs"));
/// assert_eq!(generated.summary.events, 4);
/// # Ok::<(), hookwright_build::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Generator {
    spec: PathBuf,
    name: Option<String>,
    config: Config,
    style: Style,
}

/// What a generation made.
#[derive(Clone, Debug)]
pub struct Generated {
    /// The name of the module.
    pub name: String,
    /// The files of the module, by path.
    pub files: FileSet,
    /// What was generated.
    pub summary: Summary,
    /// The files that were read.
    pub inputs: Vec<PathBuf>,
    /// Everything that was found below the level of an error, rendered.
    pub findings: Vec<Finding>,
    /// Title and version of the document.
    pub title: String,
    /// `info.version`.
    pub version: String,
    /// How each event is called in the code, in document order.
    pub methods: Vec<Method>,
    /// The preset of the signature scheme, where one is known.
    pub scheme: Option<String>,
    /// The cfg features by which events are split, sorted; none unless that was asked for.
    pub groups: Vec<String>,
    /// The features of the runtime that the code needs beside its default ones.
    pub features: Vec<&'static str>,
}

/// A diagnostic that did not stop the generation.
#[derive(Clone, Debug)]
pub struct Finding {
    /// Note or warning.
    pub level: Level,
    /// The code, e.g. `schema::raw_json`.
    pub code: &'static str,
    /// `file:line:column`.
    pub place: String,
    /// What was found.
    pub message: String,
    /// On one line, for `cargo::warning`.
    pub line: String,
    /// The whole report, with the lines of the source.
    pub report: String,
}

/// Counts of a generation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Operations of `webhooks`.
    pub webhooks: usize,
    /// Operations of `x-webhooks`.
    pub x_webhooks: usize,
    /// Operations of callbacks.
    pub callbacks: usize,
    /// Generated events.
    pub events: usize,
    /// Generated types.
    pub types: usize,
    /// Places that a general validator checks: the runtime needs its feature `schema` where there are some.
    pub schema_checks: usize,
    /// Webhooks that were left out, with `keep_going`.
    pub skipped: Vec<Skipped>,
}

/// A webhook that was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Its name.
    pub name: String,
    /// Why, as a code.
    pub code: &'static str,
    /// Where.
    pub place: String,
    /// Why, as a sentence.
    pub message: String,
}

impl Generator {
    /// A generation from a YAML or JSON document.
    #[must_use]
    pub fn new(spec: impl Into<PathBuf>) -> Self {
        Self { spec: spec.into(), name: None, config: Config::default(), style: Style::default() }
    }

    /// Names the module; the file's name up to its first dot otherwise.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Takes all options at once.
    #[must_use]
    pub fn config(mut self, config: Config) -> Self {
        self.config = config;
        self
    }

    /// Generates only webhooks whose names match the glob; may be said several times.
    #[must_use]
    pub fn only(mut self, glob: impl Into<String>) -> Self {
        self.config.only.push(glob.into());
        self
    }

    /// Applies an OpenAPI Overlay 1.0 file; may be said several times.
    #[must_use]
    pub fn overlay(mut self, file: impl Into<String>) -> Self {
        self.config.overlays.push(file.into());
        self
    }

    /// Says what becomes of members that the document does not declare.
    #[must_use]
    pub fn extras(mut self, extras: Extras) -> Self {
        self.config.extras = extras;
        self
    }

    /// Reads references to URLs that begin with `prefix` from files below a folder: a build never asks the network.
    #[must_use]
    pub fn map_url(mut self, prefix: impl Into<String>, folder: impl Into<String>) -> Self {
        self.config.map.insert(prefix.into(), folder.into());
        self
    }

    /// Takes schemas with `properties` or `items` and no `type` to mean objects and arrays.
    ///
    /// JSON Schema lets such schemas accept anything else too, and so does the generated code otherwise, by a type
    /// [`Loose`](https://docs.rs/hookwright).
    #[must_use]
    pub fn assume_types(mut self, assume: bool) -> Self {
        self.config.assume_types = assume;
        self
    }

    /// Asserts `format`, which JSON Schema takes as an annotation; needs the runtime's feature `schema`.
    #[must_use]
    pub fn assert_formats(mut self, assert: bool) -> Self {
        self.config.assert_formats = assert;
        self
    }

    /// Puts each group of events behind a cfg feature, which the crate that takes the code in must declare.
    ///
    /// [`Generated::groups`] names them. With a feature switched off, its events are still told apart and come to
    /// `fallback` as unknown ones.
    #[must_use]
    pub fn features(mut self, features: Features) -> Self {
        self.config.features = features;
        self
    }

    /// Generates the rest when a webhook cannot be generated.
    #[must_use]
    pub fn keep_going(mut self, keep_going: bool) -> Self {
        self.config.keep_going = keep_going;
        self
    }

    /// Says `x-webhook-dispatch` for a document that does not.
    #[must_use]
    pub fn dispatch(mut self, value: impl Into<serde_json::Value>) -> Self {
        self.config.dispatch = Some(value.into());
        self
    }

    /// Takes the root's `security` to be that of the webhooks, too.
    #[must_use]
    pub fn root_security(mut self, applies: bool) -> Self {
        self.config.root_security = applies;
        self
    }

    /// Says `x-webhook-signature` for a document that does not.
    #[must_use]
    pub fn signature(mut self, preset: impl Into<String>) -> Self {
        self.config.signature = Some(serde_json::Value::String(preset.into()));
        self
    }

    /// Says `x-webhook-handshake` for a document that does not.
    #[must_use]
    pub fn handshake(mut self, value: impl Into<serde_json::Value>) -> Self {
        self.config.handshake = Some(value.into());
        self
    }

    /// Draws reports with colours, for terminals; they are plain text otherwise.
    #[must_use]
    pub fn style(mut self, style: Style) -> Self {
        self.style = style;
        self
    }

    /// The whole job of a build script: compiles into `OUT_DIR` and tells cargo what was read.
    ///
    /// # Errors
    ///
    /// When the document has a mistake; the error's `Debug` is the rendered report.
    pub fn generate(self) -> Result {
        build_script::run(&self)
    }

    /// Compiles in memory, as a module that `mod name;` takes in.
    ///
    /// # Errors
    ///
    /// When the document has a mistake.
    pub fn compile(&self) -> Result<Generated> {
        self.compile_as("", "mod.rs")
    }

    /// Compiles in memory below a folder (empty, or ending with `/`), with a name for the first file.
    ///
    /// # Errors
    ///
    /// When the document has a mistake.
    pub fn compile_as(&self, folder: &str, first: &str) -> Result<Generated> {
        let sink = Diagnostics::new();
        let only = patterns(&self.config.only)?;
        let documents = Documents::load(&self.spec, &self.config.overlays, &self.config.map, &sink);
        let wishes = api::Wishes {
            only: &only,
            dispatch: self.config.dispatch.as_ref(),
            root_security: self.config.root_security,
            signature: self.config.signature.as_ref(),
            handshake: self.config.handshake.as_ref(),
        };
        let landing = |sink: &Diagnostics| Error::landing(sink, documents.sources(), self.style);
        landing(&sink)?;
        let draft = api::read(&documents, &wishes, &sink);
        landing(&sink)?;
        let Some(draft) = draft else {
            return Err(Error::plain(format!("{}: nothing to read", self.spec.display())));
        };
        let checked = api::check(draft, &wishes, self.config.keep_going, &sink);
        landing(&sink)?;
        let source = self.shown_spec();
        let ir = ir::lower(&checked.api, &source, &self.config, &sink);
        landing(&sink)?;
        let files = render::module(&ir, folder, first);
        Ok(Generated {
            name: self.module_name(),
            summary: summary(&checked, &ir, &documents),
            inputs: documents.files(),
            findings: error::findings(&sink, documents.sources(), self.style),
            methods: emit::methods(&ir),
            features: emit::features(&ir),
            groups: groups(&ir),
            scheme: ir.scheme.map(|scheme| scheme.name().to_owned()),
            title: ir.title,
            version: ir.version,
            files,
        })
    }

    /// The document as generated files name it: a path of one machine would differ on the next.
    fn shown_spec(&self) -> String {
        let shown = if self.spec.is_absolute() { self.spec.file_name().map(Path::new) } else { None };
        shown.unwrap_or(&self.spec).display().to_string().replace('\\', "/")
    }

    /// The name of the module.
    #[must_use]
    pub fn module_name(&self) -> String {
        self.name.clone().unwrap_or_else(|| stem(&self.spec))
    }
}

/// The file's name up to its first dot, as an identifier.
fn stem(path: &Path) -> String {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let stem = name.split('.').next().unwrap_or_default();
    ir::names::field_name(stem).trim_start_matches("r#").to_owned()
}

fn groups(ir: &ir::nodes::Ir) -> Vec<String> {
    let names: std::collections::BTreeSet<&String> =
        ir.events.iter().filter_map(|event| event.feature.as_ref()).collect();
    names.into_iter().cloned().collect()
}

fn patterns(globs: &[String]) -> Result<Vec<glob::Pattern>> {
    let parse = |glob: &String| {
        glob::Pattern::new(glob).map_err(|error| Error::plain(format!("`{glob}` is no glob: {error}")))
    };
    globs.iter().map(parse).collect()
}

fn summary(checked: &api::Checked<'_>, ir: &ir::nodes::Ir, documents: &Documents) -> Summary {
    let [webhooks, x_webhooks, callbacks] = checked.counts;
    let skipped = checked.skipped.iter().map(|(name, found)| Skipped {
        name: name.clone(),
        code: found.code.as_str(),
        place: found.span().and_then(|span| documents.sources().place(span)).unwrap_or_default(),
        message: found.message.clone(),
    });
    Summary {
        webhooks,
        x_webhooks,
        callbacks,
        events: ir.events.len(),
        types: ir.types.len(),
        schema_checks: emit::schema_checks(ir),
        skipped: skipped.collect(),
    }
}
