//! Payloads made from the suite's own schemas, each of which is about one keyword in hard places.
//!
//! In come the groups with their modules; out come the kinds of disagreement between decoder and
//! validator. Schemas that need files, other dialects or addresses are left to the suite's own tests.

use hookwright_tests::judge::Judge;
use hookwright_tests::sampler::Chance;
use hookwright_tests::suite::{Group, Part};
use hookwright_tests::trial::{Subject, Tally, Trial};
use serde_json::Value;

use super::Run;

/// Payloads of a group.
const CASES: usize = 60;

/// Words of schemas that mean something beyond the value itself.
const BEYOND: &[&str] = &["\"$id\"", "://", "urn:"];

pub(crate) fn tally(groups: &[Group], judge: &mut Judge, run: &Run) -> Tally {
    let mut tally = Tally::default();
    let wish = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    let cases = wish("HOOKWRIGHT_CASES").unwrap_or(CASES);
    let seed = wish("HOOKWRIGHT_SEED").unwrap_or(1) as u64;
    for group in groups.iter().filter(|group| group.part() != Part::Format) {
        let text = group.schema.get().replace("\"https://json-schema.org/draft/2020-12/schema\"", "");
        let plain =
            group.schema.get().replace("\"$schema\": \"https://json-schema.org/draft/2020-12/schema\",", "");
        let schema: Value = match serde_json::from_str(&plain) {
            Ok(schema) if !BEYOND.iter().any(|word| text.contains(word)) => schema,
            _ => continue,
        };
        if run.missing.contains_key(&group.module) {
            continue;
        }
        let name = format!("{} :: {}", group.file, group.description);
        let subject = Subject { name: &name, module: &group.module, event: "g" };
        // A schema that the validator does not take is no second opinion.
        if let Ok(mut trial) = Trial::new(subject, &schema, judge, &mut tally, Chance::new(seed, &name)) {
            trial.run(&schema, cases);
        }
    }
    tally
}
