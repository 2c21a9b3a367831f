//! Several variants of a scenario on the same random draws: points of a study, strategies, steps of a search. What does not depend on what they
//! differ in is drawn and simulated once.

use std::sync::atomic::AtomicBool;

use rayon::prelude::*;

use super::branches::BranchRunner;
use super::ensemble::{Settings, SimulationError};
use super::{ChanceEvent, ColumnKind, Layout, Parameters};
use crate::draws::BLOCK;
use crate::model::{Differences, HistoryVariant, ModelError, Plan, World};
use crate::scenario::Scenario;
use crate::scenario::fields::Timing;

/// One of the variants that are held against one another.
#[derive(Debug, Clone)]
pub struct Variant<'a> {
    /// The scenario: of the same shape as those of the others, with its own quantities, strategy in force and events.
    pub scenario: &'a Scenario,
    /// Inputs, by number, that have these values in place of those drawn.
    pub fixed: Vec<(usize, f64)>,
}

/// Figures of up to [`BLOCK`] replications in a row under every variant.
#[derive(Debug, Default)]
pub struct VariantBlock {
    /// Number of the first replication.
    pub first: u64,
    /// How many there are.
    pub rows: usize,
    variants: usize,
    columns: usize,
    shared: usize,
    /// Row by row: variant by variant, column by column; then what is the same in all.
    values: Vec<f64>,
}

impl VariantBlock {
    /// The values of a column, by its place among those asked for, under a variant: replication by replication.
    pub fn column(&self, variant: usize, column: usize) -> Vec<f64> {
        self.read(variant * self.columns + column)
    }

    /// What is the same in all variants, by its place: first the inputs asked for, then the codes of the outcomes of events.
    pub fn shared(&self, place: usize) -> Vec<f64> {
        self.read(self.variants * self.columns + place)
    }

    /// Number of variants.
    pub fn count_variants(&self) -> usize {
        self.variants
    }

    /// All its numbers, row by row.
    pub fn into_values(self) -> Vec<f64> {
        self.values
    }

    /// A block of `rows` replications from the number `first`, of so many variants, columns of each and numbers that are the same in all; none
    /// where `values` are more or fewer.
    pub fn from_values(
        first: u64,
        rows: usize,
        [variants, columns, shared]: [usize; 3],
        values: Vec<f64>,
    ) -> Option<Self> {
        let block = Self { first, rows, variants, columns, shared, values };
        (block.values.len() == rows * block.width()).then_some(block)
    }

    fn read(&self, place: usize) -> Vec<f64> {
        self.values.chunks(self.width()).take(self.rows).map(|row| row[place]).collect()
    }

    /// Numbers in a row.
    fn width(&self) -> usize {
        self.variants * self.columns + self.shared
    }
}

/// What is read of every replication.
#[derive(Debug, Clone, Default)]
pub struct VariantReading {
    /// Numbers of the columns of a row, by variant.
    pub columns: Vec<usize>,
    /// Numbers of inputs, whatever the variant.
    pub inputs: Vec<usize>,
    /// Events whose outcome is read, whatever the variant.
    pub events: Vec<ChanceEvent>,
}

/// Variants that are run on the same draws, block by block. A variant gives the same figures, to the last bit, as a run of its scenario.
#[derive(Debug)]
pub struct VariantEnsemble<'a> {
    draws: VariantDraws<'a>,
    tasks: Vec<Task<'a>>,
}

/// Everything by which histories of the variants are drawn and read.
#[derive(Debug)]
struct VariantDraws<'a> {
    plans: &'a [Plan<'a>],
    layout: &'a Layout,
    reading: &'a VariantReading,
    settings: Settings,
    /// Draws of the inputs of each variant; those of the first are drawn for all.
    parameters: Vec<Parameters<'a>>,
    differences: Differences,
    /// By variant and input that differs: where its value comes from.
    sources: Vec<Vec<Source>>,
    uniforms: Vec<f64>,
    /// By variant: values of the inputs that it draws for itself, row by row.
    drawn: Vec<Vec<f64>>,
}

/// Where the value of an input that differs comes from.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Source {
    /// It is this; NaN where it is drawn at each use.
    Value(f64),
    /// It is drawn as in the first variant.
    First,
    /// The variant draws it for itself: its place among those.
    Own(usize),
}

/// What one thread runs histories with.
#[derive(Debug)]
struct Task<'a> {
    runner: BranchRunner<'a>,
    common: Vec<f64>,
    own: Vec<f64>,
    /// By variant and rule of its strategy, replications so far in which it fired.
    fired: Vec<Vec<u64>>,
}

/// Replications that one task runs before another may be stolen.
const TASK: usize = 20;

/// The plan of every variant, given up when `stop` is set.
pub fn plan_variants<'a>(variants: &[Variant<'a>], layout: &Layout, seed: u64, stop: &'a AtomicBool) -> Vec<Plan<'a>> {
    let plan = |variant: &Variant<'a>| {
        let plan = Plan::new(variant.scenario, seed, layout.instants.clone());
        plan.with_detail(layout.in_detail).with_stop_flag(stop)
    };
    variants.iter().map(plan).collect()
}

impl<'a> VariantEnsemble<'a> {
    /// Ready to run `variants`, of which there is at least one, by their `plans`.
    pub fn new(
        variants: &[Variant<'a>],
        plans: &'a [Plan<'a>],
        layout: &'a Layout,
        reading: &'a VariantReading,
        settings: Settings,
    ) -> Self {
        let is_input = |&column: &usize| layout.columns[column].kind == ColumnKind::Input;
        debug_assert!(!reading.columns.iter().any(is_input), "inputs are read as such");
        let parameters: Vec<Parameters> =
            variants.iter().map(|variant| Parameters::new(variant.scenario, settings.seed)).collect();
        let fixed = variants.iter().flat_map(|variant| variant.fixed.iter().map(|&(input, _)| input));
        let dependent = parameters.iter().flat_map(|other| other.find_dependent(&parameters[0]));
        let scenarios = variants.iter().map(|variant| variant.scenario);
        let mut inputs: Vec<usize> = Differences::new(scenarios.clone(), fixed.chain(dependent)).inputs;
        let ceilings = parameters[0].find_ceilings(&inputs);
        inputs.extend(ceilings);
        let differences = Differences::new(scenarios, inputs.into_iter());
        let sources: Vec<Vec<Source>> = variants
            .iter()
            .zip(&parameters)
            .map(|(variant, own)| find_sources(variant, own, &variants[0], &parameters[0], &differences))
            .collect();
        let tasks = settings.replications.min(BLOCK).div_ceil(TASK as u64);
        let task = || Task {
            runner: BranchRunner::new(World::new(&plans[0], false), &differences, layout),
            common: Vec::new(),
            own: Vec::new(),
            fired: plans.iter().map(|plan| vec![0; plan.strategy().rules.len()]).collect(),
        };
        let tasks = (0..tasks).map(|_| task()).collect();
        let draws = VariantDraws {
            uniforms: Vec::new(),
            drawn: vec![Vec::new(); variants.len()],
            plans,
            layout,
            reading,
            settings,
            parameters,
            differences,
            sources,
        };
        Self { draws, tasks }
    }

    /// Runs block `number`, from 0, in all variants, on the threads of the pool it is called in.
    ///
    /// # Errors
    /// The first replication that fails, by number.
    pub fn run_block(&mut self, number: u64, block: &mut VariantBlock) -> Result<(), SimulationError> {
        let all: Vec<usize> = (0..self.draws.plans.len()).collect();
        self.run_chosen(number, &all, block).map_err(|(_, error)| error)
    }

    /// Runs block `number`, from 0, in the variants `chosen`, by number. What the block holds of the others is without meaning.
    ///
    /// # Errors
    /// As [`VariantEnsemble::run_block`], with the variant that fails.
    pub fn run_chosen(
        &mut self,
        number: u64,
        chosen: &[usize],
        block: &mut VariantBlock,
    ) -> Result<(), (usize, SimulationError)> {
        let Self { draws, tasks } = self;
        (block.first, block.rows) = (number * BLOCK, draws.settings.rows(number));
        (block.variants, block.columns) = (draws.plans.len(), draws.reading.columns.len());
        block.shared = draws.reading.inputs.len() + draws.reading.events.len();
        let width = block.width();
        block.values.resize(block.rows * width, 0.0);
        draws.draw_own(number, chosen, block.rows);
        draws.parameters[0].block(number, &mut draws.uniforms);
        let draws = &*draws;
        let seed = draws.settings.seed;
        let rows = block.values.par_chunks_mut(TASK * width).enumerate();
        let run_task = |(task, (place, rows)): (&mut Task<'a>, (usize, &mut [f64]))| {
            for (i, values) in rows.chunks_mut(width).enumerate() {
                let row = place * TASK + i;
                let replication = number * BLOCK + row as u64;
                let ran = draws.run_row(task, replication, row, chosen, values);
                ran.map_err(|(variant, error)| (variant, SimulationError::from_model(error, replication, seed)))?;
            }
            Ok(())
        };
        let ran: Vec<Result<(), (usize, SimulationError)>> = tasks.par_iter_mut().zip(rows).map(run_task).collect();
        ran.into_iter().collect()
    }

    /// For each rule of the strategy of a variant, replications so far in which it fired.
    pub fn count_fired(&self, variant: usize) -> Vec<u64> {
        let mut sums = vec![0; self.draws.plans[variant].strategy().rules.len()];
        for task in &self.tasks {
            sums.iter_mut().zip(&task.fired[variant]).for_each(|(sum, count)| *sum += count);
        }
        sums
    }
}

impl<'a> VariantDraws<'a> {
    /// Draws for a block what variants draw for themselves.
    fn draw_own(&mut self, number: u64, chosen: &[usize], rows: usize) {
        let mut uniforms_of: Option<usize> = None;
        for &variant in chosen {
            let inputs: Vec<usize> = self.list_own(variant);
            if inputs.is_empty() {
                continue;
            }
            let parameters = &self.parameters[variant];
            // Most variants are drawn by one design.
            if !uniforms_of.is_some_and(|other| self.parameters[other].has_design_of(parameters)) {
                parameters.block(number, &mut self.uniforms);
                uniforms_of = Some(variant);
            }
            let drawn = &mut self.drawn[variant];
            drawn.clear();
            for row in 0..rows {
                let uniform = |dimension: usize| self.uniforms[dimension * BLOCK as usize + row];
                drawn.extend(inputs.iter().map(|&input| parameters.value(input, &uniform)));
            }
        }
    }

    /// The inputs that a variant draws for itself.
    fn list_own(&self, variant: usize) -> Vec<usize> {
        let sources = self.sources[variant].iter().zip(&self.differences.inputs);
        sources.filter(|(source, _)| matches!(source, Source::Own(_))).map(|(_, &input)| input).collect()
    }

    /// Runs one replication in the chosen variants.
    fn run_row(
        &self,
        task: &mut Task<'a>,
        replication: u64,
        row: usize,
        chosen: &[usize],
        values: &mut [f64],
    ) -> Result<(), (usize, ModelError)> {
        let Task { runner, common, own, fired } = task;
        self.parameters[0].values(&self.uniforms, row, common);
        own.clear();
        for &variant in chosen {
            let sources = &self.sources[variant];
            let drawn = self.drawn[variant].get(row * self.count_own(variant)..).unwrap_or_default();
            own.extend(sources.iter().zip(&self.differences.inputs).map(|(source, &input)| match *source {
                Source::Value(value) => value,
                Source::First => common[input],
                Source::Own(place) => drawn[place],
            }));
        }
        let (columns, shared) = values.split_at_mut(self.plans.len() * self.reading.columns.len());
        let inputs = self.reading.inputs.iter().map(|&input| common[input]);
        let outcome = |event: &ChanceEvent| event.find_outcome(self.settings.seed, replication, common) as f64;
        let read = inputs.chain(self.reading.events.iter().map(outcome));
        shared.iter_mut().zip(read).for_each(|(place, value)| *place = value);
        let width = self.differences.inputs.len();
        let variants: Vec<HistoryVariant> = chosen
            .iter()
            .enumerate()
            .map(|(place, &variant)| HistoryVariant {
                plan: &self.plans[variant],
                differences: &self.differences,
                common,
                own: &own[place * width..][..width],
            })
            .collect();
        let ran = runner.run(replication, &variants, self.layout, |alike, record| {
            for &place in alike {
                let variant = chosen[place];
                let cells = columns[variant * self.reading.columns.len()..].iter_mut().zip(&self.reading.columns);
                cells.for_each(|(cell, &column)| *cell = record.row[column]);
                fired[variant].iter_mut().zip(record.fired).for_each(|(sum, &fired)| *sum += u64::from(fired));
            }
        });
        ran.map_err(|(place, error)| (chosen[place], error))
    }

    /// How many inputs a variant draws for itself.
    fn count_own(&self, variant: usize) -> usize {
        self.sources[variant].iter().filter(|source| matches!(source, Source::Own(_))).count()
    }
}

/// Where a variant's values of the inputs that differ come from.
fn find_sources(
    variant: &Variant<'_>,
    own: &Parameters<'_>,
    first: &Variant<'_>,
    of_first: &Parameters<'_>,
    differences: &Differences,
) -> Vec<Source> {
    let dependent: Vec<usize> = own.find_dependent(of_first).collect();
    let varied: Vec<usize> =
        differences.inputs.iter().copied().filter(|&input| !is_same(variant, first, input)).collect();
    let ceilings = own.find_ceilings(&varied);
    let mut count = 0;
    let mut find = |&input: &usize| {
        let fixed = variant.fixed.iter().find(|(fixed, _)| *fixed == input).map(|&(_, value)| value);
        if let Some(value) = fixed.or_else(|| variant.scenario.known_value(input)) {
            return Source::Value(value);
        }
        if variant.scenario.inputs[input].field.timing == Timing::EachUse {
            return Source::Value(f64::NAN);
        }
        if is_same(variant, first, input) && !dependent.contains(&input) && !ceilings.contains(&input) {
            return Source::First;
        }
        count += 1;
        Source::Own(count - 1)
    };
    differences.inputs.iter().map(&mut find).collect()
}

/// Whether an input is said alike in two variants.
fn is_same(variant: &Variant<'_>, first: &Variant<'_>, input: usize) -> bool {
    let is_fixed = |variant: &Variant| variant.fixed.iter().any(|&(fixed, _)| fixed == input);
    let [a, b] = [variant, first].map(|variant| &variant.scenario.inputs[input]);
    a.quantity == b.quantity && a.draw == b.draw && !is_fixed(variant) && !is_fixed(first)
}

#[cfg(test)]
mod tests;
