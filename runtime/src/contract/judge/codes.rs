//! The names of all that can be wrong with a sender. In: nothing, these are data. Out: the catalogue, for reports and
//! for who asks what a name means. It must not know requests.

/// A name, and what it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Code {
    /// The name.
    pub code: &'static str,
    /// In a few words.
    pub title: &'static str,
    /// What it means for receivers, and what to do about it.
    pub explanation: &'static str,
}

const fn code(code: &'static str, title: &'static str, explanation: &'static str) -> Code {
    Code { code, title, explanation }
}

/// All names of faults, sorted.
pub fn catalogue() -> impl Iterator<Item = &'static Code> {
    ALL.iter()
}

pub(super) fn is_known(code: &str) -> bool {
    ALL.iter().any(|known| known.code == code)
}

#[rustfmt::skip]
const ALL: &[Code] = &[
    code("body::charset", "another charset than UTF-8", "JSON between systems is UTF-8 (RFC 8259, section 8.1), and `charset` says otherwise. Leave the parameter out, and send UTF-8."),
    code("body::coding", "a coded body", "The body is sent under `Content-Encoding`. Few receivers unpack what strangers send, and the document can't demand it. Send it as it is."),
    code("delivery::id_malformed", "an id that no log can hold", "The delivery's id has blanks or control characters, or more than 255 bytes. Receivers keep ids in tables and logs: use short ones of plain ASCII."),
    code("delivery::id_missing", "a delivery without an id", "The scheme has a header or member for the delivery's id, and the request does not bear it. Receivers tell a repeated delivery by its id: without one they handle it twice."),
    code("delivery::id_reused", "one id for two events", "An id came again with another payload after its delivery was accepted. Receivers take the second for a repetition and drop it. Give each event an id of its own."),
    code("event::header", "a header of the event is missing", "The document says that requests of this event bear a header with this value, by which receivers tell it from others. It is missing, or has another value."),
    code("event::missing", "a request that names no event", "Where the document has the event's name, the request says nothing: no header, no member, no path. Receivers can't tell what it is."),
    code("event::unknown", "an event that the document does not have", "The request names an event that the document does not have. Either the name is misspelt, or the document lacks the event."),
    code("header::missing", "a required header is missing", "The document declares a header as required, and the request does not bear it."),
    code("limit::body", "a body that is too long", "The body is longer than what is taken (1 MiB unless told otherwise). Receivers refuse it with 413. Send a reference to what is large."),
    code("media_type", "a media type that the document does not declare", "`Content-Type` is not what the document declares for this event, or is missing while there is a body. Receivers refuse it with 415."),
    code("method", "a method that the document does not declare", "The event is sent by another method than the document says. Receivers refuse it with 405."),
    code("payload::missing", "a delivery without its payload", "The document declares a payload for this event, and the body is empty."),
    code("payload::syntax", "a body that can't be read", "The body is not JSON, or not in the form that the document declares."),
    code("payload::violation", "a payload that breaks its schema", "The payload is not what the document's schema says. The pointer says where, the keyword which rule. Receivers that go by the document refuse it."),
    code("retry::after_gone", "tried again after 410", "The endpoint said 410: it is gone for good and wants nothing more. The delivery came again all the same."),
    code("retry::after_success", "tried again after 2xx", "The endpoint acknowledged the delivery with a 2xx, and it came again. Any 2xx ends a delivery, whatever its body."),
    code("retry::body_changed", "another body under the same id", "A retry of a delivery has other bytes than the attempt before. Serialise an event once and keep the bytes: receivers compare them, and a payload made anew tells of another moment."),
    code("retry::concurrent", "two attempts at once", "An attempt of a delivery began while another one of it was still being answered. Receivers then handle it twice, or refuse one of them."),
    code("retry::gave_up", "not tried again", "The endpoint failed (5xx, 429, no answer), and the delivery was not tried again within the time that the document's `x-webhook-retry` (or the patience of the listener) gives it. What is not tried again is lost."),
    code("retry::id_changed", "another id at a retry", "A retry of a delivery came under a new id, so that receivers can't tell it from a new event and handle it twice. Make the id with the event, not with the attempt."),
    code("retry::late", "tried again too late", "The delay before this retry is longer than the document's `x-webhook-retry` says."),
    code("retry::no_backoff", "retries without a pause between them", "Retries follow each other faster than the document's `x-webhook-retry` says, or at a steady high pace where it says nothing. A receiver that is down is kept down by it. Let delays grow."),
    code("retry::timestamp_reused", "the time of the first attempt at a retry", "A retry bears the timestamp of the attempt before it. Receivers refuse it as stale once it is older than the scheme tolerates (five minutes, mostly). Sign each attempt anew."),
    code("retry::too_early", "tried again before `Retry-After`", "The endpoint said when to come again (`Retry-After`), and the retry came before."),
    code("retry::too_many", "more attempts than the document says", "The document's `x-webhook-retry` has fewer attempts than this delivery had."),
    code("signature::algorithm", "another algorithm than the scheme's", "The signature says that it is made by an algorithm that is not the scheme's, or not the key's."),
    code("signature::certificate", "a certificate that is not to be trusted", "The certificate that the request names is not to be trusted: its address, chain, name or validity."),
    code("signature::claim", "a signed claim that does not fit", "A claim that is signed (a hash, an issuer, a validity) does not fit the request."),
    code("signature::digest", "a digest of another body", "The digest that was signed is not that of the body."),
    code("signature::future", "signed ahead of our clock", "The time of signing is further ahead of our clock than the scheme tolerates. Look at the sender's clock."),
    code("signature::malformed", "a signature in another form", "A header of the signature is not in the scheme's form, or stands several times where it can stand once."),
    code("signature::milliseconds", "a timestamp in milliseconds", "The scheme counts seconds, and the number in the timestamp is that of milliseconds (or the other way round). Every receiver takes it for a time far off."),
    code("signature::mismatch", "a signature that does not match", "No signature of the request matches under any of the secrets. Look whether both sides have the same secret in the same encoding, and whether what is signed are the very bytes that are sent."),
    code("signature::missing", "a signature that is missing", "A header or member that the scheme needs is missing or empty."),
    code("signature::no_url", "the scheme signs the URL", "The scheme signs the URL that was called, and it is not known here. Say it (`--public-url`)."),
    code("signature::not_allowed", "from somebody who is not on the list", "Who signed is not among those who may."),
    code("signature::reserialised", "signed over a body that was written anew", "The signature is good for the same JSON with other blanks or in another order: the sender signs one text and sends another. Sign the very bytes that are sent."),
    code("signature::stale", "signed too long ago", "The time of signing is further back than the scheme tolerates. Sign each attempt when it is sent, and look at the sender's clock."),
    code("signature::unavailable", "a key that can't be had", "The key or certificate that the request names can't be had here."),
    code("signature::uncovered", "a signature that covers too little", "What must be signed is not among what the signature covers."),
    code("signature::unknown_key", "signed by an unknown key", "The request names a key that is not among the secrets."),
    code("version::unknown", "a version that the document does not have", "The request says a version that is none of the document's."),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_and_stand_once() {
        assert!(ALL.windows(2).all(|pair| pair[0].code < pair[1].code));
    }
}
