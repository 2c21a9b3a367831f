//! Continuous families: probability at or below a value, and the value at a probability.

use crate::normal::{self, Level};

use super::{solve, special};

/// A continuous family with its parameters, in canonical units. Built only by the checked constructors below.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Law {
    Normal { mean: f64, sd: f64 },
    LogNormal { mu: f64, sigma: f64 },
    LogitNormal { mu: f64, sigma: f64 },
    Uniform { low: f64, high: f64 },
    Triangular { low: f64, mode: f64, high: f64 },
    Beta { a: f64, b: f64, low: f64, high: f64, mode: Option<f64> },
    Gamma { k: f64, theta: f64 },
    Exponential { mean: f64 },
    Weibull { k: f64, scale: f64 },
}

/// Largest shape of a beta or gamma; beyond it, a normal is as good.
const MOST_SHAPE: f64 = 1e6;
/// Smallest shape.
const LEAST_SHAPE: f64 = 1e-3;
/// Largest standard deviation of a logarithm or logit.
const MOST_SIGMA: f64 = 100.0;

fn require(holds: bool, inequality: &str) -> Result<(), String> {
    if holds { Ok(()) } else { Err(format!("this needs {inequality}")) }
}

fn require_shape(name: &str, value: f64) -> Result<(), String> {
    require((LEAST_SHAPE..=MOST_SHAPE).contains(&value), &format!("{LEAST_SHAPE} ≤ {name} ≤ {MOST_SHAPE}"))
}

/// Constructors. Each says, as an error, the inequality that its parameters violate.
impl Law {
    pub(super) fn normal(mean: f64, sd: f64) -> Result<Self, String> {
        require(sd > 0.0, "a standard deviation above 0")?;
        Ok(Self::Normal { mean, sd })
    }

    pub(super) fn log_normal(mu: f64, sigma: f64) -> Result<Self, String> {
        require(sigma > 0.0 && sigma <= MOST_SIGMA, "0 < σ ≤ 100")?;
        require(mu.abs() <= 200.0, "a logarithm μ from −200 to 200")?;
        Ok(Self::LogNormal { mu, sigma })
    }

    pub(super) fn uniform(low: f64, high: f64) -> Result<Self, String> {
        require(low < high, "a < b")?;
        Ok(Self::Uniform { low, high })
    }

    pub(super) fn triangular(low: f64, mode: f64, high: f64) -> Result<Self, String> {
        require(low <= mode && mode <= high && low < high, "a ≤ m ≤ b and a < b")?;
        Ok(Self::Triangular { low, mode, high })
    }

    /// A beta on [a, b] with mode m and weight 4 on it (Malcolm et al. 1959).
    pub(super) fn pert(low: f64, mode: f64, high: f64) -> Result<Self, String> {
        require(low <= mode && mode <= high && low < high, "a ≤ m ≤ b and a < b")?;
        let place = (mode - low) / (high - low);
        Ok(Self::Beta { a: 1.0 + 4.0 * place, b: 1.0 + 4.0 * (1.0 - place), low, high, mode: Some(mode) })
    }

    pub(super) fn beta(a: f64, b: f64) -> Result<Self, String> {
        require_shape("a", a)?;
        require_shape("b", b)?;
        Ok(Self::Beta { a, b, low: 0.0, high: 1.0, mode: None })
    }

    pub(super) fn gamma(k: f64, theta: f64) -> Result<Self, String> {
        require_shape("k", k)?;
        require(theta > 0.0, "θ above 0")?;
        Ok(Self::Gamma { k, theta })
    }

    pub(super) fn exponential(mean: f64) -> Result<Self, String> {
        require(mean > 0.0, "a mean above 0")?;
        Ok(Self::Exponential { mean })
    }

    pub(super) fn weibull(k: f64, scale: f64) -> Result<Self, String> {
        require((0.01..=1e4).contains(&k), "a shape 0.01 ≤ k ≤ 10000")?;
        require(scale > 0.0, "a scale above 0")?;
        Ok(Self::Weibull { k, scale })
    }

    /// The log-normal with `low` and `high` at ∓z standard deviations of the logarithm.
    pub(super) fn log_normal_between(low: f64, high: f64, z: f64) -> Result<Self, String> {
        let (a, b) = (libm::log(low), libm::log(high));
        Self::log_normal(f64::midpoint(a, b), (b - a) / (2.0 * z))
    }

    /// The same for the logit-normal.
    pub(super) fn logit_normal_between(low: f64, high: f64, z: f64) -> Result<Self, String> {
        let (a, b) = (logit(low), logit(high));
        let (mu, sigma) = (f64::midpoint(a, b), (b - a) / (2.0 * z));
        require(sigma > 0.0 && sigma <= MOST_SIGMA, "a wider interval")?;
        Ok(Self::LogitNormal { mu, sigma })
    }

    /// The same for the normal.
    pub(super) fn normal_between(low: f64, high: f64, z: f64) -> Result<Self, String> {
        Self::normal(f64::midpoint(low, high), (high - low) / (2.0 * z))
    }
}

fn logit(x: f64) -> f64 {
    libm::log(x) - libm::log1p(-x)
}

/// −ln of the probability above, exact in both tails.
fn hazard(at: Level) -> f64 {
    if at.below < 0.5 { -libm::log1p(-at.below) } else { -libm::log(at.above.max(f64::MIN_POSITIVE)) }
}

/// The level at which the integrated hazard is `h`.
fn at_hazard(h: f64) -> Level {
    Level { below: -libm::expm1(-h), above: libm::exp(-h) }
}

/// The quantile of a gamma with scale 1, sought on the scale of the logarithm.
fn gamma_at(k: f64, at: Level) -> f64 {
    // Wilson and Hilferty's approximation, or, where it fails, the leading term of the lower tail.
    let root = 1.0 - 1.0 / (9.0 * k) + normal::quantile(at) / (3.0 * k.sqrt());
    let start = if root > 0.1 {
        libm::log(k) + 3.0 * libm::log(root)
    } else {
        (libm::log(at.below) + libm::lgamma(k + 1.0)) / k
    };
    // Where even the least number has a greater probability, the quantile is 0 for all purposes.
    libm::exp(solve::invert(at, start, LOG_RANGE, |y| special::gamma(k, libm::exp(y))))
}

/// The quantile of a beta from `low` to `high`, sought on the scale of the logit.
fn beta_at(a: f64, b: f64, at: Level, low: f64, high: f64) -> f64 {
    let shares = |y: f64| (1.0 / (1.0 + libm::exp(-y)), 1.0 / (1.0 + libm::exp(y)));
    let start = libm::log(a / b) + normal::quantile(at) * (1.0 / a + 1.0 / b).sqrt();
    let y = solve::invert(at, start, LOG_RANGE, |y| {
        let (x, rest) = shares(y);
        special::beta(a, b, x, rest)
    });
    let (x, rest) = shares(y);
    if x <= 0.5 { low + (high - low) * x } else { high - (high - low) * rest }
}

/// Logarithms and logits of the numbers that exist.
const LOG_RANGE: (f64, f64) = (-700.0, 700.0);

impl Law {
    /// The value at a level.
    pub(super) fn quantile_at(&self, at: Level) -> f64 {
        match *self {
            Self::Normal { mean, sd } => mean + sd * normal::quantile(at),
            Self::LogNormal { mu, sigma } => libm::exp(mu + sigma * normal::quantile(at)),
            Self::LogitNormal { mu, sigma } => 1.0 / (1.0 + libm::exp(-(mu + sigma * normal::quantile(at)))),
            Self::Uniform { low, high } => {
                if at.below <= 0.5 {
                    low + (high - low) * at.below
                } else {
                    high - (high - low) * at.above
                }
            }
            Self::Triangular { low, mode, high } => {
                let width = high - low;
                if at.below * width <= mode - low {
                    low + (at.below * width * (mode - low)).sqrt()
                } else {
                    high - (at.above * width * (high - mode)).sqrt()
                }
            }
            Self::Exponential { mean } => mean * hazard(at),
            Self::Weibull { k, scale } => scale * libm::pow(hazard(at), 1.0 / k),
            Self::Beta { a, b, low, high, .. } => beta_at(a, b, at, low, high),
            Self::Gamma { k, theta } => theta * gamma_at(k, at),
        }
    }

    /// The probabilities of lying at or below `x`, and above.
    pub(super) fn level(&self, x: f64) -> Level {
        let (low, high) = self.support();
        if x <= low {
            return Level { below: 0.0, above: 1.0 };
        }
        if x >= high {
            return Level { below: 1.0, above: 0.0 };
        }
        match *self {
            Self::Normal { mean, sd } => normal::level((x - mean) / sd),
            Self::LogNormal { mu, sigma } => normal::level((libm::log(x) - mu) / sigma),
            Self::LogitNormal { mu, sigma } => normal::level((logit(x) - mu) / sigma),
            Self::Uniform { low, high } => Level { below: (x - low) / (high - low), above: (high - x) / (high - low) },
            Self::Triangular { low, mode, high } => {
                let width = high - low;
                if x <= mode {
                    let below = (x - low) / width * ((x - low) / (mode - low));
                    Level { below, above: 1.0 - below }
                } else {
                    let above = (high - x) / width * ((high - x) / (high - mode));
                    Level { below: 1.0 - above, above }
                }
            }
            Self::Exponential { mean } => at_hazard(x / mean),
            Self::Weibull { k, scale } => at_hazard(libm::pow(x / scale, k)),
            Self::Beta { a, b, low, high, .. } => {
                special::beta(a, b, (x - low) / (high - low), (high - x) / (high - low)).level
            }
            Self::Gamma { k, theta } => special::gamma(k, x / theta).level,
        }
    }

    /// Least and greatest value.
    pub(super) fn support(&self) -> (f64, f64) {
        match *self {
            Self::Normal { .. } => (f64::NEG_INFINITY, f64::INFINITY),
            Self::LogitNormal { .. } => (0.0, 1.0),
            Self::Uniform { low, high } | Self::Triangular { low, high, .. } | Self::Beta { low, high, .. } => {
                (low, high)
            }
            Self::LogNormal { .. } | Self::Gamma { .. } | Self::Exponential { .. } | Self::Weibull { .. } => {
                (0.0, f64::INFINITY)
            }
        }
    }

    /// The mean, where it has a closed form.
    pub(super) fn mean(&self) -> Option<f64> {
        Some(match *self {
            Self::Normal { mean, .. } | Self::Exponential { mean } => mean,
            Self::LogNormal { mu, sigma } => libm::exp(mu + 0.5 * sigma * sigma),
            Self::LogitNormal { .. } => return None,
            Self::Uniform { low, high } => f64::midpoint(low, high),
            Self::Triangular { low, mode, high } => (low + mode + high) / 3.0,
            Self::Beta { a, b, low, high, .. } => low + (high - low) * a / (a + b),
            Self::Gamma { k, theta } => k * theta,
            Self::Weibull { k, scale } => scale * libm::tgamma(1.0 + 1.0 / k),
        })
    }

    /// Name for people.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Normal { .. } => "normal",
            Self::LogNormal { .. } => "log-normal",
            Self::LogitNormal { .. } => "logit-normal",
            Self::Uniform { .. } => "uniform",
            Self::Triangular { .. } => "triangular",
            Self::Beta { mode: Some(_), .. } => "PERT",
            Self::Beta { mode: None, .. } => "beta",
            Self::Gamma { .. } => "gamma",
            Self::Exponential { .. } => "exponential",
            Self::Weibull { .. } => "Weibull",
        }
    }

    /// Symbols and values of the parameters.
    pub(super) fn parameters(&self) -> Vec<(&'static str, f64)> {
        match *self {
            Self::Normal { mean, sd } => vec![("mean", mean), ("sd", sd)],
            Self::LogNormal { mu, sigma } | Self::LogitNormal { mu, sigma } => vec![("μ", mu), ("σ", sigma)],
            Self::Uniform { low, high } => vec![("a", low), ("b", high)],
            Self::Triangular { low, mode, high } | Self::Beta { low, high, mode: Some(mode), .. } => {
                vec![("a", low), ("m", mode), ("b", high)]
            }
            Self::Beta { a, b, .. } => vec![("a", a), ("b", b)],
            Self::Gamma { k, theta } => vec![("k", k), ("θ", theta)],
            Self::Exponential { mean } => vec![("mean", mean)],
            Self::Weibull { k, scale } => vec![("k", k), ("s", scale)],
        }
    }
}
