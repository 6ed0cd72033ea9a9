//! What a value says of itself is what the reader says of its text; where it does not know, it says no.

use hookwright::codegen::{Check, newtype, object, string_enum, union};
use hookwright::{DateTime, Decode, Json, Map, Maybe, Number, Text, Unknown};

use super::strict;

#[derive(Clone, Debug, PartialEq)]
struct Order {
    id: Text,
    code: Option<String>,
    discount: Maybe<f64>,
    count: i64,
    share: Option<f32>,
    lines: Vec<Line>,
    labels: Map<String>,
    status: Status,
    placed: Option<DateTime>,
    parent: Option<Box<Order>>,
    tags: Option<Tags>,
    paid: bool,
}

object! {
    Order {
        0 "id" id: required [MinLength(2), MaxLength(4)],
        1 "code" code: optional [Pattern(&LETTERS)],
        2 "discount" discount: maybe [Minimum(0.5), ExclusiveMaximum(1.0)],
        3 "count" count: required [Maximum(9.0), ExclusiveMinimum(-3.0)],
        4 "share" share: optional [Minimum(0.1)],
        5 "lines" lines: required [MinItems(1), MaxItems(3)],
        6 "labels" labels: required [MaxProperties(2), Members(&[MaxLength(3)])],
        7 "status" status: required,
        8 "placed" placed: optional,
        9 "parent" parent: optional,
        10 "tags" tags: optional,
        11 "paid" paid: required,
    }
    others: ignore
}

static LETTERS: hookwright::codegen::Pattern = hookwright::codegen::Pattern::new("^[a-z]+$", "^[a-z]+$");

#[derive(Clone, Debug, PartialEq)]
struct Line {
    sku: String,
    quantity: u8,
}

object! {
    Line {
        0 "sku" sku: required,
        1 "quantity" quantity: required [Minimum(1.0)],
    }
    others: refuse
}

#[derive(Clone, Debug, PartialEq)]
enum Status {
    Open,
    Closed,
    Unknown(Unknown),
}

string_enum! { Status { "open" => Open, "closed" => Closed } open }

#[derive(Clone, Debug, PartialEq)]
struct Tags(Vec<String>);

newtype! { Tags [MaxItems(2), Items(&[MinLength(1)])] }

/// Types that only the reader knows.
#[derive(Clone, Debug, PartialEq)]
struct Doubtful {
    any: Option<Json>,
    amount: Option<Amount>,
    number: Option<Number>,
    unique: Option<Vec<i64>>,
    one: Option<String>,
    more: Map<Json>,
}

object! {
    Doubtful {
        0 "any" any: optional,
        1 "amount" amount: optional,
        2 "number" number: optional,
        3 "unique" unique: optional [UniqueItems],
        4 "one" one: optional [Const("\"one\"")],
    }
    others: keep more
}

#[derive(Clone, Debug, PartialEq)]
enum Amount {
    Cents(i64),
    Text(String),
}

union! { Amount one_of { 0 Cents: integer, 1 Text: string [MaxLength(5)] } }

#[derive(Clone, Debug, PartialEq)]
struct Small {
    a: Option<i64>,
    b: Option<i64>,
}

object! { Small { 0 "a" a: optional, 1 "b" b: optional } others: ignore, checks [MinProperties(1)] }

fn good() -> Order {
    Order {
        id: "ab".into(),
        code: Some("abc".to_owned()),
        discount: Maybe::Value(0.5),
        count: 9,
        share: Some(0.25),
        lines: vec![Line { sku: "\"\u{1}é\\".to_owned(), quantity: 1 }],
        labels: Map::from([("a".to_owned(), "abc".to_owned())]),
        status: Status::Open,
        placed: Some(DateTime::from(Text::from("2026-01-01T00:00:00Z"))),
        parent: None,
        tags: Some(Tags(vec!["x".to_owned()])),
        paid: true,
    }
}

fn with(change: impl FnOnce(&mut Order)) -> Order {
    let mut order = good();
    change(&mut order);
    order
}

/// What the value says, which is never more than what the reader says.
fn holds<T: Decode + serde::Serialize + std::fmt::Debug>(value: &T) -> bool {
    let says = value.holds(&[], 32);
    let text = serde_json::to_string(value).unwrap();
    let read = strict::<T>(&text);
    assert!(!says || read.is_ok(), "{text}: {:?}", read.err());
    says
}

#[test]
fn a_value_that_keeps_to_its_schema_says_so() {
    let nested = with(|order| order.parent = Some(Box::new(good())));
    for order in [
        good(),
        nested,
        with(|order| order.code = None),
        with(|order| order.discount = Maybe::Null),
        with(|order| order.discount = Maybe::Absent),
        with(|order| order.count = -2),
        with(|order| order.labels = Map::new()),
        with(|order| order.status = Status::Closed),
        with(|order| order.tags = None),
        with(|order| order.id = "äöüß".into()),
    ] {
        assert!(holds(&order), "{order:?}");
    }
}

#[test]
fn a_value_that_breaks_its_schema_does_not() {
    let line = |quantity| Line { sku: "x".to_owned(), quantity };
    let bad = with(|order| order.count = 10);
    for order in [
        bad.clone(),
        with(|order| order.id = "a".into()),
        with(|order| order.id = "abcde".into()),
        with(|order| order.code = Some("ABC".to_owned())),
        with(|order| order.discount = Maybe::Value(0.25)),
        with(|order| order.discount = Maybe::Value(1.0)),
        with(|order| order.discount = Maybe::Value(f64::NAN)),
        with(|order| order.discount = Maybe::Value(f64::INFINITY)),
        with(|order| order.count = -3),
        with(|order| order.share = Some(0.0)),
        with(|order| order.share = Some(f32::NAN)),
        with(|order| order.lines = vec![]),
        with(|order| order.lines = vec![line(1), line(0)]),
        with(|order| order.lines = vec![line(1); 4]),
        with(|order| drop(order.labels.insert("b".to_owned(), "abcd".to_owned()))),
        with(|order| order.labels.extend(["b", "c"].map(|name| (name.to_owned(), String::new())))),
        with(|order| order.status = strict_unknown()),
        with(|order| order.parent = Some(Box::new(bad))),
        with(|order| order.tags = Some(Tags(vec![String::new()]))),
        with(|order| order.tags = Some(Tags(vec!["x".to_owned(); 3]))),
    ] {
        assert!(!holds(&order), "{order:?}");
    }
}

/// A value of the enum that the document does not list, as a tolerant reading keeps it.
fn strict_unknown() -> Status {
    hookwright::read(br#""lost""#, hookwright::Reading::Tolerant).unwrap().value
}

#[test]
fn what_only_the_reader_knows_is_left_to_it() {
    let none = Doubtful { any: None, amount: None, number: None, unique: None, one: None, more: Map::new() };
    assert!(holds(&none));
    for number in ["1", "-0.0", "1e300", "1e999", "123456789012345678901234567890"] {
        assert!(holds(&Doubtful { number: Some(number.parse().unwrap()), ..none.clone() }), "{number}");
    }
    let json: Json = r#"[{"a":[1]}]"#.parse().unwrap();
    assert!(holds(&Doubtful { any: Some(json.clone()), ..none.clone() }));
    let deep: Json = format!("{}{}", "[".repeat(126), "]".repeat(126)).parse().unwrap();
    assert!(holds(&with(|order| order.parent = Some(Box::new(good())))));
    for doubtful in [
        Doubtful { any: Some(deep.clone()), ..none.clone() },
        Doubtful { amount: Some(Amount::Cents(1)), ..none.clone() },
        Doubtful { amount: Some(Amount::Text("too long".to_owned())), ..none.clone() },
        Doubtful { unique: Some(vec![1, 1]), ..none.clone() },
        Doubtful { one: Some("one".to_owned()), ..none.clone() },
        // A member that another one's name would hide.
        Doubtful { more: Map::from([("one".to_owned(), json)]), ..none },
    ] {
        assert!(!holds(&doubtful), "{doubtful:?}");
    }
    assert!(!holds(&Small { a: None, b: None }));
    assert!(!holds(&Small { a: Some(1), b: None }), "checks of a whole object");
    static NONE_SUCH: &[Check] = &[Check::MinProperties(1)];
    assert!(!good().holds(NONE_SUCH, 32), "checks of an object from outside");
}

#[test]
fn what_is_deep_is_left_to_the_reader() {
    let mut order = good();
    for _ in 0..40 {
        order = with(|outer| outer.parent = Some(Box::new(order)));
    }
    assert!(!order.holds(&[], 32));
    assert!(order.holds(&[], 64));
}
