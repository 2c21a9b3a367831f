//! The likelihood of counts, equal rows taken once.

use super::{RateLaw, RateRow};

/// Rows of one group, time and covariates: how many had how many events.
#[derive(Debug, Clone)]
pub(super) struct Cell<const K: usize> {
    group: usize,
    log_years: f64,
    covariates: [f64; K],
    /// Rows.
    rows: f64,
    /// Events of all rows.
    events: f64,
    /// Rows with more than j events, j from 0.
    rows_above: Vec<f64>,
    /// Sum of log(events!) and the like, which no parameter changes.
    constant: f64,
}

/// Gathers equal rows.
pub(super) fn group_rows<const K: usize>(rows: &[RateRow<K>]) -> Vec<Cell<K>> {
    let mut cells: Vec<(f64, Cell<K>)> = Vec::new();
    for row in rows {
        let is_same = |(years, cell): &(f64, Cell<K>)| {
            *years == row.years && cell.group == row.group && cell.covariates == row.covariates
        };
        let position = cells.iter().position(is_same).unwrap_or_else(|| {
            cells.push((row.years, Cell::new(row)));
            cells.len() - 1
        });
        cells[position].1.add(row.events);
    }
    cells.into_iter().map(|(_, cell)| cell).collect()
}

impl<const K: usize> Cell<K> {
    fn new(row: &RateRow<K>) -> Self {
        Self {
            group: row.group,
            log_years: libm::log(row.years),
            covariates: row.covariates,
            rows: 0.0,
            events: 0.0,
            rows_above: Vec::new(),
            constant: 0.0,
        }
    }

    fn add(&mut self, events: u32) {
        self.rows += 1.0;
        self.events += f64::from(events);
        self.constant -= libm::lgamma(f64::from(events) + 1.0);
        if self.rows_above.len() < events as usize {
            self.rows_above.resize(events as usize, 0.0);
        }
        self.rows_above[..events as usize].iter_mut().for_each(|rows| *rows += 1.0);
    }

    /// Log-likelihood of its rows.
    ///
    /// With size r = 1/φ a row of n events has Γ(n + r) / (Γ(r) n!) · (r/(r + m))^r · (m/(r + m))^n, and Γ(n + r)/Γ(r) · φⁿ is
    /// Π (1 + jφ) over j < n: this form goes over into Poisson as φ comes to 0.
    pub(super) fn log_likelihood(&self, law: &RateLaw<K>) -> f64 {
        let effects = law.effects.iter().zip(&self.covariates).map(|(effect, x)| effect * x).sum::<f64>();
        let log_mean = self.log_years + law.groups[self.group] + effects;
        let mean = libm::exp(log_mean);
        let phi = law.overdispersion;
        if phi <= 0.0 {
            return self.constant + self.events * log_mean - self.rows * mean;
        }
        let spread = libm::log1p(phi * mean);
        let rising = self.rows_above.iter().enumerate().skip(1);
        let rising: f64 = rising.map(|(j, rows)| rows * libm::log1p(j as f64 * phi)).sum();
        self.constant + rising + self.events * (log_mean - spread) - self.rows * spread / phi
    }
}
