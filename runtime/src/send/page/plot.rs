//! Bars over time. In: tallies. Out: places and sizes in a drawing, ready to be put down. It must not know colours.

use serde::Serialize;
use serde::ser::SerializeStruct as _;
use serde_json::{Value, json};

use super::super::deliveries::Tally;
use super::words;

/// The drawing's size, and the part of it that bars have.
const WIDTH: u32 = 600;
const HEIGHT: u32 = 190;
const LEFT: u32 = 46;
const TOP: u32 = 10;
const ROOM: u32 = 150;

/// A drawing.
pub(super) struct Plot<'a> {
    pub(super) title: &'static str,
    pub(super) tallies: &'a [Tally],
    /// Every so many bars the time stands below.
    pub(super) mark_every: usize,
}

impl Serialize for Plot<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let top = scale(self.highest());
        let mut plot = serializer.serialize_struct("Plot", 11)?;
        plot.serialize_field("title", self.title)?;
        plot.serialize_field("width", &WIDTH)?;
        plot.serialize_field("height", &HEIGHT)?;
        plot.serialize_field("left", &LEFT)?;
        plot.serialize_field("top", &TOP)?;
        plot.serialize_field("room", &ROOM)?;
        plot.serialize_field("words", &self.words())?;
        plot.serialize_field("rules", &rules(top))?;
        plot.serialize_field("bars", &self.bars(top))?;
        plot.serialize_field("marks", &self.marks())?;
        plot.end()
    }
}

impl Plot<'_> {
    fn highest(&self) -> u64 {
        self.tallies.iter().map(|tally| tally.delivered + tally.failed).max().unwrap_or_default()
    }

    /// The whole in one sentence, for who does not see it.
    fn words(&self) -> String {
        let sum = |of: fn(&Tally) -> u64| words::number(self.tallies.iter().map(of).sum());
        format!(
            "{}: {} delivered, {} failed",
            self.title,
            sum(|tally| tally.delivered),
            sum(|tally| tally.failed)
        )
    }

    fn step(&self) -> f64 {
        f64::from(WIDTH - LEFT) / as_float(self.tallies.len().max(1) as u64)
    }

    fn bars(&self, top: u64) -> Vec<Value> {
        let step = self.step();
        let height = |number: u64| as_float(number) * f64::from(ROOM) / as_float(top);
        let bar = |(at, tally): (usize, &Tally)| {
            let x = f64::from(LEFT) + step * as_float(at as u64);
            let (good, bad) = (height(tally.delivered), height(tally.failed));
            let base = f64::from(TOP + ROOM);
            let words = format!(
                "{}: {} delivered, {} failed",
                words::clock(tally.at),
                words::number(tally.delivered),
                words::number(tally.failed)
            );
            json!({
                "x": round(x + step * 0.12), "width": round(step * 0.76),
                "good_y": round(base - good), "good_height": round(good),
                "bad_y": round(base - good - bad), "bad_height": round(bad),
                "touch_x": round(x), "touch_width": round(step), "words": words,
            })
        };
        self.tallies.iter().enumerate().map(bar).collect()
    }

    fn marks(&self) -> Vec<Value> {
        let step = self.step();
        let last = self.tallies.len().saturating_sub(1);
        let mark = |(at, tally): (usize, &Tally)| {
            let x = f64::from(LEFT) + step * (as_float(at as u64) + 0.5);
            let (x, anchor) = if at == last { (f64::from(WIDTH), "end") } else { (x, "middle") };
            json!({ "x": round(x), "anchor": anchor, "text": words::clock(tally.at) })
        };
        let every = |(at, _): &(usize, &Tally)| (last - at).is_multiple_of(self.mark_every);
        self.tallies.iter().enumerate().filter(every).map(mark).collect()
    }
}

/// The lowest of 4, 6, 10, 20, 40, 60, 100, … that all bars fit below.
fn scale(highest: u64) -> u64 {
    let mut ten = 1_u64;
    loop {
        let fits = [4, 6, 10, 20].map(|of| ten.saturating_mul(of)).into_iter().find(|top| *top >= highest);
        match fits {
            Some(top) => return top,
            None => ten = ten.saturating_mul(10),
        }
    }
}

fn rules(top: u64) -> Vec<Value> {
    let rule = |quarter: u32| {
        let y = TOP + ROOM - ROOM * quarter / 2;
        json!({ "y": y, "text": short(top / 2 * u64::from(quarter)) })
    };
    (0..=2).map(rule).collect()
}

/// `400`, `2k`, `10M`.
fn short(number: u64) -> String {
    match number {
        0..10_000 => number.to_string(),
        10_000..10_000_000 => format!("{}k", number / 1000),
        _ => format!("{}M", number / 1_000_000),
    }
}

/// Numbers of attempts are far from where this loses anything that a bar could show.
fn as_float(number: u64) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

fn round(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, UNIX_EPOCH};

    #[test]
    fn bars_stand_on_each_other_and_fit() {
        assert_eq!([0, 4, 5, 11, 21, 45, 101, 4000].map(scale), [4, 4, 6, 20, 40, 60, 200, 4000]);
        let tally =
            |at, delivered, failed| Tally { at: UNIX_EPOCH + Duration::from_secs(at), delivered, failed };
        let tallies = [tally(0, 10, 5), tally(60, 0, 0), tally(120, 20, 0)];
        let plot = Plot { title: "Now", tallies: &tallies, mark_every: 2 };
        let drawn = serde_json::to_value(&plot).unwrap();
        assert_eq!(drawn["words"], "Now: 30 delivered, 5 failed");
        let bar = &drawn["bars"][0];
        assert_eq!((&bar["good_height"], &bar["bad_height"]), (&json!(75.0), &json!(37.5)));
        assert_eq!((&bar["good_y"], &bar["bad_y"]), (&json!(85.0), &json!(47.5)));
        assert_eq!(drawn["bars"][2]["good_y"], json!(10.0));
        assert_eq!(drawn["marks"].as_array().unwrap().len(), 2);
        assert_eq!(drawn["rules"][2]["text"], "20");
    }
}
