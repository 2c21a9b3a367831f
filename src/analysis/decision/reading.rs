//! What a decision reads of the simulations of a world.

use super::courses::FileCourses;
use super::run::Threshold;
use super::tally::ChoiceRows;
use crate::analysis::leading::LeadingValue;
use crate::analysis::sensitivity::Driver;
use crate::scenario::Scenario;
use crate::simulation::{ChanceEvent, Layout, VariantBlock, VariantReading};

/// Columns that are read of every market.
const OF_MARKET: [&str; 4] = ["final_state", "users", "baseline_users", "baseline_value"];

/// Place of a column of a market among those read.
pub(super) const fn place(market: usize, column: usize) -> usize {
    2 + OF_MARKET.len() * market + column
}

/// Which columns are read of a row, in this order: value and baseline, then by market [`OF_MARKET`].
fn list_columns(scenario: &Scenario, layout: &Layout, leading: LeadingValue) -> Vec<usize> {
    let mut columns = vec![layout.column_index(leading.name()), layout.column_index(leading.baseline())];
    for market in &scenario.markets {
        columns.extend(OF_MARKET.map(|name| layout.column_index(&format!("{}.{name}", market.key))));
    }
    columns
}

/// What is read of the simulations of one world.
pub(super) struct Reader {
    pub markets: usize,
    pub home: Option<usize>,
    pub threshold: Threshold,
}

impl Reader {
    fn read(&self, block: &VariantBlock, course: usize) -> (ChoiceRows, Vec<f64>) {
        let (value, baseline) = (block.column(course, 0), block.column(course, 1));
        let threshold = baseline.iter().map(|baseline| match self.threshold {
            Threshold::Dollars(dollars) => dollars,
            Threshold::ShareOfBaseline(share) => share * baseline,
        });
        let threshold = threshold.collect();
        let mut states = Vec::new();
        let (mut users, mut all) = (vec![0.0; block.rows], vec![0.0; block.rows]);
        for m in 0..self.markets {
            states.push(block.column(course, place(m, 0)));
            if Some(m) == self.home {
                continue;
            }
            let add = |sums: &mut [f64], more: Vec<f64>| sums.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
            add(&mut users, block.column(course, place(m, 1)));
            add(&mut all, block.column(course, place(m, 2)));
        }
        let users = users.iter().zip(&all).map(|(users, all)| users / all.max(1.0)).collect();
        (ChoiceRows { value, threshold, users, states }, baseline)
    }
}

/// What is read of a block of one world.
pub(super) struct BlockRows {
    /// Of each choice.
    pub rows: Vec<ChoiceRows>,
    /// Values of the choices that are made later.
    pub later: Vec<Vec<f64>>,
    /// Values without government action.
    pub undisturbed: Vec<f64>,
}

impl Reader {
    /// Reads the blocks of all files: the choices of each come first among its courses.
    pub(super) fn read_block(&self, files: &[FileCourses], blocks: &[VariantBlock]) -> BlockRows {
        let (mut rows, mut later, mut undisturbed) = (Vec::new(), Vec::new(), Vec::new());
        for (file, block) in files.iter().zip(blocks) {
            for course in 0..block.count_variants() {
                if course >= file.choices.len() {
                    later.push(block.column(course, 0));
                    continue;
                }
                let (of_choice, baseline) = self.read(block, course);
                if rows.is_empty() {
                    undisturbed = baseline;
                }
                rows.push(of_choice);
            }
        }
        BlockRows { rows, later, undisturbed }
    }
}

/// What is read of each file; inputs and events, which all share, of the first.
pub(super) fn list_readings(
    files: &[FileCourses],
    layouts: &[Layout],
    leading: LeadingValue,
    drivers: &[Driver],
    events: &[ChanceEvent],
) -> Vec<VariantReading> {
    let read = |(place, (file, layout)): (usize, (&FileCourses, &Layout))| {
        let scenario = &file.choices[0].1;
        let columns = list_columns(scenario, layout, leading);
        if place > 0 {
            return VariantReading { columns, ..VariantReading::default() };
        }
        let number = |driver: &Driver| scenario.inputs.iter().position(|input| input.path() == driver.paths[0]);
        VariantReading { columns, inputs: drivers.iter().filter_map(number).collect(), events: events.to_vec() }
    };
    files.iter().zip(layouts).enumerate().map(read).collect()
}
