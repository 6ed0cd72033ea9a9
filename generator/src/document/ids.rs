//! Names of schemas: `$id`, `$anchor` and `$dynamicAnchor` of a file (JSON Schema 2020-12, core 8.2).
//!
//! In comes a file's tree and the address at which it was found; out go the addresses and anchors of the schemas in
//! it. Nothing is opened here.

use super::node::{Node, Value};
use super::pointer::escape;

/// Members that hold values, in which nothing is a name.
const VALUES: &[&str] = &["const", "default", "enum", "example", "examples"];

/// Keywords below which schemas stand; elsewhere in a schema `$id` is no name.
const SCHEMAS: &[&str] = &[
    "$defs",
    "additionalProperties",
    "allOf",
    "anyOf",
    "contains",
    "contentSchema",
    "definitions",
    "dependentSchemas",
    "else",
    "if",
    "items",
    "not",
    "oneOf",
    "patternProperties",
    "prefixItems",
    "properties",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
];

/// The names in one file.
#[derive(Clone, Debug, Default)]
pub(super) struct Ids {
    /// Address without fragment, and pointer of the schema that has it; the file itself comes first.
    pub(super) resources: Vec<(String, String)>,
    /// Address of the schema around it, name, pointer.
    pub(super) anchors: Vec<(String, String, String)>,
    /// Names that `$dynamicAnchor` gives, with their pointers.
    pub(super) dynamic: Vec<(String, String)>,
}

impl Ids {
    /// A file that has but an address.
    pub(super) fn none(address: &str) -> Self {
        Self { resources: vec![(address.to_owned(), String::new())], ..Self::default() }
    }

    /// The names of a file at an address.
    pub(super) fn of(root: &Node, address: &str) -> Self {
        let mut ids = Self::none(address);
        // A document of OpenAPI holds schemas in many places; a file that is a schema, only below keywords.
        let everywhere = root.get("openapi").is_some();
        ids.walk(root, address, "", everywhere);
        ids
    }

    /// Whether the file has a schema with an address of its own.
    pub(super) fn has_addresses(&self) -> bool {
        self.resources.len() > 1
    }

    fn walk(&mut self, node: &Node, base: &str, pointer: &str, everywhere: bool) {
        let Value::Mapping(mapping) = &node.value else {
            for (index, item) in node.as_sequence().unwrap_or_default().iter().enumerate() {
                self.walk(item, base, &format!("{pointer}/{index}"), everywhere);
            }
            return;
        };
        let mut base = base.to_owned();
        if let Some(id) = node.get_str("$id") {
            base = join(&base, id);
            self.resources.push((base.clone(), pointer.to_owned()));
        }
        for keyword in ["$anchor", "$dynamicAnchor"] {
            let Some(name) = node.get_str(keyword) else { continue };
            self.anchors.push((base.clone(), name.to_owned(), pointer.to_owned()));
            if keyword == "$dynamicAnchor" {
                self.dynamic.push((name.to_owned(), pointer.to_owned()));
            }
        }
        for entry in mapping {
            let key = &*entry.key;
            if VALUES.contains(&key) || !(everywhere || SCHEMAS.contains(&key)) {
                continue;
            }
            let below = format!("{pointer}/{}", escape(key));
            let named = matches!(
                key,
                "$defs" | "definitions" | "dependentSchemas" | "patternProperties" | "properties"
            );
            match &entry.value.value {
                Value::Mapping(schemas) if named => {
                    for schema in schemas {
                        self.walk(
                            &schema.value,
                            &base,
                            &format!("{below}/{}", escape(&schema.key)),
                            everywhere,
                        );
                    }
                }
                _ => self.walk(&entry.value, &base, &below, everywhere),
            }
        }
    }

    /// The address that relative references at a pointer start from.
    pub(super) fn base(&self, pointer: &str) -> &str {
        let holds =
            |at: &str| pointer.strip_prefix(at).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        let around = self.resources.iter().filter(|(_, at)| holds(at)).max_by_key(|(_, at)| at.len());
        around.map_or("", |(address, _)| address)
    }

    /// The pointer of the schema that an address names.
    pub(super) fn resource(&self, address: &str) -> Option<&str> {
        self.resources.iter().rev().find(|(known, _)| known == address).map(|(_, pointer)| pointer.as_str())
    }

    /// The pointer of the schema that a plain name after `#` means.
    pub(super) fn anchor(&self, address: &str, name: &str) -> Option<&str> {
        let named = self.anchors.iter().find(|(base, known, _)| base == address && known == name);
        named.map(|(_, _, pointer)| pointer.as_str())
    }
}

/// A reference resolved against an address, without its fragment (RFC 3986, 5.2).
pub(super) fn join(base: &str, reference: &str) -> String {
    let reference = reference.split('#').next().unwrap_or_default();
    if reference.is_empty() {
        return base.to_owned();
    }
    let (scheme, rest) = match base.split_once(':') {
        Some((scheme, rest)) if is_scheme(scheme) => (scheme, rest),
        _ => ("", base),
    };
    if reference.split_once(':').is_some_and(|(scheme, _)| is_scheme(scheme)) {
        return reference.to_owned();
    }
    let (authority, path) = match rest.strip_prefix("//") {
        Some(after) => after.split_at(after.find('/').unwrap_or(after.len())),
        None => ("", rest),
    };
    let prefix = format!("{scheme}:{}", if rest.starts_with("//") { "//" } else { "" });
    if let Some(network) = reference.strip_prefix("//") {
        return format!("{scheme}://{network}");
    }
    let folder = if reference.starts_with('/') { "" } else { path.rfind('/').map_or("", |at| &path[..=at]) };
    let joined = super::reference::normalise(&format!("/{folder}{reference}"));
    // What ends with a slash is a folder, from which further references start.
    let slash = if reference.ends_with('/') { "/" } else { "" };
    format!("{prefix}{authority}{joined}{slash}")
}

fn is_scheme(text: &str) -> bool {
    text.len() > 1
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::join;

    #[test]
    fn references_are_joined_as_rfc_3986_says() {
        for (base, reference, joined) in [
            ("http://a/b/c/d", "g", "http://a/b/c/g"),
            ("http://a/b/c/d", "../g", "http://a/b/g"),
            ("http://a/b/c/d", "/g", "http://a/g"),
            ("http://a/b/c/d", "g/", "http://a/b/c/g/"),
            ("http://a/b/c/d", "//h/g", "http://h/g"),
            ("http://a/b/c/d", "urn:x:y", "urn:x:y"),
            ("http://a/b/c/d#e", "", "http://a/b/c/d#e"),
            ("http://a", "g", "http://a/g"),
            ("urn:uuid:1", "#f", "urn:uuid:1"),
            ("file:///x/y.json", "z.json#/a", "file:///x/z.json"),
        ] {
            assert_eq!(join(base, reference), joined, "{base} and {reference}");
        }
    }
}
