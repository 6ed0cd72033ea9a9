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
pub mod contract;
pub mod diagnostic;
pub mod diff;
pub mod document;
mod emit;
mod error;
mod generated;
pub mod ir;
#[cfg(feature = "lint")]
pub mod lint;
pub mod output;
pub mod render;
#[cfg(feature = "schemas")]
pub mod schemas;
pub mod source;
mod versions;

use std::path::{Path, PathBuf};

pub use config::{Config, Extras, Features, Lint};
pub use emit::nodes::Method;
pub use error::Error;
pub use generated::{Finding, Generated, Skipped, Summary};
pub use ir::signature::{PRESETS, Preset};
pub use versions::VersionSpec;

use diagnostic::{Diagnostics, Style};
use document::Documents;

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
    /// Further versions of the same API.
    versions: Vec<VersionSpec>,
    /// The name of the first document's version, where its own will not do.
    version_name: Option<String>,
    /// The webhooks of one version of a document that marks several.
    exactly: Option<std::collections::BTreeSet<String>>,
}

impl Generator {
    /// A generation from a YAML or JSON document.
    #[must_use]
    pub fn new(spec: impl Into<PathBuf>) -> Self {
        Self {
            spec: spec.into(),
            name: None,
            config: Config::default(),
            style: Style::default(),
            versions: Vec::new(),
            version_name: None,
            exactly: None,
        }
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

    /// Says `x-webhook-retry` for a document that does not.
    #[must_use]
    pub fn retry(mut self, value: impl Into<serde_json::Value>) -> Self {
        self.config.retry = Some(value.into());
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
        if self.has_versions() {
            return self.compile_documents(folder, first);
        }
        let marked = self.with_checked(|checked, documents, sink| {
            let marked = versions::marked(checked, documents, sink);
            if marked.is_empty() {
                self.compile_one(checked, documents, sink, folder, first).map(Ok)
            } else {
                Ok(Err(marked))
            }
        })?;
        marked.or_else(|marked| self.compile_marked(marked, folder, first))
    }

    /// What the document says of its webhooks, for tools: schemas under one roof, and how each event travels.
    ///
    /// One contract for each version, oldest first, where there are several: of the documents, or within one.
    ///
    /// ```
    /// let contracts = hookwright_build::Generator::new("../specs/orders.yaml").contracts()?;
    /// assert_eq!(contracts[0].events[0].name, "order.created");
    /// assert!(contracts[0].definitions.contains_key("OrderCreated"));
    /// # Ok::<(), hookwright_build::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When the document has a mistake.
    pub fn contracts(&self) -> Result<Vec<contract::Contract>> {
        if self.has_versions() {
            return self.contracts_of_documents();
        }
        let marked = self.with_checked(|checked, documents, sink| {
            let marked = versions::marked(checked, documents, sink);
            if !marked.is_empty() {
                return Ok(Err(marked));
            }
            let ir = ir::lower(&checked.api, &self.shown_spec(), &self.config, sink);
            Error::landing(sink, documents.sources(), self.style)?;
            Ok(Ok(vec![contract::of(&checked.api, &ir)]))
        })?;
        marked.or_else(|marked| self.contracts_of_marked(marked))
    }

    fn compile_one(
        &self,
        checked: &api::Checked<'_>,
        documents: &Documents,
        sink: &Diagnostics,
        folder: &str,
        first: &str,
    ) -> Result<Generated> {
        let mut ir = ir::lower(&checked.api, &self.shown_spec(), &self.config, sink);
        Error::landing(sink, documents.sources(), self.style)?;
        ir.contract = contract::of(&checked.api, &ir).text(&self.module_name(), &self.config);
        let files = render::module(&ir, folder, first);
        Ok(Generated {
            name: self.module_name(),
            summary: generated::summary(checked, &ir, documents),
            inputs: documents.files(),
            findings: error::findings(sink, documents.sources(), self.style),
            methods: emit::methods(&ir),
            features: emit::features(&ir),
            groups: generated::groups(&ir),
            scheme: ir.scheme.map(|scheme| scheme.name().to_owned()),
            title: ir.title,
            version: ir.version,
            sketch: String::new(),
            files,
        })
    }

    /// The stages down to the checked document, which borrows from what was loaded: whatever is made of it is made
    /// inside `then`.
    pub(crate) fn with_checked<T>(
        &self,
        then: impl FnOnce(&api::Checked<'_>, &Documents, &Diagnostics) -> Result<T>,
    ) -> Result<T> {
        let sink = Diagnostics::new();
        let only = patterns(&self.config.only)?;
        let documents = Documents::load(&self.spec, &self.config.overlays, &self.config.map, &sink);
        let wishes = api::Wishes {
            only: &only,
            dispatch: self.config.dispatch.as_ref(),
            root_security: self.config.root_security,
            signature: self.config.signature.as_ref(),
            handshake: self.config.handshake.as_ref(),
            retry: self.config.retry.as_ref(),
            versioning: self.config.versioning.as_ref(),
            exactly: self.exactly.as_ref(),
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
        then(&checked, &documents, &sink)
    }

    /// The document as generated files name it: a path of one machine would differ on the next.
    fn shown_spec(&self) -> String {
        let shown = if self.spec.is_absolute() { self.spec.file_name().map(Path::new) } else { None };
        shown.unwrap_or(&self.spec).display().to_string().replace('\\', "/")
    }

    /// The name of the module.
    #[must_use]
    pub fn module_name(&self) -> String {
        self.name.clone().unwrap_or_else(|| self.common_stem().unwrap_or_else(|| stem(&self.spec)))
    }
}

/// The file's name up to its first dot, as an identifier.
pub(crate) fn stem(path: &Path) -> String {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let stem = name.split('.').next().unwrap_or_default();
    ir::names::field_name(stem).trim_start_matches("r#").to_owned()
}

fn patterns(globs: &[String]) -> Result<Vec<glob::Pattern>> {
    let parse = |glob: &String| {
        glob::Pattern::new(glob).map_err(|error| Error::plain(format!("`{glob}` is no glob: {error}")))
    };
    globs.iter().map(parse).collect()
}
