//! What it would be worth to know before the choice: inputs and events, the greatest first.

use super::Part;
use crate::analysis::Interval;
use crate::analysis::evidence::find_differences;
use crate::charts::rows::{BAR, Column, Row, RowChart, colours_by_chance, legend_by_chance};
use crate::charts::scale::dollars;
use crate::charts::{Cell, Chart, Table};
use crate::text::clean::clean;
use crate::text::names::capitalize;
use crate::text::numbers::{money_with_error, rounded_money};
use crate::text::paths;

/// Most rows.
const MOST: usize = 12;

struct Worth {
    name: String,
    kind: &'static str,
    gain: Interval,
    stands: bool,
}

/// The chart; none where there is nothing to know.
pub(super) fn chart(of: &Part) -> Option<Chart> {
    let all = list(of);
    // What comes out at nothing changes no choice: it is counted, not drawn.
    let counted = all.iter().filter(|row| row.gain.estimate > 0.0).count();
    if counted == 0 {
        return None;
    }
    let shown = &all[..counted.min(MOST)];
    let mut sheet =
        of.sheet("information", "Bars of what knowing would be worth", finding(of, &all), table(&all[..counted]));
    let perfect = of.world.information.perfect;
    sheet.subtitle = format!(
        "Gain in mean {} from knowing one thing before the choice, dollars. Knowing everything, chance included, would be worth {}: more than \
         anyone can learn",
        crate::text::names::decapitalize(&of.measure()),
        money_with_error(perfect.estimate, Some(perfect.se))
    );
    sheet.spoken = shown.iter().take(5).map(|row| format!("{} {}", row.name, write(row.gain))).collect();
    let row = |row: &Worth| {
        let (bar, line) = colours_by_chance(row.stands);
        Row::new(&*row.name)
            .bar(0.0, row.gain.estimate, BAR, bar)
            .whisker((row.gain.low, row.gain.high), 0.0, line)
            .figure(write(row.gain), row.kind)
    };
    let note = match (counted - shown.len(), all.len() - counted) {
        (0, 0) => None,
        (0, none) => Some(format!("{none} more inputs and events come out at nothing")),
        (more, none) => Some(format!("and {more} more, each worth no more than these; {none} come out at nothing")),
    };
    let rows = RowChart {
        legend: legend_by_chance(),
        names: 270.0,
        figures: 130.0,
        height: 38.0,
        columns: vec![Column::from_zero(4, dollars)],
        rows: shown.iter().map(row).collect(),
        notes: note.into_iter().collect(),
        ..RowChart::default()
    };
    Some(rows.chart(sheet))
}

fn write(worth: Interval) -> String {
    money_with_error(worth.estimate, Some(worth.se))
}

fn list(of: &Part) -> Vec<Worth> {
    let information = &of.world.information;
    let inputs = information.inputs.iter().map(|input| {
        (capitalize(&paths::describe_input(&input.path, &of.world.scenario)), "input", input.learned.worth)
    });
    let events = information.events.iter().map(|event| {
        let market = event.market.as_ref().map(|market| format!(", {}", clean(market))).unwrap_or_default();
        (capitalize(&format!("{}{market}", clean(&event.label))), "event", event.worth)
    });
    let all: Vec<_> = inputs.chain(events).collect();
    let figures: Vec<(f64, Option<f64>)> = all.iter().map(|(_, _, w)| (w.estimate.max(0.0), Some(w.se))).collect();
    let stands = find_differences(&figures);
    let mut all: Vec<Worth> =
        all.into_iter().zip(stands).map(|((name, kind, gain), stands)| Worth { name, kind, gain, stands }).collect();
    all.sort_by(|a, b| b.gain.estimate.total_cmp(&a.gain.estimate));
    all
}

fn finding(of: &Part, all: &[Worth]) -> String {
    let clear: Vec<&Worth> = all.iter().filter(|row| row.stands).collect();
    match clear.first() {
        Some(first) => format!(
            "Knowing beforehand pays most for: {}, worth {}",
            crate::text::names::decapitalize(&first.name),
            rounded_money(first.gain.estimate, Some(first.gain.se))
        ),
        None => format!(
            "Knowing no single input or event is worth more than chance explains before “{}” is chosen",
            of.name(of.world.recommendation.best)
        ),
    }
}

fn table(all: &[Worth]) -> Table {
    let rows = all.iter().map(|row| {
        let stands = if row.stands { "more than chance explains" } else { "within chance" };
        vec![
            Cell::text(&*row.name),
            Cell::text(row.kind),
            Cell::figure(write(row.gain), row.gain.estimate),
            Cell::text(stands),
        ]
    });
    let heads = ["What is known", "Kind", "Worth ± error", "Evidence"];
    Table::new("What it would be worth to know before the choice, dollars, ± standard error", heads, rows)
}
