use hookwright::codegen::coded;
use hookwright::multipart::{MOST_PARTS, parts};
use hookwright::{Binary, Violations};

use super::{Card, Order, PARTS, order, refusal};

/// A body of these parts: headers, then content.
fn body(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = b"--b1\r\n".to_vec();
    for (index, (headers, content)) in parts.iter().enumerate() {
        if index > 0 {
            out.extend_from_slice(b"--b1\r\n");
        }
        out.extend_from_slice(headers.as_bytes());
        out.extend_from_slice(b"\r\n\r\n");
        out.extend_from_slice(content);
        out.extend_from_slice(b"\r\n");
    }
    out.extend_from_slice(b"--b1--\r\n");
    out
}

fn named(name: &str) -> String {
    format!("Content-Disposition: form-data; name=\"{name}\"")
}

fn read(parts: &[(&str, &[u8])]) -> Result<Order, Violations> {
    coded(&PARTS, &body(parts))
}

#[test]
fn parts_become_members() {
    let (id, count, card) =
        (named("id"), named("count"), named("card") + "\r\nContent-Type: application/json");
    let (tags, photo) = (named("tags"), named("photo") + "; filename=\"p.png\"\r\nContent-Type: image/png");
    let read = read(&[
        (&id, b"7"),
        (&count, b"7"),
        (&card, br#"{"holder": "Ada", "last": 1}"#),
        (&tags, b"a"),
        (&photo, b"\xFF\xD8\r\n--not-b1\r\n"),
        (&tags, b"b"),
    ]);
    let expected = Order {
        count: Some(7),
        tags: Some(vec!["a".into(), "b".into()]),
        card: Some(Card { holder: "Ada".into(), last: Some(1) }),
        photo: Some(Binary::from(&b"\xFF\xD8\r\n--not-b1\r\n"[..])),
        ..order("7")
    };
    assert_eq!(read.unwrap(), expected);
}

#[test]
fn related_parts_are_told_by_id_and_media_type() {
    let read = read(&[
        ("Content-Type: application/json\r\nContent-Id: root", br#"{"a": 1}"#),
        ("Content-Type: image/jpeg\r\nContent-Id: <n1>", b"\xFF"),
        ("Content-Type: application/octet-stream\r\nContent-ID: other", b"\xFE"),
        ("Content-Type: text/plain\r\nContent-ID: <id>", b"7"),
    ]);
    let read = read.unwrap();
    assert_eq!((read.id.as_str(), read.meta.unwrap()["a"]), ("7", 1));
    assert_eq!(read.photo.unwrap().as_bytes(), b"\xFF");
    assert_eq!(read.pages.unwrap()[0].as_bytes(), b"\xFE");
}

#[test]
fn an_instance_may_be_one_part_or_all_of_the_body() {
    let json = named("json");
    assert_eq!(read(&[(&json, br#"{"id": "1"}"#)]).unwrap(), order("1"));
    assert_eq!(refusal(read(&[(&json, br#"{"id": ""}"#)])), ("/id".to_owned(), "minLength"));
    assert_eq!(coded::<Order>(&PARTS, br#"{"id": "1"}"#).unwrap(), order("1"));
}

#[test]
fn violations_point_at_members() {
    let (id, count, meta) = (named("id"), named("count"), named("meta"));
    assert_eq!(refusal(read(&[(&id, b"1"), (&count, b"x")])), ("/count".to_owned(), "type"));
    assert_eq!(refusal(read(&[(&id, b"\xFF")])), ("/id".to_owned(), "syntax"));
    assert_eq!(refusal(read(&[(&id, b"1"), (&meta, b"{")])), ("/meta".to_owned(), "type"));
    let coded = named("id") + "\r\nContent-Transfer-Encoding: base64";
    assert_eq!(refusal(read(&[(&coded, b"MQ==")])).1, "syntax");
}

#[test]
fn broken_messages_are_refused() {
    let whole = body(&[(&named("id"), b"1")]);
    assert!(coded::<Order>(&PARTS, &whole).is_ok());
    for cut in 0..whole.len() - 4 {
        assert!(coded::<Order>(&PARTS, &whole[..cut]).is_err(), "cut at {cut}");
    }
    assert!(parts(Some("multipart/form-data"), &whole).is_err(), "no boundary is said");
    assert!(parts(Some("multipart/form-data; boundary=other"), &whole).is_err());
    let id = named("id");
    let many: Vec<(&str, &[u8])> = vec![(id.as_str(), b"1"); MOST_PARTS + 1];
    assert_eq!(refusal(read(&many)).1, "syntax");
    let headers: String = (0..40).map(|n| format!("x-{n}: 1\r\n")).collect();
    assert!(read(&[(headers.trim_end(), b"1")]).is_err());
}
