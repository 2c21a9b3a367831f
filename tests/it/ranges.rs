//! Every stated end of a range is accepted, in every unit, and what lies beyond it is not.

use marketgate::quantity::{self, Dimension};
use marketgate::scenario::Scenario;
use marketgate::scenario::fields::Field;
use marketgate::scenario::inputs::fields as all_fields;

use crate::common::BASE;

/// A place for every field: a bidder, a strategy, and an event of each kind that has quantities of its own.
const MORE: &str = r#"
[markets.cn]
users = "50M"
ceiling = "400M"
growth = "10%"
churn = { day1 = "45%", day30 = "15%" }
arpu = "$9"
margin = "20%"

[company]
home = "cn"
discount_rate = "12%"

[deal.bidders.b]
interest = "50%"
multiple = 0.8
host_approval = "50%"

[strategies.s]
reserve = "10%"

[events.forced]
on = 2021-01-01
kind = "forced-sale"
market = "us"

[events.review]
on = 2021-01-02
kind = "review"
market = "us"

[events.ruling]
on = 2021-01-03
kind = "ruling"
market = "us"

[events.regime]
on = 2021-01-04
kind = "regime"
market = "us"
"#;

/// Words of a unit, and what a number before them is to be multiplied by.
fn units(dimension: Dimension) -> Vec<(&'static str, &'static str, f64)> {
    let year = quantity::YEAR;
    let per: Vec<(&str, f64)> = vec![
        ("", 1.0),
        (" per year", 1.0),
        (" per month", 12.0),
        (" per week", year / 7.0),
        (" per day", year),
        (" per hour", 24.0 * year),
    ];
    match dimension {
        Dimension::Duration => vec![
            ("", " hours", 1.0 / 24.0),
            ("", " days", 1.0),
            ("", " weeks", 7.0),
            ("", " months", quantity::MONTH),
            ("", " years", year),
        ],
        Dimension::Rate | Dimension::Growth => {
            let plain = per.iter().map(|&(words, factor)| ("", words, factor));
            let percent = [
                ("%", 1.0),
                ("% per year", 1.0),
                ("% per month", 12.0),
                ("% per week", year / 7.0),
                ("% per day", year),
            ];
            plain.chain(percent.into_iter().map(|(words, factor)| ("", words, factor / 100.0))).collect()
        }
        Dimension::Share | Dimension::Margin => vec![("", "", 1.0), ("", "%", 0.01)],
        Dimension::Money => vec![("$", "", 1.0), ("$", "k", 1e3), ("$", "m", 1e6), ("$", "bn", 1e9), ("$", "tn", 1e12)],
        Dimension::Users => vec![("", "", 1.0), ("", "k", 1e3), ("", "M", 1e6), ("", "bn", 1e9), ("", " users", 1.0)],
        Dimension::MoneyPerUserYear => vec![
            ("$", "", 1.0),
            ("$", " per user per year", 1.0),
            ("$", " per user per month", 12.0),
            ("$", " per user per week", year / 7.0),
            ("$", " per user per day", year),
        ],
        Dimension::Factor | Dimension::Count => vec![("", "", 1.0)],
    }
}

/// A path of the field with names in place of `*`.
fn path(field: &Field) -> String {
    let event = match field.path.rsplit('.').next() {
        Some("deadline") => "forced",
        Some("length") => "review",
        Some("upheld") => "ruling",
        _ => "regime",
    };
    let name = match field.path.split('.').next() {
        // The one has churn as a rate, the other as retention.
        Some("markets") if field.path.contains("churn.") => "cn",
        Some("markets") => "us",
        Some("deal") => "b",
        Some("strategies") => "s",
        _ => event,
    };
    // The second name of a market's table is another market.
    field.path.replacen('*', name, 1).replace('*', "cn")
}

/// Whether `written` is out of the range of a field; it may break other rules of the scenario.
fn is_refused(text: &str, field: &Field, written: &str) -> bool {
    let setting = format!("{}={written}", path(field));
    let read = Scenario::parse("ranges.toml", text, &[setting]);
    read.is_err_and(|error| error.to_string().contains("out of range"))
}

fn signed(before: &str, number: f64, after: &str) -> String {
    let sign = if number < 0.0 { "-" } else { "" };
    format!("{sign}{before}{}{after}", number.abs())
}

#[test]
fn every_end_of_every_range_is_accepted_in_every_unit() {
    let base = BASE.replace("[company]\ndiscount_rate = \"10% to 14%\"\n", "");
    let text = base + MORE;
    let mut refused = Vec::new();
    let mut ends = 0;
    for field in all_fields() {
        for (end, outwards) in [(field.min, -1.0), (field.max, 1.0)] {
            let stated = quantity::format(end, field.dimension).replace('−', "-");
            if is_refused(&text, field, &stated) {
                refused.push(format!("{} as stated: {stated}", field.path));
            }
            for (before, after, factor) in units(field.dimension) {
                ends += 1;
                let written = signed(before, end / factor, after);
                if is_refused(&text, field, &written) {
                    refused.push(format!("{}: {written}", field.path));
                }
                // A little beyond is beyond.
                let beyond = if end == 0.0 { outwards * 1e-3 } else { end + outwards * 1e-6 * end.abs() } / factor;
                let beyond = if field.dimension == Dimension::Count { end + outwards } else { beyond };
                assert!(is_refused(&text, field, &signed(before, beyond, after)), "{}: {beyond}{after}", field.path);
            }
        }
        if field.dimension != Dimension::Count {
            for (before, after, factor) in units(field.dimension) {
                let [low, high] = [field.min, field.max].map(|end| signed(before, end / factor, after));
                let written = format!("uniform({low}, {high})");
                if is_refused(&text, field, &written) {
                    refused.push(format!("{}: {written}", field.path));
                }
            }
        }
    }
    assert!(ends > 500, "{ends}");
    assert!(refused.is_empty(), "{}", refused.join("\n"));
}

#[test]
fn the_ends_of_time_are_accepted_in_every_unit() {
    for (before, after, factor) in units(Dimension::Duration) {
        for (key, end) in [("step", 0.25), ("step", 31.0), ("horizon", 36_525.0)] {
            let written = format!("{key}={}", signed(before, end / factor, after));
            // A hundred years are more than the steps of a week allow for; a month's are few enough.
            let settings = [written.clone(), if key == "horizon" { "step=31 days" } else { "horizon=1 year" }.into()];
            let read = Scenario::parse("ranges.toml", BASE, &settings);
            assert!(read.is_ok(), "{written}: {}", read.err().map(|e| e.to_string()).unwrap_or_default());
        }
    }
}
