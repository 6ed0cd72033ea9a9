//! What the generator emits for three versions of one API, by hand: each has an event of the same name, the second one
//! more. Everything arrives as the third.

use hookwright::codegen::{
    self, Call, Delivery, Dispatch, EventInfo, Fallback, Numbering, Part, VersionInfo, VersionSource,
    Versions,
};
use hookwright::{Failure, Incoming, Unclaimed};
use std::marker::PhantomData;

/// The first version's event.
#[derive(Clone, Debug, PartialEq)]
pub struct Order1 {
    pub r#type: String,
    pub id: i64,
}

codegen::object! {
    Order1 {
        0 "type" r#type: required,
        1 "id" id: required,
    }
    others: ignore
}

/// The same event in the second and third version.
#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    pub r#type: String,
    pub id: String,
}

codegen::object! {
    Order {
        0 "type" r#type: required,
        1 "id" id: required,
    }
    others: ignore
}

/// What the handler had in hand: version, id, and how the first version wrote it.
#[derive(Debug)]
pub enum Seen {
    Ok(Vec<String>),
    #[allow(dead_code, reason = "only `unhandled` makes it, by the macro")]
    Acknowledged,
}

codegen::answer! { Seen { 200 Ok(Vec<String>) } }

const fn event(name: &'static str) -> EventInfo {
    EventInfo { name, path: name, ..EventInfo::PLAIN }
}

pub static EVENTS: &[EventInfo] =
    &[event("order.created"), event("order.created"), event("order.cancelled"), event("order.created")];

static CREATED: Dispatch = by_type(&[("order.created", 0)]);
static CREATED_AND_CANCELLED: Dispatch = by_type(&[("order.cancelled", 1), ("order.created", 0)]);

const fn by_type(table: &'static [(&'static str, usize)]) -> Dispatch {
    Dispatch::Key { parts: &[Part::Pointer("/type")], optional: &[], fold: false, table }
}

/// Three versions under these names, the first of which ends.
pub const fn three(names: [&'static str; 3]) -> [VersionInfo; 3] {
    let stays = VersionInfo {
        name: names[0],
        first: 0,
        count: 1,
        dispatch: &CREATED,
        deprecated: None,
        sunset: None,
        link: "",
    };
    let first = VersionInfo {
        deprecated: Some(1_688_169_599),
        sunset: Some(1_719_791_999),
        link: "https://shop.example/versions",
        ..stays
    };
    let second =
        VersionInfo { name: names[1], first: 1, count: 2, dispatch: &CREATED_AND_CANCELLED, ..stays };
    [first, second, VersionInfo { name: names[2], first: 3, ..stays }]
}

/// Three whole numbers, told here.
pub const fn integers(sources: &'static [VersionSource]) -> Versions {
    const THREE: [VersionInfo; 3] = three(["1", "2", "3"]);
    Versions { sources, versions: &THREE, default: None, between: false, numbering: Numbering::Integer }
}

/// What a receiver's versions are.
pub trait Table: Send + Sync + 'static {
    const VERSIONS: Option<&'static Versions>;
}

/// Tables, each by a name; `Table` must be in scope.
macro_rules! tables {
    ($($name:ident: $versions:expr;)+) => {
        $(
            #[derive(Clone, Copy, Debug, Default)]
            struct $name;

            impl Table for $name {
                const VERSIONS: Option<&'static hookwright::codegen::Versions> = Some(&$versions);
            }
        )+
    };
}
pub(crate) use tables;

pub struct Routes<T>(PhantomData<T>);

impl<T> Default for Routes<T> {
    fn default() -> Self {
        Self(PhantomData)
    }
}

async fn created(event: Incoming<Order>) -> Result<Seen, Failure> {
    let original = match event.version() {
        Some("1") => event.original::<Order1>()?.id.to_string(),
        _ => event.original::<Order>()?.id,
    };
    Ok(Seen::Ok(vec![event.version().unwrap_or("none").to_owned(), event.id.clone(), original]))
}

fn upgrade(old: Order1) -> Result<Order, Failure> {
    if old.id < 0 {
        return Err("there is no such order any more".into());
    }
    Ok(Order { r#type: old.r#type, id: format!("order_{}", old.id) })
}

impl<T: Table> codegen::Routes for Routes<T> {
    type Event = Order;
    const EVENTS: &'static [EventInfo] = EVENTS;
    const DISPATCH: &'static Dispatch = &Dispatch::Single(3);
    const VERSIONS: Option<&'static Versions> = T::VERSIONS;

    fn call(&self, event: usize, delivery: Delivery) -> Call<'_> {
        match event {
            0 => codegen::upgraded(self, delivery, upgrade, created),
            1 | 3 => codegen::call(self, delivery, created),
            2 => codegen::call(self, delivery, |event: Incoming<Order>| async move {
                Ok::<_, Failure>(Seen::Ok(vec!["cancelled".to_owned(), event.id.clone()]))
            }),
            _ => codegen::unclaimed(self, delivery),
        }
    }

    fn fallback(&self, unclaimed: Unclaimed<Order>) -> Fallback<'_> {
        let version = unclaimed.version().unwrap_or("none").to_owned();
        let code = if version == "1" { 422 } else { 410 };
        Box::pin(async move { Err(Failure::new(code)) })
    }
}
