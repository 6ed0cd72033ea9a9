//! Secrets as they are configured.
//!
//! In: a secret's text, perhaps with an identifier; an environment variable or a file. Out: [`Secret`], which schemes
//! make keys of. It must not know schemes or requests.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use zeroize::Zeroizing;

use super::SecretError;

/// A secret in the form that its scheme uses: text, base64, hexadecimal, PEM or a JWK, perhaps with an identifier.
///
/// Its text is wiped from memory when it is dropped, and `Debug` does not show it.
///
/// ```
/// use hookwright::signature::{Scheme, Secret, Verifier};
///
/// let current = Secret::new("It's a Secret to Everybody").with_id("2026-11");
/// assert_eq!(format!("{current:?}"), r#"Secret("2026-11")"#);
/// let verifier = Verifier::new(Scheme::github(), [current, Secret::new("the one before")])?;
/// # Ok::<(), hookwright::signature::SecretError>(())
/// ```
#[derive(Clone)]
pub struct Secret {
    id: Option<Arc<str>>,
    text: Zeroizing<String>,
}

impl Secret {
    /// A secret without an identifier. Nothing is stripped.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self { id: None, text: Zeroizing::new(text.into()) }
    }

    /// Gives it an identifier: the name that logs may show, and the key id (`keyid`, `kid`) of schemes that have one.
    #[must_use]
    pub fn with_id(self, id: impl AsRef<str>) -> Self {
        Self { id: Some(id.as_ref().into()), ..self }
    }

    /// The secret in an environment variable.
    ///
    /// # Errors
    /// Where the variable is not set, not UTF-8 or empty.
    pub fn from_env(variable: &str) -> Result<Self, SecretError> {
        let text = std::env::var(variable).map_err(|_| SecretError::Environment)?;
        if text.is_empty() { Err(SecretError::Empty) } else { Ok(Self::new(text)) }
    }

    /// The secret in a file, without the line break at its end.
    ///
    /// # Errors
    /// Where the file can't be read, is not UTF-8 or empty.
    pub fn from_file(path: impl AsRef<Path>) -> Result<Self, SecretError> {
        let text = std::fs::read_to_string(path).map(Zeroizing::new).map_err(|_| SecretError::File)?;
        let line = text.strip_suffix('\n').unwrap_or(&text);
        let line = line.strip_suffix('\r').unwrap_or(line);
        if line.is_empty() { Err(SecretError::Empty) } else { Ok(Self::new(line)) }
    }

    /// The identifier.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    #[allow(dead_code, reason = "schemes with key ids use it")]
    pub(super) fn shared_id(&self) -> Option<Arc<str>> {
        self.id.clone()
    }

    /// The secret itself, to be handed to whom it belongs; nothing else shows it.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.text()
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }
}

/// Shows the identifier alone.
impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.id {
            Some(id) => write!(f, "Secret({id:?})"),
            None => f.write_str("Secret(..)"),
        }
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<&&str> for Secret {
    fn from(text: &&str) -> Self {
        Self::new(*text)
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl From<&String> for Secret {
    fn from(text: &String) -> Self {
        Self::new(text)
    }
}

impl From<&Secret> for Secret {
    fn from(secret: &Secret) -> Self {
        secret.clone()
    }
}
