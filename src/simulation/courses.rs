//! Several courses of action in the same worlds: inputs, noise and baseline are drawn once, and every course is then run on the
//! same random draws.

use std::sync::atomic::AtomicBool;

use rayon::prelude::*;

use super::ensemble::{Settings, SimulationError, TASK, TASKS, run_course, run_one};
use super::{ChanceEvent, Layout, Parameters};
use crate::draws::BLOCK;
use crate::model::{ModelError, Plan, World};
use crate::scenario::Scenario;

/// What the owner does in one of the courses that are held against one another.
#[derive(Debug, Clone)]
pub struct Course<'a> {
    /// The scenario with the strategy in force. All courses have the same inputs and differ in nothing but the strategy.
    pub scenario: &'a Scenario,
    /// Inputs of the strategy, by number, that have these values in place of those drawn.
    pub fixed: Vec<(usize, f64)>,
}

/// Figures of up to [`BLOCK`] replications in a row under every course.
#[derive(Debug, Default)]
pub struct CourseBlock {
    /// Number of the first replication.
    pub first: u64,
    /// How many there are.
    pub rows: usize,
    courses: usize,
    columns: usize,
    shared: usize,
    /// Row by row: course by course, column by column; then what does not hang on the course.
    values: Vec<f64>,
}

impl CourseBlock {
    /// The values of a column, by its place among those asked for, under a course: replication by replication.
    pub fn column(&self, course: usize, column: usize) -> Vec<f64> {
        self.read(course * self.columns + column)
    }

    /// What does not hang on the course, by its place: first the inputs asked for, then the codes of the outcomes of events.
    pub fn shared(&self, place: usize) -> Vec<f64> {
        self.read(self.courses * self.columns + place)
    }

    fn read(&self, place: usize) -> Vec<f64> {
        self.values.chunks(self.width()).take(self.rows).map(|row| row[place]).collect()
    }

    /// Numbers in a row.
    fn width(&self) -> usize {
        self.courses * self.columns + self.shared
    }
}

/// What is read of every replication.
#[derive(Debug, Clone, Default)]
pub struct CourseReading {
    /// Numbers of the columns of a row, by course.
    pub columns: Vec<usize>,
    /// Numbers of inputs, whatever the course.
    pub inputs: Vec<usize>,
    /// Events whose outcome is read, whatever the course.
    pub events: Vec<ChanceEvent>,
}

/// Courses that are run on the same draws, block by block. A course gives the same figures, to the last bit, as a run of its scenario.
#[derive(Debug)]
pub struct CourseEnsemble<'a> {
    courses: &'a [Course<'a>],
    layout: &'a Layout,
    reading: &'a CourseReading,
    settings: Settings,
    parameters: Parameters<'a>,
    tasks: Vec<Task<'a>>,
    uniforms: Vec<f64>,
}

/// The worlds of one task: one for each course.
#[derive(Debug)]
struct Task<'a> {
    worlds: Vec<World<'a>>,
    row: Vec<f64>,
    fans: Vec<f32>,
    states: Vec<u8>,
    drawn: Vec<f64>,
    /// By course and rule of its strategy, replications so far in which it fired.
    fired: Vec<Vec<u64>>,
}

/// The plan of every course, given up when `stop` is set.
pub fn plan_courses<'a>(courses: &[Course<'a>], layout: &Layout, seed: u64, stop: &'a AtomicBool) -> Vec<Plan<'a>> {
    let plan = |course: &Course<'a>| Plan::new(course.scenario, seed, layout.instants.clone()).with_stop_flag(stop);
    courses.iter().map(plan).collect()
}

impl<'a> CourseEnsemble<'a> {
    /// Ready to run `courses`, of which there is at least one, by their `plans`.
    pub fn new(
        courses: &'a [Course<'a>],
        plans: &'a [Plan<'a>],
        layout: &'a Layout,
        reading: &'a CourseReading,
        settings: Settings,
    ) -> Self {
        let task = || Task {
            worlds: plans.iter().map(|plan| World::new(plan, false)).collect(),
            row: vec![0.0; layout.row()],
            fans: vec![0.0; layout.fans()],
            states: vec![0; layout.states()],
            drawn: Vec::new(),
            fired: courses.iter().map(|course| vec![0; course.count_rules()]).collect(),
        };
        Self {
            parameters: Parameters::new(plans[0].scenario, settings.seed),
            tasks: (0..TASKS).map(|_| task()).collect(),
            uniforms: Vec::new(),
            courses,
            layout,
            reading,
            settings,
        }
    }

    /// Runs block `number`, from 0, on the threads of the pool it is called in.
    ///
    /// # Errors
    /// The first replication that fails, by number.
    pub fn run_block(&mut self, number: u64, block: &mut CourseBlock) -> Result<(), SimulationError> {
        let Self { courses, layout, reading, settings, parameters, tasks, uniforms } = self;
        parameters.block(number, uniforms);
        (block.first, block.rows) = (number * BLOCK, settings.rows(number));
        (block.courses, block.columns) = (courses.len(), reading.columns.len());
        block.shared = reading.inputs.len() + reading.events.len();
        let width = block.width();
        block.values.resize(block.rows * width, 0.0);
        let run_task = |(task, (place, rows)): (&mut Task, (usize, &mut [f64]))| {
            for (i, values) in rows.chunks_mut(width).enumerate() {
                let index = place * TASK + i;
                parameters.values(uniforms, index, &mut task.drawn);
                let replication = number * BLOCK + index as u64;
                let (values, shared) = values.split_at_mut(courses.len() * reading.columns.len());
                let inputs = reading.inputs.iter().map(|&input| task.drawn[input]);
                let outcome = |event: &ChanceEvent| event.find_outcome(settings.seed, replication, &task.drawn) as f64;
                let read = inputs.chain(reading.events.iter().map(outcome));
                shared.iter_mut().zip(read).for_each(|(place, value)| *place = value);
                task.run(courses, layout, &reading.columns, replication, values)
                    .map_err(|error| (replication, error))?;
            }
            Ok(())
        };
        let rows = block.values.par_chunks_mut(TASK * width).enumerate();
        let ran: Vec<Result<(), (u64, ModelError)>> = tasks.par_iter_mut().zip(rows).map(run_task).collect();
        let failed = ran.into_iter().find_map(Result::err);
        failed.map_or(Ok(()), |(replication, source)| {
            Err(SimulationError::from_model(source, replication, settings.seed))
        })
    }
}

impl CourseEnsemble<'_> {
    /// For each rule of the strategy of a course, replications in which it has fired so far.
    pub fn count_fired(&self, course: usize) -> Vec<u64> {
        let mut sums = vec![0; self.courses[course].count_rules()];
        for task in &self.tasks {
            sums.iter_mut().zip(&task.fired[course]).for_each(|(sum, count)| *sum += count);
        }
        sums
    }
}

impl Course<'_> {
    /// Rules of its strategy.
    fn count_rules(&self) -> usize {
        self.scenario.strategies[self.scenario.strategy].rules.len()
    }
}

impl Task<'_> {
    /// Runs one replication under every course.
    fn run(
        &mut self,
        courses: &[Course<'_>],
        layout: &Layout,
        columns: &[usize],
        replication: u64,
        values: &mut [f64],
    ) -> Result<(), ModelError> {
        let Self { worlds, row, fans, states, drawn, fired } = self;
        for (number, (course, values)) in courses.iter().zip(values.chunks_mut(columns.len())).enumerate() {
            let kept: Vec<(usize, f64)> = course.fixed.iter().map(|&(input, _)| (input, drawn[input])).collect();
            course.fixed.iter().for_each(|&(input, value)| drawn[input] = value);
            if number == 0 {
                run_one(&mut worlds[0], layout, replication, drawn, row, fans, states)?;
            } else {
                // What is drawn and the baseline go from world to world.
                let (before, after) = worlds.split_at_mut(number);
                after[0].take_draws_from(&mut before[number - 1]);
                run_course(&mut after[0], layout, replication, drawn, row, fans, states)?;
            }
            let rules = &worlds[number].rules.fired;
            fired[number].iter_mut().zip(rules).for_each(|(sum, &fired)| *sum += u64::from(fired));
            kept.into_iter().for_each(|(input, value)| drawn[input] = value);
            values.iter_mut().zip(columns).for_each(|(value, &column)| *value = row[column]);
        }
        // Back to the first, whose memory the next replication uses again.
        if let [first, .., last] = worlds.as_mut_slice() {
            first.take_draws_from(last);
        }
        Ok(())
    }
}
