//! Payloads and their verdicts, for the suites of the goldens.

use hookwright::Violations;
use serde_json::Value;

/// What a payload must come to.
pub(crate) enum Verdict {
    /// Read, and written back equal.
    Same,
    /// Read, and written back as this.
    As(Value),
    /// Refused, with these violations.
    Not(&'static [(&'static str, &'static str)]),
}

/// Reads each payload by the event's name and holds it against its verdict.
macro_rules! verdicts {
    ($golden:ident, $name:literal, [$($payload:tt => $verdict:expr),* $(,)?]) => {
        $($crate::verdict::judge(
            stringify!($golden),
            &serde_json::json!($payload),
            $verdict,
            &|body| hookwright_tests_2024::golden::$golden::Event::from_slice($name, body).map(|event| {
                assert_eq!(event.name(), $name);
                serde_json::to_value(&event).expect("events are JSON")
            }),
        );)*
    };
}

pub(crate) fn judge(
    golden: &str,
    payload: &Value,
    verdict: Verdict,
    read: &dyn Fn(&[u8]) -> Result<Value, Violations>,
) {
    let body = payload.to_string();
    match (read(body.as_bytes()), verdict) {
        (Ok(back), Verdict::Same) => assert_eq!(&back, payload, "{golden} loses something"),
        (Ok(back), Verdict::As(expected)) => assert_eq!(back, expected, "{golden}: {body}"),
        (Ok(_), Verdict::Not(expected)) => panic!("{golden} accepts {body} in spite of {expected:?}"),
        (Err(violations), Verdict::Not(expected)) => {
            let mut found: Vec<(&str, &str)> =
                violations.iter().map(|one| (&*one.pointer, one.keyword)).collect();
            let mut expected = expected.to_vec();
            // `json!` keeps the order of members only where a feature of serde_json says so.
            found.sort_unstable();
            expected.sort_unstable();
            assert_eq!(found, expected, "{golden}: {body}");
        }
        (Err(violations), _) => panic!("{golden} refuses {body}: {violations}"),
    }
}
