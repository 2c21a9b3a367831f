//! A band within which the empirical distribution of uniform numbers stays as a whole (Säilynoja, Bürkner and Vehtari 2022).

/// At each of some points between 0 and 1, how many of n uniform numbers may lie at or below it.
#[derive(Debug, Clone, PartialEq)]
pub struct UniformBand {
    /// Level of each point alone: a count is outside if its tail, itself included, is below half of this.
    pub pointwise: f64,
    /// Probability that independent uniform numbers stay inside at all points.
    pub probability: f64,
    /// For the point i/K, i from 1 to K − 1: least and largest count inside the band.
    pub limits: Vec<[usize; 2]>,
    /// How many numbers.
    pub n: usize,
}

impl UniformBand {
    /// The narrowest band of its kind in which `n` independent uniform numbers stay at all of the points 1/K … (K−1)/K with at least the
    /// given probability, K = `points`, at least 2. Found by exact recursion over the points, not by simulation. Counts are whole, so that
    /// few numbers stay inside more often than asked: [`Self::probability`] says how often.
    pub fn new(n: usize, points: usize, probability: f64) -> Self {
        let table = BinomialTable::new(n);
        let (mut low, mut high) = (0.0, 1.0 - probability);
        // The probability falls in steps as the level rises.
        while high - low > 1e-7 {
            let middle = f64::midpoint(low, high);
            let is_enough = table.probability_inside(&table.limits(points, middle)) >= probability;
            *(if is_enough { &mut low } else { &mut high }) = middle;
        }
        Self::at_level(n, points, low)
    }

    /// The band of a given pointwise level.
    pub fn at_level(n: usize, points: usize, pointwise: f64) -> Self {
        let table = BinomialTable::new(n);
        let limits = table.limits(points, pointwise);
        Self { pointwise, probability: table.probability_inside(&limits), limits, n }
    }

    /// Points at which the counts of these numbers leave the band: none for numbers that look uniform. There must be `n` of them.
    pub fn points_outside(&self, numbers: &[f64]) -> usize {
        let points = self.limits.len() + 1;
        let is_outside = |(i, limits): (usize, &[usize; 2])| {
            // A rank on the point itself belongs below, whatever its division rounds to.
            let point = (i + 1) as f64 / points as f64 + 1e-12;
            let count = numbers.iter().filter(|&&number| number <= point).count();
            count < limits[0] || count > limits[1]
        };
        self.limits.iter().enumerate().filter(|&pair| is_outside(pair)).count()
    }
}

/// Binomial probabilities for up to n trials.
struct BinomialTable {
    n: usize,
    log_factorials: Vec<f64>,
}

impl BinomialTable {
    fn new(n: usize) -> Self {
        let mut log_factorials = vec![0.0; n + 1];
        for k in 1..=n {
            log_factorials[k] = log_factorials[k - 1] + libm::log(k as f64);
        }
        Self { n, log_factorials }
    }

    /// Probability of k of `trials` at chance p inside (0, 1).
    fn probability(&self, k: usize, trials: usize, p: f64) -> f64 {
        let ways = self.log_factorials[trials] - self.log_factorials[k] - self.log_factorials[trials - k];
        libm::exp(ways + k as f64 * libm::log(p) + (trials - k) as f64 * libm::log1p(-p))
    }

    /// Counts of which neither tail, the count included, is below half of the level.
    fn limits(&self, points: usize, level: f64) -> Vec<[usize; 2]> {
        (1..points)
            .map(|i| {
                let p = i as f64 / points as f64;
                // The first count, from one end on, at which the tail reaches half of the level.
                let first = |mut counts: Box<dyn Iterator<Item = usize>>| {
                    let mut tail = 0.0;
                    counts.find(|&k| {
                        tail += self.probability(k, self.n, p);
                        tail >= level / 2.0
                    })
                };
                let low = first(Box::new(0..=self.n)).unwrap_or(self.n);
                [low, first(Box::new((0..=self.n).rev())).unwrap_or(0)]
            })
            .collect()
    }

    /// Probability that the counts lie within the limits at all points: from point to point, what is not yet below the last point falls
    /// below the next with a fixed chance.
    fn probability_inside(&self, limits: &[[usize; 2]]) -> f64 {
        let points = (limits.len() + 1) as f64;
        let mut reached = vec![0.0; self.n + 1];
        reached[0] = 1.0;
        for (i, &[low, high]) in limits.iter().enumerate() {
            let p = 1.0 / (points - i as f64);
            let mut next = vec![0.0; self.n + 1];
            for (from, &mass) in reached.iter().enumerate().filter(|(_, mass)| **mass > 0.0) {
                let first = from.max(low);
                for (to, sum) in next.iter_mut().enumerate().take(high + 1).skip(first) {
                    *sum += mass * self.probability(to - from, self.n - from, p);
                }
            }
            reached = next;
        }
        reached.iter().sum()
    }
}
