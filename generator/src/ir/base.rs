//! Bases: schemas that others build on by `allOf`, told apart by a discriminator that stands on the base.
//!
//! JSON Schema knows nothing of it: a value satisfies the base, or not. So the type has an alternative for each schema
//! that builds on the base, taken where the discriminator says so and the value satisfies it, and one for the base
//! itself, which takes everything else that satisfies the base. The verdict is the base's own.

use super::conj::{self, Located};
use super::lowering::Lowering;
use super::names::{self, Scope};
use super::nodes::{Checks, Kind, Kinds, Tag, Type, Union, Use, Variant};
use super::null;
use super::types::Hint;
use crate::api::nodes::Schema;

impl<'a> Lowering<'a> {
    /// The type of a base, in the slot of the hint; `None` where nothing builds on the schema.
    pub(super) fn lower_base(&mut self, base: &'a Schema<'a>, hint: &Hint) -> Option<Use> {
        let member = base.schema.as_value().get("discriminator")?.get("propertyName")?.as_str()?;
        let root = Located::root(base);
        let id = hint.slot?;
        let mut scope = Scope::default();
        let mut variants: Vec<(&'a str, Variant)> = Vec::new();
        for (value, key) in &base.derived {
            if let Some((_, known)) = variants.iter_mut().find(|(known, _)| *known == key.as_str()) {
                known.tag.iter_mut().for_each(|tag| tag.values.push(value.clone()));
                continue;
            }
            let Some(target) = self.api.schemas.get(key.as_str()) else { continue };
            if std::ptr::eq(target, base) || !self.builds_on(target, &root) {
                continue;
            }
            let name = scope.claim([names::type_name(&target.name).as_str()]);
            let ty = Use { nullable: false, ..self.lower_reference(key) };
            let tag = Tag { member: member.to_owned(), values: vec![value.clone()] };
            let docs = self.docs(&conj::flatten(self.api, &Located::root(target)));
            variants.push((key, Variant { name, ty, kinds: Kinds::ANY, tag: Some(tag), hint: None, docs }));
        }
        if variants.is_empty() {
            return None;
        }
        let all = conj::flatten(self.api, &root);
        let below = Hint::new(format!("{}Base", hint.name));
        let own = Use { nullable: false, ..self.lower_conj(&all, &below) };
        let name = scope.claim(["Base", "Other"]);
        let docs = vec![format!("Any other value of `{member}`.")];
        let itself = Variant { name, ty: own, kinds: Kinds::ANY, tag: None, hint: None, docs };
        let variants = variants.into_iter().map(|(_, variant)| variant).chain([itself]).collect();
        let docs = self.docs(&all);
        self.types.define(
            hint,
            docs,
            Kind::Union(Union { exactly_one: false, variants, checks: Checks::new() }),
        );
        let nullable = null::fits(self.api, &all);
        Some(Use { ty: Type::Named(id), nullable, checks: Checks::new() })
    }

    /// Whether a schema demands all that a base demands.
    fn builds_on(&self, target: &'a Schema<'a>, base: &Located<'a>) -> bool {
        conj::flatten(self.api, &Located::root(target)).iter().any(|part| part.is(base))
    }
}
