//! Reasons not to trust the simulation itself: a mean that has not settled, an input that was not drawn as asked for.

use crate::analysis::{InputFigures, LEVELS, Summary};
use crate::text::numbers::{count, percent, spoken_percent};
use crate::text::phrases::input_in_title;

use super::super::narrative::relative_error;
use super::super::words::capitalize;
use super::drivers::study_of;

/// A draw is off where it strays by so many standard errors, and by so much at least.
const OFF_ERRORS: f64 = 4.0;
const OFF_LEAST: f64 = 0.005;

/// What stands against the figures of a run, in sentences; mostly nothing.
pub(in crate::report) fn describe_doubts(summary: &Summary) -> Vec<String> {
    [describe_noise(summary), describe_stray_draws(summary)].into_iter().flatten().collect()
}

/// The same for the first page: inputs of a market whose value is not asked about are marked among the inputs.
pub(in crate::report) fn describe_main_doubts(summary: &Summary) -> Vec<String> {
    let stray = find_stray_input(summary).filter(|stray| !is_of_home(summary, stray.path));
    let stray = stray.and_then(|_| describe_stray_draws(summary));
    [describe_noise(summary), stray].into_iter().flatten().collect()
}

/// Whether an input is of the home market, where the value of the other markets leads.
fn is_of_home(summary: &Summary, path: &str) -> bool {
    let home = summary.scenario.home.as_ref();
    home.is_some_and(|home| path.starts_with(&format!("markets.{home}.")))
}

/// The mean has not settled.
fn describe_noise(summary: &Summary) -> Option<String> {
    const ENOUGH: f64 = 0.02;
    let noise = relative_error(summary).filter(|noise| *noise > ENOUGH)?;
    Some(format!(
        "{} simulations tell mean value only to about {} (one standard error): run more before relying on it.",
        count(summary.replications),
        spoken_percent(noise)
    ))
}

/// An input whose draws stray from what was asked for.
struct StrayInput<'a> {
    path: &'a str,
    /// Of the quantile of what was asked for at which they stray most.
    level: f64,
    /// Share of the draws that should lie at or below it.
    asked: f64,
    /// Share that does.
    drawn: f64,
}

impl StrayInput<'_> {
    fn distance(&self) -> f64 {
        (self.drawn - self.asked).abs()
    }
}

/// The input whose draws stray most from what was asked for, where that is more than chance.
fn find_stray_input(summary: &Summary) -> Option<StrayInput<'_>> {
    let n = summary.replications as f64;
    let is_off = |stray: &StrayInput<'_>| {
        let error = (stray.asked * (1.0 - stray.asked) / n).sqrt().max(1.0 / n);
        stray.distance() > OFF_LEAST && stray.distance() > OFF_ERRORS * error
    };
    let strays = summary.inputs.iter().flat_map(|(path, input)| list_levels(path, input)).filter(is_off);
    strays.max_by(|a, b| a.distance().total_cmp(&b.distance()))
}

/// An input at each of the quantiles at which it is compared.
fn list_levels<'a>(path: &'a str, input: &'a InputFigures) -> impl Iterator<Item = StrayInput<'a>> {
    let shares = input.asked_below.iter().zip(&input.drawn_below);
    LEVELS.iter().zip(shares).map(move |(&level, (&asked, &drawn))| StrayInput { path, level, asked, drawn })
}

pub(super) fn describe_stray_draws(summary: &Summary) -> Option<String> {
    let stray = find_stray_input(summary)?;
    let name = capitalize(&input_in_title(stray.path, &study_of(summary)));
    if stray.path.ends_with(".ceiling") {
        return Some(format!(
            "{name} are more than stated in some simulations: they are never fewer than the users there."
        ));
    }
    let quantile = match stray.level {
        middle if (middle - 0.5).abs() < 1e-9 => "median".to_owned(),
        other => format!("{} quantile", percent(other, 0.01)),
    };
    let [drawn, asked] = [stray.drawn, stray.asked].map(|share| percent(share, 0.001));
    Some(format!(
        "{name} is not drawn quite as stated: {drawn} of its draws lie at or below the stated {quantile}, not {asked}."
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::sample;

    #[test]
    fn an_input_drawn_off_is_named_and_chance_is_not() {
        let mut summary = sample::summary();
        summary.inputs.values_mut().for_each(|f| f.drawn_below = f.asked_below);
        assert_eq!(describe_doubts(&summary), [""; 0]);
        summary.inputs.get_mut("markets.m7.arpu").unwrap().drawn_below[2] = 0.47;
        let told = describe_doubts(&summary);
        let [told] = told.as_slice() else { panic!("{told:?}") };
        assert!(
            told.ends_with(
                " is not drawn quite as stated: 47.0% of its draws lie at or below the stated median, not 50.0%."
            ),
            "{told}"
        );
        assert!(told.starts_with("Revenue per user") && !told.contains("markets."), "{told}");
        summary.value_abroad.se = Some(5e9);
        assert!(describe_doubts(&summary)[0].starts_with("10,000 simulations tell mean value only to about 8%"));
    }

    /// An input of the home market, whose value is not asked about, is marked among the inputs and not on the first page.
    #[test]
    fn what_is_off_the_question_is_not_on_the_first_page() {
        let mut summary = sample::summary();
        let input = summary.inputs["markets.m7.arpu"].clone();
        for (key, is_shown) in [("us", true), ("china", false)] {
            summary.inputs.clear();
            let path = format!("markets.{key}.ceiling");
            summary.inputs.insert(path, input.clone());
            summary.inputs[0].drawn_below[2] = 0.47;
            assert_eq!(describe_doubts(&summary).len(), 1, "{key}");
            assert_eq!(!describe_main_doubts(&summary).is_empty(), is_shown, "{key}");
        }
    }
}
