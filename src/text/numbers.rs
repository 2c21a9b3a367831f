//! Numbers as people read them: money, shares and dates, with no more digits than are known.
//!
//! The rule for digits: a figure is rounded to the leading digit of its error, and without an error to three significant
//! digits; an error itself to its leading digit, and to the second too where the first is 1 or 2, so that rounding changes
//! none by more than 15%. An error that is the noise of floating-point arithmetic is none. The figures of one
//! estimate share the coarsest of their units ([`write_row`]), so that printed quantiles stand in their order.

use jiff::civil::Date;

use crate::analysis::{Estimate, Proportion, error_from_interval};
use crate::quantity::{MONTH, YEAR};

/// A count with thousands separated, such as `10,000`.
pub(crate) use crate::quantity::format_count as count;

/// Three letters for a month; a date such as `14 Aug 2020`.
pub(crate) use crate::analysis::{name_month as month, write_date as day};

/// Which figure of an estimate.
pub(crate) use crate::analysis::Statistic as Figure;

/// Part of a figure below which an error is the noise of floating-point arithmetic.
const NOISE: f64 = 1e-12;
/// The same of figures near 0, in their own unit.
const LEAST: f64 = 1e-13;
/// Part of a figure within which quantiles that are one may be read apart from a sketch.
const SKETCHED: f64 = 0.002;
/// No amount is written more finely than in cents.
const CENT: f64 = 0.01;

/// An error that says something of its figure: none where it is unknown, nothing, or the noise of arithmetic.
pub(crate) fn known_error(value: f64, error: Option<f64>) -> Option<f64> {
    error.filter(|e| e.is_finite() && *e > LEAST && *e > NOISE * value.abs())
}

/// The last place worth writing of a number known to `error`; three digits where the error is
/// unknown or nothing.
pub(crate) fn last_place(value: f64, error: Option<f64>) -> f64 {
    match known_error(value, error) {
        Some(e) => decade(e),
        None if value.abs() < LEAST || !value.is_finite() => 1.0,
        None => {
            let place = decade(value) / 100.0;
            // 999.6 to three digits is 1,000, of which the last is no digit of the three.
            if (value.abs() / place).round() >= 1000.0 { 10.0 * place } else { place }
        }
    }
}

/// The last place of an error as it is written: no error changes by more than 15%.
pub(crate) fn error_place(error: f64) -> f64 {
    let first = decade(error);
    if error.abs() < 3.0 * first { first / 10.0 } else { first }
}

fn decade(value: f64) -> f64 {
    libm::pow(10.0, libm::floor(libm::log10(value.abs()) + 1e-9))
}

/// A number to the place given, with a true minus sign; plain 0 where it rounds to nothing.
pub(crate) fn number(value: f64, place: f64) -> String {
    let rounded = if place > 1.0 { (value / place).round() * place } else { value };
    let decimals = if place >= 1.0 { 0 } else { (-libm::log10(place)).round().clamp(0.0, 12.0) as usize };
    let text = format!("{:.decimals$}", rounded.abs());
    if text.bytes().all(|b| matches!(b, b'0' | b'.')) {
        return "0".to_owned();
    }
    format!("{}{}", if value < 0.0 { "−" } else { "" }, text)
}

/// Dollars to the place given and no finer than in cents, such as `$1.2bn`.
pub(crate) fn money(value: f64, place: f64) -> String {
    let place = place.max(CENT);
    let rounded = (value / place).round() * place;
    let (scale, suffix) = match rounded.abs() {
        v if v >= 1e12 => (1e12, "tn"),
        v if v >= 1e9 => (1e9, "bn"),
        v if v >= 1e6 => (1e6, "m"),
        v if v >= 1e3 => (1e3, "k"),
        _ => (1.0, ""),
    };
    let text = number(value / scale, place / scale);
    match text.strip_prefix('−') {
        Some(size) => format!("−${size}{suffix}"),
        None => format!("${text}{suffix}"),
    }
}

/// A number of people to the place given, such as `412m`.
pub(crate) fn people(value: f64, place: f64) -> String {
    money(value, place.max(1.0)).replace('$', "")
}

/// Dollars for a tick: three digits at most, without zeros that say nothing.
pub(crate) fn tick_money(value: f64) -> String {
    trimmed(&money(value, last_place(value, None)))
}

/// A number without zeros at its end that say nothing.
pub(crate) fn trimmed(text: &str) -> String {
    let Some(point) = text.find('.') else { return text.to_owned() };
    let end = text[point + 1..].find(|c: char| !c.is_ascii_digit()).map_or(text.len(), |i| point + 1 + i);
    let kept = text[..end].trim_end_matches('0').trim_end_matches('.');
    format!("{kept}{}", &text[end..])
}

/// Dollars with their standard error in the same unit, such as `$14.2bn ± $0.4bn`; the figure alone where there is none.
pub(crate) fn money_with_error(value: f64, error: Option<f64>) -> String {
    let error = known_error(value, error).filter(|e| *e >= CENT / 2.0);
    let place = last_place(value, error);
    let text = money(value, place);
    let Some(error) = error else { return text };
    if (value / place).round() == 0.0 {
        // Nothing at the places that the error supports; the unit is the error's.
        return format!("$0 ± {}", trimmed(&money(error, error_place(error))));
    }
    let units = [("tn", 1e12), ("bn", 1e9), ("m", 1e6), ("k", 1e3)];
    let (unit, scale) = units.into_iter().find(|(unit, _)| text.ends_with(unit)).unwrap_or(("", 1.0));
    format!("{text} ± ${}{unit}", trimmed(&number(error / scale, error_place(error).max(CENT) / scale)))
}

/// A figure of any unit with its standard error: `$14.2bn ± $0.4bn`, `41.2% ± 0.4`, `1.30 ± 0.021`.
pub(crate) fn estimated(value: f64, error: Option<f64>, unit: &str) -> String {
    let (scale, sign, coarsest) = match unit {
        "USD" => return money_with_error(value, error),
        "people" => return money_with_error(value, error).replace('$', ""),
        "share" => (100.0, "%", 0.1),
        _ => (1.0, "", f64::INFINITY),
    };
    let error = known_error(value, error);
    let place = last_place(value, error).min(coarsest) * scale;
    let text = format!("{}{sign}", number(value * scale, place));
    match error {
        Some(e) => format!("{text} ± {}", trimmed(&number(e * scale, error_place(e).min(coarsest) * scale))),
        None => text,
    }
}

/// A share as a percentage to the place given (itself a share), such as `41%`.
pub(crate) fn percent(share: f64, place: f64) -> String {
    format!("{}%", number(share * 100.0, place * 100.0))
}

/// A probability for a chart: whole percent, and never 0% or 100% of what merely is rare or common.
pub(crate) fn whole_percent(share: f64) -> String {
    match share {
        s if s <= 0.0 => "0%".to_owned(),
        s if s <= 0.005 => "<1%".to_owned(),
        s if (0.995..1.0).contains(&s) => ">99%".to_owned(),
        s => percent(s, 0.01),
    }
}

/// The same within a sentence.
pub(crate) fn spoken_percent(share: f64) -> String {
    whole_percent(share).replace('<', "less than ").replace('>', "more than ")
}

/// In how many simulations, within a sentence: `every simulation`, `12% of simulations`.
pub(crate) fn write_often(share: f64) -> String {
    match share {
        s if s >= 1.0 => "every simulation".to_owned(),
        s if s <= 0.0 => "no simulation".to_owned(),
        s => format!("{} of simulations", spoken_percent(s)),
    }
}

/// Whether tables list the distribution of a figure: it exists, and is not nothing where that goes without saying.
pub(crate) fn is_told(figure: &crate::simulation::Figure, estimate: &Estimate) -> bool {
    estimate.mean.is_some_and(|mean| !figure.conditional || !is_nothing(mean))
}

/// Which places figures are written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Finest {
    /// Three digits.
    ThreeDigits,
    /// The same, but for shares whole percent, and for days whole days.
    Whole,
}

/// The place that a figure of an estimate is worth: no coarser than leaves it a digit.
fn own_place((value, error): (f64, Option<f64>), unit: &str, finest: Finest) -> f64 {
    let place = last_place(value, error);
    match (finest, unit) {
        _ if value.abs() < LEAST => f64::MIN_POSITIVE,
        (Finest::Whole, "share") => 0.01,
        // Whole days: rounded further, they might exceed the days simulated.
        (_, "days") => 1.0,
        _ => place.max(last_place(value, None)),
    }
}

/// A figure of so many places or more moves by a sixth at most where it is rounded to the place.
const FIRM: f64 = 3.0;

/// One place for figures that stand in a row, each with the place that it is worth: the coarsest of them; but a finer
/// one, again in common, for those that it would leave without a digit, with one where two are known, or with one that moves them by more than a
/// sixth. Rounded so, figures keep their order.
fn shared_places(figures: &[(f64, f64)], finest: f64) -> Vec<f64> {
    let mut places = vec![finest; figures.len()];
    let mut left: Vec<usize> = (0..figures.len()).filter(|&i| figures[i].0.abs() >= LEAST).collect();
    let mut limit = f64::INFINITY;
    while let Some(common) = left.iter().map(|&i| figures[i].1.min(limit)).max_by(f64::total_cmp) {
        left.iter().for_each(|&i| places[i] = common);
        let poor = |&i: &usize| figures[i].1 >= common && (1.0..10.0).contains(&(figures[i].0.abs() / common));
        let least = if left.iter().any(poor) { FIRM * common } else { 10.0 * common };
        left.retain(|&i| figures[i].0.abs() < least && common > finest);
        limit = common / 10.0;
    }
    places
}

fn format_row<const N: usize>(estimate: &Estimate, wanted: [Figure; N], finest: Finest) -> [String; N] {
    let found = wanted.map(|which| which.read(estimate));
    let known: Vec<(f64, f64)> = found.iter().flatten().map(|f| (f.0, own_place(*f, &estimate.unit, finest))).collect();
    let least = match (finest, estimate.unit.as_str()) {
        (Finest::Whole, "share") => 0.01,
        (_, "days" | "people") => 1.0,
        (_, "USD") => CENT,
        _ => LEAST,
    };
    let mut places = shared_places(&known, least).into_iter();
    found.map(|figure| match (figure, finest, estimate.unit.as_str()) {
        (None, ..) => "–".to_owned(),
        (Some((value, _)), Finest::Whole, "days") => number(value, places.next().unwrap_or(1.0)),
        (Some((value, _)), _, unit) => in_unit(value, places.next().unwrap_or(1.0), unit),
    })
}

/// Figures of one estimate in its own unit, rounded to what their errors support and to three digits, in one unit so
/// that they stand in their order; a dash where one does not exist.
pub(crate) fn write_row<const N: usize>(estimate: &Estimate, wanted: [Figure; N]) -> [String; N] {
    format_row(estimate, wanted, Finest::ThreeDigits)
}

/// The same with no more than whole percent or whole days: for shares of users, and days.
pub(crate) fn write_row_in_whole<const N: usize>(estimate: &Estimate, wanted: [Figure; N]) -> [String; N] {
    format_row(estimate, wanted, Finest::Whole)
}

/// One figure of an estimate, as [`write_row`] writes it alone.
pub(crate) fn figure(estimate: &Estimate, which: Figure) -> String {
    let [text] = write_row(estimate, [which]);
    text
}

/// One figure of an estimate, as [`write_row_in_whole`] writes it alone.
pub(crate) fn in_whole(estimate: &Estimate, which: Figure) -> String {
    let [text] = write_row_in_whole(estimate, [which]);
    text
}

/// Whether all simulations give one and the same figure; two at least must have it.
pub(crate) fn is_constant(estimate: &Estimate) -> bool {
    let (Some(mean), Some(se)) = (estimate.mean, estimate.se) else { return false };
    let apart = estimate.p95.zip(estimate.p5).map_or(0.0, |(high, low)| high - low);
    known_error(mean, Some(se)).is_none() && apart <= SKETCHED * mean.abs()
}

/// Whether an amount is nothing, or less than can be paid.
pub(crate) fn is_nothing(dollars: f64) -> bool {
    dollars.abs() < CENT / 2.0
}

/// Whether all figures of an estimate of dollars are nothing.
pub(crate) fn is_always_nothing(of: &Estimate) -> bool {
    [of.mean, of.se, of.p5, of.p95].into_iter().flatten().all(is_nothing)
}

/// A share with its interval, all to the place that the interval supports, so that the interval holds the share as it
/// is written: `71.2%`, and `70.8% to 71.5%`.
pub(crate) fn share_with_interval(share: f64, [low, high]: [f64; 2]) -> (String, String) {
    let place = last_place(share, Some(error_from_interval([low, high]))).clamp(0.001, 0.1);
    (percent(share, place), format!("{} to {}", percent(low, place), percent(high, place)))
}

/// A share of users within a sentence: `71% of the users`, `14 times the users`.
pub(crate) fn of_the_users(share: f64, written: &str) -> String {
    match share {
        s if s >= 2.0 => format!("{} times the users", number(s, if s < 10.0 { 0.1 } else { 1.0 })),
        _ => format!("{written} of the users"),
    }
}

/// A figure to the place given, in its own unit.
pub(crate) fn in_unit(value: f64, place: f64, unit: &str) -> String {
    match unit {
        "USD" => money(value, place),
        "people" => people(value, place),
        "share" => percent(value, place),
        "days" => format!("{} days", number(value, place.max(1.0))),
        _ => number(value, place),
    }
}

/// A length of time within a sentence: `34 days`, `7 months`, `2.4 years`.
pub(crate) fn write_span(days: f64) -> String {
    match days {
        few if few < 90.0 => match number(few, 1.0).as_str() {
            "0" => "less than a day".to_owned(),
            "1" => "1 day".to_owned(),
            many => format!("{many} days"),
        },
        some if some < 2.0 * YEAR => format!("{} months", number(some / MONTH, 1.0)),
        many => format!("{} years", trimmed(&number(many / YEAR, 0.1))),
    }
}

/// A probability rounded to what its interval supports.
pub(crate) fn probability(p: Proportion) -> String {
    percent(p.probability, last_place(p.probability, Some(error_of(p))).min(0.1))
}

/// Standard error of a probability, from its interval.
pub(crate) fn error_of(p: Proportion) -> f64 {
    error_from_interval(p.interval)
}

/// The interval of a probability, such as `40–42%`.
pub(crate) fn interval(p: Proportion) -> String {
    let place = last_place(p.probability, Some(error_of(p))).min(0.1);
    format!("{}–{}", number(p.interval[0] * 100.0, place * 100.0), percent(p.interval[1], place))
}

/// Dollars with their sign and error; where nothing is left of them at the places that the error supports, the error
/// alone keeps its unit.
pub(crate) fn signed_money(value: f64, error: Option<f64>) -> String {
    let text = money_with_error(value, error);
    let plus = if value > 0.0 && text.starts_with('$') && !text.starts_with("$0") { "+" } else { "" };
    format!("{plus}{text}")
}

/// Dollars with the digits that their error supports, and no more than three.
pub(crate) fn rounded_money(value: f64, error: Option<f64>) -> String {
    money(value, last_place(value, error).max(last_place(value, None)))
}

/// A share with its 95% interval.
pub(crate) fn share_interval(estimate: f64, low: f64, high: f64) -> String {
    let place = last_place(estimate, Some(error_from_interval([low, high]))).min(0.1);
    format!("{} ({} to {})", percent(estimate, place), percent(low, place), percent(high, place))
}

/// A share of a whole that noise may carry below nothing.
pub(crate) fn noisy_share(share: f64) -> String {
    if share < 0.005 { "<1%".to_owned() } else { whole_percent(share.min(1.0)) }
}

/// A count of simulations to two digits, such as `13,000`.
pub(crate) fn rounded_count(simulations: f64) -> String {
    let simulations = simulations.max(1.0);
    let place = decade(simulations) / 10.0;
    count(((simulations / place).round() * place) as u64)
}

/// A month such as `Aug 2025`.
pub(crate) fn month_year(date: Date) -> String {
    format!("{} {}", month(date), date.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_has_the_digits_its_error_supports() {
        let write = |v, e| money(v, last_place(v, Some(e)));
        assert_eq!(write(71.234e9, 0.42e9), "$71.2bn");
        assert_eq!(write(71.234e9, 4.2e9), "$71bn");
        assert_eq!(write(71.234e9, 42e9), "$70bn");
        assert_eq!(write(-0.5e9, 0.01e9), "−$500m");
        assert_eq!(write(999.96e6, 1e5), "$1.0000bn");
        assert_eq!(write(1.234e12, 1e10), "$1.23tn");
        assert_eq!(write(0.0, 1e9), "$0");
        assert_eq!(write(-1e3, 1e9), "$0");
    }

    #[test]
    fn people_are_written_as_amounts_are_and_none_in_part() {
        assert_eq!(estimated(412.3e6, Some(2.1e6), "people"), "412m ± 2.1m");
        assert_eq!(estimated(412.3e6, None, "people"), "412m");
        assert_eq!([in_unit(1.3e9, 1e8, "people"), people(12.4, 0.1)], ["1.3bn", "12"]);
    }

    #[test]
    fn figures_without_an_error_have_three_digits() {
        assert_eq!(money(71.234e9, last_place(71.234e9, None)), "$71.2bn");
        assert_eq!(money(1234.0, last_place(1234.0, Some(0.0))), "$1.23k");
        assert_eq!(figure(&Estimate::default(), Figure::P50), "–");
    }

    #[test]
    fn errors_share_the_unit_of_their_figure() {
        assert_eq!(money_with_error(-14.2e9, Some(0.23e9)), "−$14.2bn ± $0.23bn");
        assert_eq!(money_with_error(350.4e6, Some(6.0e6)), "$350m ± $6m");
        assert_eq!(money_with_error(1.0e9, None), "$1.00bn");
        assert_eq!(
            [money_with_error(1e6, Some(12e6)), money_with_error(40e6, Some(12e6))],
            ["$0 ± $12m", "$40m ± $12m"]
        );
        assert_eq!([tick_money(25e9), tick_money(0.0), tick_money(-2.5e9)], ["$25bn", "$0", "−$2.5bn"]);
    }

    /// Whatever its size, an error as it is written is at most 15% from what it is.
    #[test]
    fn no_error_is_rounded_away() {
        for step in 0..2_000 {
            let error = libm::pow(10.0, f64::from(step) / 250.0 - 4.0);
            let written: f64 = number(error, error_place(error)).parse().unwrap();
            assert!((written / error - 1.0).abs() <= 0.15, "{error}: {written}");
        }
        assert_eq!(money_with_error(958.6e6, Some(13.7e6)), "$960m ± $14m");
        assert_eq!(money_with_error(1.0e9, Some(12e6)), "$1.00bn ± $0.012bn");
    }

    #[test]
    fn the_noise_of_arithmetic_is_no_error_and_no_amount() {
        assert_eq!(money_with_error(412_423_061.580_871, Some(3e-8)), "$412m");
        assert_eq!(money_with_error(2.7e9, Some(1e-7)), "$2.70bn");
        assert_eq!([money_with_error(-1.2e-7, None), money_with_error(3e-9, Some(1e-9))], ["$0", "$0"]);
        assert_eq!(percent(-5.55e-17, last_place(-5.55e-17, None)), "0%");
        assert_eq!(estimated(0.25, Some(1e-17), "share"), "25.0%");
        assert_eq!(estimated(0.4137, Some(0.0042), "share"), "41.4% ± 0.4");
        assert_eq!(estimated(-5.55e-17, Some(2e-17), "share"), "0%");
        assert_eq!(estimated(1.304, Some(0.021), "count"), "1.30 ± 0.021");
        assert_eq!(estimated(2.0, Some(0.0), "count"), "2.00");
        assert!(is_nothing(-1.2e-7) && !is_nothing(0.01));
    }

    fn estimate(unit: &str, quantiles: [f64; 5], half: f64) -> Estimate {
        let [p5, p25, p50, p75, p95] = quantiles.map(Some);
        let keys = ["p5", "p25", "p50", "p75", "p95"];
        let intervals = keys.iter().zip(quantiles).map(|(key, q)| ((*key).to_owned(), [q - half, q + half])).collect();
        Estimate { unit: unit.to_owned(), count: 1000, p5, p25, p50, p75, p95, intervals, ..Estimate::default() }
    }

    #[test]
    fn figures_in_a_row_share_their_place() {
        let quantiles = [Figure::P5, Figure::P50, Figure::P95];
        // The 5% quantile alone was once rounded to tens: 99% (100% to 99%).
        let mut users = estimate("share", [0.986, 0.99, 0.991, 0.992, 0.993], 0.001);
        users.intervals.insert("p5".to_owned(), [0.5, 0.99]);
        let [low, middle, high] = write_row_in_whole(&users, quantiles);
        assert_eq!([low, middle, high], ["99%", "99%", "99%"]);
        let value = estimate("USD", [350.4e6, 1e9, 14.62e9, 2e10, 110.3e9], 2e9);
        assert_eq!(write_row(&value, quantiles), ["$400m", "$15bn", "$110bn"]);
        let loss = estimate("USD", [0.0, 0.0, 3.21e9, 1e10, 95.2e9], 1e9);
        assert_eq!(write_row(&loss, quantiles), ["$0", "$3.2bn", "$95.2bn"]);
        assert_eq!(write_row(&Estimate::default(), quantiles), ["–", "–", "–"]);
        assert_eq!(
            write_row_in_whole(&estimate("days", [1.2, 2.0, 45.4, 60.0, 88.8], 0.0), quantiles),
            ["1", "45", "89"]
        );
        // No more than there are: a horizon of five years has 1826 days.
        let all = write_row(&estimate("days", [0.0, 0.0, 1826.25, 1826.25, 1826.25], 0.0), quantiles);
        assert_eq!(all[1], "1826 days");
    }

    /// Any figures in their order, each with any error, stand in their order when written.
    #[test]
    fn written_figures_keep_their_order() {
        let mut state = 1_u64;
        let mut unit = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 11) as f64 / (1_u64 << 53) as f64
        };
        let read = |text: &str| {
            let (sign, rest) = text.strip_prefix('−').map_or((1.0, text), |rest| (-1.0, rest));
            let rest = rest.trim_start_matches('$');
            let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
            let scale = match &rest[end..] {
                "tn" => 1e12,
                "bn" => 1e9,
                "m" => 1e6,
                "k" => 1e3,
                _ => 1.0,
            };
            sign * rest[..end].parse::<f64>().unwrap() * scale
        };
        for case in 0..20_000 {
            let size = libm::pow(10.0, 12.0 * unit() - 2.0);
            let mut quantiles =
                [0.0; 5].map(|_: f64| size * libm::pow(unit(), 3.0) * if unit() < 0.2 { -1.0 } else { 1.0 });
            quantiles.sort_by(f64::total_cmp);
            let kind = ["USD", "share", "days"][case % 3];
            let mut row = estimate(kind, quantiles, 0.0);
            for (key, q) in ["p5", "p25", "p50", "p75", "p95"].iter().zip(quantiles) {
                let half = q.abs() * libm::pow(10.0, 4.0 * unit() - 3.0);
                row.intervals.insert((*key).to_owned(), [q - half, q + half]);
            }
            let wanted = [Figure::P5, Figure::P25, Figure::P50, Figure::P75, Figure::P95];
            for written in [write_row(&row, wanted), write_row_in_whole(&row, wanted)] {
                let figures = written.each_ref().map(|text| read(text));
                assert!(figures.is_sorted(), "{quantiles:?}: {written:?}");
            }
        }
    }

    #[test]
    fn an_interval_holds_its_share() {
        for share in [0.000_4, 0.012_34, 0.5, 0.705_1, 0.993_7, 1.0] {
            for half in [1e-5, 3e-4, 0.02, 0.3] {
                let (written, interval) = share_with_interval(share, [share - half, share + half]);
                let read = |text: &str| text.trim_end_matches('%').replace('−', "-").parse::<f64>().unwrap();
                let (low, high) = interval.split_once(" to ").unwrap();
                assert!(read(low) <= read(&written) && read(&written) <= read(high), "{written} in {interval}");
            }
        }
        assert_eq!(
            [of_the_users(0.41, "41%"), of_the_users(14.45, "1445%")],
            ["41% of the users", "14 times the users"]
        );
    }

    #[test]
    fn one_figure_in_all_simulations_is_seen() {
        let of = |se: Option<f64>| Estimate { mean: Some(5e9), se, ..estimate("USD", [5e9; 5], 0.0) };
        assert!(is_constant(&of(Some(0.0))) && is_constant(&of(Some(1e-6))));
        assert!(!is_constant(&of(Some(1e6))) && !is_constant(&of(None)));
    }

    #[test]
    fn rare_is_not_never() {
        assert_eq!(whole_percent(0.0), "0%");
        assert_eq!(whole_percent(0.0001), "<1%");
        assert_eq!([whole_percent(0.9999), whole_percent(0.995), whole_percent(0.005)], [">99%", ">99%", "<1%"]);
        assert_eq!(spoken_percent(0.001), "less than 1%");
        assert_eq!(whole_percent(0.414), "41%");
    }

    #[test]
    fn probabilities_are_rounded_to_their_interval() {
        let p = Proportion { probability: 0.4137, interval: [0.404, 0.4234] };
        assert_eq!((probability(p), interval(p)), ("41.4%".to_owned(), "40.4–42.3%".to_owned()));
        let few = Proportion { probability: 0.4, interval: [0.2, 0.62] };
        assert_eq!((probability(few), interval(few)), ("40%".to_owned(), "20–60%".to_owned()));
    }

    #[test]
    fn three_digits_stay_three_where_they_round_up() {
        let written = [999.6e6, 999.4e6, 1e9, -9.996e9, 0.9996].map(|value| money(value, last_place(value, None)));
        assert_eq!(written, ["$1.00bn", "$999m", "$1.00bn", "−$10.0bn", "$1.00"]);
    }

    #[test]
    fn counts_and_dates() {
        assert_eq!([count(0), count(999), count(1000), count(1_234_567)], ["0", "999", "1,000", "1,234,567"]);
        assert_eq!(day(jiff::civil::date(2020, 8, 4)), "4 Aug 2020");
    }

    #[test]
    fn a_change_has_its_sign_and_nothing_has_none() {
        assert_eq!(signed_money(1.21e9, Some(0.03e9)), "+$1.21bn ± $0.03bn");
        assert_eq!(signed_money(-1.21e9, Some(0.3e9)), "−$1.2bn ± $0.3bn");
        assert_eq!(signed_money(-1e5, Some(2.2e6)), "$0 ± $2.2m");
        assert_eq!([signed_money(0.0, None), signed_money(0.0, Some(0.0))], ["$0", "$0"]);
    }

    #[test]
    fn shares_are_never_less_than_nothing() {
        assert_eq!([noisy_share(-0.01), noisy_share(0.12), noisy_share(1.2)], ["<1%", "12%", "100%"]);
    }
}
