//! Bodies that are made to hurt: nothing panics, nothing explodes.

use std::time::{Duration, Instant};

use hookwright::{Json, MOST_VIOLATIONS, Map, Reading, Violations, read};

#[derive(Debug, PartialEq)]
struct Node {
    name: Option<String>,
    next: Option<Box<Node>>,
    all: Option<Vec<Node>>,
}
hookwright::codegen::object! {
    Node { 0 "name" name: optional, 1 "next" next: optional, 2 "all" all: optional } others: refuse
}

fn refused(body: &str) -> Violations {
    read::<Node>(body.as_bytes(), Reading::Strict).expect_err("refused")
}

#[test]
fn depth_is_a_violation_with_a_place() {
    let violations = refused(&r#"{"next":"#.repeat(500));
    assert_eq!((violations.len(), violations[0].keyword), (1, "depth"));
    assert_eq!(violations[0].pointer, "/next".repeat(127));
    let skipped = format!(r#"{{"name": "a", "unknown": {}{}}}"#, "[".repeat(127), "]".repeat(127));
    assert_eq!(refused(&skipped)[0].keyword, "depth");
    assert_eq!(refused(&format!(r#"{{"name": {}"#, "[".repeat(100_000)))[0].keyword, "depth");
}

#[test]
fn the_list_of_violations_is_bounded() {
    let violations = refused(&format!(r#"{{"all": [{}1]}}"#, "1,".repeat(100_000)));
    assert!(violations.is_cut());
    assert_eq!(violations.len(), MOST_VIOLATIONS);
    assert!(violations.to_string().ends_with("… and maybe more"));
    let exactly = refused(&format!(r#"{{"all": [{}1]}}"#, "1,".repeat(MOST_VIOLATIONS - 1)));
    assert!(!exactly.is_cut());
}

#[test]
fn novelties_are_bounded() {
    let body = format!(r#"{{"all": [{}{{}}]}}"#, r#"{"new": 1},"#.repeat(100_000));
    assert_eq!(
        read::<Node>(body.as_bytes(), Reading::Tolerant).expect("read").novelties.len(),
        MOST_VIOLATIONS
    );
}

#[test]
fn huge_names_are_not_multiplied() {
    let body = format!(r#"{{"{}": [{}1]}}"#, "é/".repeat(500_000), "\"\",".repeat(200));
    let violations = read::<Map<Vec<i64>>>(body.as_bytes(), Reading::Strict).expect_err("refused");
    let length: usize = violations.iter().map(|violation| violation.pointer.len()).sum();
    assert!(length < 100_000, "{length}");
    assert!(violations[1].pointer.ends_with("…/1"));
}

/// Bodies of about this length that careless reading would go over again and again.
fn long(length: usize) -> Vec<String> {
    vec![
        "[".repeat(length),
        "{\"a\":".repeat(length / 5),
        format!("[{}1]", "1,".repeat(length)),
        format!("\"{}\"", "\\u0041".repeat(length / 6)),
        format!("\"{}", "a".repeat(length)),
        format!("{}1", " ".repeat(length)),
        "9".repeat(length),
        format!("1e{}", "9".repeat(length)),
        format!("0.{}1", "0".repeat(length)),
        format!("{{{}\"a\":1}}", (0..length / 10).map(|n| format!("\"{n}\":0,")).collect::<String>()),
        format!("{{\"all\":[{}{{}}]}}", "{},".repeat(length / 3)),
        "\n".repeat(length),
    ]
}

/// The time that everything takes which may be done with a body.
fn time_of(body: &str) -> Duration {
    let start = Instant::now();
    let _ = read::<Node>(body.as_bytes(), Reading::Strict);
    let _ = read::<Json>(body.as_bytes(), Reading::Strict)
        .map(|read| (read.value == Json::null(), read.value.value()));
    let _ = read::<i64>(body.as_bytes(), Reading::Strict);
    let _ = read::<f64>(body.as_bytes(), Reading::Strict);
    let _ = hookwright::json::lookup_all(body.as_bytes(), &["/a/a/a", "/0", "/all/99999999/x"]);
    start.elapsed()
}

#[test]
fn time_grows_with_the_length_alone() {
    // Ten times the length takes ten times as long; a hundred times would be the square. What is too short to be
    // measured counts as a few milliseconds.
    let least = Duration::from_millis(5);
    for (short, long) in long(20_000).iter().zip(&long(200_000)) {
        let (before, after) = (time_of(short).max(time_of(short)).max(least), time_of(long));
        assert!(after < before * 50, "{before:?}, then {after:?} for {}…", &long[..20]);
    }
}

/// A wide type within itself: each level holds all its members on the stack.
#[derive(Debug, Default, PartialEq)]
struct Wide {
    a: Option<String>,
    b: Option<String>,
    c: Option<String>,
    d: Option<String>,
    e: Option<String>,
    f: Option<String>,
    g: Option<String>,
    h: Option<String>,
    i: Option<String>,
    j: Option<String>,
    k: Option<String>,
    l: Option<String>,
    m: Option<String>,
    n: Option<String>,
    o: Option<String>,
    p: Option<String>,
    inner: Option<Box<Wide>>,
}
hookwright::codegen::object! {
    Wide {
        0 "a" a: optional, 1 "b" b: optional, 2 "c" c: optional, 3 "d" d: optional, 4 "e" e: optional, 5 "f" f: optional, 6 "g" g: optional, 7 "h" h: optional,
        8 "i" i: optional, 9 "j" j: optional, 10 "k" k: optional, 11 "l" l: optional, 12 "m" m: optional, 13 "n" n: optional, 14 "o" o: optional, 15 "p" p: optional,
        16 "inner" inner: optional,
    }
    others: ignore
}

#[test]
fn the_deepest_value_fits_a_small_stack() {
    let body = format!("{}{{}}{}", r#"{"inner":"#.repeat(126), "}".repeat(126));
    let small = std::thread::Builder::new().stack_size(1 << 20);
    let thread = small.spawn(move || read::<Wide>(body.as_bytes(), Reading::Strict).map(|_| ()));
    assert_eq!(thread.expect("a thread").join().expect("no overflow"), Ok(()));
}

/// So wide that its deepest value would not fit.
#[derive(Debug, Default, PartialEq)]
struct Huge {
    a: Option<Wide>,
    b: Option<Wide>,
    c: Option<Wide>,
    d: Option<Wide>,
    e: Option<Wide>,
    f: Option<Wide>,
    g: Option<Wide>,
    h: Option<Wide>,
    next: Option<Box<Huge>>,
    either: Option<Either>,
}
hookwright::codegen::object! {
    Huge {
        0 "a" a: optional,
        1 "b" b: optional,
        2 "c" c: optional,
        3 "d" d: optional,
        4 "e" e: optional,
        5 "f" f: optional,
        6 "g" g: optional,
        7 "h" h: optional,
        8 "next" next: optional,
        9 "either" either: optional,
    }
    others: ignore
}

#[derive(Debug, PartialEq)]
enum Either {
    Huge(Box<Huge>),
    Wide(Box<Wide>),
}
hookwright::codegen::union! { Either any_of { 0 Huge: object, 1 Wide: object } }

#[test]
fn the_stack_is_never_exhausted() {
    for open in [r#"{"next":"#, r#"{"either":"#] {
        let body = format!("{}{{}}{}", open.repeat(126), "}".repeat(126));
        let usual = std::thread::Builder::new().stack_size(2 << 20);
        let thread = usual.spawn(move || {
            let huge = read::<Huge>(body.as_bytes(), Reading::Strict);
            assert!(huge.as_ref().map_or_else(|violations| violations.len() == 1, |_| true));
        });
        thread.expect("a thread").join().expect("no overflow");
    }
}

#[test]
fn every_cut_and_every_changed_byte_is_survived() {
    let good = br#"{"name": "a\u00e9\n", "next": {"all": [{}, {"name": "b"}]}, "all": []}"#;
    assert!(read::<Node>(good, Reading::Strict).is_ok());
    for index in 0..good.len() {
        let _ = read::<Node>(&good[..index], Reading::Tolerant);
        for byte in 0..=255 {
            let mut body = good.to_vec();
            body[index] = byte;
            let node = read::<Node>(&body, Reading::Tolerant);
            let value = serde_json::from_slice::<serde_json::Value>(&body);
            let syntax =
                |violations: &Violations| violations.iter().any(|violation| violation.keyword == "syntax");
            assert_eq!(
                value.is_err(),
                node.as_ref().is_err_and(syntax),
                "{}",
                String::from_utf8_lossy(&body)
            );
        }
    }
}

#[derive(Debug)]
struct Few {
    next: Option<Box<Few>>,
    #[allow(dead_code, reason = "only read")]
    others: Map<Json>,
}
hookwright::codegen::object! {
    Few { 0 "next" next: optional } others: keep others, checks [MaxProperties(2), OneRequired(&[&["next"], &["list"]])]
}

#[test]
fn checks_of_objects_in_objects_do_not_read_all_that_is_inside_again() {
    let inner = format!(r#"{{"list": [{}0]}}"#, "0,".repeat(50_000));
    let body = |levels| format!("{}{inner}{}", r#"{"next":"#.repeat(levels), "}".repeat(levels));
    let time = |levels| {
        let (body, started) = (body(levels), Instant::now());
        assert!(read::<Few>(body.as_bytes(), Reading::Strict).expect("valid").value.next.is_some());
        started.elapsed()
    };
    time(1);
    let (one, hundred) = (time(1), time(100));
    // Each level looks at its names once or twice; a tree of all below, at each level, would take thousands.
    assert!(hundred < one * 600, "{hundred:?} against {one:?}");
    let deep = |inner: &str| format!(r#"{{"next": {{"next": {inner}}}}}"#);
    for (inner, keyword) in [
        (r#"{"list": 1, "a": 2, "\u0061": 3, "b": 4}"#, "maxProperties"),
        ("{}", "oneOf"),
        (r#"{"next": {"list": 1}, "list": 2}"#, "oneOf"),
    ] {
        let violations = read::<Few>(deep(inner).as_bytes(), Reading::Strict).expect_err("refused");
        assert_eq!((violations[0].pointer.as_str(), violations[0].keyword), ("/next/next", keyword));
    }
    assert!(read::<Few>(deep(r#"{"list": 1, "a": 2, "\u0061": 3}"#).as_bytes(), Reading::Strict).is_ok());
}

#[derive(Debug)]
struct Doubling(#[allow(dead_code, reason = "only read")] Json);
hookwright::codegen::rule! {
    TWICE [AnyOf(&[
        &[Properties(&[("a", &[Rule(&TWICE)])]), Required(&["b"])],
        &[Properties(&[("a", &[Rule(&TWICE)])])],
    ])]
}
hookwright::codegen::newtype! { Doubling [Rule(&TWICE)] }

#[test]
fn tables_that_double_the_work_at_each_level_end() {
    let nested = |levels: usize| format!("{}{{}}{}", r#"{"a":"#.repeat(levels), "}".repeat(levels));
    assert!(read::<Doubling>(nested(8).as_bytes(), Reading::Strict).is_ok());
    let violations = read::<Doubling>(nested(100).as_bytes(), Reading::Strict).expect_err("too much work");
    assert_eq!((violations.len(), violations[0].keyword), (1, "limit"));
}
