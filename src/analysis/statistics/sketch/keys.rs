//! Keys of values: sign, exponent and leading bits of the mantissa, many at one go.

/// Bits of the mantissa of a number.
pub(super) const MANTISSA: u32 = 52;

/// Instead of a key, where a value has no bin.
pub(super) const NOTHING: i32 = i32::MIN;

/// Sign, exponent and leading bits, without the last `shift` ones: ascending as values do, those below zero from the largest
/// magnitude on.
#[inline(always)]
pub(super) fn key(value: f64, shift: u32) -> i32 {
    let magnitude = (value.abs().to_bits() >> shift) as i32;
    if value < 0.0 { -magnitude - 1 } else { magnitude }
}

/// Many values, and room for their keys.
pub(super) struct Keys<'a> {
    pub(super) values: &'a [f64],
    /// Magnitudes below this count as zero.
    pub(super) least: f64,
    /// Bits that a key leaves out.
    pub(super) shift: u32,
    /// The keys.
    pub(super) found: &'a mut [i32],
}

/// What is known of many values once they have keys.
pub(super) struct Keyed {
    pub(super) zeros: u64,
    /// The least key, and the greatest; the latter is [`NOTHING`] where there is none.
    pub(super) least: i32,
    pub(super) most: i32,
}

impl pulp::NullaryFnOnce for Keys<'_> {
    type Output = Keyed;

    #[inline(always)]
    fn call(self) -> Keyed {
        let mut keyed = Keyed { zeros: 0, least: i32::MAX, most: i32::MIN };
        for (found, value) in self.found.iter_mut().zip(self.values) {
            let is_zero = value.abs() < self.least;
            let signed = key(*value, self.shift);
            let has_bin = !is_zero && !value.is_nan();
            *found = if has_bin { signed } else { NOTHING };
            keyed.zeros += u64::from(is_zero);
            keyed.least = keyed.least.min(if has_bin { signed } else { i32::MAX });
            keyed.most = keyed.most.max(*found);
        }
        keyed
    }
}
