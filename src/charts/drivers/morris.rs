//! Screening: how far one input moves a figure from one end of its range to the other, and how evenly.

use super::names::{mark_meaning, mark_of, name_of, row_of};
use super::{leading, measure, origin, rest, up};
use crate::analysis::sensitivity::{Effect, Sensitivity};
use crate::charts::canvas::Canvas;
use crate::charts::frame::Frame;
use crate::charts::rows::{Axis, Swatch, dollars, ends, figure, legend, name, remark, ring, whisker};
use crate::charts::style::{FAN_INNER, INK, MARGIN, PAPER, WIDTH};
use crate::charts::{Cell, Chart, ChartError, Table};
use crate::text::names::capitalize;
use crate::text::names::join_list;
use crate::text::numbers::rounded_money;
use crate::text::numbers::signed_money;
use crate::text::numbers::{count, money_with_error, tick_money};

/// Most rows.
const MOST: usize = 15;
const ROW: f64 = 34.0;
const LEFT: f64 = MARGIN + 212.0;
const RIGHT: f64 = WIDTH - MARGIN - 136.0;
const SIDE: f64 = crate::analysis::Z;
/// Share of the mean size of effects above which their mean says that nearly all have one sign.
const ONE_WAY: f64 = 0.9;

/// The chart; none where no input has an effect that is known.
pub(super) fn chart(
    of: &Sensitivity,
    effects: &[Option<Effect>],
    (trajectories, histories): (u64, u64),
) -> Result<Option<Chart>, ChartError> {
    let ranked = of.ranked();
    let rows: Vec<(usize, &Effect)> =
        ranked.iter().filter_map(|(driver, _)| Some((*driver, effects.get(*driver)?.as_ref()?))).collect();
    let shown = &rows[..rows.len().min(MOST)];
    if shown.is_empty() {
        return Ok(None);
    }
    let title = finding(of, &rows);
    let subtitle = format!(
        "Change in mean {} as one input goes from the lowest to the highest place of its range, dollars; means of {} walks \
         through all inputs, {} at each point",
        measure(of),
        count(trajectories),
        if histories == 1 { "one history".to_owned() } else { format!("{} histories", count(histories)) }
    );
    let mut frame = Frame::new(&title, &subtitle);
    let top = frame.top + 46.0;
    let bottom = top + ROW * shown.len() as f64;
    let entries = [
        (Swatch::Box(FAN_INNER), "mean size of the change (μ*)"),
        (Swatch::Whisker(INK), "its 95% interval"),
        (Swatch::Ring(INK, PAPER), "standard deviation (σ): how much it depends on the others"),
    ];
    legend(&mut frame.canvas, (MARGIN, frame.top + 12.0), &entries);
    let reach = shown.iter().flat_map(|(_, effect)| [whiskers(effect).1, effect.spread.unwrap_or(0.0)]);
    let axis = Axis::within(ends(reach.chain([0.0])), 5, (LEFT, RIGHT));
    axis.draw(&mut frame.canvas, (top, bottom), dollars);
    axis.mark(&mut frame.canvas, 0.0, (top, bottom));
    for (i, (driver, effect)) in shown.iter().enumerate() {
        let y = top + ROW * (i as f64 + 0.5);
        name(&mut frame.canvas, (MARGIN, y), &name_of(of, *driver), mark_of(of, *driver), LEFT - MARGIN - 12.0);
        marks(&mut frame.canvas, &axis, effect, y);
        figure(&mut frame.canvas, y, &money_with_error(effect.strength, effect.se), way(effect), 124.0);
        frame.canvas.zone((MARGIN, y - ROW / 2.0), (WIDTH - MARGIN, y + ROW / 2.0), i);
    }
    let drivers: Vec<usize> = shown.iter().map(|row| row.0).collect();
    let more = rest(of, &ranked, shown.len(), |most| format!("a mean change of at most {}", tick_money(up(most))));
    let mut end = bottom;
    for words in more.into_iter().chain(mark_meaning(of, &drivers)) {
        end = remark(&mut frame.canvas, end, &words);
    }
    let told: Vec<String> = shown
        .iter()
        .take(5)
        .map(|(driver, effect)| format!("{} {}", name_of(of, *driver), money_with_error(effect.strength, effect.se)))
        .collect();
    let alt = format!("Bars of the mean size of elementary effects. {title}. {}.", told.join("; "));
    frame.finish(&origin(of), "morris", end + 4.0, &alt, table(of, &rows)).map(Some)
}

fn whiskers(effect: &Effect) -> (f64, f64) {
    let half = SIDE * effect.se.unwrap_or(0.0);
    // It is a mean of sizes, and so not below nothing.
    ((effect.strength - half).max(0.0), effect.strength + half)
}

fn marks(canvas: &mut Canvas, axis: &Axis, effect: &Effect, y: f64) {
    let (zero, end) = (axis.at(0.0), axis.at(effect.strength));
    canvas.rect((zero, y - 7.0), (end.max(zero + 0.5), y + 7.0), FAN_INNER);
    if effect.se.is_some() {
        whisker(canvas, axis, whiskers(effect), y, INK);
    }
    if let Some(spread) = effect.spread {
        ring(canvas, (axis.at(spread), y), 4.4, (INK, PAPER));
    }
}

/// Which way the figure goes as the input rises.
fn way(effect: &Effect) -> &'static str {
    match effect.mean {
        mean if mean > ONE_WAY * effect.strength => "higher is more",
        mean if -mean > ONE_WAY * effect.strength => "higher is less",
        _ if effect.strength == 0.0 => "no change",
        _ => "either way",
    }
}

fn finding(of: &Sensitivity, rows: &[(usize, &Effect)]) -> String {
    let what = measure(of);
    let names = leading(of);
    let effect = of.leading().first().and_then(|first| rows.iter().find(|row| row.0 == *first));
    let (Some((first, others)), Some((_, effect))) = (names.split_first(), effect) else {
        return format!("No input moves the mean {what} by more than chance explains");
    };
    let size = rounded_money(effect.strength, effect.se);
    let follow = match others {
        [] => String::new(),
        [one] => format!("; {one} follows"),
        _ => format!("; {} follow", join_list(others)),
    };
    format!("{} moves the mean {what} by {size} from one end of its range to the other{follow}", capitalize(first))
}

fn table(of: &Sensitivity, rows: &[(usize, &Effect)]) -> Table {
    let cells = rows.iter().map(|(driver, effect)| {
        let spread = effect.spread.map_or(Cell::MISSING, |spread| Cell::figure(rounded_money(spread, None), spread));
        vec![
            Cell::text(row_of(of, *driver)),
            Cell::figure(money_with_error(effect.strength, effect.se), effect.strength),
            Cell::figure(signed_money(effect.mean, None), effect.mean),
            spread,
            Cell::figure(rounded_money(effect.change, None), effect.change),
            Cell::figure(count(effect.count), effect.count as f64),
        ]
    });
    let heads = ["Input", "μ* ± error", "μ", "σ", "Change at a step", "Effects"];
    Table::new(
        format!("Elementary effects on the mean {}, dollars from one end of an input to the other", measure(of)),
        heads,
        cells,
    )
}
