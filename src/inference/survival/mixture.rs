//! A permanent part and up to two Weibull parts: the form that all laws share.

use super::Weibull;

/// A law prepared for many evaluations: shares and scales as logarithms.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mixture {
    /// Share that never ends.
    permanent: f64,
    log_permanent: f64,
    parts: [Part; 2],
    /// How many of the parts there are.
    count: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Part {
    share: f64,
    log_share: f64,
    shape: f64,
    log_shape: f64,
    log_scale: f64,
}

impl Part {
    fn new(share: f64, law: Weibull) -> Self {
        Self {
            share,
            log_share: libm::log(share),
            shape: law.shape,
            log_shape: libm::log(law.shape),
            log_scale: libm::log(law.scale),
        }
    }

    /// log of its cumulative hazard at exp(`log_days`).
    fn log_hazard(&self, log_days: f64) -> f64 {
        self.shape * (log_days - self.log_scale)
    }
}

impl Mixture {
    /// A share that never ends, and one or two Weibull parts with their shares; the shares sum to 1.
    pub(super) fn new(permanent: f64, parts: &[(f64, Weibull)]) -> Self {
        let mut prepared = [Part::default(); 2];
        prepared.iter_mut().zip(parts).for_each(|(part, &(share, law))| *part = Part::new(share, law));
        Self { permanent, log_permanent: libm::log(permanent), parts: prepared, count: parts.len().min(2) }
    }

    /// log of the share that lasts beyond exp(`log_days`).
    pub fn log_survival(&self, log_days: f64) -> f64 {
        self.parts[..self.count]
            .iter()
            .fold(self.log_permanent, |log, part| add_logs(log, part.log_share - libm::exp(part.log_hazard(log_days))))
    }

    /// log of the density per day at exp(`log_days`); it stays finite where the density itself is too small for a number.
    pub fn log_density(&self, log_days: f64) -> f64 {
        let log = self.parts[..self.count].iter().fold(f64::NEG_INFINITY, |log, part| {
            let log_hazard = part.log_hazard(log_days);
            add_logs(log, part.log_share + part.log_shape + log_hazard - libm::exp(log_hazard))
        });
        log - log_days
    }

    /// Share that lasts beyond `days`, 0 to 1.
    pub fn survival(&self, days: f64) -> f64 {
        self.survival_at_log(libm::log(days.max(0.0)))
    }

    /// Share that lasts beyond exp(`log_days`).
    pub(super) fn survival_at_log(&self, log_days: f64) -> f64 {
        let lasting = |part: &Part| part.share * libm::exp(-libm::exp(part.log_hazard(log_days)));
        self.parts[..self.count].iter().map(lasting).sum::<f64>() + self.permanent
    }

    /// The day by which a share `ended` (0 to 1) has ended; infinite where so many never end.
    pub fn quantile(&self, ended: f64) -> f64 {
        if ended <= 0.0 {
            return 0.0;
        }
        let among_ending = ended / (1.0 - self.permanent);
        if among_ending >= 1.0 {
            return f64::INFINITY;
        }
        // The quantile of the whole lies between those of its parts.
        let log_hazard = libm::log(-libm::log1p(-among_ending));
        let logs = self.parts[..self.count].iter().map(|part| part.log_scale + log_hazard / part.shape);
        let (mut low, mut high) =
            logs.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), log| (low.min(log), high.max(log)));
        while high - low > 1e-14 * (1.0 + high.abs()) {
            let middle = f64::midpoint(low, high);
            let is_reached = 1.0 - self.survival_at_log(middle) >= ended;
            *(if is_reached { &mut high } else { &mut low }) = middle;
        }
        libm::exp(f64::midpoint(low, high))
    }
}

/// log(exp(a) + exp(b)) without overflow.
pub(crate) fn add_logs(a: f64, b: f64) -> f64 {
    let (low, high) = if a < b { (a, b) } else { (b, a) };
    if low == f64::NEG_INFINITY { high } else { high + libm::log1p(libm::exp(low - high)) }
}
