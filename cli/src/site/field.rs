//! A payload as a tree of rows.
//!
//! Comes in: a schema. Goes out: [`Field`]s, each with what stands below it; what has a page of its own is a link. It must
//! not know how rows look.

use serde::Serialize;
use serde_json::Value;

use super::kind::{Kind, kind};
use super::shared::Shared;
use super::view::{Choice, Definitions, Others, View};
use super::words::{Rule, rules, short};

/// So deep rows stand in one another; what is deeper than this says its type alone.
const DEEPEST: usize = 24;

/// One row: a member, an item, an alternative.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(super) struct Field {
    /// What it is called.
    pub(super) name: String,
    /// Whether the name is a member's, and no words of ours.
    pub(super) is_member: bool,
    /// What it adds to the path of what it stands in: `.name`, `[]`, or nothing.
    #[serde(skip)]
    pub(super) step: String,
    /// Its place in the page, once it is known.
    pub(super) id: String,
    /// The whole path, once it is known.
    pub(super) path: String,
    pub(super) kind: Kind,
    /// The page of its type or of what stands below it, from the root of the edition.
    pub(super) href: String,
    pub(super) required: bool,
    pub(super) nullable: bool,
    pub(super) deprecated: bool,
    /// CommonMark, as it stands in the document.
    #[serde(skip)]
    pub(super) description: String,
    /// The same as HTML, once it is made.
    pub(super) about: String,
    pub(super) rules: Vec<Rule>,
    pub(super) values: Vec<String>,
    /// What stands below it, in words: `3 members`.
    pub(super) below: String,
    /// Whether that is shown at once.
    pub(super) is_open: bool,
    pub(super) fields: Vec<Field>,
}

/// What is needed to make rows of schemas.
#[derive(Clone, Copy)]
pub(super) struct Fields<'a> {
    pub(super) definitions: Definitions<'a>,
    pub(super) shared: &'a Shared,
}

/// What stands below a row, and how much of it that is.
type Below = (String, Vec<Field>);

impl<'a> Fields<'a> {
    /// The whole tree of a schema; its root is shown, whatever pages it has elsewhere.
    pub(super) fn root(self, schema: &'a Value) -> Field {
        let this = Self { definitions: self.definitions.of(schema), ..self };
        let view = View::of(schema, this.definitions);
        let mut within: Vec<&str> = view.name.into_iter().collect();
        this.row(&view, &mut within)
    }

    fn field(self, schema: &'a Value, within: &mut Vec<&'a str>) -> Field {
        let view = View::of(schema, self.definitions);
        let page = view.name.and_then(|name| self.shared.page(name));
        let is_above = view.name.is_some_and(|name| within.contains(&name));
        if page.is_some() || is_above || within.len() > DEEPEST {
            let mut field = self.bare(&view);
            field.href = page.map(|page| format!("types/{page}.html")).unwrap_or_default();
            if is_above && page.is_none() {
                field.rules.push(Rule { words: "as above, over again".to_owned(), code: String::new() });
            }
            return field;
        }
        within.extend(view.name);
        let field = self.row(&view, within);
        if view.name.is_some() {
            within.pop();
        }
        field
    }

    fn row(self, view: &View<'a>, within: &mut Vec<&'a str>) -> Field {
        let (below, fields) = self.below(view, within);
        let mut field = Field { below, fields, ..self.bare(view) };
        if field.href.is_empty() && field.fields.is_empty() {
            field.href = self.link_of_items(view);
        }
        field
    }

    /// A row without what stands below it.
    fn bare(self, view: &View<'a>) -> Field {
        let values = view.values.iter().flatten().map(|value| short(value)).collect();
        Field {
            kind: kind(view, self.definitions),
            nullable: view.nullable,
            deprecated: view.deprecated,
            description: if view.description.is_empty() { view.title } else { view.description }.to_owned(),
            rules: rules(view),
            values,
            ..Field::default()
        }
    }

    /// The page of the items of an array, or of the values of a map.
    fn link_of_items(self, view: &View<'a>) -> String {
        let mut at = inner(view);
        for _ in 0..DEEPEST {
            let Some(schema) = at else { break };
            let view = View::of(schema, self.definitions);
            if let Some(page) = view.name.and_then(|name| self.shared.page(name)) {
                return format!("types/{page}.html");
            }
            at = inner(&view);
        }
        String::new()
    }

    /// What stands below a row.
    fn below(self, view: &View<'a>, within: &mut Vec<&'a str>) -> Below {
        let mut fields = Vec::new();
        for (name, schema) in &view.members {
            let member = self.field(schema, within);
            let required = view.required.contains(name);
            fields.push(Field { required, ..named(member, name) });
        }
        let members = fields.len();
        for (pattern, schema) in &view.patterns {
            fields.push(noted(self.field(schema, within), &format!("names that match {pattern}"), ".*"));
        }
        for (index, schema) in view.first_items.iter().enumerate() {
            let step = format!("[{index}]");
            fields.push(noted(self.field(schema, within), &format!("item {}", index + 1), &step));
        }
        for choice in &view.choices {
            fields.extend(self.alternatives(choice, within));
        }
        match (view.others, view.items) {
            (Others::Like(schema), _) if fields.is_empty() => {
                return self.inner(schema, ("values", ".*", "any name"), within);
            }
            (Others::Like(schema), _) => {
                fields.push(noted(self.field(schema, within), "any other name", ".*"));
            }
            (_, Some(schema)) if fields.is_empty() => {
                return self.inner(schema, ("items", "[]", "each item"), within);
            }
            (_, Some(schema)) => fields.push(noted(self.field(schema, within), "every further item", "[]")),
            _ => {}
        }
        (counted(members, &fields, view), fields)
    }

    /// What stands below the items of an array or the values of a map: their own members, without a row between.
    fn inner(
        self,
        schema: &'a Value,
        (what, step, each): (&str, &str, &str),
        within: &mut Vec<&'a str>,
    ) -> Below {
        let mut item = self.field(schema, within);
        if item.fields.is_empty() {
            let says = !item.rules.is_empty() || !item.values.is_empty() || !item.description.is_empty();
            let is_link = !item.href.is_empty();
            let fields = if says && !is_link { vec![noted(item, each, step)] } else { Vec::new() };
            return (if fields.is_empty() { String::new() } else { what.to_owned() }, fields);
        }
        for field in &mut item.fields {
            field.step = format!("{step}{}", field.step);
        }
        (format!("{} of {each}", item.below), item.fields)
    }

    /// The alternatives of a union, where they are more than types.
    fn alternatives(self, choice: &Choice<'a>, within: &mut Vec<&'a str>) -> Vec<Field> {
        let mut rows = Vec::new();
        for (index, schema) in choice.of.iter().enumerate() {
            let view = View::of(schema, self.definitions);
            let name = view.name.unwrap_or(view.title);
            let name = if name.is_empty() { format!("alternative {}", index + 1) } else { name.to_owned() };
            let mut row = noted(self.field(schema, within), &name, "");
            row.rules.splice(0..0, told(&view, choice.told_by, self.definitions));
            rows.push(row);
        }
        let says = |row: &Field| {
            !row.fields.is_empty() || !row.href.is_empty() || !row.rules.is_empty() || !row.values.is_empty()
        };
        if rows.iter().any(says) { rows } else { Vec::new() }
    }
}

/// The schema of the items of an array, or of the values of a map.
fn inner<'a>(view: &View<'a>) -> Option<&'a Value> {
    match view.others {
        Others::Like(schema) if view.members.is_empty() => Some(schema),
        _ => view.items,
    }
}

fn named(field: Field, name: &str) -> Field {
    Field { name: name.to_owned(), is_member: true, step: format!(".{name}"), ..field }
}

fn noted(field: Field, words: &str, step: &str) -> Field {
    Field { name: words.to_owned(), step: step.to_owned(), ..field }
}

/// How an alternative is told from the others: by the one value of a member.
fn told(view: &View<'_>, by: Option<&str>, definitions: Definitions<'_>) -> Option<Rule> {
    let (name, value) = view.members.iter().find_map(|(name, schema)| {
        let value = match View::of(schema, definitions).values?.as_slice() {
            [only] => short(only),
            _ => return None,
        };
        by.is_none_or(|by| by == *name).then_some((*name, value))
    })?;
    Some(Rule { words: format!("where “{name}” is"), code: value })
}

/// What stands below a row, in words.
fn counted(members: usize, fields: &[Field], view: &View<'_>) -> String {
    let alternatives = fields.iter().filter(|field| !field.is_member && field.step.is_empty()).count();
    let plural = |count: usize, noun: &str| format!("{count} {noun}{}", if count == 1 { "" } else { "s" });
    match (members, alternatives) {
        _ if fields.is_empty() => String::new(),
        (0, 0) => plural(fields.len(), "item"),
        (0, count) if view.choices.len() == 1 => plural(count, "alternative"),
        (0, count) => format!("{} in {}", plural(count, "alternative"), view.choices.len()),
        (members, 0) => plural(members, "member"),
        (members, count) => format!("{}, {}", plural(members, "member"), plural(count, "alternative")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, json};

    use super::*;

    fn lines(field: &Field, path: &str, out: &mut Vec<String>) {
        for below in &field.fields {
            let path = format!("{path}{}", below.step);
            let mark = if below.required { "!" } else { "" };
            out.push(format!("{path}{mark}: {}{}", below.kind.before, below.kind.name));
            lines(below, &path, out);
        }
    }

    #[test]
    fn a_payload_becomes_rows() {
        let shared = Map::from_iter([(
            "Node".to_owned(),
            json!({"properties": {"next": {"$ref": "#/$defs/Node"}, "of": {"type": "string"}}}),
        )]);
        let schema = json!({
            "required": ["lines"],
            "properties": {
                "lines": {"type": "array", "items": {"properties": {"sku": {"type": "string"}}}},
                "stock": {"additionalProperties": {"type": "integer"}},
                "node": {"$ref": "#/$defs/Node"},
            },
        });
        let pages = Shared::default();
        let fields = Fields { definitions: Definitions::new(&shared), shared: &pages };
        let mut out = Vec::new();
        lines(&fields.root(&schema), "", &mut out);
        let expected = [
            ".lines!: array of object",
            ".lines[].sku: string",
            ".stock: map of name to integer",
            ".node: Node",
            ".node.next: Node",
            ".node.of: string",
        ];
        assert_eq!(out, expected);
    }
}
