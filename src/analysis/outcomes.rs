//! What a condition over the histories of a run may name: their inputs and their outcomes.

use super::summary::STATES;
use crate::expression::{Expression, Meaning, Unit, Vocabulary, Words};
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

/// In which of the first `rows` simulations a condition holds, given the columns that it looks at.
pub fn find_hits(condition: &Expression, columns: &[Vec<f64>], rows: usize) -> Vec<bool> {
    let numbers = condition.columns();
    let figure = |row: usize| {
        move |number: usize| numbers.binary_search(&number).map_or(f64::NAN, |column| columns[column][row])
    };
    (0..rows).map(|row| condition.holds(figure(row))).collect()
}

impl Outcomes {
    /// Names of the columns of these numbers.
    pub fn names(&self, columns: &[usize]) -> Vec<String> {
        columns.iter().map(|&column| self.columns[column].clone()).collect()
    }

    /// Those of a run of `scenario`. Besides the columns of `outcomes.csv`, `MARKET.STATE` is whether that market ended in that
    /// state: `us.banned`.
    pub fn new(scenario: &Scenario) -> Self {
        let layout = Layout::new(scenario);
        let mut found = Self {
            columns: Vec::new(),
            inputs: Vec::new(),
            scales: Vec::new(),
            vocabulary: Vocabulary::new("input or outcome", scenario.start),
        };
        for column in layout.columns.iter().filter(|column| column.written) {
            let place = found.columns.len();
            let dimension = scenario.input(&column.name).map(|input| input.field().dimension);
            let number = |dimension, unit| (Scale::Number(dimension), Meaning::Number(place, unit));
            let (scale, meaning) = match column.kind {
                ColumnKind::State => (Scale::Words, Meaning::Word(place, states())),
                ColumnKind::Input => {
                    let dimension = dimension.unwrap_or(Dimension::Factor);
                    number(dimension, Unit::from_dimension(dimension))
                }
                ColumnKind::Number(unit) => number(unit.dimension(), Unit::from_dimension(unit.dimension())),
                ColumnKind::Day => number(Dimension::Duration, Unit::Day),
                ColumnKind::Count => number(Dimension::Count, Unit::Number),
                ColumnKind::Flag => (Scale::Number(Dimension::Count), Meaning::Is(place, 1)),
            };
            if column.kind == ColumnKind::Input {
                found.inputs.push(place);
            }
            if let (ColumnKind::State, Some(market)) = (column.kind, column.name.strip_suffix(".final_state")) {
                for (state, code) in states().iter() {
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
    pub fn column_index(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column == name)
    }
}

/// The final states of a market, as conditions may call them.
fn states() -> Words {
    Words::new(STATES).add_alias("sold", "divested")
}
