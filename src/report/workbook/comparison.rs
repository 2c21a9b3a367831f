//! Several scenarios side by side, and what they differ by on the same random draws: a workbook of its own.

use crate::analysis::{Comparison, Estimate, MarketDifference, Pair, Proportion, Side, SideMarket};
use crate::report::ReportError;
use crate::report::cells::{EXACT_FIGURES, exact_figures};
use crate::report::comparison::{findings, name_value};
use crate::table::{Cell, Unit};
use crate::text::names::{capitalize, join_list};
use crate::text::states::STATES;

use super::book::Book;
use super::read_me::{self, ReadMe};
use super::tidy::drop_idle_columns;
use super::{decision, native};

const WIDTH: u32 = 800;

/// The bytes of the workbook of a comparison.
///
/// # Errors
/// [`ReportError::Encode`] where the figures do not fit into a workbook.
pub(in crate::report) fn workbook(comparison: &Comparison) -> Result<Vec<u8>, ReportError> {
    let Some(first) = comparison.sides.first() else {
        return Err(ReportError::Encode("no scenario is compared".to_owned()));
    };
    let names: Vec<String> = comparison.sides.iter().map(Side::name).collect();
    let mut book = Book::new(&format!("Comparison: {}", names.join(", ")), "comparison", first.scenario.start)?;
    let title = format!("Comparison: {}", join_list(&names));
    let facts = vec![
        ("Scenarios", Cell::text(names.join(", "))),
        ("Simulations of each", Cell::count(comparison.replications)),
        ("Seed", Cell::identifier(comparison.seed)),
        (
            "Digests of the scenarios",
            Cell::text(comparison.sides.iter().map(|s| &*s.scenario.digest).collect::<Vec<_>>().join(", ")),
        ),
    ];
    let question = format!("{}, on the same random draws", name_value(comparison));
    read_me::add(&mut book, &ReadMe { title: &title, question: &question, sheets: &SHEETS, facts })?;
    decide(&mut book, comparison, &title, &question)?;
    values(&mut book, comparison)?;
    differences(&mut book, comparison)?;
    markets(&mut book, comparison)?;
    distributions(&mut book, comparison)?;
    book.bytes()
}

/// The sheets behind the first, and what each holds.
const SHEETS: [(&str, &str); 7] = [
    ("Decision", "what the comparison found, the value of each scenario with its range, and what to bear in mind"),
    ("Comparison", "the value of each scenario, exactly, and how often it is the highest"),
    ("Differences", "what every two scenarios differ by on the same random draws"),
    ("Market value", "value of each market in each scenario, and its difference from the first"),
    ("Market users kept", "users kept in each market in each scenario, and the difference from the first"),
    ("Outcomes", "how each market ends in each scenario"),
    ("Distributions", "how often each scenario is worth at most so much"),
];

/// The sheet for whoever decides.
fn decide(book: &mut Book, comparison: &Comparison, title: &str, question: &str) -> Result<(), ReportError> {
    let mut sheet = book.sheet("Decision")?;
    let formats = &book.formats;
    decision::lay_out(&mut sheet);
    sheet.paragraph((0, decision::LAST), title, &formats.title, 1.4)?;
    sheet.paragraph((1, decision::LAST), question, &formats.subtitle, 1.0)?;
    let found = findings(comparison);
    let answer = found.iter().take(1).flat_map(|f| [&*f.headline, &*f.detail]);
    let row =
        decision::tell(&mut sheet, formats, 3, "Answer", answer.chain(found.iter().skip(1).map(|f| &*f.headline)))?;
    let rows: Vec<Vec<Cell>> =
        comparison.sides.iter().map(|side| decision::list_range(side.name(), &side.value)).collect();
    let area = sheet.table(formats, (row + 1, 0), &decision::range_heads("Dollars at the start"), rows.iter())?;
    let name = |pair: &Pair| {
        let name = |i: usize| comparison.sides.get(i).map(Side::name).unwrap_or_default();
        format!("{} less {}", name(pair.second), name(pair.first))
    };
    let rows: Vec<Vec<Cell>> =
        comparison.against_first().map(|(_, pair)| decision::list_range(name(pair), &pair.difference)).collect();
    let heads = decision::range_heads("Difference, simulation by simulation");
    let area = match comparison.is_of_unlike() {
        true => area,
        false => sheet.table(formats, (area.below() + 1, 0), &heads, rows.iter())?,
    };
    decision::tell(
        &mut sheet,
        formats,
        area.below() + 1,
        "To bear in mind",
        comparison.warnings.iter().map(String::as_str),
    )?;
    book.add(sheet)
}

/// Names of columns: words, the figures of each estimate, and more.
fn heads(words: &[&str], of: &[&str], more: &[&str]) -> Vec<String> {
    let figures = of.iter().flat_map(|what| EXACT_FIGURES.iter().map(move |figure| format!("{what}, {figure}")));
    words.iter().map(|w| (*w).to_owned()).chain(figures).chain(more.iter().map(|w| (*w).to_owned())).collect()
}

/// A row a scenario, and the means as bars.
fn values(book: &mut Book, comparison: &Comparison) -> Result<(), ReportError> {
    let mut sheet = book.sheet("Comparison")?;
    let worlds = comparison.worlds();
    let has_choices = worlds.iter().any(|world| world.len() > 1);
    let best = if has_choices { &["Best of its world in", "Best, low", "Best, high"][..] } else { &[] };
    let more = [&["Highest in", "low", "high"], best, &["World", "Seed", "Replications", "Digest"]].concat();
    let heads = heads(&["Scenario", "Strategy"], &["Value", "With no government action"], &more);
    let row = |(number, side): (usize, &Side)| -> Vec<Cell> {
        let world = worlds.iter().find(|world| world.contains(&number));
        let is_choice = world.is_some_and(|world| world.len() > 1);
        let best = if is_choice { share_cells(side.best) } else { [Cell::MISSING; 3] };
        let first = world.and_then(|world| comparison.sides.get(*world.first()?)).map(Side::name).unwrap_or_default();
        let words = [Cell::text(side.name()), Cell::text(&*side.scenario.strategy)];
        let more = [
            Cell::text(first),
            Cell::identifier(comparison.seed),
            Cell::count(comparison.replications),
            Cell::text(&*side.scenario.digest),
        ];
        words
            .into_iter()
            .chain(exact_figures(&side.value))
            .chain(exact_figures(&side.baseline_value))
            .chain(share_cells(side.highest()))
            .chain(best.into_iter().filter(|_| has_choices))
            .chain(more)
            .collect()
    };
    let area = sheet.whole_table(&book.formats, 1, &heads, comparison.sides.iter().enumerate().map(row))?;
    let means: Vec<f64> = comparison.sides.iter().map(|side| side.value.mean.unwrap_or_default()).collect();
    let mut chart = native::means(&area, [0, 2, 3], &means, "Value by scenario: mean ± standard error");
    sheet.chart((area.below() + 1, 1), (WIDTH, 120 + 32 * means.len() as u32), &mut chart)?;
    book.add(sheet)
}

/// A share, and its interval.
fn share_cells(share: Proportion) -> [Cell; 3] {
    [share.probability, share.interval[0], share.interval[1]].map(Cell::share)
}

/// A row for every two scenarios, and those against the first as bars.
fn differences(book: &mut Book, comparison: &Comparison) -> Result<(), ReportError> {
    let mut sheet = book.sheet("Differences")?;
    let (odds, opposite) =
        if comparison.is_one_world() { ("Better in", "Worse in") } else { ("Higher in", "Lower in") };
    let heads = heads(
        &["Scenario", "Less"],
        &["Difference", "Difference with no government action"],
        &[odds, "low", "high", "The same in", opposite, "Worlds"],
    );
    let name = |i: usize| comparison.sides.get(i).map(Side::name).unwrap_or_default();
    let row = |pair: &Pair| -> Vec<Cell> {
        let higher = pair.second_higher;
        let odds = [
            higher.probability,
            higher.interval[0],
            higher.interval[1],
            pair.same.probability,
            pair.first_higher.probability,
        ];
        let worlds = Cell::text(if comparison.is_of_choices(pair) { "same" } else { "different" });
        let words = [Cell::text(name(pair.second)), Cell::text(name(pair.first))];
        let both = exact_figures(&pair.difference).into_iter().chain(exact_figures(&pair.baseline_difference));
        words.into_iter().chain(both).chain(odds.map(Cell::share)).chain([worlds]).collect()
    };
    let area = sheet.whole_table(&book.formats, 2, &heads, comparison.pairs.iter().map(row))?;
    // Pairs with the first stand first.
    let means: Vec<f64> =
        comparison.against_first().map(|(_, pair)| pair.difference.mean.unwrap_or_default()).collect();
    let mut chart =
        native::means(&area, [0, 2, 3], &means, "Value less that of the first scenario: mean ± paired standard error");
    sheet.chart((area.below() + 1, 2), (WIDTH, 120 + 32 * means.len() as u32), &mut chart)?;
    book.add(sheet)
}

/// The sheets of markets: values in dollars, users as shares, and outcomes, each with a row for every market of every scenario.
fn markets(book: &mut Book, comparison: &Comparison) -> Result<(), ReportError> {
    let nothing = Estimate::default();
    let difference = |m: &SideMarket, of: fn(&MarketDifference) -> &Estimate| m.difference.as_ref().map(of).cloned();
    let value = |m: &SideMarket| [Some(m.value.clone()), difference(m, |d| &d.value)];
    let users = |m: &SideMarket| [Some(m.retention.clone()), difference(m, |d| &d.retention)];
    let exact = |estimates: [Option<Estimate>; 2]| -> Vec<Cell> {
        estimates.iter().flat_map(|e| exact_figures(e.as_ref().unwrap_or(&nothing))).collect()
    };
    let words = ["Market", "Scenario"];
    let of_value = heads(&words, &["Value", "Difference in value"], &[]);
    list_markets(book, comparison, "Market value", &of_value, |m| exact(value(m)))?;
    let of_users = heads(&words, &["Users kept", "Difference in users kept"], &[]);
    list_markets(book, comparison, "Market users kept", &of_users, |m| exact(users(m)))?;
    let ends: Vec<String> = STATES.iter().map(|state| capitalize(state.word)).collect();
    let of_outcomes = heads(&words, &[], &ends.iter().map(String::as_str).collect::<Vec<_>>());
    let outcomes =
        |m: &SideMarket| STATES.iter().map(|s| Cell::known(m.outcomes.get(s.key).copied(), Unit::Share)).collect();
    list_markets(book, comparison, "Outcomes", &of_outcomes, outcomes)
}

fn list_markets(
    book: &mut Book,
    comparison: &Comparison,
    name: &str,
    heads: &[String],
    cells: impl Fn(&SideMarket) -> Vec<Cell>,
) -> Result<(), ReportError> {
    let of = |side: &Side| -> Vec<Vec<Cell>> {
        let row =
            |m: &SideMarket| [Cell::text(&*m.name), Cell::text(side.name())].into_iter().chain(cells(m)).collect();
        side.markets.values().map(row).collect()
    };
    let rows: Vec<Vec<Cell>> = comparison.sides.iter().flat_map(of).collect();
    let (heads, rows) = drop_idle_columns(heads, &rows);
    let mut sheet = book.sheet(name)?;
    sheet.whole_table(&book.formats, 2, &heads, rows.iter())?;
    book.add(sheet)
}

/// How often each scenario is worth at most so much.
fn distributions(book: &mut Book, comparison: &Comparison) -> Result<(), ReportError> {
    let mut sheet = book.sheet("Distributions")?;
    let names = comparison.sides.iter().map(Side::name);
    let heads: Vec<String> = ["Value at most".to_owned()].into_iter().chain(names).collect();
    let rows = comparison.grid.iter().enumerate().map(|(i, level)| -> Vec<Cell> {
        let shares = comparison.sides.iter().map(|side| Cell::known(side.below.get(i).copied(), Unit::Share));
        [Cell::money(*level)].into_iter().chain(shares).collect()
    });
    sheet.whole_table(&book.formats, 1, &heads, rows)?;
    book.add(sheet)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Reader as _, Xlsx};

    use super::workbook;
    use crate::charts::comparison::sample;
    use crate::charts::sample as run;

    #[test]
    fn every_difference_stands_in_the_workbook_to_the_bit() {
        let comparison = sample::three();
        let bytes = workbook(&comparison).unwrap();
        assert_eq!(bytes, workbook(&comparison).unwrap());
        let mut read = Xlsx::new(Cursor::new(bytes)).unwrap();
        let names: Vec<&str> = ["Read me"].into_iter().chain(super::SHEETS.map(|(name, _)| name)).collect();
        assert_eq!(read.sheet_names(), names);
        let range = read.worksheet_range("Differences").unwrap();
        for (row, pair) in range.rows().skip(1).zip(&comparison.pairs) {
            let name = |i: usize| Data::String(comparison.sides[i].scenario.name.clone());
            assert_eq!([&row[0], &row[1]], [&name(pair.second), &name(pair.first)]);
            let e = &pair.difference;
            for (cell, figure) in row[2..].iter().zip([e.mean, e.se, e.p5, e.p25, e.p50, e.p75, e.p95]) {
                assert_eq!(cell, &Data::Float(figure.unwrap()));
            }
            assert_eq!(row[16], Data::Float(pair.second_higher.probability));
        }
        let markets = read.worksheet_range("Market value").unwrap();
        assert_eq!(markets.height(), 1 + 3 * 10);
        // Of the first scenario nothing is known of a difference: empty, not zero.
        assert_eq!(markets.rows().nth(1).unwrap()[9], Data::Empty);
        let decision = read.worksheet_range("Decision").unwrap();
        let value = decision.rows().find(|row| row[0] == Data::String(comparison.sides[1].name())).unwrap();
        assert_eq!(value[3], Data::Float(comparison.sides[1].value.p50.unwrap()));
    }

    #[test]
    fn names_stay_text() {
        let comparison = sample::of(&run::with_markets(2, "=HYPERLINK(\"http://x\")"), &["=1+1", "@x"]);
        let mut read = Xlsx::new(Cursor::new(workbook(&comparison).unwrap())).unwrap();
        for sheet in read.sheet_names() {
            assert_eq!(read.worksheet_formula(&sheet).unwrap().used_cells().count(), 0, "{sheet}");
        }
        let range = read.worksheet_range("Comparison").unwrap();
        assert_eq!(range.rows().nth(1).unwrap()[0], Data::String("=1+1".to_owned()));
    }
}
