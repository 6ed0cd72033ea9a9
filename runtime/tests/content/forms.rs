use hookwright::Violations;
use hookwright::codegen::coded;

use super::{Card, FORM, Order, order, refusal};

fn read(body: &str) -> Result<Order, Violations> {
    coded(&FORM, body.as_bytes())
}

#[test]
fn texts_become_the_types_of_the_schema() {
    let body = "id=a%2Bb+%C3%BC&count=7&paid=true&tags=x&tags=y&sizes=1,2&card[holder]=Ada&card%5Blast%5D=42\
                &meta=%7B%22a%22%3A1%7D";
    let expected = Order {
        count: Some(7),
        paid: Some(true),
        tags: Some(vec!["x".into(), "y".into()]),
        sizes: Some(vec![1, 2]),
        card: Some(Card { holder: "Ada".into(), last: Some(42) }),
        meta: Some([("a".to_owned(), 1)].into()),
        ..order("a+b ü")
    };
    assert_eq!(read(body).unwrap(), expected);
    // What is a number to other members is a text to this one, and lists come in brackets, too.
    let tagged = Order { tags: Some(vec!["1".into()]), ..order("007") };
    assert_eq!(read("&id=007&&tags[]=1").unwrap(), tagged);
    assert_eq!(read("card=%7B%22holder%22%3A%22A%22%7D&id=1").unwrap().card.unwrap().holder, "A");
    assert_eq!(read("id=1&sizes=").unwrap().sizes, Some(vec![]));
}

#[test]
fn violations_point_at_members() {
    for (body, pointer, keyword) in [
        ("id=", "/id", "minLength"),
        ("count=1", "", "required"),
        ("id=1&count=seven", "/count", "type"),
        ("id=1&count=007", "/count", "type"),
        ("id=1&count=", "/count", "type"),
        ("id=1&paid=yes", "/paid", "type"),
        ("id=1&sizes=1,2,3,4", "/sizes", "maxItems"),
        ("id=1&sizes=1,b", "/sizes/1", "type"),
        ("id=1&card[last]=4", "/card", "required"),
        ("id=1&card[holder]=a&card[last]=b", "/card/last", "type"),
        ("id=1&card=text", "/card", "type"),
        ("id=1&card=text&card[holder]=a", "/card", "syntax"),
        ("id=1&meta=%7B", "/meta", "type"),
        ("id=1&id=2", "/id", "type"),
        ("id=1&colour=red", "", "additionalProperties"),
        ("id=%FF", "/id", "syntax"),
        ("%FF=1", "", "syntax"),
        ("", "", "required"),
    ] {
        let (at, what) = refusal(read(body));
        assert!(at == pointer || (keyword == "additionalProperties" && at == "/colour"), "{body}: {at}");
        assert_eq!(what, keyword, "{body}");
    }
}

#[test]
fn an_instance_may_come_as_json() {
    assert_eq!(read(r#"{"id": "1", "count": 2}"#).unwrap(), Order { count: Some(2), ..order("1") });
    assert_eq!(refusal(read("[]")).1, "type");
    // The whole instance in a member that the schema does not know.
    assert_eq!(read("payload=%7B%22id%22%3A%221%22%7D").unwrap(), order("1"));
    assert_eq!(refusal(read("payload=%7B%22id%22%3A%22%22%7D")), ("/id".to_owned(), "minLength"));
    // Not where it stands beside members that it knows.
    assert_eq!(refusal(read("id=1&payload=%7B%7D")).1, "additionalProperties");
}

#[test]
fn hostile_forms_cost_no_more_than_their_length() {
    let many = format!("id=1{}", "&tags=a".repeat(100_000));
    assert_eq!(read(&many).unwrap().tags.unwrap().len(), 100_000);
    let strangers: String = (0..100_000).map(|n| format!("a{n}=1&")).collect();
    assert!(read(&strangers).is_err());
    assert!(read(&format!("card{}=1&id=1", "[a]".repeat(10_000))).is_err());
    assert!(read(&"[".repeat(100_000)).is_err());
}
