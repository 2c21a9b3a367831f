//! Which draws lead to the ending: where in their range they lie there.

use super::origin;
use crate::analysis::focus::{Focus, Leading};
use crate::charts::rows::{Column, Row, RowChart};
use crate::charts::scale::shares;
use crate::charts::sheet::Sheet;
use crate::charts::style::{AXIS, FAN_INNER, FAN_MEDIAN, INK};
use crate::charts::{Cell, Chart, ChartError, Table};
use crate::draws::Density;
use crate::text::draws::describe_draw;
use crate::text::names::{capitalize, shorten};
use crate::text::numbers::{number, percent};
use crate::text::phrases::describe_condition;

/// Most draws that are shown.
const MOST: usize = 14;
const ROW: f64 = 44.0;
/// Most characters of a name in the title.
const NAME: usize = 40;

/// The chart; none where nothing was led.
pub(super) fn chart(of: &Focus) -> Result<Option<Chart>, ChartError> {
    let sound = |led: &Leading| {
        led.density.len() == Density::BINS && led.density.iter().all(|height| height.is_finite() && *height >= 0.0)
    };
    if !of.led.iter().all(sound) {
        return Err(ChartError::Summary("a density does not go with its bins".to_owned()));
    }
    let name = |led: &Leading| describe_draw(of, led);
    let proven = of.proven();
    let Some(first) = proven.first() else { return Ok(None) };
    let shown = &proven[..proven.len().min(MOST)];
    let sheet = Sheet {
        name: "focus-led".to_owned(),
        title: format!("What leads there most: {}", shorten(&name(first), NAME)),
        subtitle: format!(
            "How much more often than in a plain run (line) each draw was made to lie where in its range, so as to reach simulations {}",
            describe_condition(&of.condition, &of.scenario)
        ),
        kind: "Densities of draws".to_owned(),
        spoken: shown.iter().take(5).map(|led| format!("{}, {}", name(led), most(led))).collect(),
        table: table(of, &proven),
        origin: origin(of),
    };
    let columns = vec![Column { word: shares, holds: vec![0.0, 1.0], ..Column::default() }];
    let rows = shown.iter().map(|led| row(led, &name(led))).collect();
    Ok(Some(RowChart { names: 300.0, figures: 110.0, height: ROW, columns, rows, ..RowChart::default() }.chart(sheet)))
}

fn row<'a>(led: &Leading, name: &str) -> Row<'a> {
    let (base, height) = (ROW / 2.0 - 6.0, ROW - 12.0);
    let greatest = led.density.iter().copied().fold(1.0, f64::max);
    let y = |density: f64| base - height * density / greatest;
    let mut row = Row::new(name).figure(most(led), "");
    // Bins of one colour are one shape, so that no seam shows between them.
    let mut from = 0;
    for bins in led.density.chunk_by(|a, b| (*a > 1.0) == (*b > 1.0)) {
        let ends = |bin: usize| [Density::edges()[bin], Density::edges()[bin + 1]];
        let top = bins.iter().enumerate().flat_map(|(i, &density)| ends(from + i).map(|x| (x, y(density))));
        let to = from + bins.len();
        let shape = std::iter::once((ends(from)[0], base)).chain(top).chain([(ends(to - 1)[1], base)]);
        row = row.shape(shape.collect(), if bins[0] > 1.0 { FAN_MEDIAN } else { FAN_INNER });
        from = to;
    }
    row.link((0.0, 1.0), base, AXIS, 0.8).link((0.0, 1.0), y(1.0), INK, 0.8)
}

/// How much more often it lies where it does most.
fn most(led: &Leading) -> String {
    let most = led.density.iter().copied().fold(0.0, f64::max);
    format!("up to {}×", number(most, if most < 10.0 { 0.1 } else { 1.0 }))
}

fn table(of: &Focus, proven: &[&Leading]) -> Table {
    let rows = proven.iter().map(|led| {
        let low: f64 = below(led, 0.1);
        let high: f64 = 1.0 - below(led, 0.9);
        vec![
            Cell::text(capitalize(&describe_draw(of, led))),
            Cell::figure(number(led.divergence, 0.01), led.divergence),
            Cell::figure(percent(low, 0.01), low),
            Cell::figure(percent(high, 0.01), high),
        ]
    });
    let heads = ["Draw", "How far it is led, nats", "In its lowest 10%", "In its highest 10%"];
    Table::new("Draws that are led, and how often they then lie at the ends of their range", heads, rows)
}

/// Share of the density below an edge.
fn below(led: &Leading, end: f64) -> f64 {
    let bins = led.density.iter().enumerate().filter(|(bin, _)| Density::edges()[bin + 1] <= end + 1e-9);
    bins.map(|(bin, height)| height * Density::width(bin)).sum()
}
