//! What a component's value is, and what is no component (RFC 9421 section 2).

use http::Method;

use super::Case;

const MALFORMED: &str = "signature::malformed";

/// The message of section 2.1.
fn message() -> Case {
    Case::new()
        .with("x-ows-header", b"   Leading and trailing whitespace.   ")
        .with("x-empty-header", b"")
        .with("cache-control", b"max-age=60")
        .with("cache-control", b"    must-revalidate")
        .with("example-dict", b"  a=1,    b=2;x=1;y=2,   c=(a   b    c), d")
        .with("example-header", b"value, with, lots")
        .with("example-header", b"of, commas")
        .with("example-list", b"a, a")
        .with("example-name", "café".as_bytes())
        .with("set-cookie", b"a=1")
        .with("set-cookie", b"b=2")
}

#[test]
fn fields_are_joined_and_trimmed() {
    for (identifier, value) in [
        (r#""x-ows-header""#, "Leading and trailing whitespace."),
        (r#""x-empty-header""#, ""),
        (r#""cache-control""#, "max-age=60, must-revalidate"),
        (r#""example-dict""#, "a=1,    b=2;x=1;y=2,   c=(a   b    c), d"),
        (r#""example-dict";sf"#, "a=1, b=2;x=1;y=2, c=(a b c), d"),
        (r#""example-dict";key="a""#, "1"),
        (r#""example-dict";key="b""#, "2;x=1;y=2"),
        (r#""example-dict";key="c""#, "(a b c)"),
        (r#""example-dict";key="d""#, "?1"),
        (r#""example-dict";sf;key="d""#, "?1"),
        (r#""example-header";bs"#, ":dmFsdWUsIHdpdGgsIGxvdHM=:, :b2YsIGNvbW1hcw==:"),
        (r#""example-header";sf"#, "value, with, lots, of, commas"),
        (r#""example-name";bs"#, ":Y2Fmw6k=:"),
        (r#""set-cookie";bs"#, ":YT0x:, :Yj0y:"),
    ] {
        message().signed(&[(identifier, value)], "").accepted();
        message().signed(&[(identifier, &format!("{value}?"))], "").refused("signature::mismatch");
    }
}

fn at(url: &'static str) -> Case {
    Case { url: Some(url), ..Case::new() }
}

#[test]
fn the_parts_of_a_request_are_derived() {
    let url = "HTTPS://WWW.Example.com:443/path/%7Ea?param=value&foo=bar&baz=bat%2Dman";
    for (identifier, value) in [
        (r#""@method""#, "POST"),
        (r#""@target-uri""#, url),
        (r#""@authority""#, "www.example.com"),
        (r#""@scheme""#, "https"),
        (r#""@request-target""#, "/path/%7Ea?param=value&foo=bar&baz=bat%2Dman"),
        (r#""@path""#, "/path/%7Ea"),
        (r#""@query""#, "?param=value&foo=bar&baz=bat%2Dman"),
        (r#""@query-param";name="baz""#, "bat-man"),
    ] {
        at(url).signed(&[(identifier, value)], "").accepted();
        at(url).signed(&[(identifier, "other")], "").refused("signature::mismatch");
    }
}

#[test]
fn what_is_empty_in_a_url_has_a_value() {
    for (url, identifier, value) in [
        ("https://example.com", r#""@path""#, "/"),
        ("https://example.com", r#""@query""#, "?"),
        ("https://example.com", r#""@request-target""#, "/"),
        ("https://example.com", r#""@target-uri""#, "https://example.com/"),
        ("https://example.com?a=1", r#""@path""#, "/"),
        ("https://example.com?a=1", r#""@request-target""#, "/?a=1"),
        ("https://example.com/?", r#""@query""#, "?"),
        ("https://example.com/?", r#""@request-target""#, "/?"),
        ("https://example.com/a#b?c", r#""@query""#, "?"),
        ("https://example.com/a#b", r#""@target-uri""#, "https://example.com/a"),
        ("http://example.com:80/", r#""@authority""#, "example.com"),
        ("http://example.com:443/", r#""@authority""#, "example.com:443"),
        ("https://example.com:80/", r#""@authority""#, "example.com:80"),
        ("https://example.com:/", r#""@authority""#, "example.com"),
        ("https://[2001:DB8::443]:443/", r#""@authority""#, "[2001:db8::443]"),
        ("https://user:name@example.com/", r#""@authority""#, "example.com"),
        ("https://user:name@example.com/", r#""@target-uri""#, "https://example.com/"),
    ] {
        at(url).signed(&[(identifier, value)], "").accepted();
    }
    at("https://hooks.example.com:443/webhook")
        .signed(&[(r#""@target-uri""#, "https://hooks.example.com/webhook")], "")
        .refused("signature::mismatch");
}

#[test]
fn parameters_of_a_query_are_encoded_anew() {
    let url = "https://example.com/parameters?var=this%20is%20a%20big%0Amultiline%20value\
               &bar=with+plus+whitespace&fa%C3%A7ade%22%3A%20=something&&qux=&flag&bad=%ff~(*)&x=1&x=2&%78=3";
    for (identifier, value) in [
        (r#""@query-param";name="var""#, "this%20is%20a%20big%0Amultiline%20value"),
        (r#""@query-param";name="bar""#, "with%20plus%20whitespace"),
        (r#""@query-param";name="fa%C3%A7ade%22%3A%20""#, "something"),
        (r#""@query-param";name="qux""#, ""),
        (r#""@query-param";name="flag""#, ""),
        (r#""@query-param";name="fa%c3%a7ade%22: ""#, "something"),
        (r#""@query-param";name="bad""#, "%EF%BF%BD%7E%28*%29"),
    ] {
        at(url).signed(&[(identifier, value)], "").accepted();
    }
    // One that stands several times must not be signed, nor one that is not there, nor one without a name.
    for identifier in [
        r#""@query-param";name="x""#,
        r#""@query-param";name="""#,
        r#""@query-param";name="none""#,
        r#""@query-param";name="façade": ""#,
        r#""@query-param""#,
        r#""@query-param";name"#,
        r#""@query-param";key="var""#,
        r#""@query-param";name="var";sf"#,
        r#""@path";name="var""#,
    ] {
        at(url).signed(&[(identifier, "1")], "").refused(MALFORMED);
    }
}

#[test]
fn what_is_no_component_is_refused() {
    for identifier in [
        r#""Cache-Control""#,
        r#""@unknown""#,
        r#""@signature-params""#,
        r#""@Method""#,
        r#""@""#,
        r#""""#,
        r#""@status""#,
        r#""@method";req"#,
        r#""cache-control";req"#,
        r#""cache-control";tr"#,
        r#""cache-control";unknown"#,
        r#""cache-control";name="x""#,
        r#""cache-control";sf=?0"#,
        r#""cache-control";sf="yes""#,
        r#""cache-control";bs;sf"#,
        r#""example-dict";bs;key="a""#,
        r#""example-dict";key=a"#,
        r#""example-dict";key"#,
        r#""example-dict";key="none""#,
        r#""example-name";sf"#,
        r#""example-name";key="a""#,
        r#""@path";sf"#,
        r#""@path";bs"#,
        r#""x-absent""#,
        r#""x-absent";bs"#,
        r#""not a name""#,
        "cache-control",
        "1",
        // As a list this is `a, a`, as a dictionary `a`: what could be read twice was not signed.
        r#""example-list";sf"#,
        r#""x-empty-header";sf"#,
        // The comma of a date, or the end of a cookie?
        r#""set-cookie""#,
        // Only `bs` carries bytes that are not ASCII.
        r#""example-name""#,
    ] {
        message().signed(&[(identifier, "a")], "").refused(MALFORMED);
    }
}

#[test]
fn no_component_stands_twice() {
    message().signed(&[(r#""@method""#, "POST"), (r#""@method""#, "POST")], "").refused(MALFORMED);
    let (one, other) = (r#""example-dict";sf;key="a""#, r#""example-dict";key="a";sf"#);
    message().signed(&[(one, "1"), (other, "1")], "").refused(MALFORMED);
    let (one, other) = (r#""example-dict";key="a""#, r#""example-dict";key="d""#);
    message().signed(&[(one, "1"), (other, "?1")], "").accepted();
}

#[test]
fn a_url_that_is_not_known_is_said() {
    let unknown = || Case { url: None, ..Case::new() };
    unknown().signed(&[(r#""@path""#, "/webhook")], "").refused("signature::no_url");
    unknown().signed(&[(r#""@method""#, "POST")], "").accepted();
    for url in ["", "/webhook", "hooks.example.com", "https://", "://x/", "https:///path"] {
        at(url).signed(&[(r#""@path""#, "/path")], "").refused(MALFORMED);
    }
}

#[test]
fn methods_are_taken_as_they_are() {
    let case = |method: &str| Case { method: Method::from_bytes(method.as_bytes()).unwrap(), ..Case::new() };
    case("get").signed(&[(r#""@method""#, "get")], "").accepted();
    case("get").signed(&[(r#""@method""#, "GET")], "").refused("signature::mismatch");
}

#[test]
fn a_response_has_a_status_and_no_request() {
    let response = || {
        let case = message();
        let profile = case.profile.clone().response(200);
        Case { url: None, ..case.profile(profile) }
    };
    response().signed(&[(r#""@status""#, "200"), (r#""x-empty-header""#, "")], "").accepted();
    response().signed(&[(r#""@status""#, "503")], "").refused("signature::mismatch");
    response().signed(&[(r#""@method""#, "POST")], "").refused(MALFORMED);
    response().signed(&[(r#""@path""#, "/")], "").refused(MALFORMED);
    // What it answers is at hand but for its headers (section 2.4).
    let asked = || Case { url: Some("https://example.com/a?b=1"), ..response() };
    let covered = [
        (r#""@status""#, "200"),
        (r#""@method";req"#, "POST"),
        (r#""@authority";req"#, "example.com"),
        (r#""@query-param";name="b";req"#, "1"),
    ];
    asked().signed(&covered, "").accepted();
    asked().signed(&[(r#""@method";req"#, "GET")], "").refused("signature::mismatch");
    asked().signed(&[(r#""@status";req"#, "200")], "").refused(MALFORMED);
    asked().signed(&[(r#""x-empty-header";req"#, "")], "").refused(MALFORMED);
    response().signed(&[(r#""@path";req"#, "/")], "").refused(MALFORMED);
    let demands = asked().profile.clone().components(["@method"]);
    asked().profile(demands).signed(&[(r#""@method";req"#, "POST")], "").refused("signature::uncovered");
}

#[test]
fn a_response_is_signed_with_the_request_that_it_answers() {
    let components = ["@status", r#""@method";req"#];
    let profile = hookwright::signature::MessageSignatures::new().components(components).response(201);
    let sent = || Case::new().sent(&profile, &Case::new().secrets);
    let input = sent().headers["signature-input"].to_str().unwrap().to_owned();
    assert!(input.starts_with(r#"sig1=("@status" "@method";req "content-digest");created="#), "{input}");
    sent().accepted();
    let other = Case { profile: profile.clone().response(500), ..sent() };
    other.refused("signature::mismatch");
    Case { method: Method::PUT, ..sent() }.refused("signature::mismatch");
}
