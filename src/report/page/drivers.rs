//! What value depends on most, of the inputs that nobody knows.

use maud::{Markup, html};

use crate::analysis::{RunDriver, StudiedScenario, Summary};
use crate::charts::style::GAIN;
use crate::text::numbers::{count, last_place, money, spoken_percent};
use crate::text::paths::describe_input;
use crate::text::phrases::{format_quantity, input_in_title};

use super::super::board::bars::{Axis, Stretch};
use super::super::narrative::home;
use super::super::words::{capitalize, join_list, name_market};

/// Standard errors by which the first share must exceed another to be called the larger.
const SURE: f64 = 3.0;

/// The section, with so many drivers at most; none of results that were saved without it.
pub(super) fn render_drivers(summary: &Summary, most: usize) -> Option<Markup> {
    let drivers = &summary.drivers;
    if drivers.inputs == 0 {
        return None;
    }
    let scenario = study_of(summary);
    let of_value = home(summary).map(|home| format!(" outside {}", name_market(&home))).unwrap_or_default();
    Some(html! {
        p.finding { b { (describe_first(&drivers.named, &scenario, &of_value)) } }
        @if !drivers.named.is_empty() {
            (render_bars(&drivers.named[..drivers.named.len().min(most)], &scenario))
            p.note {
                "Read off these simulations, one input at a time, of " (count(drivers.inputs)) " inputs that are drawn once a simulation; what is drawn at each \
                 use, such as the length of a block, is not among them. Only those are named that chance does not explain and that make up 1% of the variance or more. The rest is chance events, and inputs acting together. "
                code { "marketgate sensitivity" } " looks further."
            }
        }
    })
}

/// The scenario as words for inputs need it.
pub(super) fn study_of(summary: &Summary) -> StudiedScenario {
    let s = &summary.scenario;
    StudiedScenario {
        name: s.name.clone(),
        title: s.title.clone(),
        digest: s.digest.clone(),
        world: s.world.clone(),
        strategy: s.strategy.clone(),
        start: s.start,
        home: home(summary),
        markets: summary.markets.iter().map(|(key, market)| (key.clone(), market.name.clone())).collect(),
    }
}

fn describe_first(named: &[RunDriver], scenario: &StudiedScenario, of_value: &str) -> String {
    let Some(first) = named.first() else {
        return format!("No single input explains a measurable part of what value{of_value} varies: chance events do.");
    };
    // Those that may well be the largest.
    let rivals = named
        .iter()
        .filter(|other| first.share.estimate - other.share.estimate <= SURE * first.share.se.hypot(other.share.se));
    let names: Vec<String> = rivals.map(|driver| input_in_title(&driver.path, scenario)).collect();
    let part = spoken_percent(first.share.estimate);
    match names.as_slice() {
        [name] => format!("Value{of_value} depends most on {name}: alone it explains {part} of the variance."),
        several if several.len() <= 3 => format!("Value{of_value} depends most on {}.", join_list(several)),
        _ => format!("No single input dominates: none explains more than {part} of what value{of_value} varies."),
    }
}

fn render_bars(named: &[RunDriver], scenario: &StudiedScenario) -> Markup {
    let axis = Axis::span_amounts(named.iter().map(|driver| driver.share.estimate));
    html! {
        table.bars {
            caption { "Share of the variance of value that an input explains alone; mean value where it lies in its lowest tenth and in its highest" }
            thead.unseen { tr { th scope="col" { "Input" } th scope="col" { "Drawing" } th scope="col" { "Share, and mean value low and high" } } }
            tbody { @for driver in named { (render_row(driver, scenario, axis)) } }
        }
    }
}

fn render_row(driver: &RunDriver, scenario: &StudiedScenario, axis: Axis) -> Markup {
    let share = Stretch { from: 0.0, to: driver.share.estimate, colour: GAIN, opacity: 1.0, height: 0.7 };
    let [low, high] = driver.tenths.map(|value| format_quantity(value, Some(driver.dimension)));
    let dollars = |mean: f64, se: Option<f64>| money(mean, last_place(mean, se).max(last_place(mean, None)));
    html! {
        tr {
            th scope="row" { (capitalize(&describe_input(&driver.path, scenario))) small { (low) " or less, " (high) " or more" } }
            td.drawing { (axis.draw(&[share], None)) }
            td { b { (spoken_percent(driver.share.estimate)) } small { (dollars(driver.low.mean, driver.low.se)) " → " (dollars(driver.high.mean, driver.high.se)) } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::sample;

    #[test]
    fn the_first_driver_is_named_only_where_it_leads() {
        let mut summary = sample::summary();
        let page = |summary: &Summary| render_drivers(summary, 12).unwrap().into_string();
        assert!(
            page(&summary).contains("Value outside China depends most on discount rate: alone it explains 31% of"),
            "{}",
            page(&summary)
        );
        summary.drivers.named[0].share = crate::analysis::Interval::from_error(0.13, 0.01);
        assert!(
            page(&summary).contains("depends most on discount rate and ARPU in the United States."),
            "{}",
            page(&summary)
        );
        summary.drivers.named.clear();
        assert!(page(&summary).contains("No single input explains a measurable part"));
        summary.drivers.inputs = 0;
        assert!(render_drivers(&summary, 12).is_none());
    }
}
