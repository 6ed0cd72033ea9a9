//! `x-webhook-dispatch`: where the name of the event stands.
//!
//! Comes in: the extension's value. Goes out: the parts of the key, or a sentence that says what is
//! wrong with it. It knows no events.

use serde_json::Value;

use super::nodes::{KeyPart, KeySource};

/// The forms of the extension, for error messages.
pub(super) const FORMS: &str = "write `path`, `header: NAME`, `json: /pointer`, or \
    `template: \"{header:X-Event}-{json:/action?}\"` (`?` marks a part that may be missing), \
    with `fold: true` (`_` is `-`, case ignored) and `map: { key: event }` where needed";

/// The extension, read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Spec {
    /// The parts of the key; none means that the path tells events apart.
    pub parts: Vec<KeyPart>,
    /// Whether `_` equals `-` and letter case is ignored.
    pub fold: bool,
    /// Keys that mean another event than the one of that name.
    pub map: Vec<(String, String)>,
}

impl Spec {
    /// Reads the extension.
    pub(super) fn read(value: &Value) -> Result<Self, String> {
        match value {
            Value::String(text) => Ok(Self { parts: parts(text)?, fold: false, map: Vec::new() }),
            Value::Object(members) => {
                let mut spec = Self { parts: Vec::new(), fold: false, map: Vec::new() };
                let mut places = 0;
                for (name, value) in members {
                    places += usize::from(spec.member(name, value)?);
                }
                match places {
                    0 => Err("it does not say where the event's name stands".to_owned()),
                    1 => Ok(spec),
                    _ => Err("it names several places: `template` joins them".to_owned()),
                }
            }
            _ => Err("it must be a text or an object".to_owned()),
        }
    }

    /// Takes one member; true when it says where the name stands.
    fn member(&mut self, name: &str, value: &Value) -> Result<bool, String> {
        let text = || value.as_str().map(str::to_owned).ok_or_else(|| format!("`{name}` must be a text"));
        let only = |from| vec![KeyPart { before: String::new(), from, optional: false }];
        match name {
            "template" => self.parts = parts(&text()?)?,
            "header" => self.parts = only(header(&text()?)?),
            "json" | "pointer" => self.parts = only(pointer(&text()?)?),
            "path" if *value == true => {}
            "path" => return Err("`path` is `true`, or not there".to_owned()),
            "fold" => {
                self.fold = value.as_bool().ok_or("`fold` must be true or false")?;
                return Ok(false);
            }
            "map" => {
                let entries = value.as_object().ok_or("`map` must be an object of key and event")?;
                for (key, event) in entries {
                    let event =
                        event.as_str().ok_or_else(|| format!("`map` must name an event for `{key}`"))?;
                    self.map.push((key.clone(), event.to_owned()));
                }
                return Ok(false);
            }
            other => return Err(format!("it has no member `{other}`")),
        }
        Ok(true)
    }
}

/// The parts of a template, e.g. `{header:X-Event}-{json:/action?}`.
fn parts(template: &str) -> Result<Vec<KeyPart>, String> {
    if template == "path" {
        return Ok(Vec::new());
    }
    // The short form of one part, as on the command line: `json: /type`.
    if let Some((word, rest)) = template.split_once(':')
        && !template.contains('{')
    {
        return Ok(vec![KeyPart {
            before: String::new(),
            from: source(&format!("{}:{}", word.trim(), rest.trim()))?,
            optional: false,
        }]);
    }
    let mut parts = Vec::new();
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        let close =
            rest[open..].find('}').ok_or_else(|| format!("`{template}` has a brace that nothing closes"))?
                + open;
        let (inner, optional) = match rest[open + 1..close].strip_suffix('?') {
            Some(inner) => (inner, true),
            None => (&rest[open + 1..close], false),
        };
        parts.push(KeyPart { before: rest[..open].to_owned(), from: source(inner)?, optional });
        rest = &rest[close + 1..];
    }
    if parts.is_empty() {
        return Err(format!("`{template}` has no part in braces"));
    }
    if !rest.is_empty() {
        return Err(format!("`{template}` ends with text after the last part"));
    }
    Ok(parts)
}

fn source(text: &str) -> Result<KeySource, String> {
    match text.split_once(':') {
        Some(("header", name)) => header(name),
        Some(("json" | "pointer", at)) => pointer(at),
        None if text == "path" => Ok(KeySource::Path),
        None if text == "method" => Ok(KeySource::Method),
        _ => Err(format!(
            "`{{{text}}}` is none of `{{header:NAME}}`, `{{json:/pointer}}`, `{{path}}`, `{{method}}`"
        )),
    }
}

fn header(name: &str) -> Result<KeySource, String> {
    match http::HeaderName::from_bytes(name.as_bytes()) {
        Ok(_) => Ok(KeySource::Header(name.to_owned())),
        Err(_) => Err(format!("`{name}` is no name of a header")),
    }
}

fn pointer(text: &str) -> Result<KeySource, String> {
    if text.starts_with('/') {
        Ok(KeySource::Pointer(text.to_owned()))
    } else {
        Err(format!("`{text}` is no JSON Pointer: it must start with `/`"))
    }
}

/// The extension, for editors.
#[cfg(feature = "schemas")]
pub(crate) fn schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({
        "title": "x-webhook-dispatch",
        "description": "Where a request says which event it is. What stands there is compared with the events' names; where it is a member of the payload with a constant in each event, with the constants. It is a text (`path`, `header: NAME`, `json: /pointer`, a template) or a record.",
        "examples": [
            "path",
            { "json": "/type" },
            { "header": "X-Shop-Event" },
            {
                "template": "{header:X-Forge-Event}-{json:/action?}",
                "fold": true,
                "map": { "pull_request_review-submitted": "review" }
            }
        ],
        "anyOf": [
            {
                "description": "`path`, the last segment of the URL's path; `header: NAME`; `json: /pointer`; or a template.",
                "type": "string",
                "anyOf": text_schemas()
            },
            record_schema()
        ]
    })
}

#[cfg(feature = "schemas")]
fn record_schema() -> Value {
    use crate::schemas::patterns::{HEADER, POINTER};
    let one_of = ["header", "json", "path", "pointer", "template"]
        .map(|name| serde_json::json!({ "required": [name] }));
    serde_json::json!({
        "type": "object",
        "properties": {
            "header": { "description": "A header.", "type": "string", "pattern": HEADER },
            "json": {
                "description": "A member of the payload, by JSON Pointer.",
                "type": "string",
                "pattern": POINTER
            },
            "path": { "description": "The last segment of the URL's path.", "const": true },
            "pointer": { "description": "The same as `json`.", "type": "string", "pattern": POINTER },
            "template": {
                "description": "Several places, and the text between them: `{header:NAME}`, `{json:/pointer}`, `{path}`, `{method}`; one that ends with `?` may be missing, with the text before it.",
                "type": "string",
                "anyOf": text_schemas()
            },
            "fold": {
                "description": "`_` is `-`, and the case of letters does not count.",
                "type": "boolean",
                "default": false
            },
            "map": {
                "description": "Keys that mean another event than the one of that name.",
                "type": "object",
                "additionalProperties": { "type": "string" }
            }
        },
        "additionalProperties": false,
        "oneOf": one_of
    })
}

/// The forms of a text: a word, one place, a template.
#[cfg(feature = "schemas")]
fn text_schemas() -> Value {
    let header = crate::schemas::patterns::HEADER.trim_start_matches('^').trim_end_matches('$');
    let piece = format!("header:{header}|(json|pointer):/[^}}]*|path|method");
    let template = format!("^([^{{]*\\{{({piece})\\??\\}})+$");
    let short = format!("^\\s*(header\\s*:\\s*{header}|(json|pointer)\\s*:\\s*/[^{{]*)\\s*$");
    serde_json::json!([{ "const": "path" }, { "pattern": short }, { "pattern": template }])
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_form_is_read() {
        let github =
            Spec::read(&json!({"template": "{header:X-GitHub-Event}-{json:/action?}", "fold": true}))
                .unwrap();
        assert!(github.fold);
        assert_eq!(github.parts[1].before, "-");
        assert!(github.parts[1].optional && !github.parts[0].optional);
        assert_eq!(Spec::read(&json!("path")).unwrap().parts, []);
        assert_eq!(Spec::read(&json!("json: /type")), Spec::read(&json!({"json": "/type"})));
        assert_eq!(Spec::read(&json!("header: X-Event")), Spec::read(&json!({"header": "X-Event"})));
        assert_eq!(Spec::read(&json!({"path": true})).unwrap().parts, []);
        assert_eq!(
            Spec::read(&json!({"json": "/type"})).unwrap().parts,
            Spec::read(&json!("{json:/type}")).unwrap().parts
        );
        assert_eq!(
            Spec::read(&json!({"header": "X", "map": {"a": "b"}})).unwrap().map,
            [("a".into(), "b".into())]
        );
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (value, expected) in [
            (json!(7), "a text or an object"),
            (json!({}), "where the event's name stands"),
            (json!({"jsn": "/a"}), "no member `jsn`"),
            (json!("{header:X"), "nothing closes"),
            (json!("plain"), "no part in braces"),
            (json!("{header:X}!"), "ends with text"),
            (json!("{cookie:x}"), "none of"),
            (json!("header: X Event"), "no name of a header"),
            (json!({"json": "type"}), "no JSON Pointer"),
            (json!({"json": "/type", "header": "X"}), "several places"),
            (json!({"path": false}), "`path` is `true`"),
        ] {
            let error = Spec::read(&value).unwrap_err();
            assert!(error.contains(expected), "{value}: {error}");
        }
    }
}
