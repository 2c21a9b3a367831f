//! Users over time, apart for each outcome: of all markets side by side, and of one with its scheduled events.

mod finding;

use super::access::is_at_risk;
use super::labels::{Column, Label, lanes};
use super::metric::{place_events, span, told_dates, top_of};
use super::outcomes::ends;
use crate::analysis::{Fan, MarketSummary, Summary};
use crate::charts::canvas::{Canvas, Type};
use crate::charts::format::Format;
use crate::charts::legend::{Swatch, draw_legend, draw_remark};
use crate::charts::panel::{Panel, draw_band, panels, path};
use crate::charts::scale::{Scale, Time, days_between, ticks};
use crate::charts::sheet::{Origin, Sheet};
use crate::charts::style::{AXIS, FAN_EDGE, FAN_INNER, FAN_MEDIAN, FAN_OUTER, INK, LABEL, MUTED, SMALL};
use crate::charts::{Cell, Chart, Table};
use crate::text::clean::clean;
use crate::text::names::{capitalize, join_list, name_in_title};
use crate::text::numbers::{day, percent, whole_percent};
use crate::text::states::{STATES, State};

use finding::{describe, finding, spoken};

/// What is drawn.
const UNIT: &str = "Users (active and circumventing) as % of users at the start";
/// Panels keep one scale until the highest is this many times the lowest.
const COMMON_SCALE: f64 = 3.0;
/// Space for words at the right of a panel of several, and of one alone.
const ENDS: f64 = 44.0;
const ENDS_ALONE: f64 = 206.0;
/// Height of a panel alone, and of a row of words over it.
const HEIGHT: f64 = 300.0;
const LANE: f64 = 18.0;
/// Points of a line of a small panel, at most.
const POINTS: usize = 36;

/// Whose users the shares of a market are of: where it was blocked before the start, those from before.
fn describe_start(market: &MarketSummary) -> &'static str {
    if market.is_blocked_at_start() { "users before its block" } else { "users at the start" }
}

/// What is drawn of these markets.
fn describe_unit(markets: &[Market]) -> String {
    let blocked: Vec<&MarketSummary> = markets.iter().map(|(_, m)| *m).filter(|m| m.is_blocked_at_start()).collect();
    match (markets, blocked.as_slice()) {
        (_, []) => UNIT.to_owned(),
        ([_], [one]) => UNIT.replace("users at the start", describe_start(one)),
        (_, several) => {
            let names: Vec<String> = several.iter().map(|market| name_in_title(&market.name)).collect();
            format!("{UNIT}, in {} of users before the block", join_list(&names))
        }
    }
}

/// A market with its key.
type Market<'a> = (&'a str, &'a MarketSummary);

static EMPTY: Fan = Fan { p5: Vec::new(), p25: Vec::new(), p50: Vec::new(), p75: Vec::new(), p95: Vec::new() };

/// Users where the market ends in one state: its share of simulations, and its fan.
struct Group<'a> {
    state: State,
    share: f64,
    fan: &'a Fan,
}

/// The fans of a market by outcome, the likeliest first; none where one outcome is certain or outcomes were not kept apart.
fn groups(market: &MarketSummary) -> Vec<Group<'_>> {
    let group = |state: State| {
        let fan = market.outcome_fans.get(state.key)?;
        Some(Group { state, share: ends(market, state.key), fan })
    };
    let mut groups: Vec<Group> = STATES.into_iter().filter_map(group).collect();
    groups.sort_by(|a, b| b.share.total_cmp(&a.share));
    if groups.len() < 2 { Vec::new() } else { groups }
}

/// The chart of all markets at risk, where any has the figures.
pub(super) fn chart_all(summary: &Summary) -> Option<Chart> {
    if !summary.markets.values().any(|market| !fan_of(market).p50.is_empty()) {
        return None;
    }
    let market = |(key, market)| (String::as_str(key), market);
    let all: Vec<Market> = summary.markets.iter().map(market).collect();
    let (at_risk, steady): (Vec<Market>, Vec<Market>) = all.iter().copied().partition(|(_, m)| is_at_risk(m));
    let (drawn, left) = if at_risk.is_empty() { (all, Vec::new()) } else { (at_risk, steady) };
    let tops: Vec<f64> = drawn.iter().map(|market| top(market.1)).collect();
    let highest = tops.iter().copied().fold(1.0, f64::max);
    let own = highest > COMMON_SCALE * tops.iter().copied().fold(f64::INFINITY, f64::min);
    let differ = if own { ". Scales differ between markets" } else { "" };
    let apart = drawn.iter().any(|(_, market)| !groups(market).is_empty());
    let what = if apart {
        "lines: median by outcome, the thicker the likelier; bands: middle half of each"
    } else {
        "median, middle half, and 5% to 95%"
    };
    let sheet = Sheet {
        name: "retention".to_owned(),
        title: finding(summary, &drawn),
        subtitle: format!("{}; {what}{differ}", describe_unit(&drawn)),
        kind: "Users by market over time".to_owned(),
        spoken: drawn.iter().filter_map(spoken).collect(),
        table: table(summary, &drawn),
        origin: Origin::of_run(summary),
    };
    let legend = legend(&drawn);
    let notes: Vec<String> = left.iter().map(|(_, market)| name_in_title(&clean(&market.name))).collect();
    Some(sheet.chart(|frame| {
        let canvas = &mut frame.canvas;
        let start = draw_legend(canvas, (canvas.format.margin(), frame.top + 12.0), &legend);
        let grid = panels(canvas.format, drawn.len(), start + 4.0, own, ENDS);
        for (i, ((_, market), panel)) in drawn.iter().zip(&grid).enumerate() {
            panel.heading(canvas, &market.name);
            let figures = ticks(0.0, if own { tops[i] } else { highest }, 3);
            let step = summary.dates.len().div_ceil(POINTS).max(1);
            let y = draw_users(canvas, summary, market, *panel, &figures, own, step);
            label_small(canvas, market, y, *panel);
            zones(canvas, summary, *panel, i * told_dates(summary).len());
        }
        let bottom = grid.last().map_or(start, |panel| panel.below());
        let words = format!("Not drawn, since nothing is at risk there: {}", join_list(&notes));
        if notes.is_empty() { bottom } else { draw_remark(canvas, bottom, &words) }
    }))
}

/// The chart of one market; `name` is its file's.
pub(super) fn chart_one(summary: &Summary, key: &str, name: &str) -> Chart {
    let market = &summary.markets[key];
    let untold = |format: Format| {
        place_events(summary, key, &alone(format), format).iter().filter(|event| event.lane.is_none()).count()
    };
    let untold = match untold(Format::Wide) {
        0 => String::new(),
        n => format!(". {n} more events are marked without a label"),
    };
    let what = if groups(market).is_empty() {
        "median, middle half, and 5% to 95%"
    } else {
        "median and middle half of each outcome"
    };
    let sheet = Sheet {
        name: name.to_owned(),
        title: describe(summary, market),
        subtitle: format!("{}: {what}{untold}", describe_unit(&[(key, market)])),
        kind: format!("Users over time in {}", clean(&market.name)),
        spoken: spoken(&(key, market)).into_iter().collect(),
        table: table(summary, &[(key, market)]),
        origin: Origin::of_run(summary),
    };
    let legend = legend(&[(key, market)]);
    sheet.chart(|frame| {
        let canvas = &mut frame.canvas;
        let format = canvas.format;
        let start = draw_legend(canvas, (format.margin(), frame.top + 12.0), &legend) + 2.0;
        let mut panel = alone(format);
        let events = place_events(summary, key, &panel, format);
        let first_lane = start + 10.0;
        let high = panel.bottom - panel.top;
        panel.top = first_lane + lanes(&events) as f64 * LANE + 6.0;
        panel.bottom = panel.top + high;
        let y = draw_users(canvas, summary, market, panel, &ticks(0.0, top(market), 5), true, 1);
        for event in &events {
            let from = event.draw(canvas, Type::new(SMALL, INK), first_lane, LANE).unwrap_or(panel.top);
            canvas.line(vec![(event.x, from), (event.x, panel.bottom)], MUTED, 0.9);
        }
        if format.is_narrow() {
            label_small(canvas, market, y, panel);
        } else {
            label_ends(canvas, market, y, panel);
        }
        zones(canvas, summary, panel, 0);
        panel.bottom + 22.0
    })
}

/// The panel of a market alone, from the top.
fn alone(format: Format) -> Panel {
    Panel::whole(format, (0.0, format.pick(HEIGHT, 220.0)), 42.0, format.pick(ENDS_ALONE, ENDS))
}

fn fan_of(market: &MarketSummary) -> &Fan {
    market.fans.get("retention").unwrap_or(&EMPTY)
}

/// The greatest share that a market's scale must show.
fn top(market: &MarketSummary) -> f64 {
    let groups = groups(market);
    if groups.is_empty() {
        return top_of(fan_of(market));
    }
    let highest = groups.iter().flat_map(|group| &group.fan.p75).copied().fold(1.0, f64::max);
    if highest < 1.005 { 1.0 } else { highest }
}

/// What marks mean: outcomes by their colours, or the bands of one fan.
fn legend(markets: &[Market]) -> Vec<(Swatch, String)> {
    let all: Vec<Group> = markets.iter().flat_map(|(_, market)| groups(market)).collect();
    let states = STATES.into_iter().filter(|state| all.iter().any(|group| group.state == *state));
    let mut legend: Vec<(Swatch, String)> =
        states.map(|state| (Swatch::Edged(state.colour()), state.word.to_owned())).collect();
    if markets.iter().any(|(_, market)| groups(market).is_empty()) {
        let band = [(FAN_OUTER, "5% to 95%"), (FAN_INNER, "middle half"), (FAN_MEDIAN, "median")];
        legend.extend(band.map(|(colour, words)| (Swatch::Edged(colour), words.to_owned())));
    } else {
        legend.push((Swatch::Edged(FAN_OUTER), "middle half of an outcome".to_owned()));
    }
    legend
}

/// Draws axes, bands and medians, at every so many dates.
fn draw_users(
    canvas: &mut Canvas,
    summary: &Summary,
    market: &MarketSummary,
    panel: Panel,
    figures: &[f64],
    own: bool,
    step: usize,
) -> Scale {
    let (start, end) = span(summary);
    let time = Time::new(start, end, (panel.left, panel.right));
    let y = panel.upwards(canvas, figures, own, |share| percent(share, 0.01));
    let last = summary.dates.len() - 1;
    let places: Vec<usize> = (0..=last).filter(|i| i % step == 0 || *i == last).collect();
    let thin = |values: &[f64]| -> Vec<f64> { places.iter().filter_map(|i| values.get(*i).copied()).collect() };
    let xs: Vec<f64> = places.iter().map(|i| time.at(summary.dates[*i])).collect();
    let band = |canvas: &mut Canvas, low: &[f64], high: &[f64], colour| {
        let (low, high) = (thin(low), thin(high));
        draw_band(canvas, &xs, [&low, &high], y, colour);
        for edge in [&low, &high].into_iter().filter(|edge| edge.len() > 1) {
            canvas.line(path(&xs, edge, y), FAN_EDGE, 0.6);
        }
    };
    let groups = groups(market);
    if groups.is_empty() {
        let fan = fan_of(market);
        band(canvas, &fan.p5, &fan.p95, FAN_OUTER);
        band(canvas, &fan.p25, &fan.p75, FAN_INNER);
        if fan.p50.len() > 1 {
            canvas.line(path(&xs, &thin(&fan.p50), y), FAN_MEDIAN, 2.2);
        }
    }
    for group in groups.iter().rev() {
        band(canvas, &group.fan.p25, &group.fan.p75, FAN_OUTER);
    }
    canvas.line(vec![(panel.left, y.at(1.0)), (panel.right, y.at(1.0))], AXIS, 0.8);
    // The likeliest in front, each in its colour within a dark edge, so that pale ones are seen.
    for group in groups.iter().rev() {
        let line = path(&xs, &thin(&group.fan.p50), y);
        let width = 1.6 + 2.4 * group.share;
        canvas.line(line.clone(), INK, width + 1.2);
        canvas.line(line, group.state.colour(), width);
    }
    panel.dates(canvas, time);
    y
}

/// Writes beside the last date where the medians end, those of the likeliest outcomes first.
fn label_small(canvas: &mut Canvas, market: &MarketSummary, y: Scale, panel: Panel) {
    let groups = groups(market);
    let fan = fan_of(market);
    let medians: Vec<f64> = if groups.is_empty() {
        fan.p50.last().copied().into_iter().collect()
    } else {
        groups.iter().filter_map(|group| group.fan.p50.last().copied()).collect()
    };
    let mut taken: Vec<f64> = Vec::new();
    for median in medians {
        let at = y.at(median).clamp(panel.top + 5.0, panel.bottom - 3.0);
        if taken.iter().all(|other| (at - other).abs() >= 15.0) {
            canvas.text((panel.right + 5.0, at + 4.5), whole_percent(median), Type::new(LABEL, INK));
            taken.push(at);
        }
    }
}

/// Writes beside the last date how likely each outcome is, and where its median ends.
fn label_ends(canvas: &mut Canvas, market: &MarketSummary, y: Scale, panel: Panel) {
    let groups = groups(market);
    let mut labels: Vec<Label> = groups
        .iter()
        .filter_map(|group| {
            let median = *group.fan.p50.last()?;
            let words = format!("{} {}: {}", whole_percent(group.share), group.state.word, whole_percent(median));
            let style = Type::new(SMALL, INK);
            Some(Label { aim: y.at(median), words, style, swatch: Some(group.state.colour()) })
        })
        .collect();
    if groups.is_empty() {
        labels = label_fan(fan_of(market), y);
    }
    labels.sort_by(|a, b| a.aim.total_cmp(&b.aim));
    let within = (panel.top, panel.bottom);
    Column { left: panel.right, right: panel.right + panel.ends, gap: 16.0, within }.draw(canvas, &labels);
}

/// Where each quantile ends; the median alone where all end together.
fn label_fan(fan: &Fan, y: Scale) -> Vec<Label> {
    let figures = [("95%:", &fan.p95), ("75%:", &fan.p75), ("median", &fan.p50), ("25%:", &fan.p25), ("5%:", &fan.p5)];
    let median = fan.p50.last().map(|median| y.at(*median));
    let label = |(word, values): &(&str, &Vec<f64>)| {
        let value = *values.last()?;
        let aim = y.at(value);
        let style = match *word {
            "median" => Type::new(LABEL, FAN_MEDIAN).bold(),
            _ if median.is_some_and(|median| (aim - median).abs() <= 0.5) => return None,
            _ => Type::new(SMALL, MUTED),
        };
        Some(Label { aim, words: format!("{word} {}", whole_percent(value)), style, swatch: None })
    };
    figures.iter().filter_map(label).collect()
}

fn zones(canvas: &mut Canvas, summary: &Summary, panel: Panel, first: usize) {
    let (start, end) = span(summary);
    let time = Time::new(start, end, (panel.left, panel.right));
    let xs: Vec<f64> = told_dates(summary).into_iter().map(|i| time.at(summary.dates[i])).collect();
    panel.zones(canvas, &xs, first);
}

/// Medians by market and date, over all simulations with their range and by outcome; the rows of one market together.
fn table(summary: &Summary, all: &[Market]) -> Table {
    let states: Vec<State> = STATES
        .into_iter()
        .filter(|state| all.iter().any(|(_, market)| groups(market).iter().any(|group| group.state == *state)))
        .collect();
    let row = |market: &MarketSummary, i: usize| {
        let date = summary.dates[i];
        let days = days_between(summary.scenario.start, date);
        let cell = |values: &Vec<f64>| {
            values.get(i).map_or(Cell::MISSING, |share| Cell::figure(whole_percent(*share), *share))
        };
        let fan = fan_of(market);
        let mut cells = vec![Cell::text(clean(&market.name)), Cell::figure(day(date), days)];
        cells.extend([&fan.p5, &fan.p50, &fan.p95].map(cell));
        let groups = groups(market);
        let of = |state: &State| groups.iter().find(|group| group.state == *state);
        cells.extend(states.iter().map(|state| of(state).map_or(Cell::MISSING, |group| cell(&group.fan.p50))));
        cells
    };
    let rows = all.iter().flat_map(|(_, market)| told_dates(summary).into_iter().map(move |i| row(market, i)));
    let heads = ["Market", "Date", "5%", "Median", "95%"].into_iter().map(str::to_owned);
    let heads = heads.chain(states.iter().map(|state| capitalize(state.word)));
    Table::new(
        format!(
            "{}: quantiles over all simulations, and the median where each outcome comes about",
            describe_unit(all)
        ),
        heads,
        rows,
    )
}
