//! The headers that a document declares, as types of their own.
//!
//! In: headers of a request. Out: a generated struct, or violations whose pointers name headers; and back, for
//! sending. It must not know which headers a signature needs.

use std::borrow::Cow;

use http::{HeaderMap, HeaderName, HeaderValue};
use serde::Serialize;

use super::group::{self, Piece};
use super::shape::{Field, Form, Shape};
use super::{broken, pointer};
use crate::decode::{self, Decode, Kinds, Reading};
use crate::violation::Violations;

/// The headers that a document declares for an event. Generated structs implement it.
pub trait DeclaredHeaders: Decode + Serialize {
    /// How their texts are read.
    #[doc(hidden)]
    const FIELDS: &'static [Field];
}

/// Reads the declared headers of a request.
pub(crate) fn read<H: DeclaredHeaders>(headers: &HeaderMap, reading: Reading) -> Result<H, Violations> {
    decode::read(&json(H::FIELDS, headers)?, reading).map(|read| read.value)
}

/// Whether a request has the headers that its document declares.
#[cfg_attr(not(feature = "client"), allow(dead_code, reason = "only the client asks"))]
pub(crate) fn check<H: DeclaredHeaders>(headers: &HeaderMap) -> Result<(), Violations> {
    read::<H>(headers, Reading::Strict).map(drop)
}

/// The headers as JSON. A header that comes several times is a list; where the document has one value, equal ones
/// count once.
fn json(fields: &'static [Field], headers: &HeaderMap) -> Result<Vec<u8>, Violations> {
    let mut pieces = Vec::new();
    for field in fields {
        let mut values: Vec<&[u8]> = headers.get_all(field.name).iter().map(HeaderValue::as_bytes).collect();
        let value = match (values.as_slice(), field.form) {
            ([], _) => continue,
            ([only], _) => Cow::Borrowed(*only),
            (several, Form::List(..)) => Cow::Owned(several.join(&b","[..])),
            _ => {
                values.dedup();
                for value in &values[1..] {
                    pieces.push(piece(field, Cow::Borrowed(*value)));
                }
                Cow::Borrowed(values[0])
            }
        };
        pieces.push(piece(field, value));
    }
    group::instance(&Shape { fields, others: Kinds::ANY }, pieces)
}

fn piece<'a>(field: &Field, value: Cow<'a, [u8]>) -> Piece<'a> {
    Piece { name: Cow::Borrowed(field.name), value, is_json: false }
}

/// The headers of a struct.
#[cfg_attr(not(feature = "client"), allow(dead_code, reason = "only the client asks"))]
pub(crate) fn write<H: DeclaredHeaders>(headers: &H) -> Result<HeaderMap, Violations> {
    let json = serde_json::to_string(headers).map_err(|error| broken("", error.to_string()))?;
    let shape = Shape { fields: H::FIELDS, others: Kinds::ANY };
    let mut map = HeaderMap::new();
    for (piece, _) in group::pieces(&shape, &json)? {
        let name = HeaderName::from_bytes(piece.name.as_bytes());
        let value = HeaderValue::from_bytes(&piece.value);
        // The type of values lets bytes beyond ASCII pass, which servers and proxies take for different things.
        match (name, value) {
            (Ok(name), Ok(value)) if piece.value.is_ascii() => map.append(name, value),
            _ => {
                return Err(broken(
                    pointer(&piece.name),
                    "one line of ASCII is expected, as a header can hold it",
                ));
            }
        };
    }
    Ok(map)
}

/// Says how the headers of a generated struct are read.
#[doc(hidden)]
#[macro_export]
macro_rules! __headers {
    ($type:ident { $($fields:tt)* }) => {
        impl $crate::codegen::DeclaredHeaders for $type {
            const FIELDS: &'static [$crate::codegen::Field] = $crate::__shape!(@fields { $($fields)* });
        }
    };
}
