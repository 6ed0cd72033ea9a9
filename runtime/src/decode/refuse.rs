//! What a check expects, in words.
//!
//! In comes a check that a value breaks; out go the keyword and a sentence that names what the document says, never
//! what was received.

use std::fmt::{self, Display, Formatter, Write};

use super::check::Check;

/// The keyword of JSON Schema that a check stands for.
pub(super) fn keyword(check: &Check) -> &'static str {
    match check {
        Check::MinLength(_) => "minLength",
        Check::MaxLength(_) => "maxLength",
        Check::Pattern(_) => "pattern",
        Check::Minimum(_) => "minimum",
        Check::Maximum(_) => "maximum",
        Check::ExclusiveMinimum(_) => "exclusiveMinimum",
        Check::ExclusiveMaximum(_) => "exclusiveMaximum",
        Check::MultipleOf(_) => "multipleOf",
        Check::MinItems(_) => "minItems",
        Check::MaxItems(_) => "maxItems",
        Check::UniqueItems => "uniqueItems",
        Check::MinProperties(_) => "minProperties",
        Check::MaxProperties(_) => "maxProperties",
        Check::Values([]) | Check::Not(_) => "not",
        Check::Values(_) => "enum",
        Check::Const(_) => "const",
        Check::Type(_) => "type",
        Check::AnyRequired(_) | Check::AnyOf(_) => "anyOf",
        Check::OneRequired(_) | Check::OneOf(_) => "oneOf",
        Check::Items(_) | Check::ItemsAfter(..) => "items",
        Check::Required(_) => "required",
        Check::DependentRequired(_) => "dependentRequired",
        Check::DependentSchemas(_) => "dependentSchemas",
        Check::PropertyNames(_) => "propertyNames",
        Check::Properties(_) => "properties",
        Check::PatternProperties(_) => "patternProperties",
        Check::Members(_) | Check::AdditionalProperties(..) => "additionalProperties",
        Check::PrefixItems(_) => "prefixItems",
        Check::Contains(..) => "contains",
        Check::If(..) => "if",
        Check::Rule(_) => "$ref",
        #[cfg(feature = "schema")]
        Check::Schema(_) => "$ref",
    }
}

/// What a check expects.
pub(super) struct Expected<'c>(pub(super) &'c Check);

impl Display for Expected<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match *self.0 {
            Check::MinLength(n) => write!(f, "at least {n} characters are expected"),
            Check::MaxLength(n) => write!(f, "at most {n} characters are expected"),
            Check::Pattern(pattern) => write!(f, "a text that matches `{}` is expected", pattern.source()),
            Check::Minimum(n) => write!(f, "at least {n} is expected"),
            Check::Maximum(n) => write!(f, "at most {n} is expected"),
            Check::ExclusiveMinimum(n) => write!(f, "more than {n} is expected"),
            Check::ExclusiveMaximum(n) => write!(f, "less than {n} is expected"),
            Check::MultipleOf(n) => write!(f, "a multiple of {n} is expected"),
            Check::MinItems(n) => write!(f, "at least {n} items are expected"),
            Check::MaxItems(n) => write!(f, "at most {n} items are expected"),
            Check::UniqueItems => f.write_str("no two equal items are expected"),
            Check::MinProperties(n) => write!(f, "at least {n} members are expected"),
            Check::MaxProperties(n) => write!(f, "at most {n} members are expected"),
            Check::Values([]) => f.write_str("the schema lets no value stand here"),
            Check::Values(texts) => write!(f, "{} is expected", one_of(texts.iter().copied())),
            Check::Const(text) => write!(f, "{text} is expected"),
            Check::Type(kinds) => write!(f, "{} is expected", kinds.names().join(" or ")),
            Check::AnyRequired(sets) => write!(f, "at least one of {} is expected", named(sets)),
            Check::OneRequired(sets) => write!(f, "exactly one of {} is expected", named(sets)),
            Check::Required(names) => write!(f, "{} must all be there", named(&[names])),
            _ => self.of_schemas(f),
        }
    }
}

impl Expected<'_> {
    /// The keywords that hold other schemas.
    fn of_schemas(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match *self.0 {
            Check::AdditionalProperties(_, _, [Check::Values([])]) => {
                f.write_str("no other members than the declared ones are expected")
            }
            Check::ItemsAfter(_, [Check::Values([])]) => f.write_str("no further items are expected"),
            Check::AnyOf(list) => write!(f, "none of {} alternatives matches", list.len()),
            Check::OneOf(list) => write!(f, "exactly one of {} alternatives must match", list.len()),
            Check::Not(_) => f.write_str("what the schema excludes must not match"),
            Check::PropertyNames(_) => f.write_str("the name of a member is not one that the schema allows"),
            Check::Contains(_, least, u64::MAX) => write!(f, "at least {least} matching items are expected"),
            Check::Contains(_, least, most) => {
                write!(f, "at least {least} and at most {most} matching items are expected")
            }
            Check::DependentRequired(list) => {
                f.write_str("members that need each other must be there together:")?;
                list.iter().try_for_each(|(name, needs)| write!(f, " `{name}` with {};", named(&[needs])))
            }
            _ => f.write_str("what the schema says of the parts must hold"),
        }
    }
}

/// Sets of member names, as people write them.
fn named(sets: &[&[&str]]) -> String {
    let set =
        |names: &&[&str]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" with ");
    sets.iter().map(set).collect::<Vec<_>>().join(", ")
}

/// The first few of what the document lists.
pub(super) fn one_of(listed: impl ExactSizeIterator<Item = impl Display>) -> String {
    const SHOWN: usize = 8;
    let more = listed.len().saturating_sub(SHOWN);
    let mut text = String::from(if listed.len() > 1 { "one of " } else { "" });
    for (index, value) in listed.take(SHOWN).enumerate() {
        // Writing into a string cannot fail.
        let _ = write!(text, "{}{value}", if index > 0 { ", " } else { "" });
    }
    if more > 0 {
        let _ = write!(text, " and {more} more");
    }
    text
}
