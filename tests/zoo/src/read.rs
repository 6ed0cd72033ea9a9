//! Reading a payload by hand: members, texts, numbers. In: JSON. Out: nothing, or why it is refused. It must not know
//! which payloads there are.

use axum::http::StatusCode;
use serde_json::{Map, Value};

use crate::fault::Fault;

/// An answer that refuses.
#[derive(Debug)]
pub struct Refusal {
    /// Its status.
    pub status: StatusCode,
    /// What it says.
    pub why: String,
}

impl Refusal {
    /// A request that cannot be read.
    #[must_use]
    pub fn bad(why: &str) -> Self {
        Self { status: StatusCode::BAD_REQUEST, why: why.to_owned() }
    }
}

/// Whether a value is what it has to be.
pub type Checked = Result<(), Refusal>;

/// Holds values against rules, with one fault at most.
#[derive(Clone, Copy)]
pub struct Reader(pub Option<Fault>);

impl Reader {
    /// Whether it has this fault.
    #[must_use]
    pub fn has(self, fault: Fault) -> bool {
        self.0 == Some(fault)
    }

    /// Refuses a value.
    ///
    /// # Errors
    /// Always.
    pub fn no(self, value: &Value, what: &str) -> Checked {
        let shown = if self.has(Fault::ValueEchoed) { value.to_string() } else { String::new() };
        Err(Refusal { status: StatusCode::UNPROCESSABLE_ENTITY, why: format!("{what} {shown}") })
    }

    /// An object that has these members; others are left alone.
    ///
    /// # Errors
    /// Where it is none.
    pub fn object<'v>(self, value: &'v Value, known: &[&str]) -> Result<&'v Map<String, Value>, Refusal> {
        let Some(members) = value.as_object() else { return Err(self.no(value, "no object").unwrap_err()) };
        let has_more = members.keys().any(|name| !known.contains(&name.as_str()));
        if has_more && self.has(Fault::MoreMembersCrash) {
            panic!("a member that nobody told me of");
        }
        if has_more && self.has(Fault::MoreMembersRefused) {
            self.no(value, "unknown member")?;
        }
        Ok(members)
    }

    /// A member that must be there.
    ///
    /// # Errors
    /// Where it is not, or not right.
    pub fn needs(self, members: &Map<String, Value>, name: &str, is: impl Fn(&Value) -> Checked) -> Checked {
        match members.get(name) {
            Some(value) => is(value),
            None if self.has(Fault::RequiredIgnored) => Ok(()),
            None => self.no(&Value::Null, &format!("`{name}` is missing")),
        }
    }

    /// A member that may be there.
    ///
    /// # Errors
    /// Where it is, and not right.
    pub fn may(self, members: &Map<String, Value>, name: &str, is: impl Fn(&Value) -> Checked) -> Checked {
        match members.get(name) {
            Some(Value::Null) if self.has(Fault::NullTakenForAbsent) => Ok(()),
            Some(value) => is(value),
            None if self.has(Fault::OptionalDemanded) => {
                self.no(&Value::Null, &format!("`{name}` is missing"))
            }
            None => Ok(()),
        }
    }

    /// Null, or what it is otherwise.
    ///
    /// # Errors
    /// Where it is neither.
    pub fn or_null(self, value: &Value, is: impl Fn(&Value) -> Checked) -> Checked {
        if value.is_null() && !self.has(Fault::NullRefused) { Ok(()) } else { is(value) }
    }

    /// A list of at least so many items.
    ///
    /// # Errors
    /// Where it is none, or shorter, or an item is not right.
    pub fn list(self, value: &Value, least: usize, is: impl Fn(&Value) -> Checked) -> Checked {
        let Some(items) = value.as_array() else { return self.no(value, "no list") };
        if items.len() < least && !self.has(Fault::BoundsIgnored) {
            self.no(value, "too few items")?;
        }
        items.iter().try_for_each(is)
    }

    /// A text.
    ///
    /// # Errors
    /// Where it is none.
    pub fn text(self, value: &Value) -> Checked {
        self.text_of(value, 0, usize::MAX)
    }

    /// A text of so many characters.
    ///
    /// # Errors
    /// Where it is none, shorter or longer.
    pub fn text_of(self, value: &Value, least: usize, most: usize) -> Checked {
        let Some(text) = value.as_str() else { return self.no(value, "no text") };
        if self.has(Fault::AsciiAlone) && !text.is_ascii() {
            return self.no(value, "strange characters");
        }
        let length = if self.has(Fault::BytesCounted) { text.len() } else { text.chars().count() };
        let fits = (least..=most).contains(&length) || self.has(Fault::BoundsIgnored);
        if fits { Ok(()) } else { self.no(value, "too short or too long") }
    }

    /// Exactly this text.
    ///
    /// # Errors
    /// Where it is another.
    pub fn exactly(self, value: &Value, text: &str) -> Checked {
        if value == text { Ok(()) } else { self.no(value, "another text") }
    }

    /// One of some texts; others may come one day.
    ///
    /// # Errors
    /// Where it is no text.
    ///
    /// # Panics
    /// With [`Fault::NewValueCrashes`], where it is another.
    pub fn one_of(self, value: &Value, known: &[&str]) -> Checked {
        let is_known = value.as_str().is_some_and(|text| known.contains(&text));
        if self.has(Fault::NewValueCrashes) {
            assert!(is_known || !value.is_string(), "a value that nobody told me of");
        }
        self.text(value)
    }

    /// A whole number of at least so much.
    ///
    /// # Errors
    /// Where it is none, or less.
    pub fn whole(self, value: &Value, least: i64) -> Checked {
        if self.has(Fault::TextTakenForNumber)
            && value.as_str().is_some_and(|text| text.parse::<i64>().is_ok())
        {
            return Ok(());
        }
        let Some(number) = value.as_f64().filter(|number| number.fract() == 0.0) else {
            return self.no(value, "no whole number");
        };
        if self.has(Fault::SmallNumbersAlone) && i32::try_from(value.as_i64().unwrap_or(i64::MAX)).is_err() {
            return self.no(value, "too much");
        }
        let is_less = value.as_i64().map_or(number < 0.0, |number| number < least);
        if is_less && !self.has(Fault::BoundsIgnored) { self.no(value, "too little") } else { Ok(()) }
    }
}
