//! Typed answers: by status, by default, and where they break their schema.

use hookwright::client::{FromResponse, SendError};
use serde_json::json;

use super::server::{Server, answer};
use super::{PAID, client};

#[derive(Debug, PartialEq)]
pub(crate) enum PaidAnswer {
    Ok(String),
    Accepted,
    BadRequest(Vec<i64>),
    Acknowledged,
}

hookwright::codegen::read_answer! { PaidAnswer { 200 Ok(String), 202 Accepted, 400 BadRequest(Vec<i64>), } }

#[derive(Debug, PartialEq)]
enum WideAnswer {
    Accepted,
    Other(u16, Vec<i64>),
    Acknowledged,
}

hookwright::codegen::read_answer! { WideAnswer { 202 Accepted, default Other(Vec<i64>), } }

async fn typed<A: FromResponse>(status: &str, body: &str) -> Result<Option<A>, SendError> {
    let server = Server::answering(&answer(status, "", body)).await;
    client()
        .send(&PAID, &server.url("/"), &hookwright::Json::from(json!({})))
        .await
        .map(|answer| answer.value)
}

#[tokio::test]
async fn typed_answers_are_read_by_their_status() {
    let ok = PaidAnswer::Ok("r1".to_owned());
    assert_eq!(typed("200 OK", r#""r1""#).await.unwrap(), Some(ok));
    assert_eq!(typed("202 Accepted", "").await.unwrap(), Some(PaidAnswer::Accepted));
    let bad = PaidAnswer::BadRequest(vec![1]);
    assert_eq!(typed("400 Bad", "[1]").await.unwrap(), Some(bad));
    for empty in ["200 OK", "204 No Content"] {
        assert_eq!(typed(empty, "").await.unwrap(), Some(PaidAnswer::Acknowledged));
    }
    assert_eq!(typed::<PaidAnswer>("500 Broken", "<html>").await.unwrap(), None);
    let other = WideAnswer::Other(500, vec![2]);
    assert_eq!(typed("500 Broken", "[2]").await.unwrap(), Some(other));
    assert_eq!(typed("202 Accepted", "[2]").await.unwrap(), Some(WideAnswer::Accepted));
    assert_eq!(typed("204 None", "").await.unwrap(), Some(WideAnswer::Acknowledged));
}

#[tokio::test]
async fn an_answer_that_breaks_its_schema_is_handed_over_with_the_violations() {
    let error = typed::<PaidAnswer>("400 Bad", r#"["secret"]"#).await.unwrap_err();
    assert!(error.may_have_arrived());
    assert!(!error.to_string().contains("secret"), "{error}");
    let SendError::Answer { answer, violations } = error else { panic!("{error}") };
    assert_eq!((answer.status.as_u16(), &answer.body[..]), (400, &b"[\"secret\"]"[..]));
    assert_eq!(violations.iter().next().unwrap().pointer, "/0");
}
