//! What a request says of itself, whether or not its signature is good.
//!
//! In: a template, a request. Out: its id and its time, as they stand there. It must not believe them: this is for who
//! judges senders, and tells deliveries apart that nobody vouches for.

use super::plan::{Form, Place, Template, Unit};
use super::read::{self, Reader, name, values};
use crate::signature::Signed;

/// What a request says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Told {
    /// The delivery's id.
    pub(crate) id: Option<String>,
    /// Where the scheme has one.
    pub(crate) id_field: Option<&'static str>,
    /// The time of signing, as the number that is written there.
    pub(crate) time: Option<i64>,
    /// Where the scheme has one.
    pub(crate) time_field: Option<&'static str>,
    /// Whether that number counts milliseconds.
    pub(crate) in_milliseconds: bool,
}

impl Template {
    /// Reads it by the family that the request uses, or by the one that senders write.
    pub(crate) fn told(&self, request: &Signed<'_>) -> Told {
        let family = read::family(self.families, request).ok().or_else(|| self.families.get(self.signs));
        let Some(family) = family else { return Told::default() };
        let parts = match (family.signature.place, family.signature.form) {
            (Place::Header(header), Form::Parts { .. }) => {
                values(request.headers, header).find_map(|value| value.to_str().ok())
            }
            _ => None,
        };
        let reader = Reader { family, request, parts };
        let field_of_time = family.timestamp.as_ref();
        let time = field_of_time.and_then(|field| reader.field(field.field).ok()?.parse().ok());
        Told {
            id: family.id.as_ref().and_then(|id| Some(reader.field(id.field).ok()?.into_owned())),
            id_field: family.id.as_ref().map(|id| name(id.field)),
            time,
            time_field: field_of_time.map(|field| name(field.field)),
            in_milliseconds: field_of_time.is_some_and(|field| field.unit == Unit::Milliseconds),
        }
    }
}
