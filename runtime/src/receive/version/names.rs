//! Names of versions, and their order. In: two texts. Out: which is later. It must not know requests, and allocates
//! nothing.

use std::cmp::Ordering;

use super::{Numbering, Versions};

/// What a name means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// One of ours.
    Known(usize),
    /// A version, and none of ours.
    Unknown,
    /// No name of a version at all.
    Nothing,
}

impl Versions {
    /// What a name means. The first look is for the very name, since that is what nearly all requests say.
    pub(super) fn meaning(&self, name: &str) -> Meaning {
        if let Some(at) = self.versions.iter().position(|version| version.name == name) {
            return Meaning::Known(at);
        }
        let Some(given) = Rank::of(self.numbering, name) else { return Meaning::Nothing };
        let compared = |at: usize| {
            let own = Rank::of(self.numbering, self.versions.get(at)?.name)?;
            Some(own.compare(&given))
        };
        let places = (0..self.versions.len()).rev();
        for (at, order) in places.filter_map(|at| compared(at).map(|order| (at, order))) {
            match order {
                Ordering::Equal => return Meaning::Known(at),
                Ordering::Less if self.between => return Meaning::Known(at),
                _ => {}
            }
        }
        Meaning::Unknown
    }
}

/// A name by its numbers, the first of which counts most.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rank<'a> {
    /// Digits; none are 0.
    numbers: [&'a str; 3],
    /// The pre-release of a semantic version, empty for none.
    pre: &'a str,
}

impl<'a> Rank<'a> {
    pub(super) fn of(numbering: Numbering, name: &'a str) -> Option<Self> {
        let name = name.strip_prefix(['v', 'V']).unwrap_or(name);
        match numbering {
            Numbering::Integer => Some(Self { numbers: [digits(name)?, "", ""], pre: "" }),
            Numbering::Semver => Self::semver(name),
            Numbering::Date => Self::date(name),
            Numbering::Declared => None,
        }
    }

    /// Build metadata has no part in the order (SemVer 2.0, section 10).
    fn semver(name: &'a str) -> Option<Self> {
        let name = name.split_once('+').map_or(name, |(name, _)| name);
        let (core, pre) = match name.split_once('-') {
            Some((_, "")) => return None,
            Some((core, pre)) => (core, pre),
            None => (name, ""),
        };
        let mut numbers = [""; 3];
        let mut parts = core.split('.');
        for (number, part) in numbers.iter_mut().zip(&mut parts) {
            *number = digits(part)?;
        }
        let word = |part: &str| {
            !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        };
        let good = parts.next().is_none() && (pre.is_empty() || pre.split('.').all(word));
        good.then_some(Self { numbers, pre })
    }

    fn date(name: &'a str) -> Option<Self> {
        let name = name.split_once('.').map_or(name, |(date, _)| date);
        let mut parts = name.split('-');
        let mut part = |length: usize, last: &str| {
            let part = digits(parts.next()?)?;
            (part.len() == length && part <= last).then_some(part)
        };
        let (year, month) = (part(4, "9999")?, part(2, "12")?);
        let day = if name.len() > 7 { part(2, "31")? } else { "" };
        let real = parts.next().is_none() && month != "00" && day != "00";
        real.then_some(Self { numbers: [year, month, day], pre: "" })
    }

    pub(super) fn compare(&self, other: &Self) -> Ordering {
        let pairs = self.numbers.iter().zip(other.numbers);
        let numbers = pairs.fold(Ordering::Equal, |order, (one, other)| order.then(by_number(one, other)));
        numbers.then_with(|| by_release(self.pre, other.pre))
    }
}

fn digits(text: &str) -> Option<&str> {
    (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())).then_some(text)
}

/// As numbers of any size.
fn by_number(one: &str, other: &str) -> Ordering {
    let (one, other) = (one.trim_start_matches('0'), other.trim_start_matches('0'));
    one.len().cmp(&other.len()).then_with(|| one.cmp(other))
}

/// `SemVer` 2.0, section 11: a release is later than its pre-releases, numbers come before words, and more parts are later.
fn by_release(one: &str, other: &str) -> Ordering {
    match (one.is_empty(), other.is_empty()) {
        (false, false) => {}
        (one, other) => return one.cmp(&other),
    }
    let (mut ones, mut others) = (one.split('.'), other.split('.'));
    loop {
        let order = match (ones.next(), others.next()) {
            (None, None) => return Ordering::Equal,
            (one, other) => match (one.map(digits_or), other.map(digits_or)) {
                (Some(Ok(one)), Some(Ok(other))) => by_number(one, other),
                (Some(Err(one)), Some(Err(other))) => one.cmp(other),
                (Some(Ok(_)), Some(Err(_))) | (None, _) => Ordering::Less,
                _ => Ordering::Greater,
            },
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

fn digits_or(part: &str) -> Result<&str, &str> {
    digits(part).ok_or(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compare(numbering: Numbering, one: &str, other: &str) -> Option<Ordering> {
        Some(Rank::of(numbering, one)?.compare(&Rank::of(numbering, other)?))
    }

    /// Each before the next.
    fn ascending(numbering: Numbering, names: &[&str]) {
        for (at, one) in names.iter().enumerate() {
            for (other_at, other) in names.iter().enumerate() {
                assert_eq!(compare(numbering, one, other), Some(at.cmp(&other_at)), "{one} {other}");
            }
        }
    }

    #[test]
    fn numbers_of_any_size() {
        ascending(
            Numbering::Integer,
            &["0", "1", "2", "10", "18446744073709551616", "99999999999999999999999"],
        );
        for (one, other) in [("2", "02"), ("v2", "2"), ("V2", "v002")] {
            assert_eq!(compare(Numbering::Integer, one, other), Some(Ordering::Equal));
        }
        for bad in ["", "v", "vv1", "1.0", "-1", "+1", "1 ", "١", "latest"] {
            assert!(Rank::of(Numbering::Integer, bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn semantic_versions_as_their_specification_orders_them() {
        let section_11 = [
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-alpha.beta",
            "1.0.0-beta",
            "1.0.0-beta.2",
            "1.0.0-beta.11",
            "1.0.0-rc.1",
            "1.0.0",
            "1.2",
            "1.10.0",
            "2",
        ];
        ascending(Numbering::Semver, &section_11);
        for (one, other) in [("2", "2.0.0"), ("2.1", "v2.1.0"), ("1.0.0+build.5", "1.0.0")] {
            assert_eq!(compare(Numbering::Semver, one, other), Some(Ordering::Equal));
        }
        for bad in ["", "1.", ".1", "1.0.0.0", "1.0.0-", "1.0.0-a..b", "1.0.0-ä", "1.x"] {
            assert!(Rank::of(Numbering::Semver, bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn dates() {
        ascending(Numbering::Date, &["2025-12-31", "2026-04", "2026-04-01", "2026-04-02.spring", "2026-10"]);
        let word = compare(Numbering::Date, "2026-04-01.spring", "2026-04-01");
        assert_eq!(word, Some(Ordering::Equal));
        for bad in [
            "2026",
            "2026-4-1",
            "2026-13-01",
            "2026-00-01",
            "2026-01-00",
            "2026-01-32",
            "2026-04-01-01",
            "26-04-01",
        ] {
            assert!(Rank::of(Numbering::Date, bad).is_none(), "{bad}");
        }
        assert!(Rank::of(Numbering::Declared, "1").is_none());
    }
}
