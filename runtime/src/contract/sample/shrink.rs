//! The smallest value that still fails: reductions of a concrete value, one question at a time.
//!
//! In comes a value that fails; out come smaller ones, and in between come the answers. Whoever asks drives the loop,
//! so that a question may be a request over the network. It must not know what failing is, nor schemas.

use proptest::num::i64::BinarySearch as IntegerSearch;
use proptest::num::usize::BinarySearch as LengthSearch;
use proptest::strategy::ValueTree;
use serde_json::{Number, Value};

/// A way down into a value: the number of the member or item at each step.
type Path = Vec<usize>;

/// One reduction of a value.
#[derive(Clone, Debug)]
enum Cut {
    /// Takes members or items away, from one number to before another.
    Remove(Path, usize, usize),
    /// Makes one text, number or truth value smaller.
    Lessen(Path),
}

/// The search for the least of one value, once it has begun.
#[derive(Clone, Debug)]
enum Search {
    Length(String, LengthSearch),
    Integer(IntegerSearch),
    Truth,
}

/// A value that fails, and the smaller ones that may.
///
/// It is proptest's own trait: [`simplify`](ValueTree::simplify) says that the current value still fails,
/// [`complicate`](ValueTree::complicate) that it does not; both move on and tell whether there is something new to ask.
#[derive(Clone, Debug)]
pub struct JsonTree {
    /// The smallest value that is known to fail.
    best: Value,
    current: Value,
    cuts: Vec<Cut>,
    at: usize,
    search: Option<(Path, Search)>,
    /// Whether something got smaller since the first cut was tried.
    progress: bool,
}

impl JsonTree {
    /// The tree of a value that fails.
    #[must_use]
    pub fn new(failing: Value) -> Self {
        let cuts = cuts(&failing);
        Self { current: failing.clone(), best: failing, cuts, at: 0, search: None, progress: false }
    }

    /// The smallest value that is known to fail.
    #[must_use]
    pub fn best(&self) -> &Value {
        &self.best
    }

    /// Moves on to the next reduction; the current value is the best one where there is none.
    fn advance(&mut self) -> bool {
        loop {
            let Some(cut) = self.cuts.get(self.at).cloned() else {
                if !std::mem::take(&mut self.progress) {
                    self.current = self.best.clone();
                    return false;
                }
                (self.cuts, self.at) = (cuts(&self.best), 0);
                continue;
            };
            let ready = match cut {
                Cut::Remove(path, from, to) => {
                    self.current = self.best.clone();
                    at(&mut self.current, &path).is_some_and(|place| remove(place, from, to))
                }
                Cut::Lessen(path) => self.begin(path),
            };
            if ready {
                return true;
            }
            self.at += 1;
        }
    }

    /// Begins the search for the least of one value.
    fn begin(&mut self, path: Path) -> bool {
        let mut copy = self.best.clone();
        let search = match at(&mut copy, &path) {
            Some(Value::String(text)) => {
                let length = text.chars().count();
                Search::Length(std::mem::take(text), LengthSearch::new(length))
            }
            Some(Value::Number(number)) => match whole(number) {
                Some(start) => Search::Integer(IntegerSearch::new(start)),
                None => return false,
            },
            Some(Value::Bool(true)) => Search::Truth,
            _ => return false,
        };
        self.search = Some((path, search));
        self.step(true)
    }

    /// One step of the search that is under way; false where it has ended.
    fn step(&mut self, fails: bool) -> bool {
        let Some((path, search)) = &mut self.search else { return false };
        let next = match search {
            Search::Length(text, search) => {
                moved(search, fails).then(|| Value::String(text.chars().take(search.current()).collect()))
            }
            Search::Integer(search) => moved(search, fails).then(|| search.current().into()),
            // There is one truth value that is smaller, so the second answer ends the search.
            Search::Truth => (fails && at(&mut self.best, path) == Some(&mut Value::Bool(true)))
                .then_some(Value::Bool(false)),
        };
        self.current = self.best.clone();
        let place = at(&mut self.current, path);
        if let (Some(place), Some(next)) = (place, next)
            && *place != next
        {
            *place = next;
            return true;
        }
        self.search = None;
        false
    }
}

/// Where the search for a whole number begins: at the number itself, or at the next one away from 0.
#[allow(clippy::cast_possible_truncation, reason = "what is beyond 64 bits becomes the greatest of them")]
fn whole(number: &Number) -> Option<i64> {
    number.as_i64().or_else(|| number.as_f64().map(|float| (float + 1.0_f64.copysign(float)) as i64))
}

/// Moves a search of proptest's by the answer.
fn moved(search: &mut impl ValueTree, fails: bool) -> bool {
    if fails { search.simplify() } else { search.complicate() }
}

impl ValueTree for JsonTree {
    type Value = Value;

    fn current(&self) -> Value {
        self.current.clone()
    }

    fn simplify(&mut self) -> bool {
        let asked = self.current != self.best;
        if asked {
            self.best = self.current.clone();
            self.progress = true;
        }
        if self.search.is_some() {
            if self.step(true) {
                return true;
            }
            self.at += 1;
        } else if asked {
            // What was cut is gone: the places that follow are counted anew.
            self.cuts = cuts(&self.best);
        }
        self.advance()
    }

    fn complicate(&mut self) -> bool {
        if self.search.is_some() && self.step(false) {
            return true;
        }
        self.at += 1;
        self.advance()
    }
}

/// What can be made smaller: large parts before small ones, what is near the root before what is deep in it.
fn cuts(value: &Value) -> Vec<Cut> {
    let (mut removals, mut lessenings) = (Vec::new(), Vec::new());
    let mut level: Vec<(Path, &Value)> = vec![(Path::new(), value)];
    while !level.is_empty() {
        let mut next = Vec::new();
        for (path, value) in level {
            let below: Vec<&Value> = match value {
                Value::Array(items) => items.iter().collect(),
                Value::Object(members) => members.values().collect(),
                _ => Vec::new(),
            };
            if below.is_empty() {
                lessenings.push(Cut::Lessen(path));
                continue;
            }
            removals.extend(parts(below.len()).map(|(from, to)| Cut::Remove(path.clone(), from, to)));
            next.extend(below.into_iter().enumerate().map(|(at, child)| {
                let mut path = path.clone();
                path.push(at);
                (path, child)
            }));
        }
        level = next;
    }
    removals.append(&mut lessenings);
    removals
}

/// The whole, its halves, their halves, down to single ones; what stands last first.
fn parts(count: usize) -> impl Iterator<Item = (usize, usize)> {
    let sizes = std::iter::successors(Some(count), |size| (*size > 1).then(|| size.div_ceil(2)));
    sizes.flat_map(move |size| {
        let starts = (0..count).step_by(size).collect::<Vec<_>>();
        starts.into_iter().rev().map(move |from| (from, (from + size).min(count)))
    })
}

fn at<'v>(value: &'v mut Value, path: &[usize]) -> Option<&'v mut Value> {
    path.iter().try_fold(value, |value, step| match value {
        Value::Array(items) => items.get_mut(*step),
        Value::Object(members) => members.values_mut().nth(*step),
        _ => None,
    })
}

/// Takes children away; false where there are none to take.
fn remove(value: &mut Value, from: usize, to: usize) -> bool {
    let mut index = 0..;
    let mut keeps = || index.next().is_none_or(|index| index < from || index >= to);
    match value {
        Value::Array(items) if from < items.len() => items.retain(|_| keeps()),
        Value::Object(members) if from < members.len() => members.retain(|_, _| keeps()),
        _ => return false,
    }
    true
}

/// A [`JsonTree`] with an end: asks so many questions and no more.
///
/// ```
/// use hookwright::contract::sample::Shrinker;
/// use serde_json::json;
///
/// let mut shrinker = Shrinker::new(json!({"id": "an id", "items": [{"price": 700}, {"price": 3}]}), 500);
/// while let Some(value) = shrinker.next() {
///     let still_fails = value["items"][0]["price"].as_i64().is_some_and(|price| price > 100);
///     shrinker.tell(still_fails);
/// }
/// assert_eq!(*shrinker.best(), json!({"items": [{"price": 101}]}));
/// ```
#[derive(Clone, Debug)]
pub struct Shrinker {
    tree: JsonTree,
    left: usize,
    /// What the last question was answered; none has been asked at first, and the value itself is known to fail.
    answer: Option<bool>,
}

impl Shrinker {
    /// A search that begins at a value that fails, and asks at most so many questions.
    #[must_use]
    pub fn new(failing: Value, questions: usize) -> Self {
        Self { tree: JsonTree::new(failing), left: questions, answer: Some(true) }
    }

    /// The next value of which it is to be told whether it fails. A question that is not answered counts as no.
    #[allow(clippy::should_implement_trait, reason = "between two values there must be an answer")]
    pub fn next(&mut self) -> Option<Value> {
        let more =
            if self.answer.take().unwrap_or(false) { self.tree.simplify() } else { self.tree.complicate() };
        self.left = if more { self.left.checked_sub(1)? } else { return None };
        Some(self.tree.current())
    }

    /// Tells whether the last value still fails.
    pub fn tell(&mut self, still_fails: bool) {
        self.answer = Some(still_fails);
    }

    /// The smallest value that is known to fail.
    #[must_use]
    pub fn best(&self) -> &Value {
        if self.answer == Some(true) { &self.tree.current } else { &self.tree.best }
    }
}

#[cfg(test)]
mod tests {
    use proptest::strategy::ValueTree as _;
    use serde_json::json;

    use super::*;

    fn shrunk(value: Value, fails: impl Fn(&Value) -> bool) -> (Value, usize) {
        let mut shrinker = Shrinker::new(value, 10_000);
        let mut asked = 0;
        while let Some(value) = shrinker.next() {
            asked += 1;
            shrinker.tell(fails(&value));
        }
        assert!(fails(shrinker.best()), "{}", shrinker.best());
        (shrinker.best().clone(), asked)
    }

    #[test]
    fn what_does_not_matter_is_dropped() {
        let value = json!({"a": {"b": [1, 2, {"c": "needle and more"}, 4]}, "d": [[[]]], "e": true});
        let (best, asked) = shrunk(value, |value| value.to_string().contains("needle"));
        assert_eq!(best, json!({"a": {"b": [{"c": "needle"}]}}));
        assert!(asked < 80, "{asked}");
    }

    #[test]
    fn numbers_move_to_the_bound_and_lengths_too() {
        assert_eq!(shrunk(json!([987_654_321]), |v| v[0].as_i64() > Some(4_711)).0, json!([4_712]));
        assert_eq!(shrunk(json!([-50]), |v| v[0].as_i64().is_some_and(|n| n < -8)).0, json!([-9]));
        assert_eq!(
            shrunk(json!("x".repeat(5000)), |v| v.as_str().is_some_and(|t| t.len() > 255)).0,
            json!("x".repeat(256))
        );
        assert_eq!(shrunk(json!({"a": true, "b": true}), |v| v["b"].is_boolean()).0, json!({"b": false}));
        let (best, _) = shrunk(json!(123.75), |v| v.as_f64() > Some(1.5));
        assert_eq!(best, json!(2));
    }

    #[test]
    fn a_thousand_members_take_few_questions() {
        let many: serde_json::Map<String, Value> =
            (0..1000).map(|n| (format!("m{n:04}"), json!(n))).collect();
        let (best, asked) =
            shrunk(Value::Object(many), |v| v.get("m0617").is_some_and(|v| v.as_i64() > Some(600)));
        assert_eq!(best, json!({"m0617": 601}));
        assert!(asked < 120, "{asked}");
    }

    #[test]
    fn there_is_an_end() {
        let mut shrinker = Shrinker::new(json!((0..500).collect::<Vec<_>>()), 7);
        let asked = std::iter::from_fn(|| shrinker.next()).count();
        assert_eq!(asked, 7);
        assert_eq!(shrinker.next(), None);
    }

    #[test]
    fn proptest_itself_can_drive_it() {
        let mut tree = JsonTree::new(json!({"a": [5, 6, 7], "b": "text"}));
        let fails = |value: &Value| value["a"].as_array().is_some_and(|items| items.contains(&json!(6)));
        let mut more = tree.simplify();
        while more {
            more = if fails(&tree.current()) { tree.simplify() } else { tree.complicate() };
        }
        assert_eq!(*tree.best(), json!({"a": [6]}));
    }
}
