//! Which OpenAPI a document is written in.

use crate::diagnostic::Diagnostic;
use crate::document::Node;

/// The versions that differ for webhooks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Version {
    /// 3.0: `x-webhooks` and callbacks, schemas of its own dialect.
    V30,
    /// 3.1: `webhooks`, JSON Schema 2020-12.
    V31,
    /// 3.2
    V32,
}

impl Version {
    /// Reads `openapi`.
    pub(super) fn of(root: &Node) -> Result<Self, Diagnostic> {
        let Some(node) = root.get("openapi") else {
            let found =
                if root.get("swagger").is_some() { "a Swagger 2.0 document" } else { "no OpenAPI document" };
            return Err(Diagnostic::error("document::not_openapi", format!("this is {found}"))
                .label(root.get("swagger").unwrap_or(root).span, "it has no `openapi`")
                .help("start it with `openapi: 3.1.0`; Hookwright reads 3.0, 3.1 and 3.2"));
        };
        let text = node.as_str().or(node.as_number()).unwrap_or_default();
        match text.split('.').take(2).collect::<Vec<_>>().as_slice() {
            ["3", "0"] => Ok(Self::V30),
            ["3", "1"] => Ok(Self::V31),
            ["3", "2"] => Ok(Self::V32),
            _ => Err(Diagnostic::error("document::version", "this version of OpenAPI is not known")
                .label(node.span, "neither 3.0, 3.1 nor 3.2")
                .help("Hookwright reads OpenAPI 3.0, 3.1 and 3.2")),
        }
    }
}
