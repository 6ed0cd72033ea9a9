//! A message of Amazon SNS: the members that are signed, as the text that is signed.
//!
//! In: a body. Out: [`Message`]. It must not know topics or certificates.

use std::borrow::Cow;
use std::collections::BTreeMap;

use base64ct::{Base64, Encoding as _};

use crate::json::Tree;
use crate::signature::address::Address;
use crate::signature::amazon::is_sns;
use crate::signature::asymmetric::Algorithm;
use crate::signature::{Refusal, clock};

const TOPIC: &str = "/TopicArn";
const MESSAGE: &str = "/Message";
const ID: &str = "/MessageId";
const SUBJECT: &str = "/Subject";
const SUBSCRIBE: &str = "/SubscribeURL";
const TIME: &str = "/Timestamp";
const TOKEN: &str = "/Token";
const BODY: &str = "body";
const TYPE: &str = "/Type";
const VERSION: &str = "/SignatureVersion";
const SIGNATURE: &str = "/Signature";
const ADDRESS: &str = "/SigningCertURL";

/// The members of a notification that are signed, in this order; without a subject it has one less.
const NOTIFICATION: &[&str] = &[MESSAGE, ID, SUBJECT, TIME, TOPIC, TYPE];
/// Those of a confirmation.
const CONFIRMATION: &[&str] = &[MESSAGE, ID, SUBSCRIBE, TIME, TOKEN, TOPIC, TYPE];

type Members<'a> = BTreeMap<Cow<'a, str>, Tree<'a>>;

/// What a body says.
pub(super) struct Message<'a> {
    pub(super) id: Cow<'a, str>,
    pub(super) topic: Cow<'a, str>,
    pub(super) seconds: i64,
    /// The text that is signed.
    pub(super) content: String,
    pub(super) signature: Vec<u8>,
    pub(super) algorithm: Algorithm,
    /// Where the certificate stands, on the vendor's host.
    pub(super) address: Cow<'a, str>,
}

impl<'a> Message<'a> {
    pub(super) fn read(body: &'a [u8]) -> Result<Self, Refusal> {
        let mut members = members(body)?;
        let content = content(&members)?;
        let algorithm = match text(&members, VERSION)? {
            "1" => Algorithm::RsaSha1,
            "2" => Algorithm::RsaSha256,
            _ => return Err(Refusal::Algorithm),
        };
        let signature = Base64::decode_vec(text(&members, SIGNATURE)?);
        let signature = signature.map_err(|_| Refusal::Malformed { field: SIGNATURE })?;
        let seconds = clock::rfc3339(text(&members, TIME)?).ok_or(Refusal::Malformed { field: TIME })?;
        let is_certificate = |address: Address<'_>| {
            is_sns(address.host) && address.path.ends_with(".pem") && address.query.is_none()
        };
        if !Address::https(text(&members, ADDRESS)?).is_some_and(is_certificate) {
            return Err(Refusal::Certificate);
        }
        let (id, topic) = (take(&mut members, ID)?, take(&mut members, TOPIC)?);
        let address = take(&mut members, ADDRESS)?;
        Ok(Self { id, topic, seconds, content, signature, algorithm, address })
    }

    pub(super) fn is_sha1(&self) -> bool {
        self.algorithm == Algorithm::RsaSha1
    }
}

/// The members of a body. Two of one name could be one thing here and another to whoever decodes the payload.
fn members(body: &[u8]) -> Result<Members<'_>, Refusal> {
    match std::str::from_utf8(body).ok().and_then(|text| Tree::distinct(text).ok()) {
        Some(Tree::Object(members)) => Ok(members),
        _ => Err(Refusal::Malformed { field: BODY }),
    }
}

/// The text of a member that must be there.
fn text<'m>(members: &'m Members<'_>, pointer: &'static str) -> Result<&'m str, Refusal> {
    match members.get(&pointer[1..]) {
        None | Some(Tree::Null) => Err(Refusal::Missing { field: pointer }),
        Some(Tree::String(text)) if text.is_empty() && pointer != MESSAGE => {
            Err(Refusal::Missing { field: pointer })
        }
        Some(Tree::String(text)) => Ok(text),
        Some(_) => Err(Refusal::Malformed { field: pointer }),
    }
}

/// The same, to be kept.
fn take<'a>(members: &mut Members<'a>, pointer: &'static str) -> Result<Cow<'a, str>, Refusal> {
    match members.remove(&pointer[1..]) {
        Some(Tree::String(text)) => Ok(text),
        _ => Err(Refusal::Missing { field: pointer }),
    }
}

/// Names and values, each on a line. A value of several lines could be read as members, but for the message, which
/// stands first: so that no other may have them, and there is one reading.
fn content(members: &Members<'_>) -> Result<String, Refusal> {
    let pointers = match text(members, TYPE)? {
        "Notification" => NOTIFICATION,
        "SubscriptionConfirmation" | "UnsubscribeConfirmation" => CONFIRMATION,
        _ => return Err(Refusal::Malformed { field: TYPE }),
    };
    let mut content = String::new();
    for pointer in pointers {
        let value = match members.get(&pointer[1..]) {
            None | Some(Tree::Null) if *pointer == SUBJECT => continue,
            Some(Tree::String(subject)) if *pointer == SUBJECT => subject,
            _ => text(members, pointer)?,
        };
        if *pointer != MESSAGE && value.contains(['\n', '\r']) {
            return Err(Refusal::Malformed { field: pointer });
        }
        for piece in [&pointer[1..], "\n", value, "\n"] {
            content.push_str(piece);
        }
    }
    Ok(content)
}
