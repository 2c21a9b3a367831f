//! What it would be worth to know an input before choosing among the strategies of the file.

use indexmap::IndexMap;

use super::{MOST_STRATEGIES, SensitivityError, Work, conclude, input_columns, list_inputs, measure};
use crate::analysis::sensitivity::{Found, Learning, Sensitivity};
use crate::analysis::statistics::Moments;
use crate::scenario::{Scenario, Template};
use crate::simulation::{Block, Layout, simulate_block, threads};

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
    let layout = Layout::new(base);
    let drivers = list_inputs(base, &layout);
    if drivers.is_empty() {
        return Err(SensitivityError::Certain);
    }
    let columns: Vec<usize> = input_columns(&layout).filter_map(|column| layout.column(&column.name)).collect();
    let mut learning = Learning::new(keys.len(), work.settings.seed);
    let mut moments = vec![Moments::default(); keys.len()];
    let pool = threads(work.settings)?;
    let mut block = Block::default();
    for number in 0..work.settings.blocks() {
        let (mut drawn, mut values): (Vec<Vec<f64>>, Vec<Vec<f64>>) = (Vec::new(), Vec::new());
        for scenario in &scenarios {
            work.check_stopped()?;
            let layout = Layout::new(scenario);
            pool.install(|| simulate_block(scenario, &layout, work.settings, work.stop, number, &mut block))?;
            let value = layout.column_index(measure(scenario));
            if drawn.is_empty() {
                drawn = columns.iter().map(|&column| block.column(&layout, column).collect()).collect();
            }
            values.push(block.column(&layout, value).collect());
            (work.progress)(block.rows as u64);
        }
        for (moments, values) in moments.iter_mut().zip(&values) {
            values.iter().for_each(|&value| moments.add(value));
        }
        learning.take(&drawn, &values);
    }
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
