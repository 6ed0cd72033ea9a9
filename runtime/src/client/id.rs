//! Ids of deliveries.
//!
//! In: the time. Out: `msg_` and a ULID: 48 bits of milliseconds, 80 random bits, in Crockford's
//! base 32. Ids sort by time, which logs and indexes like, and the random part comes from the TLS
//! library's own source, so that no crate is added for it. It must not know what is sent.

use std::cell::RefCell;
use std::sync::LazyLock;
use std::time::{SystemTime, UNIX_EPOCH};

use rustls::crypto::SecureRandom;

use super::SendError;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The random part of an id, in bytes.
const RANDOM: usize = 10;

static SOURCE: LazyLock<&'static dyn SecureRandom> =
    LazyLock::new(|| rustls::crypto::ring::default_provider().secure_random);

/// Random bytes for the next ids of a thread: the system is asked for many at once.
struct Stock {
    bytes: [u8; 32 * RANDOM],
    used: usize,
}

thread_local! {
    static STOCK: RefCell<Stock> = const { RefCell::new(Stock { bytes: [0; 32 * RANDOM], used: 32 * RANDOM }) };
}

impl Stock {
    fn next(&mut self) -> Result<[u8; RANDOM], SendError> {
        if self.used == self.bytes.len() {
            fill(&mut self.bytes)?;
            self.used = 0;
        }
        let mut next = [0; RANDOM];
        next.copy_from_slice(&self.bytes[self.used..self.used + RANDOM]);
        self.used += RANDOM;
        Ok(next)
    }
}

/// Random bytes of the TLS library's source.
pub(super) fn fill(bytes: &mut [u8]) -> Result<(), SendError> {
    SOURCE.fill(bytes).map_err(|_| SendError::Random)
}

/// An id of a delivery.
pub(crate) fn new(now: SystemTime) -> Result<String, SendError> {
    prefixed("msg_", now)
}

/// An id of this kind.
pub(crate) fn prefixed(prefix: &str, now: SystemTime) -> Result<String, SendError> {
    let mut random = [0_u8; 16];
    random[6..].copy_from_slice(&STOCK.with_borrow_mut(Stock::next)?);
    let milliseconds = now.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
    Ok(ulid(prefix, (milliseconds << 80) | u128::from_be_bytes(random)))
}

/// What no id of this kind that is made at this time or later is less than.
#[cfg(feature = "sender")]
pub(crate) fn least(prefix: &str, time: SystemTime) -> String {
    let milliseconds = time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
    ulid(prefix, milliseconds << 80)
}

fn ulid(prefix: &str, bits: u128) -> String {
    let mut text = String::with_capacity(prefix.len() + 26);
    text.push_str(prefix);
    text.extend((0..26).rev().map(|digit| char::from(ALPHABET[(bits >> (5 * digit)) as usize & 31])));
    text
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn ids_are_text_for_headers_unlike_and_in_order_of_time() {
        let early = new(UNIX_EPOCH + Duration::from_secs(1_700_000_000)).unwrap();
        let late = new(UNIX_EPOCH + Duration::from_secs(1_700_000_001)).unwrap();
        let again = new(UNIX_EPOCH + Duration::from_secs(1_700_000_001)).unwrap();
        assert!(early < late);
        assert_ne!(late, again);
        assert_eq!(early.len(), 30);
        assert!(early.starts_with("msg_01HF7YAT00"), "{early}");
    }
}
