//! Expansions are clean under every warning, and do not see what the module around them calls its
//! own types.

#![deny(warnings, missing_docs, clippy::all, clippy::pedantic)]
#![allow(dead_code, unreachable_pub, reason = "a module of generated code has a crate around it")]

/// Names that shadow the prelude.
pub mod shadowed {
    /// A type of the document.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Option {
        /// A member.
        pub r#type: ::std::string::String,
        /// A member.
        pub place: ::core::option::Option<::std::boxed::Box<Result>>,
        /// A member.
        pub r: ::hookwright::Maybe<::std::vec::Vec<S>>,
        /// A member.
        pub object: ::hookwright::Map<::hookwright::Json>,
        /// Other members.
        pub others: ::hookwright::Map<::hookwright::Json>,
    }
    ::hookwright::codegen::object! {
        Option {
            0 "type" r#type: required [MinLength(1), ::hookwright::codegen::Check::MaxLength(9)],
            1 "place" place: optional,
            2 "r" r: maybe [MaxItems(9), Items(&[MinProperties(0)])],
            3 "object" object: required [Members(&[MaxLength(3)])],
        }
        others: keep others, checks [MaxProperties(9)]
    }

    /// A type of the document.
    #[derive(Clone, Debug, PartialEq, Eq, Hash)]
    #[non_exhaustive]
    pub enum Result {
        /// `ok`
        Ok,
        /// `err`
        Err,
        /// A value that the document does not list.
        Unknown(::hookwright::Unknown),
    }
    ::hookwright::codegen::string_enum! { Result { "ok" => Ok, "err" => Err } open }

    /// A type of the document.
    #[derive(Clone, Debug, PartialEq)]
    pub enum S {
        /// An alternative.
        String(String),
        /// An alternative.
        D(i64),
        /// An alternative.
        Some(::std::boxed::Box<Vec>),
    }
    ::hookwright::codegen::union! { S any_of {
        0 String: string | null,
        1 D: integer [Minimum(0.0)],
        2 Some: array,
    } }

    /// A type of the document.
    #[derive(Clone, Debug, PartialEq, Eq, Hash)]
    pub enum String {
        /// `only`
        None,
    }
    ::hookwright::codegen::string_enum! { String { "only" => None } const }

    /// A type of the document.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Vec(pub ::std::vec::Vec<Vec>);
    ::hookwright::codegen::newtype! { Vec [::hookwright::codegen::Check::MaxItems(9)] }

    /// A type of the document.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct Box {}
    ::hookwright::codegen::object! { Box {} others: refuse }

    /// A type of the document.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Self_ {
        /// Other members.
        pub additional: ::hookwright::Map<i64>,
    }
    ::hookwright::codegen::object! { Self_ {} others: read additional }

    /// All events.
    #[derive(Clone, Debug, PartialEq)]
    #[non_exhaustive]
    pub enum Event {
        /// An event.
        Option(::std::boxed::Box<Option>),
        /// An event.
        Box(::std::boxed::Box<Box>),
    }
    ::hookwright::codegen::event! { Event { 0 "option" Option, 1 "box" Box, } }

    /// No events.
    #[derive(Clone, Debug, PartialEq)]
    pub enum Never {}
    ::hookwright::codegen::event! { Never {} }
}

#[test]
fn shadowed_names_decode() {
    let body = r#"{"type": "a", "place": "ok", "r": ["only", 3, [[]]], "object": {"x": "abc"}, "more": 1}"#;
    let event = shadowed::Event::from_slice("option", body.as_bytes()).expect("an event");
    let again = serde_json::to_string(&event).expect("JSON");
    assert_eq!(again, r#"{"type":"a","place":"ok","r":["only",3,[[]]],"object":{"x":"abc"},"more":1}"#);
    assert_eq!(
        crate::tolerant::<shadowed::Option>(&body.replace("\"ok\"", "\"new\"")).expect("a value").1,
        ["/place: enum"]
    );
    assert!(shadowed::Never::NAMES.is_empty());
}
