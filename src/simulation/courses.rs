//! Several courses of action in the same worlds: inputs, noise and baseline are drawn once, and every course is then run on the
//! same random draws.

use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::ensemble::{Settings, SimulationError, TASK, TASKS, run_course, run_one, threads};
use super::{Layout, Parameters};
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
    /// Row by row, course by course, column by column.
    values: Vec<f64>,
}

impl CourseBlock {
    /// The values of a column, by its place among those asked for, under a course: replication by replication.
    pub fn column(&self, course: usize, column: usize) -> Vec<f64> {
        let width = self.courses * self.columns;
        let from = course * self.columns + column;
        self.values.chunks(width.max(1)).take(self.rows).map(|row| row[from]).collect()
    }
}

/// The worlds of one task: one for each course.
struct Task<'a> {
    worlds: Vec<World<'a>>,
    row: Vec<f64>,
    fans: Vec<f32>,
    states: Vec<u8>,
    drawn: Vec<f64>,
}

/// Runs every course on the same `settings.replications` draws and hands the `columns` of their rows, named by their numbers in `layout`,
/// block by block to `receive`. A course alone gives the same figures, to the last bit, as a run of its scenario.
///
/// # Errors
/// The first replication that fails, by number; an error of `receive`; or an interruption.
///
/// # Panics
/// Where there is no course.
pub fn simulate_courses(
    courses: &[Course<'_>],
    layout: &Layout,
    columns: &[usize],
    settings: Settings,
    stop: &AtomicBool,
    mut receive: impl FnMut(&CourseBlock) -> Result<(), SimulationError> + Send,
) -> Result<(), SimulationError> {
    let plan = |scenario| Plan::new(scenario, settings.seed, layout.instants.clone()).with_stop_flag(stop);
    let plans: Vec<Plan> = courses.iter().map(|course| plan(course.scenario)).collect();
    let parameters = Parameters::new(courses[0].scenario, settings.seed);
    let mut tasks: Vec<Task> = (0..TASKS)
        .map(|_| Task {
            worlds: plans.iter().map(|plan| World::new(plan, false)).collect(),
            row: vec![0.0; layout.row()],
            fans: vec![0.0; layout.fans()],
            states: vec![0; layout.states()],
            drawn: Vec::new(),
        })
        .collect();
    let width = courses.len() * columns.len();
    let mut block = CourseBlock { courses: courses.len(), columns: columns.len(), ..CourseBlock::default() };
    let (mut uniforms, pool) = (Vec::new(), threads(settings)?);
    for number in 0..settings.blocks() {
        if stop.load(Ordering::Relaxed) {
            return Err(SimulationError::Interrupted);
        }
        parameters.block(number, &mut uniforms);
        (block.first, block.rows) = (number * BLOCK, settings.rows(number));
        block.values.resize(block.rows * width, 0.0);
        let run_task = |(task, (place, rows)): (&mut Task, (usize, &mut [f64]))| {
            for (i, values) in rows.chunks_mut(width).enumerate() {
                let index = place * TASK + i;
                parameters.values(&uniforms, index, &mut task.drawn);
                let replication = number * BLOCK + index as u64;
                task.run(courses, layout, columns, replication, values).map_err(|error| (replication, error))?;
            }
            Ok(())
        };
        let ran: Vec<Result<(), (u64, ModelError)>> = pool.install(|| {
            let rows = block.values.par_chunks_mut(TASK * width).enumerate();
            tasks.par_iter_mut().zip(rows).map(run_task).collect()
        });
        ran.into_iter()
            .collect::<Result<(), _>>()
            .map_err(|(replication, source)| SimulationError::from_model(source, replication, settings.seed))?;
        receive(&block)?;
    }
    Ok(())
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
        let Self { worlds, row, fans, states, drawn } = self;
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
