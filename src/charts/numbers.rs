//! Numbers as people read them: money, shares and dates, with no more digits than are known.

use jiff::civil::Date;

use crate::analysis::{Estimate, Proportion};

/// Width of a 95% interval in standard errors.
const INTERVAL: f64 = 2.0 * 1.959_963_985;

/// The last place worth writing of a number known to `error`; three digits where the error is
/// unknown or nothing.
pub(crate) fn last_place(value: f64, error: Option<f64>) -> f64 {
    match error.filter(|e| e.is_finite() && *e > 0.0) {
        Some(e) => decade(e),
        None if value == 0.0 || !value.is_finite() => 1.0,
        None => decade(value) / 100.0,
    }
}

fn decade(value: f64) -> f64 {
    libm::pow(10.0, libm::floor(libm::log10(value.abs()) + 1e-9))
}

/// A number to the place given, with a true minus sign.
pub(crate) fn number(value: f64, place: f64) -> String {
    let rounded = if place > 1.0 { (value / place).round() * place } else { value };
    let decimals = if place >= 1.0 { 0 } else { (-libm::log10(place)).round().clamp(0.0, 12.0) as usize };
    let text = format!("{:.decimals$}", rounded.abs());
    let zero = text.bytes().all(|b| matches!(b, b'0' | b'.'));
    format!("{}{}", if value < 0.0 && !zero { "−" } else { "" }, text)
}

/// Dollars to the place given, such as `$1.2bn`.
pub(crate) fn money(value: f64, place: f64) -> String {
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

/// A figure with its standard error in the same unit, such as `$14.2bn ± 0.2`.
pub(crate) fn with_error(value: f64, error: Option<f64>) -> String {
    let place = last_place(value, error);
    let text = money(value, place);
    let Some(error) = error.filter(|e| *e > 0.0) else { return text };
    if (value / place).round() == 0.0 {
        // Nothing at the places that the error supports; the unit is the error's.
        return format!("$0 ± {}", money(error, place));
    }
    let scale = [("tn", 1e12), ("bn", 1e9), ("m", 1e6), ("k", 1e3)].into_iter().find(|(s, _)| text.ends_with(s));
    let scale = scale.map_or(1.0, |s| s.1);
    format!("{text} ± {}", number(error / scale, last_place(error, Some(error)) / scale))
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

/// Which figure of an estimate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Figure {
    /// The mean, with its standard error.
    Mean,
    /// 5% quantile.
    P5,
    /// 25% quantile.
    P25,
    /// Median.
    P50,
    /// 75% quantile.
    P75,
    /// 95% quantile.
    P95,
    /// Expected shortfall, with its standard error.
    Es5,
}

impl Figure {
    /// Value and standard error in `estimate`, where it exists; a quantile's error is read off its interval.
    pub(crate) fn of(self, estimate: &Estimate) -> Option<(f64, Option<f64>)> {
        let quantile = |value: Option<f64>, key: &str| {
            let error = estimate.intervals.get(key).map(|[low, high]| (high - low) / INTERVAL);
            value.map(|v| (v, error))
        };
        match self {
            Self::Mean => estimate.mean.map(|v| (v, estimate.se)),
            Self::P5 => quantile(estimate.p5, "p5"),
            Self::P25 => quantile(estimate.p25, "p25"),
            Self::P50 => quantile(estimate.p50, "p50"),
            Self::P75 => quantile(estimate.p75, "p75"),
            Self::P95 => quantile(estimate.p95, "p95"),
            Self::Es5 => estimate.es5.map(|v| (v, estimate.es5_se)),
        }
    }
}

/// A figure of an estimate in its own unit, rounded to what its error supports and to three digits; a dash where it
/// does not exist.
pub(crate) fn figure(estimate: &Estimate, which: Figure) -> String {
    which
        .of(estimate)
        .map_or_else(|| "–".to_owned(), |(v, e)| in_unit(v, last_place(v, e).max(last_place(v, None)), &estimate.unit))
}

/// The same with no more than whole percent or whole days: for shares of users, and days.
pub(crate) fn in_whole(estimate: &Estimate, which: Figure) -> String {
    match (which.of(estimate), estimate.unit.as_str()) {
        (Some((v, e)), "share") => percent(v, last_place(v, e).clamp(0.01, 0.1)),
        (Some((v, e)), "days") => number(v, last_place(v, e).max(1.0)),
        _ => figure(estimate, which),
    }
}

/// A figure to the place given, in its own unit.
pub(crate) fn in_unit(value: f64, place: f64, unit: &str) -> String {
    match unit {
        "USD" => money(value, place),
        "share" => percent(value, place),
        "days" => format!("{} days", number(value, place.max(1.0))),
        _ => number(value, place),
    }
}

/// A probability rounded to what its interval supports.
pub(crate) fn probability(p: Proportion) -> String {
    percent(p.probability, last_place(p.probability, Some(error_of(p))).min(0.1))
}

/// Standard error of a probability, from its interval.
pub(crate) fn error_of(p: Proportion) -> f64 {
    (p.interval[1] - p.interval[0]) / INTERVAL
}

/// The interval of a probability, such as `40–42%`.
pub(crate) fn interval(p: Proportion) -> String {
    let place = last_place(p.probability, Some(error_of(p))).min(0.1);
    format!("{}–{}", number(p.interval[0] * 100.0, place * 100.0), percent(p.interval[1], place))
}

/// A count with thousands separated, such as `10,000`.
pub(crate) fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// Three letters for a month.
pub(crate) fn month(date: Date) -> &'static str {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let index = usize::try_from(date.month() - 1).unwrap_or_default();
    MONTHS.get(index).copied().unwrap_or_default()
}

/// A date such as `14 Aug 2020`.
pub(crate) fn day(date: Date) -> String {
    format!("{} {} {}", date.day(), month(date), date.year())
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
    fn figures_without_an_error_have_three_digits() {
        assert_eq!(money(71.234e9, last_place(71.234e9, None)), "$71.2bn");
        assert_eq!(money(1234.0, last_place(1234.0, Some(0.0))), "$1.23k");
        assert_eq!(figure(&Estimate::default(), Figure::P50), "–");
    }

    #[test]
    fn errors_share_the_unit_of_their_figure() {
        assert_eq!(with_error(-14.2e9, Some(0.23e9)), "−$14.2bn ± 0.2");
        assert_eq!(with_error(350.4e6, Some(6.0e6)), "$350m ± 6");
        assert_eq!(with_error(1.0e9, None), "$1.00bn");
        assert_eq!([with_error(1e6, Some(12e6)), with_error(40e6, Some(12e6))], ["$0 ± $10m", "$40m ± 10"]);
        assert_eq!([tick_money(25e9), tick_money(0.0), tick_money(-2.5e9)], ["$25bn", "$0", "−$2.5bn"]);
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
    fn counts_and_dates() {
        assert_eq!([count(0), count(999), count(1000), count(1_234_567)], ["0", "999", "1,000", "1,234,567"]);
        assert_eq!(day(jiff::civil::date(2020, 8, 4)), "4 Aug 2020");
    }
}
