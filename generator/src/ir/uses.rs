//! The places inside a shape where types are used: one walk for all passes.
//!
//! In comes a shape; out go its uses. What a list or a map holds is reached from the use of the list.

use super::nodes::{Kind, Others, Type, Use};

impl Kind {
    /// Every use that stands directly in the shape.
    pub(crate) fn uses(&self) -> Vec<&Use> {
        match self {
            Self::Struct(object) => {
                let rest = if let Others::Read(_, value) = &object.others { Some(value) } else { None };
                object.fields.iter().map(|field| &field.ty).chain(rest).collect()
            }
            Self::Union(union) => union.variants.iter().map(|variant| &variant.ty).collect(),
            Self::Tuple(tuple) => tuple.items.iter().map(|item| &item.ty).chain(&tuple.rest).collect(),
            Self::Newtype(inner) | Self::Alias(inner) => vec![inner],
            Self::StringEnum(_) => Vec::new(),
        }
    }

    /// The same, to change them.
    pub(crate) fn uses_mut(&mut self) -> Vec<&mut Use> {
        match self {
            Self::Struct(object) => {
                let rest = if let Others::Read(_, value) = &mut object.others { Some(value) } else { None };
                object.fields.iter_mut().map(|field| &mut field.ty).chain(rest).collect()
            }
            Self::Union(union) => union.variants.iter_mut().map(|variant| &mut variant.ty).collect(),
            Self::Tuple(tuple) => {
                tuple.items.iter_mut().map(|item| &mut item.ty).chain(&mut tuple.rest).collect()
            }
            Self::Newtype(inner) | Self::Alias(inner) => vec![inner],
            Self::StringEnum(_) => Vec::new(),
        }
    }
}

impl Type {
    /// The use of what a list or a map holds.
    pub(crate) fn held(&self) -> Option<&Use> {
        match self {
            Self::List(inner) | Self::Map(inner) => Some(inner),
            Self::Loose(inner) | Self::Boxed(inner) => inner.held(),
            _ => None,
        }
    }

    /// The same, to change it.
    pub(crate) fn held_mut(&mut self) -> Option<&mut Use> {
        match self {
            Self::List(inner) | Self::Map(inner) => Some(inner),
            Self::Loose(inner) | Self::Boxed(inner) => inner.held_mut(),
            _ => None,
        }
    }
}
