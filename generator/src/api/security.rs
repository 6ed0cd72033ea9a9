//! What a webhook demands beside its signature: its own `security` (OpenAPI 3.1 section 4.8.10 and 4.8.30).
//!
//! In: an operation, the root's `securitySchemes`. Out: alternatives, each a list of demands. The root's own `security` is
//! that of the API and says nothing of webhooks, unless that is switched on; `{}` never weakens anything.

use super::entries::entries;
use super::nodes::{Demand, DemandKind};
use super::read::Reader;
use crate::diagnostic::Diagnostic;
use crate::document::Node;

impl<'a> Reader<'a, '_> {
    /// The alternatives of a webhook; none where it demands nothing. What is wrong goes to the scope.
    pub(super) fn security(&self, operation: &'a Node) -> Vec<Vec<Demand>> {
        let inherited = self.root.get("security").filter(|_| self.root_security);
        let said = operation.get("security").or(inherited).and_then(Node::as_sequence).unwrap_or_default();
        let mut alternatives = Vec::new();
        for entry in said {
            let demands = entries(Some(entry)).map(|one| self.demand(&one.key, &one.value));
            // One that is not understood is dropped whole: a part of it would demand less than it says.
            let demands = demands.collect::<Option<Vec<Demand>>>();
            alternatives.extend(demands.filter(|demands| !demands.is_empty()));
        }
        alternatives
    }

    fn demand(&self, name: &str, at: &Node) -> Option<Demand> {
        let schemes = self.root.get("components").and_then(|components| components.get("securitySchemes"));
        let Some(scheme) = schemes.and_then(|schemes| schemes.get(name)) else {
            self.scope.borrow_mut().push(
                Diagnostic::error(
                    "security::unknown_scheme",
                    format!("`security` names `{name}`, which is no security scheme"),
                )
                .label(at.span, "not in `components/securitySchemes`")
                .help("add the scheme, or correct the name"),
            );
            return None;
        };
        let scheme = self.follow_in_scope(scheme)?;
        let Some(kind) = kind(scheme) else {
            self.sink.push(
                Diagnostic::warning(
                    "security::unsupported",
                    format!("the security scheme `{name}` can't be held against a webhook"),
                )
                .label(scheme.span, "this one")
                .help(SUPPORTED),
            );
            return None;
        };
        Some(Demand { name: name.to_owned(), kind })
    }
}

const SUPPORTED: &str = "there are `apiKey`, `http` with `bearer` or `basic`, `oauth2`, `openIdConnect`, `mutualTLS`, and \
    any with `x-webhook-signature`";

fn kind(scheme: &Node) -> Option<DemandKind> {
    if scheme.get("x-webhook-signature").is_some() {
        return Some(DemandKind::Signature);
    }
    let text = |key: &str| scheme.get_str(key).unwrap_or_default();
    Some(match (text("type"), text("scheme").to_ascii_lowercase().as_str(), text("in")) {
        ("http", "bearer", _) | ("oauth2" | "openIdConnect", ..) => DemandKind::Bearer,
        ("http", "basic", _) => DemandKind::Basic,
        ("apiKey", _, "header") => DemandKind::Header(text("name").to_ascii_lowercase()),
        ("apiKey", _, "query") => DemandKind::Query(text("name").to_owned()),
        ("apiKey", _, "cookie") => DemandKind::Cookie(text("name").to_owned()),
        ("mutualTLS", ..) => DemandKind::MutualTls,
        _ => return None,
    })
}
