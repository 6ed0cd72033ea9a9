//! Checks as the runtime's tables write them, and the tables that stand for themselves.

use std::collections::{BTreeMap, BTreeSet};

use super::nodes::{Item, Table};
use super::words::{raw_text, text};
use crate::ir::nodes::{Check, Checks, Ir, Kind, Kinds, Pattern, Type, Use};

/// The checks of a place, those of list items and map values nested; with a space before.
pub(super) fn checks(used: &Use) -> String {
    let all = nested(used);
    if all.is_empty() { String::new() } else { format!(" [{}]", all.join(", ")) }
}

/// Checks in brackets; with a space before.
pub(super) fn check_list(checks: &[Check]) -> String {
    format!(" [{}]", checks.iter().map(check).collect::<Vec<_>>().join(", "))
}

fn nested(used: &Use) -> Vec<String> {
    let mut all: Vec<String> = used.checks.iter().map(check).collect();
    let (word, inner) = match &used.ty {
        Type::List(item) => ("Items", item),
        Type::Map(value) => ("Members", value),
        Type::Loose(inner) => {
            let below = nested(&Use::plain((**inner).clone()));
            all.extend(below);
            return all;
        }
        _ => return all,
    };
    let below = nested(inner);
    if !below.is_empty() {
        all.push(format!("{word}(&[{}])", below.join(", ")));
    }
    all
}

fn check(check: &Check) -> String {
    match check {
        Check::MinLength(n) => format!("MinLength({n})"),
        Check::MaxLength(n) => format!("MaxLength({n})"),
        Check::Pattern(pattern) => format!("Pattern(&{})", path(pattern)),
        Check::Minimum(n) => format!("Minimum({n:?})"),
        Check::Maximum(n) => format!("Maximum({n:?})"),
        Check::ExclusiveMinimum(n) => format!("ExclusiveMinimum({n:?})"),
        Check::ExclusiveMaximum(n) => format!("ExclusiveMaximum({n:?})"),
        Check::MultipleOf(n) => format!("MultipleOf({n:?})"),
        Check::MinItems(n) => format!("MinItems({n})"),
        Check::MaxItems(n) => format!("MaxItems({n})"),
        Check::UniqueItems => "UniqueItems".to_owned(),
        Check::MinProperties(n) => format!("MinProperties({n})"),
        Check::MaxProperties(n) => format!("MaxProperties({n})"),
        Check::Values(values) => match values.as_slice() {
            [only] => format!("Const({})", text(only)),
            several => format!("Values({})", texts(several)),
        },
        Check::AnyRequired(sets) => format!("AnyRequired({})", name_sets(sets)),
        Check::OneRequired(sets) => format!("OneRequired({})", name_sets(sets)),
        Check::Type(kinds) => format!("Type({})", kinds_text(*kinds)),
        Check::Rule(index) => format!("Rule(&rules::{})", rule_name(*index)),
        Check::Schema(index) => format!("Schema(&rules::{})", schema_name(*index)),
        of_objects => of_schemas(of_objects),
    }
}

/// The keywords that hold other schemas.
fn of_schemas(check: &Check) -> String {
    match check {
        Check::Required(names) => format!("Required({})", texts(names)),
        Check::DependentRequired(list) => {
            let each = list.iter().map(|(name, needs)| format!("({}, {})", text(name), texts(needs)));
            format!("DependentRequired({})", slice(each))
        }
        Check::DependentSchemas(list) => format!("DependentSchemas({})", named(list)),
        Check::PropertyNames(checks) => format!("PropertyNames({})", all(checks)),
        Check::Properties(list) => format!("Properties({})", named(list)),
        Check::PatternProperties(list) => {
            let each = list.iter().map(|(pattern, checks)| format!("(&{}, {})", path(pattern), all(checks)));
            format!("PatternProperties({})", slice(each))
        }
        Check::AdditionalProperties(names, patterns, checks) => {
            let patterns = slice(patterns.iter().map(|pattern| format!("&{}", path(pattern))));
            format!("AdditionalProperties({}, {patterns}, {})", texts(names), all(checks))
        }
        Check::Items(checks) => format!("Items({})", all(checks)),
        Check::Members(checks) => format!("Members({})", all(checks)),
        Check::PrefixItems(list) => format!("PrefixItems({})", slice(list.iter().map(all))),
        Check::ItemsAfter(count, checks) => format!("ItemsAfter({count}, {})", all(checks)),
        Check::Contains(checks, least, most) => {
            let most = most.map_or("u64::MAX".to_owned(), |most| most.to_string());
            format!("Contains({}, {least}, {most})", all(checks))
        }
        Check::Not(checks) => format!("Not({})", all(checks)),
        Check::AnyOf(list) => format!("AnyOf({})", slice(list.iter().map(all))),
        Check::OneOf(list) => format!("OneOf({})", slice(list.iter().map(all))),
        Check::If(when, then, otherwise) => format!("If({}, {}, {})", all(when), all(then), all(otherwise)),
        // The others stand in `check`, and `Of` is gone when types are finished.
        _ => String::new(),
    }
}

fn slice(each: impl Iterator<Item = String>) -> String {
    format!("&[{}]", each.collect::<Vec<_>>().join(", "))
}

fn all(checks: &Checks) -> String {
    slice(checks.iter().map(check))
}

fn named(list: &[(String, Checks)]) -> String {
    slice(list.iter().map(|(name, checks)| format!("({}, {})", text(name), all(checks))))
}

fn name_sets(sets: &[Vec<String>]) -> String {
    slice(sets.iter().map(|set| texts(set)))
}

fn texts(values: &[String]) -> String {
    slice(values.iter().map(|value| text(value)))
}

fn kinds_text(kinds: Kinds) -> String {
    let names: Vec<String> = kinds.names().into_iter().map(str::to_uppercase).collect();
    let (first, others) =
        names.split_first().map_or(("", &[][..]), |(first, others)| (first.as_str(), others));
    others.iter().fold(first.to_owned(), |text, name| format!("{text}.or({name})"))
}

fn rule_name(index: usize) -> String {
    format!("RULE_{}", index + 1)
}

fn schema_name(index: usize) -> String {
    format!("SCHEMA_{}", index + 1)
}

fn path(pattern: &Pattern) -> String {
    format!("rules::{}", pattern_name(pattern.number))
}

fn pattern_name(number: usize) -> String {
    format!("PATTERN_{number}")
}

/// What the checks of a document refer to.
#[derive(Debug, Default)]
struct Referred<'i> {
    patterns: BTreeMap<usize, &'i Pattern>,
    rules: BTreeSet<usize>,
    schemas: BTreeSet<usize>,
    /// How many checks a general validator makes.
    schema_checks: usize,
}

impl<'i> Referred<'i> {
    fn of(ir: &'i Ir) -> Self {
        let mut found = Self::default();
        for def in &ir.types {
            match &def.kind {
                Kind::Struct(object) => found.all(ir, &object.checks),
                Kind::Union(union) => found.all(ir, &union.checks),
                Kind::Tuple(tuple) => found.all(ir, &tuple.checks),
                // An alias is a name: its checks stand where it is used.
                Kind::Alias(_) => continue,
                Kind::Newtype(_) | Kind::StringEnum(_) => {}
            }
            def.kind.uses().into_iter().for_each(|used| found.used(ir, used));
        }
        found
    }

    fn used(&mut self, ir: &'i Ir, used: &'i Use) {
        self.all(ir, &used.checks);
        if let Some(held) = used.ty.held() {
            self.used(ir, held);
        }
    }

    fn all(&mut self, ir: &'i Ir, checks: &'i [Check]) {
        checks.iter().for_each(|check| self.check(ir, check));
    }

    fn pattern(&mut self, pattern: &'i Pattern) {
        self.patterns.insert(pattern.number, pattern);
    }

    fn check(&mut self, ir: &'i Ir, check: &'i Check) {
        match check {
            Check::Pattern(pattern) => self.pattern(pattern),
            Check::Schema(index) => {
                self.schemas.insert(*index);
                self.schema_checks += 1;
            }
            Check::Rule(index) if self.rules.insert(*index) => self.all(ir, &ir.rules[*index].checks),
            Check::PatternProperties(list) => list.iter().for_each(|(pattern, checks)| {
                self.pattern(pattern);
                self.all(ir, checks);
            }),
            Check::AdditionalProperties(_, patterns, checks) => {
                patterns.iter().for_each(|pattern| self.pattern(pattern));
                self.all(ir, checks);
            }
            Check::DependentSchemas(list) | Check::Properties(list) => {
                list.iter().for_each(|(_, checks)| self.all(ir, checks));
            }
            Check::PropertyNames(checks)
            | Check::Items(checks)
            | Check::Members(checks)
            | Check::ItemsAfter(_, checks)
            | Check::Contains(checks, ..)
            | Check::Not(checks) => self.all(ir, checks),
            Check::PrefixItems(list) | Check::AnyOf(list) | Check::OneOf(list) => {
                list.iter().for_each(|checks| self.all(ir, checks));
            }
            Check::If(when, then, otherwise) => {
                [when, then, otherwise].into_iter().for_each(|checks| self.all(ir, checks));
            }
            _ => {}
        }
    }
}

/// How many checks need a general validator.
#[must_use]
pub(crate) fn schema_checks(ir: &Ir) -> usize {
    Referred::of(ir).schema_checks
}

/// The patterns, tables and schemas that checks refer to; nothing where there are none.
#[must_use]
pub(crate) fn rules(ir: &Ir) -> Vec<Item> {
    let referred = Referred::of(ir);
    let mut items = Vec::new();
    if !referred.schemas.is_empty() {
        items.push(line("::hookwright::codegen::needs_schema! {}".to_owned()));
    }
    for (number, pattern) in &referred.patterns {
        let name = pattern_name(*number);
        items.push(line(format!(
            "pub(super) static {name}: ::hookwright::codegen::Pattern =\n    ::hookwright::codegen::Pattern::new({}, {});",
            pattern_text(&pattern.source),
            pattern_text(&pattern.regex),
        )));
    }
    for index in referred.rules {
        let rule = &ir.rules[index];
        let rows = rule.checks.iter().map(|one| format!("{},", check(one)));
        items.push(Item::Table(Table {
            open: vec![
                format!("// {}\n::hookwright::codegen::rule! {{", rule.name.replace(['\n', '\r'], " ")),
                format!("{} [", rule_name(index)),
            ],
            rows: rows.collect(),
            close: vec!["]".to_owned(), "}".to_owned()],
        }));
    }
    for index in referred.schemas {
        let schema = &ir.schemas[index];
        let make = if schema.formats { "formats" } else { "new" };
        items.push(line(format!(
            "pub(super) static {}: ::hookwright::codegen::Schema =\n    ::hookwright::codegen::Schema::{make}({});",
            schema_name(index),
            raw_text(&schema.text),
        )));
    }
    items
}

/// A pattern as people write it; what they cannot see is escaped.
fn pattern_text(pattern: &str) -> String {
    if pattern.contains('\\') && !pattern.contains(char::is_control) {
        raw_text(pattern)
    } else {
        text(pattern)
    }
}

fn line(text: String) -> Item {
    Item::Table(Table { open: vec![text], ..Table::default() })
}
