//! An object that is being written, member by member.
//!
//! In come members; out goes what the serializer makes of them. After the first error nothing more is written, so that
//! generated code need not look after each member, which thousands of members make costly to compile.

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::types::{Map, Maybe};

/// The members of an object on their way into a serializer.
pub struct Writer<S: Serializer> {
    map: Result<S::SerializeMap, S::Error>,
}

impl<S: Serializer> std::fmt::Debug for Writer<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writer").field("broken", &self.map.is_err()).finish()
    }
}

impl<S: Serializer> Writer<S> {
    /// Opens the object.
    pub fn new(serializer: S) -> Self {
        Self { map: serializer.serialize_map(None) }
    }

    /// Writes a member that must be there.
    pub fn required<T: Serialize>(&mut self, name: &str, field: &T) {
        if let Ok(map) = &mut self.map
            && let Err(error) = map.serialize_entry(name, field)
        {
            self.map = Err(error);
        }
    }

    /// Writes a member, where it is there.
    pub fn optional<T: Serialize>(&mut self, name: &str, field: &Option<T>) {
        if let Some(value) = field {
            self.required(name, value);
        }
    }

    /// Writes a member, where it is there; null is.
    pub fn maybe<T: Serialize>(&mut self, name: &str, field: &Maybe<T>) {
        if !field.is_absent() {
            self.required(name, field);
        }
    }

    /// Writes the members that the document does not declare.
    pub fn others<T: Serialize>(&mut self, others: &Map<T>) {
        for (name, value) in others {
            self.required(name, value);
        }
    }

    /// Ends the object.
    pub fn end(self) -> Result<S::Ok, S::Error> {
        self.map.and_then(SerializeMap::end)
    }
}
