//! Expressions against an exchange: what they come to, and where they fail.

use http::{HeaderMap, HeaderValue, Method, StatusCode};

use super::{Expression, ExpressionError, Original};

/// The example of the OpenAPI Specification, with a body and an answer to try more on.
fn original() -> Original {
    let mut headers = HeaderMap::new();
    headers.insert("content-type", HeaderValue::from_static("application/json"));
    headers.append("x-twice", HeaderValue::from_static("one"));
    headers.append("x-twice", HeaderValue::from_static("two"));
    let mut answered = HeaderMap::new();
    answered.insert("location", HeaderValue::from_static("https://example.org/subscription/1"));
    let url = "https://example.org/subscribe/myevent?queryUrl=https%3A%2F%2Fclientdomain.com%2Fstill\
               running&name=a+b%26c&twice=1&twice=2&flag";
    Original::new(Method::POST, url)
        .path_parameter("eventType", "myevent")
        .path_parameter("up", "..")
        .headers(headers)
        .body(
            r#"{"failedUrl": "https://clientdomain.com/failed", "successUrls":
            ["https://clientdomain.com/fast", "https://clientdomain.com/slow"], "n": 12, "t": true,
            "null": null, "a/b": {"~": "odd"}, "evil": "x&admin=1#/../ü", "host": "h.example",
            "badhost": "h.example/@x", "": "empty name"}"#,
        )
        .response(StatusCode::CREATED, answered, r#"{"id": 7}"#)
}

fn evaluate(text: &str) -> Result<String, ExpressionError> {
    Expression::parse(text)?.evaluate(&original())
}

#[track_caller]
fn gives(text: &str, url: &str) {
    assert_eq!(evaluate(text).as_deref(), Ok(url), "{text}");
}

#[track_caller]
fn fails(text: &str, at: usize, words: &str) {
    let error = evaluate(text).unwrap_err();
    assert!(error.reason.contains(words), "{text}: {error}");
    assert_eq!(error.at, at, "{text}: {error}");
}

#[test]
fn the_examples_of_the_specification() {
    for form in ["$method", "{$method}"] {
        gives(form, "POST");
    }
    gives("$request.path.eventType", "myevent");
    gives("$request.query.queryUrl", "https://clientdomain.com/stillrunning");
    gives("$request.header.content-Type", "application/json");
    gives("$request.body#/failedUrl", "https://clientdomain.com/failed");
    gives("$request.body#/successUrls/1", "https://clientdomain.com/slow");
    gives("$response.header.Location", "https://example.org/subscription/1");
    gives("$statusCode", "201");
    assert!(evaluate("$url").unwrap().starts_with("https://example.org/subscribe/myevent?"));
}

#[test]
fn a_value_at_the_front_is_inserted_as_it_is() {
    gives("{$request.body#/failedUrl}", "https://clientdomain.com/failed");
    gives("{$request.body#/failedUrl}/data", "https://clientdomain.com/failed/data");
    gives("{$response.body}", r#"{"id": 7}"#);
}

#[test]
fn a_value_behind_the_front_stays_one_value() {
    gives(
        "{$request.body#/failedUrl}?event={$request.body#/evil}&n={$request.body#/n}",
        "https://clientdomain.com/failed?event=x%26admin%3D1%23%2F..%2F%C3%BC&n=12",
    );
    gives(
        "http://notify.example?url={$request.body#/failedUrl}&event={$request.path.eventType}",
        "http://notify.example?url=https%3A%2F%2Fclientdomain.com%2Ffailed&event=myevent",
    );
    gives("https://x.example/{$request.query.name}/z", "https://x.example/a%20b%26c/z");
    fails("https://x.example/{$request.path.up}/z", 19, "climb");
}

#[test]
fn a_value_in_the_authority_must_be_a_host() {
    gives("https://{$request.body#/host}/x", "https://h.example/x");
    gives("https://{$request.body#/host}:{$request.body#/n}", "https://h.example:12");
    fails("https://{$request.body#/badhost}/x", 9, "no host");
    fails("https://trusted.example{$request.body#/badhost}/x", 24, "no host");
}

#[test]
fn pointers_are_those_of_rfc_6901() {
    gives("$request.body#/a~1b/~0", "odd");
    gives("$request.body#/", "empty name");
    gives("$request.body#/t", "true");
    gives("$response.body#/id", "7");
}

#[test]
fn what_is_missing_is_named() {
    fails("x{$request.body#/nothing}", 2, "nothing at `/nothing`");
    fails("$request.body#/null", 0, "null at `/null`");
    fails("$request.body#/successUrls", 0, "no plain value");
    fails("$request.body#", 0, "no plain value");
    fails("$request.header.x-absent", 0, "header `x-absent` is missing");
    fails("$request.query.absent", 0, "query parameter `absent` is missing");
    fails("$request.path.absent", 0, "path parameter `absent` is missing");
    gives("$request.query.flag", "");
}

#[test]
fn of_several_values_none_is_picked() {
    fails("$request.query.twice", 0, "several times");
    fails("$request.header.x-twice", 0, "several times");
}

#[test]
fn an_exchange_without_answer_or_json_says_so() {
    let bare = Original::new(Method::POST, "https://x.example").body("not json");
    let error = |text| Expression::parse(text).unwrap().evaluate(&bare).unwrap_err().reason;
    assert!(error("$statusCode").contains("response was not given"));
    assert!(error("$response.body#/id").contains("response was not given"));
    assert!(error("$request.body#/id").contains("not JSON"));
    assert!(Expression::parse("$response.body#/id").unwrap().needs_response());
    assert!(!Expression::parse("$request.body#/id").unwrap().needs_response());
}

#[test]
fn what_is_not_in_the_grammar_fails_at_its_place() {
    for (text, at) in [
        ("", 0),
        ("{$request.body#/x", 0),
        ("x}", 1),
        ("{}", 1),
        ("{$}", 2),
        ("{$request.cookie.x}", 10),
        ("{$request.body.callbackUrl}", 14),
        ("{$request.body#callbackUrl}", 15),
        ("{$request.body#/a~2}", 17),
        ("{$request.header.}", 17),
        ("{$request.header.x y}", 18),
        ("{$request.query.}", 16),
        ("{$response.query.x}", 11),
        ("{$response}", 2),
        ("{onData}", 1),
        ("{$URL}", 2),
        ("ü{x}", 3),
    ] {
        let error = Expression::parse(text).unwrap_err();
        assert_eq!(error.at, at, "{text}: {error}");
    }
}

#[test]
fn text_without_expressions_is_itself() {
    gives("https://fixed.example/hook?x=1", "https://fixed.example/hook?x=1");
    gives("onEvent", "onEvent");
}

#[test]
fn the_dollar_may_be_missing_and_its_place_is_told() {
    gives("{request.body#/failedUrl}", "https://clientdomain.com/failed");
    let parse = |text| Expression::parse(text).unwrap().missing_dollar();
    assert_eq!(parse("x{request.body#/failedUrl}"), Some(2));
    assert_eq!(parse("x{$request.body#/failedUrl}"), None);
}

#[test]
fn broken_escapes_in_a_query_do_not_panic() {
    for query in ["%", "%4", "%zz=%", "%f0%9f", "=&=&&", "a=%C3%BC%"] {
        let url = format!("https://x.example/?{query}");
        let original = Original::new(Method::GET, url);
        drop(Expression::parse("$request.query.a").unwrap().evaluate(&original));
    }
}

#[test]
fn what_is_printed_of_an_exchange_holds_no_credentials() {
    let mut headers = http::HeaderMap::new();
    headers.insert("authorization", "Bearer hunter2".parse().unwrap());
    let original = Original::new(Method::POST, "https://x.example/?token=hunter2")
        .path_parameter("key", "hunter2")
        .headers(headers.clone())
        .body("hunter2")
        .response(http::StatusCode::CREATED, headers, "hunter2");
    let printed = format!("{original:?}");
    assert!(printed.contains("POST") && printed.contains("201") && !printed.contains("hunter2"), "{printed}");
}

#[test]
fn a_value_in_the_authority_makes_no_other_host_of_it() {
    let url = |template: &str, value: &str| {
        let original =
            Original::new(Method::POST, "https://api.example/").body(format!(r#"{{"a":"{value}"}}"#));
        Expression::parse(template).unwrap().evaluate(&original)
    };
    let (base, inner) =
        ("https://api.example.com{$request.body#/a}", "https://{$request.body#/a}.example.com/x");
    let glued = "https://node{$request.body#/a}.example.com/x";
    for (template, value) in [
        (base, ".evil.example"),
        (base, "munity"),
        (base, ":1.evil.example"),
        (inner, "evil.example:443"),
        (inner, "evil.example:"),
        (inner, "[::1]"),
        (inner, "[::1]:1"),
        (glued, "1.evil.example:443"),
        (glued, ":443"),
    ] {
        assert!(url(template, value).is_err(), "{template} {value}");
    }
    assert_eq!(url(base, ":8443").unwrap(), "https://api.example.com:8443");
    assert_eq!(url(base, "").unwrap(), "https://api.example.com");
    assert_eq!(url(inner, "eu.west").unwrap(), "https://eu.west.example.com/x");
    assert_eq!(url(glued, "7").unwrap(), "https://node7.example.com/x");
    for host in ["a.example", "a.example:8443", "[2606:4700::1111]:443", "[2606:4700::1111]"] {
        assert_eq!(url("https://{$request.body#/a}/x", host).unwrap(), format!("https://{host}/x"));
    }
}
