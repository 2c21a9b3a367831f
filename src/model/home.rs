//! The home country: anger, approval of deals, control of technology (model, section 7).

use crate::draws::Purpose;
use crate::model::luck::Whose;
use crate::model::state::World;
use crate::model::story::Happening;
use crate::model::time::YEAR;
use crate::scenario::MarketId;

impl World<'_> {
    /// Anger at home on `day`, which is not before its last jump.
    pub fn anger_at(&self, day: f64) -> f64 {
        self.home.anger * libm::exp(-self.anger_decay() * (day - self.home.felt) / YEAR)
    }

    /// Anger at home jumps by `amount`, up to its cap.
    pub fn stir_anger(&mut self, amount: f64) {
        let Some(MarketId(home)) = self.plan.scenario.company.home else { return };
        if amount <= 0.0 {
            return;
        }
        let scenario = self.plan.scenario;
        let cap = self.drawn[scenario.home.cap];
        self.settle(home);
        self.home.anger = (self.anger_at(self.now) + amount).min(cap);
        self.home.felt = self.now;
        self.home.peak = self.home.peak.max(self.home.anger);
        self.compare_with_baseline(home);
        if self.drawn[scenario.home.churn] > 0.0 && self.home.anger > 0.0 && self.home.calm.is_none() {
            self.home.calm = Some(self.stocks(home));
        }
    }

    /// Probability that home approves a deal or structure now: anger lowers the odds.
    pub fn home_approval(&self, without_algorithm: bool) -> f64 {
        let deal = &self.plan.scenario.deal;
        let calm = self.drawn[if without_algorithm {
            deal.home_approval_without_algorithm
        } else if self.now < self.home.controlled_until {
            deal.home_approval_controlled
        } else {
            deal.home_approval
        }];
        if calm <= 0.0 || calm >= 1.0 {
            return calm;
        }
        let pressure = self.drawn[self.plan.scenario.home.sensitivity] * self.anger_at(self.now);
        let odds = libm::log(calm / (1.0 - calm)) - pressure;
        1.0 / (1.0 + libm::exp(-odds))
    }

    /// Technology comes under export control, for a stated number of days or one drawn.
    pub fn control_export(&mut self, length: Option<f64>, retaliation: bool) {
        self.control_export_since(self.now, length, retaliation);
    }

    /// The same, from an earlier day on.
    pub fn control_export_since(&mut self, since: f64, length: Option<f64>, retaliation: bool) {
        let drawn = self.plan.scenario.home.export_control_length;
        let length = length.unwrap_or_else(|| self.chance(drawn, Purpose::ExportControl, Whose::World));
        let until = since + length;
        self.home.controlled_until = self.home.controlled_until.max(until);
        self.home.ever_controlled |= until > 0.0;
        self.tell(None, Happening::ExportControl { until: self.home.controlled_until, retaliation });
    }
}
