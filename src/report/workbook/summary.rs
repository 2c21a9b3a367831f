//! The figures of the company as a whole: its value, the bridge to it, and how value is spread.

use crate::analysis::{BridgePart, Estimate, Histogram, Summary};
use crate::report::ReportError;
use crate::report::cells::exact_figures;
use crate::report::narrative::{home, place_of_value};
use crate::report::words::name_market;
use crate::simulation::catalogue::{self, Figure};
use crate::table::{Cell, Unit};
use crate::text::clean::clean;
use crate::text::numbers::is_nothing;
use crate::text::phrases::locate_value;
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
    let row = values(&mut sheet, formats, 3, summary)?;
    let row = at_home(&mut sheet, formats, row, summary)?;
    let row = bridge(&mut sheet, formats, row, summary)?;
    histogram(&mut sheet, formats, row + 1, summary)?;
    book.add(sheet)
}

fn heading(sheet: &mut Sheet, formats: &Formats, row: u32, words: &str) -> Result<u32, ReportError> {
    sheet.words((row, 0), words, &formats.heading)?;
    Ok(row + 1)
}

/// What happens at home, where there is a home market; the row below.
fn at_home(sheet: &mut Sheet, formats: &Formats, row: u32, summary: &Summary) -> Result<u32, ReportError> {
    let Some(home) = &summary.home else { return Ok(row) };
    let row = heading(sheet, formats, row, "At home")?;
    let chances =
        [("Probability of retaliation", home.retaliation), ("Probability of export control", home.export_control)];
    let rows = chances.map(|(word, p)| {
        let shares = [p.probability, p.interval[0], p.interval[1]].map(Cell::share);
        [Cell::text(word)].into_iter().chain(shares).collect::<Vec<Cell>>()
    });
    let heads = ["", "Probability", "95% interval, low", "95% interval, high"];
    Ok(sheet.table(formats, (row, 0), &heads, rows.iter())?.below() + 1)
}

/// A table for each unit, so that each column has one.
fn values(sheet: &mut Sheet, formats: &Formats, mut row: u32, summary: &Summary) -> Result<u32, ReportError> {
    let heads = ["", "Mean", "Standard error", "5%", "25%", "Median", "75%", "95%", "Mean of worst 5%"];
    let (home, place) = (home(summary), locate_value(summary, clean));
    for (unit, words) in [
        ("USD", "The whole company, in dollars of the start"),
        ("people", "Users at the end"),
        ("", "Value at the start over the investment"),
        ("share", "Return a year on the investment, up to the start"),
    ] {
        let row_of = |figure: &Figure| {
            let estimate = summary.estimate(figure).filter(|estimate| estimate.unit == unit)?;
            Some(estimated(&figure.heading(place.as_deref()), estimate))
        };
        let rows: Vec<Vec<Cell>> = catalogue::listed_company(home.is_some()).filter_map(row_of).collect();
        if !rows.is_empty() {
            row = heading(sheet, formats, row, words)?;
            row = sheet.table(formats, (row, 0), &heads, rows.iter())?.below() + 1;
        }
    }
    Ok(row)
}

fn estimated(word: &str, e: &Estimate) -> Vec<Cell> {
    let worst = Cell::known(e.es5, Unit::of_estimate(&e.unit));
    std::iter::once(Cell::text(word)).chain(exact_figures(e)).chain([worst]).collect()
}

fn bridge(sheet: &mut Sheet, formats: &Formats, row: u32, summary: &Summary) -> Result<u32, ReportError> {
    let row = heading(sheet, formats, row, "From the baseline to value: mean of each part")?;
    let money = |value| Cell::known(value, Unit::Dollars);
    let whole = |word: &str, e: &Estimate| vec![Cell::text(word), money(e.mean), money(e.se)];
    let mut rows = vec![whole("Baseline", &summary.baseline_value)];
    let parts = summary.list_whole_bridge_parts().into_iter().filter(|part| !is_nothing(part.mean));
    let told: Vec<BridgePart<'_>> = parts.collect();
    rows.extend(told.iter().map(|part| vec![Cell::text(part_word(part.key)), money(Some(part.mean)), money(part.se)]));
    rows.push(whole("Value", &summary.value));
    let area = sheet.table(formats, (row, 0), &["Part", "Mean", "Standard error"], rows.iter())?;
    let parts: Vec<f64> = told.iter().map(|part| part.mean).collect();
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
    let market = name_market(summary.markets.get(&summary.main_market).map_or(&summary.main_market, |m| &m.name));
    let what = place_of_value(summary);
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
