//! How the kinds of named types become one another: one function each.

use serde_json::Value;

use super::super::nodes::{
    DefaultValue, Field, FieldPlan, FieldSource, Ir, Kind, Others, OthersPlan, Plan, Presence, ShapePlan,
    StringEnum, Struct, Type, Union, UnknownPlan,
};
use super::checks;
use super::convert::{Between, Look};

/// A struct: every new field has a source, and no check is new.
pub(super) fn object(
    between: &Between<'_>,
    old: &Struct,
    new: &Struct,
    look: &mut Look,
) -> Option<ShapePlan> {
    let (from, to) = ((between.from.1, old.checks.as_slice()), (between.to.1, new.checks.as_slice()));
    if let Some(check) = checks::unmet(from, to) {
        look.fault("", checks::said(check));
    }
    let fields: Vec<Option<FieldPlan>> =
        new.fields.iter().map(|field| self::field(between, old, field, look)).collect();
    let others = others(between, &old.others, &new.others, look)?;
    Some(ShapePlan::Struct(fields.into_iter().collect::<Option<_>>()?, others))
}

fn field(between: &Between<'_>, old: &Struct, new: &Field, look: &mut Look) -> Option<FieldPlan> {
    let at = format!("/{}", crate::ir::versions::escape(&new.json));
    let has = presence(new);
    let default = default(between.to.1, new);
    let from = match counterpart(between, old, new) {
        Some(field) => {
            let before = look.faults.len();
            if let Some(check) =
                checks::unmet((between.from.1, &field.ty.checks), (between.to.1, &new.ty.checks))
            {
                look.fault(&at, checks::said(check));
            }
            let value = between.plan(&at, &field.ty.ty, &new.ty.ty, look);
            let had = presence(field);
            if let Some(why) = lost(had, has, default.is_some()) {
                look.fault(&at, why);
            }
            let value = value.filter(|_| look.faults.len() == before)?;
            FieldSource::Field { name: field.name.clone(), had, has, value, default }
        }
        None if matches!(has, Presence::Optional | Presence::Maybe) => FieldSource::Absent(has),
        None => match default {
            Some(default) => FieldSource::Default(default),
            None => {
                look.fault(&at, format!("it is required, and {} had no such member", older(between)));
                return None;
            }
        },
    };
    Some(FieldPlan { name: new.name.clone(), from })
}

fn older(between: &Between<'_>) -> &'static str {
    if between.upwards() { "the version before" } else { "the newer version" }
}

/// The field of the same name, or the one that was renamed to or from it.
fn counterpart<'f>(between: &Between<'_>, old: &'f Struct, new: &Field) -> Option<&'f Field> {
    let named = |name: &str| old.fields.iter().find(|field| field.json == name);
    let renamed = || match between.upwards() {
        true => new.renamed_from.as_deref().and_then(named),
        false => old.fields.iter().find(|field| field.renamed_from.as_deref() == Some(&new.json)),
    };
    renamed().or_else(|| named(&new.json))
}

/// How a member can be missing.
fn presence(field: &Field) -> Presence {
    match (field.required, field.ty.nullable && field.ty.ty != Type::Null) {
        (true, false) => Presence::Required,
        (true, true) => Presence::Nullable,
        (false, false) => Presence::Optional,
        (false, true) => Presence::Maybe,
    }
}

/// What the old member can be and the new one cannot.
fn lost(had: Presence, has: Presence, has_default: bool) -> Option<&'static str> {
    use Presence::{Maybe, Nullable, Optional, Required};
    match (had, has) {
        (Optional, Required | Nullable) if !has_default => Some("it is required, and could be missing"),
        (Maybe, Nullable) if !has_default => Some("it is required, and could be missing"),
        (Nullable | Maybe, Required | Optional) => Some("it can no longer be null"),
        _ => None,
    }
}

/// The document's default, where it can be written down.
fn default(ir: &Ir, field: &Field) -> Option<DefaultValue> {
    let value = field.default.as_ref()?;
    let fits = match (&field.ty.ty, value) {
        (Type::Bool, Value::Bool(_)) | (Type::String, Value::String(_)) => true,
        (Type::Int(_), Value::Number(number)) => number.is_i64(),
        (Type::Float("f64"), Value::Number(number)) => number.as_f64().is_some(),
        (Type::List(_), Value::Array(items)) => items.is_empty(),
        (Type::Named(id), Value::String(text)) => match &ir.types[id.0].kind {
            Kind::StringEnum(listed) => listed.values.iter().any(|(json, _)| json == text),
            _ => false,
        },
        _ => false,
    };
    let nullable = field.ty.nullable;
    fits.then(|| DefaultValue { ty: field.ty.ty.clone(), value: value.clone(), nullable })
}

fn others(between: &Between<'_>, old: &Others, new: &Others, look: &mut Look) -> Option<OthersPlan> {
    Some(match (old, new) {
        (_, Others::Ignore | Others::Refuse) => OthersPlan::None,
        (Others::Keep(from), Others::Keep(to)) => {
            let keep = super::super::nodes::UsePlan { had_null: false, has_null: false, value: Plan::Keep };
            OthersPlan::From(from.clone(), to.clone(), keep)
        }
        (Others::Read(from, old), Others::Read(to, new)) => {
            OthersPlan::From(from.clone(), to.clone(), between.used("/*", old, new, look)?)
        }
        (_, Others::Keep(to) | Others::Read(to, _)) => OthersPlan::Empty(to.clone()),
    })
}

/// An enum: every old value is still listed. A constant becomes the constant.
pub(super) fn string_enum(old: &StringEnum, new: &StringEnum, look: &mut Look) -> Option<ShapePlan> {
    if let ([(_, from)], [(_, to)]) = (old.values.as_slice(), new.values.as_slice())
        && !old.open
        && !new.open
    {
        return Some(ShapePlan::Enum(vec![(from.clone(), to.clone())], UnknownPlan::None));
    }
    let mut pairs = Vec::with_capacity(old.values.len());
    for (json, variant) in &old.values {
        match new.values.iter().find(|(other, _)| other == json) {
            Some((_, to)) => pairs.push((variant.clone(), to.clone())),
            None => look.fault("", format!("the value `{json}` is not listed any more")),
        }
    }
    let unknown = match (old.open, new.open) {
        (true, true) => UnknownPlan::Keep,
        (true, false) => {
            look.fault("", "values beyond the list were kept, and are refused afterwards");
            UnknownPlan::None
        }
        (false, _) => UnknownPlan::None,
    };
    Some(ShapePlan::Enum(pairs, unknown))
}

/// A union: every old alternative has one of its name.
pub(super) fn union(between: &Between<'_>, old: &Union, new: &Union, look: &mut Look) -> Option<ShapePlan> {
    let (from, to) = ((between.from.1, old.checks.as_slice()), (between.to.1, new.checks.as_slice()));
    if let Some(check) = checks::unmet(from, to) {
        look.fault("", checks::said(check));
    }
    let mut arms = Vec::with_capacity(old.variants.len());
    for variant in &old.variants {
        let Some(other) = new.variants.iter().find(|other| other.name == variant.name) else {
            look.fault("", format!("the alternative `{}` is no more", variant.name));
            continue;
        };
        let value = between.used("", &variant.ty, &other.ty, look)?;
        arms.push((variant.name.clone(), other.name.clone(), value));
    }
    Some(ShapePlan::Union(arms))
}
