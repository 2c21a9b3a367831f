//! Reasons not to trust the simulation itself: a mean that has not settled, an input that was not drawn as asked for.

use crate::analysis::{InputFigures, LEVELS};
use crate::text::clean::clean;
use crate::text::numbers::{count, percent, spoken_percent};

use super::super::narrative::relative_error;
use super::super::words::capitalize;
use super::pointer::{Page, Pointer};

/// A draw is off where it strays by so many standard errors, and by so much at least.
const OFF_ERRORS: f64 = 4.0;
const OFF_LEAST: f64 = 0.005;

/// The mean has not settled.
pub(super) fn point_at_noise(page: &Page<'_>) -> Option<Pointer> {
    const ENOUGH: f64 = 0.02;
    let noise = relative_error(page.summary).filter(|noise| *noise > ENOUGH)?;
    Some(Pointer::new(
        11.0,
        format!(
            "With {} simulations mean value is known to ± {} only; run more before leaning on it.",
            count(page.summary.replications),
            spoken_percent(noise)
        ),
        page.place("convergence", "provenance"),
        "How the mean settles",
    ))
}

/// The input whose draws stray most from what was asked for, where that is more than chance.
pub(super) fn point_at_draws(page: &Page<'_>) -> Option<Pointer> {
    let n = page.summary.replications as f64;
    let stray = |input: &InputFigures| {
        let off = (0..LEVELS.len()).filter_map(|i| {
            let (asked, off) = (input.asked_below[i], (input.drawn_below[i] - input.asked_below[i]).abs());
            let error = (asked * (1.0 - asked) / n).sqrt().max(1.0 / n);
            (off > OFF_LEAST && off > OFF_ERRORS * error).then_some(off)
        });
        off.fold(0.0, f64::max)
    };
    let (path, off) =
        page.summary.inputs.iter().map(|(path, f)| (path, stray(f))).max_by(|a, b| a.1.total_cmp(&b.1))?;
    (off > 0.0).then(|| {
        Pointer::new(
            9.5,
            format!(
                "{} was not drawn as asked for: a share of draws is off by {}.",
                capitalize(&clean(path)),
                percent(off, 0.001)
            ),
            page.place("inputs", "inputs"),
            "Inputs as asked for and as drawn",
        )
    })
}
