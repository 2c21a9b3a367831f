//! Amounts in another currency than dollars: what they are read as, what is refused, what is said of the rate.

use crate::sample::{STILL, close, sample, scenario};
use crate::study::{Desk, unwrapped};
use marketgate::scenario::{Pair, Scenario};

const EUROS: &str = "currency = 'EUR'\nexchange_rate = { value = 1.25, source = 'ECB' }\nexchange_date = 2021-01-04\n";

/// [`STILL`] in euros, with this ARPU.
fn in_euros(arpu: &str) -> String {
    EUROS.to_owned() + &STILL.replace("arpu = \"$10\"", &format!("arpu = {arpu}"))
}

#[track_caller]
fn refused(text: &str, settings: &[&str], parts: &[&str]) {
    let settings: Vec<String> = settings.iter().map(ToString::to_string).collect();
    let error = Scenario::parse("a.toml", text, &settings).unwrap_err().to_string();
    parts.iter().for_each(|part| assert!(error.contains(part), "no `{part}` in\n{error}"));
}

#[test]
fn eight_euros_at_a_rate_of_one_and_a_quarter_are_ten_dollars() {
    let plain = sample(STILL, &[], 1);
    for arpu in ["'€8'", "8", "'8'", "'8 EUR'", "'EUR 8'", "'$10'", "'US$10'", "'10 USD'", "'8 EUR per user per year'"]
    {
        let other = sample(&in_euros(arpu), &[], 1);
        close(other.only("value"), plain.only("value"), 1e-12);
    }
    // Amounts that come by `--set` are read like those of the file; a stated sum too, with its magnitude.
    let other = sample(&in_euros("'€3'"), &["markets.us.arpu=8"], 1);
    close(other.only("value"), plain.only("value"), 1e-12);
    let revenue = in_euros("'$1'").replace("arpu = '$1'", "revenue = '€0.8bn'");
    close(sample(&revenue, &[], 1).only("value"), plain.only("value"), 1e-12);
}

#[test]
fn a_range_in_euros_is_the_range_in_dollars() {
    let dollars = sample(&STILL.replace("\"$10\"", "\"$5 to $10\""), &[], 100).column("markets.us.arpu");
    for arpu in ["'€4 to €8'", "'€4 to 8'", "'4 to 8 EUR'", "'4 to 8'"] {
        let euros = sample(&in_euros(arpu), &[], 100).column("markets.us.arpu");
        euros.iter().zip(&dollars).for_each(|(a, b)| close(*a, *b, 1e-12));
    }
    // What has no unit of money is not multiplied: the deviation of the logarithm, a growth rate.
    let spread = |text: &str| sample(text, &["markets.us.arpu_growth=5% to 10%"], 100);
    let (plain, euros) =
        (spread(&STILL.replace("\"$10\"", "\"lognormal($10, 0.3)\"")), spread(&in_euros("'lognormal(€8, 0.3)'")));
    for name in ["markets.us.arpu", "markets.us.arpu_growth", "value"] {
        plain.column(name).iter().zip(euros.column(name)).for_each(|(a, b)| close(b, *a, 1e-12));
    }
    // Defaults of the format stay in dollars.
    assert_eq!(scenario(&in_euros("8"), &[]).input("policy.order.fine").unwrap().written(), "$0");
}

#[test]
fn no_rate_is_assumed() {
    let plain = STILL.replace("\"$10\"", "'€8'");
    refused(
        &plain,
        &[],
        &["`€8` is in EUR, and no exchange rate is stated for it", "currency = \"EUR\"", "dollars for one euro"],
    );
    let without = in_euros("'€8'").replace("exchange_rate = { value = 1.25, source = 'ECB' }\n", "");
    refused(&without, &[], &["lacks `exchange_rate`", "the dollars for one euro", "no rate is assumed"]);
    let undated = in_euros("8").replace("exchange_date = 2021-01-04\n", "");
    refused(&undated, &[], &["lacks `exchange_date`"]);
    refused(&in_euros("8").replace("1.25", "'1.2 to 1.3'"), &[], &["one known value for the whole file"]);
    refused(&in_euros("8").replace("'EUR'", "'EURO'"), &[], &["`EURO` is no currency here", "did you mean `EUR`?"]);
    refused(&in_euros("8").replace("'EUR'", "'CAD'"), &[], &["`CAD` is no currency here", "written in US dollars"]);
    refused(
        &in_euros("8").replace("'EUR'", "'USD'"),
        &[],
        &["`exchange_rate` stands here, and amounts are in dollars"],
    );
    let nameless = in_euros("'$8'").replace("currency = 'EUR'\n", "");
    refused(&nameless, &[], &["`exchange_rate` stands here, and amounts are in dollars"]);
}

#[test]
fn one_quantity_has_one_currency() {
    refused(&in_euros("'$8 to €9'"), &[], &["this is in EUR, and a number before it in USD"]);
    refused(&in_euros("'£8'"), &[], &["`£8` is in GBP, and the currency here is EUR"]);
    refused(&in_euros("8"), &["markets.us.margin=€3"], &["the wrong unit"]);
    let column = in_euros("{ csv = 'a.csv', column = 'a' }");
    refused(&column, &[], &["a column of money is in dollars, and the currency here is EUR"]);
}

#[test]
fn the_rate_is_told_with_its_date_and_source_and_a_run_is_repeated_to_the_byte() {
    let desk = Desk::new(&in_euros("'€6 to 8'"));
    desk.run(&["run", "s.toml", "-n", "50", "--quiet"]);
    desk.run(&["run", "output/s/run.toml", "-n", "50", "--quiet", "-o", "again"]);
    for file in ["run.toml", "summary.json", "outcomes.csv", "fans.csv"] {
        assert!(desk.bytes(&format!("output/s/{file}")) == desk.bytes(&format!("again/s/{file}")), "{file}");
    }
    let told = "amounts in EUR are read at 1.25 dollars for one euro (rate of 2021-01-04; ECB)";
    assert!(unwrapped(&desk.run(&["check", "s.toml"])).contains(told));
    let summary = String::from_utf8(desk.bytes("output/s/summary.json")).unwrap();
    let page = String::from_utf8(desk.bytes("output/s/report.html")).unwrap();
    assert!(summary.contains(told) && page.contains(told));
}

#[test]
fn studies_vary_amounts_in_dollars_and_say_so() {
    let desk = Desk::new(&in_euros("8"));
    let sweep =
        |spec: &str| ["sweep".to_owned(), "s.toml".to_owned(), "--vary".to_owned(), format!("markets.us.arpu={spec}")];
    for spec in ["4..8:2", "4,8", "€4,€8"] {
        let arguments = sweep(spec);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        desk.refused(&arguments, &["studies vary amounts in dollars, and the currency of the file is EUR"]);
    }
    desk.run(&[
        "sweep",
        "s.toml",
        "--vary",
        "markets.us.arpu=$5,$10",
        "--vary",
        "exchange_rate=1,1.25",
        "-n",
        "20",
        "--quiet",
    ]);
    // ARPU set in dollars does not move with the rate.
    let means = desk.table("output/s-sweep/sweep.csv").numbers("value.mean");
    close(means[0], means[1], 1e-12);
    close(means[2], 2.0 * means[0], 1e-12);
}

#[test]
fn scenarios_in_two_currencies_have_no_mixtures() {
    let euros = in_euros("8");
    let error = Pair::parse(("a", STILL), ("b", &euros), &[]).unwrap_err().to_string();
    assert!(error.contains("amounts in EUR, the other in USD"), "{error}");
    let other = in_euros("9");
    assert_eq!(Pair::parse(("a", &euros), ("b", &other), &[]).unwrap().groups().len(), 1);
}
