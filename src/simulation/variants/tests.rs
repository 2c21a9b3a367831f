//! Variants run together are what they are alone, whatever they differ in.

use std::path::Path;

use super::*;
use crate::scenario::Template;
use crate::simulation::{Block, OutcomeColumn, Trial, simulate_block, simulate_trials, threads};

/// Histories of each variant.
const HISTORIES: u64 = 2;
/// Variants that are run together.
const TOGETHER: usize = 60;

fn load(name: &str) -> Template {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name);
    Template::load(&path, &[]).unwrap()
}

fn settings() -> Settings {
    Settings { replications: HISTORIES, seed: 7, threads: 2 }
}

/// Bits of the columns of a plain run, history by history, those of inputs left out.
fn run_alone(scenario: &Scenario) -> Result<Vec<Vec<u64>>, String> {
    let layout = Layout::new(scenario);
    let mut block = Block::default();
    let stop = AtomicBool::new(false);
    threads(settings())
        .unwrap()
        .install(|| simulate_block(scenario, &layout, settings(), &stop, 0, &mut block))
        .map_err(|error| error.to_string())?;
    let told = list_told(&layout.columns);
    let row = |row: &[f64]| told.iter().map(|&column| row[column].to_bits()).collect();
    Ok(block.values.chunks(layout.row()).map(row).collect())
}

/// Columns that are no inputs.
fn list_told(columns: &[OutcomeColumn]) -> Vec<usize> {
    let is_told = |column: &OutcomeColumn| column.kind != crate::simulation::ColumnKind::Input;
    (0..columns.len()).filter(|&column| is_told(&columns[column])).collect()
}

/// Runs scenarios of one shape together and holds each against itself alone.
fn check(scenarios: &[Scenario]) {
    let alone: Vec<Vec<Vec<u64>>> = scenarios.iter().map(|scenario| run_alone(scenario).unwrap()).collect();
    check_against(scenarios, &alone);
}

fn check_against(scenarios: &[Scenario], alone: &[Vec<Vec<u64>>]) {
    let variants: Vec<Variant> = scenarios.iter().map(|scenario| Variant { scenario, fixed: Vec::new() }).collect();
    let layout = Layout::new(&scenarios[0]);
    let stop = AtomicBool::new(false);
    let plans = plan_variants(&variants, &layout, settings().seed, &stop);
    let reading = VariantReading { columns: list_told(&layout.columns), ..VariantReading::default() };
    let mut ensemble = VariantEnsemble::new(&variants, &plans, &layout, &reading, settings());
    let mut block = VariantBlock::default();
    threads(settings()).unwrap().install(|| ensemble.run_block(0, &mut block)).unwrap();
    for (number, alone) in alone.iter().enumerate() {
        for (place, &column) in reading.columns.iter().enumerate() {
            let together: Vec<u64> = block.column(number, place).into_iter().map(f64::to_bits).collect();
            let alone: Vec<u64> = alone.iter().map(|row| row[place]).collect();
            assert_eq!(together, alone, "variant {number}: {}", layout.columns[column].name);
        }
    }
}

/// Every input in one scenario after the other: known in every second, in the others uncertain in another way.
fn vary_every_input(name: &str) {
    let template = load(name);
    let base = template.scenario();
    let mut batch = vec![template.override_with(&[]).unwrap()];
    let mut alone = vec![run_alone(&batch[0]).unwrap()];
    let mut varied = 0;
    for input in 0..base.inputs.len() {
        let path = base.inputs[input].path().to_owned();
        let levels = if input.is_multiple_of(2) { [0.2, 0.2] } else { [0.6, 0.9] };
        let dimension = base.inputs[input].field().dimension;
        // What is known moves by a tenth.
        let moved = |value: f64| if base.known_value(input).is_some() { 0.9 * value } else { value };
        let ends = levels.map(|level| moved(base.value(input, level)));
        let [from, to] = ends.map(|value| crate::quantity::format_exact(value, dimension));
        let text = if from == to { from } else { format!("{from} to {to}") };
        let Ok(scenario) = template.override_with(&[format!("{path}={text}")]) else { continue };
        let (true, Ok(rows)) = (scenario.has_shape_of(base), run_alone(&scenario)) else { continue };
        varied += 1;
        batch.push(scenario);
        alone.push(rows);
        if batch.len() == TOGETHER {
            check_against(&batch, &alone);
            batch.truncate(1);
            alone.truncate(1);
        }
    }
    check_against(&batch, &alone);
    assert!(varied > base.inputs.len() / 2, "{varied} variants of {} inputs", base.inputs.len());
}

#[test]
fn every_input_of_the_forced_sale_goes_together_as_alone() {
    vary_every_input("tiktok-2020/forced-sale.toml");
}

#[test]
fn every_input_of_two_small_cases_goes_together_as_alone() {
    vary_every_input("grindr-2019/grindr.toml");
    vary_every_input("tiktok-2025/base.toml");
}

/// Strategies with all that they choose, dates of events, and probabilities on either side of what is drawn.
#[test]
fn strategies_events_and_chances_go_together_as_alone() {
    for name in ["tiktok-2020/forced-sale.toml", "tiktok-2020/litigate.toml"] {
        let template = load(name);
        let strategies: Vec<String> = template.scenario().strategies().map(str::to_owned).collect();
        let mut scenarios: Vec<Scenario> = strategies
            .iter()
            .map(|strategy| template.override_with(&[format!("strategy={strategy}")]).unwrap())
            .collect();
        let settings = [
            "events.us-order.on=2020-11-01",
            "events.us-order.probability=30%",
            "deal.bidders.microsoft.interest=5%",
            "deal.bidders.microsoft.interest=95%",
            "policy.ban.after=30 days to 400 days",
        ];
        let more = settings.iter().filter_map(|setting| template.override_with(&[(*setting).to_owned()]).ok());
        scenarios.extend(more);
        scenarios.retain(|scenario| scenario.has_shape_of(template.scenario()));
        assert!(scenarios.len() > strategies.len(), "{name}");
        check(&scenarios);
    }
}

/// What is asked for at the very end only: the investment that value is held against.
#[test]
fn what_is_asked_for_at_the_end_goes_together_as_alone() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/grindr-2019/grindr.toml");
    let scenarios: Vec<Scenario> = ["$200M", "$300M", "$300M", "$100M to $500M"]
        .iter()
        .map(|sum| {
            let settings = [format!("company.investment={sum}"), "company.invested=2016-01-11".to_owned()];
            Scenario::load(&path, &settings).unwrap()
        })
        .collect();
    check(&scenarios);
}

/// What nobody asked for before the order came is simulated once: of points that differ in what follows an order that never comes, one is run.
#[test]
fn what_is_never_asked_for_is_run_once() {
    let template = load("tiktok-2020/forced-sale.toml");
    let without = "events.us-order.probability=0%".to_owned();
    let scenarios: Vec<Scenario> = (1..=20)
        .map(|days| {
            template.override_with(&[without.clone(), format!("events.us-order.deadline={} days", 10 * days)]).unwrap()
        })
        .collect();
    let layout = Layout::for_columns(&scenarios[0], std::iter::empty());
    let plans: Vec<Plan> = scenarios.iter().map(|scenario| Plan::new(scenario, 1, layout.instants.clone())).collect();
    let differences = Differences::new(scenarios.iter(), std::iter::empty());
    assert_eq!(differences.inputs.len(), 1);
    let parameters = Parameters::new(&scenarios[0], 1);
    let (mut uniforms, mut common) = (Vec::new(), Vec::new());
    parameters.block(0, &mut uniforms);
    parameters.values(&uniforms, 0, &mut common);
    let own: Vec<[f64; 1]> = (1..=20).map(|days| [10.0 * f64::from(days)]).collect();
    let variants: Vec<HistoryVariant> = plans
        .iter()
        .zip(&own)
        .map(|(plan, own)| HistoryVariant { plan, differences: &differences, common: &common, own })
        .collect();
    let mut runs = Vec::new();
    let mut runner = BranchRunner::new(World::new(&plans[0], false), &differences, &layout);
    runner.run(0, &variants, &layout, |alike, _| runs.push(alike.len())).unwrap();
    assert_eq!(runs, [20]);
}

/// Trials that share their chance are what they are one by one.
#[test]
fn trials_go_together_as_alone() {
    let template = load("tiktok-2020/forced-sale.toml");
    let scenario = template.scenario();
    let layout = Layout::new(scenario);
    let factors = crate::simulation::factors::Factors::new(scenario);
    let twins = factors.draw_twins(3, 0);
    let mut trials = Vec::new();
    for (row, twin) in (0..).zip(&twins[..2]) {
        trials.push(Trial { replication: 2 * row, levels: twin.a.clone() });
        trials.push(Trial { replication: 2 * row + 1, levels: twin.b.clone() });
        let mixed = factors.factors.iter().map(|factor| factor.mix_in(&twin.a, &twin.b));
        trials.extend(mixed.map(|levels| Trial { replication: 2 * row, levels }));
    }
    let stop = AtomicBool::new(false);
    let told = list_told(&layout.columns);
    let bits = |row: &[f64]| told.iter().map(|&column| row[column].to_bits()).collect::<Vec<u64>>();
    let run = |trials: &[Trial]| {
        simulate_trials(scenario, &layout, settings(), &stop, trials, |record| bits(record.row)).unwrap()
    };
    let together = run(&trials);
    for (trial, together) in trials.iter().zip(&together).step_by(45) {
        assert_eq!(run(std::slice::from_ref(trial))[0], *together);
    }
}
