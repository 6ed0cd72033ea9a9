//! The templates of the catalog, read once and filled many times.
//!
//! Comes in: templates of the user's, and plain data. Goes out: the text of a page. Everything is escaped but what the
//! data calls HTML.

use serde::Serialize;

use crate::Error;

/// Every file of the catalog that a user may replace, with its text.
pub const SITE: &[(&str, &str)] = &[
    ("apis.html.tera", include_str!("../site/apis.html.tera")),
    ("base.html.tera", include_str!("../site/base.html.tera")),
    ("delivery.html.tera", include_str!("../site/delivery.html.tera")),
    ("delivery.md.tera", include_str!("../site/delivery.md.tera")),
    ("event.html.tera", include_str!("../site/event.html.tera")),
    ("event.md.tera", include_str!("../site/event.md.tera")),
    ("fields.html.tera", include_str!("../site/fields.html.tera")),
    ("index.html.tera", include_str!("../site/index.html.tera")),
    ("index.md.tera", include_str!("../site/index.md.tera")),
    ("type.html.tera", include_str!("../site/type.html.tera")),
    ("type.md.tera", include_str!("../site/type.md.tera")),
    (STYLE, include_str!("../site/site.css")),
    (SCRIPT, include_str!("../site/site.js")),
];

const STYLE: &str = "site.css";
const SCRIPT: &str = "site.js";

/// The templates of a catalog.
///
/// ```
/// let site = hookwright_templates::Site::new(&|_| None)?;
/// assert!(site.style().contains("prefers-color-scheme"));
/// # Ok::<(), hookwright_templates::Error>(())
/// ```
pub struct Site {
    tera: tera::Tera,
    style: String,
    script: String,
}

impl Site {
    /// Reads the templates: the user's by name, else those that come with this crate.
    ///
    /// # Errors
    ///
    /// When a template of the user's is broken.
    pub fn new(own: &dyn Fn(&str) -> Option<String>) -> Result<Self, Error> {
        let texts = SITE.iter().map(|(name, text)| (*name, own(name).unwrap_or_else(|| (*text).to_owned())));
        let (files, templates): (Vec<_>, Vec<_>) =
            texts.partition(|(name, _)| [STYLE, SCRIPT].contains(name));
        let mut tera = tera::Tera::new();
        tera.autoescape_on([".html.tera"]);
        tera.register_filter("words", |text: &str, _: tera::Kwargs, _: &tera::State<'_>| words(text));
        tera.register_filter("mono", |text: &str, _: tera::Kwargs, _: &tera::State<'_>| mono(text));
        tera.add_raw_templates(templates).map_err(Error)?;
        let file = |wanted: &str| {
            files.iter().find(|(name, _)| *name == wanted).map(|(_, text)| text.clone()).unwrap_or_default()
        };
        Ok(Self { style: file(STYLE), script: file(SCRIPT), tera })
    }

    /// The style sheet.
    #[must_use]
    pub fn style(&self) -> &str {
        &self.style
    }

    /// The script, which no page needs.
    #[must_use]
    pub fn script(&self) -> &str {
        &self.script
    }

    /// Fills a page.
    ///
    /// # Errors
    ///
    /// When there is no such template, or the context lacks a word of it.
    pub fn render<C: Serialize + ?Sized>(&self, name: &str, context: &C) -> Result<String, Error> {
        let context = tera::Context::from_serialize(context).map_err(Error)?;
        self.tera.render(name, &context).map_err(Error)
    }
}

/// Text for one line of Markdown, where none of its signs means anything.
fn words(text: &str) -> String {
    let mut out = String::new();
    for c in one_line(text).chars() {
        if matches!(c, '\\' | '*' | '_' | '`' | '<' | '[' | ']' | '|') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Code within a line of Markdown, in tables too.
fn mono(text: &str) -> String {
    let line = one_line(text);
    if line.is_empty() { line } else { format!("`{}`", line.replace('`', "'").replace('|', "\\|")) }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl std::fmt::Debug for Site {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Site").finish_non_exhaustive()
    }
}
