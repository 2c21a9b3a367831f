//! A tornado: the mean, and the bad end, where an input is in its lowest tenth and where in its highest.

use super::names::{name_of, row_of};
use super::{driver_row, leading, measure, overflow_notes, round_up, sheet};
use crate::analysis::sensitivity::{Bar, Part, Sensitivity};
use crate::charts::legend::{Swatch, entries};
use crate::charts::rows::{BAR, Column, ON_DARK, ON_LIGHT, Row, RowChart, SIDE};
use crate::charts::style::{AXIS, Colour, FAN_INNER, FAN_MEDIAN, INK};
use crate::charts::{Cell, Chart, Table};
use crate::text::names::capitalize;
use crate::text::numbers::{money_with_error, noisy_share, rounded_money, share_interval, signed_money, tick_money};
use crate::text::phrases::{describe_dependence, format_quantity};

/// Most rows.
const MOST: usize = 12;
/// The parts of the space that the means take, and the bad end.
const MEANS: (f64, f64) = (0.0, 0.7);
const TAIL: (f64, f64) = (0.75, 1.0);
/// Colours of low and high, and of whiskers on them.
const SIDES: [Colour; 2] = [FAN_INNER, FAN_MEDIAN];
const WHISKERS: [Colour; 2] = [ON_LIGHT, ON_DARK];

/// An end of a bar.
struct End<'a> {
    part: &'a Part,
    /// The value of the input there.
    value: String,
}

impl End<'_> {
    fn interval(&self) -> (f64, f64) {
        let half = SIDE * self.part.se.unwrap_or(0.0);
        (self.part.mean - half, self.part.mean + half)
    }
}

/// An input: where it is low, and where it is high.
struct Input<'a> {
    driver: usize,
    bar: &'a Bar,
    ends: [End<'a>; 2],
}

impl<'a> Input<'a> {
    /// How far its marks reach to the left and to the right, each with the end whose words stand there.
    fn outer(&self, mean: f64) -> [(f64, &End<'a>); 2] {
        let [low, high] = &self.ends;
        let [lower, upper] = if low.part.mean <= high.part.mean { [low, high] } else { [high, low] };
        let [(from, _), (_, to)] = [lower, upper].map(End::interval);
        [(from.min(upper.interval().0).min(mean), lower), (to.max(lower.interval().1).max(mean), upper)]
    }
}

/// The chart; none where no input has low and high ends.
pub(super) fn chart(of: &Sensitivity, overall: &Part, bars: &[Option<Bar>]) -> Option<Chart> {
    let ranked = of.ranked();
    let inputs: Vec<Input> = ranked.iter().filter_map(|(driver, _)| input(of, *driver, bars)).collect();
    let shown = &inputs[..inputs.len().min(MOST)];
    if shown.is_empty() {
        return None;
    }
    let kind = format!("Tornado of the mean {}, over all {}", measure(of), rounded_money(overall.mean, overall.se));
    let mut sheet = sheet(of, "tornado", &kind, finding(of), table(of, &inputs));
    sheet.subtitle = subtitle(of, overall);
    sheet.spoken = shown.iter().take(5).map(|input| spoken(of, input)).collect();
    let visible: Vec<usize> = shown.iter().map(|input| input.driver).collect();
    let column = |heading: &str, part, wanted, line: f64| Column {
        heading: heading.to_owned(),
        part,
        wanted,
        holds: vec![line],
        line: Some(line),
        ..Column::default()
    };
    let rows = RowChart {
        legend: entries([
            (Swatch::Box(SIDES[0]), "input in its lowest tenth"),
            (Swatch::Box(SIDES[1]), "in its highest tenth"),
        ]),
        names: 196.0,
        figures: 76.0,
        heads: vec!["share of", "variance"],
        columns: vec![column("Mean", MEANS, 4, overall.mean), column("5th percentile", TAIL, 3, overall.p5)],
        rows: shown.iter().map(|input| row(of, input, overall.mean)).collect(),
        notes: overflow_notes(of, &ranked, &visible, |most| {
            format!("a swing of at most {}", tick_money(round_up(most)))
        }),
        ..RowChart::default()
    };
    Some(rows.chart(sheet))
}

fn input<'a>(of: &Sensitivity, driver: usize, bars: &'a [Option<Bar>]) -> Option<Input<'a>> {
    let bar = bars.get(driver)?.as_ref()?;
    let (low, high) = (bar.low.as_ref()?, bar.high.as_ref()?);
    let signs = if bar.strict { ["<", ">"] } else { ["≤", "≥"] };
    let dimension = of.drivers.get(driver).and_then(|driver| driver.dimension);
    let end = |part, side: usize| End {
        part,
        value: format!("{} {}", signs[side], format_quantity(bar.thresholds[side], dimension)),
    };
    Some(Input { driver, bar, ends: [end(low, 0), end(high, 1)] })
}

/// The bars from the overall mean to each end, of which two on one side have half the height each; and the bad end where
/// the input is low and where it is high, each in a line of its own.
fn row<'a>(of: &Sensitivity, input: &Input, mean: f64) -> Row<'a> {
    let share = input.bar.share.map_or_else(|| "–".to_owned(), |share| noisy_share(share.estimate));
    let mut row = driver_row(of, input.driver).figure(share, "");
    let same_side = (input.ends[0].part.mean - mean) * (input.ends[1].part.mean - mean) > 0.0;
    for (i, end) in input.ends.iter().enumerate() {
        let heights = if same_side { [(-7.0, 0.0), (0.0, 7.0)][i] } else { BAR };
        row = row.bar(mean, end.part.mean, heights, SIDES[i]);
        row = row.whisker(end.interval(), f64::midpoint(heights.0, heights.1), WHISKERS[i]);
    }
    let [(low, lower), (high, upper)] = input.outer(mean);
    row = row.words(low, true, 0.0, &*lower.value, INK).words(high, false, 0.0, &*upper.value, INK).column(1);
    for ((end, lift), colour) in input.ends.iter().zip([-5.0, 5.0]).zip(SIDES) {
        if let Some([low, high]) = end.part.p5_interval {
            row = row.link((low, high), lift, AXIS, 1.4);
        }
        row = row.ring(end.part.p5, lift, (FAN_MEDIAN, colour));
    }
    row
}

fn spoken(of: &Sensitivity, input: &Input) -> String {
    let [low, high] = &input.ends;
    let mean = |end: &End| rounded_money(end.part.mean, end.part.se);
    format!("{}: {} at {}, {} at {}", name_of(of, input.driver), mean(low), low.value, mean(high), high.value)
}

fn finding(of: &Sensitivity) -> String {
    let (foremost, names) = leading(of);
    let what = measure(of);
    if names.is_empty() {
        return format!("No input moves the mean {what} by more than chance explains");
    }
    format!("The {what} {}", describe_dependence(&foremost, &names))
}

fn subtitle(of: &Sensitivity, overall: &Part) -> String {
    format!(
        "{} where one input is in its lowest or its highest tenth, dollars; upright lines: all simulations (mean {}, 5th \
         percentile {}); thin lines: 95% intervals",
        capitalize(&measure(of)),
        rounded_money(overall.mean, overall.se),
        rounded_money(overall.p5, None)
    )
}

fn table(of: &Sensitivity, inputs: &[Input]) -> Table {
    let cells = inputs.iter().map(|row| {
        let mut cells = vec![Cell::text(row_of(of, row.driver))];
        for (end, threshold) in row.ends.iter().zip(row.bar.thresholds) {
            cells.push(Cell::figure(&*end.value, threshold));
            cells.push(Cell::figure(money_with_error(end.part.mean, end.part.se), end.part.mean));
            cells.push(Cell::figure(rounded_money(end.part.p5, None), end.part.p5));
        }
        let swing =
            row.bar.swing.map_or(Cell::MISSING, |s| Cell::figure(signed_money(s.estimate, Some(s.se)), s.estimate));
        let share = row
            .bar
            .share
            .map_or(Cell::MISSING, |s| Cell::figure(share_interval(s.estimate, s.low, s.high), s.estimate));
        cells.extend([swing, share]);
        cells
    });
    let heads = ["Input", "Low", "mean", "5%", "High", "mean", "5%", "High less low", "Share of variance"];
    let caption = format!(
        "Mean and 5th percentile of {} where an input is in its lowest and its highest tenth, dollars, ± standard error",
        measure(of)
    );
    Table::new(caption, heads, cells)
}
