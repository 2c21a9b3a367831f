//! What it would be worth to bring an outcome of an event about, with its error.
//!
//! Simulations in which an outcome comes differ by chance in everything else too, such as how fast the business grows. What each choice brings is
//! therefore taken against the baseline of the same simulation, which no event changes.

/// Sums over simulations, by event and outcome.
#[derive(Debug)]
pub(super) struct ControlTally {
    events: Vec<Vec<Sums>>,
}

/// Of the simulations of one outcome.
#[derive(Debug, Clone)]
struct Sums {
    rows: f64,
    /// By choice, what it is worth more than the baseline, dollars.
    changes: Vec<f64>,
    /// By two choices, the first not after the second, products of those.
    products: Vec<f64>,
}

impl ControlTally {
    /// Nothing taken yet of so many choices; `events` holds the number of outcomes of each event.
    pub(super) fn new(choices: usize, events: &[usize]) -> Self {
        let empty = Sums { rows: 0.0, changes: vec![0.0; choices], products: vec![0.0; choices * choices] };
        Self { events: events.iter().map(|outcomes| vec![empty.clone(); *outcomes]).collect() }
    }

    /// Takes the rows of a block: the value of every choice, the baseline, and the outcome of every event.
    pub(super) fn take(&mut self, values: &[&[f64]], baseline: &[f64], events: &[Vec<f64>]) {
        let mut changes = vec![0.0; values.len()];
        for (row, baseline) in baseline.iter().enumerate() {
            changes.iter_mut().zip(values).for_each(|(change, values)| *change = values[row] - baseline);
            for (outcomes, codes) in self.events.iter_mut().zip(events) {
                if let Some(sums) = outcomes.get_mut(codes[row] as usize) {
                    sums.add(&changes);
                }
            }
        }
    }

    /// What it would be worth that this outcome came, with `choice`, instead of what comes by itself, with `best`: dollars on average, and the standard
    /// error; none where it never came.
    pub(super) fn estimate(
        &self,
        event: usize,
        outcome: usize,
        choice: usize,
        best: usize,
    ) -> Option<(f64, Option<f64>)> {
        let outcomes = self.events.get(event)?;
        let (mut others, inside) = (Sums::empty_like(outcomes.first()?), outcomes.get(outcome)?);
        outcomes.iter().enumerate().filter(|(other, _)| *other != outcome).for_each(|(_, sums)| others.join(sums));
        if inside.rows < 1.0 {
            return None;
        }
        let part = inside.rows / (inside.rows + others.rows);
        let elsewhere = if others.rows > 0.0 { (1.0 - part) * others.mean(best) } else { 0.0 };
        let mean = inside.mean(choice) - part * inside.mean(best) - elsewhere;
        // Within the outcome both are of the same simulations, and go together; what comes elsewhere is of others.
        let variance = inside.covariance(choice, choice) + part * part * inside.covariance(best, best)
            - 2.0 * part * inside.covariance(choice, best);
        let other_variance = (1.0 - part).powi(2) * others.covariance(best, best);
        let known = inside.rows > 1.0 && others.rows > 1.0;
        let se = known.then(|| (variance.max(0.0) / inside.rows + other_variance.max(0.0) / others.rows).sqrt());
        Some((mean, se))
    }
}

impl Sums {
    fn empty_like(other: &Self) -> Self {
        Self { rows: 0.0, changes: vec![0.0; other.changes.len()], products: vec![0.0; other.products.len()] }
    }

    fn add(&mut self, changes: &[f64]) {
        self.rows += 1.0;
        self.changes.iter_mut().zip(changes).for_each(|(sum, change)| *sum += change);
        for (products, first) in self.products.chunks_exact_mut(changes.len()).zip(changes) {
            products.iter_mut().zip(changes).for_each(|(sum, second)| *sum += first * second);
        }
    }

    fn join(&mut self, other: &Self) {
        self.rows += other.rows;
        self.changes.iter_mut().zip(&other.changes).for_each(|(sum, more)| *sum += more);
        self.products.iter_mut().zip(&other.products).for_each(|(sum, more)| *sum += more);
    }

    fn mean(&self, choice: usize) -> f64 {
        self.changes[choice] / self.rows
    }

    fn covariance(&self, first: usize, second: usize) -> f64 {
        if self.rows < 2.0 {
            return 0.0;
        }
        let product = self.products[first * self.changes.len() + second];
        (product - self.rows * self.mean(first) * self.mean(second)) / (self.rows - 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draws::{Key, Purpose, Streams};

    /// A business of any size, of which an event takes 3 from the first choice and 1 from the second; another event does nothing.
    fn estimate(seed: u64, event: usize) -> (f64, f64) {
        let mut tally = ControlTally::new(2, &[2, 2]);
        let mut stream = Streams::new(seed, 0).stream(Purpose::Noise, Key::NONE);
        let (mut first, mut second, mut baseline) = (Vec::new(), Vec::new(), Vec::new());
        let mut events = vec![Vec::new(), Vec::new()];
        for _ in 0..2_000 {
            let (size, comes, idle) = (50.0 + 20.0 * stream.normal(), stream.uniform() < 0.2, stream.uniform() < 0.2);
            let luck = stream.normal();
            baseline.push(size);
            first.push(size - if comes { 3.0 } else { 0.0 } + luck);
            second.push(size - if comes { 1.0 } else { 0.0 } + luck - 1.0);
            [comes, idle].iter().zip(&mut events).for_each(|(comes, codes)| codes.push(f64::from(u8::from(*comes))));
        }
        tally.take(&[&first, &second], &baseline, &events);
        let (mean, se) = tally.estimate(event, 1, usize::from(event == 0), 0).unwrap();
        (mean, se.unwrap())
    }

    /// By itself the event comes in a fifth, and the first choice loses 0.6 on average. Where it comes the second loses 2: 1.4 more.
    #[test]
    fn bringing_an_event_about_costs_what_it_takes_more() {
        let found: Vec<(f64, f64)> = (0..200).map(|seed| estimate(seed, 0)).collect();
        let mean = found.iter().map(|of| of.0).sum::<f64>() / 200.0;
        let spread = (found.iter().map(|of| (of.0 - mean).powi(2)).sum::<f64>() / 199.0).sqrt();
        let said = found[0].1;
        assert!((mean + 1.4).abs() < 4.9 * spread / 200_f64.sqrt(), "{mean} ± {spread}");
        // The share in which it comes is taken as it came, which is a part of the spread.
        assert!((0.6..1.3).contains(&(said / spread)), "{said} for {spread}");
    }

    #[test]
    fn an_event_that_does_nothing_is_within_its_error() {
        let beyond = (0..200).filter(|&seed| {
            let (mean, se) = estimate(seed, 1);
            mean.abs() > 1.96 * se
        });
        // 10 of 200 expected, with a deviation of 3.1. The size of the business, which differs by 20, is no part of it.
        let beyond = beyond.count();
        assert!(beyond < 26, "{beyond}");
        let (_, se) = estimate(1, 1);
        assert!(se < 0.15, "{se}");
    }

    #[test]
    fn an_outcome_that_never_came_has_no_figure() {
        let mut tally = ControlTally::new(1, &[3]);
        tally.take(&[&[1.0, 2.0]], &[1.0, 1.0], &[vec![0.0, 1.0]]);
        assert_eq!(tally.estimate(0, 2, 0, 0), None);
        assert_eq!(tally.estimate(0, 0, 0, 0), Some((-0.5, None)));
    }
}
