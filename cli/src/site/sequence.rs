//! A delivery as a picture: who says what to whom, as SVG.
//!
//! Comes in: what a document says of deliveries. Goes out: an `<svg>` whose colours come from the page. It must not know
//! pages.

use std::fmt::Write as _;

use hookwright_build::contract::Contract;

use super::highlight::escape;
use super::policy::{Consent, Retries};

const WIDTH: u32 = 560;
const LANES: [u32; 3] = [76, 296, 486];
const STEP: u32 = 46;

/// One line of the picture.
enum Line {
    /// An arrow between lanes, with its words and its class.
    Arrow(usize, usize, String, &'static str),
    /// Words on one lane.
    Note(usize, String),
    /// Words over the whole width: time passes, or another story begins.
    Gap(String),
}

/// The picture of a document's deliveries.
pub(super) fn picture(
    contract: &Contract,
    scheme: &str,
    retries: Option<&Retries>,
    consents: &[Consent],
) -> String {
    let lines = lines(contract, scheme, retries, consents);
    let height = 74 + STEP * u32::try_from(lines.len()).unwrap_or(0) + 16;
    let mut out = format!(
        "<svg class=\"sequence\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-labelledby=\"seq-t seq-d\">\n<title id=\"seq-t\">A delivery, step by step</title>\n<desc id=\"seq-d\">{}</desc>\n",
        escape(&told(&lines))
    );
    let names = [shown(&contract.title, 15), "Your endpoint".to_owned(), "Your handler".to_owned()];
    for (lane, name) in LANES.into_iter().zip(names) {
        let _ = writeln!(
            out,
            "<line class=\"life\" x1=\"{lane}\" x2=\"{lane}\" y1=\"44\" y2=\"{}\"/><rect class=\"who\" x=\"{}\" y=\"8\" width=\"132\" height=\"34\" rx=\"8\"/><text class=\"name\" x=\"{lane}\" y=\"30\">{}</text>",
            height - 8,
            lane.saturating_sub(66),
            escape(&name)
        );
    }
    for (index, line) in lines.iter().enumerate() {
        draw(line, 84 + STEP * u32::try_from(index).unwrap_or(0), &mut out);
    }
    out + "</svg>"
}

fn draw(line: &Line, y: u32, out: &mut String) {
    let _ = match line {
        Line::Arrow(from, to, words, class) => {
            let (start, end) = (LANES[*from], LANES[*to]);
            let (tip, back) = if end > start { (end - 3, end - 11) } else { (end + 3, end + 11) };
            writeln!(
                out,
                "<g class=\"{class}\"><line x1=\"{start}\" x2=\"{back}\" y1=\"{y}\" y2=\"{y}\"/><path d=\"M{tip} {y}L{back} {}V{}Z\"/><text x=\"{}\" y=\"{}\">{}</text></g>",
                y - 5,
                y + 5,
                u32::midpoint(start, end),
                y - 8,
                escape(words)
            )
        }
        Line::Note(lane, words) => {
            let width = 26 + 7 * u32::try_from(words.chars().count()).unwrap_or(0);
            let x = LANES[*lane].saturating_sub(width / 2).clamp(4, WIDTH.saturating_sub(width + 4));
            writeln!(
                out,
                "<g class=\"note\"><rect x=\"{x}\" y=\"{}\" width=\"{width}\" height=\"28\" rx=\"6\"/><text x=\"{}\" y=\"{}\">{}</text></g>",
                y - 22,
                x + width / 2,
                y - 3,
                escape(words)
            )
        }
        Line::Gap(words) => writeln!(
            out,
            "<g class=\"gap\"><line x1=\"8\" x2=\"{}\" y1=\"{y}\" y2=\"{y}\"/><text x=\"{}\" y=\"{}\">{}</text></g>",
            WIDTH - 8,
            WIDTH / 2,
            y - 8,
            escape(words)
        ),
    };
}

fn lines(contract: &Contract, scheme: &str, retries: Option<&Retries>, consents: &[Consent]) -> Vec<Line> {
    let mut lines = Vec::new();
    let arrow = |from, to, words: &str, class| Line::Arrow(from, to, words.to_owned(), class);
    if let Some(consent) = consents.first() {
        lines.push(Line::Gap("before the first delivery".to_owned()));
        lines.push(arrow(0, 1, &shown(consent.ask, 27), "out"));
        lines.push(arrow(1, 0, &shown(consent.answer, 27), "good"));
        lines.push(Line::Gap("something happens".to_owned()));
    }
    let event = contract.events.first();
    let method = event.map_or("POST", |event| event.http_method.as_str());
    let success = event.map_or(200, |event| event.success);
    lines.push(arrow(0, 1, &format!("{method}, signed"), "out"));
    lines.push(Line::Note(
        1,
        if scheme.is_empty() { "check payload".to_owned() } else { "verify, drop repeats".to_owned() },
    ));
    lines.push(arrow(1, 2, "the event", "out"));
    lines.push(arrow(2, 1, "done", "good"));
    lines.push(arrow(1, 0, &format!("{success}: it arrived"), "good"));
    if retries.is_some_and(|retries| retries.attempts.len() < 2) {
        return lines;
    }
    lines.push(Line::Gap("when an attempt fails".to_owned()));
    lines.push(arrow(0, 1, &format!("{method}, attempt 1"), "out"));
    lines.push(arrow(1, 0, "5xx, or no answer", "bad"));
    lines.push(Line::Gap(retries.map_or_else(|| "later, where the sender tries again".to_owned(), waits)));
    lines.push(arrow(0, 1, &format!("{method}, attempt 2"), "out"));
    lines.push(arrow(1, 0, &format!("{success}: it arrived"), "good"));
    lines
}

fn waits(retries: &Retries) -> String {
    let after = retries.attempts.get(1).map_or("", |attempt| attempt.after.as_str());
    match after {
        "at once" => "at once".to_owned(),
        after if retries.jitter => format!("up to {after} later"),
        after => format!("{after} later"),
    }
}

/// The same in words, for who does not see it.
fn told(lines: &[Line]) -> String {
    let who = ["The sender", "Your endpoint", "Your handler"];
    let each = lines.iter().map(|line| match line {
        Line::Arrow(from, to, words, _) => format!("{} to {}: {words}.", who[*from], who[*to].to_lowercase()),
        Line::Note(lane, words) => format!("{}: {words}.", who[*lane]),
        Line::Gap(words) => format!("Then, {words}:"),
    });
    each.collect::<Vec<_>>().join(" ")
}

/// The beginning of a text that has little room.
fn shown(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most.saturating_sub(1)).chain(['…']).collect()
}
