//! Hours of retries, judged in no time.

use std::time::UNIX_EPOCH;

use super::*;

const START: u64 = 1_700_000_000_000;

/// An attempt of `body` under `id` at so many milliseconds, answered at once.
fn attempt<'a>(at: u64, id: &'a str, body: &'a str, status: u16) -> Attempt<'a> {
    let begun = UNIX_EPOCH + Duration::from_millis(START + at);
    Attempt {
        event: Some("order.created"),
        id: Some(id),
        timestamp: Some(i64::try_from((START + at) / 1000 * 1000).unwrap()),
        body: body.as_bytes(),
        begun,
        ended: Some(begun + Duration::from_millis(1)),
        answer: Answered::Status { status, retry_after: None },
    }
}

fn codes(attempts: &[Attempt<'_>], rules: &Rules, now: u64) -> Vec<&'static str> {
    let now = UNIX_EPOCH + Duration::from_millis(START + now);
    judge(attempts, rules, now).faults.into_iter().map(|(_, fault)| fault.code).collect()
}

fn scheduled(schedule: &[u64], jitter: bool) -> Rules {
    Rules {
        retry: Some(Retry { schedule: schedule.to_vec(), jitter, disable_after: None }),
        ..Rules::default()
    }
}

const NONE: [&str; 0] = [];

#[test]
fn a_right_sender_is_right() {
    let rules = scheduled(&[0, 5_000, 300_000], false);
    let good = [attempt(0, "a", "{}", 500), attempt(5_020, "a", "{}", 503), attempt(305_050, "a", "{}", 204)];
    assert_eq!(codes(&good, &rules, 400_000), NONE);
    let exhausted = good.map(|one| Attempt { answer: Answered::Nothing, ..one });
    assert_eq!(codes(&exhausted, &rules, 40_000_000), NONE);
    // Exponential backoff without a schedule in the document.
    let grows = [0, 200, 600, 1_400, 3_000, 6_200].map(|at| attempt(at, "a", "{}", 500));
    assert_eq!(codes(&grows, &Rules::default(), 7_000), NONE);
}

#[test]
fn equal_payloads_of_two_events_are_two_deliveries() {
    let rules = scheduled(&[0, 5_000], true);
    let both = [attempt(0, "a", "{}", 500), attempt(10, "b", "{}", 200), attempt(2_000, "a", "{}", 200)];
    let found = judge(&both, &rules, UNIX_EPOCH + Duration::from_millis(START + 9_000_000));
    assert_eq!(found.faults, []);
    assert_eq!(found.deliveries.len(), 2);
    let later = [attempt(0, "a", "{}", 200), attempt(10, "b", "{}", 200)];
    assert_eq!(codes(&later, &rules, 100), NONE);
}

#[test]
fn retries_keep_id_and_bytes() {
    let rules = Rules::default();
    let changed =
        [attempt(0, "a", "{}", 500), attempt(2_000, "b", "{}", 500), attempt(6_000, "c", "{}", 200)];
    assert_eq!(codes(&changed, &rules, 7_000), ["retry::id_changed", "retry::id_changed"]);
    let other = [attempt(0, "a", "{}", 500), attempt(2_000, "a", "{ }", 200)];
    assert_eq!(codes(&other, &rules, 7_000), ["retry::body_changed"]);
    let reused = [attempt(0, "a", "{}", 200), attempt(2_000, "a", "{ }", 200)];
    assert_eq!(codes(&reused, &rules, 7_000), ["delivery::id_reused"]);
}

#[test]
fn what_is_over_is_over() {
    let rules = Rules::default();
    let again = |status| [attempt(0, "a", "{}", status), attempt(2_000, "a", "{}", 200)];
    assert_eq!(codes(&again(200), &rules, 7_000), ["retry::after_success"]);
    assert_eq!(codes(&again(410), &rules, 7_000), ["retry::after_gone"]);
    // Other refusals may be tried again, or not.
    assert_eq!(codes(&again(400), &rules, 7_000), NONE);
    assert_eq!(codes(&[attempt(0, "a", "{}", 400)], &rules, 70_000), NONE);
}

#[test]
fn what_failed_is_tried_again() {
    let lost = [attempt(0, "a", "{}", 500)];
    assert_eq!(codes(&lost, &Rules::default(), 9_000), NONE);
    assert_eq!(codes(&lost, &Rules::default(), 11_000), ["retry::gave_up"]);
    let rules = scheduled(&[0, 60_000], true);
    assert_eq!(codes(&lost, &rules, 60_000), NONE);
    assert_eq!(codes(&lost, &rules, 66_000), ["retry::gave_up"]);
    let open = judge(&lost, &rules, UNIX_EPOCH + Duration::from_millis(START + 100));
    assert_eq!(open.open_until(), Some(UNIX_EPOCH + Duration::from_millis(START + 65_001)));
}

#[test]
fn pauses_are_as_the_document_says() {
    let busy = Answered::Status { status: 429, retry_after: Some(Duration::from_secs(3)) };
    let after =
        |pause| [Attempt { answer: busy, ..attempt(0, "a", "{}", 429) }, attempt(pause, "a", "{}", 200)];
    assert_eq!(codes(&after(1_000), &Rules::default(), 9_000), ["retry::too_early"]);
    assert_eq!(codes(&after(3_010), &Rules::default(), 9_000), NONE);
    let rules = scheduled(&[0, 5_000], false);
    let pair = |pause| [attempt(0, "a", "{}", 500), attempt(pause, "a", "{}", 200)];
    assert_eq!(codes(&pair(1_000), &rules, 90_000), ["retry::no_backoff"]);
    assert_eq!(codes(&pair(20_000), &rules, 90_000), ["retry::late"]);
    let three = [attempt(0, "a", "{}", 500), attempt(5_010, "a", "{}", 500), attempt(10_050, "a", "{}", 200)];
    assert_eq!(codes(&three, &rules, 90_000), ["retry::too_many"]);
}

#[test]
fn hammering_is_no_chance() {
    let rules = scheduled(&[0, 5_000, 300_000, 1_800_000], true);
    let fast = [0, 30, 60, 90].map(|at| attempt(at, "a", "{}", 500));
    assert_eq!(codes(&fast, &rules, 200), ["retry::no_backoff"]);
    let short = [0, 900, 40_000, 300_000].map(|at| attempt(at, "a", "{}", 500));
    assert_eq!(codes(&short, &rules, 400_000), NONE);
    assert_eq!(codes(&fast, &Rules::default(), 200), ["retry::no_backoff"]);
    let steady = [0, 300, 600, 900, 1_200, 1_500].map(|at| attempt(at, "a", "{}", 500));
    assert_eq!(codes(&steady, &Rules::default(), 2_000), ["retry::no_backoff"]);
}

#[test]
fn each_attempt_is_signed_anew_and_alone() {
    let mut stale = [attempt(0, "a", "{}", 500), attempt(4_000, "a", "{}", 200)];
    stale[1].timestamp = stale[0].timestamp;
    assert_eq!(codes(&stale, &Rules::default(), 9_000), ["retry::timestamp_reused"]);
    let mut soon = [attempt(0, "a", "{}", 500), attempt(900, "a", "{}", 200)];
    soon[1].timestamp = soon[0].timestamp;
    assert_eq!(codes(&soon, &Rules::default(), 9_000), NONE);
    let mut twice = [attempt(0, "a", "{}", 200), attempt(500, "a", "{}", 200)];
    twice[0].ended = Some(twice[1].begun + Duration::from_secs(1));
    assert_eq!(codes(&twice, &Rules::default(), 9_000), ["retry::concurrent"]);
}
