//! Numbers as decimal text: exact whatever their size.
//!
//! In comes a number token; out go its digits and exponent, so that `1.0`, `1` and `10e-1` are one
//! value and nothing is rounded.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

/// A number as its sign, its digits without leading and trailing zeros, and a power of ten.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Decimal<'a> {
    negative: bool,
    /// The part of the token that holds the digits, perhaps with a point between them.
    digits: &'a [u8],
    /// How many digits stand in `digits`; zero has none.
    count: i64,
    exponent: i64,
}

/// What an integer type can make of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whole {
    Value(i128),
    /// It has a fractional part.
    Fraction,
    /// It is whole, and beyond 128 bits.
    Huge,
}

impl<'a> Decimal<'a> {
    /// Takes a token apart that the scanner has accepted.
    pub(crate) fn new(token: &'a str) -> Self {
        let (negative, unsigned) = token.strip_prefix('-').map_or((false, token), |rest| (true, rest));
        let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
        let mantissa = mantissa.as_bytes();
        let significant = |byte: &u8| matches!(byte, b'1'..=b'9');
        let (Some(first), Some(last)) =
            (mantissa.iter().position(significant), mantissa.iter().rposition(significant))
        else {
            return Self { negative: false, digits: &[], count: 0, exponent: 0 };
        };
        let digits = mantissa.get(first..=last).unwrap_or_default();
        let point = mantissa.iter().position(|byte| *byte == b'.').unwrap_or(mantissa.len());
        // How many places the last digit stands left of the point.
        let places = point as i64 - last as i64 - i64::from(last < point);
        let count = digits.iter().filter(|byte| byte.is_ascii_digit()).count() as i64;
        Self { negative, digits, count, exponent: power(exponent).saturating_add(places) }
    }

    fn each(&self) -> impl Iterator<Item = u8> + 'a {
        self.digits.iter().filter(|byte| byte.is_ascii_digit()).map(|byte| byte - b'0')
    }

    /// Whether it has at most so many digits, and a power of ten that is no greater either way.
    pub(crate) fn is_within(&self, digits: i64, power: i64) -> bool {
        self.count <= digits && self.exponent.abs() <= power
    }

    /// The number as an integer.
    pub(crate) fn whole(&self) -> Whole {
        if self.exponent < 0 {
            return Whole::Fraction;
        }
        if self.count.saturating_add(self.exponent) > 39 {
            return Whole::Huge;
        }
        let zeros = std::iter::repeat_n(0, self.exponent as usize);
        let sign = if self.negative { -1 } else { 1 };
        let value = self
            .each()
            .chain(zeros)
            .try_fold(0_i128, |value, digit| value.checked_mul(10)?.checked_add(sign * i128::from(digit)));
        value.map_or(Whole::Huge, Whole::Value)
    }

    /// Whether the number is a multiple of another one, which has at most 18 digits.
    pub(crate) fn is_multiple_of(&self, other: &Decimal<'_>) -> bool {
        let divisor = other
            .each()
            .fold(0_u128, |value, digit| value.saturating_mul(10).saturating_add(u128::from(digit)));
        let shift = self.exponent.saturating_sub(other.exponent);
        if self.count == 0 || divisor == 0 || divisor > u128::from(u64::MAX) {
            return self.count == 0;
        }
        // The last digit is no zero, so a lower power of ten than the divisor's leaves a rest.
        if shift < 0 {
            return false;
        }
        let rest = self.each().fold(0, |rest, digit| (rest * 10 + u128::from(digit)) % divisor);
        (rest * power_of_ten(shift, divisor)).is_multiple_of(divisor)
    }
}

/// 10^exponent modulo `modulus`, which fits 64 bits.
fn power_of_ten(exponent: i64, modulus: u128) -> u128 {
    let (mut base, mut result, mut left) = (10 % modulus, 1 % modulus, exponent);
    while left > 0 {
        if left & 1 == 1 {
            result = result * base % modulus;
        }
        base = base * base % modulus;
        left >>= 1;
    }
    result
}

/// The value of an exponent, held within bounds that no sum can leave.
fn power(text: &str) -> i64 {
    const BOUND: i64 = 1 << 60;
    let (negative, digits) = match text.as_bytes() {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        rest => (false, rest),
    };
    let value = digits.iter().fold(0_i64, |value, digit| {
        (value.saturating_mul(10).saturating_add(i64::from(digit - b'0'))).min(BOUND)
    });
    if negative { -value } else { value }
}

impl PartialEq for Decimal<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Decimal<'_> {}

impl PartialOrd for Decimal<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// An order that puts equal numbers side by side; it is not the order of size.
impl Ord for Decimal<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.negative, self.exponent, self.count)
            .cmp(&(other.negative, other.exponent, other.count))
            .then_with(|| self.each().cmp(other.each()))
    }
}

impl Hash for Decimal<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.negative.hash(state);
        self.exponent.hash(state);
        self.each().for_each(|digit| digit.hash(state));
    }
}
