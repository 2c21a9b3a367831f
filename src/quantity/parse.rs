//! Quantities as people write them, read into distributions and numbers.

use super::amount::Amount;
use super::currency::Exchange;
use super::cursor::Cursor;
use super::dimension::Dimension;
use super::distribution::Distribution;
use super::fault::Fault;
use super::reader::read_whole;

/// Most bytes of one quantity.
const MOST_BYTES: usize = 2_000;

/// Reads a quantity as written into its distribution in canonical units.
///
/// | written | means |
/// |---|---|
/// | `12%`, `$3.2bn`, `45 days` | a known value |
/// | `a to b`, `a to b @80` | the family of the dimension with 5% below a and above b, or with 80% between them |
/// | `normal(m, s)` | normal with mean m and standard deviation s |
/// | `lognormal(μ, σ)` | the natural logarithm, of the quantity in canonical units, has mean μ and standard deviation σ |
/// | `lognormal(m, σ)`, m with a unit | the same with median m = e^μ |
/// | `uniform(a, b)` | uniform from a to b |
/// | `triangular(a, m, b)` | triangular from a to b with mode m |
/// | `pert(a, m, b)` | beta from a to b with mode m and mean (a + 4m + b)/6 |
/// | `beta(a, b)` | beta on 0 to 1 with mean a/(a + b); for shares and other plain numbers |
/// | `gamma(k, θ)` | gamma with shape k, a plain number, and scale θ; mean kθ |
/// | `exponential(m)` | exponential with mean m |
/// | `weibull(k, s)` | Weibull with shape k, a plain number, and scale s: survival exp(−(x/s)^k) |
/// | `choice(60%: x, rest: y)` | one of known values |
/// | `mixture(30%: X, rest: Y)` | one of quantities of any of these kinds |
/// | `…, min a, max b` | given that it lies from a to b (renormalised, not clamped) |
///
/// A unit behind the last number of a range, a family or a choice stands for all of it (`10 to 40 days`), and so does a `$`
/// before the first (`$6 to 9.5`). Shapes and deviations of logarithms have no unit.
///
/// # Errors
/// Where the text is no quantity, its unit is not one that `dimension` takes, some numbers have a unit and others none, or
/// the parameters violate an inequality. Whether the values lie in the field's range is for the caller to check, by
/// [`Distribution::support`].
pub fn parse(text: &str, dimension: Dimension) -> Result<Distribution, Fault> {
    parse_with_doubts(text, dimension, None).map(|(distribution, _)| distribution)
}

/// The same, with what its author should look at again: bounds that cut off part of the range that is stated. Amounts that do
/// not say that they are in dollars are in the currency of `exchange`, where one is stated.
///
/// # Errors
/// As [`parse`].
pub fn parse_with_doubts(
    text: &str,
    dimension: Dimension,
    exchange: Option<Exchange>,
) -> Result<(Distribution, Vec<Fault>), Fault> {
    if text.len() > MOST_BYTES {
        return Err(Fault::new(0..text.len(), format!("a quantity has at most {MOST_BYTES} bytes")));
    }
    let (distribution, doubts) = read_whole(text, dimension, exchange)?;
    if dimension == Dimension::Count && !distribution.is_whole() {
        return Err(Fault::new(0..text.len(), "this takes a whole number, or a choice of whole numbers"));
    }
    Ok((distribution, doubts))
}

/// A bare number, in canonical units.
///
/// # Errors
/// For a length of time, which must say its unit; for a count that is not whole; for a number that is not finite.
pub fn parse_number(value: f64, dimension: Dimension) -> Result<Distribution, Fault> {
    let distribution = Distribution::fixed(value);
    if !value.is_finite() {
        Err(Fault::new(0..0, "this number is not finite"))
    } else if dimension == Dimension::Duration {
        Err(Fault::new(0..0, format!("`{value}` has no unit")).help(format!("write \"{value} days\"")))
    } else if dimension == Dimension::Count && !distribution.is_whole() {
        Err(Fault::new(0..0, format!("`{value}` is not a whole number")))
    } else {
        Ok(distribution)
    }
}

/// Reads a value that may not be uncertain, in canonical units.
///
/// # Errors
/// As [`parse`], and where the text is a distribution.
pub fn parse_scalar(text: &str, dimension: Dimension) -> Result<f64, Fault> {
    parse(text, dimension)?.fixed_value().ok_or_else(|| {
        Fault::new(0..text.len(), "this must be a known value, not a distribution")
            .help(format!("this takes {}", dimension.accepts()))
    })
}

/// Reads an amount whatever it measures, such as `$20B`, `35%` or `90 days`: its value in canonical units, and what its
/// unit says of it.
///
/// # Errors
/// Where the text is no amount, or its units do not belong together.
pub fn parse_amount(text: &str) -> Result<(f64, Option<Dimension>), Fault> {
    let mut cursor = Cursor::new(text);
    let amount = Amount::read(&mut cursor, Dimension::Money)?;
    cursor.expect_end()?;
    amount.plain(&cursor)
}
