//! What it would be worth to know an input before choosing among the strategies of the file.

use indexmap::IndexMap;

use super::{MOST_STRATEGIES, SensitivityError, Work, conclude, count_blocks, list_inputs, measure};
use crate::analysis::sensitivity::{Driver, Found, Learning, Sensitivity};
use crate::analysis::statistics::Moments;
use crate::analysis::units::Unit;
use crate::scenario::{Scenario, Template};
use crate::simulation::{Layout, Variant, VariantBlock, VariantEnsemble, VariantReading, plan_variants, threads};

/// Columns of a block.
type Table = Vec<Vec<f64>>;

/// Simulates every strategy of the file on the same luck, and holds the best choice with an input known against the best
/// choice without.
///
/// # Errors
/// [`SensitivityError`].
pub fn evppi(template: &Template, work: Work<'_>) -> Result<Sensitivity, SensitivityError> {
    let base = template.scenario();
    let keys: Vec<&str> = base.strategies().collect();
    match keys.len() {
        0 | 1 => return Err(SensitivityError::OneStrategy),
        n if n > MOST_STRATEGIES => return Err(SensitivityError::ManyStrategies(n)),
        _ => {}
    }
    let under = |key: &&str| {
        let scenario = template.override_with(&[format!("strategy={key}")]);
        scenario.map_err(|source| SensitivityError::Strategy { key: (*key).to_owned(), source })
    };
    let scenarios: Vec<Scenario> = keys.iter().map(under).collect::<Result<_, _>>()?;
    let layout = Layout::for_columns(base, std::iter::empty());
    let drivers = list_inputs(base, &layout);
    if drivers.is_empty() {
        return Err(SensitivityError::Certain);
    }
    let number = |driver: &Driver| base.inputs.iter().position(|input| input.path() == driver.paths[0]);
    let reading = VariantReading {
        columns: vec![layout.column_index(measure(base))],
        inputs: drivers.iter().filter_map(number).collect(),
        events: Vec::new(),
    };
    let variants: Vec<Variant> = scenarios.iter().map(|scenario| Variant { scenario, fixed: Vec::new() }).collect();
    let plans = plan_variants(&variants, &layout, work.settings.seed, work.stop);
    let mut ensemble = VariantEnsemble::new(&variants, &plans, &layout, &reading, work.settings);
    let mut learning = Learning::new(keys.len(), work.settings.seed);
    let mut moments = vec![Moments::default(); keys.len()];
    let pool = threads(work.settings)?;
    let mut block = VariantBlock::default();
    let count = count_blocks(work.settings.replications);
    for number in 0..work.settings.blocks() {
        work.check_stopped()?;
        let rows = work.settings.rows(number);
        let simulate = || {
            pool.install(|| ensemble.run_block(number, &mut block))?;
            let drawn: Table = (0..drivers.len()).map(|place| block.shared(place)).collect();
            Ok((drawn, (0..keys.len()).map(|variant| block.column(variant, 0)).collect()))
        };
        let fits = |(drawn, values): &(Table, Table)| {
            let has_rows = |columns: &Table| columns.iter().all(|column| column.len() == rows);
            (drawn.len(), values.len()) == (drivers.len(), keys.len()) && has_rows(drawn) && has_rows(values)
        };
        let unit = Unit { round: 0, number: number as usize, count };
        let Some((drawn, values)) = work.source.take(unit, fits, simulate)? else { continue };
        (work.progress)(rows as u64 * keys.len() as u64);
        for (moments, values) in moments.iter_mut().zip(&values) {
            values.iter().for_each(|&value| moments.add(value));
        }
        learning.take(&drawn, &values);
    }
    work.source.end_round(0, count)?;
    let learning = learning.value().ok_or(SensitivityError::Certain)?;
    let names = base.strategies.iter().map(|(key, strategy)| (key.clone(), strategy.name.clone()));
    let found = Found::Evppi {
        strategies: names.collect::<IndexMap<_, _>>(),
        means: moments.iter().map(|m| (m.mean().unwrap_or(f64::NAN), m.standard_error())).collect(),
        learning,
    };
    let histories = work.settings.replications * keys.len() as u64;
    Ok(conclude(base, work.settings.seed, histories, drivers, found))
}
