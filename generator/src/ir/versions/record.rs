//! `x-webhook-version` of a document: its version, and how requests name theirs.
//!
//! In: the extension. Out: a [`Record`]. It must not know other versions.

use serde::Deserialize;
use serde_json::Value;

use super::super::nodes::Source;
use crate::api::nodes::{Api, Extension};
use crate::diagnostic::{Diagnostic, Diagnostics};

/// What one document says of its version.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// Its name: said, or else `info.version`.
    pub name: String,
    /// Where requests name theirs, in the order of precedence; empty where the document does not say.
    pub sources: Vec<Source>,
    /// The version of requests that say nothing.
    pub default: Option<String>,
    /// Whether a version between two means the earlier one.
    pub between: bool,
    /// Versions in their order, where names do not tell it.
    pub order: Vec<String>,
    /// Since when it is deprecated, in seconds since 1970.
    pub deprecated: Option<i64>,
    /// From when on it is no longer served, in seconds since 1970.
    pub sunset: Option<i64>,
    /// Where both are explained, or empty.
    pub link: String,
    /// Whether the document says anything.
    pub is_said: bool,
}

/// The extension as a document writes it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Said {
    version: Option<Value>,
    from: Option<Value>,
    default: Option<Value>,
    between: Option<String>,
    order: Vec<Value>,
    deprecated: Option<String>,
    sunset: Option<String>,
    link: String,
}

/// Reads the extension; what is wrong with it goes to the sink.
pub(crate) fn read(api: &Api<'_>, sink: &Diagnostics) -> Record {
    let plain = Record { name: api.version.clone(), ..Record::default() };
    let Some(said) = &api.versioning else { return plain };
    match settle(said, plain) {
        Ok(record) => record,
        Err((path, message)) => {
            let found =
                Diagnostic::error("version::invalid", format!("`x-webhook-version`: {message}")).help(HELP);
            sink.push(match said.span(&path) {
                Some(span) => found.label(span, "here"),
                None => found,
            });
            Record::default()
        }
    }
}

const HELP: &str = "it is the name of this version, or a record such as \
    `{ version: \"2\", from: [path, { header: Webhook-Version }], default: \"1\" }`";

type Problem = (Vec<String>, String);

fn settle(extension: &Extension<'_>, plain: Record) -> Result<Record, Problem> {
    if let Some(name) = text(&extension.value) {
        return Ok(Record { name, is_said: true, ..plain });
    }
    if !extension.value.is_object() {
        return Err((Vec::new(), "it is a name or a record".to_owned()));
    }
    let said = Said::deserialize(&extension.value).map_err(|error| (Vec::new(), error.to_string()))?;
    let at = |member: &str| vec![member.to_owned()];
    let between = match said.between.as_deref() {
        None | Some("refused") => false,
        Some("earlier") => true,
        Some(_) => return Err((at("between"), "`between` is `earlier` or `refused`".to_owned())),
    };
    let name = match &said.version {
        Some(version) => named("version", version)?,
        None => plain.name,
    };
    let day = |member: &str, text: Option<&String>| {
        let read = |text: &String| {
            seconds(text).ok_or_else(|| (at(member), format!("`{member}` is a day such as 2026-12-31")))
        };
        text.map(read).transpose()
    };
    Ok(Record {
        name,
        sources: said
            .from
            .as_ref()
            .map(sources)
            .transpose()
            .map_err(|why| (at("from"), why))?
            .unwrap_or_default(),
        default: said.default.as_ref().map(|name| named("default", name)).transpose()?,
        between,
        order: said.order.iter().map(|name| named("order", name)).collect::<Result<_, _>>()?,
        deprecated: day("deprecated", said.deprecated.as_ref())?,
        sunset: day("sunset", said.sunset.as_ref())?,
        link: said.link,
        is_said: true,
    })
}

/// The name of a version, in a member.
fn named(member: &str, value: &Value) -> Result<String, Problem> {
    text(value).ok_or_else(|| (vec![member.to_owned()], "a version is a text or a number".to_owned()))
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// One source, or a list of them.
fn sources(value: &Value) -> Result<Vec<Source>, String> {
    match value {
        Value::Array(list) => list.iter().map(source).collect(),
        one => Ok(vec![source(one)?]),
    }
}

fn source(value: &Value) -> Result<Source, String> {
    const KNOWN: &str = "a source is `path`, `event`, or one of `{ path: … }`, `{ header: … }`, \
        `{ media-type: … }`, `{ query: … }`, `{ json: … }`";
    match value {
        Value::String(word) if word == "path" => {
            Ok(Source::Path { before: "v".to_owned(), after: String::new() })
        }
        Value::String(word) if word == "event" => Ok(Source::Event),
        Value::Object(record) if record.len() == 1 => {
            let (kind, what) = record.iter().next().ok_or(KNOWN)?;
            let what = what.as_str().ok_or(KNOWN)?;
            match kind.as_str() {
                "path" => path(what),
                "header" => Ok(Source::Header(what.to_ascii_lowercase())),
                "query" => Ok(Source::Query(what.to_owned())),
                "json" if what.starts_with('/') => Ok(Source::Pointer(what.to_owned())),
                "json" => Err("`json` is a JSON Pointer such as `/api_version`".to_owned()),
                "media-type" => Ok(media_type(what)),
                _ => Err(KNOWN.to_owned()),
            }
        }
        _ => Err(KNOWN.to_owned()),
    }
}

/// The segment that has the place for the version.
fn path(pattern: &str) -> Result<Source, String> {
    let segment = pattern.split('/').find(|segment| segment.contains("{version}"));
    let (before, after) = segment
        .and_then(|segment| segment.split_once("{version}"))
        .ok_or("`path` shows where the version stands: `/webhook/v{version}`")?;
    Ok(Source::Path { before: before.to_owned(), after: after.to_owned() })
}

fn media_type(what: &str) -> Source {
    match what.split_once("{version}") {
        Some((before, after)) => {
            Source::MediaType { before: before.to_ascii_lowercase(), after: after.to_ascii_lowercase() }
        }
        None => Source::MediaTypeParameter(what.to_ascii_lowercase()),
    }
}

/// The first second of a day of the Gregorian calendar, in UTC.
fn seconds(day: &str) -> Option<i64> {
    let parts: Vec<&str> = day.split('-').collect();
    let [year, month, date] = parts.as_slice() else { return None };
    let (year, month, date): (i64, i64, i64) = (year.parse().ok()?, month.parse().ok()?, date.parse().ok()?);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let lengths = [31, if leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let length = *lengths.get(usize::try_from(month - 1).ok()?)?;
    if !(1970..10_000).contains(&year) || !(1..=length).contains(&date) {
        return None;
    }
    let before = year - 1;
    let days = year * 365 - 719_527 + (before / 4 - before / 100 + before / 400 + 1) - 1;
    let months: i64 = lengths.iter().take(usize::try_from(month - 1).ok()?).sum();
    Some((days + months + date - 1) * 86_400)
}

/// The extension, for editors.
#[cfg(feature = "schemas")]
pub(crate) fn schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    let name =
        |description: &str| serde_json::json!({ "description": description, "type": ["string", "number"] });
    let day = |description: &str| {
        serde_json::json!({
            "description": description,
            "type": "string",
            "pattern": "^\\d{4}-\\d{1,2}-\\d{1,2}$"
        })
    };
    let source = source_schema();
    schemars::json_schema!({
        "title": "x-webhook-version",
        "description": "The version of a document, where there are several of one API: its name, or a record that says how requests name theirs.",
        "examples": [
            "2",
            {
                "version": "3",
                "from": ["path", { "header": "Webhook-Version" }, { "query": "version" }],
                "default": "1",
                "between": "earlier",
                "deprecated": "2026-06-01",
                "sunset": "2027-06-01",
                "link": "https://shop.example/versions"
            },
            { "from": "event", "order": ["spring", "summer"] }
        ],
        "anyOf": [
            name("The name of this document's version."),
            {
                "type": "object",
                "properties": {
                    "version": name("The name of this document's version; `info.version` otherwise."),
                    "from": {
                        "description": "Where requests name theirs; of several, the first that says something decides. The header `Webhook-Version` otherwise.",
                        "anyOf": [source, { "type": "array", "items": source }]
                    },
                    "default": name("The version of requests that say nothing; without it they are refused."),
                    "between": {
                        "description": "A version between two is the earlier one, or refused.",
                        "enum": ["earlier", "refused"],
                        "default": "refused"
                    },
                    "order": {
                        "description": "The names from old to new, where they do not tell it.",
                        "type": "array",
                        "items": { "type": ["string", "number"] }
                    },
                    "deprecated": day("Since when it is deprecated (`Deprecation`, RFC 9745)."),
                    "sunset": day("From when on it is no longer served (`Sunset`, RFC 8594)."),
                    "link": { "description": "Where both are explained.", "type": "string" }
                },
                "additionalProperties": false
            }
        ]
    })
}

/// One place at which requests name their version.
#[cfg(feature = "schemas")]
fn source_schema() -> Value {
    use crate::schemas::patterns::POINTER;
    let text = serde_json::json!({ "type": "string" });
    let record = |member: &str, description: &str, value: &Value| {
        serde_json::json!({
            "description": description,
            "type": "object",
            "properties": { member: value },
            "required": [member],
            "additionalProperties": false
        })
    };
    serde_json::json!({
        "anyOf": [
            { "const": "path", "description": "A segment of the path such as `v2`." },
            { "const": "event", "description": "The event's own name, as in `order.created.v2`." },
            record("path", "A segment of the path, written so: `/webhook/v{version}`.", &serde_json::json!({ "type": "string", "pattern": r"\{version\}" })),
            record("header", "A header.", &text),
            record("media-type", "A parameter of the media type; or, with `{version}` in it, the media type itself.", &text),
            record("query", "A parameter of the query.", &text),
            record("json", "A scalar of the payload, by JSON Pointer.", &serde_json::json!({ "type": "string", "pattern": POINTER }))
        ]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted() {
        assert_eq!(seconds("1970-01-01"), Some(0));
        assert_eq!(seconds("2000-03-01"), Some(951_868_800));
        assert_eq!(seconds("2026-12-31"), Some(1_798_675_200));
        assert_eq!(seconds("2026-02-29"), None);
        assert_eq!(seconds("tomorrow"), None);
    }
}
