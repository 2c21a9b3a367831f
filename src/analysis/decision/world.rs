//! One world: every choice of it on the same random draws, block by block.

use std::ops::Range;

use indexmap::IndexMap;

use super::World;
use super::conclude::{Subject, conclude};
use super::courses::{Late, list_courses, list_fired_rules, list_late, read_choices};
use super::reading::{BlockRows, Reader, list_readings, place};
use super::run::{DecisionError, Group, Options};
use super::tally::Tally;
use super::world_block::{BlockShape, run_world_block};
use crate::analysis::comparison::differences;
use crate::analysis::gather::choose_main_market;
use crate::analysis::leading::LeadingValue;
use crate::analysis::sensitivity::Driver;
use crate::analysis::sensitivity::runs::{Work, list_inputs};
use crate::analysis::statistics::{FigureTally, LEAST_MONEY};
use crate::analysis::units::Unit;
use crate::draws::BLOCK;
use crate::scenario::Scenario;
use crate::simulation::{
    ChanceEvent, Layout, OwnAct, Variant, VariantBlock, VariantEnsemble, list_chance_events, plan_variants, threads,
};

/// Which units of a decision are of a world.
#[derive(Clone, Copy)]
pub(super) struct WorldPart {
    /// Number of the first.
    pub(super) first: usize,
    /// Units of all worlds.
    pub(super) count: usize,
}

/// Simulates every choice of a world, and what its rules did; none where parts of it are simulated elsewhere.
///
/// # Errors
/// [`DecisionError`].
pub(super) fn simulate_world(
    group: &Group<'_>,
    choices: &IndexMap<String, String>,
    leading: LeadingValue,
    options: &Options,
    (work, part): (Work<'_>, WorldPart),
) -> Result<Option<(World, Vec<String>)>, DecisionError> {
    let files = read_choices(group, choices)?;
    let first = &files[0].choices[0].1;
    let (events, own): (Vec<ChanceEvent>, Vec<OwnAct>) = list_chance_events(first);
    let outcomes: Vec<usize> = events.iter().map(|event| event.outcomes.len()).collect();
    let late = list_late(&files, options.wait);
    // Each file has inputs of its own strategies, so that each runs its choices; what they share is drawn alike.
    let layouts: Vec<Layout> =
        files.iter().map(|file| Layout::for_columns(&file.choices[0].1, std::iter::empty())).collect();
    let drivers: Vec<Driver> = list_world_inputs(first, &layouts[0]);
    let readings = list_readings(&files, &layouts, leading, &drivers, &events);
    let courses: Vec<Vec<Variant>> = files.iter().zip(&late).map(|(file, late)| list_courses(file, late)).collect();
    let reader = Reader {
        markets: first.markets.len(),
        home: first.company.home.map(|home| home.0),
        threshold: options.threshold,
    };
    let shape = BlockShape {
        files: &files,
        courses: &courses,
        readings: &readings,
        outcomes: &outcomes,
        states: (0..reader.markets).map(|market| place(market, 0)).collect(),
    };
    let numbers: Vec<usize> = files.iter().flat_map(|file| file.choices.iter().map(|(number, _)| *number)).collect();
    let seen = WorldTally {
        choices: Tally::new(numbers.len(), reader.markets, &outcomes, work.settings.seed),
        baseline: FigureTally::with_quantiles(LEAST_MONEY),
        waiting: late.iter().flatten().map(WaitingTally::new).collect(),
        main: None,
        fired: vec![0; shape.count_rules()],
    };
    let Some(seen) = simulate_blocks(&shape, &layouts, (&reader, drivers.len()), seen, (work, part))? else {
        return Ok(None);
    };
    let rules = list_fired_rules(&files, &seen.fired, work.settings.replications);
    let same_as = group.files[1..].iter().map(|file| file.template.scenario().title().to_owned()).collect();
    let subject = Subject {
        scenario: group.files[0].template.scenario(),
        same_as,
        numbers: &numbers,
        all: choices.len(),
        drivers: &drivers,
        events: &events,
        own: &own,
        main: seen.main.unwrap_or(0),
        baseline: &seen.baseline,
        waiting: &seen.waiting,
    };
    Ok(Some((conclude(&seen.choices, &subject), rules)))
}

/// What has been seen of a world so far.
struct WorldTally {
    choices: Tally,
    baseline: FigureTally,
    waiting: Vec<WaitingTally>,
    /// The market whose state is told; known with the first block.
    main: Option<usize>,
    /// By rule of every choice, simulations in which it fired.
    fired: Vec<u64>,
}

/// What it brings to begin a choice some days later.
pub(super) struct WaitingTally {
    /// Number of the choice in the world.
    pub(super) choice: usize,
    /// How much later, in days.
    pub(super) days: f64,
    /// Value of the choice later less its value at once, in dollars.
    pub(super) difference: FigureTally,
}

impl WaitingTally {
    fn new(late: &Late) -> Self {
        Self { choice: late.choice, days: late.days, difference: FigureTally::with_quantiles(LEAST_MONEY) }
    }
}

impl WorldTally {
    /// Takes a block, read as `reader` reads it; the first `inputs` of what the choices share are inputs.
    fn take(&mut self, shape: &BlockShape<'_>, reader: &Reader, inputs: usize, blocks: &[VariantBlock]) {
        let BlockRows { rows, later, undisturbed } = reader.read_block(shape.files, blocks);
        self.baseline.take(&undisturbed);
        self.baseline.mean.end_block();
        let first = &shape.files[0].choices[0].1;
        let worth = |m: usize| blocks[0].column(0, place(m, 3)).iter().sum();
        let main = *self.main.get_or_insert_with(|| choose_main_market(first, worth));
        let shared = |places: Range<usize>| -> Vec<Vec<f64>> { places.map(|place| blocks[0].shared(place)).collect() };
        let (drawn, happened) = (shared(0..inputs), shared(inputs..inputs + shape.outcomes.len()));
        self.choices.take(&rows, &undisturbed, (&drawn, &happened), main);
        for (waiting, later) in self.waiting.iter_mut().zip(&later) {
            waiting.difference.take(&differences([&rows[waiting.choice].value, later]));
            waiting.difference.mean.end_block();
        }
    }
}

/// Takes every block of a world, simulated or saved; none where some are simulated elsewhere.
fn simulate_blocks(
    shape: &BlockShape<'_>,
    layouts: &[Layout],
    (reader, inputs): (&Reader, usize),
    mut seen: WorldTally,
    (work, part): (Work<'_>, WorldPart),
) -> Result<Option<WorldTally>, DecisionError> {
    let plans: Vec<_> = shape
        .courses
        .iter()
        .zip(layouts)
        .map(|(courses, layout)| plan_variants(courses, layout, work.settings.seed, work.stop))
        .collect();
    let mut ensembles: Vec<VariantEnsemble> = (0..shape.files.len())
        .map(|f| VariantEnsemble::new(&shape.courses[f], &plans[f], &layouts[f], &shape.readings[f], work.settings))
        .collect();
    let pool = threads(work.settings)?;
    let mut is_whole = true;
    for number in 0..work.settings.blocks() {
        let unit = Unit { round: 0, number: part.first + number as usize, count: part.count };
        let size = work.settings.rows(number);
        let simulate = || {
            let mut file = 0;
            pool.install(|| {
                run_world_block(number, shape.files, &mut ensembles, |rows| {
                    if let Some(rows) = rows {
                        (work.progress)(rows as u64 * shape.courses[file].len() as u64);
                        file += 1;
                    }
                    work.check_stopped()
                })
            })
        };
        let saved = work.source.take(unit, |saved| shape.fits(saved, size), simulate)?;
        let Some((blocks, fired)) = saved.and_then(|saved| {
            let fired = saved.1.clone();
            Some((shape.read(saved, number * BLOCK, size)?, fired))
        }) else {
            is_whole = false;
            continue;
        };
        seen.fired.iter_mut().zip(fired).for_each(|(sum, count)| *sum += count);
        seen.take(shape, reader, inputs, &blocks);
    }
    Ok(is_whole.then_some(seen))
}

/// The uncertain inputs of a world: those of strategies are not learnt, but chosen.
fn list_world_inputs(scenario: &Scenario, layout: &Layout) -> Vec<Driver> {
    let mut inputs = list_inputs(scenario, layout);
    inputs.retain(|driver| !driver.paths[0].starts_with("strategies."));
    inputs
}
