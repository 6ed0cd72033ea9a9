//! Media types other than JSON, from generated client to generated receiver and by hand.

mod media {
    pub(crate) mod receivers;
}

use hookwright::client::{Client as Sending, SendError};
use hookwright::{Binary, Signing, TextBody};
use hookwright_sockets::{form_body, multipart_form, multipart_related, text_body};
use http::StatusCode;
use media::receivers::{Notes, post, serve};

fn sending() -> Sending {
    Sending::builder(Signing::unsigned()).allow_http_on_loopback().build()
}

fn message() -> form_body::MessageReceived {
    form_body::MessageReceived {
        kind: form_body::MessageReceivedKind::MessageReceived,
        from: "+49 30 1".into(),
        segments: Some(2),
        flash: Some(true),
        price: hookwright::Maybe::Value("0.5".parse().expect("a number")),
        media: Some(vec!["a&b".into(), "ü".into()]),
        sizes: Some(vec![1, 2]),
        place: Some(form_body::Place { country: "DE".into(), zip: None }),
        meta: Some([("a".to_owned(), 1)].into()),
    }
}

#[tokio::test]
async fn forms_arrive_typed() {
    let notes = Notes::default();
    let url = serve(form_body::Webhooks::new(notes.clone()).unsigned().router()).await;
    let answer =
        form_body::Client::with(sending()).message_received(&url, &message()).await.expect("an answer");
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    let (body, content_type) = notes.last();
    assert_eq!(content_type, "application/x-www-form-urlencoded");
    assert_eq!(
        body,
        "kind=message.received&from=%2B49+30+1&segments=2&flash=true&price=0.5&media=a%26b&media=%C3%BC\
         &sizes=1%7C2&place%5Bcountry%5D=DE&meta=%7B%22a%22%3A1%7D"
    );
    assert_eq!(notes.typed(), [format!("{:?}", message())]);
}

#[tokio::test]
async fn one_event_in_several_media_types() {
    let notes = Notes::default();
    let url = serve(form_body::Webhooks::new(notes.clone()).unsigned().router()).await;
    let form = "application/x-www-form-urlencoded";
    for (media_type, body, status) in [
        ("application/json", r#"{"kind": "message.failed", "code": 7}"#, 204),
        (form, "kind=message.failed&code=7", 204),
        (form, "payload=%7B%22kind%22%3A%22message.failed%22%2C%22code%22%3A7%7D", 204),
        ("text/plain", "kind=message.failed&code=7", 415),
        // JSON is not what the document declares for this event.
        ("application/json", r#"{"kind": "message.received", "from": "abc"}"#, 415),
    ] {
        assert_eq!(post(&url, media_type, body.as_bytes()).await, status, "{media_type}: {body}");
    }
    assert_eq!(notes.typed().len(), 3);
    assert!(notes.typed().iter().all(|typed| typed.contains("code: 7")));
    // A violation reaches `fallback` with its member.
    assert_eq!(post(&url, form, b"kind=message.failed&code=seven").await, 422);
    assert_eq!(notes.violations(), ["/code: type"]);
}

#[tokio::test]
async fn files_arrive_whole() {
    let notes = Notes::default();
    let url = serve(multipart_form::Webhooks::new(notes.clone()).unsigned().router()).await;
    let signed = multipart_form::DocumentSigned {
        signer: multipart_form::Signer { name: "Ada \"A\"".into(), age: Some(36) },
        pages: Some(2),
        labels: Some(vec!["x".into(), "y".into()]),
        pdf: Binary::from(&b"%PDF\r\n--hookwright\xFF\x00"[..]),
        scans: Some(vec![Binary::from(&b"\xFE"[..]), Binary::from(&b""[..])]),
    };
    let answer =
        multipart_form::Client::with(sending()).document_signed(&url, &signed).await.expect("an answer");
    let ok = multipart_form::DocumentSignedAnswer::Ok(Box::new(TextBody::new("Hello")));
    assert_eq!((answer.status, answer.value), (StatusCode::OK, Some(ok)));
    assert_eq!(answer.headers["content-type"], "text/plain");
    assert!(notes.last().1.starts_with("multipart/form-data; boundary=hookwright-"));
    assert_eq!(notes.typed(), [format!("{signed:?}")]);
    assert_eq!(
        notes.parts(),
        [
            "signer application/json 29",
            "pages  1",
            "labels  1",
            "labels  1",
            "pdf application/pdf 20",
            "scans application/octet-stream 1",
            "scans application/octet-stream 0",
        ]
    );
    // A message that breaks off.
    let cut = b"--b\r\nContent-Disposition: form-data; name=\"pages\"\r\n\r\n1";
    assert_eq!(post(&url, "multipart/form-data; boundary=b", cut).await, 422);
    assert_eq!(notes.violations(), [": syntax"]);
}

#[tokio::test]
async fn related_parts_arrive_by_their_ids() {
    let notes = Notes::default();
    let url = serve(multipart_related::Webhooks::new(notes.clone()).unsigned().router()).await;
    let changed = multipart_related::SessionChanged {
        json_data: multipart_related::SessionChangedJsonData {
            state: multipart_related::SessionChangedJsonDataState::Active,
            message: Some(multipart_related::SessionChangedJsonDataMessage {
                content_id: "binaryMessage".into(),
            }),
        },
        binary_message: Some(Binary::from(&b"\x00\xFF"[..])),
    };
    let client = multipart_related::Client::with(sending());
    let _ = client.session_changed(&url, &changed).await.expect("an answer");
    assert!(notes.last().1.ends_with("; type=\"application/json\""), "{}", notes.last().1);
    assert_eq!(notes.typed(), [format!("{changed:?}")]);
    // As a network function writes it: no names, ids of its own.
    let body = b"--x\r\nContent-Type: application/json\r\n\r\n{\"state\":\"idle\"}\r\n\
                 --x\r\nContent-Type: application/vnd.example.wire\r\nContent-Id: n1\r\n\r\n\xFF\r\n--x--\r\n";
    assert_eq!(post(&url, "multipart/related; boundary=x", body).await, 204);
    assert!(notes.typed()[1].contains("Idle") && notes.typed()[1].contains("Binary(1 bytes)"));
}

#[tokio::test]
async fn text_arrives_with_its_charset() {
    let notes = Notes::default();
    let url = serve(text_body::Webhooks::new(notes.clone()).unsigned().router()).await;
    let client = text_body::Client::with(sending());
    let answer = client.stock_exported(&url, &TextBody::new("<stock/>")).await.expect("an answer");
    let Some(text_body::StockExportedAnswer::Ok(receipt)) = answer.value else { panic!("{answer:?}") };
    assert_eq!(receipt.root(), Some("receipt"));
    assert_eq!(answer.headers["content-type"], "application/xml");
    assert_eq!(post(&url, "text/xml; charset=iso-8859-1", b"<s>\xFC</s>").await, 200);
    assert_eq!(post(&url, "application/json", b"{}").await, 415);
    assert_eq!(notes.typed(), ["stock <stock/>", " <s>ü</s>"]);
}

#[tokio::test]
async fn what_the_document_forbids_is_not_sent() {
    let notes = Notes::default();
    let url = serve(form_body::Webhooks::new(notes.clone()).unsigned().router()).await;
    let client = form_body::Client::with(sending());
    let mut bad = message();
    bad.from = "1".into();
    bad.segments = Some(0);
    let refused = client.message_received(&url, &bad).await.expect_err("not sent");
    assert!(!refused.may_have_arrived());
    let SendError::Forbidden(violations) = refused else { panic!("{refused}") };
    let found: Vec<_> = violations.iter().map(|one| (one.pointer.as_str(), one.keyword)).collect();
    assert_eq!(found, [("/from", "minLength"), ("/segments", "minimum")]);
    assert!(notes.typed().is_empty() && notes.violations().is_empty());
}

/// Every contract test of the three documents, in their own media types.
#[tokio::test]
async fn contract_tests_speak_the_documents_media_types() {
    let form = form_body::Webhooks::new(Notes::default()).unsigned();
    form_body::contract::suite().run(form).await.assert_ok();
    let multipart = multipart_form::Webhooks::new(Notes::default()).unsigned();
    multipart_form::contract::suite().run(multipart).await.assert_ok();
    let related = multipart_related::Webhooks::new(Notes::default()).unsigned();
    multipart_related::contract::suite().run(related).await.assert_ok();
}
