//! A block of the simulations of one world, as it is saved and read again.

use super::courses::FileCourses;
use crate::analysis::summary::STATES;
use crate::simulation::{SimulationError, Variant, VariantBlock, VariantEnsemble, VariantReading};

/// The numbers of a block in the variants of each file; then how often the rules of each choice fired in it, file by file.
pub(super) type SavedBlock = (Vec<Vec<f64>>, Vec<u64>);

/// What a block of a world looks like.
pub(super) struct BlockShape<'a> {
    pub(super) files: &'a [FileCourses],
    pub(super) courses: &'a [Vec<Variant<'a>>],
    pub(super) readings: &'a [VariantReading],
    /// How many outcomes each event has.
    pub(super) outcomes: &'a [usize],
    /// Places of the final states of markets among the columns.
    pub(super) states: Vec<usize>,
}

impl BlockShape<'_> {
    /// How many rules the choices have, all together.
    pub(super) fn count_rules(&self) -> usize {
        let choices = self.files.iter().flat_map(|file| &file.choices);
        choices.map(|(_, scenario)| scenario.strategies[scenario.strategy].rules.len()).sum()
    }

    /// Numbers in a row of a file: variants, columns of each, and what is the same in all.
    fn row(&self, file: usize) -> [usize; 3] {
        let reading = &self.readings[file];
        [self.courses[file].len(), reading.columns.len(), reading.inputs.len() + reading.events.len()]
    }

    /// Blocks of so many rows as they were saved, the first of number `first`; none where they are of another shape or hold what no simulation
    /// leaves.
    pub(super) fn read(&self, (values, _): SavedBlock, first: u64, rows: usize) -> Option<Vec<VariantBlock>> {
        if values.len() != self.files.len() {
            return None;
        }
        let read = |(file, values)| VariantBlock::from_values(first, rows, self.row(file), values);
        values.into_iter().enumerate().map(read).collect()
    }

    /// Whether what was saved is a block of so many rows.
    pub(super) fn fits(&self, saved: &SavedBlock, rows: usize) -> bool {
        let counts = &saved.1;
        let is_counted = counts.len() == self.count_rules() && counts.iter().all(|count| *count <= rows as u64);
        is_counted && self.read(saved.clone(), 0, rows).is_some_and(|blocks| self.has_known_codes(&blocks))
    }

    /// Whether all states and outcomes are known ones.
    fn has_known_codes(&self, blocks: &[VariantBlock]) -> bool {
        let below = |values: Vec<f64>, count: usize| {
            values.into_iter().all(|value| (0.0..count as f64).contains(&value) && value.fract() == 0.0)
        };
        let inputs = self.readings[0].inputs.len();
        let outcomes = (inputs..).zip(self.outcomes).all(|(place, count)| below(blocks[0].shared(place), *count));
        let state = |(file, block): (usize, &VariantBlock)| {
            let courses = 0..self.courses[file].len();
            courses
                .into_iter()
                .all(|course| self.states.iter().all(|column| below(block.column(course, *column), STATES.len())))
        };
        outcomes && blocks.iter().enumerate().all(state)
    }
}

/// Runs block `number` of every file.
pub(super) fn run_world_block(
    number: u64,
    files: &[FileCourses],
    ensembles: &mut [VariantEnsemble<'_>],
    mut check_and_tell: impl FnMut(Option<usize>) -> Result<(), SimulationError>,
) -> Result<SavedBlock, SimulationError> {
    let before = count_fired(files, ensembles);
    let mut values = Vec::with_capacity(files.len());
    for ensemble in &mut *ensembles {
        check_and_tell(None)?;
        let mut block = VariantBlock::default();
        ensemble.run_block(number, &mut block)?;
        check_and_tell(Some(block.rows))?;
        values.push(block.into_values());
    }
    let after = count_fired(files, ensembles);
    Ok((values, after.iter().zip(before).map(|(after, before)| after - before).collect()))
}

/// How often the rules of each choice have fired so far, file by file.
fn count_fired(files: &[FileCourses], ensembles: &[VariantEnsemble<'_>]) -> Vec<u64> {
    let of_file = |(file, ensemble): (&FileCourses, &VariantEnsemble<'_>)| -> Vec<u64> {
        (0..file.choices.len()).flat_map(|course| ensemble.count_fired(course)).collect()
    };
    files.iter().zip(ensembles).flat_map(of_file).collect()
}
