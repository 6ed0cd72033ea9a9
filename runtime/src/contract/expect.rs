//! What must come back. In: an answer. Out: whether it is one that must come, in words where it is not.
//! It must not know requests.

use http::StatusCode;
use http::header::CONTENT_TYPE;
use serde_json::Value;

use super::ask::Answered;
use super::document::{Answer, Document, Event};

/// What must come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Expected {
    /// Any 2xx.
    Success,
    /// Any 4xx.
    Refused,
    /// What the application decides, 2xx or 4xx; not one of the pipeline's own refusals, and never a 5xx.
    Decided,
    /// Any 2xx or 4xx: what nobody sends may be refused for whatever reason.
    Clean,
    /// 2xx, or a word that it is busy with the same.
    SuccessOrBusy,
}

/// What was expected, and what came in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mismatch {
    pub(super) expected: String,
    pub(super) found: String,
}

impl Expected {
    pub(super) fn judge(self, answer: &Result<Answered, String>) -> Result<(), Mismatch> {
        let found = match answer {
            Ok(answer) if self.holds(answer.status) => return Ok(()),
            Ok(answer) => answer.status.to_string(),
            Err(error) => format!("no answer: {error}"),
        };
        Err(Mismatch { expected: self.words().to_owned(), found })
    }

    fn holds(self, status: StatusCode) -> bool {
        let code = status.as_u16();
        match self {
            Self::Success => status.is_success(),
            Self::Refused => status.is_client_error(),
            Self::Decided => {
                status.is_success() || status.is_client_error() && !matches!(code, 401 | 405 | 413 | 415)
            }
            Self::Clean => status.is_success() || status.is_client_error(),
            Self::SuccessOrBusy => status.is_success() || matches!(code, 409 | 425 | 429 | 503),
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Success => "2xx",
            Self::Refused => "4xx",
            Self::Decided => "2xx, or 4xx other than 401, 405, 413 and 415",
            Self::Clean => "2xx or 4xx",
            Self::SuccessOrBusy => "2xx, 409, 425, 429 or 503",
        }
    }
}

/// Holds an answer against those that the document declares: its status where it acknowledges, its body where the
/// status is declared with one.
pub(super) fn declared(document: &Document, event: &Event, answer: &Answered) -> Result<(), Mismatch> {
    let code = answer.status.as_u16();
    let by_status = event.answers.iter().find(|one| one.status == Some(code));
    let Some(found) = by_status.or_else(|| event.answers.iter().find(|one| one.status.is_none())) else {
        return undeclared(event, answer.status);
    };
    body(document, found, answer)
}

/// Whether the document declares this very status.
pub(super) fn is_declared(event: &Event, status: StatusCode) -> bool {
    event.answers.iter().any(|one| one.status == Some(status.as_u16()))
}

/// Refusals are the pipeline's, and no document lists them all; what acknowledges it has to list.
fn undeclared(event: &Event, status: StatusCode) -> Result<(), Mismatch> {
    let listed: Vec<String> =
        event.answers.iter().filter_map(|one| one.status).map(|one| one.to_string()).collect();
    let lists_success = listed.iter().any(|status| status.starts_with('2'));
    if !status.is_success() || !lists_success {
        return Ok(());
    }
    Err(Mismatch { expected: format!("a declared status: {}", listed.join(", ")), found: status.to_string() })
}

fn body(document: &Document, declared: &Answer, answer: &Answered) -> Result<(), Mismatch> {
    if declared.media_type.is_empty() {
        return Ok(());
    }
    let said = answer.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = |text: &str| text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if essence(said) != essence(declared.media_type) && !declared.media_type.ends_with("/*") {
        let found = if said.is_empty() { "no `Content-Type`".to_owned() } else { format!("`{said}`") };
        return Err(Mismatch { expected: format!("a body of `{}`", declared.media_type), found });
    }
    let schema = document.answer_schema(declared).ok().flatten();
    let Some(schema) = schema.filter(|_| crate::content::is_json(declared.media_type)) else { return Ok(()) };
    let expected = || format!("a body that fits the schema of {}", answer.status.as_u16());
    let value: Value = serde_json::from_slice(&answer.body)
        .map_err(|error| Mismatch { expected: expected(), found: format!("no JSON: {error}") })?;
    match schema.violations(&value).into_iter().next() {
        None => Ok(()),
        Some(violation) => Err(Mismatch { expected: expected(), found: violation.to_string() }),
    }
}
