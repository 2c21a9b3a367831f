//! The parameters of one replication, drawn, and what follows from them for each market.

use std::ops::Index;

use crate::model::{BetaGeometric, Curve, Earnings, HistoryVariant, ModelError, QuestionLog};
use crate::quantity::YEAR;
use crate::scenario::{Churn, Market, MarketId, Parameter, Scenario};

/// Every parameter of one replication, by its number in the scenario.
#[derive(Debug, Default)]
pub struct ParameterDraw {
    values: Vec<f64>,
    /// Which of them the rules have asked for.
    pub questions: QuestionLog,
    /// What follows for each market.
    pub markets: Vec<MarketParameters>,
    /// w(from → to), markets × markets.
    links: Vec<f64>,
}

/// What follows from the parameters for one market. Rates are per year, times in days but where said.
#[derive(Debug, Clone)]
pub struct MarketParameters {
    /// Users at the start (before a block that fell earlier).
    pub users: f64,
    /// Addressable users C.
    pub ceiling: f64,
    /// Intrinsic growth g where growth is positive, net growth where it is not; per year.
    pub growth: f64,
    /// Volatility σ of users, per square root of a year.
    pub volatility: f64,
    /// Revenue per user and margin.
    pub earnings: Earnings,
    /// What the market is worth at the start without government action, in dollars, where that is stated; revenue per user is then scaled to it.
    pub pinned_value: Option<f64>,
    /// Growth g∞ of cash beyond the horizon, per year.
    pub terminal_growth: f64,
    /// The day since the start on which the margin is 0, if it ever is.
    pub break_even: Option<f64>,
    /// Retention of the day-one cohort.
    pub curve: Curve,
    /// Shares, age and growth that it follows from, where it was fitted.
    curve_source: Vec<f64>,
    /// The curve is another than the one before.
    pub is_new_curve: bool,
    /// Churn as one rate, per year, for wear.
    pub churn: f64,
}

impl Index<Parameter> for ParameterDraw {
    type Output = f64;

    fn index(&self, parameter: Parameter) -> &f64 {
        self.questions.ask_input(parameter.0);
        &self.values[parameter.0]
    }
}

impl ParameterDraw {
    /// Takes `values` (one per input of the scenario) and works out the rest; curves of retention reach over `curve_days`, a year at least.
    ///
    /// # Errors
    /// Where the terminal value of a market does not exist.
    pub fn set_values(&mut self, scenario: &Scenario, values: &[f64], curve_days: f64) -> Result<(), ModelError> {
        self.values.clear();
        self.values.extend_from_slice(values);
        let mut kept = std::mem::take(&mut self.markets);
        kept.truncate(scenario.markets.len());
        for (m, market) in scenario.markets.iter().enumerate() {
            let old = kept.get_mut(m).map(|k| {
                let curve = std::mem::replace(&mut k.curve, Curve::Exponential(0.0));
                (curve, std::mem::take(&mut k.curve_source))
            });
            let draw = self.market(scenario, market, old, curve_days)?;
            match kept.get_mut(m) {
                Some(slot) => *slot = draw,
                None => kept.push(draw),
            }
        }
        self.markets = kept;
        self.set_links(scenario);
        Ok(())
    }

    /// Takes the values of a variant that has answered every question alike so far.
    pub(super) fn turn_into(&mut self, variant: &HistoryVariant<'_, '_>) {
        self.questions.differing_inputs().iter().for_each(|&input| self.values[input] = variant.value(input));
    }

    /// The value of an input, without a question being noted.
    pub(super) fn peek(&self, parameter: Parameter) -> f64 {
        self.values[parameter.0]
    }

    /// All values, by the numbers of the inputs.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// How far an action in `from` moves `to`.
    pub fn set_links(&mut self, scenario: &Scenario) {
        let count = scenario.markets.len();
        self.links.clear();
        self.links.resize(count * count, 0.0);
        for (m, market) in scenario.markets.iter().enumerate() {
            self.links[m * count + m] = 1.0;
            if let Some(MarketId(home)) = scenario.company.home {
                self.links[m * count + home] = 1.0;
            }
            for &(MarketId(to), weight) in &market.links {
                self.links[m * count + to] = self[weight];
            }
        }
    }

    /// w(from → to).
    pub fn weight(&self, from: usize, to: usize) -> f64 {
        self.links[from * self.markets.len() + to]
    }

    fn market(
        &self,
        scenario: &Scenario,
        market: &Market,
        old: Option<(Curve, Vec<f64>)>,
        curve_days: f64,
    ) -> Result<MarketParameters, ModelError> {
        let discount_rate = self[scenario.company.discount_rate];
        let terminal_growth = self[market.terminal_growth];
        if discount_rate <= terminal_growth {
            return Err(ModelError::NoTerminalValue {
                market: market.key.clone(),
                rate: discount_rate,
                growth: terminal_growth,
            });
        }
        let users = market.count_users(|parameter| self[parameter]);
        let ceiling = self[market.ceiling].max(1.05 * users);
        let net = self[market.growth];
        let (curve, curve_source, is_new_curve) = self.curve(market, old, curve_days);
        let [margin, margin_long_run] = market.find_margins(|parameter| self[parameter]);
        let earnings = Earnings {
            arpu: market.find_arpu(users, |parameter| self[parameter]),
            growth: self[market.arpu_growth],
            growth_long_run: self[market.arpu_growth_long_run],
            growth_fade: self[market.arpu_growth_fade] / YEAR,
            margin,
            margin_long_run,
            margin_time: self[market.margin_time] / YEAR,
            discount_rate,
        };
        Ok(MarketParameters {
            users,
            ceiling,
            growth: if net > 0.0 { net / (1.0 - users / ceiling) } else { net },
            volatility: self[market.volatility],
            break_even: earnings.break_even(),
            earnings,
            pinned_value: market.standalone.map(|value| self[value]),
            terminal_growth,
            churn: curve.yearly_rate(),
            curve,
            curve_source,
            is_new_curve,
        })
    }

    /// The retention curve; `old` where it follows from the same numbers. Whether it is another than that.
    fn curve(&self, market: &Market, old: Option<(Curve, Vec<f64>)>, curve_days: f64) -> (Curve, Vec<f64>, bool) {
        let (points, app_age, install_growth) = match &market.churn {
            Churn::Rate(rate) => {
                let curve = Curve::Exponential(self[*rate]);
                let is_new = old.is_none_or(|(old, _)| old != curve);
                return (curve, Vec::new(), is_new);
            }
            Churn::Retention { points, app_age, install_growth } => {
                (points, *app_age, install_growth.unwrap_or(market.growth))
            }
        };
        let numbers = || points.iter().map(|&(_, p)| self[p]).chain([self[app_age], self[install_growth]]);
        let (old, mut source) = old.unzip();
        let mut source = source.take().unwrap_or_default();
        if let Some(old) = old
            && source.iter().copied().eq(numbers())
        {
            return (old, source, false);
        }
        source.clear();
        source.extend(numbers());
        let shares: Vec<(f64, f64)> = make_falling(points.iter().map(|&(day, _)| day).zip(source.iter().copied()));
        let curve = match shares.as_slice() {
            [] => Curve::Exponential(0.0),
            [(day, share)] => Curve::Exponential(-libm::log(*share) / day * YEAR),
            _ => BetaGeometric::fit(&shares).cohort(self[app_age], self[install_growth], curve_days),
        };
        (curve, source, true)
    }
}

/// Retention cannot rise: a share drawn above an earlier one is held just below it.
pub(super) fn make_falling(points: impl Iterator<Item = (f64, f64)>) -> Vec<(f64, f64)> {
    let mut least = 1.0_f64;
    points
        .map(|(day, share)| {
            least = share.min(least * (1.0 - 1e-6));
            (day, least)
        })
        .collect()
}
