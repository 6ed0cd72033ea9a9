//! Pages of the guide from schemas: every extension with its members and examples, every option of the config.
//!
//! In: a schema. Out: Markdown. It must not know what a reader does.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use hookwright_build::schemas::{ALL, Named, named};
use serde_json::{Map, Value};

const EXTENSIONS: &str = "# Extensions of the document

What OpenAPI has no word for is said by extensions whose names begin with `x-webhook-`.
They stand in the document; where it is somebody else's, in an OpenAPI Overlay or in `hookwright.toml` ([configuration.md](configuration.md)), which go before the document.
All are optional: where one is missing, what the document proves is taken, and else you are told.

This page is made from their JSON Schemas, which `hookwright schema NAME` prints and which stand in [schemas](schemas).
Editors take them: [schemas/document.json](schemas/document.json) has all of them at their places, to be used beside the schema of OpenAPI.
";

const CONFIG: &str = r#"# The file hookwright.toml

The command reads `hookwright.toml` where it runs, or the file of `--config`, which may be TOML, YAML or JSON.
Options of the command line win over it; lists add up.
Build scripts read no file: `Generator` has a method for each option.

```toml
# hookwright.toml
only = ["order.*"]
overlays = ["where-events-say-their-name.yaml"]
extras = "keep"
x-webhook-signature = "standard-webhooks"

[x-webhook-dispatch]
json = "/type"

[x-webhook-retry]
schedule = [0, "5s", "5m", "1h"]

[lint]
off = ["lint::closed_enum"]
```

Paths are relative to the file.
This page is made from the file's JSON Schema, [schemas/config.json](schemas/config.json), which `hookwright schema config` prints.
With it, an editor that knows TOML schemas completes and checks the file: `#:schema ./hookwright.schema.json` in its first line.

"#;

/// docs/extensions.md.
pub(crate) fn extensions() -> String {
    let mut out = EXTENSIONS.to_owned();
    out += "\n| extension | stands at |\n|---|---|\n";
    let all = || ALL.iter().filter(|one| one.name.starts_with("x-webhook"));
    for one in all() {
        let _ = writeln!(out, "| [{}](#{}) | {} |", title(one), anchor(&title(one)), one.place);
    }
    for one in all() {
        extension(one, &mut out);
    }
    out
}

fn title(one: &Named) -> String {
    one.schema()["title"].as_str().unwrap_or_default().to_owned()
}

fn anchor(title: &str) -> String {
    title.chars().filter(|c| *c != ',').map(|c| if c == ' ' { '-' } else { c }).collect()
}

fn extension(one: &Named, out: &mut String) {
    let schema = one.schema();
    let _ = writeln!(out, "\n## {}\n\n{}", title(one), described(&schema));
    let _ = writeln!(out, "Its schema is [schemas/{0}.json](schemas/{0}.json).\n\n```yaml", one.name);
    let name = one.name.split('.').next().unwrap_or_default();
    for example in schema["examples"].as_array().into_iter().flatten() {
        let _ = writeln!(out, "{}", yaml(name, example, 0));
    }
    out.push_str("```\n");
    let mut rows = Rows { root: &schema, seen: BTreeSet::new(), out: String::new() };
    let alternatives = schema["anyOf"].as_array().cloned().unwrap_or_else(|| vec![schema.clone()]);
    for record in alternatives.iter().flat_map(records) {
        rows.members("", record);
    }
    if !rows.out.is_empty() {
        let _ = write!(out, "\n| member | value | |\n|---|---|---|\n{}", rows.out);
    }
}

/// The records among a schema and its alternatives.
fn records(schema: &Value) -> Vec<&Value> {
    if schema.get("properties").is_some() {
        return vec![schema];
    }
    schema["anyOf"].as_array().into_iter().flatten().flat_map(records).collect()
}

/// docs/configuration.md.
pub(crate) fn config() -> String {
    let schema = named("config").expect("it is there").schema();
    let mut rows = Rows { root: &schema, seen: BTreeSet::new(), out: String::new() };
    rows.members("", &schema);
    format!("{CONFIG}| option | value | |\n|---|---|---|\n{}", rows.out)
}

/// A table of members, each with those below it.
struct Rows<'s> {
    root: &'s Value,
    /// Definitions whose members stand in the table already.
    seen: BTreeSet<String>,
    out: String,
}

impl Rows<'_> {
    fn members(&mut self, above: &str, record: &Value) {
        let required =
            |name: &str| record["required"].as_array().is_some_and(|all| all.iter().any(|one| one == name));
        for (name, member) in record["properties"].as_object().into_iter().flatten() {
            let path = format!("{above}{name}");
            let value = match name.starts_with("x-webhook-") {
                true => format!("[{name}](extensions.md#{name})"),
                false => self.words(member),
            };
            let must = if required(name) && above.is_empty() { " Required." } else { "" };
            let default = default(member);
            // A record of one member is described as a whole.
            let said = if member.get("description").is_some() || required(name) && above.is_empty() {
                described(member)
            } else {
                described(record)
            };
            let _ = writeln!(self.out, "| `{path}` | {value} | {said}{must}{default} |");
            if !name.starts_with("x-webhook-") {
                self.below(&path, member);
            }
        }
    }

    /// The members of a member, the first time that its definition is met.
    fn below(&mut self, path: &str, member: &Value) {
        let inner = member.get("items").unwrap_or(member);
        let is_new = inner["$ref"].as_str().is_none_or(|target| self.seen.insert(target.to_owned()));
        let target = self.target(inner);
        if is_new {
            for record in records(&target) {
                self.members(&format!("{path}."), record);
            }
        }
    }

    /// What a reference leads to.
    fn target(&self, schema: &Value) -> Value {
        let path = schema["$ref"].as_str().and_then(|target| target.strip_prefix('#'));
        path.and_then(|path| self.root.pointer(path)).unwrap_or(schema).clone()
    }

    /// What a value is, in words.
    fn words(&self, schema: &Value) -> String {
        let schema = &self.target(schema);
        if let Some(title) = schema["title"].as_str() {
            return title.to_owned();
        }
        if let Some(only) = schema.get("const") {
            return code(only);
        }
        if let Some(listed) = schema["enum"].as_array() {
            let shown: Vec<String> = listed.iter().map(code).collect();
            return if shown.len() > 12 { format!("one of {} names", shown.len()) } else { shown.join(", ") };
        }
        let Some(kind) = schema.get("type") else { return self.alternatives(schema) };
        match kind.as_str() {
            Some("boolean") => "`true`, `false`".to_owned(),
            Some("array") => format!("list of {}", self.words(&schema["items"])),
            Some("object") if schema.get("properties").is_some() => "record".to_owned(),
            Some("object") => format!("record of {}", self.words(&schema["additionalProperties"])),
            Some("integer") => "integer".to_owned(),
            Some("number") => "number".to_owned(),
            Some("string") => match schema["pattern"].as_str() {
                Some("^/") => "JSON Pointer".to_owned(),
                Some(pattern) if pattern.starts_with("^[!#") && !pattern.contains('{') => {
                    "name of a header".to_owned()
                }
                _ => "text".to_owned(),
            },
            _ => "text or number".to_owned(),
        }
    }

    fn alternatives(&self, schema: &Value) -> String {
        let some = ["anyOf", "oneOf", "allOf"].into_iter().find_map(|keyword| schema[keyword].as_array());
        let mut words: Vec<String> = Vec::new();
        for one in some.into_iter().flatten() {
            let said = match one["properties"]
                .as_object()
                .map(|members| members.keys().collect::<Vec<_>>())
                .as_deref()
            {
                // A record of one member is best shown as it is written.
                Some([only]) => format!("`{{ {only}: … }}`"),
                _ if one["type"] == "array" && self.words(&one["items"]) == words.join(", ") => {
                    "a list of these".to_owned()
                }
                _ => self.words(one),
            };
            if !words.contains(&said) && !said.is_empty() {
                words.push(said);
            }
        }
        words.join(", ")
    }
}

fn code(value: &Value) -> String {
    format!("`{}`", value.as_str().map_or_else(|| value.to_string(), str::to_owned))
}

fn described(schema: &Value) -> String {
    let text = schema["description"].as_str().unwrap_or_default().replace("\n\n", " ");
    // A bar would end the cell.
    text.replace('|', "\\|")
}

fn default(member: &Value) -> String {
    match member.get("default") {
        None | Some(Value::Bool(false)) => String::new(),
        Some(Value::Array(items)) if items.is_empty() => String::new(),
        Some(Value::Object(members)) if members.is_empty() || members.values().all(Value::is_object) => {
            String::new()
        }
        Some(Value::Object(members)) if members.contains_key("off") || members.contains_key("encoding") => {
            String::new()
        }
        Some(Value::String(text)) if text.is_empty() => String::new(),
        Some(value) => format!(" Otherwise {}.", code(&flow(value).into())),
    }
}

/// A member of a mapping, in YAML as people write it.
fn yaml(name: &str, value: &Value, depth: usize) -> String {
    let blanks = "  ".repeat(depth);
    let line = format!("{blanks}{name}: {}", flow(value));
    match value {
        Value::Object(members) if line.len() > 90 => {
            let below = members.iter().map(|(name, value)| yaml(name, value, depth + 1));
            format!("{blanks}{name}:\n{}", below.collect::<Vec<_>>().join("\n"))
        }
        _ => line,
    }
}

/// A value in one line.
fn flow(value: &Value) -> String {
    let all = |items: Vec<String>| items.join(", ");
    match value {
        Value::String(text) if is_plain(text) => text.clone(),
        Value::Array(items) => format!("[{}]", all(items.iter().map(flow).collect())),
        Value::Object(members) => format!("{{ {} }}", all(pairs(members))),
        other => other.to_string(),
    }
}

fn pairs(members: &Map<String, Value>) -> Vec<String> {
    members.iter().map(|(name, value)| format!("{name}: {}", flow(value))).collect()
}

/// Whether YAML takes a text as such without quotes.
fn is_plain(text: &str) -> bool {
    let starts = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
    let is_duration = text.ends_with(['s', 'm', 'h', 'd']) && text.starts_with(|c: char| c.is_ascii_digit());
    let inside = text.chars().all(|c| c.is_alphanumeric() || "-_./".contains(c));
    (starts || is_duration) && inside || text.starts_with("https://")
}
