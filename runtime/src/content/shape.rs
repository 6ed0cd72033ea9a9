//! What a document says of the members of a form: enough to make JSON of texts, and no more.
//!
//! In: tables of generated code. Out: the same. It must not know how forms are written on the wire.

use crate::decode::Kinds;

/// The members of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "contract", derive(serde::Deserialize))]
pub struct Shape {
    /// Those that the document declares.
    #[cfg_attr(feature = "contract", serde(borrow, deserialize_with = "crate::contract::leaked::slice"))]
    pub fields: &'static [Field],
    /// What others may be.
    pub others: Kinds,
}

/// One declared member of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "contract", derive(serde::Deserialize))]
pub struct Field {
    /// Its name in JSON, and in the form.
    pub name: &'static str,
    /// How it is written.
    pub form: Form,
    /// `contentType` of the document's `encoding`; empty where it says none.
    pub media_type: &'static str,
}

/// How a member is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "contract", derive(serde::Deserialize))]
pub enum Form {
    /// As one text: that of a scalar, or JSON.
    Value(Kinds),
    /// As a text per item, or as one with this sign between them.
    List(Kinds, Option<char>),
    /// As a text per member, named `name[member]`; as JSON where it comes in one piece.
    Object(
        #[cfg_attr(feature = "contract", serde(borrow, deserialize_with = "crate::contract::leaked::slice"))]
        &'static [Field],
    ),
    /// As bytes.
    Bytes,
    /// As bytes per item.
    ManyBytes,
}

impl Shape {
    /// The declared member of this name.
    pub(super) fn field(&self, name: &str) -> Option<&'static Field> {
        find(self.fields, name)
    }
}

pub(super) fn find(fields: &'static [Field], name: &str) -> Option<&'static Field> {
    fields.iter().find(|field| field.name == name)
}

/// Makes a static [`Shape`] from rows.
///
/// ```
/// hookwright::codegen::shape! {
///     ORDER {
///         "id" (string),
///         "count" (integer | null),
///         "tags" [string],
///         "sizes" [integer ','],
///         "card" { "holder" (string), },
///         "photo" bytes as "image/png",
///     } others (string)
/// }
/// assert_eq!(ORDER.fields.len(), 6);
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __shape {
    ($name:ident { $($member:literal $form:tt $(as $media:literal)?),* $(,)? } others ($($other:ident)|+)) => {
        static $name: $crate::codegen::Shape = $crate::codegen::Shape {
            fields: $crate::__shape!(@fields { $($member $form $(as $media)?),* }),
            others: $crate::codegen::Kinds::NONE$(.$other())+,
        };
    };
    (@fields { $($member:literal $form:tt $(as $media:literal)?),* $(,)? }) => {
        &[$($crate::codegen::Field {
            name: $member,
            form: $crate::__shape!(@form $form),
            media_type: $crate::__shape!(@media $($media)?),
        }),*]
    };
    (@media) => { "" };
    (@media $media:literal) => { $media };
    (@form bytes) => { $crate::codegen::Form::Bytes };
    (@form [bytes]) => { $crate::codegen::Form::ManyBytes };
    (@form ($($kind:ident)|+ $(,)?)) => {
        $crate::codegen::Form::Value($crate::codegen::Kinds::NONE$(.$kind())+)
    };
    (@form [$($kind:ident)|+ $(,)?]) => {
        $crate::codegen::Form::List($crate::codegen::Kinds::NONE$(.$kind())+, ::core::option::Option::None)
    };
    (@form [$($kind:ident)|+ $between:literal]) => {
        $crate::codegen::Form::List(
            $crate::codegen::Kinds::NONE$(.$kind())+,
            ::core::option::Option::Some($between),
        )
    };
    (@form { $($inner:tt)* }) => {
        $crate::codegen::Form::Object($crate::__shape!(@fields { $($inner)* }))
    };
}
