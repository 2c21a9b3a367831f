//! A distribution in words that never change, for the digest of a scenario.

use std::fmt::Write as _;

use super::cut::Cut;
use super::distribution::{Distribution, Form};
use super::law::Law;
use crate::normal::Level;

impl Distribution {
    /// Everything that decides its draws, exactly. The words belong to format 1 of the digest (`Scenario::digest`) and to no name
    /// in the code: where they changed, results saved before would no longer be known as those of their scenario.
    pub fn to_stable_text(&self) -> String {
        let mut text = String::new();
        self.write_stable(&mut text);
        text
    }

    fn write_stable(&self, text: &mut String) {
        *text += "Distribution(";
        match &self.0 {
            Form::Fixed(value) => write_text(text, format_args!("Fixed({value:?})")),
            Form::Continuous(law, cut) => {
                *text += "Continuous(";
                write_law(text, law);
                match cut {
                    Some(cut) => write_cut(text, cut),
                    None => *text += ", None)",
                }
            }
            Form::Choice(steps) => {
                let steps: Vec<String> = steps.iter().map(|(value, upto)| format!("({value:?}, {upto:?})")).collect();
                write_text(text, format_args!("Choice([{}])", steps.join(", ")));
            }
            Form::Mixture(parts) => {
                let part = |(weight, part): &(f64, Self)| format!("({weight:?}, {})", part.to_stable_text());
                let parts: Vec<String> = parts.iter().map(part).collect();
                write_text(text, format_args!("Mixture([{}])", parts.join(", ")));
            }
        }
        *text += ")";
    }
}

fn write_law(text: &mut String, law: &Law) {
    let (name, parameters): (&str, &[(&str, f64)]) = match *law {
        Law::Normal { mean, sd } => ("Normal", &[("mean", mean), ("sd", sd)]),
        Law::LogNormal { mu, sigma } => ("LogNormal", &[("mu", mu), ("sigma", sigma)]),
        Law::LogitNormal { mu, sigma } => ("LogitNormal", &[("mu", mu), ("sigma", sigma)]),
        Law::Uniform { low, high } => ("Uniform", &[("low", low), ("high", high)]),
        Law::Triangular { low, mode, high } => ("Triangular", &[("low", low), ("mode", mode), ("high", high)]),
        Law::Beta { a, b, low, high, .. } => ("Beta", &[("a", a), ("b", b), ("low", low), ("high", high)]),
        Law::Gamma { k, theta } => ("Gamma", &[("k", k), ("theta", theta)]),
        Law::Exponential { mean } => ("Exponential", &[("mean", mean)]),
        Law::Weibull { k, scale } => ("Weibull", &[("k", k), ("scale", scale)]),
    };
    // A number in the form of Debug is the shortest that reads back as the same, such as 0.1, 2.0 or 1e16.
    let mut parameters: Vec<String> = parameters.iter().map(|(symbol, value)| format!("{symbol}: {value:?}")).collect();
    if let Law::Beta { mode, .. } = law {
        parameters.push(format!("mode: {}", mode.map_or_else(|| "None".to_owned(), |mode| format!("Some({mode:?})"))));
    }
    write_text(text, format_args!("{name} {{ {} }}", parameters.join(", ")));
}

fn write_cut(text: &mut String, cut: &Cut) {
    let level = |Level { below, above }: Level| format!("Level {{ below: {below:?}, above: {above:?} }}");
    let Cut { min, max, at_min, at_max, mass } = *cut;
    let (at_min, at_max) = (level(at_min), level(at_max));
    write_text(
        text,
        format_args!(
            ", Some(Cut {{ min: {min:?}, max: {max:?}, at_min: {at_min}, at_max: {at_max}, mass: {mass:?} }}))"
        ),
    );
}

fn write_text(text: &mut String, words: std::fmt::Arguments<'_>) {
    // Writing to a string does not fail.
    let _ = text.write_fmt(words);
}
