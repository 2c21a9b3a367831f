//! What value depends on most, of the inputs that nobody knows.

use maud::{Markup, html};

use crate::analysis::evidence::exceeds;
use crate::analysis::{RunDriver, StudiedScenario, Summary};
use crate::charts::style::GAIN;
use crate::quantity::{Dimension, MONTH, YEAR};
use crate::text::numbers::{count, last_place, money, number, share_interval, spoken_percent};
use crate::text::paths::describe_input;
use crate::text::phrases::{format_quantity, input_in_title};

use super::super::board::bars::{Axis, Stretch};
use super::super::narrative::home;
use super::super::words::{capitalize, join_list, name_market, spell_count};

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
                 use, such as the length of a block, is not among them. Only those are named that chance does not explain and that make up 1% of the variance or more. The rest is chance events, all other inputs, and inputs acting together. "
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

/// Inputs that a driver names besides its own.
const TOLD: usize = 2;

/// A driver with what moves along with it: `revenue per user in the United States (with revenue per user in Canada)`.
fn name_driver(driver: &RunDriver, name: impl Fn(&str) -> String) -> String {
    let companions: Vec<String> = match driver.together.as_slice() {
        few if few.len() <= TOLD => few.iter().map(|path| name(path)).collect(),
        many => vec![format!("{} inputs tied to it", spell_count(many.len()))],
    };
    let own = name(&driver.path);
    if companions.is_empty() { own } else { format!("{own} (with {})", join_list(&companions)) }
}

fn describe_first(named: &[RunDriver], scenario: &StudiedScenario, of_value: &str) -> String {
    let Some(first) = named.first() else {
        return format!("No single input explains a measurable part of the variance of value{of_value}.");
    };
    // Those that may well be the largest.
    let figure = |driver: &RunDriver| (driver.share.estimate, Some(driver.share.se));
    let rivals = named.iter().filter(|other| !exceeds(figure(first), figure(other)));
    let names: Vec<String> = rivals.map(|driver| name_driver(driver, |path| input_in_title(path, scenario))).collect();
    let part = spoken_percent(first.share.estimate);
    match names.as_slice() {
        [name] if first.together.is_empty() => {
            format!("Value{of_value} depends most on {name}: alone it explains {part} of the variance.")
        }
        [name] => format!("Value{of_value} depends most on {name}: {part} of the variance goes with them."),
        several if several.len() <= 3 => {
            format!("Value{of_value} depends most on {}, in no sure order.", join_list(several))
        }
        _ => format!("No single input dominates: the first explains {part} of the variance of value{of_value}."),
    }
}

fn render_bars(named: &[RunDriver], scenario: &StudiedScenario) -> Markup {
    let axis = Axis::span_amounts(named.iter().map(|driver| driver.share.high));
    html! {
        table.bars {
            caption {
                "Share of the variance of value that goes with an input, with its 95% interval (pale): where intervals overlap, the order may be chance. \
                 Mean value where the input lies in its lowest tenth and in its highest"
            }
            thead.unseen { tr { th scope="col" { "Input" } th scope="col" { "Drawing" } th scope="col" { "Share with its interval, and mean value low and high" } } }
            tbody { @for driver in named { (render_row(driver, scenario, axis)) } }
        }
    }
}

fn render_row(driver: &RunDriver, scenario: &StudiedScenario, axis: Axis) -> Markup {
    let stretch = |from, to, opacity| Stretch { from, to, colour: GAIN, opacity, height: 0.7 };
    let share = driver.share;
    let stretches = [stretch(0.0, share.low.max(0.0), 1.0), stretch(share.low.max(0.0), share.high, 0.4)];
    // Lengths of time in one unit.
    let unit = if driver.tenths[1] < 2.0 * YEAR { MONTH } else { YEAR };
    let [low, high] = driver.tenths.map(|value| match driver.dimension {
        Dimension::Duration if driver.tenths[1] >= 90.0 => {
            format!("{} {}", number(value / unit, 0.1), if unit < YEAR { "months" } else { "years" })
        }
        dimension => format_quantity(value, Some(dimension)),
    });
    let dollars = |mean: f64, se: Option<f64>| money(mean, last_place(mean, se).max(last_place(mean, None)));
    let name = name_driver(driver, |path| describe_input(path, scenario));
    html! {
        tr {
            th scope="row" { (capitalize(&name)) small { (low) " or less, " (high) " or more" } }
            td.drawing { (axis.draw(&stretches, &[])) }
            td { b { (share_interval(share.estimate, share.low, share.high)) } small { (dollars(driver.low.mean, driver.low.se)) " → " (dollars(driver.high.mean, driver.high.se)) } }
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
            page(&summary)
                .contains("depends most on discount rate and revenue per user in the United States, in no sure order."),
            "{}",
            page(&summary)
        );
        let first = &mut summary.drivers.named[0];
        first.share = crate::analysis::Interval::from_error(0.31, 0.01);
        first.together = vec!["markets.us.margin".to_owned()];
        let told = page(&summary);
        assert!(
            told.contains("discount rate (with margin in the United States): 31% of the variance goes with them."),
            "{told}"
        );
        assert!(!told.contains("alone"), "{told}");
        summary.drivers.named.clear();
        assert!(page(&summary).contains("No single input explains a measurable part"));
        summary.drivers.inputs = 0;
        assert!(render_drivers(&summary, 12).is_none());
    }
}
