//! What must be acknowledged: examples, samples, the same in other bytes, the same again.

use std::time::SystemTime;

use http::HeaderValue;
use http::header::CONTENT_TYPE;
use serde_json::Value;

use super::{Base, Check, Draft, Expected, Mismatch, Trial};

/// A way of writing the same value.
type Layout = fn(&Value) -> Vec<u8>;

impl Trial {
    /// Sends examples and samples; gives the first delivery that was acknowledged.
    pub(super) async fn valid(&mut self) -> Option<Base> {
        let mut base = None;
        for (case, value) in self.examples() {
            self.acknowledged(Check::Examples, &case, &value, &mut base).await;
        }
        if let Some(schema) = self.schema.clone() {
            // To make them takes time, and who tests one thing alone mostly has an example.
            if base.is_none() || self.wants_all(Check::Samples) {
                let samples = schema.samples(self.run.suite.seed);
                self.coverage = samples.coverage;
                if samples.list.is_empty() {
                    self.skip(Check::Samples, "no payload was found that fits the schema");
                }
                for sample in samples.list {
                    self.acknowledged(Check::Samples, &sample.name, &sample.value, &mut base).await;
                }
            }
        } else if base.is_none() {
            let any = if self.event.info.media_type.is_empty() { Value::Null } else { serde_json::json!({}) };
            self.acknowledged(Check::Samples, "anything", &any, &mut base).await;
        }
        base
    }

    /// The examples that keep to the schema: no receiver can be blamed for refusing another.
    fn examples(&mut self) -> Vec<(String, Value)> {
        let mut right = Vec::new();
        for example in &self.event.examples {
            let violations =
                self.schema.as_ref().map(|schema| schema.violations(&example.value)).unwrap_or_default();
            match violations.first() {
                None => right.push((example.name.to_owned(), example.value.clone())),
                Some(violation) => {
                    let reason = format!("the example `{}` breaks its own schema: {violation}", example.name);
                    self.skip(Check::Examples, reason);
                }
            }
        }
        if self.event.examples.is_empty() {
            self.skip(Check::Examples, "the document has no example");
        }
        right
    }

    /// Whether all payloads of a kind are to be sent: for their own sake, or for the answers to them.
    fn wants_all(&self, check: Check) -> bool {
        [check, Check::Answers, Check::InTime].into_iter().any(|check| self.wants(check))
    }

    /// Sends one payload that must be acknowledged, unless it is only wanted as a base and there is one.
    pub(super) async fn acknowledged(
        &mut self,
        check: Check,
        case: &str,
        value: &Value,
        base: &mut Option<Base>,
    ) {
        if base.is_some() && !self.wants_all(check) {
            return;
        }
        let draft = match self.draft(value) {
            Ok(draft) => draft,
            Err(reason) => return self.skip(check, reason),
        };
        self.learn(&draft);
        let before = self.tallies.get(&check).map_or(0, |tally| tally.failures.len());
        let signed = self.signed(&draft);
        let answer = self.send(check, case, signed, Expected::Success).await;
        self.breaks |= answer.as_ref().is_none_or(|answer| answer.status.is_server_error());
        if answer.as_ref().is_some_and(|answer| answer.status.is_client_error()) {
            self.refused.get_or_insert_with(|| draft.clone());
        }
        if answer.is_some_and(|answer| answer.status.is_success()) {
            base.get_or_insert_with(|| Base { draft, case: case.to_owned() });
        } else if self.tallies.get(&check).map_or(0, |tally| tally.failures.len()) > before {
            self.shrink_valid(check, value).await;
        }
        if !self.wants(check) {
            self.tallies.remove(&check);
        }
    }

    /// A request of this payload; where the schema leaves open what the sender calls its event, it is said.
    pub(super) fn draft(&self, value: &Value) -> Result<Draft, String> {
        let suite = &self.run.suite;
        let draft = Draft::new(suite.document, self.event, value, &suite.mount)?;
        let draft = self.presenting(draft)?;
        if draft.is_of(suite.document, self.event) {
            return Ok(draft);
        }
        let named = suite.document.naming(self.event, value);
        let draft = named.map(|value| draft.with(value)).transpose()?;
        draft
            .filter(|draft| draft.is_of(suite.document, self.event))
            .ok_or_else(|| "a sample does not say of which event it is".to_owned())
    }

    /// What the webhook's own `security` demands.
    fn presenting(&self, mut draft: Draft) -> Result<Draft, String> {
        if !self.run.suite.credentials.is_empty() {
            crate::client::present(
                &self.run.suite.credentials,
                self.event.info,
                &mut draft.headers,
                &mut draft.path,
            )?;
        }
        Ok(draft)
    }

    /// Finds out what the scheme's headers are, once.
    fn learn(&mut self, draft: &Draft) {
        let suite = &self.run.suite;
        if self.labels.signature.is_empty() && suite.signing.scheme().is_some() {
            self.labels = super::Labels::of(&suite.signing, draft, &suite.base).unwrap_or_default();
        }
    }

    /// The same payload as other bytes, and under a media type that says more.
    pub(super) async fn layout(&mut self, base: &Base) {
        if !base.draft.is_json() {
            self.skip(Check::RawBytes, "the body is no JSON");
            return self.skip(Check::Charset, "the body is no JSON");
        }
        if self.wants(Check::RawBytes) {
            let layouts: [(&str, Layout); 3] =
                [("pretty", pretty), ("escapes", escaped), ("blanks at both ends", surrounded)];
            for (case, lay_out) in layouts {
                let draft = base.draft.clone().with_bytes(lay_out(&base.draft.payload));
                let signed = self.signed(&draft);
                self.send(Check::RawBytes, case, signed, Expected::Success).await;
            }
        }
        if self.wants(Check::Charset) {
            let mut draft = base.draft.clone();
            let media_type = draft.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
            let extended = media_type.map(|said| HeaderValue::try_from(format!("{said}; charset=utf-8")));
            if let Some(Ok(extended)) = extended {
                draft.headers.insert(CONTENT_TYPE, extended);
            }
            let signed = self.signed(&draft);
            self.send(Check::Charset, "; charset=utf-8", signed, Expected::Success).await;
        }
    }

    /// The same delivery again, later and at once.
    pub(super) async fn duplicates(&mut self, base: &Base) {
        if self.wants(Check::Repeated) {
            let signed = self.signed(&base.draft);
            let before = self.count().await;
            self.send(Check::Repeated, &base.case, signed.clone(), Expected::Success).await;
            let between = self.count().await;
            self.send(Check::Repeated, "again", signed.clone(), Expected::Success).await;
            let after = self.count().await;
            let effects = [before, between, after];
            self.effects(Check::Repeated, signed, effects);
        }
        if self.wants(Check::Raced) {
            self.raced(base).await;
        }
    }

    async fn raced(&mut self, base: &Base) {
        let before = self.count().await;
        let Ok(signed) = self.signed(&base.draft) else { return };
        let requests = (signed.clone().request(), signed.clone().request());
        let (Ok(one), Ok(other)) = requests else { return };
        let (one, other) = (self.run.ask.ask(one), self.run.ask.ask(other));
        let (one, other) = tokio::join!(one, other);
        self.tally(Check::Raced).requests += 2;
        for answer in [&one, &other] {
            if let Err(mismatch) = Expected::SuccessOrBusy.judge(answer) {
                self.fail(Check::Raced, "twice at once", mismatch, &signed, answer.as_ref().ok());
            }
        }
        let after = self.count().await;
        self.effects(Check::Raced, Ok(signed), [before, after.clone(), after]);
    }

    /// How many effects there were so far; none where nobody counts.
    async fn count(&self) -> Option<Result<u64, String>> {
        match &self.run.suite.count {
            Some(count) => Some(count().await),
            None => None,
        }
    }

    /// One delivery has one effect, or none where the application does not care for the event; its repetition has none.
    fn effects(
        &mut self,
        check: Check,
        draft: Result<Draft, String>,
        counts: [Option<Result<u64, String>>; 3],
    ) {
        let Ok(draft) = draft else { return };
        let [Some(before), Some(between), Some(after)] = counts else { return };
        let (before, between, after) = match (before, between, after) {
            (Ok(before), Ok(between), Ok(after)) => (before, between, after),
            (Err(error), ..) | (_, Err(error), _) | (.., Err(error)) => {
                return self.skip(check, format!("effects cannot be counted: {error}"));
            }
        };
        let (first, second) = (between.saturating_sub(before), after.saturating_sub(between));
        if second > 0 || first > 1 {
            let expected = "one effect of one delivery".to_owned();
            let found = format!("{} effects", first + second);
            self.fail(check, "again", Mismatch { expected, found }, &draft, None);
        }
    }

    /// An id and a time of now.
    pub(super) fn now(&self) -> (String, SystemTime) {
        (self.id(), SystemTime::now())
    }
}

pub(super) fn pretty(value: &Value) -> Vec<u8> {
    serde_json::to_vec_pretty(value).unwrap_or_default()
}

/// Every letter of a text as its escape, which no serialiser would write.
fn escaped(value: &Value) -> Vec<u8> {
    let mut out = String::new();
    let mut in_text = false;
    let mut after_escape = false;
    for c in value.to_string().chars() {
        match c {
            _ if after_escape => {
                after_escape = false;
                out.push(c);
            }
            '\\' => {
                after_escape = true;
                out.push(c);
            }
            '"' => {
                in_text = !in_text;
                out.push(c);
            }
            'a'..='z' if in_text => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            _ => out.push(c),
        }
    }
    out.into_bytes()
}

fn surrounded(value: &Value) -> Vec<u8> {
    format!(" \n{value}\n ").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn layouts_mean_the_same() {
        let value = json!({"a\\\"b": ["ü\n\u{1F600}x", 1, {"u0041": "\\u"}]});
        for lay_out in [pretty, escaped, surrounded] {
            let back: Value = serde_json::from_slice(&lay_out(&value)).unwrap();
            assert_eq!(back, value);
        }
        assert!(String::from_utf8(escaped(&json!("a"))).unwrap().contains("\\u0061"));
    }
}
