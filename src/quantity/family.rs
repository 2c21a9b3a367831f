//! The named families: what their parameters are, and how they are built from what was written.

use std::ops::Range;

use super::amount::Amount;
use super::cursor::Cursor;
use super::dimension::Dimension;
use super::fault::Fault;
use super::law::Law;

/// What a parameter measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Measures {
    /// The quantity itself, with its unit.
    Quantity,
    /// A plain number.
    Plain,
}

/// A family that is written by name.
pub(super) struct NamedFamily {
    /// As written.
    pub(super) name: &'static str,
    /// Its form, for messages.
    pub(super) form: &'static str,
    /// What its parameters measure, in order.
    pub(super) parameters: &'static [Measures],
    law: fn(&[f64]) -> Result<Law, String>,
}

use Measures::{Plain, Quantity};

/// Every named family but `choice` and `mixture`.
pub(super) const FAMILIES: &[NamedFamily] = &[
    NamedFamily {
        name: "normal",
        form: "normal(mean, standard deviation)",
        parameters: &[Quantity, Quantity],
        law: |p| Law::normal(p[0], p[1]),
    },
    NamedFamily {
        name: "lognormal",
        form: "lognormal(μ, σ), mean and standard deviation of the natural logarithm, or lognormal(median with its unit, σ)",
        parameters: &[Plain, Plain],
        law: |p| Law::log_normal(p[0], p[1]),
    },
    NamedFamily {
        name: "uniform",
        form: "uniform(least, greatest)",
        parameters: &[Quantity, Quantity],
        law: |p| Law::uniform(p[0], p[1]),
    },
    NamedFamily {
        name: "triangular",
        form: "triangular(least, most likely, greatest)",
        parameters: &[Quantity, Quantity, Quantity],
        law: |p| Law::triangular(p[0], p[1], p[2]),
    },
    NamedFamily {
        name: "pert",
        form: "pert(least, most likely, greatest)",
        parameters: &[Quantity, Quantity, Quantity],
        law: |p| Law::pert(p[0], p[1], p[2]),
    },
    NamedFamily { name: "beta", form: "beta(a, b)", parameters: &[Plain, Plain], law: |p| Law::beta(p[0], p[1]) },
    NamedFamily {
        name: "gamma",
        form: "gamma(shape, scale)",
        parameters: &[Plain, Quantity],
        law: |p| Law::gamma(p[0], p[1]),
    },
    NamedFamily {
        name: "exponential",
        form: "exponential(mean)",
        parameters: &[Quantity],
        law: |p| Law::exponential(p[0]),
    },
    NamedFamily {
        name: "weibull",
        form: "weibull(shape, scale)",
        parameters: &[Plain, Quantity],
        law: |p| Law::weibull(p[0], p[1]),
    },
];

impl NamedFamily {
    /// The law with these parameters, which stand at `span`.
    pub(super) fn build(
        &self,
        amounts: &[Amount],
        cursor: &Cursor<'_>,
        dimension: Dimension,
        span: Range<usize>,
    ) -> Result<Law, Fault> {
        if amounts.len() != self.parameters.len() {
            return Err(Fault::new(span, format!("`{}` takes {} numbers", self.name, self.parameters.len()))
                .help(format!("write {}", self.form)));
        }
        if self.name == "beta" && !takes_fractions(dimension) {
            return Err(Fault::new(span, "`beta` gives numbers from 0 to 1, which have no unit")
                .help(format!("this takes {}", dimension.accepts())));
        }
        let law = if self.name == "lognormal" && !amounts[0].unit.is_bare() {
            self.by_median(amounts, cursor, dimension)?
        } else {
            (self.law)(&self.values(amounts, cursor, dimension)?)
        };
        law.map_err(|message| Fault::new(span, message).help(format!("write {}", self.form)))
    }

    /// `lognormal(30 days, 0.5)`: the first parameter is the median e^μ, since it has a unit.
    fn by_median(
        &self,
        amounts: &[Amount],
        cursor: &Cursor<'_>,
        dimension: Dimension,
    ) -> Result<Result<Law, String>, Fault> {
        let median = amounts[0].value(cursor, dimension)?;
        let sigma = amounts[1].value(cursor, Dimension::Factor)?;
        if median <= 0.0 {
            return Ok(Err("this needs a median above 0".to_owned()));
        }
        Ok((self.law)(&[libm::log(median), sigma]))
    }

    /// Whether parameter number `at` measures the quantity itself and has its unit: a median of a log-normal may.
    pub(super) fn measures_quantity(&self, at: usize, amount: &Amount) -> bool {
        self.parameters.get(at) == Some(&Quantity) || (self.name == "lognormal" && at == 0 && !amount.is_bare)
    }

    /// The parameters in canonical units.
    fn values(&self, amounts: &[Amount], cursor: &Cursor<'_>, dimension: Dimension) -> Result<Vec<f64>, Fault> {
        amounts
            .iter()
            .zip(self.parameters)
            .map(|(amount, measures)| {
                amount.value(cursor, if *measures == Plain { Dimension::Factor } else { dimension })
            })
            .collect()
    }
}

/// Whether numbers from 0 to 1 make sense without a unit.
const fn takes_fractions(dimension: Dimension) -> bool {
    use Dimension::{Factor, Growth, Margin, Rate, Share};
    matches!(dimension, Share | Margin | Growth | Rate | Factor)
}

/// A name that is no family's.
pub(super) fn unknown(name: &str, span: Range<usize>) -> Fault {
    let names: Vec<&str> = FAMILIES.iter().map(|family| family.name).chain(["choice", "mixture"]).collect();
    Fault::new(span, format!("`{name}` is not a family of distributions"))
        .help(format!("known are {}", names.join(", ")))
}
