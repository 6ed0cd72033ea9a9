//! Tables of a document that is only known at run time.
//!
//! In: a contract's JSON. Out: the static tables that generated code would have. They are never freed: whoever reads a
//! document at run time, a test or the command, does so once.

use serde::de::{Deserialize, Deserializer, Error};

use crate::decode::Kinds;

pub(crate) fn slice<'de: 'static, D, T>(from: D) -> Result<&'static [T], D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Vec::deserialize(from).map(|items: Vec<T>| &*items.leak())
}

pub(crate) fn slices<'de: 'static, D, T>(from: D) -> Result<&'static [&'static [T]], D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    let lists: Vec<Vec<T>> = Vec::deserialize(from)?;
    Ok(lists.into_iter().map(|list| &*list.leak()).collect::<Vec<&'static [T]>>().leak())
}

pub(crate) fn one<'de: 'static, D, T>(from: D) -> Result<&'static T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(from).map(|value| &*Box::leak(Box::new(value)))
}

impl<'de> Deserialize<'de> for Kinds {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Vec::deserialize(from)?.into_iter().try_fold(Self::NONE, |kinds, name: &str| {
            Ok(match name {
                "null" => kinds.null(),
                "bool" => kinds.bool(),
                "integer" => kinds.integer(),
                "number" => kinds.number(),
                "string" => kinds.string(),
                "array" => kinds.array(),
                "object" => kinds.object(),
                other => return Err(D::Error::custom(format!("`{other}` is no kind"))),
            })
        })
    }
}
