//! The items of a list: how many, which must be among them, and each unlike the others where that is asked for.

use serde_json::Value;

use super::house::{Plan, RoomId};
use super::make::{Maker, Mode};
use super::number::{from_float, from_whole, same, whole};
use super::plan::List;
use super::settle::MANY;

/// Items of one list that show different things.
const SHOWN: usize = 8;

impl List {
    /// The rooms of what must be there.
    pub(super) fn required(&self) -> impl Iterator<Item = RoomId> {
        let plain = (0..self.least.min(self.prefix.len() + 1)).map(|at| self.room(at));
        plain.chain(
            self.contained.iter().filter(|contained| contained.least > 0).map(|contained| contained.room),
        )
    }

    fn room(&self, at: usize) -> RoomId {
        self.prefix.get(at).copied().unwrap_or(self.rest)
    }
}

impl<'h> Maker<'h> {
    pub(super) fn list(&mut self, id: RoomId, plan: &'h Plan, list: &'h List) -> Option<Value> {
        let most = list.most.min(MANY);
        let (least, shown) = self.counts(list);
        let mut rooms = self.contained(list, least);
        while rooms.len() < least.max(shown).min(most) {
            rooms.push(list.room(rooms.len()));
        }
        let mut items: Vec<Value> = Vec::new();
        for (at, room) in rooms.into_iter().enumerate() {
            let intended = self.intended();
            let Some(item) = self.item(room, list.unique, &items) else { break };
            items.push(item);
            // Where no number was asked for, items go on as long as each shows something.
            if at >= least && at > 0 && self.intended() == intended {
                break;
            }
        }
        if items.len() < list.least {
            return None;
        }
        self.keep_contained(plan, list, &mut items);
        let reached: Vec<_> = list.counts.iter().filter(|(count, _)| *count == items.len()).collect();
        self.intend(reached.into_iter().map(|(_, point)| point));
        let _ = id;
        Some(Value::Array(items))
    }

    /// How many items there must be, and how many there may be to show something.
    fn counts(&mut self, list: &List) -> (usize, usize) {
        let most = list.most.min(MANY);
        let again = self.path.iter().filter(|room| **room == list.rest).count();
        match self.mode {
            _ if self.is_tight() || again > 2 => (list.least, list.least),
            Mode::Minimal => (list.least, list.least),
            Mode::Maximal => {
                let count = if again > 0 {
                    list.least
                } else {
                    list.prefix.len().max(2).clamp(list.least, most.max(list.least))
                };
                (count, count)
            }
            Mode::Cover => {
                let open = list.prefix.iter().chain([&list.rest]).any(|room| self.is_open(*room));
                let wanted =
                    list.counts.iter().filter(|(_, point)| self.gain([point]) > 0).map(|(count, _)| *count);
                // An empty list shows nothing of its items: it comes last.
                let wanted = if open { wanted.filter(|count| *count > 0).max() } else { wanted.max() };
                let shown = if open { SHOWN.max(list.prefix.len() + 1) } else { 0 };
                let tried: Vec<_> = list.counts.iter().filter(|(count, _)| Some(*count) == wanted).collect();
                self.intend(tried.into_iter().map(|(_, point)| point));
                match wanted {
                    Some(count) if count > 0 || !open => {
                        (count, count.max(if count > 1 { shown } else { 0 }))
                    }
                    _ => (list.least, shown.clamp(list.least, most.max(list.least))),
                }
            }
        }
    }

    /// The rooms of the items that must be among the others.
    fn contained(&self, list: &List, least: usize) -> Vec<RoomId> {
        let mut rooms: Vec<RoomId> = (0..list.prefix.len().min(least)).map(|at| list.room(at)).collect();
        for contained in &list.contained {
            let wanted =
                contained.points.iter().filter(|(_, point)| self.gain([point]) > 0).map(|(count, _)| *count);
            let count = wanted.max().unwrap_or(contained.least).clamp(contained.least, MANY);
            rooms.extend(std::iter::repeat_n(contained.room, count));
        }
        rooms
    }

    /// Takes out items of which there are too many.
    fn keep_contained(&mut self, _plan: &Plan, list: &List, items: &mut Vec<Value>) {
        for contained in &list.contained {
            let fits = |item: &Value| self.house.graph.fits(contained.node, item);
            while items.iter().filter(|item| fits(item)).count() > contained.most && items.len() > list.least
            {
                let Some(at) = items.iter().rposition(fits) else { break };
                items.remove(at);
            }
            let count = items.iter().filter(|item| fits(item)).count();
            let reached: Vec<_> = contained.points.iter().filter(|(wanted, _)| *wanted == count).collect();
            self.intend(reached.into_iter().map(|(_, point)| point));
        }
    }

    /// An item, unlike the others where that is asked for.
    fn item(&mut self, room: RoomId, unique: bool, others: &[Value]) -> Option<Value> {
        let item = self.value(room)?;
        let fresh = |item: &Value| !unique || !others.iter().any(|other| same(other, item));
        if fresh(&item) {
            return Some(item);
        }
        let house = self.house;
        let scalars = || {
            house.rooms[room].plans.iter().flat_map(|plan| &plan.scalars).map(|candidate| &candidate.value)
        };
        if let Some(other) = scalars().find(|value| fresh(value)) {
            return Some(other.clone());
        }
        let wanted = &house.rooms[room].wanted;
        let fits = |value: &Value| wanted.iter().all(|id| house.graph.fits(*id, value));
        let bases = std::iter::once(&item).chain(scalars());
        bases.take(6).find_map(|base| varied(base, others.len()).find(|value| fresh(value) && fits(value)))
    }
}

/// Values like one, but others.
pub(super) fn varied(value: &Value, from: usize) -> impl Iterator<Item = Value> {
    (from..from + 12).flat_map(move |turn| variants(value, turn))
}

fn variants(value: &Value, turn: usize) -> Vec<Value> {
    match value {
        Value::String(text) => {
            let digits = turn.to_string();
            let count = text.chars().count();
            let letter =
                char::from(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"[turn % 62]);
            let last: String = text.chars().take(count.saturating_sub(1)).chain([letter]).collect();
            // Of the same length, for where that is bounded; by letters, for where digits are not allowed.
            let kept: String = text.chars().take(count.saturating_sub(digits.len())).collect();
            let letters: String =
                digits.chars().map(|digit| char::from(b'a' + (digit as u8 - b'0'))).collect();
            [
                last,
                format!("{kept}{digits}"),
                format!("{text}{digits}"),
                format!("{kept}{letters}"),
                format!("{text}{letters}"),
            ]
            .map(Value::String)
            .into()
        }
        Value::Number(number) => {
            let step = i128::try_from(turn).unwrap_or(0) + 1;
            let whole = whole(value)
                .into_iter()
                .flat_map(|number| [number + step, number - step])
                .filter_map(from_whole);
            let float = number
                .as_f64()
                .and_then(|number| from_float(number + f64::from(u32::try_from(turn).unwrap_or(0)) / 4096.0));
            whole.chain(float).collect()
        }
        Value::Object(members) => members
            .iter()
            .flat_map(|(name, member)| {
                variants(member, turn).into_iter().map(|new| {
                    let mut members = members.clone();
                    members.insert(name.clone(), new);
                    Value::Object(members)
                })
            })
            .take(32)
            .collect(),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .flat_map(|(at, item)| {
                variants(item, turn).into_iter().map(move |new| {
                    let mut items = items.clone();
                    items[at] = new;
                    Value::Array(items)
                })
            })
            .take(32)
            .collect(),
        _ => Vec::new(),
    }
}
