//! Several versions of one API in one generation.
//!
//! In: documents, or one document that marks its webhooks. Out: one module with a module for each version.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use crate::api::Checked;
use crate::api::nodes::Webhook;
use crate::contract::{self, Contract};
use crate::diagnostic::Diagnostics;
use crate::document::Documents;
use crate::generated::Summary;
use crate::ir::nodes::{Ir, Source, Versioned};
use crate::ir::versions::{self, Record};
use crate::{Error, Finding, Generated, Generator, Result, emit, error, generated, ir, render};

/// One version of an API: a document, with a name where the document's own will not do.
///
/// It is made of a path, or of a name and a path.
#[derive(Clone, Debug)]
pub struct VersionSpec {
    name: Option<String>,
    spec: PathBuf,
}

impl<P: Into<PathBuf>> From<P> for VersionSpec {
    fn from(spec: P) -> Self {
        Self { name: None, spec: spec.into() }
    }
}

impl VersionSpec {
    /// A document under a name of its own: `VersionSpec::named("ghes-3.14", "ghes-3.14.json")`.
    #[must_use]
    pub fn named(name: impl Into<String>, spec: impl Into<PathBuf>) -> Self {
        Self { name: Some(name.into()), spec: spec.into() }
    }
}

/// One version on its way down the stair.
struct Lowered {
    ir: Ir,
    contract: Contract,
    record: Record,
    summary: Summary,
    inputs: Vec<PathBuf>,
    findings: Vec<Finding>,
}

/// Which webhooks a version of a document has.
#[derive(Clone, Debug)]
pub(crate) struct Marked {
    name: String,
    webhooks: BTreeSet<String>,
}

impl Generator {
    /// Adds a further version of the same API: one module then holds a module for each version, with types that are
    /// equal once, one service that routes by version and one client.
    ///
    /// `x-webhook-version` of the documents names the versions (`info.version` otherwise) and says how requests name
    /// theirs. The receiver is written against the newest version, unless [`target`](Self::target) says otherwise.
    ///
    /// ```
    /// use hookwright_build::Generator;
    ///
    /// let generated = Generator::new("../specs/orders-v1.yaml").version("../specs/orders-v2.yaml").compile()?;
    /// assert!(generated.files.contains_key("v1/payload.rs"));
    /// assert!(generated.files.contains_key("v2/payload.rs"));
    /// # Ok::<(), hookwright_build::Error>(())
    /// ```
    #[must_use]
    pub fn version(mut self, version: impl Into<VersionSpec>) -> Self {
        self.versions.push(version.into());
        self
    }

    /// Names the version of the first document.
    #[must_use]
    pub fn named_version(mut self, name: impl Into<String>) -> Self {
        self.version_name = Some(name.into());
        self
    }

    /// Chooses the version that the receiver is written against; the newest otherwise.
    #[must_use]
    pub fn target(mut self, version: impl Into<String>) -> Self {
        self.config.target = Some(version.into());
        self
    }

    /// Says `x-webhook-version` for documents that do not.
    #[must_use]
    pub fn versioning(mut self, value: impl Into<serde_json::Value>) -> Self {
        self.config.versioning = Some(value.into());
        self
    }

    /// The title of a document that says `x-webhook-version` of itself, and so may be one of several versions of it.
    ///
    /// # Errors
    ///
    /// When the document has a mistake.
    pub fn versioned_title(&self) -> Result<Option<String>> {
        self.with_checked(|checked, _, sink| {
            let is_said = versions::record(&checked.api, sink).is_said;
            Ok(is_said.then(|| checked.api.title.clone()))
        })
    }

    /// The files of all versions.
    pub(crate) fn specs(&self) -> impl Iterator<Item = &Path> {
        std::iter::once(self.spec.as_path()).chain(self.versions.iter().map(|version| version.spec.as_path()))
    }

    /// What the names of all files begin with: `orders` for `orders-v1.yaml` and `orders-v2.yaml`.
    pub(crate) fn common_stem(&self) -> Option<String> {
        let stems: Vec<String> = self.specs().map(crate::stem).collect();
        let (first, others) = stems.split_first().filter(|(_, others)| !others.is_empty())?;
        let alike = |other: &String| first.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
        let common = others.iter().map(alike).min()?;
        let bare = |text: &str| text.trim_end_matches(|c: char| c == '_' || c.is_ascii_digit()).to_owned();
        let common = bare(first.get(..common)?);
        let common = common.strip_suffix("_v").unwrap_or(&common);
        (!matches!(common, "" | "v")).then(|| common.to_owned())
    }

    /// Whether several documents were given.
    pub(crate) fn has_versions(&self) -> bool {
        !self.versions.is_empty()
    }

    /// Compiles the documents as versions of one API.
    pub(crate) fn compile_documents(&self, folder: &str, first: &str) -> Result<Generated> {
        self.join(self.lower_documents()?, folder, first)
    }

    /// Compiles the versions that one document marks.
    pub(crate) fn compile_marked(&self, marked: Vec<Marked>, folder: &str, first: &str) -> Result<Generated> {
        self.join(self.lower_marked(marked)?, folder, first)
    }

    /// The contracts of the documents' versions, oldest first.
    pub(crate) fn contracts_of_documents(&self) -> Result<Vec<Contract>> {
        self.contracts_of(self.lower_documents()?)
    }

    /// The contracts of the versions that one document marks, oldest first.
    pub(crate) fn contracts_of_marked(&self, marked: Vec<Marked>) -> Result<Vec<Contract>> {
        self.contracts_of(self.lower_marked(marked)?)
    }

    fn contracts_of(&self, lowered: Vec<Lowered>) -> Result<Vec<Contract>> {
        let parts = lowered.into_iter().map(|one| (one.ir, one.record, one.contract)).collect();
        Ok(self.joined(parts)?.1)
    }

    fn lower_documents(&self) -> Result<Vec<Lowered>> {
        let all = self.each_document();
        all.iter().map(|(name, version)| version.lower_version(name.as_deref())).collect()
    }

    fn lower_marked(&self, marked: Vec<Marked>) -> Result<Vec<Lowered>> {
        let all = self.each_marked(marked);
        all.iter().map(|(name, version)| version.lower_version(Some(name))).collect()
    }

    /// A generation of each document alone, with the name of its version where one was given.
    fn each_document(&self) -> Vec<(Option<String>, Self)> {
        let alone = |spec: &Path| Self { spec: spec.to_owned(), versions: Vec::new(), ..self.clone() };
        let first = (self.version_name.clone(), alone(&self.spec));
        let others = self.versions.iter().map(|version| (version.name.clone(), alone(&version.spec)));
        std::iter::once(first).chain(others).collect()
    }

    /// A generation of each version that one document marks.
    fn each_marked(&self, marked: Vec<Marked>) -> Vec<(String, Self)> {
        let alone = |webhooks| Self { exactly: Some(webhooks), ..self.clone() };
        marked.into_iter().map(|version| (version.name, alone(version.webhooks))).collect()
    }

    /// A generation of each version alone, by name.
    pub(crate) fn each_version(&self) -> Result<HashMap<String, Self>> {
        if !self.has_versions() {
            let marked =
                self.with_checked(|checked, documents, sink| Ok(marked(checked, documents, sink)))?;
            return Ok(self.each_marked(marked).into_iter().collect());
        }
        let named = |(name, version): (Option<String>, Self)| {
            let said = |checked: &Checked<'_>, sink: &Diagnostics| versions::record(&checked.api, sink).name;
            let name = match name {
                Some(name) => name,
                None => version.with_checked(|checked, _, sink| Ok(said(checked, sink)))?,
            };
            Ok((name, version))
        };
        self.each_document().into_iter().map(named).collect()
    }

    /// The versions in their order, each with its contract.
    fn joined(&self, parts: Vec<(Ir, Record, Contract)>) -> Result<(Versioned, Vec<Contract>)> {
        let mut contracts: HashMap<String, Contract> = HashMap::new();
        let mut pairs = Vec::new();
        for (ir, record, contract) in parts {
            contracts.insert(record.name.clone(), contract);
            pairs.push((ir, record));
        }
        let mut versioned = versions::join(pairs, self.config.target.as_deref()).map_err(Error::plain)?;
        let mut told = Vec::new();
        for version in &versioned.versions {
            if let Some(mut contract) = contracts.remove(&version.name) {
                contract::tell(&mut contract, &versioned, version);
                told.push(contract);
            }
        }
        let module = self.module_name();
        for (version, contract) in versioned.versions.iter_mut().zip(&told) {
            version.ir.contract = contract.text(&format!("{module}_{}", version.module), &self.config);
        }
        Ok((versioned, told))
    }

    fn lower_version(&self, name: Option<&str>) -> Result<Lowered> {
        self.with_checked(|checked, documents, sink| {
            let mut record = versions::record(&checked.api, sink);
            let ir = ir::lower(&checked.api, &self.shown_spec(), &self.config, sink);
            Error::landing(sink, documents.sources(), self.style)?;
            if let Some(name) = name {
                record.name = name.to_owned();
            }
            Ok(Lowered {
                contract: contract::of(&checked.api, &ir),
                summary: generated::summary(checked, &ir, documents),
                inputs: documents.files(),
                findings: error::findings(sink, documents.sources(), self.style),
                record,
                ir,
            })
        })
    }

    fn join(&self, lowered: Vec<Lowered>, folder: &str, first: &str) -> Result<Generated> {
        if self.config.features != crate::Features::None {
            return Err(Error::plain(
                "events of several versions cannot be split into cfg features".to_owned(),
            ));
        }
        let mut summary = Summary::default();
        let (mut inputs, mut findings, mut parts) = (Vec::new(), Vec::new(), Vec::new());
        for one in lowered {
            summary.add(one.summary);
            inputs.extend(one.inputs.into_iter().filter(|input| !inputs.contains(input)).collect::<Vec<_>>());
            findings.extend(one.findings);
            parts.push((one.ir, one.record, one.contract));
        }
        findings.dedup_by(|a, b| a.report == b.report);
        let (versioned, _) = self.joined(parts)?;
        (summary.shared_types, summary.written_upgrades) =
            (versions::shared(&versioned), versions::written(&versioned));
        let target = &versioned.versions[versioned.target].ir;
        let module = self.module_name();
        Ok(Generated {
            files: render::versions(&versioned, folder, first),
            sketch: emit::versions::sketch(&versioned, &module, "MyReceiver"),
            methods: emit::methods(target),
            features: versioned
                .versions
                .iter()
                .flat_map(|version| emit::features(&version.ir))
                .collect::<BTreeSet<_>>()
                .into_iter()
                .collect(),
            groups: Vec::new(),
            scheme: target.scheme.as_ref().map(|scheme| scheme.name().to_owned()),
            title: target.title.clone(),
            version: versioned
                .versions
                .iter()
                .map(|version| version.name.as_str())
                .collect::<Vec<_>>()
                .join(", "),
            name: module,
            summary,
            inputs,
            findings,
        })
    }
}

/// The versions that a document marks, by `x-webhook-version` of its webhooks or by the names of its events; none where
/// it has but one.
pub(crate) fn marked(checked: &Checked<'_>, _: &Documents, sink: &Diagnostics) -> Vec<Marked> {
    let webhooks = &checked.api.webhooks;
    let names: BTreeSet<&str> =
        webhooks.iter().flat_map(|webhook| &webhook.versions).map(String::as_str).collect();
    if names.len() > 1 {
        let has = |webhook: &&Webhook<'_>, name: &str| {
            webhook.versions.is_empty() || webhook.versions.iter().any(|version| version == name)
        };
        return names.into_iter().map(|name| of(webhooks, name, |webhook| has(webhook, name))).collect();
    }
    if checked.api.versioning.is_none()
        || !versions::record(&checked.api, sink).sources.contains(&Source::Event)
    {
        return Vec::new();
    }
    by_name(webhooks)
}

fn of<'a>(webhooks: &[Webhook<'a>], name: &str, has: impl Fn(&&Webhook<'a>) -> bool) -> Marked {
    let webhooks = webhooks.iter().filter(has).map(|webhook| webhook.name.clone()).collect();
    Marked { name: name.to_owned(), webhooks }
}

/// Each version has of every event the newest that is not newer than it; an event without a version is of the first.
fn by_name(webhooks: &[Webhook<'_>]) -> Vec<Marked> {
    let split = |name: &str| -> (String, u32) {
        let found = versions::split_event(name);
        let number = |version: &str| version.trim_start_matches(['v', 'V']).parse().ok();
        found
            .and_then(|(stem, version)| Some((stem.to_owned(), number(version)?)))
            .unwrap_or((name.to_owned(), 1))
    };
    let all: Vec<(String, u32)> = webhooks.iter().map(|webhook| split(&webhook.name)).collect();
    let numbers: BTreeSet<u32> = all.iter().map(|(_, number)| *number).collect();
    if numbers.len() < 2 {
        return Vec::new();
    }
    let one = |version: &u32| {
        let newest = |stem: &str| {
            all.iter()
                .filter(|(other, number)| other == stem && number <= version)
                .map(|(_, number)| *number)
                .max()
        };
        let has = |(index, (stem, number)): (usize, &(String, u32))| {
            (newest(stem) == Some(*number)).then(|| webhooks[index].name.clone())
        };
        Marked { name: version.to_string(), webhooks: all.iter().enumerate().filter_map(has).collect() }
    };
    numbers.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_is_named_after_what_its_files_share() {
        let named = |first: &str, second: &str| Generator::new(first).version(second).module_name();
        assert_eq!(named("specs/orders-v1.yaml", "specs/orders-v2.yaml"), "orders");
        assert_eq!(named("orders-2025-01-31.yaml", "orders-2026-04-01.yaml"), "orders");
        assert_eq!(named("v1.yaml", "v2.yaml"), "v1");
        assert_eq!(named("v1/orders.yaml", "v2/orders.yaml"), "orders");
    }
}
