//! The grammar of runtime expressions, after the ABNF of the OpenAPI Specification (3.0 to 3.2).
//!
//! In: a callback's key. Out: an [`Expression`]: literal text and references, each with its place.
//! It must not know HTTP types or values.

use std::fmt;

/// A callback's key: text with embedded runtime expressions, or one bare expression.
///
/// The `$` may be missing inside braces (`{request.body#/uri}`), as many 3GPP documents
/// write it; [`Expression::missing_dollar`] tells where, so that a generator can warn.
///
/// ```
/// use hookwright::callback::Expression;
///
/// assert!(Expression::parse("{$request.body#/callbackUrl}/done").is_ok());
/// let error = Expression::parse("{$request.cookie.id}").unwrap_err();
/// assert_eq!(error.at, 10);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expression {
    pub(super) parts: Vec<Part>,
    missing_dollar: Option<usize>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Text(String),
    Reference { at: usize, reference: Reference },
}

/// What an expression refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reference {
    Url,
    Method,
    StatusCode,
    Request(Source),
    Response(Source),
}

/// Where in a request or response a value stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Source {
    Header(String),
    Query(String),
    Path(String),
    /// The body, or the value at a JSON Pointer in it.
    Body(Option<String>),
}

/// Why an expression can't be read or has no value.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExpressionError {
    /// The byte in the expression's text that the error is about.
    pub at: usize,
    /// What is wrong, in words. Never holds values of the exchange.
    pub reason: String,
}

impl ExpressionError {
    pub(super) fn new(at: usize, reason: impl Into<String>) -> Self {
        Self { at, reason: reason.into() }
    }
}

impl fmt::Display for ExpressionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "runtime expression, at byte {}: {}", self.at, self.reason)
    }
}

impl std::error::Error for ExpressionError {}

impl Expression {
    /// Reads a callback's key.
    ///
    /// # Errors
    /// With the place, where the text is not in the grammar.
    pub fn parse(text: &str) -> Result<Self, ExpressionError> {
        let mut expression = Self { parts: Vec::new(), missing_dollar: None };
        if text.is_empty() {
            return Err(ExpressionError::new(0, "the expression is empty"));
        }
        if text.starts_with('$') {
            expression.push_reference(text, 0)?;
        } else {
            expression.read_template(text)?;
        }
        Ok(expression)
    }

    /// Where the first `$` was left out, if any was.
    #[must_use]
    pub fn missing_dollar(&self) -> Option<usize> {
        self.missing_dollar
    }

    /// Whether the response of the original request is needed to evaluate this.
    #[must_use]
    pub fn needs_response(&self) -> bool {
        self.parts.iter().any(|part| match part {
            Part::Text(_) => false,
            Part::Reference { reference, .. } => {
                matches!(reference, Reference::StatusCode | Reference::Response(_))
            }
        })
    }

    fn read_template(&mut self, text: &str) -> Result<(), ExpressionError> {
        let mut at = 0;
        while at < text.len() {
            let rest = &text[at..];
            let open = rest.find(['{', '}']).unwrap_or(rest.len());
            if open > 0 {
                self.parts.push(Part::Text(rest[..open].to_owned()));
            }
            at += open;
            if at == text.len() {
                break;
            }
            if text[at..].starts_with('}') {
                return Err(ExpressionError::new(at, "a `}` without its `{`"));
            }
            let close = text[at..].find('}');
            let close = close.ok_or_else(|| ExpressionError::new(at, "a `{` without its `}`"))?;
            self.push_reference(&text[at + 1..at + close], at + 1)?;
            at += close + 1;
        }
        Ok(())
    }

    fn push_reference(&mut self, text: &str, at: usize) -> Result<(), ExpressionError> {
        let bare = text.strip_prefix('$');
        if bare.is_none() {
            self.missing_dollar.get_or_insert(at);
        }
        let skipped = usize::from(bare.is_some());
        let reference = reference(bare.unwrap_or(text), at + skipped)?;
        self.parts.push(Part::Reference { at, reference });
        Ok(())
    }
}

fn reference(text: &str, at: usize) -> Result<Reference, ExpressionError> {
    match text {
        "url" => return Ok(Reference::Url),
        "method" => return Ok(Reference::Method),
        "statusCode" => return Ok(Reference::StatusCode),
        _ => {}
    }
    if let Some(source_text) = text.strip_prefix("request.") {
        return source(source_text, at + "request.".len()).map(Reference::Request);
    }
    if let Some(source_text) = text.strip_prefix("response.") {
        let at = at + "response.".len();
        return match source(source_text, at)? {
            Source::Query(_) | Source::Path(_) => {
                Err(ExpressionError::new(at, "a response has `header.` and `body` only"))
            }
            source => Ok(Reference::Response(source)),
        };
    }
    Err(ExpressionError::new(at, "expected `$url`, `$method`, `$statusCode`, `$request.…` or `$response.…`"))
}

fn source(text: &str, at: usize) -> Result<Source, ExpressionError> {
    if let Some(name) = text.strip_prefix("header.") {
        return header(name, at + "header.".len());
    }
    if let Some(name) = text.strip_prefix("query.") {
        return named(name, at + "query.".len(), Source::Query);
    }
    if let Some(name) = text.strip_prefix("path.") {
        return named(name, at + "path.".len(), Source::Path);
    }
    if let Some(rest) = text.strip_prefix("body") {
        return body(rest, at + "body".len());
    }
    Err(ExpressionError::new(at, "expected `header.`, `query.`, `path.` or `body`"))
}

fn header(name: &str, at: usize) -> Result<Source, ExpressionError> {
    let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if let Some(wrong) = name.bytes().position(|byte| !token(byte)) {
        return Err(ExpressionError::new(at + wrong, "not a character of a header's name"));
    }
    named(name, at, |name| Source::Header(name.to_ascii_lowercase()))
}

fn named(name: &str, at: usize, source: impl FnOnce(String) -> Source) -> Result<Source, ExpressionError> {
    if name.is_empty() {
        return Err(ExpressionError::new(at, "the name is missing"));
    }
    Ok(source(name.to_owned()))
}

fn body(rest: &str, at: usize) -> Result<Source, ExpressionError> {
    if rest.is_empty() {
        return Ok(Source::Body(None));
    }
    let Some(pointer) = rest.strip_prefix('#') else {
        return Err(ExpressionError::new(at, "expected `#` and a JSON Pointer after `body`"));
    };
    let at = at + 1;
    if !pointer.is_empty() && !pointer.starts_with('/') {
        return Err(ExpressionError::new(at, "a JSON Pointer starts with `/`"));
    }
    let mut escapes = pointer.match_indices('~');
    let bad = escapes.find(|(tilde, _)| !pointer[tilde + 1..].starts_with(['0', '1']));
    if let Some((tilde, _)) = bad {
        return Err(ExpressionError::new(at + tilde, "in a JSON Pointer `~` is `~0`, `/` is `~1`"));
    }
    Ok(Source::Body(Some(pointer.to_owned())))
}
