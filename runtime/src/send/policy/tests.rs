//! Every rule, exactly.

use super::*;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

fn failed() -> Came {
    Came::Failed { retry_after: None }
}

fn decide(attempts: u32, came: Came, health: Health, chance: f64) -> Judgement {
    judge(&Retry::default(), attempts, came, health, 1_000, chance)
}

#[test]
fn the_schedule_is_that_of_standard_webhooks_with_full_jitter() {
    let bounds =
        [0, 5_000, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR];
    let retry = Retry::default();
    assert_eq!(retry.attempts(), bounds.len());
    for (attempts, bound) in (0..).zip(bounds) {
        for (chance, share) in [(0.0, 0), (0.5, bound / 2), (1.0, bound)] {
            let delay = retry.delay(attempts, chance).map(millis);
            assert_eq!(delay, Some(share), "before attempt {}", attempts + 1);
        }
    }
    for (attempts, bound) in (1..).zip(&bounds[1..]) {
        assert_eq!(decide(attempts, failed(), Health::default(), 1.0).next, Next::At(1_000 + bound));
    }
    assert_eq!(decide(10, failed(), Health::default(), 0.0).next, Next::Dead("exhausted"));
}

#[test]
fn success_forgets_what_was() {
    let health = Health { failures: 3, failing_since: Some(1), blocked_until: Some(2), opened: 4 };
    let judged = decide(4, Came::Delivered, health, 0.5);
    assert_eq!((judged.next, judged.health, judged.disable), (Next::Delivered, Health::default(), None));
}

#[test]
fn an_endpoint_may_ask_for_more_time_but_not_for_ever() {
    for (asked, due) in [(Some(1), 5_000), (Some(60), 60_000), (Some(u64::MAX), 24 * HOUR), (None, 5_000)] {
        let came = Came::Failed { retry_after: asked.map(Duration::from_secs) };
        let judged = decide(1, came, Health::default(), 1.0);
        assert_eq!(judged.next, Next::At(1_000 + due), "{asked:?}");
        // 503 is about this delivery; nothing else has to wait for it.
        assert_eq!(judged.health.blocked_until, None);
    }
}

#[test]
fn who_says_too_much_is_left_alone_as_a_whole() {
    for status in [429, 502, 504] {
        let asking = Came::Throttled { status, retry_after: Some(Duration::from_secs(30)) };
        let judged = decide(1, asking, Health::default(), 0.0);
        assert_eq!(judged.next, Next::At(31_000));
        assert_eq!(judged.health.blocked_until, Some(31_000));
        assert!(judged.health.is_blocked(30_999) && !judged.health.is_blocked(31_000));
        assert!(!judged.health.is_half_open(31_000), "throttling is no broken circuit");
        // Less does not take back what was asked before.
        let less = Came::Throttled { status, retry_after: None };
        assert_eq!(decide(1, less, judged.health, 0.0).health.blocked_until, Some(31_000));
        assert_eq!(decide(1, less, Health::default(), 0.0).health.blocked_until, Some(6_000));
    }
    // A limit is no failure, however often it is met; a gateway's is.
    let often = |status| {
        let came = Came::Throttled { status, retry_after: None };
        (0..50).fold(Health::default(), |health, _| decide(1, came, health, 0.0).health)
    };
    assert_eq!((often(429).opened, often(429).failing_since), (0, Some(1_000)));
    assert!(often(502).opened > 0);
}

#[test]
fn the_breaker_opens_probes_and_opens_for_longer() {
    let mut health = Health::default();
    for failure in 1..BREAKS_AFTER {
        let judged = decide(1, failed(), health, 0.0);
        assert!(!judged.broke && !judged.health.is_blocked(1_000), "after {failure} failures");
        health = judged.health;
    }
    let judged = decide(1, failed(), health, 0.0);
    assert!(judged.broke);
    assert_eq!(judged.health.blocked_until, Some(31_000));
    // Attempts that were on their way change nothing.
    let late = decide(1, failed(), judged.health, 0.0);
    assert_eq!((late.broke, late.health.blocked_until, late.health.opened), (false, Some(31_000), 1));
    assert!(!late.health.is_half_open(30_999) && late.health.is_half_open(31_000));
    // The probe fails: twice as long, up to half an hour.
    let mut health = late.health;
    for doubling in 1..12_u32 {
        let now = health.blocked_until.unwrap();
        let judged = judge(&Retry::default(), 1, failed(), health, now, 0.0);
        assert!(judged.broke);
        let time = (30_000_i64 << doubling).min(30 * MINUTE);
        assert_eq!(judged.health.blocked_until, Some(now + time));
        health = judged.health;
    }
    // It succeeds: all is well again.
    let now = health.blocked_until.unwrap();
    let judged = judge(&Retry::default(), 1, Came::Delivered, health, now, 0.0);
    assert!(!judged.health.is_half_open(now) && judged.health == Health::default());
}

#[test]
fn gone_is_gone() {
    let judged = decide(1, Came::Gone, Health::default(), 0.0);
    assert_eq!((judged.next, judged.disable), (Next::Dead("gone"), Some("gone")));
}

#[test]
fn who_fails_for_five_days_is_disabled_to_the_millisecond() {
    let days = 5 * 24 * HOUR;
    for (since, disable) in [(1_000 - days, Some("failing")), (1_001 - days, None)] {
        let health = Health { failing_since: Some(since), ..Health::default() };
        assert_eq!(decide(2, failed(), health, 0.0).disable, disable);
        let never = judge(&Retry::default().never_disable(), 2, failed(), health, 1_000, 0.0);
        assert_eq!(never.disable, None);
    }
}

#[test]
fn what_can_never_be_sent_says_nothing_of_the_endpoint() {
    let judged = decide(1, Came::Impossible, Health::default(), 0.0);
    assert_eq!((judged.next, judged.health), (Next::Dead("impossible"), Health::default()));
}
