//! Figures of a run of which only some are asked for: what these need is gathered, and nothing else.

use super::metric::{Metric, MetricColumn, RowEvent, measure_share};
use super::statistics::{FigureTally, Measured, Ratio, Statistic, least_magnitude, proportion};
use crate::draws::BLOCK;
use crate::scenario::{DesignKind, Scenario};
use crate::simulation::Layout;
use crate::simulation::catalogue::Unit;

/// Columns whose ratio is the terminal share.
const TERMINAL: [&str; 2] = ["terminal_value", "value"];

/// Some figures, and the columns that they follow from.
#[derive(Debug, Clone)]
pub struct AskedFigures {
    metrics: Vec<Metric>,
    /// By figure: the column that it is a statistic of; none of the terminal share.
    statistics: Vec<Option<(usize, MetricColumn)>>,
    /// Names of the columns, each once.
    columns: Vec<String>,
    /// By column: the unit of its quantiles, where any are told.
    units: Vec<Option<Unit>>,
    /// Columns of the terminal share, where it is told.
    terminal: Option<[usize; 2]>,
    /// Whether the mean of a whole block is an observation of its own.
    is_blocked: bool,
}

/// Takes the columns of [`AskedFigures`] block by block, in a space that does not grow with their number.
#[derive(Debug, Clone)]
pub struct MetricTally {
    replications: u64,
    /// By column.
    figures: Vec<FigureTally>,
    /// By figure: simulations in which it came, where it is an outcome.
    outcomes: Vec<u64>,
    terminal: Ratio,
}

/// The place of an item in a list, which takes it in where it lacks it.
pub(super) fn find_or_add<T: PartialEq>(list: &mut Vec<T>, item: T) -> usize {
    list.iter().position(|known| *known == item).unwrap_or_else(|| {
        list.push(item);
        list.len() - 1
    })
}

impl AskedFigures {
    /// What `metrics` of runs of `scenario` need.
    pub fn new(metrics: &[Metric], scenario: &Scenario, layout: &Layout) -> Self {
        let mut columns: Vec<String> = Vec::new();
        let mut place = |name: &str| find_or_add(&mut columns, name.to_owned());
        let statistics: Vec<Option<(usize, MetricColumn)>> =
            metrics.iter().map(|metric| metric.column().map(|column| (place(&column.name), column))).collect();
        let terminal = statistics.contains(&None).then(|| TERMINAL.map(&mut place));
        let mut units = vec![None; columns.len()];
        for (place, column) in statistics.iter().flatten().filter(|(_, column)| column.has_quantiles()) {
            units[*place] = Some(layout.columns[layout.column_index(&column.name)].kind.unit());
        }
        let is_blocked = scenario.design == DesignKind::LatinHypercube;
        Self { metrics: metrics.to_vec(), statistics, columns, units, terminal, is_blocked }
    }

    /// Names of the columns that are to be taken.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// Nothing taken yet.
    pub fn begin(&self) -> MetricTally {
        let figure = |unit: &Option<Unit>| {
            unit.map_or_else(FigureTally::default, |unit| FigureTally::with_quantiles(least_magnitude(unit)))
        };
        MetricTally {
            replications: 0,
            figures: self.units.iter().map(figure).collect(),
            outcomes: vec![0; self.metrics.len()],
            terminal: Ratio::default(),
        }
    }
}

impl MetricTally {
    /// Takes the columns of a block, in the order of [`AskedFigures::columns`].
    pub fn take(&mut self, asked: &AskedFigures, columns: &[Vec<f64>]) {
        let rows = columns.first().map_or(0, Vec::len) as u64;
        self.replications += rows;
        self.figures.iter_mut().zip(columns).for_each(|(figure, values)| figure.take(values));
        for (count, statistic) in self.outcomes.iter_mut().zip(&asked.statistics) {
            if let Some((place, MetricColumn { event: Some(RowEvent::State(state)), .. })) = statistic {
                *count += columns[*place].iter().filter(|&&code| code as usize == *state).count() as u64;
            }
        }
        if let Some([above, below]) = asked.terminal {
            let pairs = columns[above].iter().zip(&columns[below]);
            pairs.for_each(|(&above, &below)| self.terminal.add(above, below));
        }
        if rows == BLOCK && asked.is_blocked {
            self.figures.iter_mut().for_each(|figure| figure.mean.end_block());
        }
    }

    /// One of the figures; as the summary of a run has it, to the last bit. Empty where it is none of those asked for.
    pub fn measure(&self, asked: &AskedFigures, metric: &Metric) -> Measured {
        let Some(number) = asked.metrics.iter().position(|known| known == metric) else { return Measured::default() };
        let Some((place, column)) = &asked.statistics[number] else {
            return Measured::new(Some(self.terminal.ratio().unwrap_or(0.0)), self.terminal.standard_error());
        };
        let figure = &self.figures[*place];
        let share = |count: u64| measure_share(proportion(count, self.replications), self.replications);
        match (column.event, &figure.sketch) {
            (Some(RowEvent::State(_)), _) => share(self.outcomes[number]),
            (Some(RowEvent::Positive), Some(sketch)) => share(sketch.above_zero()),
            (None, Some(_)) => {
                let unit = asked.units[*place].unwrap_or(Unit::Dollars);
                column.statistic.measure(&figure.estimate(unit, column.worse))
            }
            (_, None) => Measured::new(figure.mean.mean(), figure.mean.standard_error()),
        }
    }

    /// Simulations taken.
    pub fn replications(&self) -> u64 {
        self.replications
    }
}

impl MetricColumn {
    /// Whether the figure is read off the distribution of the column.
    fn has_quantiles(&self) -> bool {
        self.event == Some(RowEvent::Positive) || self.event.is_none() && self.statistic != Statistic::Mean
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::gather::Gatherer;
    use crate::simulation::{
        Settings, Variant, VariantBlock, VariantEnsemble, VariantReading, plan_variants, simulate, threads,
    };
    use std::path::Path;
    use std::sync::atomic::AtomicBool;

    /// Every figure, by the short way from what it needs, has the bits that the summary of a run has; first those together that need least.
    #[test]
    fn figures_asked_for_are_those_of_a_full_run() {
        for (name, replications) in [("tiktok-2020/forced-sale.toml", 150), ("grindr-2019/grindr.toml", BLOCK + 100)] {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name);
            let scenario = Scenario::load(&path, &[]).unwrap();
            let settings = Settings { replications, seed: 5, threads: 2 };
            let stop = AtomicBool::new(false);
            let layout = Layout::new(&scenario);
            let mut gatherer = Gatherer::new(&scenario, &layout);
            simulate(&scenario, &layout, settings, &stop, |block| {
                gatherer.take(block);
                Ok(())
            })
            .unwrap();
            let summary = gatherer.figures(settings.seed);
            let is_in_detail = |metric: &Metric| {
                metric.column().is_some_and(|column| layout.columns[layout.column_index(&column.name)].in_detail)
            };
            let (detailed, plain): (Vec<Metric>, Vec<Metric>) =
                Metric::all(&scenario).into_iter().partition(is_in_detail);
            assert!(!detailed.is_empty() && !plain.is_empty());
            for metrics in [plain, detailed] {
                let names: Vec<String> = metrics.iter().filter_map(Metric::column).map(|column| column.name).collect();
                let layout = Layout::for_columns(&scenario, names.iter().map(String::as_str));
                let asked = AskedFigures::new(&metrics, &scenario, &layout);
                let columns = asked.columns().iter().map(|name| layout.column_index(name)).collect();
                let reading = VariantReading { columns, ..VariantReading::default() };
                let variants = [Variant { scenario: &scenario, fixed: Vec::new() }];
                let plans = plan_variants(&variants, &layout, settings.seed, &stop);
                let mut ensemble = VariantEnsemble::new(&variants, &plans, &layout, &reading, settings);
                let (mut tally, mut block) = (asked.begin(), VariantBlock::default());
                for number in 0..settings.blocks() {
                    threads(settings).unwrap().install(|| ensemble.run_block(number, &mut block)).unwrap();
                    let columns: Vec<Vec<f64>> =
                        (0..asked.columns().len()).map(|column| block.column(0, column)).collect();
                    tally.take(&asked, &columns);
                }
                for metric in &metrics {
                    assert_eq!(tally.measure(&asked, metric), metric.measure(&summary), "{name}: {}", metric.path());
                }
            }
        }
    }
}
