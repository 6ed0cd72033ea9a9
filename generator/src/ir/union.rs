//! Alternatives: `oneOf`, `anyOf`, and schemas that allow several kinds.
//!
//! What tells the alternatives apart is settled later, in `guards`, when all types are known.

use serde_json::Value;

use super::conj::{self, Conj, Located, Without, is_annotation};
use super::lowering::Lowering;
use super::names::{self, Scope};
use super::nodes::{Check, Checks, Kind, Kinds, Tag, Type, Union, Use, Variant};
use super::null;
use super::types::Hint;
use crate::diagnostic::Diagnostic;

/// One `oneOf` or `anyOf` of a conjunction.
struct Group<'a> {
    keyword: &'static str,
    index: usize,
    branches: Vec<Located<'a>>,
}

/// The type of a conjunction that has alternatives; `None` where it has none. `extra` is checked of the whole value.
pub(super) fn lower<'a>(
    low: &mut Lowering<'a>,
    all: &[Located<'a>],
    kinds: Kinds,
    extra: &Checks,
    hint: &Hint,
) -> Option<Use> {
    let group = alternatives(all)?;
    let base = masked(all, &group);
    let all_kinds = |branch: &Located<'a>| conj::deep_kinds(low.api, branch, 4);
    let fits = |branch: &Located<'a>| all_kinds(branch).and(kinds);
    let bare: Vec<Located<'a>> = group
        .branches
        .iter()
        .filter(|branch| !fits(branch).without(Kinds::NULL).is_empty())
        .cloned()
        .collect();
    // An alternative stands for itself where the base says nothing that it does not say.
    let within = |branch: &Located<'a>| all_kinds(branch).without(kinds.or(Kinds::NULL)).is_empty();
    let plain_base = base.iter().all(is_vacuous) && bare.iter().all(within);
    let null_inside = bare.iter().any(|branch| fits(branch).has(Kinds::NULL));
    let mut alternatives = Vec::with_capacity(bare.len());
    let single = bare.len() == 1;
    for (index, branch) in bare.iter().enumerate() {
        let name = variant_name(low, branch, index);
        let below = if single { hint.deeper() } else { hint.child(&name) };
        let ty = if plain_base {
            low.lower(branch, &below)
        } else {
            low.lower_once(&conj::join(low.api, &base, branch), &below)
        };
        alternatives.push((name, ty, branch));
    }
    let mut checks = extra.clone();
    if null_inside && !null::fits(low.api, all) {
        // An alternative that takes anything would take null, which another one refuses or takes too.
        checks.push(Check::Type(Kinds::ANY.without(Kinds::NULL)));
    }
    Some(settle(low, all, &group, alternatives, checks, hint))
}

/// The union of the alternatives, or the one type that they amount to.
fn settle<'a>(
    low: &mut Lowering<'a>,
    all: &[Located<'a>],
    group: &Group<'a>,
    alternatives: Vec<(String, Use, &Located<'a>)>,
    mut checks: Checks,
    hint: &Hint,
) -> Use {
    let exactly_one = group.keyword == "oneOf";
    let member = discriminator(all, group);
    let mut scope = Scope::default();
    let mut variants: Vec<Variant> = Vec::new();
    let mut twins = false;
    for (name, ty, branch) in alternatives {
        let ty = Use { nullable: false, ..ty };
        let values = member.map(|member| tag_values(low, all, member, branch)).unwrap_or_default();
        if let Some(twin) = variants.iter_mut().find(|variant| variant.ty == ty) {
            twins |= exactly_one;
            note_twins(low, branch, exactly_one);
            if let Some(known) = &mut twin.hint {
                known.values.extend(values);
            }
            continue;
        }
        let hint = member.map(|member| Tag { member: member.to_owned(), values });
        let docs = low.docs(&conj::flatten(low.api, branch));
        let name = scope.claim([name.as_str()]);
        variants.push(Variant { name, ty, kinds: Kinds::ANY, tag: None, hint, docs });
    }
    if twins {
        let branches = group.branches.iter().map(|branch| low.demands(branch)).collect();
        checks.push(Check::OneOf(branches));
    }
    match variants.as_slice() {
        [] if null::fits(low.api, all) => Use::plain(Type::Null),
        [] => Use { ty: Type::Json, nullable: false, checks: vec![Check::never()] },
        [only] => {
            let mut made = only.ty.clone();
            made.checks.extend(checks);
            made
        }
        _ => {
            let docs = low.docs(all);
            let id = low.types.define(hint, docs, Kind::Union(Union { exactly_one, variants, checks }));
            Use::plain(Type::Named(id))
        }
    }
}

/// A schema that allows several kinds: one alternative each.
pub(super) fn of_kinds<'a>(
    low: &mut Lowering<'a>,
    all: &[Located<'a>],
    kinds: Kinds,
    checks: Checks,
    hint: &Hint,
) -> Use {
    let mut variants = Vec::new();
    for (kind, name) in kinds.split() {
        let ty = low.lower_kind(all, kind, Checks::new(), &hint.child(name));
        variants.push(Variant {
            name: names::type_name(name),
            ty: Use { nullable: false, ..ty },
            kinds: kind,
            tag: None,
            hint: None,
            docs: Vec::new(),
        });
    }
    let docs = low.docs(all);
    let union = Union { exactly_one: false, variants, checks };
    let id = low.types.define(hint, docs, Kind::Union(union));
    Use::plain(Type::Named(id))
}

impl<'a> Lowering<'a> {
    /// `anyOf` and `oneOf` of bare `required`: sets of members of which one must be there.
    pub(super) fn take_any_required(&self, all: &[Located<'a>]) -> Vec<Check> {
        groups(all)
            .iter()
            .filter(|group| is_required_only(group))
            .map(|group| {
                let sets = group.branches.iter().map(required_names).collect();
                if group.keyword == "oneOf" { Check::OneRequired(sets) } else { Check::AnyRequired(sets) }
            })
            .collect()
    }
}

fn groups<'a>(all: &[Located<'a>]) -> Vec<Group<'a>> {
    let mut groups = Vec::new();
    for (index, part) in all.iter().enumerate() {
        for keyword in ["oneOf", "anyOf"] {
            let branches = part.branches(keyword);
            if !branches.is_empty() {
                groups.push(Group { keyword, index, branches });
            }
        }
    }
    groups
}

/// The first group of alternatives that makes a type, not only a check.
fn alternatives<'a>(all: &[Located<'a>]) -> Option<Group<'a>> {
    groups(all).into_iter().find(|group| !is_required_only(group))
}

/// Whether a conjunction is a choice between alternatives.
pub(super) fn has_alternatives(all: &[Located<'_>]) -> bool {
    alternatives(all).is_some()
}

/// The conjunction without the group, and without what is checked of the value whichever alternative it is.
fn masked<'a>(all: &[Located<'a>], group: &Group<'a>) -> Conj<'a> {
    let mut base = all.to_vec();
    for part in &mut base {
        part.without = part.without.and(Without::GENERAL);
    }
    let own = &mut base[group.index].without;
    *own = own.and(Without::alternatives(group.keyword));
    base
}

/// Whether a conjunct says nothing that an alternative would not say for itself.
fn is_vacuous(part: &Located<'_>) -> bool {
    let Some(keywords) = part.keywords() else { return true };
    keywords.keys().all(|keyword| {
        is_annotation(keyword)
            || matches!(keyword.as_str(), "type" | "$ref" | "allOf")
            || part.without.has(keyword)
    })
}

fn is_required_only(group: &Group<'_>) -> bool {
    group.branches.iter().all(|branch| {
        branch.get("required").is_some()
            && branch.keywords().is_some_and(|k| k.keys().all(|k| k == "required" || is_annotation(k)))
    })
}

fn required_names(branch: &Located<'_>) -> Vec<String> {
    let Some(Value::Array(names)) = branch.get("required") else { return Vec::new() };
    names.iter().filter_map(|name| name.as_str().map(str::to_owned)).collect()
}

/// The name of an alternative: its component's, its title's, or its kind's.
fn variant_name(low: &Lowering<'_>, branch: &Located<'_>, index: usize) -> String {
    if let Some(key) = conj::sole_reference(low.api, branch)
        && let Some(schema) = low.api.schemas.get(key)
    {
        return names::type_name(&schema.name);
    }
    if let Some(title) = branch.get("title").and_then(Value::as_str)
        && title.chars().any(char::is_alphanumeric)
    {
        return names::type_name(title);
    }
    match branch.get("type").and_then(Value::as_str) {
        Some(kind) => names::type_name(kind),
        None => format!("Alternative{}", index + 1),
    }
}

/// The member that the document declares as discriminator of this group.
fn discriminator<'a>(all: &[Located<'a>], group: &Group<'a>) -> Option<&'a str> {
    all[group.index].get("discriminator")?.get("propertyName")?.as_str()
}

/// The values of the discriminator that mean this branch: its mapping, else its component's name.
fn tag_values(low: &Lowering<'_>, all: &[Located<'_>], member: &str, branch: &Located<'_>) -> Vec<String> {
    let Some(key) = branch.get("$ref").and_then(Value::as_str) else { return Vec::new() };
    let mapping = all
        .iter()
        .filter_map(|part| part.get("discriminator"))
        .find(|d| d.get("propertyName").and_then(Value::as_str) == Some(member))
        .and_then(|d| d.get("mapping")?.as_object());
    let mapped: Vec<String> = mapping
        .into_iter()
        .flatten()
        .filter(|(_, target)| target.as_str() == Some(key))
        .map(|(value, _)| value.clone())
        .collect();
    if !mapped.is_empty() {
        return mapped;
    }
    low.api.schemas.get(key).map(|schema| vec![schema.name.clone()]).unwrap_or_default()
}

fn note_twins(low: &Lowering<'_>, branch: &Located<'_>, exactly_one: bool) {
    if exactly_one {
        low.sink.push(
            Diagnostic::warning(
                "schema::equal_alternatives",
                "two alternatives of `oneOf` accept the same values",
            )
            .label(branch.span(), "an alternative before this one has the same type")
            .why("JSON Schema refuses every value that fits more than one alternative of `oneOf`")
            .help("write `anyOf`, or tell the alternatives apart: a required member with a `const`"),
        );
    }
}
