//! What tells the alternatives of a union apart: JSON kinds, and a member with known values.
//!
//! A pass over the finished table. What can be proved here is never tried at run time.

use std::collections::BTreeMap;

use super::nodes::{Kind, Kinds, Tag, Type, TypeDef, Union, Use, Variant};

/// References are followed this far; a longer chain counts as anything.
const DEPTH: u8 = 16;

/// Settles the guards of every union, and boxes the alternatives that are objects.
pub(super) fn settle(types: &mut [TypeDef]) {
    for index in 0..types.len() {
        if let Kind::Union(union) = &types[index].kind {
            let mut union = union.clone();
            settle_union(types, &mut union);
            types[index].kind = Kind::Union(union);
        }
    }
}

fn settle_union(types: &[TypeDef], union: &mut Union) {
    for variant in &mut union.variants {
        variant.kinds = kinds_of(types, &variant.ty, DEPTH);
    }
    let hinted =
        union.variants.iter().find_map(|variant| variant.hint.as_ref()).map(|hint| hint.member.clone());
    for variant in &mut union.variants {
        if variant.tag.is_none() {
            variant.tag = proof(types, variant, hinted.as_deref());
        }
        // What is proved need not be hinted at.
        if variant.tag.is_some() || variant.hint.as_ref().is_some_and(|hint| hint.values.is_empty()) {
            variant.hint = None;
        }
    }
    if hinted.is_none()
        && union.variants.iter().all(|variant| variant.tag.is_none())
        && let Some(member) = common_tag(types, union)
    {
        for variant in &mut union.variants {
            let values = tags_of(types, &variant.ty.ty, DEPTH).remove(&member);
            variant.tag = values.map(|values| Tag { member: member.clone(), values });
        }
    }
    for variant in &mut union.variants {
        if let Type::Named(id) = variant.ty.ty
            && matches!(types[id.0].kind, Kind::Struct(_) | Kind::Union(_))
        {
            variant.ty.ty = Type::Boxed(Box::new(variant.ty.ty.clone()));
        }
    }
}

/// The discriminator's values as an alternative's own schema lists them.
fn proof(types: &[TypeDef], variant: &Variant, member: Option<&str>) -> Option<Tag> {
    let member = member?;
    let values = tags_of(types, &variant.ty.ty, DEPTH).remove(member)?;
    Some(Tag { member: member.to_owned(), values })
}

/// A member that every object among the alternatives requires, with values that no two share.
fn common_tag(types: &[TypeDef], union: &Union) -> Option<String> {
    let objects: Vec<BTreeMap<String, Vec<String>>> = union
        .variants
        .iter()
        .filter(|v| v.kinds.has(Kinds::OBJECT))
        .map(|v| tags_of(types, &v.ty.ty, DEPTH))
        .collect();
    if objects.len() < 2 {
        return None;
    }
    let (first, rest) = objects.split_first()?;
    first
        .keys()
        .find(|member| rest.iter().all(|tags| tags.contains_key(*member)) && disjoint(&objects, member))
        .cloned()
}

fn disjoint(objects: &[BTreeMap<String, Vec<String>>], member: &str) -> bool {
    let mut all: Vec<&String> = objects.iter().filter_map(|tags| tags.get(member)).flatten().collect();
    let before = all.len();
    all.sort();
    all.dedup();
    all.len() == before
}

/// The JSON kinds that a type can have.
pub(super) fn kinds_of(types: &[TypeDef], used: &Use, depth: u8) -> Kinds {
    let null = if used.nullable { Kinds::NULL } else { Kinds::default() };
    null.or(kinds_of_type(types, &used.ty, depth))
}

fn kinds_of_type(types: &[TypeDef], ty: &Type, depth: u8) -> Kinds {
    match ty {
        Type::Bool => Kinds::BOOL,
        Type::Int(_) => Kinds::INTEGER,
        Type::Float(_) | Type::Number => Kinds::NUMBER,
        Type::String | Type::Text(_) => Kinds::STRING,
        Type::Null => Kinds::NULL,
        Type::List(_) => Kinds::ARRAY,
        Type::Map(_) => Kinds::OBJECT,
        Type::Boxed(inner) => kinds_of_type(types, inner, depth),
        Type::Json | Type::Loose(_) | Type::RawBody | Type::TextBody | Type::NoPayload => Kinds::ANY,
        Type::Named(_) if depth == 0 => Kinds::ANY,
        Type::Named(id) => match &types[id.0].kind {
            Kind::Struct(_) => Kinds::OBJECT,
            Kind::StringEnum(_) => Kinds::STRING,
            Kind::Tuple(_) => Kinds::ARRAY,
            Kind::Newtype(inner) | Kind::Alias(inner) => kinds_of(types, inner, depth - 1),
            Kind::Union(union) => union
                .variants
                .iter()
                .map(|variant| kinds_of(types, &variant.ty, depth - 1))
                .fold(Kinds::default(), Kinds::or),
        },
    }
}

/// The required members of a type whose values are listed, with those values.
pub(super) fn tags_of(types: &[TypeDef], ty: &Type, depth: u8) -> BTreeMap<String, Vec<String>> {
    let none = BTreeMap::new();
    let Type::Named(id) = ty else {
        return match ty {
            Type::Boxed(inner) => tags_of(types, inner, depth),
            _ => none,
        };
    };
    if depth == 0 {
        return none;
    }
    match &types[id.0].kind {
        Kind::Struct(object) => object
            .fields
            .iter()
            .filter(|field| field.required && !field.ty.nullable)
            .filter_map(|field| Some((field.json.clone(), listed_values(types, &field.ty.ty)?)))
            .collect(),
        Kind::Newtype(inner) | Kind::Alias(inner) => tags_of(types, &inner.ty, depth - 1),
        Kind::Union(union) => {
            let mut each = union.variants.iter().map(|v| tags_of(types, &v.ty.ty, depth - 1));
            let mut shared = each.next().unwrap_or_default();
            for tags in each {
                shared.retain(|member, _| tags.contains_key(member));
                for (member, values) in &mut shared {
                    values.extend(tags[member].iter().cloned());
                }
            }
            for values in shared.values_mut() {
                values.sort();
                values.dedup();
            }
            shared
        }
        Kind::StringEnum(_) | Kind::Tuple(_) => none,
    }
}

/// The values of a string enum.
fn listed_values(types: &[TypeDef], ty: &Type) -> Option<Vec<String>> {
    let Type::Named(id) = ty else { return None };
    match &types[id.0].kind {
        Kind::StringEnum(listed) => Some(listed.values.iter().map(|(json, _)| json.clone()).collect()),
        Kind::Alias(inner) => listed_values(types, &inner.ty),
        _ => None,
    }
}
