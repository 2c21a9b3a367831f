//! What users earn, who gets it, and how the difference from the baseline splits (model, section 9).

use crate::simd::{F64x8, Real};

/// Parts of value − baseline, in the order of [`CashBridge`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub enum BridgePart {
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

/// Number of [`BridgePart`]s.
pub const BRIDGE_PARTS: usize = 9;

/// One figure for each [`BridgePart`].
pub type BridgeParts = [f64; BRIDGE_PARTS];

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
pub struct EarningTerms {
    /// Who gets the cash.
    pub holding: Holding,
    /// Revenue relative to that of an open market.
    pub revenue: f64,
    /// Running cost of mitigation, share of revenue.
    pub mitigation: f64,
    /// Revenue of a circumventing user relative to an active one.
    pub circumvention: f64,
    /// Tax on positive cash, as a share of it.
    pub tax: f64,
}

/// Cash at one instant, and how its difference from the baseline splits.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Cash {
    /// The owner's, in dollars or dollars per year.
    pub owner: f64,
    /// The baseline's, likewise.
    pub baseline: f64,
    /// The parts of the difference, likewise.
    pub parts: BridgeParts,
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

/// What one year's cash, or the cash of some time, is under one condition after the other: the difference that each makes
/// is a part of the bridge, so that the parts add up.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct CashBridge<T = f64> {
    /// The baseline's.
    baseline: T,
    /// With the users there are; at lower revenue; the owner's share; less its part of running costs.
    stages: [T; STAGES],
    /// What fewer users than the baseline's make of the first stage.
    fewer: T,
    /// What more users than the baseline's make of it.
    more: T,
}

/// Conditions between users and the owner's cash.
const STAGES: usize = 4;

impl<T: Real> CashBridge<T> {
    /// Adds `weight` times `other`.
    #[inline(always)]
    pub fn add(&mut self, weight: T, other: &Self) {
        self.baseline = self.baseline + weight * other.baseline;
        for (sum, stage) in self.stages.iter_mut().zip(other.stages) {
            *sum = *sum + weight * stage;
        }
        self.fewer = self.fewer + weight * other.fewer;
        self.more = self.more + weight * other.more;
    }

    /// The owner's.
    pub fn owner(&self) -> T {
        self.stages[STAGES - 1]
    }

    /// The baseline's and the owner's.
    pub fn ends(&self) -> [T; 2] {
        [self.baseline, self.owner()]
    }

    /// Sets the baseline's and the owner's.
    pub fn set_ends(&mut self, [baseline, owner]: [T; 2]) {
        (self.baseline, self.stages[STAGES - 1]) = (baseline, owner);
    }

    /// Each figure, in a fixed order.
    pub fn figures(&mut self) -> [&mut T; STAGES + 3] {
        let Self { baseline, stages: [a, b, c, d], fewer, more } = self;
        [baseline, a, b, c, d, fewer, more]
    }
}

impl CashBridge<F64x8> {
    /// That in `lane`.
    pub fn lane(&self, lane: usize) -> CashBridge {
        let at = |figure: &F64x8| figure.0[lane];
        let Self { baseline, stages, fewer, more } = self;
        CashBridge {
            baseline: at(baseline),
            stages: std::array::from_fn(|stage| at(&stages[stage])),
            fewer: at(fewer),
            more: at(more),
        }
    }
}

/// Users, and what each earns, at one instant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Earning<T = f64> {
    /// Revenue per active user, in dollars per year.
    pub revenue: T,
    /// Contribution margin, share of revenue.
    pub margin: T,
    /// Active users.
    pub active: T,
    /// Circumventing users.
    pub circumventing: T,
    /// The baseline's users.
    pub baseline: T,
}

/// [`EarningTerms`] as numbers: after each condition the gross cash is (`slope` · margin + `level`) · revenue.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct CashFactors<T = f64> {
    /// By condition.
    slope: [T; STAGES],
    /// By condition.
    level: [T; STAGES],
    /// Revenue of a circumventing user relative to an active one.
    circumvention: T,
    /// Tax on positive cash.
    tax: T,
}

impl<T: Real> CashFactors<T> {
    /// Cash per year.
    #[inline(always)]
    pub fn cash_bridge(&self, at: &Earning<T>) -> CashBridge<T> {
        let revenue = self.find_revenue(at);
        let baseline = self.find_baseline(at);
        let mut stages = [baseline; STAGES];
        for (stage, cash) in stages.iter_mut().enumerate() {
            *cash = self.find_stage(stage, at.margin, revenue);
        }
        let gap = stages[0] - baseline;
        let extra = at.active - at.baseline;
        let more = gap.zip_with(extra, |gap, extra| if extra > 0.0 { gap } else { 0.0 });
        CashBridge { baseline, stages, fewer: gap - more, more }
    }

    /// The baseline's cash per year and the owner's, to the same bits.
    #[inline(always)]
    pub fn cash_ends(&self, at: &Earning<T>) -> [T; 2] {
        [self.find_baseline(at), self.find_stage(STAGES - 1, at.margin, self.find_revenue(at))]
    }

    #[inline(always)]
    fn find_baseline(&self, at: &Earning<T>) -> T {
        self.take_tax(at.margin * (at.revenue * at.baseline))
    }

    #[inline(always)]
    fn find_revenue(&self, at: &Earning<T>) -> T {
        at.revenue * (at.active + self.circumvention * at.circumventing)
    }

    #[inline(always)]
    fn find_stage(&self, stage: usize, margin: T, revenue: T) -> T {
        self.take_tax((self.slope[stage] * margin + self.level[stage]) * revenue)
    }

    #[inline(always)]
    fn take_tax(&self, gross: T) -> T {
        gross - self.tax * gross.at_least(T::splat(0.0))
    }

    /// Each number, in a fixed order.
    pub fn numbers(&mut self) -> [&mut T; 2 * STAGES + 2] {
        let Self { slope: [a, b, c, d], level: [e, f, g, h], circumvention, tax } = self;
        [a, b, c, d, e, f, g, h, circumvention, tax]
    }
}

impl EarningTerms {
    /// These terms as numbers.
    pub fn cash_factors(&self) -> CashFactors {
        let flat = |slope: f64, level: f64, circumvention: f64| CashFactors {
            slope: [slope; STAGES],
            level: [level; STAGES],
            circumvention,
            tax: self.tax,
        };
        if let Holding::Blocked { owned } = self.holding {
            return flat(owned, -owned * self.mitigation, self.circumvention);
        }
        // The owner gets `share` of what is left after the licence, and the licence; of running costs it bears `share`.
        let (share, licence, running) = match self.holding {
            Holding::Sold { stake } => (stake, 0.0, 0.0),
            Holding::Restructured { stake, licence, running } => (stake, licence, running),
            Holding::Whole | Holding::Blocked { .. } => (1.0, 0.0, 0.0),
        };
        let received = licence - share * licence;
        let levels = [received, received - share * (self.mitigation + running)];
        let mut cash_factors = flat(self.revenue, 0.0, 0.0);
        cash_factors.slope[0] = 1.0;
        cash_factors.slope[2..].fill(self.revenue * share);
        cash_factors.level[2..].copy_from_slice(&levels.map(|level| self.revenue * level));
        cash_factors
    }

    /// Books takings earned on these terms; `calm` are those of the users there would be without anger at home, where that
    /// has driven some away.
    pub fn book(&self, cash_bridge: &CashBridge, calm: Option<&CashBridge>) -> Cash {
        let CashBridge { baseline, stages, .. } = *cash_bridge;
        let mut cash = Cash { owner: cash_bridge.owner(), baseline, ..Cash::default() };
        let mut book = |part: BridgePart, amount: f64| cash.parts[part as usize] += amount;
        if let Holding::Blocked { .. } = self.holding {
            book(BridgePart::Blocked, cash_bridge.owner() - baseline);
            return cash;
        }
        let calm = calm.unwrap_or(cash_bridge);
        book(BridgePart::UsersLost, calm.fewer);
        book(BridgePart::Redeployment, calm.more);
        book(BridgePart::Backlash, stages[0] - calm.stages[0]);
        book(BridgePart::Threat, stages[1] - stages[0]);
        let changed_hands =
            if let Holding::Sold { .. } = self.holding { BridgePart::Sale } else { BridgePart::Restructuring };
        book(changed_hands, stages[2] - stages[1]);
        book(BridgePart::Costs, stages[3] - stages[2]);
        cash
    }

    /// Present value of cash that goes on for ever from the horizon: the baseline's at `whole` years'
    /// purchase, the owner's at `risky` years', the difference booked as later risk. `calm` as in [`EarningTerms::book`].
    pub fn terminal(&self, at: &Earning, calm: Option<&Earning>, whole: f64, risky: f64) -> Cash {
        let cash_factors = self.cash_factors();
        let calm = calm.map(|calm| cash_factors.cash_bridge(calm));
        let flow = self.book(&cash_factors.cash_bridge(at), calm.as_ref());
        let mut value = Cash::default();
        value.add(whole, &flow);
        let later = flow.owner * (risky - whole);
        value.owner += later;
        let blocked = matches!(self.holding, Holding::Blocked { .. });
        let part = if blocked { BridgePart::Blocked } else { BridgePart::LaterRisk };
        value.parts[part as usize] += later;
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_add_up_under_every_holding() {
        let at = |margin| Earning { revenue: 7.0, margin, active: 80.0, circumventing: 5.0, baseline: 100.0 };
        let holdings = [
            Holding::Whole,
            Holding::Blocked { owned: 0.3 },
            Holding::Sold { stake: 0.2 },
            Holding::Restructured { stake: 0.2, licence: 0.1, running: 0.03 },
        ];
        for holding in holdings {
            for margin in [-0.4, 0.3] {
                let terms = EarningTerms { holding, revenue: 0.9, mitigation: 0.02, circumvention: 0.3, tax: 0.25 };
                let calm = Earning { active: 90.0, ..at(margin) };
                let cash = terms.terminal(&at(margin), Some(&calm), 10.0, 6.0);
                let sum: f64 = cash.parts.iter().sum();
                assert!((sum - (cash.owner - cash.baseline)).abs() < 1e-9, "{holding:?} {margin}");
            }
        }
    }

    #[test]
    fn a_joint_venture_pays_stake_and_licence() {
        let terms = EarningTerms {
            holding: Holding::Restructured { stake: 0.2, licence: 0.1, running: 0.05 },
            revenue: 1.0,
            mitigation: 0.0,
            circumvention: 0.0,
            tax: 0.0,
        };
        let at = Earning { revenue: 10.0, margin: 0.4, active: 3.0, circumventing: 0.0, baseline: 3.0 };
        let cash = terms.book(&terms.cash_factors().cash_bridge(&at), None);
        assert!((cash.owner - (0.2 * (0.4 - 0.1 - 0.05) + 0.1) * 30.0).abs() < 1e-12);
        assert!((cash.parts[BridgePart::Costs as usize] + 0.2 * 0.05 * 30.0).abs() < 1e-12);
    }
}
