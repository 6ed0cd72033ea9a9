//! The APIs of a site, each with its versions.
//!
//! Comes in: documents. Goes out: their contracts, and what each version changed. It must not know pages.

use hookwright_build::contract::Contract;
use hookwright_build::diagnostic::Style;
use hookwright_build::diff::{self, Report};
use hookwright_build::{Config, Error, Generator};

use super::slug::{Slugs, plain};
use super::wishes::Wishes;
use crate::versions;

/// One API.
pub(super) struct Api {
    /// The folder of its pages, from the root of the site: empty, or ending with `/`.
    pub(super) folder: String,
    /// The module that code is generated to.
    pub(super) module: String,
    /// Its versions, the newest first.
    pub(super) editions: Vec<Edition>,
}

/// One version of an API.
pub(super) struct Edition {
    /// What the document says.
    pub(super) contract: Contract,
    /// What it changed against the version before; none for the first.
    pub(super) changes: Option<Report>,
    /// The folder of its pages, from that of the API: empty for the newest, or ending with `/`.
    pub(super) folder: String,
}

/// Reads all documents; those that are versions of one API are one.
pub(super) fn read(wishes: &Wishes, config: &Config, style: Style) -> Result<Vec<Api>, Error> {
    let generators = versions::generators(&wishes.specs, wishes.versions.as_deref(), config, style);
    let mut slugs = Slugs::default();
    let is_alone = generators.len() == 1;
    let mut apis = Vec::new();
    for generator in &generators {
        let folder =
            if is_alone { String::new() } else { format!("{}/", slugs.claim(&generator.module_name())) };
        apis.push(api(generator, folder)?);
    }
    Ok(apis)
}

fn api(generator: &Generator, folder: String) -> Result<Api, Error> {
    let contracts = generator.contracts()?;
    let names: Vec<String> = contracts.iter().map(|contract| contract.version.clone()).collect();
    let history = diff::history(generator, &names)?;
    let changes = std::iter::once(None).chain(history.into_iter().map(Some));
    let mut slugs = Slugs::default();
    let mut editions: Vec<Edition> = contracts
        .into_iter()
        .zip(changes)
        .map(|(contract, changes)| Edition { contract, changes, folder: String::new() })
        .collect();
    editions.reverse();
    for edition in editions.iter_mut().skip(1) {
        let name = plain(&edition.contract.version);
        let name = if name.starts_with(|c: char| c.is_ascii_digit()) { format!("v{name}") } else { name };
        // These are the folders of the newest version.
        let taken = matches!(name.as_str(), "events" | "types" | "parts" | "assets");
        edition.folder = format!("{}/", slugs.claim(&if taken { format!("{name}-version") } else { name }));
    }
    Ok(Api { folder, module: generator.module_name(), editions })
}
