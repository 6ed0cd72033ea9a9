//! serde both ways for generated types and for the runtime's own.

use hookwright::{DateTime, Json, Map, Maybe, NoPayload, Null, RawBody};

use crate::strict;

#[derive(Clone, Debug, PartialEq)]
struct Note {
    id: i64,
    text: Option<String>,
    pinned: Maybe<bool>,
    at: Option<DateTime>,
    rest: Map<Json>,
}
hookwright::codegen::object! {
    Note {
        0 "id" id: required,
        1 "text" text: optional,
        2 "pinned" pinned: maybe,
        3 "at" at: required,
    }
    others: keep rest
}

#[derive(Clone, Debug, PartialEq)]
enum Target {
    Note(Box<Note>),
    Ids(Vec<i64>),
    Nothing(Null),
}
hookwright::codegen::union! { Target one_of { 0 Note: object, 1 Ids: array, 2 Nothing: null } }

#[derive(Clone, Debug, PartialEq)]
struct Targets(Vec<Target>);
hookwright::codegen::newtype! { Targets [MaxItems(4)] }

#[derive(Clone, Debug, PartialEq)]
enum Event {
    Noted(Box<Note>),
    Gone(Box<NoPayload>),
    Sent(Box<RawBody>),
}
hookwright::codegen::event! { Event { 0 "noted" Noted, 1 "gone" Gone, 2 "sent" Sent } }

const TEXT: &str = r#"[{"id":1,"pinned":null,"at":null,"x":{"y" : 1.10}},{"id":2,"text":"","pinned":true,"at":"now"},[1],null]"#;

#[test]
fn what_was_read_is_written_again() {
    let targets = strict::<Targets>(TEXT).expect("targets");
    assert_eq!(serde_json::to_string(&targets).expect("JSON"), TEXT);
    assert_eq!(
        serde_json::to_value(&targets).expect("JSON"),
        serde_json::from_str::<serde_json::Value>(TEXT).expect("JSON")
    );
}

#[test]
fn serde_reads_the_same() {
    let targets: Targets = serde_json::from_str(TEXT).expect("targets");
    assert_eq!(Ok(&targets), strict::<Targets>(TEXT).as_ref());
    let error = serde_json::from_str::<Targets>(r#"[{"id": "1"}]"#).expect_err("refused").to_string();
    assert!(
        error.contains("/0/id: type: an integer is expected\n/0: required: the member `at` is missing"),
        "{error}"
    );
}

#[test]
fn events_are_read_by_name() {
    assert_eq!(Event::NAMES, ["noted", "gone", "sent"]);
    let event = Event::from_slice("noted", br#"{"id": 1, "at": "now"}"#).expect("an event");
    assert_eq!(event.name(), "noted");
    assert_eq!(serde_json::to_string(&event).expect("JSON"), r#"{"id":1,"at":"now"}"#);
    assert_eq!(Event::from_slice("gone", b"").expect("an event").name(), "gone");
    assert_eq!(
        serde_json::to_string(&Event::from_slice("sent", b"<a/>").expect("an event")).expect("JSON"),
        r#""<a/>""#
    );
    assert_eq!(Event::from_slice("Noted", b"{}").expect_err("refused")[0].keyword, "event");
}

#[test]
fn violations_are_written_as_data() {
    let violations = strict::<Targets>("[true]").expect_err("refused");
    let expected = r#"[{"pointer":"/0","keyword":"oneOf","message":"null or array or object is expected"}]"#;
    assert_eq!(serde_json::to_string(&violations).expect("JSON"), expected);
}
