//! The sheet for whoever decides: question, answer, the key figures with their ranges, the outcomes of the main market, and what
//! to bear in mind.

use crate::analysis::{Estimate, Summary};
use crate::report::ReportError;
use crate::report::board::{Board, describe_lines};
use crate::report::narrative::{describe_precision, ends, home};
use crate::report::page::describe_doubts;
use crate::report::words::name_market;
use crate::simulation::catalogue;
use crate::table::{Cell, Unit};
use crate::text::clean::clean;
use crate::text::names::capitalize;
use crate::text::numbers::{Figure, day, is_told};
use crate::text::phrases::locate_value;
use crate::text::states::STATES;

use super::book::Book;
use super::cells::Formats;
use super::sheet::Sheet;

/// Last column of titles and paragraphs.
pub(super) const LAST: u16 = 6;
/// Characters of the first column, and of each other.
const WIDTHS: (f64, f64) = (42.0, 12.0);
/// What is shown of a distribution.
const FIGURES: [(Figure, &str); 6] = [
    (Figure::P5, "5%"),
    (Figure::P25, "25%"),
    (Figure::P50, "Median"),
    (Figure::P75, "75%"),
    (Figure::P95, "95%"),
    (Figure::Mean, "Mean"),
];

/// Adds the sheet.
pub(super) fn add(book: &mut Book, board: &Board<'_>) -> Result<(), ReportError> {
    let summary = board.summary;
    let mut sheet = book.sheet("Decision")?;
    let formats = &book.formats;
    lay_out(&mut sheet);
    let s = &summary.scenario;
    sheet.paragraph((0, LAST), if s.title.is_empty() { &s.name } else { &s.title }, &formats.title, 1.4)?;
    sheet.paragraph((1, LAST), &s.question, &formats.subtitle, 1.0)?;
    let headline = format!("{}.", board.write_headline());
    let lines: Vec<String> =
        describe_lines(board).iter().map(|line| format!("{} {}", line.point, line.detail)).collect();
    let answer = [headline.as_str()].into_iter().chain(lines.iter().map(String::as_str));
    let row = tell(&mut sheet, formats, 3, "Answer", answer)?;
    let row = figures(&mut sheet, formats, row + 1, summary)?;
    let row = strategies(&mut sheet, formats, row, board)?;
    let row = outcomes(&mut sheet, formats, row + 1, summary)?;
    let precision = describe_precision(summary);
    let doubts = describe_doubts(summary);
    let minds = summary.warnings.iter().chain(&doubts).map(String::as_str).chain(precision.as_deref());
    tell(&mut sheet, formats, row + 1, "To bear in mind", minds)?;
    book.add(sheet)
}

/// Makes the columns as wide as they need to be.
pub(super) fn lay_out(sheet: &mut Sheet) {
    sheet.widen(0, WIDTHS.0);
    (1..=LAST).for_each(|column| sheet.widen(column, WIDTHS.1));
}

/// A heading with paragraphs; the row below them.
pub(super) fn tell<'t>(
    sheet: &mut Sheet,
    formats: &Formats,
    row: u32,
    heading: &str,
    texts: impl IntoIterator<Item = &'t str>,
) -> Result<u32, ReportError> {
    let mut texts = texts.into_iter().filter(|text| !text.trim().is_empty()).peekable();
    if texts.peek().is_none() {
        return Ok(row);
    }
    sheet.words((row, 0), heading, &formats.heading)?;
    let mut row = row + 1;
    for text in texts {
        sheet.paragraph((row, LAST), text, &formats.paragraph, 1.0)?;
        row += 1;
    }
    Ok(row)
}

/// A row of quantiles and the mean of an estimate.
pub(super) fn list_range(heading: String, estimate: &Estimate) -> Vec<Cell> {
    let unit = Unit::of_estimate(&estimate.unit);
    let figures = FIGURES.map(|(which, _)| Cell::known(which.measure(estimate).value, unit));
    [Cell::text(heading)].into_iter().chain(figures).collect()
}

/// The names of its columns, behind that of the first.
pub(super) fn range_heads(first: &str) -> Vec<&str> {
    [first].into_iter().chain(FIGURES.map(|(_, name)| name)).collect()
}

/// Dollars and users apart, so that each column has one unit.
fn figures(sheet: &mut Sheet, formats: &Formats, mut row: u32, summary: &Summary) -> Result<u32, ReportError> {
    let (home, place) = (home(summary), locate_value(summary, clean));
    for (unit, heading) in [
        ("USD", "Dollars at the start"),
        ("people", "Users at the end"),
        ("", "Multiple of the investment"),
        ("share", "Return a year"),
    ] {
        let told = |figure: &catalogue::Figure| {
            let estimate = summary.estimate(figure).filter(|e| is_told(figure, e) && e.unit == unit)?;
            Some(list_range(figure.heading(place.as_deref()), estimate))
        };
        let rows: Vec<Vec<Cell>> = catalogue::listed_company(home.is_some()).filter_map(told).collect();
        if !rows.is_empty() {
            row = sheet.table(formats, (row, 0), &range_heads(heading), rows.iter())?.below() + 1;
        }
    }
    Ok(row - 1)
}

/// What each strategy is worth, where a finished decision over the same simulations is known.
fn strategies(sheet: &mut Sheet, formats: &Formats, row: u32, board: &Board<'_>) -> Result<u32, ReportError> {
    let Some((decision, world)) = board.find_world() else { return Ok(row) };
    let list = |choice: usize| {
        let name = clean(decision.choices.get_index(choice)?.1);
        Some(list_range(name, &world.figures(choice)?.value))
    };
    let rows: Vec<Vec<Cell>> = world.ranked().into_iter().filter_map(list).collect();
    let heads = range_heads("Strategies, on the same random draws: dollars");
    Ok(sheet.table(formats, (row + 1, 0), &heads, rows.iter())?.below())
}

fn outcomes(sheet: &mut Sheet, formats: &Formats, row: u32, summary: &Summary) -> Result<u32, ReportError> {
    let Some(market) = summary.markets.get(&summary.main_market) else { return Ok(row) };
    let mut found: Vec<_> = STATES.iter().map(|state| (state.word, ends(market, state.key))).collect();
    found.retain(|(_, p)| p.probability > 0.0);
    found.sort_by(|a, b| b.1.probability.total_cmp(&a.1.probability));
    let heading = format!("Outcome in {} on {}", name_market(&market.name), day(summary.scenario.end));
    let rows = found.into_iter().map(|(word, p)| {
        let shares = [p.probability, p.interval[0], p.interval[1]].map(Cell::share);
        [Cell::text(capitalize(word))].into_iter().chain(shares).collect::<Vec<Cell>>()
    });
    let rows: Vec<Vec<Cell>> = rows.collect();
    let heads = [heading.as_str(), "Probability", "95% interval, low", "High"];
    Ok(sheet.table(formats, (row, 0), &heads, rows.iter())?.below())
}
