//! The workbook read back with another library.

use std::io::Cursor;

use calamine::{Data, DataType as _, Range, Reader as _, Xlsx};
use jiff::civil::date;

use super::workbook as workbook_of;
use crate::analysis::{Estimate, Summary};
use crate::charts::sample;
use crate::report::board::{Board, describe_answer, write_headline};
use crate::report::{InputRow, ReportError};
use crate::text::names::capitalize;
use crate::text::states::STATES;

fn workbook(summary: &Summary, inputs: &[InputRow]) -> Result<Vec<u8>, ReportError> {
    workbook_of(&Board { summary, inputs, decision: None, remark: None })
}

type Read = Xlsx<Cursor<Vec<u8>>>;

fn read(bytes: Vec<u8>) -> Read {
    Xlsx::new(Cursor::new(bytes)).unwrap()
}

fn made(summary: &Summary) -> Read {
    read(workbook(summary, &[row("markets.us.arpu", "$6 to $9.5")]).unwrap())
}

fn row(path: &str, written: &str) -> InputRow {
    InputRow { path: path.to_owned(), written: written.to_owned(), p50: "$7.55".to_owned(), ..InputRow::default() }
}

fn bits(cell: Option<&Data>) -> Option<u64> {
    match cell {
        Some(Data::Float(value)) => Some(value.to_bits()),
        Some(Data::Empty) | None => None,
        other => panic!("{other:?}"),
    }
}

fn column(range: &Range<Data>, head: &str) -> usize {
    let heads: Vec<String> = range.rows().next().unwrap().iter().map(ToString::to_string).collect();
    heads.iter().position(|h| h == head).unwrap_or_else(|| panic!("`{head}` is not among {heads:?}"))
}

/// The first row of a sheet that begins with `word`.
fn line(range: &Range<Data>, word: &str) -> Vec<Data> {
    range.rows().find(|r| r[0] == Data::String(word.to_owned())).unwrap_or_else(|| panic!("{word}")).to_vec()
}

#[test]
fn the_summary_holds_the_figures_to_the_bit() {
    let summary = sample::summary();
    let range = made(&summary).worksheet_range("Summary").unwrap();
    for (word, e) in [
        ("Value outside China", &summary.value_abroad),
        ("Baseline outside China", &summary.baseline_value_abroad),
        ("Baseline: no government action anywhere", &summary.baseline_value),
        ("Loss: baseline less value", &summary.loss),
        ("Lost before the start", &summary.sunk),
    ] {
        let cells = line(&range, word);
        for (cell, figure) in cells[1..].iter().zip([e.mean, e.se, e.p5, e.p25, e.p50, e.p75, e.p95, e.es5]) {
            assert_eq!(bits(Some(cell)), figure.map(f64::to_bits), "{word}");
        }
    }
    let part = line(&range, "Blocked markets");
    assert_eq!(bits(part.get(1)), Some(summary.bridge["blocked"].to_bits()));
    assert_eq!(bits(part.get(2)), Some(summary.bridge_se["blocked"].to_bits()));
    let facts = made(&summary).worksheet_range("Read me").unwrap();
    assert_eq!(line(&facts, "Seed")[1], Data::Float(1.0));
    assert_eq!(line(&facts, "Scenario")[1], Data::String("forced-sale".to_owned()));
    assert_eq!(day(&line(&facts, "First day")[1]), days(date(2020, 8, 3)));
}

#[test]
fn the_first_sheets_say_what_the_others_hold_and_answer_the_question() {
    let mut summary = sample::summary();
    summary.warnings = vec!["Nobody bid in 3 of 10,000 simulations.".to_owned()];
    let mut book = made(&summary);
    let about = book.worksheet_range("Read me").unwrap();
    assert_eq!(book.sheet_names()[..2], ["Read me", "Decision"]);
    for name in &book.sheet_names()[1..] {
        assert!(!line(&about, name)[1].to_string().is_empty(), "{name}");
    }
    let range = book.worksheet_range("Decision").unwrap();
    let words: Vec<String> = range.rows().map(|row| row[0].to_string()).collect();
    let headline = format!("{}.", write_headline(&summary));
    let lines: Vec<String> = describe_answer(&summary, &[row("markets.us.arpu", "$6 to $9.5")])
        .iter()
        .map(|line| format!("{} {}", line.point, line.detail))
        .collect();
    assert!(lines.len() > 2);
    let told = [&summary.scenario.title, &summary.scenario.question, &headline, &summary.warnings[0]];
    for text in told.into_iter().chain(&lines) {
        assert!(words.contains(text), "{text} in {words:?}");
    }
    let value = line(&range, "Value outside China");
    let e = &summary.value_abroad;
    for (cell, figure) in value[1..].iter().zip([e.p5, e.p25, e.p50, e.p75, e.p95, e.mean]) {
        assert_eq!(bits(Some(cell)), figure.map(f64::to_bits));
    }
    let us = &summary.markets["us"];
    assert_eq!(bits(line(&range, "Banned").get(1)), Some(us.outcomes["banned"].to_bits()));
    assert_eq!(bits(line(&range, "Banned").get(2)), Some(us.outcomes_interval["banned"][0].to_bits()));
}

#[test]
fn no_column_of_figures_holds_nothing_but_zeros() {
    let mut summary = sample::summary();
    for market in summary.markets.values_mut() {
        market.outcomes.insert("exited".to_owned(), 0.0);
        market.outcomes_interval.insert("exited".to_owned(), [0.0, 0.0]);
    }
    let mut book = made(&summary);
    for name in
        book.sheet_names().into_iter().filter(|name| !["Read me", "Decision", "Summary"].contains(&name.as_str()))
    {
        let range = book.worksheet_range(&name).unwrap();
        for column in 0..range.width() {
            let cells: Vec<f64> = range.rows().skip(1).filter_map(|row| row[column].get_float()).collect();
            let is_idle = !cells.is_empty() && cells.iter().all(|value| *value == 0.0);
            assert!(!is_idle, "{name}: {}", range[(0, column)]);
        }
    }
    let heads = book.worksheet_range("Outcomes").unwrap();
    assert!(!heads.rows().next().unwrap().contains(&Data::String("Exited".to_owned())));
}

/// Sheets are printed on A4 across, one page wide, with the names of their columns on every page.
#[test]
fn sheets_are_set_up_to_be_printed() {
    let bytes = workbook(&sample::summary(), &[row("markets.us.arpu", "$6 to $9.5")]).unwrap();
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut read = |name: &str| {
        let mut text = String::new();
        std::io::Read::read_to_string(&mut archive.by_name(name).unwrap(), &mut text).unwrap();
        text
    };
    let titles = read("xl/workbook.xml");
    for number in 1..=15 {
        let sheet = read(&format!("xl/worksheets/sheet{number}.xml"));
        assert!(sheet.contains("orientation=\"landscape\"") && sheet.contains("paperSize=\"9\""), "{number}");
        // One page wide is what is meant where no width is written.
        assert!(sheet.contains("fitToHeight=\"0\"") && !sheet.contains("fitToWidth=\"2\""), "{number}");
    }
    assert!(titles.matches("_xlnm.Print_Titles").count() >= 12, "{titles}");
}

#[test]
fn the_histogram_holds_every_bin() {
    let summary = sample::summary();
    let range = made(&summary).worksheet_range("Summary").unwrap();
    let top = range.rows().position(|r| r[0] == Data::String("From".to_owned())).unwrap();
    let histogram = &summary.value_histogram;
    let rows: Vec<&[Data]> = range.rows().skip(top + 1).collect();
    assert_eq!(rows.len(), histogram.edges.len() - 1);
    for (i, cells) in rows.into_iter().enumerate() {
        assert_eq!(bits(Some(&cells[0])), Some(histogram.edges[i].to_bits()));
        assert_eq!(bits(Some(&cells[1])), Some(histogram.edges[i + 1].to_bits()));
        let counts = STATES.iter().filter_map(|s| histogram.counts.get(s.key)).chain([&histogram.baseline]);
        for (cell, counts) in cells[2..].iter().zip(counts) {
            assert_eq!(*cell, Data::Float(counts[i] as f64));
        }
    }
}

#[test]
fn markets_hold_probabilities_with_intervals_and_figures() {
    let summary = sample::summary();
    let mut book = made(&summary);
    let range = book.worksheet_range("Outcomes").unwrap();
    assert_eq!(range.height(), 1 + summary.markets.len());
    for (cells, (key, m)) in range.rows().skip(1).zip(&summary.markets) {
        assert_eq!(cells[1], Data::String(key.clone()));
        for state in STATES.into_iter().filter(|state| summary.markets.values().any(|m| m.outcomes[state.key] > 0.0)) {
            let at = bits(cells.get(column(&range, &capitalize(state.word))));
            assert_eq!(at, Some(m.outcomes[state.key].to_bits()));
        }
    }
    let us = &summary.markets["us"];
    let long = book.worksheet_range("Outcome intervals").unwrap();
    let banned =
        long.rows().find(|row| row[1] == Data::String("us".to_owned()) && row[2] == Data::String("Banned".to_owned()));
    let known = [us.outcomes["banned"], us.outcomes_interval["banned"][0], us.outcomes_interval["banned"][1]];
    assert_eq!(banned.unwrap()[3..], known.map(Data::Float));
    for (sheet, figure, e) in [
        ("Market value", "Value", &us.value),
        ("Market value", "Baseline", &us.baseline_value),
        ("Market value", "Sale price", &us.sale_price),
        ("Market shares", "Users kept", &us.retention),
        ("Market shares", "Against baseline", &us.vs_baseline),
        ("Market shares", "Day-one users still active", &us.cohort),
        ("Market shares", "Sale discount", &us.sale_discount),
        ("Market days", "Days without access", &us.days_without_access),
    ] {
        let range = book.worksheet_range(sheet).unwrap();
        let is_of =
            |row: &&[Data]| row[1] == Data::String("us".to_owned()) && row[2] == Data::String(figure.to_owned());
        let cells = range.rows().find(is_of).unwrap_or_else(|| panic!("{figure}"));
        assert_eq!(cells[3], Data::Float(e.count as f64));
        let heads = ["Mean", "Standard error", "5%", "25%", "Median", "75%", "95%"];
        for (head, figure) in heads.into_iter().zip([e.mean, e.se, e.p5, e.p25, e.p50, e.p75, e.p95]) {
            assert_eq!(bits(cells.get(column(&range, head))), figure.map(f64::to_bits), "{head}");
        }
    }
}

#[test]
fn what_is_missing_or_not_a_number_is_empty_and_nothing_is_nothing() {
    let mut summary = sample::summary();
    let us = summary.markets.get_mut("us").unwrap();
    us.value = Estimate { mean: Some(f64::NAN), se: Some(f64::INFINITY), p5: Some(f64::MAX), ..us.value.clone() };
    us.sale_price = Estimate { unit: "USD".to_owned(), ..Estimate::default() };
    us.days_without_access.mean = Some(0.0);
    let mut book = made(&summary);
    let range = book.worksheet_range("Market value").unwrap();
    let cells = line(&range, "United States");
    for head in ["Mean", "Standard error", "5%"] {
        assert_eq!(cells[column(&range, head)], Data::Empty, "{head}");
    }
    let of_us = |row: &&[Data]| row[0] == cells[0] && row[2] == Data::String("Sale price".to_owned());
    assert_eq!(range.rows().filter(of_us).count(), 0, "what does not exist has no row");
    let range = book.worksheet_range("Market days").unwrap();
    assert_eq!(line(&range, "United States")[column(&range, "Mean")], Data::Float(0.0));
}

/// Days as spreadsheets count them.
fn days(date: jiff::civil::Date) -> f64 {
    f64::from(date.since(jiff::civil::date(1899, 12, 30)).unwrap().get_days())
}

fn day(cell: &Data) -> f64 {
    match cell {
        Data::DateTime(time) => time.as_f64(),
        other => panic!("{other:?} is not a date"),
    }
}

#[test]
fn fans_and_medians_stand_at_their_dates() {
    let summary = sample::summary();
    let mut book = made(&summary);
    let range = book.worksheet_range("Value over time").unwrap();
    let dates = summary.dates.len();
    assert_eq!(range.height(), 1 + dates);
    let last = range.rows().next_back().unwrap();
    assert_eq!(last[1], Data::Empty);
    assert_eq!(bits(Some(&last[6])), Some(summary.value_path.p50[dates - 1].to_bits()));
    let range = book.worksheet_range("Shares over time").unwrap();
    assert_eq!(range.height(), 1 + dates * 3 * summary.markets.len());
    let rows: Vec<&[Data]> = range.rows().skip(1).collect();
    let (mut at, measures) = (0, ["retention", "vs_baseline", "cohort"]);
    for (key, market) in &summary.markets {
        for measure in measures {
            for (i, date) in summary.dates.iter().enumerate() {
                let cells = rows[at + i];
                assert_eq!(day(&cells[0]), days(*date));
                assert_eq!(cells[2..4], [key.as_str(), measure].map(|w| Data::String(w.to_owned())));
                let fan = &market.fans[measure];
                for (cell, figures) in cells[4..].iter().zip([&fan.p5, &fan.p25, &fan.p50, &fan.p75, &fan.p95]) {
                    assert_eq!(bits(Some(cell)), Some(figures[i].to_bits()));
                }
            }
            at += dates;
        }
    }
    let medians = book.worksheet_range("Medians").unwrap();
    let last = medians.rows().next_back().unwrap();
    assert_eq!(day(&last[0]), days(summary.dates[dates - 1]));
    let us = column(&medians, "United States");
    assert_eq!(bits(Some(&last[us])), Some(summary.markets["us"].fans["retention"].p50[dates - 1].to_bits()));
}

#[test]
fn hostile_words_stay_words() {
    let names = [
        "=HYPERLINK(\"http://x\",\"y\")",
        "+1+1",
        "@SUM(A1)",
        "-2",
        "http://example.com",
        "=Summary!$B$2:$B$3",
        "{=1}",
        "_x000D_&<b>\"'",
        "123",
        "=(Summary!$A$1,Summary!$A$2)",
    ];
    let mut summary = sample::with_markets(names.len(), "");
    summary.markets.values_mut().zip(names).for_each(|(m, name)| name.clone_into(&mut m.name));
    let words = "=1+1\u{0}\u{7}\n\u{202E}&L\u{FFFF}";
    let scenario = &mut summary.scenario;
    for text in
        [&mut scenario.name, &mut scenario.title, &mut scenario.question, &mut scenario.digest, &mut scenario.strategy]
    {
        words.clone_into(text);
    }
    scenario.home = Some("m3".to_owned());
    summary.warnings = vec!["=2+2".to_owned(), String::new()];
    summary.seed = u64::MAX;
    let mut input = row("=cmd|' /C calc'!A0", "x".repeat(40_000).as_str());
    input.note = "\u{1F600}".repeat(20_000);
    let mut book = read(workbook(&summary, &[input]).unwrap());
    assert_eq!(book.sheet_names().len(), 15);
    for sheet in book.sheet_names() {
        assert!(book.worksheet_formula(&sheet).unwrap().is_empty(), "{sheet}");
        assert!(book.hyperlinks_by_sheet_name(&sheet).unwrap().is_empty(), "{sheet}");
    }
    for first in ["Read me", "Decision", "Summary"] {
        assert_eq!(book.worksheet_range(first).unwrap()[(0, 0)], Data::String("=1+1 &L".to_owned()));
    }
    assert_eq!(line(&book.worksheet_range("Read me").unwrap(), "Seed")[1], Data::String(u64::MAX.to_string()));
    let markets = book.worksheet_range("Outcomes").unwrap();
    for (cells, name) in markets.rows().skip(1).zip(names) {
        assert_eq!(cells[0], Data::String(name.to_owned()));
    }
    let inputs = book.worksheet_range("Inputs").unwrap();
    assert_eq!(inputs[(1, 0)], Data::String("=cmd|' /C calc'!A0".to_owned()));
    assert_eq!(inputs[(1, 1)].to_string().len(), 32_767);
    assert_eq!(inputs[(1, 8)].to_string().encode_utf16().count(), 32_766);
}

#[test]
fn the_same_results_give_the_same_bytes() {
    let summary = sample::summary();
    let inputs = [row("markets.us.arpu", "$6 to $9.5")];
    assert_eq!(workbook(&summary, &inputs).unwrap(), workbook(&summary.clone(), &inputs).unwrap());
}

#[test]
fn runs_of_any_size_fit() {
    let mut bare = sample::summary();
    bare.markets.clear();
    (bare.home, bare.scenario.home) = (None, None);
    (bare.dates, bare.value_histogram) = (Vec::new(), crate::analysis::Histogram::default());
    bare.bridge.clear();
    bare.scenario.start = date(1789, 7, 14);
    let mut book = made(&bare);
    let range = book.worksheet_range("Read me").unwrap();
    assert_eq!(line(&range, "First day")[1], Data::String("1789-07-14".to_owned()));
    let mut book = made(&sample::with_markets(1000, "A market"));
    assert_eq!(book.worksheet_range("Shares over time").unwrap().height(), 1 + 66 * 3000);
}

#[test]
fn what_does_not_fit_is_an_error() {
    let mut summary = sample::with_markets(1, "A market");
    summary.dates = vec![date(2020, 8, 3); 1 << 19];
    assert!(matches!(workbook(&summary, &[]), Err(ReportError::Encode(_))));
}
