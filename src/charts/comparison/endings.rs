//! How the main market ends in each scenario.

use super::{name, origin, palette};
use crate::analysis::{Comparison, SideMarket};
use crate::charts::canvas::Type;
use crate::charts::frame::Frame;
use crate::charts::outcomes::{figure, heading};
use crate::charts::style::{GRID, LABEL, MARGIN, WIDTH};
use crate::text::states::{STATES, State};

use crate::charts::{Cell, Chart, ChartError, Table};
use crate::text::names::{capitalize, name_in_title};
use crate::text::numbers::{self, whole_percent};

const NAMES: f64 = 150.0;
const ROW: f64 = 38.0;

/// The chart, where all scenarios have the market.
pub(super) fn chart(comparison: &Comparison) -> Result<Option<Chart>, ChartError> {
    let markets: Option<Vec<&SideMarket>> =
        comparison.sides.iter().map(|side| side.markets.get(&comparison.main_market)).collect();
    let Some(markets) = markets else { return Ok(None) };
    let Some(market) = markets.first() else { return Ok(None) };
    let title = finding(comparison, &markets);
    let mut frame =
        Frame::new(&title, &format!("How {} ends, % of simulations by scenario", name_in_title(&market.name)));
    let states: Vec<State> = STATES.into_iter().filter(|s| markets.iter().any(|m| ends(m, s.key) > 0.0)).collect();
    let left = MARGIN + NAMES;
    let cell = ((WIDTH - MARGIN - left) / states.len().max(1) as f64).min(160.0);
    let top = frame.top + 36.0;
    for (i, state) in states.iter().enumerate() {
        heading(&mut frame.canvas, state, left + cell * i as f64, top, cell);
    }
    for (i, (side, market)) in comparison.sides.iter().zip(&markets).enumerate() {
        let y = top + ROW * (i as f64 + 0.5);
        let canvas = &mut frame.canvas;
        canvas.line(vec![(MARGIN, y - ROW / 2.0), (WIDTH - MARGIN, y - ROW / 2.0)], GRID, 1.0);
        let style = Type::new(LABEL, palette::colour(i)).bold();
        canvas.text((MARGIN, y + 4.6), style.fit(&name(side), NAMES - 14.0), style);
        for (j, state) in states.iter().enumerate() {
            figure(canvas, ends(market, state.key), state, left + cell * j as f64, y, cell);
        }
        canvas.zone((MARGIN, y - ROW / 2.0), (WIDTH - MARGIN, y + ROW / 2.0), i);
    }
    let bottom = top + ROW * markets.len() as f64;
    let table = table(comparison, &markets, &states);
    let told: Vec<String> =
        comparison.sides.iter().zip(&markets).map(|(s, m)| format!("{}: {}", name(s), words(m))).collect();
    let alt = format!("Table of final states by scenario. {title}. {}.", told.join("; "));
    frame.finish(&origin(comparison), "endings", bottom, &alt, table).map(Some)
}

fn ends(market: &SideMarket, state: &str) -> f64 {
    market.outcomes.get(state).copied().unwrap_or(0.0)
}

fn without(market: &SideMarket) -> f64 {
    ends(market, "banned") + ends(market, "exited")
}

fn words(market: &SideMarket) -> String {
    let told = STATES.iter().map(|s| (s.word, ends(market, s.key))).filter(|(_, p)| *p > 0.0);
    told.map(|(word, p)| format!("{word} {}", whole_percent(p))).collect::<Vec<_>>().join(", ")
}

fn finding(comparison: &Comparison, markets: &[&SideMarket]) -> String {
    let mut order: Vec<usize> = (0..markets.len()).collect();
    order.sort_by(|&a, &b| without(markets[a]).total_cmp(&without(markets[b])));
    let [least, .., most] = order.as_slice() else { return String::new() };
    if without(markets[*most]) <= 0.0 {
        return format!(
            "{} ends with the app in every simulation of every scenario",
            capitalize(&name_in_title(&markets[*least].name))
        );
    }
    format!(
        "{} ends without the app in {} of simulations of {}, in {} of {}",
        capitalize(&name_in_title(&markets[*least].name)),
        numbers::spoken_percent(without(markets[*most])),
        name(&comparison.sides[*most]),
        numbers::spoken_percent(without(markets[*least])),
        name(&comparison.sides[*least]),
    )
}

fn table(comparison: &Comparison, markets: &[&SideMarket], states: &[State]) -> Table {
    let cell = |share: f64| {
        if share > 0.0 { Cell::figure(numbers::percent(share, 0.001), share) } else { Cell::figure("–", 0.0) }
    };
    let row = |(side, market): (&crate::analysis::Side, &&SideMarket)| {
        [Cell::text(name(side))].into_iter().chain(states.iter().map(|s| cell(ends(market, s.key)))).collect()
    };
    Table::new(
        "Probability of each final state of the main market, by scenario",
        ["Scenario"].into_iter().chain(states.iter().map(|s| s.word)),
        comparison.sides.iter().zip(markets).map(row),
    )
}
