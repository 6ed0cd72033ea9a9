//! What came of a command, in one shape for all of them.
//!
//! Comes in: words and data, or what stood in the way. Goes out: text for people, or one JSON value on standard output,
//! and an exit code. It must not know what a command does.

use std::process::ExitCode;

use clap::ValueEnum;
use hookwright_build::Finding;
use serde::Serialize;
use serde_json::{Value, json};

use crate::{outcome, text};

/// `--format`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Text,
    /// One JSON value.
    Json,
}

/// What there is to say.
pub(crate) struct Said {
    /// For people, on standard output.
    pub(crate) text: String,
    /// For people, on standard error: why.
    pub(crate) why: String,
    /// For machines.
    pub(crate) json: Value,
    /// Whether the answer is a no, which scripts see by the exit code.
    pub(crate) is_no: bool,
}

/// What stood in the way.
pub(crate) enum Problem {
    /// In words.
    Words(String),
    /// As the generator says it, with places.
    Found(Vec<Finding>),
}

impl Said {
    /// # Errors
    /// Never, with records of ours.
    #[cfg_attr(not(feature = "stores"), allow(dead_code, reason = "what manages a store says records"))]
    pub(crate) fn new(text: String, json: impl Serialize) -> Result<Self, Box<dyn std::error::Error>> {
        Ok(Self::yes(text, serde_json::to_value(json)?))
    }

    /// An answer that is no failure.
    pub(crate) fn yes(text: String, json: Value) -> Self {
        Self { text, why: String::new(), json, is_no: false }
    }

    /// An answer that is a no, and why.
    pub(crate) fn no(text: String, why: String, json: Value) -> Self {
        Self { text, why, json, is_no: true }
    }
}

impl From<String> for Problem {
    fn from(words: String) -> Self {
        Self::Words(words)
    }
}

impl From<Vec<Finding>> for Problem {
    fn from(found: Vec<Finding>) -> Self {
        Self::Found(found)
    }
}

impl From<Finding> for Problem {
    fn from(found: Finding) -> Self {
        Self::Found(vec![found])
    }
}

impl From<Box<dyn std::error::Error>> for Problem {
    fn from(error: Box<dyn std::error::Error>) -> Self {
        Self::Words(error.to_string())
    }
}

impl Problem {
    /// For machines: level and message of each, code and place where it has them.
    fn json(&self) -> Value {
        let errors = match self {
            Self::Words(words) => json!([{ "level": "error", "message": words }]),
            Self::Found(found) => found.iter().map(outcome::row).collect(),
        };
        json!({ "errors": errors })
    }

    fn text(&self) -> String {
        match self {
            Self::Words(words) => format!("error: {words}\n"),
            Self::Found(found) => outcome::reports(found) + &outcome::stop(found),
        }
    }
}

/// Says it. 0 done, 1 a no, `failure` where something stood in the way.
pub(crate) fn finish(format: Format, outcome: Result<Said, Problem>, failure: u8) -> ExitCode {
    match outcome {
        Ok(said) => {
            if format == Format::Json {
                text::out(&format!("{}\n", said.json));
            } else {
                text::out(&said.text);
                text::err(&said.why);
            }
            ExitCode::from(u8::from(said.is_no))
        }
        Err(problem) => {
            match format {
                Format::Json => text::out(&format!("{}\n", problem.json())),
                Format::Text => text::err(&problem.text()),
            }
            ExitCode::from(failure)
        }
    }
}
