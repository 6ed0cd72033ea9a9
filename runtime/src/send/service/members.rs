//! A request's body, member by member. In: JSON. Out: an endpoint to be registered and other wishes, or all mistakes at
//! once. It must not take what it does not know: a slip of the pen would go unnoticed.

use serde_json::{Map, Value};
use std::num::NonZeroU32;
use std::time::Duration;

use super::super::endpoint::{NewEndpoint, Rate};
use super::super::{Filter, Retry};
use super::problem::{Mistake, Problem};
use http::StatusCode;

/// The longest description, reason or name, in characters.
const LONGEST: usize = 1000;

/// The most events that are named one by one.
const MOST: usize = 1000;

/// An object that is taken apart.
pub(super) struct Members {
    left: Map<String, Value>,
    pub(super) mistakes: Vec<Mistake>,
}

impl Members {
    /// The members of a body; an empty one has none.
    pub(super) fn read(body: &[u8]) -> Result<Self, Problem> {
        let value = match body {
            [] => Value::Object(Map::new()),
            body => serde_json::from_slice(body).map_err(|error| {
                let place = format!("line {}, column {}", error.line(), error.column());
                Problem::new(StatusCode::BAD_REQUEST, format!("The body is no JSON: see {place}."))
            })?,
        };
        match value {
            Value::Object(left) => Ok(Self { left, mistakes: Vec::new() }),
            _ => Err(Problem::mistakes(vec![Mistake::at("", "an object is expected")])),
        }
    }

    /// A member; one that is null is not there.
    fn take(&mut self, name: &str) -> Option<Value> {
        self.left.remove(name).filter(|value| !value.is_null())
    }

    fn mistake<T>(&mut self, pointer: String, message: &str) -> Option<T> {
        self.mistakes.push(Mistake::at(pointer, message));
        None
    }

    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        match self.take(name)? {
            Value::String(text) if text.chars().count() <= LONGEST => Some(text),
            _ => self.mistake(format!("/{name}"), "a string of at most 1000 characters is expected"),
        }
    }

    pub(super) fn flag(&mut self, name: &str) -> bool {
        match self.take(name) {
            None => false,
            Some(Value::Bool(flag)) => flag,
            Some(_) => self.mistake(format!("/{name}"), "`true` or `false` is expected").unwrap_or_default(),
        }
    }

    pub(super) fn seconds(&mut self, name: &str, most: u64) -> Option<Duration> {
        let value = self.take(name)?;
        match value.as_u64().filter(|seconds| *seconds <= most) {
            Some(seconds) => Some(Duration::from_secs(seconds)),
            None => {
                self.mistake(format!("/{name}"), &format!("a number of seconds up to {most} is expected"))
            }
        }
    }

    /// What describes an endpoint, but its secret and consent.
    pub(super) fn endpoint(&mut self) -> NewEndpoint {
        let url = match self.text("url") {
            Some(url) => url,
            None => {
                if self.mistakes.is_empty() {
                    self.mistakes.push(Mistake::at("/url", "a URL is expected"));
                }
                String::new()
            }
        };
        let mut new = NewEndpoint::new(url);
        new = self.text("description").into_iter().fold(new, NewEndpoint::description);
        new = self.text("version").into_iter().fold(new, NewEndpoint::version);
        if let Some(events) = self.events() {
            new = new.events(events);
        }
        if let Some(filter) = self.take("filter") {
            match Filter::from_json(filter) {
                Ok(filter) => new = new.filter(filter),
                Err(error) => self.mistakes.extend(Problem::from(error).into_mistakes()),
            }
        }
        new = self.retry().into_iter().fold(new, NewEndpoint::retry);
        if let Some(number) = self.take("concurrency") {
            new = self.positive("/concurrency", &number).into_iter().fold(new, NewEndpoint::concurrency);
        }
        new = self.rate().into_iter().fold(new, NewEndpoint::rate);
        if self.flag("fifo") { new.fifo() } else { new }
    }

    fn events(&mut self) -> Option<Vec<String>> {
        let name = |value: &Value| {
            let text = value.as_str().filter(|text| !text.is_empty() && text.chars().count() <= LONGEST);
            text.map(str::to_owned)
        };
        let names: Option<Vec<String>> = match self.take("events")? {
            Value::Array(names) if !names.is_empty() && names.len() <= MOST => {
                names.iter().map(name).collect()
            }
            _ => None,
        };
        names.or_else(|| {
            self.mistake("/events".to_owned(), "a list of at least one name of an event is expected")
        })
    }

    fn retry(&mut self) -> Option<Retry> {
        let value = self.take("retry")?;
        let known = ["schedule", "jitter", "disable_after"];
        if let Value::Object(members) = &value
            && let Some(unknown) = members.keys().find(|name| !known.contains(&name.as_str()))
        {
            return self.mistake(format!("/retry/{}", escaped(unknown)), "there is no such member");
        }
        match Retry::from_json(&value) {
            Ok(retry) => Some(retry),
            Err(error) => {
                self.mistakes.extend(Problem::from(error).into_mistakes());
                None
            }
        }
    }

    fn rate(&mut self) -> Option<Rate> {
        let value = self.take("rate")?;
        let period = value["period_ms"].as_u64().filter(|period| (1..=86_400_000).contains(period));
        if value.as_object().is_none_or(|members| members.len() != 2) || period.is_none() {
            let expected = "`events` and `period_ms` are expected, a positive number in at most a day";
            return self.mistake("/rate".to_owned(), expected);
        }
        let events = self.positive("/rate/events", &value["events"])?;
        Some(Rate { events, period: Duration::from_millis(period.unwrap_or(1)) })
    }

    fn positive(&mut self, pointer: &str, value: &Value) -> Option<NonZeroU32> {
        let number = value.as_u64().and_then(|number| u32::try_from(number).ok()).and_then(NonZeroU32::new);
        number.or_else(|| self.mistake(pointer.to_owned(), "a positive number is expected"))
    }

    /// Nothing may be left.
    pub(super) fn end(mut self) -> Result<(), Problem> {
        let unknown = self.left.keys().take(20);
        let unknown =
            unknown.map(|name| Mistake::at(format!("/{}", escaped(name)), "there is no such member"));
        self.mistakes.extend(unknown);
        if self.mistakes.is_empty() { Ok(()) } else { Err(Problem::mistakes(self.mistakes)) }
    }
}

/// A member's name in a JSON Pointer; what is very long is cut.
fn escaped(name: &str) -> String {
    name.chars().take(100).collect::<String>().replace('~', "~0").replace('/', "~1")
}
