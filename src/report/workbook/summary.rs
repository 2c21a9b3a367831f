//! The sheet that opens: which scenario, its value, the bridge to it, and how value is spread.

use crate::analysis::{Estimate, Histogram, Summary};
use crate::report::ReportError;
use crate::report::cells::exact_figures;
use crate::report::narrative::home;
use crate::simulation::catalogue::{self, Figure};
use crate::table::{Cell, Unit};
use crate::text::states::{STATES, State, part_word};

use super::book::Book;
use super::cells::Formats;
use super::native;
use super::room::covered;
use super::sheet::Sheet;

/// Last column of titles and paragraphs.
const LAST: u16 = 8;
/// Characters of the first column.
const LABELS: f64 = 32.0;
/// Characters of the columns of figures.
const FIGURES: f64 = 12.0;
/// Pixels of the charts.
const BRIDGE: (u32, u32) = (640, 300);
const HISTOGRAM: (u32, u32) = (1100, 360);

pub(super) fn add(book: &mut Book, summary: &Summary) -> Result<(), ReportError> {
    let mut sheet = book.sheet("Summary")?;
    let formats = &book.formats;
    sheet.widen(0, LABELS);
    (1..=LAST).for_each(|column| sheet.widen(column, FIGURES));
    let s = &summary.scenario;
    let title = if s.title.is_empty() { &s.name } else { &s.title };
    sheet.paragraph((0, LAST), title, &formats.title, 1.4)?;
    sheet.paragraph((1, LAST), &s.question, &formats.subtitle, 1.0)?;
    sheet.freeze(1, 0)?;
    let row = facts(&mut sheet, formats, 3, summary)?;
    let row = values(&mut sheet, formats, row + 1, summary)?;
    let row = warnings(&mut sheet, formats, row + 1, summary)?;
    let row = bridge(&mut sheet, formats, row + 1, summary)?;
    histogram(&mut sheet, formats, row + 1, summary)?;
    book.add(sheet)
}

fn heading(sheet: &mut Sheet, formats: &Formats, row: u32, words: &str) -> Result<u32, ReportError> {
    sheet.words((row, 0), words, &formats.heading)?;
    Ok(row + 1)
}

/// Names and figures of the run as a whole, one a row; the row below them.
fn facts(sheet: &mut Sheet, formats: &Formats, top: u32, summary: &Summary) -> Result<u32, ReportError> {
    let s = &summary.scenario;
    let mut facts = vec![
        ("Scenario", Cell::text(&*s.name)),
        ("Strategy", Cell::text(&*s.strategy)),
        ("First day", Cell::date(s.start)),
        ("Last day", Cell::date(s.end)),
        ("Replications", Cell::count(summary.replications)),
        ("Seed", Cell::identifier(summary.seed)),
        ("Design", Cell::text(&*summary.design)),
        ("Version of marketgate", Cell::text(&*summary.version)),
        ("Digest of the scenario", Cell::text(&*s.digest)),
        ("Terminal value, share of value", Cell::share(summary.terminal_share)),
        ("Quantiles are exact to", Cell::share(summary.quantile_accuracy)),
    ];
    if let Some(home) = &summary.home {
        facts.push(("Probability of retaliation", Cell::share(home.retaliation.probability)));
        facts.push(("Probability of export control", Cell::share(home.export_control.probability)));
    }
    let mut row = top;
    for (word, cell) in &facts {
        sheet.words((row, 0), word, &formats.text)?;
        sheet.fact(formats, (row, 1), cell)?;
        row += 1;
    }
    Ok(row)
}

fn values(sheet: &mut Sheet, formats: &Formats, row: u32, summary: &Summary) -> Result<u32, ReportError> {
    let row = heading(sheet, formats, row, "The whole company; dollars are those of the start")?;
    let heads = ["", "Mean", "Standard error", "5%", "25%", "Median", "75%", "95%", "Mean of worst 5%"];
    let home = home(summary);
    let row_of = |figure: &Figure| Some(estimated(&figure.heading(home.as_deref()), summary.estimate(figure)?));
    let rows: Vec<Vec<Cell>> = catalogue::listed_company(home.is_some()).filter_map(row_of).collect();
    Ok(sheet.table(formats, (row, 0), &heads, rows.iter())?.below())
}

fn estimated(word: &str, e: &Estimate) -> Vec<Cell> {
    let worst = Cell::known(e.es5, Unit::of_estimate(&e.unit));
    std::iter::once(Cell::text(word)).chain(exact_figures(e)).chain([worst]).collect()
}

fn warnings(sheet: &mut Sheet, formats: &Formats, mut row: u32, summary: &Summary) -> Result<u32, ReportError> {
    if summary.warnings.is_empty() {
        return Ok(row - 1);
    }
    row = heading(sheet, formats, row, "To bear in mind")?;
    for warning in &summary.warnings {
        sheet.paragraph((row, LAST), warning, &formats.paragraph, 1.0)?;
        row += 1;
    }
    Ok(row)
}

fn bridge(sheet: &mut Sheet, formats: &Formats, row: u32, summary: &Summary) -> Result<u32, ReportError> {
    let row = heading(sheet, formats, row, "From the baseline to value: mean of each part")?;
    let money = |value| Cell::known(value, Unit::Dollars);
    let whole = |word: &str, e: &Estimate| vec![Cell::text(word), money(e.mean), money(e.se)];
    let mut rows = vec![whole("Baseline", &summary.baseline_value)];
    for (key, value) in &summary.bridge {
        rows.push(vec![Cell::text(part_word(key)), money(Some(*value)), money(summary.bridge_se.get(key).copied())]);
    }
    rows.push(whole("Value", &summary.value));
    let area = sheet.table(formats, (row, 0), &["Part", "Mean", "Standard error"], rows.iter())?;
    let parts: Vec<f64> = summary.bridge.values().copied().collect();
    if parts.is_empty() {
        return Ok(area.below());
    }
    sheet.chart((row, 3), BRIDGE, &mut native::bridge(&area, 1, &parts))?;
    Ok(area.below().max(row + covered(BRIDGE.1)))
}

/// The histogram, its chart above its table.
fn histogram(sheet: &mut Sheet, formats: &Formats, row: u32, summary: &Summary) -> Result<u32, ReportError> {
    let histogram = &summary.value_histogram;
    if histogram.edges.len() < 2 {
        return Ok(row);
    }
    let states: Vec<State> = STATES.into_iter().filter(|s| histogram.counts.contains_key(s.key)).collect();
    let market = summary.markets.get(&summary.main_market).map_or(&summary.main_market, |m| &m.name);
    let what = home(summary).map(|home| format!(" outside {home}")).unwrap_or_default();
    let words = format!("Simulations by value{what}, and how they end in {market}; the outermost bins hold all beyond");
    sheet.begin_page(row);
    let row = heading(sheet, formats, row, &words)?;
    let mut heads = vec!["From", "To"];
    heads.extend(states.iter().map(|s| s.word));
    heads.push("with no government action");
    let top = row + covered(HISTOGRAM.1);
    let rows = (0..histogram.edges.len() - 1).map(|bin| counted(histogram, &states, bin));
    let area = sheet.table(formats, (top, 0), &heads, rows)?;
    let greatest = histogram.edges.iter().fold(0.0, |most: f64, edge| most.max(edge.abs()));
    sheet.chart((row, 0), HISTOGRAM, &mut native::histogram(&area, &states, greatest))?;
    Ok(area.below())
}

fn counted(histogram: &Histogram, states: &[State], bin: usize) -> Vec<Cell> {
    let edge = |i: usize| Cell::known(histogram.edges.get(i).copied(), Unit::Dollars);
    let count = |counts: Option<&Vec<u64>>| counts.and_then(|c| c.get(bin)).map_or(Cell::MISSING, |n| Cell::count(*n));
    let mut row = vec![edge(bin), edge(bin + 1)];
    row.extend(states.iter().map(|s| count(histogram.counts.get(s.key))));
    row.push(count(Some(&histogram.baseline)));
    row
}
