//! Laws of a length of time, and the coordinates in which they are fitted.

use super::Mixture;

/// A Weibull law: a share exp(−(t/scale)^shape) lasts beyond t.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weibull {
    /// Above 0. Below 1: the longer it has lasted, the less likely it ends tomorrow. 1: exponential.
    pub shape: f64,
    /// Days beyond which a share 1/e lasts. Above 0.
    pub scale: f64,
}

/// A law of how long something lasts, in days.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Law {
    /// Ends with the same probability every day.
    Exponential {
        /// Mean length in days.
        mean: f64,
    },
    /// Weibull.
    Weibull(Weibull),
    /// A share never ends, the others are exponential.
    CureExponential {
        /// Share that never ends, 0 to 1.
        permanent: f64,
        /// Mean length of the others in days.
        mean: f64,
    },
    /// A share never ends, the others are Weibull (mixture cure model, Boag 1949).
    CureWeibull {
        /// Share that never ends, 0 to 1.
        permanent: f64,
        /// The others.
        after: Weibull,
    },
    /// Short ones are exponential, long ones Weibull.
    ExponentialAndWeibull {
        /// Share of the short ones, 0 to 1.
        short_share: f64,
        /// Mean length of the short ones in days.
        short_mean: f64,
        /// The long ones; their scale is above `short_mean`.
        long: Weibull,
    },
    /// Short and long ones, both Weibull.
    ///
    /// On lengths in whole days the short part may take the many rows of one same day for itself, with a steep shape: a second mode, which
    /// a posterior's [`crate::inference::sampling::Convergence`] and a fit's `starts_that_agree` show. [`Law::ExponentialAndWeibull`] cannot.
    TwoWeibulls {
        /// Share of the short ones, 0 to 1.
        short_share: f64,
        /// The short ones.
        short: Weibull,
        /// The long ones; their scale is above that of the short ones.
        long: Weibull,
    },
}

/// The form of a law without its parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LawKind {
    /// See [`Law::Exponential`].
    Exponential,
    /// See [`Law::Weibull`].
    Weibull,
    /// See [`Law::CureExponential`].
    CureExponential,
    /// See [`Law::CureWeibull`].
    CureWeibull,
    /// See [`Law::ExponentialAndWeibull`].
    ExponentialAndWeibull,
    /// See [`Law::TwoWeibulls`].
    TwoWeibulls,
}

impl LawKind {
    /// All forms, from the fewest parameters to the most.
    pub const ALL: [Self; 6] = [
        Self::Exponential,
        Self::Weibull,
        Self::CureExponential,
        Self::CureWeibull,
        Self::ExponentialAndWeibull,
        Self::TwoWeibulls,
    ];

    /// How many parameters it has.
    pub fn parameter_count(self) -> usize {
        match self {
            Self::Exponential => 1,
            Self::Weibull | Self::CureExponential => 2,
            Self::CureWeibull => 3,
            Self::ExponentialAndWeibull => 4,
            Self::TwoWeibulls => 5,
        }
    }

    /// Which coordinates are logs of shapes.
    pub(super) fn shape_coordinates(self) -> &'static [usize] {
        match self {
            Self::Exponential | Self::CureExponential => &[],
            Self::Weibull => &[0],
            Self::CureWeibull => &[1],
            Self::ExponentialAndWeibull => &[2],
            Self::TwoWeibulls => &[1, 3],
        }
    }

    /// The law at free coordinates (any real numbers), lengths counted in `unit_days`: logit of a share, log of a shape, log of a scale
    /// in units; the scale of the long ones is that of the short ones times exp(exp(last coordinate)), hence always above it.
    ///
    /// None where the number of coordinates is not [`Self::parameter_count`].
    pub fn law_at(self, coordinates: &[f64], unit_days: f64) -> Option<Law> {
        let days = |log: f64| unit_days * libm::exp(log);
        let weibull = |shape: f64, scale: f64| Weibull { shape: libm::exp(shape), scale: days(scale) };
        Some(match (self, coordinates) {
            (Self::Exponential, &[mean]) => Law::Exponential { mean: days(mean) },
            (Self::Weibull, &[shape, scale]) => Law::Weibull(weibull(shape, scale)),
            (Self::CureExponential, &[permanent, mean]) => {
                Law::CureExponential { permanent: share(permanent), mean: days(mean) }
            }
            (Self::CureWeibull, &[permanent, shape, scale]) => {
                Law::CureWeibull { permanent: share(permanent), after: weibull(shape, scale) }
            }
            (Self::ExponentialAndWeibull, &[short, mean, shape, gap]) => Law::ExponentialAndWeibull {
                short_share: share(short),
                short_mean: days(mean),
                long: weibull(shape, mean + libm::exp(gap)),
            },
            (Self::TwoWeibulls, &[short, short_shape, scale, shape, gap]) => Law::TwoWeibulls {
                short_share: share(short),
                short: weibull(short_shape, scale),
                long: weibull(shape, scale + libm::exp(gap)),
            },
            _ => return None,
        })
    }
}

fn share(logit: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-logit))
}

impl Law {
    /// The form of this law.
    pub fn kind(&self) -> LawKind {
        match self {
            Self::Exponential { .. } => LawKind::Exponential,
            Self::Weibull(_) => LawKind::Weibull,
            Self::CureExponential { .. } => LawKind::CureExponential,
            Self::CureWeibull { .. } => LawKind::CureWeibull,
            Self::ExponentialAndWeibull { .. } => LawKind::ExponentialAndWeibull,
            Self::TwoWeibulls { .. } => LawKind::TwoWeibulls,
        }
    }

    /// The coordinates of this law: the inverse of [`LawKind::law_at`].
    pub fn coordinates(&self, unit_days: f64) -> Vec<f64> {
        let logit = |share: f64| libm::log(share) - libm::log1p(-share);
        let log = libm::log;
        match *self {
            Self::Exponential { mean } => vec![log(mean / unit_days)],
            Self::Weibull(law) => vec![log(law.shape), log(law.scale / unit_days)],
            Self::CureExponential { permanent, mean } => vec![logit(permanent), log(mean / unit_days)],
            Self::CureWeibull { permanent, after } => {
                vec![logit(permanent), log(after.shape), log(after.scale / unit_days)]
            }
            Self::ExponentialAndWeibull { short_share, short_mean, long } => {
                let gap = log(log(long.scale / short_mean));
                vec![logit(short_share), log(short_mean / unit_days), log(long.shape), gap]
            }
            Self::TwoWeibulls { short_share, short, long } => {
                let gap = log(log(long.scale / short.scale));
                vec![logit(short_share), log(short.shape), log(short.scale / unit_days), log(long.shape), gap]
            }
        }
    }

    /// Share that never ends, 0 to 1; 0 where the law has no such part.
    pub fn permanent(&self) -> f64 {
        match *self {
            Self::CureExponential { permanent, .. } | Self::CureWeibull { permanent, .. } => permanent,
            _ => 0.0,
        }
    }

    /// The law prepared for many evaluations.
    pub fn mixture(&self) -> Mixture {
        let exponential = |mean: f64| Weibull { shape: 1.0, scale: mean };
        match *self {
            Self::Exponential { mean } => Mixture::new(0.0, &[(1.0, exponential(mean))]),
            Self::Weibull(law) => Mixture::new(0.0, &[(1.0, law)]),
            Self::CureExponential { permanent, mean } => {
                Mixture::new(permanent, &[(1.0 - permanent, exponential(mean))])
            }
            Self::CureWeibull { permanent, after } => Mixture::new(permanent, &[(1.0 - permanent, after)]),
            Self::ExponentialAndWeibull { short_share, short_mean, long } => {
                Mixture::new(0.0, &[(short_share, exponential(short_mean)), (1.0 - short_share, long)])
            }
            Self::TwoWeibulls { short_share, short, long } => {
                Mixture::new(0.0, &[(short_share, short), (1.0 - short_share, long)])
            }
        }
    }

    /// Share that lasts beyond `days`, 0 to 1.
    pub fn survival(&self, days: f64) -> f64 {
        self.mixture().survival(days)
    }

    /// Share that ends by `days`, 0 to 1.
    pub fn cdf(&self, days: f64) -> f64 {
        1.0 - self.survival(days)
    }

    /// Probability density of ending at `days`, per day.
    pub fn density(&self, days: f64) -> f64 {
        libm::exp(self.mixture().log_density(libm::log(days)))
    }

    /// The day by which a share `ended` (0 to 1) has ended; infinite where so many never end.
    pub fn quantile(&self, ended: f64) -> f64 {
        self.mixture().quantile(ended)
    }

    /// Mean length in days when each is counted up to `horizon` days at most.
    pub fn mean_restricted(&self, horizon: f64) -> f64 {
        let mixture = self.mixture();
        crate::inference::quadrature::integrate(0.0, horizon, |days| mixture.survival(days))
    }
}
