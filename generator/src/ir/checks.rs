//! Checks: what a schema demands beyond a type, as plain data. The names are those of JSON Schema.

use super::kinds::Kinds;
use super::nodes::TypeId;

/// Several checks, all of which must hold.
pub type Checks = Vec<Check>;

/// A constraint that is checked on a value.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "each is the keyword of the same name")]
pub enum Check {
    MinLength(u64),
    MaxLength(u64),
    Pattern(Pattern),
    Minimum(f64),
    Maximum(f64),
    ExclusiveMinimum(f64),
    ExclusiveMaximum(f64),
    MultipleOf(f64),
    MinItems(u64),
    MaxItems(u64),
    UniqueItems,
    MinProperties(u64),
    MaxProperties(u64),
    /// `enum` or `const` of scalars, as JSON texts; none of them lets no value stand.
    Values(Vec<String>),
    /// One of these member sets must be there: `anyOf` of bare `required`.
    AnyRequired(Vec<Vec<String>>),
    /// Exactly one of these member sets must be there: `oneOf` of bare `required`.
    OneRequired(Vec<Vec<String>>),
    Type(Kinds),
    Required(Vec<String>),
    DependentRequired(Vec<(String, Vec<String>)>),
    DependentSchemas(Vec<(String, Checks)>),
    PropertyNames(Checks),
    Properties(Vec<(String, Checks)>),
    PatternProperties(Vec<(Pattern, Checks)>),
    /// The names and patterns of what is declared, and the checks of all other members.
    AdditionalProperties(Vec<String>, Vec<Pattern>, Checks),
    Items(Checks),
    /// Of each member of an object that declares none.
    Members(Checks),
    PrefixItems(Vec<Checks>),
    /// `items` beside `prefixItems`, which are so many.
    ItemsAfter(usize, Checks),
    /// With the least and the greatest number of matching items.
    Contains(Checks, u64, Option<u64>),
    Not(Checks),
    AnyOf(Vec<Checks>),
    OneOf(Vec<Checks>),
    If(Checks, Checks, Checks),
    /// An element of `Ir::rules`.
    Rule(usize),
    /// An element of `Ir::schemas`.
    Schema(usize),
    /// While types are made: whatever will be checked where a type stands that is not finished.
    Of(TypeId),
}

impl Check {
    /// The check that no value passes.
    #[must_use]
    pub fn never() -> Self {
        Self::Values(Vec::new())
    }
}

/// A regular expression.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pattern {
    /// Its number in the document, from 1.
    pub number: usize,
    /// As the document writes it, by ECMA-262.
    pub source: String,
    /// The same for the runtime's engine.
    pub regex: String,
}

/// A table of checks under a name of its own, since several places use it or it holds itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// The schema that it stands for, as the document names it.
    pub name: String,
    /// What it demands.
    pub checks: Checks,
}

/// A schema for a general validator, whole in itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaText {
    /// The document of JSON Schema 2020-12.
    pub text: String,
    /// Whether `format` is asserted.
    pub formats: bool,
}
