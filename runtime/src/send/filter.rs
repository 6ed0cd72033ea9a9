//! Which payloads an endpoint wants. In: JSON Pointers and values. Out: whether a payload has all of them. It must not
//! know events: this is said beside their types.

use serde_json::{Map, Number, Value};

use super::Error;

/// Values that a payload must have, each at a JSON Pointer (RFC 6901). Numbers are equal by value.
///
/// ```
/// use hookwright::send::Filter;
///
/// let filter: Filter = r#"{ "/order/status": "open", "/order/lines/0/quantity": 2 }"#.parse()?;
/// assert!(filter.fits(br#"{ "order": { "status": "open", "lines": [{ "quantity": 2.0 }] } }"#));
/// assert!(!filter.fits(br#"{ "order": { "status": "paid", "lines": [{ "quantity": 2 }] } }"#));
/// # Ok::<_, hookwright::send::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Filter(Map<String, Value>);

/// So many values a filter may ask for: it is looked at for every event.
const MOST: usize = 16;

impl std::str::FromStr for Filter {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let value =
            serde_json::from_str(text).map_err(|error| Error::invalid("filter", error.to_string()))?;
        Self::from_json(value)
    }
}

impl Filter {
    pub(super) fn from_json(value: Value) -> Result<Self, Error> {
        let Value::Object(map) = value else {
            return Err(Error::invalid("filter", "it is an object from JSON Pointers to values"));
        };
        if map.is_empty() || map.len() > MOST {
            return Err(Error::invalid("filter", format!("it asks for 1 to {MOST} values")));
        }
        for pointer in map.keys() {
            check(pointer).map_err(|why| Error::invalid("filter", format!("`{pointer}` {why}")))?;
        }
        Ok(Self(map))
    }

    /// Whether this payload of JSON has all the values. What is no JSON has none.
    #[must_use]
    pub fn fits(&self, payload: &[u8]) -> bool {
        let Ok(payload) = serde_json::from_slice::<Value>(payload) else { return false };
        self.0
            .iter()
            .all(|(pointer, wanted)| payload.pointer(pointer).is_some_and(|found| equal(found, wanted)))
    }

    pub(super) fn to_json(&self) -> Value {
        Value::Object(self.0.clone())
    }
}

/// A pointer that both stores read alike: PostgreSQL counts negative indexes from the end, JSON Pointer has none.
fn check(pointer: &str) -> Result<(), &'static str> {
    if !pointer.is_empty() && !pointer.starts_with('/') {
        return Err("is no JSON Pointer: it does not begin with `/`");
    }
    for token in pointer.split('/').skip(1) {
        let mut rest = token.chars();
        while let Some(each) = rest.next() {
            if each == '~' && !matches!(rest.next(), Some('0' | '1')) {
                return Err("is no JSON Pointer: `~` stands before `0` or `1`");
            }
        }
        let digits = token.strip_prefix('-').unwrap_or_default();
        if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err("has a negative number as a name");
        }
    }
    Ok(())
}

fn equal(found: &Value, wanted: &Value) -> bool {
    match (found, wanted) {
        (Value::Number(found), Value::Number(wanted)) => same_number(found, wanted),
        (Value::Array(found), Value::Array(wanted)) => {
            found.len() == wanted.len()
                && found.iter().zip(wanted).all(|(found, wanted)| equal(found, wanted))
        }
        (Value::Object(found), Value::Object(wanted)) => {
            found.len() == wanted.len()
                && wanted
                    .iter()
                    .all(|(name, wanted)| found.get(name).is_some_and(|found| equal(found, wanted)))
        }
        _ => found == wanted,
    }
}

fn same_number(found: &Number, wanted: &Number) -> bool {
    found == wanted || (found.is_f64() || wanted.is_f64()) && found.as_f64() == wanted.as_f64()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_values_must_be_there() {
        let filter: Filter = r#"{ "/a/b~1c": 1, "/list": [1, { "x": null }] }"#.parse().unwrap();
        assert!(filter.fits(br#"{ "a": { "b/c": 1.0 }, "list": [1.0, { "x": null }], "more": 1 }"#));
        assert!(!filter.fits(br#"{ "a": { "b/c": 1 }, "list": [1, { "x": null, "y": 1 }] }"#));
        assert!(!filter.fits(br#"{ "a": { "b/c": "1" }, "list": [1, { "x": null }] }"#));
        assert!(!filter.fits(b"{") && !filter.fits(b""));
    }

    #[test]
    fn what_is_no_filter_says_why() {
        for (text, why) in [
            ("{}", "1 to 16"),
            ("[1]", "an object"),
            (r#"{ "a": 1 }"#, "begin with `/`"),
            (r#"{ "/a~2": 1 }"#, "`~`"),
            (r#"{ "/a/-1": 1 }"#, "negative"),
            ("{", "EOF"),
        ] {
            let error = text.parse::<Filter>().unwrap_err().to_string();
            assert!(error.contains("filter") && error.contains(why), "{error}");
        }
    }
}
