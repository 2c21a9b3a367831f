//! The Brier score at a horizon, rows that were not seen that long weighed in by those that were (Graf et al. 1999).

use crate::inference::survival::Time;

/// A Brier score with what stands behind it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BrierScore {
    /// Mean squared distance between forecast and what happened, 0 to 1: lower is better; 0.25 for "50%" always.
    pub score: f64,
    /// Rows of which it is known whether they lasted beyond the horizon.
    pub known: usize,
    /// Rows that were last seen before it: they count only through the others' weights.
    pub unknown: usize,
}

/// What each row counts for at a horizon: 1 over the probability of having been seen until its end, or until the horizon where it lasts
/// longer; 0 where it was last seen before. The weights of the rows are multiplied in, and the sum of all is kept.
///
/// The probability is the Kaplan–Meier estimate of not being censored; of an end and a censoring on one day the end comes first. It takes
/// it that censoring does not depend on the length. None where nothing was seen as long as the horizon and the last row did not end.
pub fn censoring_weights(times: &[Time], horizon: f64) -> Option<Vec<f64>> {
    let mut days: Vec<f64> =
        times.iter().filter(|time| !time.ended && time.days <= horizon).map(|time| time.days).collect();
    days.sort_by(f64::total_cmp);
    days.dedup();
    let mut seen = 1.0;
    // Probability of being seen beyond each day of a censoring.
    let steps: Vec<(f64, f64)> = days
        .into_iter()
        .map(|day| {
            let sum = |is_counted: &dyn Fn(&Time) -> bool| -> f64 {
                times.iter().filter(|time| is_counted(time)).map(|time| time.weight).sum()
            };
            let at_risk = sum(&|time| time.days > day || (time.days == day && !time.ended));
            seen *= 1.0 - sum(&|time| time.days == day && !time.ended) / at_risk;
            (day, seen)
        })
        .collect();
    let seen_until = |is_before: &dyn Fn(f64) -> bool| {
        steps[..steps.partition_point(|step| is_before(step.0))].last().map_or(1.0, |step| step.1)
    };
    let weights = times.iter().map(|time| {
        let seen = if time.days > horizon {
            seen_until(&|day| day <= horizon)
        } else if time.ended {
            seen_until(&|day| day < time.days)
        } else {
            return 0.0;
        };
        time.weight / seen
    });
    let weights: Vec<f64> = weights.collect();
    let (all, kept): (f64, f64) = (times.iter().map(|time| time.weight).sum(), weights.iter().sum());
    (all > 0.0 && (kept - all).abs() < 1e-6 * all).then_some(weights)
}

/// The Brier score at a horizon in days. `lasting` holds the forecast probability of each row to last beyond it. None where
/// [`censoring_weights`] gives none, or the lists differ in length.
pub fn brier_score(lasting: &[f64], times: &[Time], horizon: f64) -> Option<BrierScore> {
    if lasting.len() != times.len() {
        return None;
    }
    let weights = censoring_weights(times, horizon)?;
    let outcome = |time: &Time| if time.days > horizon { 1.0 } else { 0.0 };
    let rows = lasting.iter().zip(times).zip(&weights);
    let sum: f64 = rows.map(|((p, time), weight)| weight * (p - outcome(time)) * (p - outcome(time))).sum();
    let unknown = times.iter().filter(|time| !time.ended && time.days <= horizon).count();
    Some(BrierScore { score: sum / weights.iter().sum::<f64>(), known: times.len() - unknown, unknown })
}
