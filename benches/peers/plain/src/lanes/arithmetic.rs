//! Functions of eight numbers at once.

use wide::f64x8;

/// Up to here the series of [`mean_growths`] is exact to the last bits.
const SERIES_UP_TO: f64 = 0.125;
/// Up to here that of [`exp_of_little`] is.
pub(super) const LITTLE: f64 = 0.006;

/// c0 + c1 x + c2 x² + …
#[inline(always)]
pub(super) fn polynomial<const N: usize>(x: f64x8, coefficients: [f64; N]) -> f64x8 {
    let mut sum = f64x8::splat(coefficients[N - 1]);
    for &c in coefficients[..N - 1].iter().rev() {
        sum = sum.mul_add(x, f64x8::splat(c));
    }
    sum
}

/// (eˣ − 1)/x, 1 at 0: what growth at rate x comes to, on average over its time, beside the start.
#[inline(always)]
pub(super) fn mean_growths<const N: usize>(x: [f64x8; N]) -> [f64x8; N] {
    let most = x.iter().fold(f64x8::ZERO, |most, x| most.fast_max(x.abs()));
    if most.simd_gt(f64x8::splat(SERIES_UP_TO)).any() {
        return x.map(mean_growth_anywhere);
    }
    x.map(|x| {
        polynomial(
            x,
            [
                1.0,
                1.0 / 2.0,
                1.0 / 6.0,
                1.0 / 24.0,
                1.0 / 120.0,
                1.0 / 720.0,
                1.0 / 5_040.0,
                1.0 / 40_320.0,
                1.0 / 362_880.0,
                1.0 / 3_628_800.0,
            ],
        )
    })
}

#[cold]
#[inline(never)]
fn mean_growth_anywhere(x: f64x8) -> f64x8 {
    f64x8::new(x.to_array().map(|x| if x == 0.0 { 1.0 } else { x.exp_m1() / x }))
}

/// eˣ where |x| ≤ [`LITTLE`].
#[inline(always)]
pub(super) fn exp_of_little(x: f64x8) -> f64x8 {
    polynomial(x, [1.0, 1.0, 1.0 / 2.0, 1.0 / 6.0, 1.0 / 24.0, 1.0 / 120.0])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Steps from one number to another, in units of the last place.
    fn ulps(found: f64, exact: f64) -> u64 {
        found.to_bits().abs_diff(exact.to_bits())
    }

    /// Eight numbers next to each other, all over ± `most`.
    fn spread(most: f64) -> impl Iterator<Item = f64x8> {
        (0..100_000)
            .map(move |k| f64x8::new(std::array::from_fn(|lane| most * ((8 * k + lane) as f64 / 400_000.0 - 1.0))))
    }

    #[test]
    fn mean_growth_is_within_two_units_in_the_last_place() {
        for most in [1e-9, 0.01, SERIES_UP_TO, 3.0] {
            for x in spread(most) {
                for (x, found) in x.to_array().into_iter().zip(mean_growths([x])[0].to_array()) {
                    let exact = if x == 0.0 { 1.0 } else { x.exp_m1() / x };
                    assert!(ulps(found, exact) <= 2, "{x}: {found} {exact}");
                }
            }
        }
    }

    #[test]
    fn growth_of_a_half_week_is_within_two_units_in_the_last_place() {
        for x in spread(SERIES_UP_TO) {
            let found = x.mul_add(mean_growths([x])[0], f64x8::ONE);
            for (x, found) in x.to_array().into_iter().zip(found.to_array()) {
                assert!(ulps(found, x.exp()) <= 2, "{x}: {found}");
            }
        }
    }

    #[test]
    fn exp_of_little_is_within_two_units_in_the_last_place() {
        for x in spread(LITTLE) {
            for (x, found) in x.to_array().into_iter().zip(exp_of_little(x).to_array()) {
                assert!(ulps(found, x.exp()) <= 2, "{x}: {found}");
            }
        }
    }
}
