//! What a condition over the histories of a run may name: their inputs and their outcomes.

use super::summary::STATES;
use crate::expression::{Meaning, Unit, Vocabulary};
use crate::quantity::Dimension;
use crate::scenario::{Scale, Scenario};
use crate::simulation::{ColumnKind, Layout};

/// The columns of a run, and the names that conditions may use for them.
#[derive(Debug, Clone)]
pub struct Outcomes {
    /// Names of the columns; a condition's columns are places in this list.
    pub columns: Vec<String>,
    /// Which of them are inputs.
    pub inputs: Vec<usize>,
    scales: Vec<Scale>,
    vocabulary: Vocabulary,
}

impl Outcomes {
    /// Those of a run of `scenario`. Besides the columns of `outcomes.csv`, `MARKET.STATE` is whether that market ended in that
    /// state: `us.banned`.
    pub fn of(scenario: &Scenario) -> Self {
        let layout = Layout::of(scenario);
        let mut found = Self {
            columns: Vec::new(),
            inputs: Vec::new(),
            scales: Vec::new(),
            vocabulary: Vocabulary::new("input or outcome"),
        };
        for column in layout.columns.iter().filter(|column| column.written) {
            let place = found.columns.len();
            let dimension = scenario.input(&column.name).map(|input| input.field().dimension);
            let (scale, meaning) = match column.kind {
                ColumnKind::State => (Scale::Words, Meaning::Word(place, STATES.map(str::to_owned).to_vec())),
                ColumnKind::Input => {
                    let dimension = dimension.unwrap_or(Dimension::Factor);
                    (Scale::Number(dimension), Meaning::Number(place, Unit::of(dimension)))
                }
                ColumnKind::Number(unit) => {
                    let (dimension, unit) = of_unit(unit);
                    (Scale::Number(dimension), Meaning::Number(place, unit))
                }
                ColumnKind::Count => (Scale::Number(Dimension::Count), Meaning::Number(place, Unit::Any)),
            };
            if column.kind == ColumnKind::Input {
                found.inputs.push(place);
            }
            if let (ColumnKind::State, Some(market)) = (column.kind, column.name.strip_suffix(".final_state")) {
                for (code, state) in (0..).zip(STATES) {
                    found.vocabulary.add(format!("{market}.{state}"), Meaning::Is(place, code));
                }
            }
            found.vocabulary.add(&column.name, meaning);
            found.columns.push(column.name.clone());
            found.scales.push(scale);
        }
        found
    }

    /// The names that conditions may use.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// What the values of a column are.
    pub fn scale(&self, column: usize) -> Scale {
        self.scales[column]
    }

    /// The place of the column of this name.
    pub fn place(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column == name)
    }
}

fn of_unit(unit: &str) -> (Dimension, Unit) {
    match unit {
        "USD" => (Dimension::Money, Unit::Money),
        "share" => (Dimension::Share, Unit::Share),
        "days" => (Dimension::Duration, Unit::Time),
        _ => (Dimension::Factor, Unit::Any),
    }
}
