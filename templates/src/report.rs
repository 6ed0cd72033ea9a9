//! The report of contract tests: a page for people, XML for machines that speak JUnit.

use std::sync::LazyLock;

use serde::Serialize;

use crate::{Error, Escaped};

const HTML: &str = "report/report.html.tera";
const JUNIT: &str = "report/junit.xml.tera";
const STYLE: &str = include_str!("../report/report.css");

/// Read once; they come with this crate.
static TEMPLATES: LazyLock<Escaped> = LazyLock::new(|| {
    Escaped::new([
        (HTML, include_str!("../report/report.html.tera")),
        (JUNIT, include_str!("../report/junit.xml.tera")),
    ])
});

/// Fills the page; everything is escaped but the style.
///
/// # Errors
///
/// When the context lacks a word of it.
pub fn html<C: Serialize + ?Sized>(context: &C) -> Result<String, Error> {
    TEMPLATES.fill(HTML, STYLE, context)
}

/// Fills the XML.
///
/// # Errors
///
/// When the context lacks a word of it.
pub fn junit<C: Serialize + ?Sized>(context: &C) -> Result<String, Error> {
    TEMPLATES.fill(JUNIT, "", context)
}
