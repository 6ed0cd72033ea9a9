//! Forms and messages of several parts, read as the generated code reads them.
#![allow(
    unreachable_pub,
    missing_docs,
    reason = "generated code is written as it stands in a module of its own"
)]

mod forms;
#[cfg(feature = "multipart")]
mod parts;

use hookwright::codegen::{self, Content, EventInfo};
use hookwright::{Binary, Map, Violations};

/// What a member of [`Order`] is, in every way that a form can write it.
#[derive(Debug, PartialEq)]
pub struct Order {
    pub id: String,
    pub count: Option<i64>,
    pub paid: Option<bool>,
    pub tags: Option<Vec<String>>,
    pub sizes: Option<Vec<i64>>,
    pub card: Option<Card>,
    pub meta: Option<Map<i64>>,
    pub photo: Option<Binary>,
    pub pages: Option<Vec<Binary>>,
}

#[derive(Debug, PartialEq)]
pub struct Card {
    pub holder: String,
    pub last: Option<i64>,
}

codegen::object! {
    Order {
        0 "id" id: required [MinLength(1)],
        1 "count" count: optional,
        2 "paid" paid: optional,
        3 "tags" tags: optional,
        4 "sizes" sizes: optional [MaxItems(3)],
        5 "card" card: optional,
        6 "meta" meta: optional,
        7 "photo" photo: optional,
        8 "pages" pages: optional,
    }
    others: refuse
}

codegen::object! {
    Card {
        0 "holder" holder: required,
        1 "last" last: optional,
    }
    others: ignore
}

codegen::shape! {
    ORDER {
        "id" (string),
        "count" (integer),
        "paid" (bool),
        "tags" [string],
        "sizes" [integer ','],
        "card" { "holder" (string), "last" (integer), },
        "meta" (object) as "application/json",
        "photo" bytes as "image/png, image/jpeg",
        "pages" [bytes],
    } others (string)
}

pub const FORM: EventInfo = EventInfo {
    name: "order.form",
    media_type: "application/x-www-form-urlencoded",
    content: Content::Form(&ORDER),
    ..EventInfo::PLAIN
};

#[cfg(feature = "multipart")]
pub const PARTS: EventInfo = EventInfo {
    name: "order.parts",
    media_type: "multipart/form-data",
    content: Content::Multipart(&ORDER),
    ..EventInfo::PLAIN
};

pub fn order(id: &str) -> Order {
    Order {
        id: id.to_owned(),
        count: None,
        paid: None,
        tags: None,
        sizes: None,
        card: None,
        meta: None,
        photo: None,
        pages: None,
    }
}

/// The first violation, as pointer and keyword.
pub fn refusal(read: Result<Order, Violations>) -> (String, &'static str) {
    let violations = read.expect_err("this breaks the schema");
    (violations[0].pointer.clone(), violations[0].keyword)
}
