//! The continuous ranked probability score of a forecast of a length.

use crate::inference::quadrature::integrate;
use crate::inference::survival::{Forecast, Time};

/// The survival CRPS in days, lower is better, up to `horizon` days (Avati et al. 2020).
///
/// With F the probability of having ended: ∫ F² until the row's time, and, where it ended, ∫ (1 − F)² from there to the horizon. A row
/// that has not ended tells nothing beyond its time, so that nothing is added there; what lasts beyond the horizon counts as not ended
/// there. The horizon is needed where some never end: without one the score would be infinite. Compare scores of one horizon only.
pub fn survival_crps(forecast: &impl Forecast, time: &Time, horizon: f64) -> f64 {
    let until = time.days.min(horizon);
    let before = integrate(0.0, until, |days| {
        let ended = 1.0 - forecast.survival(days);
        ended * ended
    });
    if !time.ended || time.days >= horizon {
        return before;
    }
    let after = integrate(until, horizon, |days| {
        let lasting = forecast.survival(days);
        lasting * lasting
    });
    before + after
}
