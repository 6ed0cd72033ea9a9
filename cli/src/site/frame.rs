//! What all pages have around them: where they are, what stands beside them, which versions there are.
//!
//! Comes in: an API with its versions. Goes out: words for the base template. It must not know what a page says.

use hookwright_build::contract::Contract;
use serde::Serialize;

use super::api::Api;
use super::edition::Pages;
use super::page::{self, Section};

/// A link to another version.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Version {
    pub(super) name: String,
    pub(super) href: String,
    pub(super) current: bool,
    pub(super) deprecated: bool,
}

/// What a page has around it, and the page.
#[derive(Serialize)]
pub(super) struct Frame<'a, P> {
    pub(super) mark: &'static str,
    pub(super) made_by: &'static str,
    /// Which page it is: `index`, `event`, `type`, `delivery`.
    pub(super) here: &'static str,
    /// The title of the page.
    pub(super) title: &'a str,
    /// One sentence about it.
    pub(super) about: &'a str,
    pub(super) api: &'a str,
    pub(super) version: &'a str,
    /// The way to the pages of this version.
    pub(super) root: &'a str,
    /// The way to the root of the site.
    pub(super) top: &'a str,
    /// Whether there are other APIs.
    pub(super) has_others: bool,
    pub(super) sections: Vec<Section>,
    pub(super) versions: Vec<Version>,
    /// Where the newest version says the same; empty where this is it.
    pub(super) newest: String,
    /// Since when this version is deprecated, and when it ends; empty where it is not.
    pub(super) deprecated_since: String,
    pub(super) sunset: String,
    pub(super) page: P,
}

/// One version of an API among the others.
pub(super) struct Place<'a> {
    pub(super) api: &'a Api,
    /// All versions, made ready.
    pub(super) all: &'a [Pages<'a>],
    /// Which one it is.
    pub(super) edition: usize,
    pub(super) has_others: bool,
}

impl<'a> Place<'a> {
    pub(super) fn pages(&self) -> &'a Pages<'a> {
        &self.all[self.edition]
    }

    fn contract(&self) -> &'a Contract {
        self.pages().contract
    }

    /// The folder of its pages, from the root of the site.
    pub(super) fn folder(&self) -> String {
        format!("{}{}", self.api.folder, self.api.editions[self.edition].folder)
    }

    /// A page below a folder of this version, or in the version's own, with what is around it.
    pub(super) fn frame<P: Serialize>(
        &self,
        (here, title, about): (&'static str, &'a str, &'a str),
        ways: &'a Ways,
        event: Option<usize>,
        page: P,
    ) -> Frame<'a, P> {
        let said = self.contract().said.as_ref();
        let day = |time: Option<i64>| time.map(date).unwrap_or_default();
        let versions = self.versions(&ways.root, event);
        Frame {
            mark: super::MARK,
            made_by: env!("CARGO_PKG_VERSION"),
            here,
            title,
            about,
            api: &self.contract().title,
            version: &self.contract().version,
            root: &ways.root,
            top: &ways.top,
            has_others: self.has_others,
            sections: if here == "index" { page::sections(self.pages(), None) } else { self.side(event) },
            newest: if self.edition == 0 { String::new() } else { versions[0].href.clone() },
            versions,
            deprecated_since: day(said.and_then(|said| said.deprecated)),
            sunset: day(said.and_then(|said| said.sunset)),
            page,
        }
    }

    fn side(&self, event: Option<usize>) -> Vec<Section> {
        page::sections(self.pages(), Some(event.unwrap_or(usize::MAX)))
    }

    /// The way from a page of this version to its like in every version.
    fn versions(&self, root: &str, event: Option<usize>) -> Vec<Version> {
        if self.all.len() < 2 {
            return Vec::new();
        }
        let up = if self.api.editions[self.edition].folder.is_empty() { "" } else { "../" };
        let name = event.map(|event| self.contract().events[event].name.as_str());
        let link = |(edition, pages): (usize, &Pages<'_>)| {
            let same = pages.contract.events.iter().position(|event| Some(event.name.as_str()) == name);
            let file = match same {
                Some(index) => format!("events/{}.html", pages.slugs[index]),
                None => "index.html".to_owned(),
            };
            Version {
                name: pages.contract.version.clone(),
                href: format!("{root}{up}{}{file}", self.api.editions[edition].folder),
                current: edition == self.edition,
                deprecated: pages.contract.said.as_ref().is_some_and(|said| said.deprecated.is_some()),
            }
        };
        self.all.iter().enumerate().map(link).collect()
    }

    /// The ways from a page that stands so many folders below this version's own.
    pub(super) fn ways(&self, deep: usize) -> Ways {
        let folders = self.folder().matches('/').count();
        Ways { root: "../".repeat(deep), top: "../".repeat(deep + folders) }
    }
}

/// The ways from a page to the pages of its version, and to the root of the site.
pub(super) struct Ways {
    pub(super) root: String,
    pub(super) top: String,
}

/// The day of a time in seconds since 1970, by the civil calendar (days from civil, reversed).
fn date(seconds: i64) -> String {
    let days = seconds.div_euclid(86_400) + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_calendar() {
        let said = [0, 951_782_400, 1_767_225_599, -1].map(date);
        assert_eq!(said, ["1970-01-01", "2000-02-29", "2025-12-31", "1969-12-31"]);
    }
}
