//! Who has access over time: the probability of each state, stacked; the main market large with its events, the others as
//! strips.

use super::labels::{Column, Label, lanes};
use super::metric::{place_events, quarters, span, told_dates};
use super::outcomes::{certain, find_worst_off, spoken};
use crate::analysis::{MarketSummary, Summary};
use crate::charts::canvas::{Canvas, Type};
use crate::charts::legend::{Swatch, draw_legend, draw_remark};
use crate::charts::panel::{Panel, draw_band, path};
use crate::charts::scale::{Scale, Time, days_between};
use crate::charts::sheet::{Origin, Sheet};
use crate::charts::style::{INK, LABEL, MUTED, PAPER, SMALL};
use crate::charts::{Cell, Chart, Table, font};
use crate::text::clean::clean;
use crate::text::names::{capitalize, join_list, name_in_title};
use crate::text::numbers::{self, day, percent, spoken_percent, whole_percent};
use crate::text::states::{STATES, State};

/// States in which nobody has lawful access.
const WITHOUT: [&str; 2] = ["banned", "exited"];
/// Space for words at the right of the panel.
const ENDS: f64 = 166.0;
/// Least share that a band has room for words beside.
const LABELLED: f64 = 0.03;
/// Height of a row of words over the panel.
const LANE: f64 = 18.0;
/// Height of a strip, and of its row; on a phone its name stands above it.
const STRIP: f64 = 24.0;
const ROW: f64 = 36.0;
/// Most dates of a strip.
const STRIP_DATES: usize = 26;
/// Space of names.
const NAMES: f64 = 150.0;

/// The chart.
pub(super) fn chart(summary: &Summary) -> Chart {
    let main = summary.markets.get(&summary.main_market).or_else(|| summary.markets.values().next());
    let others = || summary.markets.values().filter(|m| main.is_none_or(|main| !std::ptr::eq(*m, main)));
    let strips: Vec<&MarketSummary> = others().filter(|m| is_at_risk(m)).collect();
    let shown: Vec<&MarketSummary> = main.into_iter().chain(strips.iter().copied()).collect();
    let seen: Vec<State> = STATES.into_iter().filter(|s| shown.iter().any(|m| ever(m, *s))).collect();
    let steady: Vec<&MarketSummary> = others().filter(|m| !is_at_risk(m)).collect();
    let sheet = Sheet {
        name: "access".to_owned(),
        title: finding(summary),
        subtitle: "Share of simulations in each state on each date and at the end, %".to_owned(),
        kind: "Stacked areas by market".to_owned(),
        spoken: shown.iter().map(|m| format!("{} ends {}", m.name, spoken(|key| last(m, key)))).collect(),
        table: table(summary, &shown, &seen),
        origin: Origin::of_run(summary),
    };
    let legend: Vec<(Swatch, String)> =
        seen.iter().map(|state| (Swatch::Edged(state.colour()), state.word.to_owned())).collect();
    sheet.chart(|frame| {
        let canvas = &mut frame.canvas;
        let left = canvas.format.margin();
        let top = draw_legend(canvas, (left, frame.top + 12.0), &legend) + 4.0;
        let mut bottom = main.map_or(top, |main| draw_main(canvas, summary, main, &seen, top));
        let mut first = quarters(summary).len();
        for market in &strips {
            bottom = draw_strip(canvas, summary, market, &seen, (bottom, first));
            first += told_dates(summary).len();
        }
        list_steady(&steady).iter().fold(bottom, |end, note| draw_remark(canvas, end, note))
    })
}

/// Whether a market is ever in more than one state.
pub(super) fn is_at_risk(market: &MarketSummary) -> bool {
    let certain = |shares: &Vec<f64>| shares.iter().all(|share| *share >= 1.0 - 1e-9);
    !market.access.values().any(certain)
}

/// Markets that stay in one state, by state.
fn list_steady(markets: &[&MarketSummary]) -> Vec<String> {
    let of = |state: State| {
        let same = markets.iter().filter(|m| certain(m) == Some(state));
        let names: Vec<String> = same.map(|m| name_in_title(&clean(&m.name))).collect();
        (!names.is_empty())
            .then(|| format!("Not drawn: {}, {} throughout in every simulation", join_list(&names), state.word))
    };
    STATES.into_iter().filter_map(of).collect()
}

/// The main market with its events over the panel; returns where it ends.
fn draw_main(canvas: &mut Canvas, summary: &Summary, market: &MarketSummary, seen: &[State], top: f64) -> f64 {
    let format = canvas.format;
    let (start, end) = span(summary);
    let ends = format.pick(ENDS, 10.0);
    let mut panel = Panel::whole(format, (0.0, format.pick(230.0, 180.0)), 42.0, ends);
    let time = Time::new(start, end, (panel.left, panel.right));
    let events = place_events(summary, &summary.main_market, &panel, format);
    let first_lane = top + 34.0;
    let high = panel.bottom;
    panel.top = first_lane + lanes(&events) as f64 * LANE + 6.0;
    panel.bottom = panel.top + high;
    let bold = Type::new(LABEL, INK).bold();
    let name = clean(&market.name);
    canvas.text((format.margin(), top + 22.0), bold.fit(&name, format.space()), bold);
    let scale = panel.upwards(canvas, &[0.0, 0.25, 0.5, 0.75, 1.0], true, |share| percent(share, 0.01));
    let xs: Vec<f64> = summary.dates.iter().map(|date| time.at(*date)).collect();
    draw_areas(canvas, market, seen, (&xs, 1), scale);
    panel.dates(canvas, time);
    for event in &events {
        let from = event.draw(canvas, Type::new(SMALL, INK), first_lane, LANE).unwrap_or(panel.top - 6.0);
        canvas.line(vec![(event.x, from), (event.x, panel.top)], MUTED, 0.9);
        draw_dashes(canvas, event.x, (panel.top, panel.bottom));
    }
    canvas.outline((panel.left, panel.top), (panel.right, panel.bottom), MUTED, 0.8);
    if !format.is_narrow() {
        draw_ends(canvas, market, seen, scale, panel);
    }
    let quarters: Vec<f64> = quarters(summary).into_iter().map(|i| xs[i]).collect();
    panel.zones(canvas, &quarters, 0);
    let below = panel.below() + 8.0;
    if !format.is_narrow() {
        return below;
    }
    // A phone has no room beside the panel: the events and the ends are told below it.
    let ends = format!("At the end: {}", spoken(|key| last(market, key)));
    let style = Type::new(SMALL, INK);
    font::wrap(&ends, SMALL, style.weight, format.space(), 4).into_iter().fold(below + 4.0, |y, line| {
        canvas.text((format.margin(), y + 12.0), line, style);
        y + 16.0
    })
}

/// Dashes of light and dark, so that a line is seen on every colour.
fn draw_dashes(canvas: &mut Canvas, x: f64, (top, bottom): (f64, f64)) {
    canvas.line(vec![(x, top), (x, bottom)], PAPER, 2.0);
    canvas.line(vec![(x, top), (x, bottom)], INK, 0.9);
}

/// Another market, small; its rows of the table begin at `first`. Returns where it ends.
fn draw_strip(
    canvas: &mut Canvas,
    summary: &Summary,
    market: &MarketSummary,
    seen: &[State],
    (top, first): (f64, usize),
) -> f64 {
    let format = canvas.format;
    let (start, end) = span(summary);
    let (ink, name) = (Type::new(LABEL, INK), clean(&market.name));
    let likeliest = STATES.into_iter().max_by(|a, b| last(market, a.key).total_cmp(&last(market, b.key)));
    let words = likeliest
        .map_or_else(String::new, |state| format!("{} {}", whole_percent(last(market, state.key)), state.word));
    let small = Type::new(SMALL, INK);
    let (left, right, y) = if format.is_narrow() {
        let wide = small.width(&words);
        canvas.text((format.margin(), top + 18.0), ink.fit(&name, format.space() - wide - 10.0), ink);
        canvas.text((format.right(), top + 18.0), words, small.anchored(crate::charts::canvas::Anchor::End));
        (format.margin(), format.right(), top + 24.0)
    } else {
        let lines = font::wrap(&name, LABEL, ink.weight, NAMES - 12.0, 2);
        let first = top + ROW / 2.0 + 4.6 - 7.5 * (lines.len() as f64 - 1.0);
        for (i, line) in lines.into_iter().enumerate() {
            canvas.text((format.margin(), first + 15.0 * i as f64), line, ink);
        }
        let right = format.right() - ENDS;
        canvas.text((right + 12.0, top + ROW / 2.0 + 4.3), small.fit(&words, ENDS - 12.0), small);
        (format.margin() + NAMES, right, top + (ROW - STRIP) / 2.0)
    };
    let time = Time::new(start, end, (left, right));
    let scale = Scale::new((0.0, 1.0), (y + STRIP, y));
    let all: Vec<f64> = summary.dates.iter().map(|date| time.at(*date)).collect();
    // A strip shows no more than so many dates.
    let step = all.len().div_ceil(STRIP_DATES).max(1);
    draw_areas(canvas, market, seen, (&all, step), scale);
    canvas.outline((left, y), (right, y + STRIP), MUTED, 0.8);
    let told: Vec<f64> = told_dates(summary).into_iter().map(|i| all[i]).collect();
    let panel = Panel { left, right, top: y, bottom: y + STRIP, first: true, ends: 0.0 };
    panel.zones(canvas, &told, first);
    if format.is_narrow() { y + STRIP + 6.0 } else { top + ROW }
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

/// Of the market that is worst off: how often it is without the app at the end, and at its highest.
fn finding(summary: &Summary) -> String {
    let by = numbers::month_year(span(summary).1);
    let Some(market) = find_worst_off(summary) else {
        return format!("Access to each market until {by}");
    };
    let name = name_in_title(&market.name);
    match without(market) {
        none if none <= 0.0 => format!("{} has the app in {by} in every simulation", capitalize(&name)),
        all if all >= 1.0 => format!("{} is without the app in {by} in every simulation", capitalize(&name)),
        share => {
            format!("{} is without the app in {by} in {} of simulations", capitalize(&name), spoken_percent(share))
        }
    }
}

/// The states one on the other, at every so many dates and the last.
fn draw_areas(canvas: &mut Canvas, market: &MarketSummary, states: &[State], (all, step): (&[f64], usize), y: Scale) {
    let last = all.len().saturating_sub(1);
    let thin = |values: &[f64]| -> Vec<f64> {
        values.iter().enumerate().filter(|(i, _)| i % step == 0 || *i == last).map(|(_, value)| *value).collect()
    };
    let (xs, mut floor) = (thin(all), vec![0.0; thin(all).len()]);
    for state in states.iter().filter(|s| ever(market, **s)) {
        let Some(shares) = market.access.get(state.key) else { continue };
        let roof: Vec<f64> = floor.iter().zip(thin(shares)).map(|(f, s)| (f + s).min(1.0)).collect();
        draw_band(canvas, &xs, [&floor, &roof], y, state.colour());
        if floor.iter().any(|f| *f > 0.0) {
            canvas.line(path(&xs, &floor, y), PAPER, 0.8);
        }
        floor = roof;
    }
}

/// Names each state beside the end of its band, where the band is high enough to point at.
fn draw_ends(canvas: &mut Canvas, market: &MarketSummary, states: &[State], scale: Scale, panel: Panel) {
    let mut floor = 0.0;
    let mut labels: Vec<Label> = Vec::new();
    for state in states {
        let share = last(market, state.key);
        if share >= LABELLED {
            let words = format!("{} {}", whole_percent(share), state.word);
            let style = Type::new(SMALL, INK);
            labels.push(Label { aim: scale.at(floor + share / 2.0), words, style, swatch: Some(state.colour()) });
        }
        floor += share;
    }
    labels.reverse();
    let (left, right, within) = (panel.right, panel.right + panel.ends - 2.0, (panel.top + 4.0, panel.bottom - 4.0));
    Column { left, right, gap: 15.0, within }.draw(canvas, &labels);
}

/// The main market by quarters, the others by years.
fn table(summary: &Summary, shown: &[&MarketSummary], seen: &[State]) -> Table {
    let row = |market: &MarketSummary, i: usize| {
        let date = summary.dates[i];
        let days = days_between(summary.scenario.start, date);
        let mut cells = vec![Cell::text(clean(&market.name)), Cell::figure(day(date), days)];
        let share = |state: &State| market.access.get(state.key).and_then(|shares| shares.get(i)).copied();
        let cell = |share: f64| if share > 0.0 { Cell::figure(percent(share, 0.001), share) } else { Cell::MISSING };
        cells.extend(seen.iter().map(|state| share(state).map_or(Cell::MISSING, cell)));
        cells
    };
    let dates = |number: usize| if number == 0 { quarters(summary) } else { told_dates(summary) };
    let rows = shown.iter().enumerate().flat_map(|(number, m)| dates(number).into_iter().map(move |i| row(m, i)));
    let columns = ["Market", "Date"].into_iter().chain(seen.iter().map(|s| s.word));
    Table::new("Share of simulations in each state, by market and date", columns.map(capitalize), rows)
}
