//! Values that break one constraint: a sample with one place changed.
//!
//! In come samples; out go values that the validator has refused, and as far as that can be for the one reason that was
//! meant. There are bounds to how many, so that they are spread over keywords and places.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

use super::fault::Fault;
use super::house::House;
use super::kind::Kinds;
use super::node::{Id, escaped};
use super::point::{Point, shortened};
use super::schemas::Inner;
use super::walk::Seen;
use super::{Broken, Sample};

/// Broken values of one schema.
const MOST_BROKEN: usize = 120;

/// Values that are tried for one of them.
const TRIES: usize = 16;

/// Where a node applies: a sample, and the place in it.
#[derive(Clone, Debug)]
struct Site {
    node: Id,
    sample: usize,
    pointer: String,
    fault: Fault,
}

/// The nodes that a sample comes by.
struct Nodes(Vec<(Id, String)>);

impl Seen for Nodes {
    fn node(&mut self, id: Id, pointer: &str) {
        self.0.push((id, pointer.to_owned()));
    }

    fn point(&mut self, _: Point, _: &str) {}
}

/// Breaks the samples of a schema.
pub(super) fn broken(schema: &Inner, house: &House, samples: &[Sample], seed: u64) -> Vec<Broken> {
    let mut names = HashMap::new();
    let mut found = Vec::new();
    for site in spread(sites(house, samples), house, seed) {
        if found.len() >= MOST_BROKEN {
            break;
        }
        let Some(sample) = samples.get(site.sample) else { continue };
        if let Some(mut broken) = broken_at(schema, house, &sample.value, &site) {
            let times: &mut usize = names.entry(broken.name.clone()).or_default();
            *times += 1;
            if *times > 1 {
                broken.name = format!("{} ({times})", broken.name);
            }
            found.push(broken);
        }
    }
    found
}

/// Every fault of every node, each in the smallest sample that has a value of the right kind for it.
fn sites(house: &House, samples: &[Sample]) -> Vec<Site> {
    let mut sizes: Vec<(usize, usize)> =
        samples.iter().enumerate().map(|(at, sample)| (sample.value.to_string().len(), at)).collect();
    sizes.sort_unstable();
    let mut known: HashMap<Id, Kinds> = HashMap::new();
    let mut faults: BTreeMap<(Id, String), Site> = BTreeMap::new();
    for (_, at) in sizes {
        let value = &samples[at].value;
        let mut nodes = Nodes(Vec::new());
        house.walk(0, value, &mut nodes);
        for (node, pointer) in nodes.0 {
            let Some(part) = value.pointer(&pointer) else { continue };
            let kinds = known.entry(node).or_default();
            if Kinds::of(part).within(*kinds) {
                continue;
            }
            *kinds = kinds.or(Kinds::of(part));
            for fault in house.graph.faults(node, part) {
                let key = (node, format!("{fault:?}"));
                let site = Site { node, sample: at, pointer: pointer.clone(), fault };
                faults.entry(key).or_insert(site);
            }
        }
    }
    faults.into_values().collect()
}

/// The sites in an order of which any beginning is spread over keywords and places.
fn spread(sites: Vec<Site>, house: &House, seed: u64) -> Vec<Site> {
    let mut groups: BTreeMap<(&'static str, bool), Vec<(u64, Site)>> = BTreeMap::new();
    for site in sites {
        let keyword = site.fault.keyword(house.graph.node(site.node));
        let text = site.pointer.bytes().chain(site.fault.member().unwrap_or_default().bytes());
        let hash = text.fold(seed ^ 0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        // What is near the root is what each receiver looks at.
        let depth = site.pointer.matches('/').count().min(2) as u64;
        groups.entry((keyword, site.fault == Fault::Null)).or_default().push((depth << 60 | hash >> 4, site));
    }
    for group in groups.values_mut() {
        group.sort_by_key(|(order, _)| *order);
    }
    let mut queues: Vec<_> = groups.into_values().map(Vec::into_iter).collect();
    let mut out = Vec::new();
    loop {
        let round: Vec<Site> =
            queues.iter_mut().filter_map(|queue| queue.next().map(|(_, site)| site)).collect();
        if round.is_empty() {
            return out;
        }
        out.extend(round);
    }
}

fn broken_at(schema: &Inner, house: &House, sample: &Value, site: &Site) -> Option<Broken> {
    let part = sample.pointer(&site.pointer)?;
    let node = house.graph.node(site.node);
    let keyword = site.fault.keyword(node);
    let mut best: Option<(usize, Value, Value)> = None;
    let mut whole = sample.clone();
    for new in house.graph.breaking(site.node, &site.fault, part).into_iter().take(TRIES) {
        let place = whole.pointer_mut(&site.pointer)?;
        *place = new.clone();
        if let Some(worth) = worth(schema, &whole, &site.pointer, keyword)
            && best.as_ref().is_none_or(|(known, ..)| worth < *known)
        {
            best = Some((worth, whole.clone(), new));
            if worth == 0 {
                break;
            }
        }
    }
    let (_, value, new) = best?;
    let at = if site.pointer.is_empty() && site.fault.member().is_none() { "(body)" } else { &site.pointer };
    let name = match (&site.fault, site.fault.member()) {
        (_, Some(member)) => format!("{keyword} {at}/{}", escaped(member)),
        (Fault::Kind | Fault::Null | Fault::Listed | Fault::Constant | Fault::Bound(_), _) => {
            format!("{keyword} {at} = {}", shortened(&new))
        }
        _ => format!("{keyword} {at}"),
    };
    Some(Broken { value, pointer: site.pointer.clone(), keyword: keyword.to_owned(), name })
}

/// How good a broken value is: 0 where what was meant is all that is wrong, 1 where one thing is wrong, as a union that
/// holds what was meant, 2 where more is; none where nothing is.
fn worth(schema: &Inner, value: &Value, pointer: &str, keyword: &str) -> Option<usize> {
    let mut errors = schema.validator.iter_errors(value);
    let first = errors.next()?;
    if errors.next().is_some() {
        return Some(2);
    }
    let meant = first.instance_path().as_str() == pointer && first.kind().keyword() == keyword;
    Some(usize::from(!meant))
}
