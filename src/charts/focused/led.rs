//! Which draws lead to the ending: where in their range they lie there.

use super::origin;
use crate::analysis::focus::{Focus, Leading};
use crate::charts::canvas::{Anchor, Type};
use crate::charts::frame::Frame;
use crate::charts::scale::Scale;
use crate::charts::style::{AXIS, FAN_INNER, FAN_MEDIAN, GRID, INK, LABEL, MARGIN, MUTED, SMALL, WIDTH};
use crate::charts::{Cell, Chart, ChartError, Table};
use crate::draws::Density;
use crate::text::draws::describe_draw;
use crate::text::names::capitalize;
use crate::text::names::shorten;
use crate::text::numbers::{number, percent};
use crate::text::phrases::describe_condition;

/// Most draws that are shown.
const MOST: usize = 14;
const HEAD: f64 = 30.0;
const ROW: f64 = 44.0;
const LEFT: f64 = MARGIN + 300.0;
const RIGHT: f64 = WIDTH - MARGIN - 110.0;
/// Most characters of a name in the title.
const NAME: usize = 40;

/// The chart; none where nothing was led.
pub(super) fn chart(of: &Focus) -> Result<Option<Chart>, ChartError> {
    if of.led.is_empty() {
        return Ok(None);
    }
    let sound = |led: &Leading| {
        led.density.len() == Density::BINS && led.density.iter().all(|height| height.is_finite() && *height >= 0.0)
    };
    if !of.led.iter().all(sound) {
        return Err(ChartError::Summary("a density does not go with its bins".to_owned()));
    }
    let title = format!("What leads there most: {}", shorten(&describe_draw(of, &of.led[0]), NAME));
    let subtitle = format!(
        "How much more often than in a plain run (line) each draw was made to lie where in its range, so as to reach histories {}",
        describe_condition(&of.condition, &of.scenario)
    );
    let mut frame = Frame::new(&title, &subtitle);
    let shown = &of.led[..of.led.len().min(MOST)];
    let top = frame.top + HEAD;
    let x = Scale::new((0.0, 1.0), (LEFT, RIGHT));
    let bottom = top + ROW * shown.len() as f64;
    let style = Type::new(SMALL, MUTED).anchored(Anchor::Middle);
    for share in [0.0, 0.25, 0.5, 0.75, 1.0] {
        frame.canvas.line(vec![(x.at(share), top - 4.0), (x.at(share), bottom)], GRID, 1.0);
        frame.canvas.text((x.at(share), top - 10.0), percent(share, 0.01), style);
    }
    for (i, led) in shown.iter().enumerate() {
        row(&mut frame, of, led, (top + ROW * i as f64, i), x);
    }
    let told = shown.iter().take(5).map(|led| format!("{}, {}", describe_draw(of, led), most(led)));
    let alt = format!("Densities of draws. {title}. {}.", told.collect::<Vec<_>>().join("; "));
    frame.finish(&origin(of), "focus-led", bottom + 4.0, &alt, table(of)).map(Some)
}

fn row(frame: &mut Frame, of: &Focus, led: &Leading, (top, number): (f64, usize), x: Scale) {
    let canvas = &mut frame.canvas;
    let (base, height) = (top + ROW - 6.0, ROW - 12.0);
    let most = led.density.iter().copied().fold(1.0, f64::max);
    let y = |density: f64| base - height * density / most;
    // Bins of one colour are one shape, so that no seam shows between them.
    let mut from = 0;
    for bins in led.density.chunk_by(|a, b| (*a > 1.0) == (*b > 1.0)) {
        let ends = |bin: usize| [x.at(Density::edges()[bin]), x.at(Density::edges()[bin + 1])];
        let top = bins.iter().enumerate().flat_map(|(i, &density)| ends(from + i).map(|x| (x, y(density))));
        let to = from + bins.len();
        let shape = std::iter::once((ends(from)[0], base)).chain(top).chain([(ends(to - 1)[1], base)]);
        canvas.area(shape.collect(), if bins[0] > 1.0 { FAN_MEDIAN } else { FAN_INNER });
        from = to;
    }
    canvas.line(vec![(x.at(0.0), base), (x.at(1.0), base)], AXIS, 0.8);
    canvas.line(vec![(x.at(0.0), y(1.0)), (x.at(1.0), y(1.0))], INK, 0.8);
    let style = Type::new(LABEL, INK);
    let name = style.fit(&capitalize(&describe_draw(of, led)), LEFT - MARGIN - 12.0);
    canvas.text((MARGIN, base - height / 2.0 + 4.6), name, style);
    let right = style.anchored(Anchor::End);
    canvas.text((WIDTH - MARGIN, base - height / 2.0 + 4.6), self::most(led), right);
    canvas.zone((MARGIN, top), (WIDTH - MARGIN, top + ROW), number);
}

/// How much more often it lies where it does most.
fn most(led: &Leading) -> String {
    let most = led.density.iter().copied().fold(0.0, f64::max);
    format!("up to {}×", number(most, if most < 10.0 { 0.1 } else { 1.0 }))
}

fn table(of: &Focus) -> Table {
    let rows = of.led.iter().map(|led| {
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
