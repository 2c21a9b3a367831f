//! Growth and noise so great that no figure of the last years would mean anything.

use super::super::inputs::Market;
use super::super::quantities::{Parameter, Quantity};
use super::rules::UNLIKELY;
use super::state::Reader;
use crate::quantity::YEAR;

/// By how many times revenue per user may grow, and the logarithm of that.
const MOST_GROWN: f64 = 1e9;
const MOST_GROWTH: f64 = 20.72;
/// Greatest fall of the logarithm of the baseline's users, and the standard deviations of noise in it.
const MOST_FALL: f64 = 200.0;
const DEVIATIONS: f64 = 6.0;
/// Times at which revenue per user is looked at.
const TIMES: u32 = 50;

impl Reader<'_> {
    /// What revenue per user may grow to, and the users of the baseline fall to, by the horizon.
    pub(super) fn check_extremes(&mut self, market: &Market, horizon: f64) {
        let years = horizon / YEAR;
        let [growth, long_run, fade] = [market.arpu_growth, market.arpu_growth_long_run, market.arpu_growth_fade]
            .map(|p| self.find_extreme(p, true));
        let grown = |share: u32| {
            let t = years * f64::from(share) / f64::from(TIMES);
            let fade = fade / YEAR;
            long_run * t - (growth - long_run) * fade * libm::expm1(-t / fade)
        };
        let most = (1..=TIMES).map(grown).fold(0.0, f64::max);
        if most > MOST_GROWTH {
            let message = format!(
                "revenue per user of `{}` may grow {:.0e} times until the horizon; more than {MOST_GROWN:.0e} times are not counted",
                market.key,
                libm::exp(most.min(700.0))
            );
            let growths = [market.arpu_growth, market.arpu_growth_long_run, market.arpu_growth_fade];
            let span = self.find_written(&growths);
            self.error(span, message).label("too great for this horizon").help(
                "growth fades from `arpu_growth` to `arpu_growth_long_run` over `arpu_growth_fade`; lower one of them",
            );
        }
        let (growth, noise) = (self.find_extreme(market.growth, false), self.find_extreme(market.volatility, true));
        let fall = (0.5 * noise * noise - growth) * years + DEVIATIONS * noise * years.sqrt();
        if fall > MOST_FALL {
            let message = format!(
                "users of `{}` may fall by a factor of e^{fall:.0} until the horizon; more than e^{MOST_FALL} is not counted",
                market.key
            );
            let span = self.find_written(&[market.growth, market.volatility]);
            self.error(span, message)
                .label("too steep for this horizon")
                .help("(volatility²/2 − growth) × years + 6 × volatility × √years must be at most 200");
        }
    }

    /// A value that hardly any draw exceeds, or falls short of.
    pub(super) fn find_extreme(&self, parameter: Parameter, high: bool) -> f64 {
        match self.input(parameter.0).map(|input| &input.quantity) {
            Some(Quantity::Distribution(distribution)) => {
                distribution.quantile(if high { 1.0 - UNLIKELY } else { UNLIKELY })
            }
            Some(Quantity::Column { data, column }) => {
                let (least, most) = self.data.find_range(*data, *column);
                if high { most } else { least }
            }
            None => 0.0,
        }
    }

    /// Where the first of these that the scenario writes stands.
    fn find_written(&self, parameters: &[Parameter]) -> super::super::source::Span {
        let written = parameters.iter().find(|p| self.spans.get(p.0).is_some_and(Option::is_some));
        self.span(written.or(parameters.first()).map_or(usize::MAX, |p| p.0))
    }
}
