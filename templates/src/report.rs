//! The report of contract tests: a page for people, XML for machines that speak JUnit.

use std::sync::LazyLock;

use serde::Serialize;

use crate::Error;

const HTML: &str = "report/report.html.tera";
const JUNIT: &str = "report/junit.xml.tera";

/// Read once; they come with this crate.
static TEMPLATES: LazyLock<Result<tera::Tera, String>> = LazyLock::new(|| {
    let mut tera = tera::Tera::new();
    // Whatever a receiver answered stands in them.
    tera.autoescape_on([".html.tera", ".xml.tera"]);
    let texts = [
        (HTML, include_str!("../report/report.html.tera")),
        (JUNIT, include_str!("../report/junit.xml.tera")),
    ];
    let added = tera.add_raw_templates(texts);
    added.map(|()| tera).map_err(|error| error.to_string())
});

/// Fills the page; everything is escaped but the style.
///
/// # Errors
///
/// When the context lacks a word of it.
pub fn html<C: Serialize + ?Sized>(context: &C) -> Result<String, Error> {
    fill(HTML, context)
}

/// Fills the XML.
///
/// # Errors
///
/// When the context lacks a word of it.
pub fn junit<C: Serialize + ?Sized>(context: &C) -> Result<String, Error> {
    fill(JUNIT, context)
}

fn fill<C: Serialize + ?Sized>(name: &str, context: &C) -> Result<String, Error> {
    let mut context = tera::Context::from_serialize(context).map_err(Error)?;
    context.insert("css", include_str!("../report/report.css"));
    match &*TEMPLATES {
        Ok(tera) => tera.render(name, &context).map_err(Error),
        Err(error) => Err(Error(tera::Error::message(error.clone()))),
    }
}
