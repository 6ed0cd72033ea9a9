//! The files of several versions: a module for each, and beside them what they have in common.

use super::{FileSet, MODULE_LINTS, Part, headed, header, part, text};
use crate::emit;
use crate::emit::nodes::Item;
use crate::ir::nodes::Versioned;

/// Renders all versions below `folder` (empty, or ending with `/`).
#[must_use]
pub(crate) fn versions(versioned: &Versioned, folder: &str, first: &str) -> FileSet {
    let mut files = FileSet::new();
    for (index, version) in versioned.versions.iter().enumerate() {
        let role = if index == versioned.target { Part::Target } else { Part::Other };
        let below = format!("{folder}{}/", version.module);
        files.append(&mut part(&version.ir, &below, "mod.rs", role));
    }
    let target = &versioned.versions[versioned.target].ir;
    let shared: [(&str, &str, Vec<Item>); 5] = [
        (
            "versions",
            "Which versions there are, and how a request tells its own.",
            emit::versions::tables(versioned),
        ),
        (
            "upgrades",
            "What only the application knows of how versions become one another.",
            emit::versions::upgrades(versioned),
        ),
        (
            "conversions",
            "How types of one version become those of its neighbour.",
            emit::versions::conversions(versioned),
        ),
        (
            "service",
            "The service: implement [`Receiver`](super::Receiver), mount [`Webhooks`].",
            emit::versions::service(versioned),
        ),
        (
            "client",
            "The client: one direct, signed attempt per call, in the endpoint's version.",
            emit::versions::client(versioned),
        ),
    ];
    for (name, title, items) in shared {
        if !items.is_empty() {
            files.insert(format!("{folder}{name}.rs"), headed(target, title, &text(items)));
        }
    }
    let has_conversions = files.contains_key(&format!("{folder}conversions.rs"));
    files.insert(format!("{folder}{first}"), root(versioned, has_conversions));
    files
}

/// The first file: the versions, and what they have in common.
fn root(versioned: &Versioned, has_conversions: bool) -> String {
    let target = &versioned.versions[versioned.target];
    let names: Vec<&str> = versioned.versions.iter().map(|version| version.name.as_str()).collect();
    let mut out = format!("{}\n", header(&target.ir));
    let title = format!("Webhooks of **{}** in versions {}.", target.ir.title, names.join(", "));
    let lines = crate::ir::docs::lines([title.as_str()]).into_iter().chain([
        String::new(),
        "Implement [`Receiver`] and mount it with [`Webhooks`]: events of other versions become its own."
            .to_owned(),
        "Send by [`Client`](super), which gives each endpoint the version that it is pinned to."
            .replace("(super)", ""),
        String::new(),
        format!("What stands here is version {}, which is [`{}`].", target.name, target.module),
    ]);
    for line in lines {
        out.push_str(if line.is_empty() { "//!" } else { "//! " });
        out.push_str(&line);
        out.push('\n');
    }
    out.push_str(MODULE_LINTS);
    for version in &versioned.versions {
        out.push_str(&format!("#[rustfmt::skip]\npub mod {};\n", version.module));
    }
    let modules =
        [("conversions", has_conversions), ("service", true), ("upgrades", true), ("versions", true)];
    for (module, _) in modules.iter().filter(|(_, is_there)| *is_there) {
        out.push_str(&format!("#[rustfmt::skip]\nmod {module};\n"));
    }
    out.push_str("::hookwright::codegen::if_client! {\n    #[rustfmt::skip]\n    mod client;\n    pub use client::Client;\n}\n\n");
    out.push_str(&format!("pub use service::{{Routes, Webhooks}};\npub use upgrades::*;\npub use {}::*;\npub use versions::Version;\n", target.module));
    if target.ir.scheme.is_some() {
        out = out.replace("service::{Routes, Webhooks}", "service::{Routes, Webhooks, scheme}");
    }
    out
}
