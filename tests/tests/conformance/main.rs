//! JSON-Schema-Test-Suite, draft 2020-12: what `from_slice` says of its payloads.
//!
//! Each group is the payload of a webhook, generated, compiled and run; a group that does not get
//! so far fails in all its tests. The suite stands in a folder beside the workspace and is no part
//! of it. With `HOOKWRIGHT_CORPUS=1` it runs, else it says that it skips.

mod generated;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::time::Instant;

use hookwright_build::{Extras, Generated, Generator};
use hookwright_tests::judge::{Judge, Verdict};
use hookwright_tests::suite::{Group, Part, groups};
use hookwright_tests::workbench::{Module, Workbench, write_text};
use hookwright_tests::{difference, enter_workspace, known, shared};

/// The tests that fail, each with its reason.
const KNOWN: &str = "tests/conformance/known_failures.txt";

/// The kinds of generated payloads on which decoder and validator disagree, each with its reason.
const KNOWN_KINDS: &str = "tests/property/known_suite_failures.txt";

/// The page of the guide that has the figures, and what stands around them.
const PAGE: &str = "docs/conformance.md";
const FIGURES: &str = "<!-- figures: written by the suite with UPDATE=1 -->";
const END: &str = "<!-- end of figures -->";

/// How many groups a crate has: several crates compile at once.
const CRATE: usize = 96;

/// What became of the suite.
#[derive(Default)]
struct Run {
    /// Why groups have no module, by module.
    missing: BTreeMap<String, String>,
    /// The modules that ask the schema itself in places.
    fallback: BTreeSet<String>,
    /// What was seen of each test that fails.
    failing: BTreeMap<String, String>,
}

#[test]
fn the_suite_of_json_schema_passes() {
    if std::env::var_os("HOOKWRIGHT_CORPUS").is_none_or(|value| value != "1") {
        println!("SKIPPED: `HOOKWRIGHT_CORPUS=1` compiles the suite, which takes minutes");
        return;
    }
    let Some(shared) = shared() else { panic!("HOOKWRIGHT_CORPUS=1 needs the suite") };
    let suite = shared.join("json-schema-test-suite");
    let groups = groups(&suite.join("tests/draft2020-12"));
    let mut bench = Workbench::new("conformance", &["schema"]);
    let mut run = Run::default();
    let start = Instant::now();
    generate(&suite, &groups, &mut bench, &mut run);
    println!("generated in {:.1} s", start.elapsed().as_secs_f64());
    let start = Instant::now();
    for (module, error) in bench.build().errors {
        run.missing.insert(module, format!("does not compile: {}", error.lines().next().unwrap_or_default()));
    }
    println!("compiled in {:.1} s", start.elapsed().as_secs_f64());
    let start = Instant::now();
    let mut judge = Judge::new(&bench.judge());
    ask(&groups, &mut judge, &mut run);
    println!("run in {:.1} s", start.elapsed().as_secs_f64());
    let start = Instant::now();
    let tally = generated::tally(&groups, &mut judge, &run);
    println!("{} ({:.1} s)", tally.line(), start.elapsed().as_secs_f64());
    print!("{}", report(&groups, &run));
    let failing = run.failing.iter().map(|(case, seen)| format!("{case} => {seen}\n")).collect::<String>();
    write_text(&bench.folder().join("failing.txt"), &failing);
    let complaints = known::complaints(KNOWN, &counted(&groups, &run.failing));
    assert!(complaints.is_empty(), "\n{complaints}");
    let page = page(&parts(&groups, &run));
    let complaints = known::complaints(KNOWN_KINDS, &tally.failing);
    assert!(complaints.is_empty(), "\n{complaints}");
    let stale = difference(PAGE, &page);
    assert!(stale.is_empty(), "\n{stale}");
}

/// The page of the guide with the figures of this run.
fn page(parts: &BTreeMap<Part, Count>) -> String {
    let page = std::fs::read_to_string(enter_workspace().join(PAGE)).expect("the guide has a page");
    let (before, rest) = page.split_once(FIGURES).expect("the page has a place for figures");
    let (_, after) = rest.split_once(END).expect("the figures have an end");
    let mut table = "\n| part | tests passed | groups passed whole | groups with the general validator |\n|---|---|---|---|\n".to_owned();
    for (part, count) in parts {
        let Count { tests, passed, groups, whole, fallback } = count;
        let name = match part {
            Part::Required => "required",
            Part::Optional => "optional",
            Part::Format => "optional/format",
        };
        let _ = writeln!(table, "| {name} | {passed} of {tests} | {whole} of {groups} | {fallback} |");
    }
    format!("{before}{FIGURES}{table}{END}{after}")
}

/// The failing tests that the list holds: what formats mean is a report.
fn counted(groups: &[Group], failing: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let tests = groups.iter().filter(|group| group.part() != Part::Format);
    let cases: BTreeSet<String> =
        tests.flat_map(|group| group.tests.iter().map(|test| group.case(test))).collect();
    failing.iter().filter(|(case, _)| cases.contains(*case)).map(|(a, b)| (a.clone(), b.clone())).collect()
}

fn generate(suite: &Path, groups: &[Group], bench: &mut Workbench, run: &mut Run) {
    let documents = bench.folder().join("documents");
    for (number, some) in groups.chunks(CRATE).enumerate() {
        let mut modules = Vec::new();
        for group in some {
            match generated(suite, group, &group.write(&documents)) {
                Ok(made) => {
                    if made.summary.schema_checks > 0 {
                        run.fallback.insert(group.module.clone());
                    }
                    modules.push(Module { name: group.module.clone(), files: made.files });
                }
                Err(why) => {
                    run.missing.insert(group.module.clone(), why);
                }
            }
        }
        bench.add(&format!("part{number}"), modules);
    }
}

fn generated(suite: &Path, group: &Group, root: &Path) -> Result<Generated, String> {
    let remotes = suite.join("remotes").display().to_string();
    let generator = Generator::new(root)
        // What is accepted must be written back whole.
        .extras(Extras::Keep)
        .map_url("http://localhost:1234/", remotes)
        // Only there does the suite take `format` for more than an annotation.
        .assert_formats(group.part() == Part::Format);
    let made = std::panic::catch_unwind(|| generator.compile());
    match made {
        Ok(Ok(made)) => Ok(made),
        Ok(Err(error)) => {
            Err(format!("does not generate: {}", error.to_string().lines().next().unwrap_or_default()))
        }
        Err(_) => Err("the generator panics".to_owned()),
    }
}

fn ask(groups: &[Group], judge: &mut Judge, run: &mut Run) {
    for group in groups {
        for test in &group.tests {
            let seen = match run.missing.get(&group.module) {
                Some(why) => Verdict::Failed(why.clone()),
                None => judge.ask(&group.module, "g", test.data.get()),
            };
            if !seen.is(test.valid) {
                run.failing.insert(group.case(test), seen.first_line().to_owned());
            }
        }
    }
}

/// Counts of one file, or of a part.
#[derive(Clone, Copy, Default)]
struct Count {
    tests: usize,
    passed: usize,
    groups: usize,
    whole: usize,
    fallback: usize,
}

impl Count {
    fn add(&mut self, group: &Group, run: &Run) {
        let passed = group.tests.iter().filter(|test| !run.failing.contains_key(&group.case(test))).count();
        self.groups += 1;
        self.tests += group.tests.len();
        self.passed += passed;
        self.whole += usize::from(passed == group.tests.len());
        self.fallback += usize::from(run.fallback.contains(&group.module));
    }

    fn row(&self, name: &str) -> String {
        let Self { tests, passed, groups, whole, fallback } = self;
        format!(
            "{name:<45} {passed:>4} of {tests:>4} tests, {whole:>3} of {groups:>3} groups whole, {fallback:>3} with the fallback\n"
        )
    }
}

fn parts(groups: &[Group], run: &Run) -> BTreeMap<Part, Count> {
    let mut parts: BTreeMap<Part, Count> = BTreeMap::new();
    for group in groups {
        parts.entry(group.part()).or_default().add(group, run);
    }
    parts
}

fn report(groups: &[Group], run: &Run) -> String {
    let mut files: BTreeMap<(Part, &str), Count> = BTreeMap::new();
    for group in groups {
        files.entry((group.part(), &group.file)).or_default().add(group, run);
    }
    let files: String = files.iter().map(|((_, file), count)| count.row(file)).collect();
    let parts = parts(groups, run);
    let parts: String = parts.iter().map(|(part, count)| count.row(&format!("= {part:?}"))).collect();
    files + &parts
}
