//! The home country: anger, approval of deals, control of technology (model, section 7).

use crate::draws::Purpose;
use crate::model::{Group, LogEvent, StreamOwner, World};

impl World<'_> {
    /// Anger at home jumps by `amount`, up to its cap.
    pub fn raise_anger(&mut self, amount: f64) {
        let Some(home) = self.plan.home else { return };
        if amount <= 0.0 {
            return;
        }
        let scenario = self.plan.scenario;
        let cap = self.draw[scenario.home.cap];
        self.settle(home);
        self.home.anger = (self.anger_at(self.now) + amount).min(cap);
        self.home.anger_day = self.now;
        self.home.peak_anger = self.home.peak_anger.max(self.home.anger);
        self.compare_with_baseline(home);
        if self.draw[scenario.home.churn] > 0.0 && self.home.anger > 0.0 && self.home.calm.is_none() {
            self.home.calm = Some(Group { stocks: self.stocks(home), ..Group::default() });
        }
    }

    /// Probability that home approves a deal or structure now: anger lowers the odds.
    pub fn home_approval(&self, without_algorithm: bool) -> f64 {
        let deal = &self.plan.scenario.deal;
        let calm = self.draw[if without_algorithm {
            deal.home_approval_without_algorithm
        } else if self.now < self.home.controlled_until {
            deal.home_approval_controlled
        } else {
            deal.home_approval
        }];
        if calm <= 0.0 || calm >= 1.0 {
            return calm;
        }
        let pressure = self.draw[self.plan.scenario.home.sensitivity] * self.anger_at(self.now);
        let odds = libm::log(calm / (1.0 - calm)) - pressure;
        1.0 / (1.0 + libm::exp(-odds))
    }

    /// Technology comes under export control on day `since`, for a stated number of days or one drawn.
    pub fn impose_export_control(&mut self, since: f64, length: Option<f64>, retaliation: bool) {
        let draw = self.plan.scenario.home.export_control_length;
        let length = length.unwrap_or_else(|| self.draw_value(draw, Purpose::ExportControl, StreamOwner::World));
        let until = since + length;
        self.home.controlled_until = self.home.controlled_until.max(until);
        self.home.ever_controlled |= until > 0.0;
        self.log_event_on(since, None, LogEvent::ExportControl { until: self.home.controlled_until, retaliation });
    }
}
