//! String enums, open and closed.

use crate::{broken, strict, tolerant};

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Status {
    Open,
    Closed,
    Odd,
    Unknown(hookwright::Unknown),
}
hookwright::codegen::string_enum! { Status { "open" => Open, "closed" => Closed, "\u{e9}\"" => Odd } open }

#[derive(Clone, Debug, PartialEq)]
enum Version {
    One,
    Two,
}
hookwright::codegen::string_enum! { Version { "1" => One, "2" => Two } closed }

#[derive(Clone, Debug, PartialEq)]
enum Kind {
    Order,
}
hookwright::codegen::string_enum! { Kind { "order" => Order } const }

/// A listed value that bears the name of the variant for the unlisted.
#[derive(Clone, Debug, PartialEq)]
enum Colour {
    Unknown,
    Unlisted(hookwright::Unknown),
}
hookwright::codegen::string_enum! { Colour { "unknown" => Unknown } open Unlisted }

#[test]
fn listed_values_are_variants() {
    assert_eq!(strict::<Status>(r#""open""#), Ok(Status::Open));
    assert_eq!(strict::<Status>(r#""cl\u006fsed""#), Ok(Status::Closed));
    assert_eq!(strict::<Status>(r#""é\"""#), Ok(Status::Odd));
    assert_eq!(strict::<Version>(r#""2""#), Ok(Version::Two));
    assert_eq!(strict::<Version>(r#""1""#).expect("a version").to_string(), "1");
    assert_eq!(tolerant::<Colour>(r#""unknown""#), Ok((Colour::Unknown, vec![])));
}

#[test]
fn unlisted_values_are_kept_by_a_tolerant_reading_alone() {
    let (found, novelties) = tolerant::<Vec<Status>>(r#"["open", "OPEN", "lost\n"]"#).expect("statuses");
    assert_eq!(found[2].as_str(), "lost\n");
    assert_eq!(serde_json::to_string(&found).expect("JSON"), r#"["open","OPEN","lost\n"]"#);
    assert_eq!(novelties, ["/1: enum", "/2: enum"]);
    assert!(matches!(tolerant::<Colour>(r#""red""#), Ok((Colour::Unlisted(_), _))));
    assert_eq!(broken::<Vec<Status>>(r#"["open", "OPEN", 1]"#), ["/1 enum", "/2 type"]);
}

#[test]
fn closed_enums_refuse_in_both_readings() {
    assert_eq!(broken::<Version>(r#""3""#), [" enum"]);
    assert_eq!(tolerant::<Version>(r#""3""#).unwrap_err()[0].message, "one of `1`, `2` is expected");
    assert_eq!(tolerant::<Kind>(r#""3""#).unwrap_err().to_string(), "(body): const: `order` is expected");
}
