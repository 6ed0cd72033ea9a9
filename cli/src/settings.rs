//! From config file and flags to the options of a generation.
//!
//! Comes in: arguments and, where there is one, a file. Goes out: a `Config`, or a finding with the
//! place of the mistake.

use std::fs;
use std::ops::Range;
use std::path::Path;

use hookwright_build::diagnostic::{Diagnostic, Style};
use hookwright_build::{Config, Finding};
use serde_json::Value;

use crate::args::Generate;
use crate::finding;

/// The file that is read where none is named.
const DEFAULT_FILE: &str = "hookwright.toml";

/// What is wrong with a text, and where.
type Mistake = (String, Range<usize>);

/// The options: the file's, with those of the command line over them.
pub(crate) fn read(wishes: &Generate, style: Style) -> Result<Config, Finding> {
    let mut config = of_file(wishes.config.as_deref(), style)?;
    config.only.extend(wishes.only.iter().cloned());
    config.overlays.extend(wishes.overlay.iter().map(|path| path.to_string_lossy().into_owned()));
    config.keep_going |= wishes.keep_going;
    config.assume_types |= wishes.assume_types;
    config.root_security |= wishes.root_security;
    config.assert_formats |= wishes.assert_formats;
    config.map.extend(wishes.map.iter().cloned());
    if let Some(extras) = wishes.extras {
        config.extras = extras.into();
    }
    if let Some(features) = wishes.features {
        config.features = features.into();
    }
    if let Some(text) = &wishes.dispatch {
        config.dispatch = Some(dispatch(text));
    }
    if let Some(target) = &wishes.versions.target {
        config.target = Some(target.clone());
    }
    if let Some(preset) = &wishes.signature {
        config.signature = Some(Value::String(preset.clone()));
    }
    Ok(config)
}

/// The options of a file: the one that is named, else the default one, else none.
pub(crate) fn of_file(named: Option<&Path>, style: Style) -> Result<Config, Finding> {
    let named = named.or_else(|| Some(Path::new(DEFAULT_FILE)).filter(|path| path.is_file()));
    named.map_or_else(|| Ok(Config::default()), |path| from_file(path, style))
}

fn from_file(path: &Path, style: Style) -> Result<Config, Finding> {
    let name = path.display().to_string();
    let text = fs::read_to_string(path).map_err(|error| {
        let found =
            Diagnostic::error("config::unreadable", format!("the config file `{name}` cannot be read"));
        finding::plain(&found.why(error.to_string()), style)
    })?;
    let extension = path.extension().map(|ext| ext.to_string_lossy().to_lowercase()).unwrap_or_default();
    let read = match extension.as_str() {
        "toml" => toml(&text),
        "yaml" | "yml" => yaml(&text),
        "json" => json(&text),
        _ => {
            let found = Diagnostic::error("config::invalid", format!("`{name}` does not say what it is"));
            return Err(finding::plain(&found.help("let its name end with .toml, .yaml or .json"), style));
        }
    };
    let mut config = read.map_err(|(message, at)| {
        finding::placed(Diagnostic::error("config::invalid", message), &name, &text, at, style)
    })?;
    // A config file names its neighbours, wherever the command runs.
    let folder = path.parent().unwrap_or(Path::new(""));
    for path in config.overlays.iter_mut().chain(config.map.values_mut()) {
        *path = folder.join(&path).to_string_lossy().into_owned();
    }
    Ok(config)
}

fn toml(text: &str) -> Result<Config, Mistake> {
    toml::from_str(text).map_err(|error| (one_line(error.message()), error.span().unwrap_or(0..0)))
}

fn yaml(text: &str) -> Result<Config, Mistake> {
    // An empty file is no mapping to YAML, but says plainly that nothing is to be changed.
    if text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#')) {
        return Ok(Config::default());
    }
    serde_yaml::from_str(text).map_err(|error| {
        let place = error.location();
        let at = place.as_ref().map_or(0, |place| offset(text, place.line(), place.column()));
        let message = error.to_string();
        let cut = place.and_then(|place| message.find(&format!(" at line {} column", place.line())));
        (one_line(message.get(..cut.unwrap_or(message.len())).unwrap_or(&message)), at..at + 1)
    })
}

fn json(text: &str) -> Result<Config, Mistake> {
    serde_json::from_str(text).map_err(|error| {
        let at = offset(text, error.line(), error.column());
        let message = error.to_string();
        let cut = message.rfind(" at line ").unwrap_or(message.len());
        (one_line(&message[..cut]), at..at + 1)
    })
}

/// The byte at a line and a column, both from 1.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    (before + column.saturating_sub(1)).min(text.len())
}

fn one_line(message: &str) -> String {
    crate::text::line(message)
}

/// `--dispatch`: an object as JSON, one member as `header: X-Event`, or a text as it stands.
pub(crate) fn dispatch(text: &str) -> Value {
    let object = |value: &Value| value.is_object();
    if let Some(value) = serde_json::from_str(text).ok().filter(object) {
        return value;
    }
    match text.split_once(": ") {
        Some((name @ ("header" | "json" | "template"), value)) => {
            serde_json::json!({ name: value.trim().trim_matches(['"', '\'']) })
        }
        _ => Value::String(text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn dispatch_is_read_in_every_form_of_the_help() {
        assert_eq!(dispatch("path"), json!("path"));
        assert_eq!(dispatch("header: X-Event"), json!({"header": "X-Event"}));
        assert_eq!(dispatch("{header:X-Event}-{json:/action?}"), json!("{header:X-Event}-{json:/action?}"));
        assert_eq!(dispatch(r#"{"json": "/type", "fold": true}"#), json!({"json": "/type", "fold": true}));
    }

    #[test]
    fn mistakes_have_their_place() {
        let place = |(_, at): Mistake| at.start;
        assert_eq!(toml("extras = \"keep\"\nonyl = []\n").map_err(place).unwrap_err(), 16);
        assert_eq!(yaml("extras: keep\nkeep-going: 7\n").map_err(place).unwrap_err(), 25);
        assert!(json("{\n \"only\": 3}").map_err(place).unwrap_err() > 2);
        assert!(yaml("# nothing yet\n").is_ok());
    }
}
