//! How often somebody may call. In: a key, a rate, the time. Out: yes, or how long to wait, as an answer.
//! It must not know what the keys mean, nor remember more of them than it has room for.

mod memory;

use governor::clock::Clock;
use governor::middleware::NoOpMiddleware;
use governor::{Quota, RateLimiter};
use http::{HeaderName, HeaderValue, StatusCode};
use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::{Duration, Instant};

use self::memory::Memory;
use super::{Reply, problem};

/// So many requests in so much time: all at once where none came for a while, evenly after that.
///
/// ```
/// use hookwright::receive::Rate;
/// use std::time::Duration;
///
/// let steady = Rate::per_second(50);
/// let bursts = Rate::new(600, Duration::from_secs(60)).burst(100);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// The time after which one more is let in.
    interval: Duration,
    burst: NonZeroU32,
}

impl Rate {
    /// `requests` in `time`. No requests count as one, and no time as a nanosecond for each.
    #[must_use]
    pub fn new(requests: u32, time: Duration) -> Self {
        let burst = NonZeroU32::new(requests).unwrap_or(NonZeroU32::MIN);
        Self { interval: (time / burst.get()).max(Duration::from_nanos(1)), burst }
    }

    /// `requests` in a second.
    #[must_use]
    pub fn per_second(requests: u32) -> Self {
        Self::new(requests, Duration::from_secs(1))
    }

    /// `requests` in a minute.
    #[must_use]
    pub fn per_minute(requests: u32) -> Self {
        Self::new(requests, Duration::from_secs(60))
    }

    /// Sets how many may come at once, at least one. By default all of them.
    #[must_use]
    pub fn burst(self, requests: u32) -> Self {
        Self { burst: NonZeroU32::new(requests).unwrap_or(NonZeroU32::MIN), ..self }
    }

    /// The time in which as many are let in as may come at once, in seconds.
    fn window(self) -> u64 {
        whole_seconds(self.interval.saturating_mul(self.burst.get()))
    }
}

fn whole_seconds(time: Duration) -> u64 {
    time.as_secs().saturating_add(u64::from(time.subsec_nanos() > 0)).max(1)
}

/// A rate for each of many keys.
pub(super) struct Throttle {
    /// What the policy is called in the answer.
    name: &'static str,
    rate: Rate,
    limiter: RateLimiter<u64, Memory, Since, NoOpMiddleware<Duration>>,
    clock: Since,
    hasher: RandomState,
}

/// The time since the limiter was made.
#[derive(Clone)]
struct Since(Instant);

impl Clock for Since {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.0.elapsed()
    }
}

impl Throttle {
    pub(super) fn new(name: &'static str, rate: Rate) -> Self {
        // An interval is never zero, so there always is a quota.
        let quota = Quota::with_period(rate.interval).unwrap_or(Quota::per_second(rate.burst));
        let clock = Since(Instant::now());
        let limiter = RateLimiter::new(quota.allow_burst(rate.burst), Memory::default(), clock.clone());
        Self { name, rate, limiter, clock, hasher: RandomState::new() }
    }

    /// Counts a request of an address. Whoever has one IPv6 address has its /64, so that is one source.
    pub(super) fn source(&self, source: Option<IpAddr>) -> Result<(), Box<Reply>> {
        let network = match source {
            Some(IpAddr::V6(address)) => {
                u64::try_from(address.to_bits() >> 64).ok().map(|prefix| (6, prefix))
            }
            Some(IpAddr::V4(address)) => Some((4, u64::from(address.to_bits()))),
            None => None,
        };
        self.check(self.hasher.hash_one(network))
    }

    /// Counts a request of a tenant. All that name none share one rate.
    pub(super) fn tenant(&self, tenant: Option<&str>) -> Result<(), Box<Reply>> {
        self.check(self.hasher.hash_one(tenant))
    }

    /// Keys are kept as keyed hashes: of one size, whatever a stranger wrote.
    fn check(&self, key: u64) -> Result<(), Box<Reply>> {
        self.limiter
            .check_key(&key)
            .map_err(|until| Box::new(self.reply(until.wait_time_from(self.clock.now()))))
    }

    /// 429 with the fields of draft-ietf-httpapi-ratelimit-headers-10: policy, what is left, when there is more.
    fn reply(&self, wait: Duration) -> Reply {
        let Self { name, rate, .. } = self;
        let policy = format!("\"{name}\";q={};w={}", rate.burst, rate.window());
        let state = format!("\"{name}\";r=0;t={}", whole_seconds(wait));
        let reply = problem::plain(StatusCode::TOO_MANY_REQUESTS, None);
        [("ratelimit-policy", policy), ("ratelimit", state)]
            .into_iter()
            .filter_map(|(name, value)| Some((name, HeaderValue::from_str(&value).ok()?)))
            .fold(reply, |reply, (name, value)| reply.header(HeaderName::from_static(name), value))
            .retry_after(wait.max(Duration::from_secs(1)))
    }
}

impl fmt::Debug for Throttle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Throttle").field("name", &self.name).field("rate", &self.rate).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header<'r>(reply: &'r Reply, name: &str) -> &'r str {
        reply.headers[name].to_str().unwrap()
    }

    #[test]
    fn each_key_has_its_own_and_the_answer_says_when_to_come_back() {
        let throttle = Throttle::new("source", Rate::new(2, Duration::from_secs(7200)));
        let addresses = ["10.0.0.1", "10.0.0.2", "2001:db8::1"].map(|text| Some(text.parse().unwrap()));
        for source in addresses.into_iter().chain([None]) {
            assert!(throttle.source(source).is_ok() && throttle.source(source).is_ok());
            let refused = throttle.source(source).unwrap_err();
            assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
            assert_eq!(header(&refused, "ratelimit-policy"), "\"source\";q=2;w=7200");
            assert_eq!(header(&refused, "ratelimit"), "\"source\";r=0;t=3600");
            assert_eq!(header(&refused, "retry-after"), "3600");
        }
    }

    #[test]
    fn one_network_of_ipv6_is_one_source() {
        let throttle = Throttle::new("source", Rate::new(1, Duration::from_secs(3600)));
        let source = |text: &str| throttle.source(Some(text.parse().unwrap()));
        assert!(source("2001:db8:0:1::1").is_ok());
        assert!(source("2001:db8:0:1:ffff::2").is_err());
        assert!(source("2001:db8:0:2::1").is_ok());
        // No bits of an address make another network of another family.
        assert!(source("0.0.0.1").is_ok() && source("::1").is_ok());
    }

    #[test]
    fn what_is_used_up_comes_back() {
        let throttle = Throttle::new("tenant", Rate::new(1, Duration::from_millis(20)));
        assert!(throttle.tenant(Some("a")).is_ok());
        while throttle.tenant(Some("a")).is_err() {
            std::thread::sleep(Duration::from_millis(1));
        }
        assert!(throttle.tenant(None).is_ok());
    }

    #[test]
    fn nothing_is_too_small() {
        assert!(Throttle::new("x", Rate::new(0, Duration::ZERO).burst(0)).tenant(None).is_ok());
    }
}
