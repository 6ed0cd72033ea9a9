//! Headers changed at random: no panic, and nothing passes that says something else.

use hookwright::signature::MessageSignatures;
use http::HeaderValue;
use sfv::{Dictionary, ListEntry, Parser};

use super::{Case, KEY, NOW, Secret, at};

/// How many changed requests are judged; `MUTATIONS` asks for more.
fn count() -> usize {
    std::env::var("MUTATIONS").ok().and_then(|count| count.parse().ok()).unwrap_or(20_000)
}

/// xorshift64*: the same numbers every time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(number).unwrap() % limit
    }
}

/// What headers of this kind are made of.
const PIECES: &[&str] = &[
    "(",
    ")",
    "\"",
    ";",
    "=",
    ":",
    ",",
    " ",
    "\t",
    "?0",
    "?1",
    "@",
    "%\"",
    "\\",
    "sig1",
    "sig2",
    "created",
    "expires",
    "keyid",
    "alg",
    "tag",
    "nonce",
    "\"@method\"",
    "\"@path\"",
    "\"@query-param\"",
    ";name=\"shop\"",
    ";sf",
    ";bs",
    ";req",
    ";tr",
    ";key=\"sha-256\"",
    "sha-256",
    "sha-512",
    "1700000000",
    "-1",
    "999999999999999",
    "9999999999999999",
    "1.5",
    "AAAA",
    "====",
    "\u{ff}",
    "\u{e9}",
    "()",
    "::",
    "*",
    "0",
];

fn change(text: &[u8], numbers: &mut Numbers) -> Vec<u8> {
    let mut text = text.to_vec();
    for _ in 0..=numbers.below(3) {
        let at = numbers.below(text.len() + 1);
        match numbers.below(4) {
            0 if at < text.len() => text[at] ^= 1 << numbers.below(8),
            1 => {
                let end = (at + numbers.below(20)).min(text.len());
                text.drain(at..end);
            }
            2 => {
                let end = (at + numbers.below(40)).min(text.len());
                let again = text[at..end].to_vec();
                let place = numbers.below(text.len() + 1);
                text.splice(place..place, again);
            }
            _ => {
                let piece = PIECES[numbers.below(PIECES.len())].as_bytes().to_vec();
                text.splice(at..at, piece);
            }
        }
    }
    text
}

/// What a header says, however many spaces and leading zeros it has. What a signature says beside its bytes is not signed,
/// and means nothing.
fn said(name: &str, text: &[u8]) -> Option<Dictionary> {
    let mut said: Dictionary = Parser::new(text).parse().ok()?;
    if name != "signature-input" {
        for member in said.values_mut() {
            if let ListEntry::Item(item) = member {
                item.params.clear();
            }
        }
    }
    Some(said)
}

#[test]
fn what_was_changed_is_refused() {
    let profile = MessageSignatures::new().components(["@method", "@query", "content-digest"]).tag("ours");
    let secrets = || vec![Secret::new(KEY).with_id("k1")];
    let case = Case { secrets: secrets(), now: at(NOW), ..Case::new() }.sent(&profile, &secrets());
    case.accepted();
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let mut judged = 0;
    for _ in 0..count() {
        let name = ["signature-input", "signature", "content-digest"][numbers.below(3)];
        let good = case.headers[name].as_bytes();
        let changed = change(good, &mut numbers);
        let Ok(value) = HeaderValue::from_bytes(&changed) else { continue };
        let mut headers = case.headers.clone();
        headers.insert(name, value);
        let other = Case { headers, secrets: secrets(), profile: profile.clone(), ..Case::new() };
        judged += 1;
        if other.verify().is_ok() {
            let same = said(name, &changed) == said(name, good);
            assert!(same, "{name}: {}", String::from_utf8_lossy(&changed));
        }
    }
    assert!(judged > count() / 2);
}
