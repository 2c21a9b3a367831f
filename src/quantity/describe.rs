//! Distributions in words.

use super::cut::Cut;
use super::distribution::{Distribution, Form, weighted};
use super::law::Law;

impl Distribution {
    /// Name of the family, for people.
    pub fn family_name(&self) -> &'static str {
        match &self.0 {
            Form::Fixed(_) => "known value",
            Form::Continuous(law, _) => law.name(),
            Form::Choice(_) => "choice",
            Form::Mixture(_) => "mixture",
        }
    }

    /// The family with its parameters in canonical units, such as `log-normal(μ 3.22, σ 0.41), min 5`.
    pub fn describe(&self) -> String {
        let name = self.family_name();
        match &self.0 {
            Form::Fixed(value) => format!("{name} {}", short(*value)),
            Form::Continuous(law, cut) => {
                let parameters =
                    law.parameters().into_iter().map(|(symbol, value)| format!("{symbol} {}", short(value)));
                let bounds = cut.map_or_else(String::new, |cut| bounds(&cut, law));
                format!("{name}({}){bounds}", list(parameters))
            }
            Form::Choice(steps) => {
                let parts = weighted(steps).map(|(weight, value)| format!("{}: {}", short(weight), short(value)));
                format!("{name}({})", list(parts))
            }
            Form::Mixture(parts) => {
                let parts = parts.iter().map(|(weight, part)| format!("{}: {}", short(*weight), part.describe()));
                format!("{name}({})", list(parts))
            }
        }
    }
}

/// The bounds that cut something off.
fn bounds(cut: &Cut, law: &Law) -> String {
    let (low, high) = law.support();
    let bound = |cuts: bool, word: &str, at: f64| if cuts { format!(", {word} {}", short(at)) } else { String::new() };
    bound(cut.min > low, "min", cut.min) + &bound(cut.max < high, "max", cut.max)
}

fn list(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(", ")
}

/// A number to six significant digits.
fn short(value: f64) -> String {
    let rounded: f64 = format!("{value:.5e}").parse().unwrap_or(value);
    if rounded != 0.0 && !(1e-4..1e15).contains(&rounded.abs()) { format!("{rounded:e}") } else { format!("{rounded}") }
}
