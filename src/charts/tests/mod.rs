//! The marks of drawings: whether words fit, and whether marks stand where the figures say.

mod marks;
mod places;
pub(in crate::charts) mod sound;
mod whole;
pub(in crate::charts) mod words;

use std::sync::LazyLock;

use crate::analysis::{EventInfo, Summary};

use super::canvas::{Anchor, Drawing, Mark};
use super::font;
use super::{Chart, render, sample, style};

const LONG: &str = "The United Federated Republics of Somewhere and Elsewhere";

#[derive(Debug, Clone)]
pub(in crate::charts) struct Word {
    pub(in crate::charts) text: String,
    pub(in crate::charts) left: f64,
    pub(in crate::charts) right: f64,
    pub(in crate::charts) top: f64,
    pub(in crate::charts) bottom: f64,
    colour: String,
}

pub(in crate::charts) fn words(drawing: &Drawing) -> Vec<Word> {
    let word = |mark: &Mark| {
        let Mark::Text { at: (x, baseline), text, style } = mark else { return None };
        let width = font::width(text, style.size, style.weight);
        let left = match style.anchor {
            Anchor::Start => *x,
            Anchor::Middle => x - width / 2.0,
            Anchor::End => x - width,
        };
        let (top, bottom) = (baseline - 0.73 * style.size, baseline + 0.2 * style.size);
        Some(Word { text: text.clone(), left, right: left + width, top, bottom, colour: style.colour.hex() })
    };
    drawing.marks.iter().filter_map(word).collect()
}

fn chart(summary: &Summary, name: &str) -> Chart {
    render(summary).unwrap().into_iter().find(|c| c.name == name).unwrap_or_else(|| panic!("no chart {name}"))
}

/// Boxes of a colour: left, top, width, height in pixels.
pub(in crate::charts) fn boxes(drawing: &Drawing, wanted: style::Colour) -> Vec<[f64; 4]> {
    let corners = |mark: &Mark| match mark {
        Mark::Box { from, to, colour } if *colour == wanted => {
            Some([from.0.min(to.0), from.1.min(to.1), (to.0 - from.0).abs(), (to.1 - from.1).abs()])
        }
        _ => None,
    };
    drawing.marks.iter().filter_map(corners).collect()
}

/// Outlines of the areas of a colour.
pub(in crate::charts) fn areas(drawing: &Drawing, wanted: style::Colour) -> Vec<Vec<(f64, f64)>> {
    let outline = |mark: &Mark| match mark {
        Mark::Area { points, colour } if *colour == wanted => Some(points.clone()),
        _ => None,
    };
    drawing.marks.iter().filter_map(outline).collect()
}

/// Lines of a colour.
pub(in crate::charts) fn lines(drawing: &Drawing, wanted: style::Colour) -> Vec<Vec<(f64, f64)>> {
    let path = |mark: &Mark| match mark {
        Mark::Line { points, colour, .. } if *colour == wanted => Some(points.clone()),
        _ => None,
    };
    drawing.marks.iter().filter_map(path).collect()
}

/// Middles of the dots of a colour.
pub(in crate::charts) fn dots(drawing: &Drawing, wanted: style::Colour) -> Vec<(f64, f64)> {
    let middle = |mark: &Mark| match mark {
        Mark::Dot { at, colour, .. } if *colour == wanted => Some(*at),
        _ => None,
    };
    drawing.marks.iter().filter_map(middle).collect()
}

pub(in crate::charts) fn place(words: &[Word], text: &str) -> Word {
    words.iter().find(|w| w.text == text).unwrap_or_else(|| panic!("no {text:?} in {words:?}")).clone()
}

impl Word {
    fn middle(&self) -> (f64, f64) {
        (f64::midpoint(self.left, self.right), f64::midpoint(self.top, self.bottom))
    }
}

/// Their charts, drawn once.
static STRESSED: LazyLock<Vec<(&'static str, Vec<Chart>)>> =
    LazyLock::new(|| stressful().into_iter().map(|(run, summary)| (run, render(&summary).unwrap())).collect());

/// Runs that stress the layout in different ways.
fn stressful() -> Vec<(&'static str, Summary)> {
    let mut wild = sample::with_markets(2, "Brazil");
    for market in wild.markets.values_mut() {
        for fan in market.fans.values_mut() {
            fan.p95.iter_mut().for_each(|v| *v *= 37.0);
        }
    }
    let mut uneven = sample::with_markets(8, "China (with the other apps)");
    for fan in uneven.markets[3].fans.values_mut() {
        fan.p95.iter_mut().for_each(|v| *v *= 9.0);
    }
    let mut flat = sample::with_markets(3, "Japan");
    for figure in [&mut flat.value_abroad, &mut flat.value] {
        for quantile in [&mut figure.p5, &mut figure.p25, &mut figure.p50, &mut figure.p75, &mut figure.p95] {
            *quantile = figure.mean;
        }
    }
    for market in flat.markets.values_mut() {
        for fan in market.fans.values_mut() {
            for q in [&mut fan.p5, &mut fan.p25, &mut fan.p75, &mut fan.p95] {
                q.clone_from(&fan.p50);
            }
        }
    }
    let mut crowded = sample::with_markets(1, "United States");
    let again: Vec<EventInfo> = crowded.events.iter().flat_map(|e| vec![e.clone(); 4]).collect();
    crowded.events = again;
    let mut wordy = sample::summary();
    wordy.scenario.name = LONG.repeat(3);
    wordy.events.iter_mut().for_each(|e| e.label = LONG.repeat(3));
    let mut sunny = sample::summary();
    for list in [&mut sunny.exceedance.loss, &mut sunny.exceedance.low, &mut sunny.exceedance.high] {
        list.iter_mut().for_each(|loss| *loss -= 30e9);
    }
    let mut loose = sample::summary();
    let figures = loose.inputs[0].clone();
    for i in 0..500 {
        let mut figures = figures.clone();
        figures.drawn_below.iter_mut().enumerate().for_each(|(k, v)| *v += 0.0007 * f64::from(i) * (k as f64 - 2.0));
        loose.inputs.insert(format!("markets.{}.{i}", LONG.replace(' ', "-")), figures);
    }
    let mut sole = sample::summary();
    sole.inputs.truncate(1);
    sole.markets["us"].sales.truncate(1);
    let mut certain = sample::summary();
    certain.bridge.values_mut().for_each(|v| *v = 0.0);
    certain.loss = crate::analysis::Estimate { unit: "USD".to_owned(), ..Default::default() };
    vec![
        ("as is", sample::summary()),
        ("one", sample::with_markets(1, LONG)),
        ("two", sample::with_markets(2, "中华人民共和国的一个非常长的市场名称中华人民共和国")),
        ("five", sample::with_markets(5, LONG)),
        ("twelve", sample::with_markets(12, LONG)),
        ("thirty", sample::with_markets(30, "UK")),
        ("wild", wild),
        ("uneven", uneven),
        ("flat", flat),
        ("crowded", crowded),
        ("wordy", wordy),
        ("sunny", sunny),
        ("loose", loose),
        ("sole", sole),
        ("certain", certain),
    ]
}
