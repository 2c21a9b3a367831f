//! A density on the unit interval, constant between fixed edges: what a uniform number is led by.

/// Where the bins meet: finer towards both ends, where rare causes have their room.
const EDGES: [f64; Density::BINS + 1] = [
    0.0, 0.005, 0.01, 0.02, 0.04, 0.07, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.93, 0.96, 0.98,
    0.99, 0.995, 1.0,
];

/// Steepest θ.
const STEEPEST: f64 = 400.0;

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

    /// The density that leans as much as numbers whose mean is `mean` do: e^(θu) with that mean, to the power `power`, and
    /// the same all over each bin.
    pub fn leaning(mean: f64, power: f64) -> Self {
        let theta = slope(mean) * power;
        let heights: [f64; Self::BINS] =
            std::array::from_fn(|bin| mass(theta, EDGES[bin], EDGES[bin + 1]) / Self::width(bin));
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
        (0..Self::BINS)
            .map(|bin| Self::width(bin) * self.heights[bin] * libm::log(self.heights[bin].max(f64::MIN_POSITIVE)))
            .sum()
    }
}

/// The θ at which e^(θu) on [0, 1] has this mean.
fn slope(mean: f64) -> f64 {
    let (mut low, mut high) = (0.0, STEEPEST);
    let far = (mean - 0.5).abs();
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if lean(middle) < far { low = middle } else { high = middle }
    }
    if mean < 0.5 { -low } else { low }
}

/// The mean of e^(θu) on [0, 1] less 1/2, for θ from 0.
fn lean(theta: f64) -> f64 {
    if theta < 1e-2 { theta / 12.0 } else { 0.5 - 1.0 / theta - 1.0 / libm::expm1(-theta) - 1.0 }
}

/// Share of e^(θu) on [0, 1] that lies between two numbers.
fn mass(theta: f64, from: f64, to: f64) -> f64 {
    if theta < 0.0 {
        mass(-theta, 1.0 - to, 1.0 - from)
    } else if theta < 1e-9 {
        to - from
    } else {
        libm::exp(theta * (to - 1.0)) * libm::expm1(theta * (from - to)) / libm::expm1(-theta)
    }
}
