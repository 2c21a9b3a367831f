//! What value depends on most, of the inputs that nobody knows.

use maud::{Markup, html};

use crate::analysis::evidence::exceeds;
use crate::analysis::{Interval, RunDriver, StudiedScenario, Summary};
use crate::charts::style::GAIN;
use crate::quantity::{Dimension, MONTH, YEAR};
use crate::text::numbers::{last_place, money, number, share_interval, spoken_percent, supported_share};
use crate::text::paths::describe_input;
use crate::text::phrases::{format_quantity, input_in_title};

use super::super::board::bars::{Axis, Stretch};
use super::super::narrative::{SURE, home, place_of_value};
use super::super::words::{capitalize, join_list, name_market, spell_count};

/// The section, with so many drivers at most; none of results that were saved without it.
pub(super) fn render_drivers(summary: &Summary, most: usize) -> Option<Markup> {
    let drivers = &summary.drivers;
    if drivers.inputs == 0 {
        return None;
    }
    let scenario = study_of(summary);
    let all = list_drivers(summary);
    let told: Vec<&Driver<'_>> = all.iter().take(most).collect();
    Some(html! {
        p.finding { b { (describe_first(&all, &place_of_value(summary))) } }
        @if !all.is_empty() {
            (render_bars(&told, &scenario))
            p.note {
                @if let Some(outcome) = all.iter().find(|driver| driver.input.is_none()) {
                    (capitalize(&outcome.name)) ": how it ends, and whether users are cut off on the way. Inputs and chance bring it about together, so that its share is not added to theirs. "
                }
                @if let Some(sum) = sum_shares(&told) { (sum) }
                @if drivers.named.iter().any(|driver| !driver.together.is_empty()) {
                    "What moves with an input brings a part of its share; all that moves together may have more of the variance than the one that is named. "
                }
                "Read off these simulations, one at a time, from the inputs that are drawn once a simulation; what is drawn at each \
                 use, such as the length of a block, is not among them. Of those, the ones that chance does not explain and that make up 1% of the variance or more count as drivers" @if told.len() < all.len() { "; the largest stand here, all in the report" } ". The rest of the variance is chance events, all other inputs, and inputs acting together. "
                code { "marketgate sensitivity" } " looks further."
            }
        }
    })
}

/// What value goes with: how the main market fares, or an input.
struct Driver<'a> {
    /// Within a sentence.
    name: String,
    share: Interval,
    /// None of an outcome.
    input: Option<&'a RunDriver>,
}

/// All kinds of drivers, the greatest share first.
fn list_drivers(summary: &Summary) -> Vec<Driver<'_>> {
    const LEAST: f64 = 0.01;
    let scenario = study_of(summary);
    let main = summary.markets.get(&summary.main_market);
    let outcome = main
        .zip(summary.outcome_share)
        .filter(|(_, share)| share.estimate >= LEAST && share.estimate > SURE * share.se);
    let outcome = outcome.map(|(main, share)| Driver {
        name: format!("the outcome in {}", name_market(&main.name)),
        share,
        input: None,
    });
    let inputs = summary.drivers.named.iter().map(|driver| Driver {
        name: name_driver(driver, &scenario, |path| format!("the {}", input_in_title(path, &scenario))),
        share: driver.share,
        input: Some(driver),
    });
    let mut found: Vec<Driver<'_>> = outcome.into_iter().chain(inputs).collect();
    found.sort_by(|a, b| b.share.estimate.total_cmp(&a.share.estimate));
    found
}

/// The driver with the greatest share, or the few that may well have it, each with its share: `discount rate (31% of the variance)`; none where
/// nothing dominates.
pub(in crate::report) fn name_foremost_drivers(summary: &Summary) -> Option<String> {
    let drivers = list_drivers(summary);
    let rivals = find_rivals(&drivers.iter().collect::<Vec<_>>());
    (1..=FEW).contains(&rivals.len()).then(|| name_with_shares(&rivals))
}

/// The share of a driver, to the place that its interval supports, as in the table.
fn write_share(driver: &Driver<'_>) -> String {
    let share = driver.share;
    supported_share(share.estimate, [share.low, share.high])
}

/// `discount rate (31% of the variance) and revenue per user in the United States (29%)`.
fn name_with_shares(drivers: &[&Driver<'_>]) -> String {
    let name = |(i, driver): (usize, &&Driver<'_>)| {
        let what = if i == 0 { " of the variance" } else { "" };
        let share = format!("{}{what}", write_share(driver));
        // A name with a bracket of its own takes it in there.
        driver
            .name
            .strip_suffix(')')
            .map_or_else(|| format!("{} ({share})", driver.name), |name| format!("{name}; {share})"))
    };
    join_list(&drivers.iter().enumerate().map(name).collect::<Vec<_>>())
}

/// What the inputs that are shown make up together: they are drawn independently of one another, those drawn together being one driver.
fn sum_shares(shown: &[&Driver<'_>]) -> Option<String> {
    let inputs = shown.iter().filter(|driver| driver.input.is_some());
    let (count, sum) = inputs.fold((0, 0.0), |(count, sum), driver| (count + 1, sum + driver.share.estimate));
    (count > 1).then(|| {
        format!(
            "The {} inputs shown make up {} of the variance together. ",
            spell_count(count),
            spoken_percent(f64::min(sum, 1.0))
        )
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

/// Drivers that are named together at most.
const FEW: usize = 3;
/// Other markets that a driver names.
const MARKETS: usize = 4;
/// Inputs that a driver names besides its own.
const TOLD: usize = 2;

/// A driver with what moves along with it: `revenue per user in the United States (which moves with revenue per user in Canada)`.
fn name_driver(driver: &RunDriver, scenario: &StudiedScenario, name: impl Fn(&str) -> String) -> String {
    let companions: Vec<String> = match driver.together.as_slice() {
        few if few.len() <= TOLD => few.iter().map(|path| name(path)).collect(),
        many if let Some(markets) = list_same_of_markets(driver, scenario)
            && many.len() <= MARKETS =>
        {
            vec![format!("that of {}", join_list(&markets))]
        }
        many => vec![format!("{} other inputs", spell_count(many.len()))],
    };
    let own = name(&driver.path);
    if companions.is_empty() { own } else { format!("{own} (which moves with {})", join_list(&companions)) }
}

/// Where all that is drawn with an input is the same input of other markets: those.
fn list_same_of_markets(driver: &RunDriver, scenario: &StudiedScenario) -> Option<Vec<String>> {
    let split = |path: &str| -> Option<(String, String)> {
        let (market, input) = path.strip_prefix("markets.")?.split_once('.')?;
        Some((market.to_owned(), input.to_owned()))
    };
    let (_, own) = split(&driver.path)?;
    let name = |path: &String| {
        let (market, input) = split(path)?;
        Some(name_market(scenario.markets.get(&market)?)).filter(|_| input == own)
    };
    driver.together.iter().map(name).collect()
}

/// Which leads, and where that is an outcome, which input leads among the inputs.
fn describe_first(drivers: &[Driver<'_>], of_value: &str) -> String {
    let Some(first) = drivers.first() else {
        return format!("No single input explains a measurable part of the variance of value{of_value}.");
    };
    let all: Vec<&Driver<'_>> = drivers.iter().collect();
    let leading = describe_leading(&all, of_value);
    let is_alone = find_rivals(&all).len() == 1;
    if first.input.is_some() || !is_alone {
        return leading;
    }
    let inputs: Vec<&Driver<'_>> = all.into_iter().filter(|driver| driver.input.is_some()).collect();
    let of_inputs = match find_rivals(&inputs).as_slice() {
        [] => " No single input explains a measurable part.".to_owned(),
        [input] => format!(" Of single inputs, {} explains most: {}.", input.name, write_share(input)),
        several if several.len() <= FEW => {
            format!(" Of single inputs, {} explain most, in no sure order.", name_with_shares(several))
        }
        [first, ..] => format!(" Of single inputs none leads: none explains more than {} of it.", write_share(first)),
    };
    leading + &of_inputs
}

/// Those that may well be the largest.
fn find_rivals<'a, 'd>(drivers: &[&'d Driver<'a>]) -> Vec<&'d Driver<'a>> {
    let figure = |driver: &Driver<'_>| (driver.share.estimate, Some(driver.share.se));
    let Some(first) = drivers.first() else { return Vec::new() };
    drivers.iter().copied().filter(|other| !exceeds(figure(first), figure(other))).collect()
}

fn describe_leading(drivers: &[&Driver<'_>], of_value: &str) -> String {
    let rivals = find_rivals(drivers);
    let part = rivals.first().map_or_else(String::new, |first| write_share(first));
    match rivals.as_slice() {
        [first] => {
            let goes = match first.input {
                Some(input) if input.together.is_empty() => format!("alone it explains {part} of the variance"),
                _ => format!("{part} of the variance goes with it"),
            };
            format!("Value{of_value} depends most on {}: {goes}.", first.name)
        }
        several if several.len() <= FEW => {
            format!("Value{of_value} depends most on {}, in no sure order.", name_with_shares(several))
        }
        several => format!(
            "Nothing dominates: no driver goes with more than {part} of the variance of value{of_value} (first {}).",
            several.first().map_or_else(String::new, |first| first.name.clone())
        ),
    }
}

fn render_bars(drivers: &[&Driver<'_>], scenario: &StudiedScenario) -> Markup {
    let axis = Axis::span_amounts(drivers.iter().map(|driver| driver.share.high));
    html! {
        table.bars {
            caption {
                "Share of the variance of value that goes with an outcome or an input, with its 95% interval (pale): where intervals overlap, the order may be \
                 chance. Mean value where an input lies in its lowest tenth and in its highest"
            }
            thead.unseen { tr { th scope="col" { "Driver" } th scope="col" { "Drawing" } th scope="col" { "Share with its interval, and mean value low and high" } } }
            tbody { @for driver in drivers { (render_row(driver, scenario, axis)) } }
        }
    }
}

fn render_row(driver: &Driver<'_>, scenario: &StudiedScenario, axis: Axis) -> Markup {
    let stretch = |from, to, opacity| Stretch { from, to, colour: GAIN, opacity, height: 0.7 };
    let share = driver.share;
    let stretches = [stretch(0.0, share.low.max(0.0), 1.0), stretch(share.low.max(0.0), share.high, 0.4)];
    let name = driver.input.map_or_else(
        || driver.name.clone(),
        |input| name_driver(input, scenario, |path| describe_input(path, scenario)),
    );
    html! {
        tr {
            th scope="row" { (capitalize(&name)) @if let Some(input) = driver.input { (render_tenths(input)) } }
            td.drawing { (axis.draw(&stretches, &[])) }
            td { b { (share_interval(share.estimate, share.low, share.high)) } @if let Some(input) = driver.input { (render_ends(input)) } }
        }
    }
}

/// Where the tenths of an input end.
fn render_tenths(input: &RunDriver) -> Markup {
    // Lengths of time in one unit.
    let unit = if input.tenths[1] < 2.0 * YEAR { MONTH } else { YEAR };
    let [low, high] = input.tenths.map(|value| match input.dimension {
        Dimension::Duration if input.tenths[1] >= 90.0 => {
            format!("{} {}", number(value / unit, 0.1), if unit < YEAR { "months" } else { "years" })
        }
        dimension => format_quantity(value, Some(dimension)),
    });
    html! { small { (low) " or less, " (high) " or more" } }
}

/// Mean value in the lowest and in the highest tenth of an input.
fn render_ends(input: &RunDriver) -> Markup {
    let dollars = |mean: f64, se: Option<f64>| money(mean, last_place(mean, se).max(last_place(mean, None)));
    html! { small { (dollars(input.low.mean, input.low.se)) " → " (dollars(input.high.mean, input.high.se)) } }
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
            page(&summary).contains("Value outside China depends most on the discount rate: alone it explains 31% of"),
            "{}",
            page(&summary)
        );
        summary.drivers.named[0].share = crate::analysis::Interval::from_error(0.13, 0.01);
        assert!(
            page(&summary)
                .contains("depends most on the discount rate (13% of the variance) and the revenue per user in the United States (12%), in no sure order."),
            "{}",
            page(&summary)
        );
        let first = &mut summary.drivers.named[0];
        first.share = crate::analysis::Interval::from_error(0.31, 0.01);
        first.together = vec!["markets.us.margin".to_owned()];
        let told = page(&summary);
        assert!(
            told.contains("the discount rate (which moves with the margin in the United States): 31% of the variance goes with it."),
            "{told}"
        );
        assert!(!told.contains("alone"), "{told}");
        // An outcome stands among the inputs, in one order.
        summary.outcome_share = Some(crate::analysis::Interval::from_error(0.4, 0.01));
        let told = page(&summary);
        assert!(
            told.contains(
                "depends most on the outcome in the United States: 40% of the variance goes with it. Of single inputs,"
            ),
            "{told}"
        );
        let rows =
            ["The outcome in the United States", "Discount rate"].map(|name| told.find(&format!(">{name}")).unwrap());
        assert!(rows[0] < rows[1], "{told}");
        assert_eq!(name_foremost_drivers(&summary).unwrap(), "the outcome in the United States (40% of the variance)");
        summary.outcome_share = Some(crate::analysis::Interval::from_error(0.02, 0.02));
        assert!(!page(&summary).contains("the outcome in the United States"));
        summary.drivers.named.clear();
        assert!(page(&summary).contains("No single input explains a measurable part"));
        summary.drivers.inputs = 0;
        assert!(render_drivers(&summary, 12).is_none());
    }
}
