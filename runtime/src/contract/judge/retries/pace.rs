//! Whether retries come when they should. In: the attempts of one delivery, the rules. Out: faults, and until when the
//! next attempt is due. It must not know ids or bytes.

use std::time::{Duration, SystemTime};

use super::{Answered, Attempt, Fault, GRAIN, Rules, State, seconds};

/// How long a sender may leave an endpoint alone that says "too much" without saying how long.
const THROTTLE: Duration = Duration::from_secs(5);

/// After so many failures in a row a sender may leave an endpoint alone altogether.
const BREAKS_AFTER: usize = 10;

/// Random pauses that are so short together by chance once in a million are no chance.
const NO_CHANCE: f64 = 1e-6;

/// Retries that are no pause at all.
const AT_ONCE: Duration = GRAIN;

/// A steady pace that is too high.
const FAST: Duration = Duration::from_secs(1);

/// The pause before an attempt of a delivery, from the answer to the one before.
fn pause(attempts: &[Attempt<'_>], earlier: usize, later: usize) -> Duration {
    let from = attempts[earlier].ended.unwrap_or(attempts[later].begun);
    attempts[later].begun.duration_since(from).unwrap_or_default()
}

/// The longest pause that the document allows before an attempt, by its number from 0.
fn bound(rules: &Rules, number: usize, answer: Answered) -> Option<Duration> {
    let retry = rules.retry.as_ref()?;
    let delay = Duration::from_millis(*retry.schedule.get(number)?);
    let throttle = match answer {
        Answered::Status { status: 429 | 502 | 504, retry_after: None } => THROTTLE,
        _ => Duration::ZERO,
    };
    Some(delay.max(throttle).max(answer.retry_after().unwrap_or_default()))
}

/// Whether the pause before this attempt is neither too short nor too long.
pub(super) fn bounds(
    attempts: &[Attempt<'_>],
    group: &[usize],
    number: usize,
    rules: &Rules,
    faults: &mut Vec<(usize, Fault)>,
) {
    let (earlier, later) = (group[number - 1], group[number]);
    let answer = attempts[earlier].answer;
    let pause = pause(attempts, earlier, later);
    let mut fault = |code, message| faults.push((later, Fault::new(code, message)));
    if let Some(asked) = answer.retry_after().filter(|asked| pause + GRAIN < *asked) {
        let message = format!("`Retry-After` said {}, and it came after {}", seconds(asked), seconds(pause));
        fault("retry::too_early", message);
    }
    let Some(retry) = &rules.retry else { return };
    let Some(bound) = bound(rules, number, answer) else {
        let message = format!("attempt {}, and the document has {}", number + 1, retry.schedule.len());
        return fault("retry::too_many", message);
    };
    let least = Duration::from_millis(retry.schedule.get(number).copied().unwrap_or_default());
    if !retry.jitter && pause + GRAIN < least.mul_f64(0.9) {
        let message = format!("it came after {}, and the document says {}", seconds(pause), seconds(least));
        fault("retry::no_backoff", message);
    }
    if pause > bound + rules.slack && !may_be_broken(attempts, earlier) {
        let message =
            format!("it came after {}, and the document says {} at most", seconds(pause), seconds(bound));
        fault("retry::late", message);
    }
}

/// Whether so many attempts failed in a row that a sender may have stopped all sending for a while.
fn may_be_broken(attempts: &[Attempt<'_>], last: usize) -> bool {
    let before = attempts[..=last].iter().rev();
    before.take_while(|attempt| attempt.answer.asks_for_a_retry()).count() >= BREAKS_AFTER
}

/// Whether pauses are so short that nobody can have meant them: told once for each delivery.
pub(super) fn hammering(
    attempts: &[Attempt<'_>],
    group: &[usize],
    rules: &Rules,
    faults: &mut Vec<(usize, Fault)>,
) {
    let pauses: Vec<(usize, Duration)> = group
        .windows(2)
        .filter(|pair| super::follows_failure(attempts, pair[0], pair[1]))
        .map(|pair| (pair[1], pause(attempts, pair[0], pair[1])))
        .collect();
    let found = match &rules.retry {
        Some(retry) if retry.jitter => by_chance(&pauses, &retry.schedule),
        Some(_) => None,
        None => steady(&pauses),
    };
    if let Some((at, message)) = found {
        faults.push((at, Fault::new("retry::no_backoff", message)));
    }
}

/// Pauses are random between nothing and the schedule's: how likely are these?
fn by_chance(pauses: &[(usize, Duration)], schedule: &[u64]) -> Option<(usize, String)> {
    let mut chance = 1.0;
    for ((at, pause), bound) in pauses.iter().zip(schedule.iter().skip(1)) {
        let bound = Duration::from_millis(*bound);
        // Where the document says "at once", nothing is too soon.
        if bound > GRAIN {
            chance *= (pause.max(&Duration::from_millis(1)).as_secs_f64() / bound.as_secs_f64()).min(1.0);
        }
        if chance < NO_CHANCE {
            let message =
                format!("it came after {}, and the document says up to {}", seconds(*pause), seconds(bound));
            return Some((*at, message));
        }
    }
    None
}

/// Without a schedule: three retries at once, or five at a pace that is high and does not slow down.
fn steady(pauses: &[(usize, Duration)]) -> Option<(usize, String)> {
    let at_once = pauses.windows(3).find(|three| three.iter().all(|(_, pause)| *pause < AT_ONCE));
    let fast = pauses.windows(5).find(|five| {
        let grows = five[4].1 > five[0].1.mul_f64(1.5);
        !grows && five.iter().all(|(_, pause)| *pause < FAST)
    });
    let run = at_once.or(fast)?;
    let (at, last) = run.last()?;
    Some((*at, format!("{} retries in a row, the last after {}", run.len(), seconds(*last))))
}

/// What is still to come of a delivery, and whether it was given up.
pub(super) fn ending(
    attempts: &[Attempt<'_>],
    group: &[usize],
    rules: &Rules,
    now: SystemTime,
    faults: &mut Vec<(usize, Fault)>,
) -> State {
    let Some(&last) = group.last() else { return State::Settled };
    let attempt = &attempts[last];
    let Some(ended) = attempt.ended else { return State::Open { until: now + rules.slack } };
    if !attempt.answer.asks_for_a_retry() {
        return State::Settled;
    }
    let wait = match &rules.retry {
        Some(retry) if group.len() >= retry.schedule.len() => return State::Settled,
        Some(_) => bound(rules, group.len(), attempt.answer).unwrap_or_default() + rules.slack,
        None => rules
            .patience
            .max(attempt.answer.retry_after().map_or(Duration::ZERO, |asked| asked + rules.slack)),
    };
    let until = ended.checked_add(wait).unwrap_or(now);
    if now < until {
        return State::Open { until };
    }
    let waited = now.duration_since(ended).unwrap_or_default();
    let message = format!("after {} nothing came for {}", attempt.answer, seconds(waited));
    faults.push((last, Fault::new("retry::gave_up", message)));
    State::Settled
}
