//! The Kaplan–Meier estimate of how many last beyond a day, without a law (Kaplan and Meier 1958).

use super::Time;
use super::time::distinct_clusters;
use crate::normal::{Level, quantile};

/// How close two shares are taken as the same when a quantile lies on a flat step.
const SAME: f64 = 1e-9;

/// The estimate: a step down on each day on which something ended.
#[derive(Debug, Clone, PartialEq)]
pub struct KaplanMeier {
    /// The steps by day, ascending.
    pub steps: Vec<Step>,
    /// The longest time on record in days, ended or not; 0 without rows.
    pub last_days: f64,
}

/// A day on which something ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// The day, counted from the start.
    pub days: f64,
    /// Weight of the rows that lasted until this day.
    pub at_risk: f64,
    /// Weight of the rows that ended on it.
    pub ended: f64,
    /// Estimated share that lasts beyond it, 0 to 1.
    pub surviving: f64,
    /// Standard error of that share by Greenwood (1926), weights taken as numbers of independent rows.
    pub greenwood_error: f64,
    /// Standard error of that share when clusters are independent and rows within them need not be: the root of the summed squares of
    /// what each cluster moves the estimate by (infinitesimal jackknife). Equals Greenwood's where each row of weight 1 is its own cluster.
    pub clustered_error: f64,
}

/// Which standard error an interval uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// Rows are independent: Greenwood.
    Independent,
    /// Only clusters are independent.
    Clustered,
}

/// On which scale an interval is symmetric.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IntervalScale {
    /// log S: the default of R's `survfit`.
    Log,
    /// log(−log S): stays within 0 and 1; the default of `lifelines`.
    LogLog,
}

impl KaplanMeier {
    /// Estimates from rows. Without any row that ended there are no steps, and all last.
    pub fn estimate(times: &[Time]) -> Self {
        let mut days: Vec<f64> =
            times.iter().filter(|time| time.ended && time.weight > 0.0).map(|time| time.days).collect();
        days.sort_by(f64::total_cmp);
        days.dedup();
        let mut steps = Vec::with_capacity(days.len());
        let (mut surviving, mut greenwood) = (1.0, 0.0);
        for day in days {
            let weigh = |is_counted: &dyn Fn(&Time) -> bool| -> f64 {
                times.iter().filter(|time| is_counted(time)).map(|time| time.weight).sum()
            };
            let at_risk = weigh(&|time| time.days >= day);
            let ended = weigh(&|time| time.ended && time.days == day);
            surviving *= 1.0 - ended / at_risk;
            greenwood += ended / (at_risk * (at_risk - ended));
            let greenwood_error = if ended < at_risk { surviving * greenwood.sqrt() } else { 0.0 };
            steps.push(Step { days: day, at_risk, ended, surviving, greenwood_error, clustered_error: 0.0 });
        }
        let last_days = times.iter().map(|time| time.days).fold(0.0, f64::max);
        let mut estimate = Self { steps, last_days };
        estimate.add_clustered_errors(times);
        estimate
    }

    fn add_clustered_errors(&mut self, times: &[Time]) {
        let clusters = distinct_clusters(times);
        let positions: Vec<usize> =
            times.iter().map(|time| clusters.partition_point(|&cluster| cluster < time.cluster)).collect();
        // What each cluster moves −log S by, one step after the other.
        let mut moves = vec![0.0; clusters.len()];
        for step in self.steps.iter_mut().take_while(|step| step.ended < step.at_risk) {
            let (left, hazard) = (step.at_risk - step.ended, step.ended / step.at_risk);
            for (time, &position) in times.iter().zip(&positions).filter(|(time, _)| time.days >= step.days) {
                let ended = if time.ended && time.days == step.days { 1.0 } else { 0.0 };
                moves[position] += time.weight * (ended - hazard) / left;
            }
            step.clustered_error = step.surviving * moves.iter().map(|m| m * m).sum::<f64>().sqrt();
        }
    }

    fn last_step(&self, days: f64) -> Option<&Step> {
        self.steps[..self.steps.partition_point(|step| step.days <= days)].last()
    }

    /// Estimated share that lasts beyond `days`, 0 to 1. Beyond the last row it stays at its last value.
    pub fn surviving(&self, days: f64) -> f64 {
        self.last_step(days).map_or(1.0, |step| step.surviving)
    }

    /// Standard error of [`Self::surviving`]. None where the share is 0: the formulas do not hold there.
    pub fn standard_error(&self, days: f64, kind: ErrorKind) -> Option<f64> {
        let Some(step) = self.last_step(days) else { return Some(0.0) };
        (step.surviving > 0.0).then_some(step.error(kind))
    }

    /// Interval of [`Self::surviving`] at a confidence level such as 0.95. None where the share is 0.
    pub fn interval(&self, days: f64, level: f64, scale: IntervalScale, kind: ErrorKind) -> Option<[f64; 2]> {
        self.last_step(days).map_or(Some([1.0, 1.0]), |step| step.interval(level, scale, kind))
    }

    /// The day beyond which a share `surviving` lasts. Where the estimate is flat at exactly that share, the middle of the flat part, as
    /// in R's `quantile.survfit`; the last flat part ends at the longest time on record. None where the estimate stays above the share.
    pub fn quantile(&self, surviving: f64) -> Option<f64> {
        let reached = self.steps.iter().position(|step| step.surviving <= surviving + SAME)?;
        let step = self.steps[reached];
        if (step.surviving - surviving).abs() > SAME {
            return Some(step.days);
        }
        let next = self.steps.get(reached + 1).map_or(self.last_days, |next| next.days);
        Some(step.days.midpoint(next))
    }

    /// The day beyond which half last.
    pub fn median(&self) -> Option<f64> {
        self.quantile(0.5)
    }

    /// Interval of a quantile: the days on which the lower and the upper limit of the estimate come down to the share (Brookmeyer and
    /// Crowley 1982). A limit that never does is None.
    pub fn quantile_interval(
        &self,
        surviving: f64,
        level: f64,
        scale: IntervalScale,
        kind: ErrorKind,
    ) -> [Option<f64>; 2] {
        [0, 1].map(|side| {
            let limit = |step: &Step| step.interval(level, scale, kind).map_or(step.surviving, |limits| limits[side]);
            self.steps.iter().find(|step| limit(step) <= surviving).map(|step| step.days)
        })
    }

    /// Mean length up to `horizon` days: the area under the estimate.
    pub fn mean_restricted(&self, horizon: f64) -> f64 {
        let (mut area, mut from, mut surviving) = (0.0, 0.0, 1.0);
        for step in self.steps.iter().take_while(|step| step.days < horizon) {
            area += surviving * (step.days - from);
            (from, surviving) = (step.days, step.surviving);
        }
        area + surviving * (horizon - from)
    }
}

impl Step {
    fn error(&self, kind: ErrorKind) -> f64 {
        match kind {
            ErrorKind::Independent => self.greenwood_error,
            ErrorKind::Clustered => self.clustered_error,
        }
    }

    fn interval(&self, level: f64, scale: IntervalScale, kind: ErrorKind) -> Option<[f64; 2]> {
        if self.surviving <= 0.0 {
            return None;
        }
        let z = quantile(Level::new(f64::midpoint(1.0, level)));
        let (log, half) = (libm::log(self.surviving), z * self.error(kind) / self.surviving);
        Some(match scale {
            IntervalScale::Log => [libm::exp(log - half), libm::exp(log + half).min(1.0)],
            IntervalScale::LogLog => {
                let power = libm::exp(half / log.abs());
                [libm::exp(log * power), libm::exp(log / power)]
            }
        })
    }
}
