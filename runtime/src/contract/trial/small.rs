//! Making the payload of a failure as small as it still fails.

use serde_json::Value;

use super::{Check, Expected, Trial};
use crate::contract::sample::{Broken, Schema, Shrinker};

/// Requests that one failure is worth.
const QUESTIONS: usize = 200;

impl Trial {
    /// Of a payload that must be taken: what is left still fits the schema.
    pub(super) async fn shrink_valid(&mut self, check: Check, value: &Value) {
        let had_formats = self.is_whole(value);
        self.shrink(check, value, Expected::Success, |trial, candidate| {
            let fits = |schema: &Schema| schema.is_valid(candidate);
            if had_formats { trial.is_whole(candidate) } else { trial.schema.as_ref().is_none_or(fits) }
        })
        .await;
    }

    /// Of a payload that breaks the schema: what is left breaks the same constraint, and that alone.
    pub(super) async fn shrink_broken(&mut self, check: Check, broken: &Broken, expected: Expected) {
        self.shrink(check, &broken.value, expected, |trial, candidate| {
            let Some(schema) = &trial.schema else { return false };
            let violations = schema.violations(candidate);
            !violations.is_empty() && violations.iter().all(|violation| violation.keyword == broken.keyword)
        })
        .await;
    }

    /// Replaces the last failure of a check by one of the smallest payload that fails in the same way.
    async fn shrink(
        &mut self,
        check: Check,
        value: &Value,
        expected: Expected,
        fits: impl Fn(&mut Self, &Value) -> bool,
    ) {
        if !self.run.may_shrink() {
            return;
        }
        let Some(last) = self.tallies.get(&check).and_then(|tally| tally.failures.last()).cloned() else {
            return;
        };
        let mut shrinker = Shrinker::new(value.clone(), QUESTIONS);
        let mut smallest = None;
        while let Some(candidate) = shrinker.next() {
            let mut fails = false;
            if fits(self, &candidate)
                && let Ok(draft) = self.draft(&candidate).and_then(|draft| self.signed(&draft))
            {
                let answer = self.ask(check, &draft).await;
                if let Err(mismatch) = expected.judge(&answer)
                    && mismatch.found == last.found
                {
                    fails = true;
                    smallest = Some(self.failure(&last.case, mismatch, &draft, answer.as_ref().ok()));
                }
            }
            shrinker.tell(fails);
        }
        let smallest = smallest.unwrap_or(last);
        if let Some(failure) = self.tally(check).failures.last_mut() {
            *failure = smallest;
            failure.minimised = true;
        }
    }
}
