//! What must be refused by its signature, and what must not.

use std::time::{Duration, SystemTime};

use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;

use super::{Base, Check, Draft, Expected, Mismatch, Trial};
use crate::signature::{Secret, Signing};

/// Further off than any scheme tolerates.
const OFF: Duration = Duration::from_secs(60 * 60);

/// Nearer than any scheme refuses.
const NEAR: Duration = Duration::from_secs(20);

/// Secrets that nobody uses, one of which every scheme with a shared key can read.
const FORGED: [&str; 2] = ["whsec_Zm9yZ2VkLWZvcmdlZC1mb3JnZWQtZm9yZ2VkLWZvcmdlZA==", "forged-forged-forged"];

impl Trial {
    pub(super) async fn signatures(&mut self, base: &Base) {
        let reason = if self.run.suite.signing.scheme().is_none() {
            "nothing is signed"
        } else if self.labels.signature.is_empty() {
            "the scheme does not sign the body"
        } else {
            self.rotated(base).await;
            self.tampered(base).await;
            self.relabelled(base).await;
            self.forged(base).await;
            self.incomplete(base).await;
            self.times(base).await;
            return;
        };
        for check in Check::ALL.iter().filter(|check| check.is_of_signatures()) {
            self.skip(*check, reason);
        }
    }

    async fn rotated(&mut self, base: &Base) {
        if !self.wants(Check::Rotated) {
            return;
        }
        let Some(both) = self.signing_with_forged() else {
            return self.skip(Check::Rotated, "the scheme carries one signature, or the secret is not known");
        };
        for (case, signing) in both {
            let (id, now) = self.now();
            let draft = base.draft.clone().salted(if self.labels.signs_id { 0 } else { self.run.salt() });
            let signature = draft.signature(&signing, &id, now, &self.run.suite.base);
            let signed = signature.map(|signature| draft.bearing(signature));
            self.send(Check::Rotated, case, signed, Expected::Success).await;
        }
    }

    /// Signings with an unknown secret before and behind the right one.
    fn signing_with_forged(&self) -> Option<[(&'static str, Signing); 2]> {
        let suite = &self.run.suite;
        let (scheme, secret) = (suite.signing.scheme()?, suite.secret.clone()?);
        let with = |secrets: [Secret; 2]| Signing::new(scheme.clone(), secrets).ok();
        FORGED.iter().find_map(|forged| {
            let forged = Secret::from(*forged);
            Some([
                ("the right one second", with([forged.clone(), secret.clone()])?),
                ("the right one first", with([secret.clone(), forged])?),
            ])
        })
    }

    async fn tampered(&mut self, base: &Base) {
        if !self.wants(Check::Tampered) {
            return;
        }
        let Ok(signed) = self.signed(&base.draft) else { return };
        for (case, body) in changed(&signed, &base.draft) {
            let tampered = signed.clone().with_bytes(body);
            let answer = self.send(Check::Tampered, case, Ok(tampered.clone()), Expected::Refused).await;
            if let Some(answer) = answer {
                self.tells_signature(&tampered, &answer);
            }
        }
    }

    /// An answer that shows the signature that would be right signs whatever one likes.
    fn tells_signature(&mut self, tampered: &Draft, answer: &super::Answered) {
        let suite = &self.run.suite;
        let Some(id) = self.labels.id.first().and_then(|name| tampered.headers.get(name)) else { return };
        let id = id.to_str().unwrap_or_default().to_owned();
        let right = tampered.signature(&suite.signing, &id, SystemTime::now(), &suite.base);
        let Ok(right) = right else { return };
        let body = String::from_utf8_lossy(&answer.body).into_owned();
        let texts = self.labels.signature.iter().filter_map(|name| right.get(name)?.to_str().ok());
        let words = texts.flat_map(|text| text.split([',', ' ', '=']).map(str::to_owned)).collect::<Vec<_>>();
        if words.iter().any(|word| word.len() >= 32 && body.contains(word.as_str()))
            && self.wants(Check::Echo)
        {
            let expected = "an answer that shows no signature".to_owned();
            let found = "the signature that would be right".to_owned();
            self.fail(Check::Echo, "tampered", Mismatch { expected, found }, tampered, Some(answer));
        }
    }

    /// Another time beside the signature; and, once the receiver has seen it, another id.
    async fn relabelled(&mut self, base: &Base) {
        if !self.wants(Check::Relabelled) {
            return;
        }
        let labels = self.labels.clone();
        let is_timed = labels.signs_time && !labels.time.is_empty();
        let is_named = labels.signs_id && !labels.id.is_empty();
        if !is_timed && !is_named {
            return self.skip(Check::Relabelled, "the scheme signs no time and no id beside the signature");
        }
        let draft = base.draft.clone().salted(if labels.signs_id { 0 } else { self.run.salt() });
        let (id, now) = self.now();
        let by = (self.run.suite.signing.clone(), self.run.suite.base.clone());
        let sign = |id: &str, at| draft.signature(&by.0, id, at, &by.1);
        let (Ok(right), Ok(earlier), Ok(other)) =
            (sign(&id, now), sign(&id, now - NEAR), sign(&self.id(), now))
        else {
            return;
        };
        let right = draft.clone().bearing(right);
        if is_timed {
            let changed = right.clone().bearing(only(&earlier, &labels.time));
            self.send(Check::Relabelled, "another time", Ok(changed), Expected::Refused).await;
        }
        if is_named {
            let changed = right.clone().bearing(only(&other, &labels.id));
            self.send(Check::Relabelled, "before its id is changed", Ok(right), Expected::Success).await;
            self.send(Check::Relabelled, "sent again under another id", Ok(changed), Expected::Refused).await;
        }
    }

    async fn forged(&mut self, base: &Base) {
        if self.wants(Check::Forged) {
            match self.forger() {
                Some(forger) => {
                    let (id, now) = self.now();
                    let signature = base.draft.signature(&forger, &id, now, &self.run.suite.base);
                    let forged = signature.map(|signature| base.draft.clone().bearing(signature));
                    self.send(Check::Forged, "another secret", forged, Expected::Refused).await;
                }
                None => self.skip(Check::Forged, "no secret is known that the scheme can read"),
            }
        }
        if self.wants(Check::Unsigned) {
            let unsigned = base.draft.clone();
            self.send(Check::Unsigned, "no signature", Ok(unsigned), Expected::Refused).await;
        }
    }

    fn forger(&self) -> Option<Signing> {
        let scheme = self.run.suite.signing.scheme()?;
        FORGED.iter().find_map(|secret| Signing::new(scheme.clone(), [*secret]).ok())
    }

    /// A part of a signature, and requests that lack one header each.
    async fn incomplete(&mut self, base: &Base) {
        let Ok(signed) = self.signed(&base.draft) else { return };
        if self.wants(Check::Truncated) {
            for (name, header, other) in self.signature_texts(&signed) {
                for (case, value) in cut(&header, &other) {
                    let truncated = signed.clone().bearing(HeaderMap::from_iter([(name.clone(), value)]));
                    self.send(Check::Truncated, case, Ok(truncated), Expected::Refused).await;
                }
            }
        }
        if self.wants(Check::MissingHeader) {
            let needed: Vec<HeaderName> = self.labels.needed().cloned().collect();
            for name in needed {
                let without = signed.clone().without(&name);
                self.send(Check::MissingHeader, name.as_str(), Ok(without), Expected::Refused).await;
            }
        }
    }

    /// Each header that holds a signature, with what it would hold for another body.
    fn signature_texts(&self, signed: &Draft) -> Vec<(HeaderName, String, String)> {
        let suite = &self.run.suite;
        let other = signed.clone().with_bytes([signed.body.as_slice(), b" "].concat());
        let (id, now) = self.now();
        let other = other.signature(&suite.signing, &id, now, &suite.base).unwrap_or_default();
        let text =
            |headers: &HeaderMap, name: &HeaderName| Some(headers.get(name)?.to_str().ok()?.to_owned());
        let texts =
            |name: &HeaderName| Some((name.clone(), text(&signed.headers, name)?, text(&other, name)?));
        self.labels.signature.iter().filter_map(texts).collect()
    }

    async fn times(&mut self, base: &Base) {
        let now = SystemTime::now();
        for (check, at) in [(Check::Stale, now - OFF), (Check::Future, now + OFF)] {
            if !self.wants(check) {
                continue;
            }
            if !self.labels.signs_time {
                self.skip(check, "the scheme signs no time");
                continue;
            }
            let off = self.signed_as(&base.draft, &self.id(), at);
            let case = if check == Check::Stale { "an hour old" } else { "an hour ahead" };
            self.send(check, case, off, Expected::Refused).await;
        }
    }
}

fn only(from: &HeaderMap, names: &[HeaderName]) -> HeaderMap {
    names.iter().filter_map(|name| Some((name.clone(), from.get(name)?.clone()))).collect()
}

/// The body changed in three ways: what a parser would not see, what only it would see, and what breaks it.
fn changed(signed: &Draft, base: &Draft) -> Vec<(&'static str, Vec<u8>)> {
    let mut bodies = Vec::new();
    if signed.is_json() {
        bodies.push(("a blank more", [signed.body.as_slice(), b" "].concat()));
        let mut payload = base.payload.clone();
        if change_a_value(&mut payload) {
            bodies.push(("another value", payload.to_string().into_bytes()));
        }
    }
    let mut flipped = signed.body.clone();
    match flipped.last_mut() {
        Some(byte) => *byte ^= 1,
        None => flipped.push(b' '),
    }
    bodies.push(("a bit flipped", flipped));
    bodies
}

/// Changes the first scalar so that its schema may still like it.
fn change_a_value(value: &mut Value) -> bool {
    match value {
        Value::String(text) => {
            text.push('x');
            true
        }
        Value::Number(number) => {
            *value = Value::from(number.as_i64().unwrap_or(0).wrapping_add(1));
            true
        }
        Value::Bool(flag) => {
            *flag = !*flag;
            true
        }
        Value::Array(items) => items.iter_mut().any(change_a_value),
        Value::Object(members) => members.values_mut().any(change_a_value),
        Value::Null => false,
    }
}

/// The signature with its end cut off, in three lengths. Where it stands in the header is where another body's differs.
fn cut(header: &str, other: &str) -> Vec<(&'static str, HeaderValue)> {
    let same =
        |pairs: &mut dyn Iterator<Item = (u8, u8)>| pairs.take_while(|(one, other)| one == other).count();
    let from = same(&mut header.bytes().zip(other.bytes()));
    // Where two signatures end alike, by padding or by chance, is not where they end.
    let rest = header.get(from..).unwrap_or_default();
    let to = from + rest.find([',', ';', ' ', '"']).unwrap_or(rest.len());
    let without = |kept: usize| {
        let text = format!("{}{}", header.get(..kept)?, header.get(to..)?);
        HeaderValue::from_str(text.trim_end()).ok()
    };
    let lengths = [
        ("all but its end", to.saturating_sub(4).max(from)),
        ("its half", from + (to - from) / 2),
        ("nothing of it", from),
    ];
    lengths.into_iter().filter_map(|(case, kept)| Some((case, without(kept)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn a_signature_is_cut_where_it_stands() {
        let texts = |header, other| {
            let parts = cut(header, other).into_iter();
            parts.map(|(_, value)| value.to_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(
            texts("t=1,v1=abcdefgh,x=2", "t=1,v1=12345678,x=2"),
            ["t=1,v1=abcd,x=2", "t=1,v1=abcd,x=2", "t=1,v1=,x=2"]
        );
        assert_eq!(texts("v1,abcdefg=", "v1,12345g="), ["v1,abcd", "v1,abcd", "v1,"]);
        assert_eq!(texts("abcdefghij", "0123456789"), ["abcdef", "abcde", ""]);
        assert_eq!(texts("same", "same"), ["same", "same", "same"]);
    }
}
