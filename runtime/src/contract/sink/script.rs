//! What deliveries are answered with. In: a text such as `500, 429:2s, 200`. Out: an answer for each attempt. It must
//! not know what was sent, but for the event's name and how often it was tried.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::RETRY_AFTER;
use http::{HeaderMap, HeaderValue, StatusCode};

use super::{Answering, Arrived};
use crate::contract::judge::retries::Answered;

/// The answers to a delivery's attempts, one after the other; the last one is repeated.
///
/// | word | the answer |
/// |---|---|
/// | `200`, `500`, … | this status, at once |
/// | `ok` | the event's own success |
/// | `429:2s` | this status with `Retry-After: 2` |
/// | `200@1s` | this status, after a while |
/// | `timeout` | none: the request is held until its sender goes |
/// | `reset` | none: the connection is cut off |
///
/// Words are parted by commas or blanks.
///
/// ```
/// use hookwright::contract::sink::Script;
///
/// let script = Script::parse("timeout, 503:5s, 200")?.for_event("order.paid", "410")?;
/// assert!(Script::parse("2000").is_err());
/// # Ok::<(), hookwright::contract::sink::ScriptError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Script {
    all: Vec<Step>,
    events: Vec<(String, Vec<Step>)>,
}

/// One answer, and how long it takes.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Step {
    /// The answer.
    pub reply: Reply,
    /// So long after the request.
    pub delay: Duration,
}

/// What a request gets.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Reply {
    /// The success that the document gives for the event; 200 where it is none of the document's.
    Success,
    /// A status with headers and a body.
    Answer {
        /// The status.
        status: StatusCode,
        /// The headers.
        headers: HeaderMap,
        /// The body.
        body: Bytes,
    },
    /// No answer; the request is held until its sender goes.
    Timeout,
    /// No answer; the connection is cut off.
    Reset,
}

/// A text that is no script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptError {
    word: String,
}

impl Script {
    /// Reads a script for all events.
    ///
    /// # Errors
    /// Where a word is none of the table.
    pub fn parse(text: &str) -> Result<Self, ScriptError> {
        Self::default().and(text)
    }

    /// The same with these answers for all events that have none of their own.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn and(self, text: &str) -> Result<Self, ScriptError> {
        Ok(Self { all: steps(text)?, ..self })
    }

    /// The same with answers of one event's own.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn for_event(mut self, event: &str, text: &str) -> Result<Self, ScriptError> {
        self.events.push((event.to_owned(), steps(text)?));
        Ok(self)
    }

    /// The events that have answers of their own.
    pub fn events(&self) -> impl Iterator<Item = &str> {
        self.events.iter().map(|(event, _)| event.as_str())
    }

    /// The answer to an attempt, by its number from 0.
    #[must_use]
    pub fn step(&self, event: Option<&str>, number: usize) -> Step {
        let own = self.events.iter().rev().find(|(name, _)| Some(name.as_str()) == event);
        let steps = own.map_or(&self.all, |(_, steps)| steps);
        steps.get(number).or(steps.last()).cloned().unwrap_or(Step::now(Reply::Success))
    }

    pub(super) fn answering(self) -> Answering {
        Arc::new(move |arrived: Arc<Arrived>| {
            let step = self.step(arrived.judgement.event, arrived.number);
            Box::pin(std::future::ready(step))
        })
    }
}

impl Step {
    /// This answer, at once.
    #[must_use]
    pub fn now(reply: Reply) -> Self {
        Self { reply, delay: Duration::ZERO }
    }
}

impl Reply {
    /// This status, and nothing else.
    #[must_use]
    pub fn status(status: StatusCode) -> Self {
        Self::Answer { status, headers: HeaderMap::new(), body: Bytes::new() }
    }

    /// As retries are judged by it.
    #[must_use]
    pub fn answered(&self, success: u16) -> Answered {
        match self {
            Self::Success => Answered::Status { status: success, retry_after: None },
            Self::Answer { status, headers, .. } => {
                let seconds =
                    headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.trim().parse().ok());
                Answered::Status { status: status.as_u16(), retry_after: seconds.map(Duration::from_secs) }
            }
            Self::Timeout | Self::Reset => Answered::Nothing,
        }
    }
}

fn steps(text: &str) -> Result<Vec<Step>, ScriptError> {
    let words = text.split([',', ' ', '\t']).filter(|word| !word.is_empty());
    let steps: Vec<Step> = words.map(step).collect::<Result<_, _>>()?;
    if steps.is_empty() { Err(ScriptError { word: text.to_owned() }) } else { Ok(steps) }
}

fn step(word: &str) -> Result<Step, ScriptError> {
    let wrong = || ScriptError { word: word.to_owned() };
    let (said, delay) = match word.split_once('@') {
        Some((said, delay)) => (said, time(delay).ok_or_else(wrong)?),
        None => (word, Duration::ZERO),
    };
    let reply = match said {
        "ok" => Reply::Success,
        "timeout" => Reply::Timeout,
        "reset" => Reply::Reset,
        _ => status(said).ok_or_else(wrong)?,
    };
    Ok(Step { reply, delay })
}

/// `429`, `429:2s`: `Retry-After` counts whole seconds.
fn status(word: &str) -> Option<Reply> {
    let (code, after) = word.split_once(':').map_or((word, None), |(code, after)| (code, Some(after)));
    let status = code.parse().ok().and_then(|code: u16| StatusCode::from_u16(code).ok())?;
    let mut headers = HeaderMap::new();
    if let Some(after) = after {
        let seconds = time(after).filter(|time| time.subsec_nanos() == 0)?.as_secs();
        headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    // Below 200 no answer is final, and beyond 599 there is none.
    (200..600).contains(&status.as_u16()).then_some(Reply::Answer { status, headers, body: Bytes::new() })
}

/// `2s`, `500ms`, `1m`; a bare number counts seconds.
fn time(text: &str) -> Option<Duration> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let number: u64 = text.get(..digits)?.parse().ok()?;
    match text.get(digits..)? {
        "" | "s" => Some(Duration::from_secs(number)),
        "ms" => Some(Duration::from_millis(number)),
        "m" => number.checked_mul(60).map(Duration::from_secs),
        _ => None,
    }
}

impl fmt::Display for ScriptError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is no answer: `200`, `429:2s`, `200@1s`, `ok`, `timeout` and `reset` are, parted by commas",
            self.word
        )
    }
}

impl std::error::Error for ScriptError {}

impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Success => f.write_str("ok"),
            Self::Answer { status, headers, .. } => {
                match headers.get(RETRY_AFTER).and_then(|v| v.to_str().ok()) {
                    Some(after) => write!(f, "{} (Retry-After: {after})", status.as_u16()),
                    None => write!(f, "{}", status.as_u16()),
                }
            }
            Self::Timeout => f.write_str("timeout"),
            Self::Reset => f.write_str("reset"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_the_table_is_read() {
        let script = Script::parse("500, 429:2s timeout,reset, 200@500ms, ok").unwrap();
        let shown: Vec<String> = (0..7).map(|number| script.step(None, number).reply.to_string()).collect();
        assert_eq!(shown, ["500", "429 (Retry-After: 2)", "timeout", "reset", "200", "ok", "ok"]);
        assert_eq!(script.step(None, 4).delay, Duration::from_millis(500));
        let paid = script.for_event("order.paid", "410").unwrap();
        assert_eq!(paid.step(Some("order.paid"), 3).reply.to_string(), "410");
        assert_eq!(paid.step(Some("order.created"), 0).reply.to_string(), "500");
    }

    #[test]
    fn other_words_are_refused() {
        for text in ["", " ,", "100", "600", "2000", "okay", "429:", "429:1500ms", "200@", "-1", "200;500"] {
            assert!(Script::parse(text).is_err(), "{text}");
        }
    }
}
