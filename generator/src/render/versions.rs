//! The files of several versions: a module for each, and beside them what they have in common.

use super::{FileSet, MODULE_LINTS, Part, SENDER, headed, header, part, text};
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
    let shared: [(&str, &str, Vec<Item>); 7] = [
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
        (
            "sender",
            "The sender: accepted once, delivered surely, in each endpoint's version.",
            emit::versions::sender(versioned),
        ),
        (
            "pinned",
            "What endpoints get that are pinned to a version, of events that were accepted in the current one.",
            emit::versions::pinned(versioned),
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
    let mut out = format!("{}\n", header(&target.ir));
    for line in docs(versioned) {
        out.push_str(if line.is_empty() { "//!" } else { "//! " });
        out.push_str(&line);
        out.push('\n');
    }
    out.push_str(MODULE_LINTS);
    for version in &versioned.versions {
        out.push_str(&format!("#[rustfmt::skip]\npub mod {};\n", version.module));
    }
    let conversions = has_conversions.then_some("conversions");
    for module in conversions.into_iter().chain(["service", "upgrades", "versions"]) {
        out.push_str(&format!("#[rustfmt::skip]\nmod {module};\n"));
    }
    out.push_str(CLIENT);
    if emit::is_durable(&target.ir) {
        out.push_str(SENDER.trim_end().trim_end_matches('}'));
        out.push_str("    #[rustfmt::skip]\n    mod pinned;\n}\n");
    }
    out.push('\n');
    let scheme = if target.ir.scheme.is_some() { ", scheme" } else { "" };
    out.push_str(&format!("pub use service::{{Routes, Webhooks{scheme}}};\n"));
    out.push_str("pub use upgrades::*;\n");
    out.push_str(&format!("pub use {}::*;\n", target.module));
    out.push_str("pub use versions::Version;\n");
    out
}

/// The client comes and goes with its feature.
const CLIENT: &str = "::hookwright::codegen::if_client! {
    #[rustfmt::skip]
    mod client;
    pub use client::Client;
}
";

/// What the module is.
fn docs(versioned: &Versioned) -> Vec<String> {
    let target = &versioned.versions[versioned.target];
    let names: Vec<&str> = versioned.versions.iter().map(|version| version.name.as_str()).collect();
    let title = format!("Webhooks of **{}** in versions {}.", target.ir.title, names.join(", "));
    let mut lines = crate::ir::docs::lines([title.as_str()]);
    lines.extend([
        String::new(),
        "Implement [`Receiver`] and mount it with [`Webhooks`]: events of other versions become its own."
            .to_owned(),
        "Send by [`Client`], which gives each endpoint the version that it is pinned to.".to_owned(),
        String::new(),
        format!("What stands here is version {}, which is [`{}`].", target.name, target.module),
    ]);
    lines
}
