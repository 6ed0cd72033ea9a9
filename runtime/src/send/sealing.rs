//! Secrets at rest. In: a key of the application's, a secret. Out: bytes that nobody reads without the key, and back. It
//! must not know where they are kept.
//!
//! ChaCha20-Poly1305 (RFC 8439) by ring, a random nonce before the sealed bytes, the secret's id as associated data, so
//! that a row can't be put in another's place.

use std::fmt;
use std::sync::Arc;

use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::rand::{SecureRandom, SystemRandom};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::Error;

/// Keys that seal endpoints' secrets in the store. The first seals, all open, so that keys can be rotated.
///
/// ```
/// use hookwright::send::SealingKey;
///
/// // 32 random bytes in hexadecimal, from the environment or a key service.
/// let keys = SealingKey::from_hex(&"2b".repeat(32))?;
/// assert!(SealingKey::from_hex("too short").is_err());
/// # let _ = keys;
/// # Ok::<_, hookwright::send::Error>(())
/// ```
#[derive(Clone)]
pub struct SealingKey(Arc<Key>);

struct Key {
    key: LessSafeKey,
    id: String,
}

impl SealingKey {
    /// A key of 32 bytes. It must be random: a password is none.
    #[must_use]
    pub fn new(bytes: &[u8; 32]) -> Self {
        let key = UnboundKey::new(&CHACHA20_POLY1305, bytes).expect("the algorithm takes 32 bytes");
        let digest = Sha256::new().chain_update(b"hookwright sealing key").chain_update(bytes).finalize();
        let id = digest[..6].iter().map(|byte| format!("{byte:02x}")).collect();
        Self(Arc::new(Key { key: LessSafeKey::new(key), id }))
    }

    /// A key of 64 hexadecimal digits.
    ///
    /// # Errors
    /// Where it is none.
    pub fn from_hex(text: &str) -> Result<Self, Error> {
        let wrong = || Error::invalid("sealing key", "expected 64 hexadecimal digits: 32 random bytes");
        let text = text.trim();
        if text.len() != 64 || !text.is_ascii() {
            return Err(wrong());
        }
        let mut bytes = Zeroizing::new([0_u8; 32]);
        for (byte, at) in bytes.iter_mut().zip((0..64).step_by(2)) {
            *byte = u8::from_str_radix(&text[at..at + 2], 16).map_err(|_| wrong())?;
        }
        Ok(Self::new(&bytes))
    }
}

/// What seals and opens; without keys, secrets stand in the store as they are.
#[derive(Clone, Debug, Default)]
pub(super) struct Sealing(pub(super) Vec<SealingKey>);

/// A secret as it is stored, and the id of the key that sealed it; none where nothing did.
pub(super) struct Sealed {
    pub(super) bytes: Vec<u8>,
    pub(super) by: String,
}

impl Sealing {
    pub(super) fn seal(&self, id: &str, secret: &str) -> Result<Sealed, Error> {
        let Some(SealingKey(key)) = self.0.first() else {
            return Ok(Sealed { bytes: secret.as_bytes().to_vec(), by: String::new() });
        };
        let mut nonce = [0_u8; NONCE_LEN];
        random(&mut nonce)?;
        let mut bytes = secret.as_bytes().to_vec();
        let sealed = key.key.seal_in_place_append_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::from(id.as_bytes()),
            &mut bytes,
        );
        sealed.map_err(|_| Error::invalid("secret", "it is too long to be sealed"))?;
        bytes.splice(..0, nonce);
        Ok(Sealed { bytes, by: key.id.clone() })
    }

    pub(super) fn open(&self, id: &str, sealed: Sealed) -> Result<Zeroizing<String>, Error> {
        let Sealed { mut bytes, by } = sealed;
        if by.is_empty() {
            return String::from_utf8(bytes).map(Zeroizing::new).map_err(|_| Error::Sealed);
        }
        let SealingKey(key) = self.0.iter().find(|key| key.0.id == by).ok_or(Error::Sealed)?;
        let (nonce, sealed) = bytes.split_at_mut_checked(NONCE_LEN).ok_or(Error::Sealed)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| Error::Sealed)?;
        let open = key.key.open_in_place(nonce, Aad::from(id.as_bytes()), sealed);
        let open = open.map_err(|_| Error::Sealed)?;
        String::from_utf8(open.to_vec()).map(Zeroizing::new).map_err(|_| Error::Sealed)
    }
}

/// Fills the bytes with the system's random numbers.
pub(super) fn random(bytes: &mut [u8]) -> Result<(), Error> {
    SystemRandom::new().fill(bytes).map_err(|_| Error::invalid("secret", "the system has no random numbers"))
}

impl fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SealingKey({})", self.0.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_come_back_by_their_key_and_their_id_alone() {
        let (old, new) = (SealingKey::new(&[1; 32]), SealingKey::new(&[2; 32]));
        let sealed = || Sealing(vec![old.clone()]).seal("sec_1", "whsec_abc").unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert!(!text(&sealed().bytes).contains("whsec"));
        assert_ne!(sealed().bytes, sealed().bytes);
        let both = Sealing(vec![new.clone(), old.clone()]);
        assert_eq!(*both.open("sec_1", sealed()).unwrap(), "whsec_abc");
        assert!(both.open("sec_2", sealed()).is_err());
        assert!(Sealing(vec![new]).open("sec_1", sealed()).is_err());
        assert!(Sealing::default().open("sec_1", sealed()).is_err());
        let short = Sealed { bytes: vec![1; 5], by: both.0[0].0.id.clone() };
        assert!(both.open("sec_1", short).is_err());
    }

    #[test]
    fn without_a_key_they_stand_as_they_are() {
        let none = Sealing::default();
        let sealed = none.seal("sec_1", "whsec_abc").unwrap();
        assert_eq!(sealed.by, "");
        assert_eq!(*none.open("sec_1", sealed).unwrap(), "whsec_abc");
    }
}
