//! What users earn, who gets it, and how the difference from the baseline splits (model, section 9).

use crate::model::time::YEAR;

/// Parts of value − baseline, in the order of [`crate::model::money::Parts`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub enum Part {
    /// Restricted, banned or exited.
    Blocked,
    /// Fewer users than the baseline.
    UsersLost,
    /// Sold: cash given up, and proceeds.
    Sale,
    /// Restructured: cash given up, and what investors paid.
    Restructuring,
    /// Lower revenue under review or order.
    Threat,
    /// Lump sums and running costs.
    Costs,
    /// Fewer users at home, from anger.
    Backlash,
    /// More users than the baseline.
    Redeployment,
    /// Later losses of access, in the terminal value.
    LaterRisk,
}

/// Number of [`Part`]s.
pub const PARTS: usize = 9;

/// One figure for each [`Part`].
pub type Parts = [f64; PARTS];

/// Revenue per user and margin over time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Earnings {
    /// Revenue per active user and year at the start.
    pub arpu: f64,
    /// Its growth at the start, per year (h0).
    pub growth: f64,
    /// Its growth in the long run (h∞).
    pub growth_long_run: f64,
    /// T_h, years.
    pub growth_fade: f64,
    /// m0.
    pub margin: f64,
    /// m∞.
    pub margin_long_run: f64,
    /// T_m, years.
    pub margin_time: f64,
    /// r, per year.
    pub discount_rate: f64,
}

impl Earnings {
    /// Revenue per user and year at `day`, discounted to the start.
    pub fn revenue(&self, day: f64) -> f64 {
        let t = day / YEAR;
        let fading = -libm::expm1(-t / self.growth_fade) * self.growth_fade;
        let growth = self.growth_long_run * t + (self.growth - self.growth_long_run) * fading;
        self.arpu * libm::exp(growth - self.discount_rate * t)
    }

    /// Contribution margin at `day`.
    pub fn margin(&self, day: f64) -> f64 {
        if self.margin == self.margin_long_run {
            return self.margin;
        }
        let gone = libm::exp(-day / YEAR / self.margin_time);
        self.margin_long_run + (self.margin - self.margin_long_run) * gone
    }

    /// The day on which the margin is 0, if it ever is.
    pub fn break_even(&self) -> Option<f64> {
        let ratio = self.margin_long_run / (self.margin_long_run - self.margin);
        (ratio > 0.0 && ratio < 1.0).then(|| -libm::log(ratio) * self.margin_time * YEAR)
    }
}

/// Revenue per user and margin step by step: decays are carried on by multiplication, which saves most of
/// the exponentials of [`Earnings::revenue`] and [`Earnings::margin`].
#[derive(Debug, Clone, Copy)]
pub struct Walk {
    earnings: Earnings,
    day: f64,
    growth_left: f64,
    margin_left: f64,
    stride: f64,
    growth_kept: f64,
    margin_kept: f64,
}

impl Walk {
    /// At the start.
    pub fn new(earnings: Earnings) -> Self {
        Self { earnings, day: 0.0, growth_left: 1.0, margin_left: 1.0, stride: 0.0, growth_kept: 1.0, margin_kept: 1.0 }
    }

    /// Goes on to `day`, which is `stride` days ahead.
    pub fn go_on(&mut self, day: f64, stride: f64) {
        if stride != self.stride {
            self.stride = stride;
            self.growth_kept = libm::exp(-stride / YEAR / self.earnings.growth_fade);
            self.margin_kept = libm::exp(-stride / YEAR / self.earnings.margin_time);
        }
        self.day = day;
        self.growth_left *= self.growth_kept;
        self.margin_left *= self.margin_kept;
    }

    /// Revenue per user and year here, discounted to the start.
    pub fn revenue(&self) -> f64 {
        let e = &self.earnings;
        let t = self.day / YEAR;
        let fading = (1.0 - self.growth_left) * e.growth_fade;
        let growth = e.growth_long_run * t + (e.growth - e.growth_long_run) * fading;
        e.arpu * libm::exp(growth - e.discount_rate * t)
    }

    /// Contribution margin here.
    pub fn margin(&self) -> f64 {
        self.earnings.margin_long_run + (self.earnings.margin - self.earnings.margin_long_run) * self.margin_left
    }
}

/// Who gets the cash of a market.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Holding {
    /// The owner, all of it.
    Whole,
    /// The owner's share of what little comes in while access is cut off.
    Blocked {
        /// Share owned: less than 1 where a structure runs the business.
        owned: f64,
    },
    /// A buyer, but for the owner's stake.
    Sold {
        /// Share retained.
        stake: f64,
    },
    /// A joint venture.
    Restructured {
        /// Share retained.
        stake: f64,
        /// Licence fee, share of revenue.
        licence: f64,
        /// Running cost, share of revenue.
        running: f64,
    },
}

/// On what terms users earn for the time being.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Terms {
    /// Who gets it.
    pub holding: Holding,
    /// Revenue relative to open.
    pub revenue: f64,
    /// Running cost of mitigation, share of revenue.
    pub mitigation: f64,
    /// Revenue of a circumventing user relative to an active one.
    pub around: f64,
    /// Tax on positive cash.
    pub tax: f64,
    /// Where a shortfall of users is booked.
    pub shortfall: Part,
}

/// Cash at one instant, and how its difference from the baseline splits.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Cash {
    /// The owner's.
    pub owner: f64,
    /// The baseline's.
    pub baseline: f64,
    /// The parts of the difference.
    pub parts: Parts,
}

impl Cash {
    /// Adds `weight` times `other`.
    pub fn add(&mut self, weight: f64, other: &Self) {
        self.owner += weight * other.owner;
        self.baseline += weight * other.baseline;
        for (sum, part) in self.parts.iter_mut().zip(other.parts) {
            *sum += weight * part;
        }
    }
}

/// Users at one instant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Users {
    /// Active.
    pub active: f64,
    /// Circumventing.
    pub circumventing: f64,
    /// The baseline's.
    pub baseline: f64,
}

impl Terms {
    /// Cash per year of `users`, at `revenue` per user and `margin`.
    ///
    /// Each part is the difference that one more condition makes, so that they add up exactly.
    pub fn cash(&self, revenue: f64, margin: f64, users: Users) -> Cash {
        let net = |gross: f64| gross - self.tax * gross.max(0.0);
        let mut cash = Cash { baseline: net(margin * (revenue * users.baseline)), ..Cash::default() };
        if let Holding::Blocked { owned } = self.holding {
            let earning = users.active + self.around * users.circumventing;
            cash.owner = owned * net((margin - self.mitigation) * revenue * earning);
            cash.parts[Part::Blocked as usize] = cash.owner - cash.baseline;
            return cash;
        }
        let gross = revenue * users.active;
        let reduced = gross * self.revenue;
        let kept = margin - self.mitigation;
        let by_users = if users.active > users.baseline { Part::Redeployment } else { self.shortfall };
        let mut so_far = cash.baseline;
        let mut book = |part: Part, now: f64| {
            cash.parts[part as usize] += now - so_far;
            so_far = now;
        };
        book(by_users, net(margin * gross));
        book(Part::Threat, net(margin * reduced));
        book(Part::Costs, net(kept * reduced));
        match self.holding {
            Holding::Sold { stake } => book(Part::Sale, net(stake * kept * reduced)),
            Holding::Restructured { stake, licence, running } => {
                book(Part::Restructuring, net((stake * (kept - licence) + licence) * reduced));
                book(Part::Costs, net((stake * (kept - licence - running) + licence) * reduced));
            }
            Holding::Whole | Holding::Blocked { .. } => {}
        }
        cash.owner = so_far;
        cash
    }

    /// Present value of cash that goes on for ever from the horizon: the baseline's at `whole` years'
    /// purchase, the owner's at `risky` years', the difference booked as later risk.
    pub fn terminal(&self, revenue: f64, margin: f64, users: Users, whole: f64, risky: f64) -> Cash {
        let flow = self.cash(revenue, margin, users);
        let mut value = Cash::default();
        value.add(whole, &flow);
        let later = flow.owner * (risky - whole);
        value.owner += later;
        let blocked = matches!(self.holding, Holding::Blocked { .. });
        let part = if blocked { Part::Blocked } else { Part::LaterRisk };
        value.parts[part as usize] += later;
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EARNINGS: Earnings = Earnings {
        arpu: 8.0,
        growth: 0.6,
        growth_long_run: 0.05,
        growth_fade: 1.5,
        margin: -0.5,
        margin_long_run: 0.3,
        margin_time: 2.0,
        discount_rate: 0.12,
    };

    #[test]
    fn arpu_is_the_integral_of_its_fading_growth() {
        let years = 3.0;
        let steps = 100_000;
        let dt = years / f64::from(steps);
        let log: f64 = (0..steps)
            .map(|i| {
                let t = (f64::from(i) + 0.5) * dt;
                (0.05 + 0.55 * (-t / 1.5_f64).exp() - 0.12) * dt
            })
            .sum();
        let exact = EARNINGS.revenue(years * YEAR);
        assert!((exact / (8.0 * log.exp()) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn a_walk_meets_the_closed_form() {
        let mut walk = Walk::new(EARNINGS);
        for k in 1..=2000 {
            walk.go_on(f64::from(k) * 3.5, 3.5);
        }
        assert!((walk.revenue() / EARNINGS.revenue(7000.0) - 1.0).abs() < 1e-12);
        assert!((walk.margin() / EARNINGS.margin(7000.0) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn margin_is_zero_at_break_even() {
        let day = EARNINGS.break_even().expect("it goes from loss to profit");
        assert!(EARNINGS.margin(day).abs() < 1e-12);
        assert_eq!(Earnings { margin: 0.1, ..EARNINGS }.break_even(), None);
    }

    #[test]
    fn parts_add_up_under_every_holding() {
        let users = Users { active: 80.0, circumventing: 5.0, baseline: 100.0 };
        let holdings = [
            Holding::Whole,
            Holding::Blocked { owned: 0.3 },
            Holding::Sold { stake: 0.2 },
            Holding::Restructured { stake: 0.2, licence: 0.1, running: 0.03 },
        ];
        for holding in holdings {
            for margin in [-0.4, 0.3] {
                let terms = Terms {
                    holding,
                    revenue: 0.9,
                    mitigation: 0.02,
                    around: 0.3,
                    tax: 0.25,
                    shortfall: Part::UsersLost,
                };
                let cash = terms.terminal(7.0, margin, users, 10.0, 6.0);
                let sum: f64 = cash.parts.iter().sum();
                assert!((sum - (cash.owner - cash.baseline)).abs() < 1e-9, "{holding:?} {margin}");
            }
        }
    }

    #[test]
    fn a_joint_venture_pays_stake_and_licence() {
        let terms = Terms {
            holding: Holding::Restructured { stake: 0.2, licence: 0.1, running: 0.05 },
            revenue: 1.0,
            mitigation: 0.0,
            around: 0.0,
            tax: 0.0,
            shortfall: Part::UsersLost,
        };
        let cash = terms.cash(10.0, 0.4, Users { active: 3.0, circumventing: 0.0, baseline: 3.0 });
        assert!((cash.owner - (0.2 * (0.4 - 0.1 - 0.05) + 0.1) * 30.0).abs() < 1e-12);
        assert!((cash.parts[Part::Costs as usize] + 0.2 * 0.05 * 30.0).abs() < 1e-12);
    }
}
