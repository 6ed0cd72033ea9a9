//! Names of versions in each order, and what stands between two of them.

use super::shop::{Table, integers, tables, three};
use super::{UNKNOWN, expect, second};
use crate::server::Sent;
use hookwright::codegen::{Numbering, VersionInfo, VersionSource, Versions};

const HEADER: &[VersionSource] = &[VersionSource::Header("webhook-version")];
const ANYWHERE: &[VersionSource] = &[VersionSource::Path { before: "", after: "" }];
const TENS: [VersionInfo; 3] = three(["10", "20", "30"]);
const SEMVER: [VersionInfo; 3] = three(["1.9.0", "2.1.0", "2.10.0"]);
const DATES: [VersionInfo; 3] = three(["2025-10-01", "2026-04-01", "2026-07"]);
const DECLARED: [VersionInfo; 3] = three(["ghes-3.14", "v2", "cloud"]);

const fn of(versions: &'static [VersionInfo], numbering: Numbering, between: bool) -> Versions {
    Versions { versions, numbering, between, ..integers(HEADER) }
}

tables! {
    Tens: of(&TENS, Numbering::Integer, true);
    ExactSemver: of(&SEMVER, Numbering::Semver, false);
    Semver: of(&SEMVER, Numbering::Semver, true);
    ExactDates: of(&DATES, Numbering::Date, false);
    Dates: of(&DATES, Numbering::Date, true);
    DatesInPaths: Versions { sources: ANYWHERE, ..of(&DATES, Numbering::Date, true) };
    TensInPaths: Versions { sources: ANYWHERE, ..of(&TENS, Numbering::Integer, true) };
    Declared: of(&DECLARED, Numbering::Declared, true);
}

/// Of the first version nothing is sent here: its payload is another.
fn says(pairs: &[(&str, &'static str)]) -> Vec<(Sent, &'static str)> {
    pairs.iter().map(|(name, version)| (second().header("webhook-version", name), *version)).collect()
}

#[tokio::test]
async fn numbers() {
    let between = [("20", "20"), ("020", "20"), ("29", "20"), ("30", "30"), ("31", "30"), ("9", UNKNOWN)];
    expect::<Tens>(says(&between)).await;
    expect::<Tens>(says(&[("99999999999999999999999999", "30"), ("x", UNKNOWN), ("2.0", UNKNOWN)])).await;
}

#[tokio::test]
async fn semantic_versions() {
    let exact =
        [("2.1.0", "2.1.0"), ("2.1", "2.1.0"), ("v2.10", "2.10.0"), ("2.2.0", UNKNOWN), ("2", UNKNOWN)];
    expect::<ExactSemver>(says(&exact)).await;
    let between = [
        ("2.1.5", "2.1.0"),
        ("2.9.9", "2.1.0"),
        ("2.10.0-rc.1", "2.1.0"),
        ("2.10.0+build.1", "2.10.0"),
        ("3", "2.10.0"),
        ("1.8", UNKNOWN),
        ("two", UNKNOWN),
    ];
    expect::<Semver>(says(&between)).await;
}

#[tokio::test]
async fn dates() {
    expect::<ExactDates>(says(&[
        ("2026-04-01", "2026-04-01"),
        ("2026-07", "2026-07"),
        ("2026-04-02", UNKNOWN),
    ]))
    .await;
    let between = [
        ("2026-04-01.spring", "2026-04-01"),
        ("2026-06-30", "2026-04-01"),
        ("2026-07-01", "2026-07"),
        ("2030-01-01", "2026-07"),
        ("2025-09-30", UNKNOWN),
        ("2026-13-01", UNKNOWN),
        ("20260401", UNKNOWN),
    ];
    expect::<Dates>(says(&between)).await;
    let to = |path: &str| second().to(path);
    expect::<DatesInPaths>([(to("/7/2026-05-01/x"), "2026-04-01"), (to("/7/2024-05-01/x"), UNKNOWN)]).await;
    // A number alone is no version but by its very name.
    expect::<TensInPaths>([(to("/25/20"), "20"), (to("/v25/30"), "20")]).await;
}

#[tokio::test]
async fn declared_names() {
    let declared =
        [("v2", "v2"), ("cloud", "cloud"), ("2", UNKNOWN), ("ghes-3.15", UNKNOWN), ("Cloud", UNKNOWN)];
    expect::<Declared>(says(&declared)).await;
}
