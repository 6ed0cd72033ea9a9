//! A tree of rows that is too big for one page, on several.
//!
//! Comes in: a tree. Goes out: the same with links where the biggest branches were, and those as trees of their own. Equal
//! branches are one page, since events of one family have much in common. It must not know how a page looks.

use std::collections::HashMap;

use super::field::Field;
use super::slug::Slugs;

/// So many bytes of rows a page has at most, by a rough count.
const MOST: usize = 110_000;

/// What has fewer bytes is not worth a page.
const LEAST: usize = 2_000;

/// Branches with pages of their own.
#[derive(Default)]
pub(super) struct Parts {
    known: HashMap<String, usize>,
    slugs: Slugs,
    /// Each with the name of its page, in the order in which they were cut off.
    pub(super) all: Vec<(String, Field)>,
}

impl Parts {
    /// Cuts a tree down to the size of a page.
    pub(super) fn cut(&mut self, root: &mut Field) {
        while size(root) > MOST {
            let Some((name, branch)) = biggest(root) else { return };
            let part = Field {
                name,
                kind: branch.kind.clone(),
                description: branch.description.clone(),
                below: branch.below.clone(),
                fields: std::mem::take(&mut branch.fields),
                ..Field::default()
            };
            branch.below = String::new();
            branch.href = format!("parts/{}.html", self.page(part));
        }
    }

    fn page(&mut self, part: Field) -> String {
        let key = format!("{part:?}");
        if let Some(index) = self.known.get(&key) {
            return self.all[*index].0.clone();
        }
        let slug = self.slugs.claim(&part.name);
        self.known.insert(key, self.all.len());
        self.all.push((slug.clone(), part));
        slug
    }
}

/// The biggest branch that is small enough for a page, with the way to it.
fn biggest(root: &mut Field) -> Option<(String, &mut Field)> {
    let mut best = (LEAST, Vec::new());
    search(root, &mut Vec::new(), &mut best);
    let (_, way) = best;
    let mut at = root;
    if way.is_empty() {
        return None;
    }
    let mut steps = String::new();
    for index in way {
        at = at.fields.get_mut(index)?;
        steps += &at.step;
        if at.step.is_empty() {
            steps += &format!(".{}", at.name);
        }
    }
    Some((steps.trim_start_matches('.').to_owned(), at))
}

fn search(field: &Field, way: &mut Vec<usize>, best: &mut (usize, Vec<usize>)) {
    for (index, below) in field.fields.iter().enumerate() {
        let size = size(below);
        way.push(index);
        if !below.fields.is_empty() && size <= MOST && size > best.0 {
            *best = (size, way.clone());
        } else if size > MOST {
            search(below, way, best);
        }
        way.pop();
    }
}

/// About how many bytes a row takes, with all below it.
fn size(field: &Field) -> usize {
    let texts: usize = field.rules.iter().map(|rule| rule.words.len() + rule.code.len() + 40).sum();
    let values: usize = field.values.iter().map(|value| value.len() + 20).sum();
    let below: usize = field.fields.iter().map(size).sum();
    260 + field.name.len() * 3 + field.description.len() * 6 / 5 + texts + values + below
}
