//! The record that says how a scheme signs.
//!
//! In: nothing, these are data. Out: [`Plan`], read by the interpreters in `verifier` and
//! `signing` alike, so that the two can't disagree. It must not know keys or requests.
//!
//! The record grows by widening its enums (an algorithm, a content piece, a signature form), never
//! by code for one vendor: what no record can express becomes a scheme kind of its own.

/// How requests of one scheme are signed.
#[derive(Debug)]
pub(super) struct Plan {
    /// The preset's name, as documents and configuration write it.
    pub(super) name: &'static str,
    /// What turns key and content into a signature.
    pub(super) algorithm: Algorithm,
    /// How a secret's text becomes key bytes.
    pub(super) key: KeyText,
    /// The signed bytes, piece by piece.
    pub(super) content: &'static [Piece],
    /// Where signatures stand and how they are written.
    pub(super) signature: SignatureField,
    /// The header with the time of signing, if the scheme has one.
    pub(super) timestamp: Option<TimestampField>,
    /// The header with the delivery's id, if the scheme has one.
    pub(super) id: Option<IdField>,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Algorithm {
    HmacSha256,
}

#[derive(Debug)]
pub(super) enum KeyText {
    /// The UTF-8 bytes of the secret, nothing stripped.
    Utf8,
    /// Standard padded base64 after an optional prefix.
    Base64 { prefix: &'static str },
}

/// One piece of the signed bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// The id's text as it stands in its header.
    Id,
    /// The timestamp's text as it stands in its header: never a number printed again.
    Timestamp,
    /// The raw body.
    Body,
    /// Fixed text, e.g. a separator.
    Text(&'static str),
}

#[derive(Debug)]
pub(super) struct SignatureField {
    /// The header, in lower case.
    pub(super) header: &'static str,
    /// What stands between the signatures of one header value; `None`: one signature per value.
    pub(super) separator: Option<char>,
    /// What stands before each signature, e.g. `v1,` or `sha256=`; entries without it are skipped.
    pub(super) prefix: &'static str,
    /// How the signature's bytes are written.
    pub(super) encoding: Encoding,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Encoding {
    /// Lower-case hexadecimal.
    Hex,
    /// Standard alphabet, padded.
    Base64,
}

#[derive(Debug)]
pub(super) struct TimestampField {
    /// The header, in lower case. Its value is Unix seconds, digits only.
    pub(super) header: &'static str,
    /// How many seconds old a request may be, inclusive.
    pub(super) past: u64,
    /// How many seconds ahead of our clock a request may be, inclusive.
    pub(super) future: u64,
}

#[derive(Debug)]
pub(super) struct IdField {
    /// The header, in lower case.
    pub(super) header: &'static str,
    /// Whether a request without it is refused.
    pub(super) required: bool,
}

impl Plan {
    /// Whether the signature covers the delivery's id.
    pub(super) fn signs_id(&self) -> bool {
        self.content.contains(&Piece::Id)
    }

    /// Whether this id and a timestamp could be split in two ways among the signed bytes, as in `msg.1700000000`:
    /// the front of a body would then pass for a timestamp, and one signature for a fresh delivery under another id.
    pub(super) fn is_ambiguous(&self, id: &str) -> bool {
        let separator = self.content.windows(3).find_map(|pieces| match *pieces {
            [Piece::Id, Piece::Text(text), Piece::Timestamp] => Some(text),
            _ => None,
        });
        // Whoever signed honestly did so between 2001 and 2286; `msg.1.2` is an id and nothing else.
        let time = |part: &str| part.len() >= 10 && part.bytes().all(|byte| byte.is_ascii_digit());
        separator.is_some_and(|separator| id.split(separator).skip(1).any(time))
    }
}

/// Standard Webhooks v1: <https://github.com/standard-webhooks/standard-webhooks>.
pub(super) static STANDARD_WEBHOOKS: Plan = Plan {
    name: "standard-webhooks",
    algorithm: Algorithm::HmacSha256,
    key: KeyText::Base64 { prefix: "whsec_" },
    content: &[Piece::Id, Piece::Text("."), Piece::Timestamp, Piece::Text("."), Piece::Body],
    signature: SignatureField {
        header: "webhook-signature",
        separator: Some(' '),
        prefix: "v1,",
        encoding: Encoding::Base64,
    },
    timestamp: Some(TimestampField { header: "webhook-timestamp", past: 300, future: 300 }),
    id: Some(IdField { header: "webhook-id", required: true }),
};

/// GitHub: the body only. The delivery's id travels unsigned beside it.
pub(super) static GITHUB: Plan = Plan {
    name: "github",
    algorithm: Algorithm::HmacSha256,
    key: KeyText::Utf8,
    content: &[Piece::Body],
    signature: SignatureField {
        header: "x-hub-signature-256",
        separator: None,
        prefix: "sha256=",
        encoding: Encoding::Hex,
    },
    timestamp: None,
    id: Some(IdField { header: "x-github-delivery", required: false }),
};

/// Every preset, for the lookup by name.
pub(super) static PRESETS: &[&Plan] = &[&STANDARD_WEBHOOKS, &GITHUB];
