//! Schemas that are the base of others: a `discriminator` that stands on the base, not beside alternatives.
//!
//! In comes a schema; out go the schemas that build on it by `allOf`, each with the values of the discriminator that
//! mean it (OpenAPI 3.1, 4.8.25: the mapping, else the name of the component).

use std::collections::HashMap;

use super::entries::entries;
use super::read::Reader;
use crate::document::Node;
use crate::source::Span;

/// The references that build on a schema, by the schema's place: name of the component, and its own place.
pub(super) type Heirs = HashMap<Span, Vec<(String, Span)>>;

impl<'a> Reader<'a, '_> {
    /// The values of a base's discriminator, and the keys of the schemas that they mean.
    pub(super) fn derived(&self, node: &'a Node) -> Vec<(String, String)> {
        let alternatives = node.get("oneOf").or_else(|| node.get("anyOf"));
        let Some(discriminator) = node.get("discriminator").filter(|_| alternatives.is_none()) else {
            return Vec::new();
        };
        if discriminator.get("propertyName").and_then(Node::as_str).is_none() {
            return Vec::new();
        }
        let mapped = self.mapped(discriminator);
        if mapped.is_empty() { self.heirs_of(node) } else { mapped }
    }

    /// By the mapping; what leads nowhere has been said where the mapping was read.
    fn mapped(&self, discriminator: &'a Node) -> Vec<(String, String)> {
        let target = |text: &str| match text.contains(['/', '#', '.']) {
            true => text.to_owned(),
            false => format!("#/components/schemas/{text}"),
        };
        entries(discriminator.get("mapping"))
            .filter_map(|entry| {
                let key = self.key_at(entry.value.span, &target(entry.value.as_str()?)).ok()?;
                Some((entry.key.to_string(), key))
            })
            .collect()
    }

    /// By the components of the document whose `allOf` refers to the schema.
    fn heirs_of(&self, node: &'a Node) -> Vec<(String, String)> {
        let known = self.heirs.borrow().is_some();
        if !known {
            *self.heirs.borrow_mut() = Some(self.find_heirs());
        }
        let heirs = self.heirs.borrow().as_ref().and_then(|heirs| heirs.get(&node.span).cloned());
        let named = heirs.unwrap_or_default().into_iter();
        named
            .filter_map(|(name, at)| {
                let key =
                    self.key_at(at, &format!("#/components/schemas/{}", crate::document::escape(&name)));
                Some((name, key.ok()?))
            })
            .collect()
    }

    fn find_heirs(&self) -> Heirs {
        let mut heirs = Heirs::new();
        let schemas =
            self.documents.root().get("components").and_then(|components| components.get("schemas"));
        for entry in entries(schemas) {
            for part in entry.value.get("allOf").and_then(Node::as_sequence).unwrap_or_default() {
                let Some(reference) = part.get("$ref") else { continue };
                let Some(text) = reference.as_str() else { continue };
                if let Ok(base) = self.documents.resolve(reference.span, text) {
                    heirs.entry(base.node.span).or_default().push((entry.key.to_string(), entry.value.span));
                }
            }
        }
        heirs
    }
}
