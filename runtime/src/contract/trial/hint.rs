//! Why a receiver refuses every delivery: found out by asking it what a receiver with a common mistake would take.
//!
//! In: a trial in which nothing was acknowledged. Out: words beside its failures. It must not know any receiver's code.

use std::borrow::Cow;

use base64ct::{Base64, Encoding as _};
use serde_json::Value;

use super::valid::pretty;
use super::{Check, Draft, Mismatch, Trial};
use crate::signature::Signing;

/// A way of writing a value anew, and what it is called.
type Anew = (&'static str, fn(&Value) -> String);

/// As libraries of JSON write what they have read.
const ANEW: [Anew; 4] = [
    ("without blanks", Value::to_string),
    ("with a space after each colon and comma", spaced),
    ("with members in the order of their names", sorted),
    ("indented", |value| String::from_utf8(pretty(value)).unwrap_or_default()),
];

impl Trial {
    /// Adds to the failures what would have been taken.
    pub(super) async fn hint(&mut self) {
        let Some(draft) = self.refused.clone() else { return };
        if let Some(words) = self.by_another_key(&draft).await {
            return self.remark(&words);
        }
        let Some((words, anew)) = self.written_anew(&draft).await else { return };
        let found = format!("it verifies the payload as it writes it anew, {words}");
        self.remark(&found);
        if self.wants(Check::RawBytes) {
            let expected = "4xx for a signature of other bytes than those that are sent".to_owned();
            self.fail(
                Check::RawBytes,
                "as it came",
                Mismatch { expected, found: format!("2xx: {found}") },
                &anew,
                None,
            );
        }
    }

    fn remark(&mut self, words: &str) {
        for check in [Check::Examples, Check::Samples] {
            let failures = self.tallies.get_mut(&check).map(|tally| &mut tally.failures);
            for failure in failures.into_iter().flatten() {
                failure.found = format!("{}: {words}", failure.found);
            }
        }
    }

    /// Whether it takes a key that is made of the secret in another way.
    async fn by_another_key(&mut self, draft: &Draft) -> Option<Cow<'static, str>> {
        for (words, signing) in self.misread() {
            let suite = &self.run.suite;
            let (id, now) = self.now();
            let signature = draft.signature(&signing, &id, now, &suite.base).ok()?;
            if self.takes(&draft.clone().bearing(signature)).await {
                return Some(words.into());
            }
        }
        None
    }

    /// Signings by keys that the secret could be taken for.
    fn misread(&self) -> Vec<(&'static str, Signing)> {
        let suite = &self.run.suite;
        let (Some(scheme), Some(secret)) = (suite.signing.scheme(), suite.secret.as_ref()) else {
            return Vec::new();
        };
        let text = secret.expose();
        let bare = text.rsplit_once('_').map_or(text, |(_, bare)| bare);
        let coded = |text: &str| Base64::encode_string(text.as_bytes());
        let prefixed = |text: &str| format!("whsec_{}", coded(text));
        let decoded = Base64::decode_vec(bare).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        let mut keys = vec![
            (
                "it takes the secret's text for the key: what follows the prefix has to be decoded from base64",
                prefixed(text),
            ),
            ("it takes the secret's text for the key: it has to be decoded from base64", prefixed(bare)),
            ("it leaves out the secret's prefix, which belongs to the key", bare.to_owned()),
            ("it takes the secret in base64 for the key, which is its text", coded(text)),
        ];
        keys.extend(decoded.map(|key| ("it decodes the secret, whose text is the key", key)));
        keys.retain(|(_, key)| key != text);
        let signing = |(words, key): (_, String)| Some((words, Signing::new(scheme.clone(), [key]).ok()?));
        keys.into_iter().filter_map(signing).collect()
    }

    /// Whether it takes the signature of the same payload in other bytes.
    async fn written_anew(&mut self, draft: &Draft) -> Option<(&'static str, Draft)> {
        if !draft.is_json() {
            return None;
        }
        for (words, write) in ANEW {
            let anew = draft.clone().with_bytes(write(&draft.payload).into_bytes());
            let (id, now) = self.now();
            let suite = &self.run.suite;
            let signature = anew.signature(&suite.signing, &id, now, &suite.base).ok()?;
            let wrong = draft.clone().salted(self.run.salt()).bearing(signature);
            if self.takes(&wrong).await {
                return Some((words, wrong));
            }
        }
        None
    }

    async fn takes(&mut self, draft: &Draft) -> bool {
        self.ask(Check::Samples, draft).await.is_ok_and(|answer| answer.status.is_success())
    }
}

/// As Python writes it.
fn spaced(value: &Value) -> String {
    let name = |name: &str| Value::from(name).to_string();
    match value {
        Value::Object(members) => {
            let members =
                members.iter().map(|(member, value)| format!("{}: {}", name(member), spaced(value)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(spaced).collect::<Vec<_>>().join(", ")),
        other => other.to_string(),
    }
}

/// As maps write it that keep no order.
fn sorted(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let mut members: Vec<(&String, &Value)> = members.iter().collect();
            members.sort_unstable_by_key(|(name, _)| *name);
            let members = members
                .into_iter()
                .map(|(name, value)| format!("{}:{}", Value::from(name.as_str()), sorted(value)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(","))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(sorted).collect::<Vec<_>>().join(",")),
        other => other.to_string(),
    }
}
