//! What is around a payload, and payloads that break their schema.

use http::HeaderValue;
use http::header::CONTENT_TYPE;
use serde_json::Value;

use super::{Base, Check, Draft, Expected, Mismatch, Trial};
use crate::contract::sample::Broken;
use crate::contract::suite::Invalid;

/// What no version is called.
const UNKNOWN: &str = "hookwright-unknown";

/// A text that no answer has by chance.
const CANARY: &str = "hookwright-canary-1c6a9e52";

/// Bodies that no parser takes.
const NOT_JSON: [(&str, &[u8]); 3] =
    [("cut off", b"{\"a\": [1, 2"), ("no bytes", b""), ("no UTF-8", b"\"\xff\xfe\"")];

/// Payloads of another version that are sent for one of this.
const FOREIGN: usize = 12;

/// Constraints that a newer document may have lifted: a receiver that takes such a payload is tolerant, not wrong.
const GROWING: &[&str] =
    &["additionalProperties", "anyOf", "const", "enum", "oneOf", "unevaluatedItems", "unevaluatedProperties"];

impl Trial {
    /// Media type, event, version, and bytes that are no JSON.
    pub(super) async fn envelope(&mut self, base: &Base) {
        if self.wants(Check::MediaType) {
            if base.draft.body.is_empty() || self.takes_any_type() {
                self.skip(Check::MediaType, "no media type would be wrong");
            } else {
                let wrong = self.signed(&base.draft.clone().of_wrong_media_type());
                self.send(Check::MediaType, "a type that nobody has", wrong, Expected::Refused).await;
            }
        }
        if self.wants(Check::UnknownEvent) {
            let unknown = base.draft.of_unknown_events(self.run.suite.document.dispatch);
            if unknown.is_empty() {
                self.skip(Check::UnknownEvent, "no request can name another event");
            }
            for (case, draft) in unknown {
                let signed = self.signed(&draft);
                self.send(Check::UnknownEvent, &case, signed, Expected::Decided).await;
            }
        }
        if self.wants(Check::UnknownVersion) {
            match self.of_unknown_version(&base.draft) {
                Some(unknown) => {
                    let unknown = self.signed(&unknown);
                    self.send(Check::UnknownVersion, UNKNOWN, unknown, Expected::Refused).await;
                }
                None => self.skip(Check::UnknownVersion, "requests name no version"),
            }
        }
        if self.wants(Check::NotJson) {
            if base.draft.is_json() {
                for (case, body) in NOT_JSON {
                    // Libraries that verify a text refuse what is none.
                    let is_text = std::str::from_utf8(body).is_ok();
                    let expected = if is_text { Expected::Decided } else { Expected::Clean };
                    let broken = self.signed(&base.draft.clone().with_bytes(body.to_vec()));
                    self.send(Check::NotJson, case, broken, expected).await;
                }
            } else {
                self.skip(Check::NotJson, "the body is no JSON");
            }
        }
    }

    /// Whether some event takes any media type, so that none is wrong.
    fn takes_any_type(&self) -> bool {
        let any = |media_type: &str| media_type.is_empty() || media_type.ends_with("/*");
        self.run.suite.document.infos.iter().any(|info| any(info.media_type))
    }

    fn of_unknown_version(&self, draft: &Draft) -> Option<Draft> {
        let said = self.run.suite.document.said.as_ref()?;
        let mut draft = draft.clone();
        let mut changed = false;
        for (name, _) in &said.headers {
            let name = http::HeaderName::try_from(*name).ok()?;
            changed |= draft.headers.insert(name, HeaderValue::from_static(UNKNOWN)).is_some();
        }
        for (name, text) in &said.query {
            let (from, to) = (format!("{name}={text}"), format!("{name}={UNKNOWN}"));
            changed |= draft.path.contains(&from);
            draft.path = draft.path.replace(&from, &to);
        }
        if !said.path_segment.is_empty() && self.run.suite.mount.contains("{version}") {
            draft.path = draft.path.replacen(said.path_segment, UNKNOWN, 1);
            changed = true;
        }
        for (name, text) in &said.media_type_parameters {
            let said = draft.headers.get(CONTENT_TYPE)?.to_str().ok()?;
            let other = said.replace(&format!("{name}={text}"), &format!("{name}={UNKNOWN}"));
            changed |= other != said;
            draft.headers.insert(CONTENT_TYPE, HeaderValue::from_str(&other).ok()?);
        }
        if let Some(pointer) = said.pointer {
            let mut payload = draft.payload.clone();
            *payload.pointer_mut(pointer)? = Value::from(UNKNOWN);
            draft = draft.with(payload).ok()?;
            changed = true;
        }
        changed.then_some(draft)
    }

    /// Payloads that break the schema, one constraint at a time, and those of other versions.
    pub(super) async fn payloads(&mut self, base: &Base) {
        let Some(schema) = self.schema.clone() else {
            for check in [Check::Newer, Check::Violations, Check::Echo] {
                self.skip(check, "no payload breaks the schema");
            }
            return;
        };
        if [Check::Newer, Check::Violations, Check::Echo].iter().any(|check| self.wants(*check)) {
            let mut broken = schema.broken(self.run.suite.seed);
            // Libraries take a body that is `null` for none at all, and say so in their own way.
            broken.retain(|one| !one.value.is_null());
            let broken = spread(broken, self.run.suite.most);
            if broken.is_empty() {
                self.skip(Check::Violations, "no payload breaks the schema");
            }
            for one in &broken {
                self.broken(one).await;
            }
            self.echo(base, &broken).await;
        }
        self.other_versions().await;
    }

    async fn broken(&mut self, broken: &Broken) {
        let Ok(draft) = self.draft_as_it_is(&broken.value) else { return };
        if !draft.is_json() && self.reads_as_valid(&draft) {
            return;
        }
        let check = if !draft.is_of(self.run.suite.document, self.event) {
            // What says no event any more is another event, whatever else it is.
            Check::UnknownEvent
        } else if GROWING.contains(&broken.keyword.as_str()) {
            Check::Newer
        } else {
            Check::Violations
        };
        if !self.wants(check) {
            return;
        }
        if check == Check::Violations {
            self.violation(check, &broken.name, draft, Some(broken)).await;
        } else {
            let signed = self.signed(&draft);
            self.send(check, &broken.name, signed, Expected::Decided).await;
        }
    }

    /// Whether what was broken is whole again once it is written as the media type has it.
    fn reads_as_valid(&self, draft: &Draft) -> bool {
        let schema = self.schema.as_ref();
        draft.as_read().zip(schema).is_some_and(|(value, schema)| schema.is_valid(&value))
    }

    fn draft_as_it_is(&self, value: &Value) -> Result<Draft, String> {
        // Whatever the payload says of its event, it is sent as a delivery of this one.
        self.draft(value).or_else(|_| {
            let suite = &self.run.suite;
            Draft::new(suite.document, self.event, value, &suite.mount)
        })
    }

    /// A payload that must be refused, or may be taken if all are.
    async fn violation(&mut self, check: Check, case: &str, draft: Draft, broken: Option<&Broken>) {
        let strict = self.must_refuse();
        let Ok(signed) = self.signed(&draft) else { return };
        let expected = if strict { Expected::Refused } else { Expected::Decided };
        let before = self.tallies.get(&check).map_or(0, |tally| tally.failures.len());
        let answer = self.send(check, case, Ok(signed.clone()), expected).await;
        if self.tallies.get(&check).map_or(0, |tally| tally.failures.len()) > before {
            if let Some(broken) = broken {
                self.shrink_broken(check, broken, expected).await;
            }
            return;
        }
        match answer {
            Some(answer) if answer.status.is_client_error() => self.run.note_refused(),
            Some(answer) if answer.status.is_success() && !strict => {
                let found = format!("{}, though other such payloads are refused", answer.status);
                let mismatch = Mismatch { expected: "4xx".to_owned(), found };
                let failure = self.failure(case, mismatch, &signed, Some(&answer));
                self.run.note_taken(self.event.info.name, check, failure);
            }
            _ => {}
        }
    }

    /// Whether the document says that what breaks it is refused, or whoever tests.
    fn must_refuse(&self) -> bool {
        let says = self.event.answers.iter().any(|answer| matches!(answer.status, Some(400 | 422)));
        says || self.run.suite.invalid == Invalid::Refused
    }

    /// An answer that refuses must not show what was sent: it ends up in other people's logs.
    async fn echo(&mut self, base: &Base, broken: &[Broken]) {
        if !self.wants(Check::Echo) {
            return;
        }
        let Some((case, payload)) = self.with_canary(base, broken) else {
            return self.skip(Check::Echo, "no text can stand where another value must");
        };
        let Ok(draft) = self.draft_as_it_is(&payload).and_then(|draft| self.signed(&draft)) else { return };
        // Whether it answers at all is the other checks' business.
        let Ok(answer) = self.ask(Check::Echo, &draft).await else { return };
        if String::from_utf8_lossy(&answer.body).contains(CANARY) {
            let expected = "a refusal that shows no value".to_owned();
            let found = format!("the value that was sent, `{CANARY}`");
            self.fail(Check::Echo, &case, Mismatch { expected, found }, &draft, Some(&answer));
        }
    }

    /// A payload that is wrong by a text that is easy to find again.
    fn with_canary(&self, base: &Base, broken: &[Broken]) -> Option<(String, Value)> {
        broken.iter().find_map(|one| {
            let mut payload = base.draft.payload.clone();
            *payload.pointer_mut(&one.pointer).filter(|_| !one.pointer.is_empty())? = Value::from(CANARY);
            let is_ours = self.draft_as_it_is(&payload).ok()?.is_of(self.run.suite.document, self.event);
            (is_ours && self.is_foreign(&payload)).then(|| (format!("a text at {}", one.pointer), payload))
        })
    }

    /// Payloads that fit another version's schema alone.
    async fn other_versions(&mut self) {
        if !self.wants(Check::OtherVersion) {
            return;
        }
        let others = self.run.suite.others.clone();
        if others.is_empty() {
            return self.skip(Check::OtherVersion, "there is one version");
        }
        let mut sent = false;
        for other in others {
            let Some(event) = other.event(self.event.info.name) else { continue };
            let Ok(Some(theirs)) = other.schema(event) else { continue };
            let samples = theirs.samples(self.run.suite.seed).list;
            let foreign = samples.into_iter().filter(|sample| self.is_foreign(&sample.value)).take(FOREIGN);
            for sample in foreign.collect::<Vec<_>>() {
                let Ok(draft) = self.draft_as_it_is(&sample.value) else { continue };
                sent = true;
                let case = format!("version {}: {}", other.version, sample.name);
                self.violation(Check::OtherVersion, &case, draft, None).await;
            }
        }
        if !sent {
            self.skip(Check::OtherVersion, "what other versions take, this one takes too");
        }
    }

    /// Whether a payload breaks this version's schema by more than what a newer one could have lifted.
    fn is_foreign(&self, value: &Value) -> bool {
        let Some(schema) = &self.schema else { return false };
        schema.violations(value).iter().any(|violation| !GROWING.contains(&violation.keyword))
    }
}

/// At most so many, evenly spread: neighbours are alike.
fn spread(mut broken: Vec<Broken>, most: usize) -> Vec<Broken> {
    let count = broken.len();
    if count > most && most > 0 {
        let mut index = 0;
        broken.retain(|_| {
            let keep = index * most / count != (index + 1) * most / count;
            index += 1;
            keep
        });
    }
    broken
}
