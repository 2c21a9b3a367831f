//! Reasons not to trust the simulation itself: a mean that has not settled, an input that was not drawn as asked for.

use crate::analysis::{InputFigures, LEVELS, Summary};
use crate::text::numbers::{count, percent, spoken_percent};
use crate::text::paths::describe_input;

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

/// The input whose draws stray most from what was asked for, and by which share of them, where that is more than chance.
pub(super) fn find_stray_input(summary: &Summary) -> Option<(&str, f64)> {
    let n = summary.replications as f64;
    let stray = |input: &InputFigures| {
        let off = (0..LEVELS.len()).filter_map(|i| {
            let (asked, off) = (input.asked_below[i], (input.drawn_below[i] - input.asked_below[i]).abs());
            let error = (asked * (1.0 - asked) / n).sqrt().max(1.0 / n);
            (off > OFF_LEAST && off > OFF_ERRORS * error).then_some(off)
        });
        off.fold(0.0, f64::max)
    };
    let strays = summary.inputs.iter().map(|(path, figures)| (path.as_str(), stray(figures)));
    strays.max_by(|a, b| a.1.total_cmp(&b.1)).filter(|(_, off)| *off > 0.0)
}

fn describe_stray_draws(summary: &Summary) -> Option<String> {
    let (path, off) = find_stray_input(summary)?;
    Some(format!(
        "{} was not drawn as asked for: a share of its draws is off by {}.",
        capitalize(&describe_input(path, &study_of(summary))),
        percent(off, 0.001)
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
        assert!(told.ends_with(" was not drawn as asked for: a share of its draws is off by 3.0%."), "{told}");
        assert!(told.starts_with("Revenue per user") && !told.contains("markets."), "{told}");
        summary.value_abroad.se = Some(5e9);
        assert!(describe_doubts(&summary)[0].starts_with("10,000 simulations tell mean value only to about 8%"));
    }
}
