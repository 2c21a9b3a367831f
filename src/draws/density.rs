//! A density on the unit interval, constant between fixed edges: what a uniform number is led by.

/// Where the bins meet: finer towards both ends, where rare causes have their room.
const EDGES: [f64; Density::BINS + 1] = [
    0.0, 0.005, 0.01, 0.02, 0.04, 0.07, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.93, 0.96, 0.98, 0.99,
    0.995, 1.0,
];

/// A density on [0, 1], above zero everywhere.
#[derive(Debug, Clone, PartialEq)]
pub struct Density {
    heights: [f64; Density::BINS],
    /// Probability below each edge.
    below: [f64; Density::BINS + 1],
}

impl Density {
    /// Number of bins.
    pub const BINS: usize = 22;

    /// Where the bins meet, from 0 to 1.
    pub const fn edges() -> &'static [f64] {
        &EDGES
    }

    /// The bin that a number from 0 to 1 lies in.
    pub fn bin(u: f64) -> usize {
        EDGES[1..Self::BINS].partition_point(|edge| *edge <= u)
    }

    /// How wide a bin is.
    pub fn width(bin: usize) -> f64 {
        EDGES[bin + 1] - EDGES[bin]
    }

    /// The density of numbers of which each bin holds `counts`, with `prior` more spread evenly (the posterior mean under a
    /// Dirichlet prior): at least `prior / (prior + sum)` everywhere.
    pub fn of(counts: &[f64; Self::BINS], prior: f64) -> Self {
        let all: f64 = counts.iter().sum::<f64>() + prior;
        let heights = std::array::from_fn(|bin| (counts[bin] / Self::width(bin) + prior) / all);
        let mut below = [0.0; Self::BINS + 1];
        for bin in 0..Self::BINS {
            below[bin + 1] = below[bin] + heights[bin] * Self::width(bin);
        }
        // What rounding leaves of 1 belongs to no bin.
        let whole = below[Self::BINS];
        Self { heights: heights.map(|height| height / whole), below: below.map(|share| share / whole) }
    }

    /// The density in a bin.
    pub fn height(&self, bin: usize) -> f64 {
        self.heights[bin]
    }

    /// The density at a number.
    pub fn at(&self, u: f64) -> f64 {
        self.heights[Self::bin(u)]
    }

    /// The number below which the share `u` lies, strictly between 0 and 1 where `u` is.
    pub fn quantile(&self, u: f64) -> f64 {
        let bin = self.below[1..Self::BINS].partition_point(|share| *share <= u);
        let within = (u - self.below[bin]) / self.heights[bin];
        // Rounding must not carry a number into the next bin, nor to an end of the interval.
        (EDGES[bin] + within).clamp(EDGES[bin].max(f64::MIN_POSITIVE), EDGES[bin + 1].next_down())
    }

    /// Kullback and Leibler's divergence from the uniform density, in nats.
    pub fn divergence(&self) -> f64 {
        (0..Self::BINS).map(|bin| Self::width(bin) * self.heights[bin] * libm::log(self.heights[bin])).sum()
    }
}
