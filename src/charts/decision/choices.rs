//! Strategies side by side: the range of what each is worth.

use super::Part;
use crate::analysis::decision::ChoiceFigures;
use crate::charts::comparison::{Range, ranges};
use crate::charts::rows::RowChart;
use crate::charts::style::{INK, MUTED};
use crate::charts::{Cell, Chart, Table};
use crate::text::numbers::{self, Figure, money_with_error, rounded_money, whole_percent, write_row};

/// The chart.
pub(super) fn chart(of: &Part) -> Chart {
    let (world, best) = (of.world, of.world.recommendation.best);
    let rows: Vec<Range> = world
        .ranked()
        .into_iter()
        .filter_map(|choice| {
            let figures = world.figures(choice)?;
            let estimate = &figures.value;
            Some(Range {
                name: of.name(choice),
                note: note_best(figures),
                estimate,
                figure: estimate.mean.map_or_else(|| "–".to_owned(), |mean| rounded_money(mean, estimate.se)),
                remark: write_row(estimate, [Figure::P5, Figure::P95]).join(" to "),
                colour: if choice == best { INK } else { MUTED },
            })
        })
        .collect();
    let mut sheet = of.sheet("choices", "Bars of value by strategy", finding(of), table(of));
    sheet.subtitle = format!(
        "{}, dollars at {}, on the same random draws. Light bar: 5% to 95% of simulations; dark: middle half; line: median; black mark: mean with its \
         95% interval",
        of.measure(),
        numbers::day(world.scenario.start)
    );
    sheet.spoken = rows.iter().map(|row| format!("{}: {} ({})", row.name, row.figure, row.remark)).collect();
    RowChart { names: 244.0, ..ranges(&rows, false) }.chart(sheet)
}

/// In how many simulations no other strategy is worth more, and in how many of those another is worth the same.
fn note_best(figures: &ChoiceFigures) -> String {
    let best = figures.best.probability;
    let tied = figures.alone.map_or(0.0, |alone| best - alone.probability);
    let ties = if tied >= 0.005 { format!(", tied in {}", whole_percent(tied)) } else { String::new() };
    format!("best in {} of simulations{ties}", whole_percent(best))
}

fn finding(of: &Part) -> String {
    let recommendation = &of.world.recommendation;
    let best = of.name(recommendation.best);
    let Some(next) = recommendation.next else {
        return "All strategies are worth the same in every simulation".to_owned();
    };
    let (lead, se) = of.world.measure_lead(recommendation.best, next).unwrap_or((0.0, None));
    match recommendation.close.len() {
        0 => format!(
            "“{best}” is worth the most on average: {} more than “{}”, the next",
            money_with_error(lead, se),
            of.name(next)
        ),
        1 => format!(
            "“{best}” and “{}” are too close to call: {} apart on average",
            of.name(next),
            money_with_error(lead, se)
        ),
        others => format!("“{best}” and {others} other strategies are too close to call"),
    }
}

fn table(of: &Part) -> Table {
    let quantiles = [Figure::P5, Figure::P25, Figure::P50, Figure::P75, Figure::P95, Figure::Es5];
    let rows = of.world.ranked().into_iter().filter_map(|choice| {
        let value = &of.world.figures(choice)?.value;
        let mean = value.mean.map_or(Cell::MISSING, |mean| Cell::figure(money_with_error(mean, value.se), mean));
        let written = quantiles.into_iter().zip(write_row(value, quantiles));
        let cells = written
            .map(|(which, text)| which.read(value).map_or(Cell::MISSING, |(figure, _)| Cell::figure(text, figure)));
        Some([Cell::text(of.name(choice)), mean].into_iter().chain(cells).collect())
    });
    let heads = ["Strategy", "Mean ± error", "5%", "25%", "Median", "75%", "95%", "Worst 5%"];
    Table::new("Value by strategy, dollars at the start; mean ± its standard error", heads, rows)
}
