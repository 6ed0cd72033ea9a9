//! Mappings: ordered, with the place of every key, and quick to ask.

use crate::source::Span;

use super::node::Node;

/// Up to here, looking at every key is quicker than a sorted index.
const SMALL: usize = 12;

/// One key with its value.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key; what YAML does not hold for a string is kept as it is written (`200`).
    pub key: Box<str>,
    /// The place of the key.
    pub key_span: Span,
    /// The value.
    pub value: Node,
}

/// Names with values, in the order of the document.
#[derive(Clone, Debug, Default)]
pub struct Mapping {
    entries: Vec<Entry>,
    /// The entries sorted by key; absent while there are few.
    #[expect(clippy::box_collection, reason = "most mappings have none, and nodes should stay small")]
    sorted: Option<Box<Vec<u32>>>,
}

impl Mapping {
    /// Takes entries; of those with the same key the last one counts, at the place of the first.
    ///
    /// Also gives the pairs of places of keys that stand twice.
    #[must_use]
    pub fn new(entries: Vec<Entry>) -> (Self, Vec<(Span, Span)>) {
        let mut mapping = Self { entries, sorted: None };
        let twice = mapping.merge_twins();
        mapping.index();
        (mapping, twice)
    }

    fn index(&mut self) {
        self.sorted = (self.entries.len() > SMALL).then(|| Box::new(self.sort()));
    }

    fn sort(&self) -> Vec<u32> {
        let mut order: Vec<u32> = (0..u32::try_from(self.entries.len()).unwrap_or(u32::MAX)).collect();
        let key = |at: u32| (&self.entries[at as usize].key, at);
        order.sort_unstable_by(|a, b| key(*a).cmp(&key(*b)));
        order
    }

    fn merge_twins(&mut self) -> Vec<(Span, Span)> {
        let mut twins = self.twins();
        let places = twins
            .iter()
            .map(|(first, again)| (self.entries[*first].key_span, self.entries[*again].key_span))
            .collect();
        // From behind, so that the numbers of those still to come stay right.
        twins.sort_unstable_by_key(|(_, again)| std::cmp::Reverse(*again));
        for (first, again) in twins {
            let later = self.entries.remove(again);
            // A third one has replaced the first already when the second one's turn comes.
            if later.key_span > self.entries[first].key_span {
                self.entries[first] = later;
            }
        }
        places
    }

    /// Entries with the key of an earlier one: both numbers, the earlier one first.
    fn twins(&self) -> Vec<(usize, usize)> {
        let mut twins = Vec::new();
        if self.entries.len() <= SMALL {
            let mut at = 1;
            while at < self.entries.len() {
                let key = &self.entries[at].key;
                if let Some(first) = self.entries[..at].iter().position(|entry| entry.key == *key) {
                    twins.push((first, at));
                }
                at += 1;
            }
            return twins;
        }
        let order = self.sort();
        let mut first = 0;
        for at in 1..order.len() {
            let (a, b) = (order[first] as usize, order[at] as usize);
            if self.entries[a].key == self.entries[b].key {
                twins.push((a, b));
            } else {
                first = at;
            }
        }
        twins.sort_unstable_by_key(|(_, again)| *again);
        twins
    }

    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The entries in the order of the document.
    pub fn iter(&self) -> std::slice::Iter<'_, Entry> {
        self.entries.iter()
    }

    /// The keys in the order of the document.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|entry| &*entry.key)
    }

    fn find(&self, key: &str) -> Option<usize> {
        match &self.sorted {
            None => self.entries.iter().position(|entry| &*entry.key == key),
            Some(order) => order
                .binary_search_by(|at| (*self.entries[*at as usize].key).cmp(key))
                .ok()
                .map(|found| order[found] as usize),
        }
    }

    /// The entry of a key.
    #[must_use]
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.find(key).map(|at| &self.entries[at])
    }

    /// The value of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// Whether a key is there.
    #[must_use]
    pub fn contains_key(&self, key: &str) -> bool {
        self.find(key).is_some()
    }

    /// The value of a key, to change it.
    #[must_use]
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        self.find(key).map(|at| &mut self.entries[at].value)
    }

    /// Adds an entry, or puts it in the place of the one that has its key.
    pub fn insert(&mut self, entry: Entry) {
        match self.find(&entry.key) {
            Some(at) => self.entries[at] = entry,
            None => {
                self.entries.push(entry);
                self.index();
            }
        }
    }

    /// Adds the entries of another mapping whose keys are not here yet.
    pub(super) fn extend_missing(&mut self, other: Self) {
        let missing: Vec<Entry> =
            other.entries.into_iter().filter(|entry| !self.contains_key(&entry.key)).collect();
        self.entries.extend(missing);
        self.index();
    }

    /// Takes an entry out.
    pub fn remove(&mut self, key: &str) -> Option<Entry> {
        let entry = self.entries.remove(self.find(key)?);
        self.index();
        Some(entry)
    }
}

impl<'a> IntoIterator for &'a Mapping {
    type Item = &'a Entry;
    type IntoIter = std::slice::Iter<'a, Entry>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl IntoIterator for Mapping {
    type Item = Entry;
    type IntoIter = std::vec::IntoIter<Entry>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}
