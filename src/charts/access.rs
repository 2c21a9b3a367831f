//! Who has access over time: the probability of each state, stacked, market by market.

use super::labels::{Column, Flag, Label, Wanted, flags, lanes};
use super::metric::span;
use crate::analysis::{MarketSummary, Summary};
use crate::charts::canvas::{Canvas, Type};
use crate::charts::outcomes::spoken;
use crate::charts::panel::{Panel, draw_band, make_room, panels, path};
use crate::charts::scale::{Scale, Time, days_between};
use crate::charts::sheet::{Origin, Sheet};
use crate::charts::style::{INK, PAPER, SMALL};
use crate::charts::{Cell, Chart, ChartError, Table};
use crate::text::clean::clean;
use crate::text::names::{capitalize, name_in_title};
use crate::text::numbers::{self, percent, spoken_percent, whole_percent};
use crate::text::states::{STATES, State};

/// States in which nobody has lawful access.
const WITHOUT: [&str; 2] = ["banned", "exited"];
/// Space for words at the right of a panel.
const ENDS: f64 = 127.0;
/// Least share that a band has room for words beside.
const LABELLED: f64 = 0.045;
/// Least share, at its highest, of a band that is named over the panel since it is gone at the end.
const PASSING: f64 = 0.12;
const LANE: f64 = 15.0;
const STYLE: Type = Type::new(SMALL - 1.0, INK);

/// A market in the chart.
struct Drawn<'a> {
    market: &'a MarketSummary,
    time: Time,
    /// Words over the panel for bands that are gone at the end, each with the place that it points to.
    passing: Vec<(Flag, f64)>,
}

/// The chart.
pub(super) fn chart(summary: &Summary) -> Result<Chart, ChartError> {
    let (start, end) = span(summary);
    let title = finding(summary);
    let seen: Vec<State> = STATES.into_iter().filter(|s| summary.markets.values().any(|m| ever(m, *s))).collect();
    let ends = |m: &MarketSummary| spoken(|key| last(m, key));
    let sheet = Sheet {
        name: "access".to_owned(),
        title,
        subtitle: "Share of simulations in each state on each date, %; at the right, how they end".to_owned(),
        kind: "Stacked areas by market".to_owned(),
        spoken: summary.markets.values().map(|m| format!("{} ends {}", m.name, ends(m))).collect(),
        table: table(summary, &seen),
        origin: Origin::of_run(summary),
    };
    let mut frame = sheet.begin();
    let mut grid = panels(summary.markets.len(), frame.top, false, ENDS);
    let drawn: Vec<Drawn> = summary
        .markets
        .values()
        .zip(&grid)
        .map(|(market, panel)| {
            let time = Time::new(start, end, (panel.left, panel.right));
            Drawn { market, time, passing: passing(summary, market, &seen, time, *panel) }
        })
        .collect();
    let heads = drawn.iter().map(|d| {
        let lanes = lanes(&d.passing.iter().map(|(flag, _)| flag.clone()).collect::<Vec<_>>());
        if lanes > 0 { LANE * lanes as f64 + 4.0 } else { 0.0 }
    });
    make_room(&mut grid, &heads.collect::<Vec<_>>());
    for (i, (drawn, panel)) in drawn.iter().zip(&grid).enumerate() {
        let xs: Vec<f64> = summary.dates.iter().map(|d| drawn.time.at(*d)).collect();
        draw(&mut frame.canvas, drawn, *panel, &seen, &xs);
        panel.zones(&mut frame.canvas, &xs, i * xs.len());
    }
    let bottom = grid.last().map_or(frame.top, |p| p.below());
    sheet.finish(frame, bottom)
}

fn draw(canvas: &mut Canvas, drawn: &Drawn, panel: Panel, seen: &[State], xs: &[f64]) {
    panel.heading(canvas, &drawn.market.name);
    let scale = panel.upwards(canvas, &[0.0, 0.5, 1.0], false, |share| percent(share, 0.01));
    areas(canvas, drawn.market, seen, xs, scale);
    panel.dates(canvas, drawn.time);
    ends(canvas, drawn.market, seen, scale, panel);
    for (flag, share) in &drawn.passing {
        let Some(from) = flag.draw(canvas, STYLE, panel.top - panel.head, LANE) else { continue };
        let to = scale.at(*share);
        canvas.line(vec![(flag.x, from), (flag.x, to)], PAPER, 2.6);
        canvas.line(vec![(flag.x, from), (flag.x, to)], INK, 0.9);
        canvas.dot((flag.x, to), 2.0, INK);
    }
}

fn ever(market: &MarketSummary, state: State) -> bool {
    market.access.get(state.key).is_some_and(|v| v.iter().any(|p| *p > 0.0))
}

fn last(market: &MarketSummary, state: &str) -> f64 {
    market.access.get(state).and_then(|shares| shares.last().copied()).unwrap_or(0.0)
}

fn without(market: &MarketSummary) -> f64 {
    WITHOUT.iter().map(|state| last(market, state)).sum()
}

fn finding(summary: &Summary) -> String {
    let by = numbers::month_year(span(summary).1);
    let most = summary.markets.values().map(without).fold(0.0, f64::max);
    if most <= 0.0 {
        return format!("No market is without the app in {by} in any simulation");
    }
    let often =
        if most >= 1.0 { "every simulation".to_owned() } else { format!("{} of simulations", spoken_percent(most)) };
    let worst: Vec<String> =
        summary.markets.values().filter(|m| without(m) >= most).map(|m| name_in_title(&m.name)).collect();
    match worst.as_slice() {
        [market] if summary.markets.len() > 1 => {
            format!("{} is the likeliest market to be without the app in {by}: in {often}", capitalize(market))
        }
        [market] => format!("{} is without the app in {by} in {often}", capitalize(market)),
        [first, second] => {
            format!(
                "{} and {second} are equally likely to be without the app in {by}: each in {often}",
                capitalize(first)
            )
        }
        many => format!("{} markets are equally likely to be without the app in {by}: each in {often}", many.len()),
    }
}

fn areas(canvas: &mut Canvas, market: &MarketSummary, states: &[State], xs: &[f64], scale: Scale) {
    let mut floor = vec![0.0; xs.len()];
    for state in states.iter().filter(|s| ever(market, **s)) {
        let Some(shares) = market.access.get(state.key) else { continue };
        let roof: Vec<f64> = floor.iter().zip(shares).map(|(f, s)| (f + s).min(1.0)).collect();
        draw_band(canvas, xs, [&floor, &roof], scale, state.colour());
        if floor.iter().any(|f| *f > 0.0) {
            canvas.line(path(xs, &floor, scale), PAPER, 0.8);
        }
        floor = roof;
    }
}

/// Names each state beside the end of its band, where the band is high enough to point at.
fn ends(canvas: &mut Canvas, market: &MarketSummary, states: &[State], scale: Scale, panel: Panel) {
    let mut floor = 0.0;
    let mut labels: Vec<Label> = Vec::new();
    for state in states {
        let share = last(market, state.key);
        if share >= LABELLED {
            let words = format!("{} {}", whole_percent(share), state.word);
            labels.push(Label {
                aim: scale.at(floor + share / 2.0),
                words,
                style: STYLE,
                swatch: Some(state.colour()),
            });
        }
        floor += share;
    }
    labels.reverse();
    let (left, right, within) = (panel.right, panel.right + panel.ends - 2.0, (panel.top + 4.0, panel.bottom - 4.0));
    Column { left, right, gap: 13.0, within }.draw(canvas, &labels);
}

/// Names, over the panel, the bands that were high and are not named at the end, where they were highest.
fn passing(summary: &Summary, market: &MarketSummary, seen: &[State], time: Time, panel: Panel) -> Vec<(Flag, f64)> {
    let share = |state: &State, i: usize| market.access.get(state.key).and_then(|s| s.get(i).copied()).unwrap_or(0.0);
    let peak = |state: &State| (0..summary.dates.len()).max_by(|a, b| share(state, *a).total_cmp(&share(state, *b)));
    let mut found: Vec<(f64, f64, String)> = Vec::new();
    for (s, state) in seen.iter().enumerate() {
        let Some(at) = peak(state).filter(|at| share(state, *at) >= PASSING && last(market, state.key) < LABELLED)
        else {
            continue;
        };
        let floor: f64 = seen[..s].iter().map(|below| share(below, at)).sum();
        let words = format!("{} {}", state.word, whole_percent(share(state, at)));
        found.push((time.at(summary.dates[at]), floor + share(state, at) / 2.0, words));
    }
    found.sort_by(|a, b| a.0.total_cmp(&b.0));
    let wanted = found.iter().map(|(x, _, words)| Wanted { x: *x, words: words.clone(), before: false });
    let placed = flags(wanted.collect(), STYLE, (panel.left, panel.right + panel.ends - 4.0), 4);
    placed.into_iter().zip(found).map(|(flag, (_, share, _))| (flag, share)).collect()
}

fn table(summary: &Summary, seen: &[State]) -> Table {
    let row = |market: &MarketSummary, i: usize, date: jiff::civil::Date| {
        let days = days_between(summary.scenario.start, date);
        let mut cells = vec![Cell::text(clean(&market.name)), Cell::figure(numbers::day(date), days)];
        let share = |state: &State| market.access.get(state.key).and_then(|shares| shares.get(i)).copied();
        let cell = |share: f64| Cell::figure(percent(share, 0.001), share);
        cells.extend(seen.iter().map(|state| share(state).map_or(Cell::MISSING, cell)));
        cells
    };
    let rows =
        summary.markets.values().flat_map(|m| summary.dates.iter().enumerate().map(move |(i, date)| row(m, i, *date)));
    let columns = ["Market", "Date"].into_iter().chain(seen.iter().map(|s| s.word));
    Table::new("Share of simulations in each state, by market and date", columns.map(capitalize), rows)
}
