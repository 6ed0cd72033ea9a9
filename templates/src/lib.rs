//! The whole-file templates of Hookwright, and how they are filled.
//!
//! Comes in: a template's name and plain data. Goes out: the text of a file. Templates put words in
//! their places and decide nothing; what is to be decided is decided by whoever fills them. This
//! crate knows no document and touches no disk.
//!
//! Templates stand in a crate of their own so that they are published with it.

pub mod project;
pub mod report;
mod site;

use std::borrow::Cow;
use std::fmt;
use std::sync::LazyLock;

use serde::Serialize;

pub use site::{SITE, Site};

/// The manifest of a generated crate.
pub const CRATE_MANIFEST: &str = "crate/Cargo.toml.tera";

/// The README of a generated crate.
pub const CRATE_README: &str = "crate/README.md.tera";

/// Every template by name, with its text.
pub const TEMPLATES: &[(&str, &str)] = &[
    (CRATE_MANIFEST, include_str!("../crate/Cargo.toml.tera")),
    (CRATE_README, include_str!("../crate/README.md.tera")),
];

/// The style of the page of deliveries, for the header that allows it.
pub const PAGE_STYLE: &str = include_str!("../page/page.css");

const PAGE: &str = "page/page.html.tera";

/// Read once; it comes with this crate.
static PAGE_TEMPLATE: LazyLock<Escaped> =
    LazyLock::new(|| Escaped::new([(PAGE, include_str!("../page/page.html.tera"))]));

/// Fills the page of deliveries; everything is escaped but the style.
///
/// # Errors
///
/// When the context lacks a word of it.
pub fn page<C: Serialize + ?Sized>(context: &C) -> Result<String, Error> {
    PAGE_TEMPLATE.fill(PAGE, PAGE_STYLE, context)
}

/// Templates of HTML and XML: whatever is put into them is neither, and is escaped.
struct Escaped(Result<tera::Tera, String>);

impl Escaped {
    fn new<const N: usize>(texts: [(&'static str, &'static str); N]) -> Self {
        let mut tera = tera::Tera::new();
        tera.autoescape_on([".html.tera", ".xml.tera"]);
        let added = tera.add_raw_templates(texts);
        Self(added.map(|()| tera).map_err(|error| error.to_string()))
    }

    /// Fills one of them, with a style that is put in as it stands.
    fn fill<C: Serialize + ?Sized>(&self, name: &str, css: &str, context: &C) -> Result<String, Error> {
        let mut context = tera::Context::from_serialize(context).map_err(Error)?;
        context.insert("css", css);
        match &self.0 {
            Ok(tera) => tera.render(name, &context).map_err(Error),
            Err(error) => Err(Error(tera::Error::message(error.clone()))),
        }
    }
}

/// Why a template could not be filled: it is not there, is broken, or misses a word.
pub struct Error(tera::Error);

/// The text of a template that comes with this crate.
#[must_use]
pub fn builtin(name: &str) -> Option<Cow<'static, str>> {
    let found = TEMPLATES.iter().chain(project::TEMPLATES).find(|(known, _)| *known == name);
    found.map(|(_, text)| Cow::Borrowed(*text))
}

/// Fills a template that comes with this crate.
///
/// ```
/// use std::collections::BTreeMap;
///
/// // A word that the template needs and nobody gave is an error that names it.
/// let error = hookwright_templates::render("crate/README.md.tera", &BTreeMap::<&str, &str>::new());
/// assert!(error.unwrap_err().to_string().contains("README.md.tera"));
/// ```
///
/// # Errors
///
/// When there is no such template, or the context lacks a word of it.
pub fn render<C: Serialize + ?Sized>(name: &str, context: &C) -> Result<String, Error> {
    render_from(&builtin, name, context)
}

/// Fills a template whose text comes from elsewhere: a folder of the user's before [`builtin`].
///
/// # Errors
///
/// When the lookup has no such template, it is broken, or the context lacks a word of it.
pub fn render_from<C: Serialize + ?Sized>(
    lookup: &dyn Fn(&str) -> Option<Cow<'static, str>>,
    name: &str,
    context: &C,
) -> Result<String, Error> {
    let text = lookup(name)
        .ok_or_else(|| Error(tera::Error::new(tera::ErrorKind::TemplateNotFound(name.to_owned()))))?;
    let context = tera::Context::from_serialize(context).map_err(Error)?;
    let mut tera = tera::Tera::new();
    // The files are no HTML, whatever their names end with.
    tera.autoescape_on(Vec::<&str>::new());
    tera.add_raw_template(name, &text).map_err(Error)?;
    tera.render(name, &context).map_err(Error)
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        std::error::Error::source(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct Greeting {
        name: &'static str,
    }

    #[test]
    fn texts_of_the_user_come_first_and_are_not_escaped() {
        let lookup = |name: &str| match name {
            "hello.html" => Some(Cow::Borrowed("Hello <{{ name }}>\n")),
            other => builtin(other),
        };
        let text = render_from(&lookup, "hello.html", &Greeting { name: "a & b" }).expect("renders");
        assert_eq!(text, "Hello <a & b>\n");
        assert!(lookup(CRATE_MANIFEST).is_some());
    }

    #[test]
    fn what_is_missing_is_named() {
        let error = render("crate/none.tera", &Greeting { name: "" }).expect_err("there is none");
        assert!(error.to_string().contains("crate/none.tera"), "{error}");
        let error = render(CRATE_MANIFEST, &Greeting { name: "shop" }).expect_err("words are missing");
        assert!(error.to_string().contains("Cargo.toml.tera"), "{error}");
    }

    #[test]
    fn templates_hold_no_logic() {
        for (name, text) in TEMPLATES {
            assert!(!text.contains("{%"), "{name} decides something");
        }
        for (name, text) in project::TEMPLATES {
            assert!(!text.contains("{% if") && !text.contains("{%- if"), "{name} decides something");
        }
    }
}
