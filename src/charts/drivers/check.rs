//! Whether the lists of a sensitivity analysis fit together: its file may have been edited since it was written.

use crate::analysis::sensitivity::{Bar, FigureSwings, Found, Indices, Interval, Part, Sensitivity};
use crate::charts::ChartError;

pub(super) fn check(of: &Sensitivity) -> Result<(), ChartError> {
    let drivers = of.drivers.len();
    let (lists, finite) = match &of.found {
        Found::OneAtATime { movements, figures, .. } => {
            let fit = movements.len() == drivers && figures.iter().all(|figure| figure.swings.len() == drivers);
            let ends = movements.iter().flat_map(|movement| movement.ends).flatten();
            (fit, figures.iter().all(swings) && ends.into_iter().all(f64::is_finite))
        }
        Found::Tornado { overall, bars } => (bars.len() == drivers, part(overall) && bars.iter().flatten().all(bar)),
        Found::Morris { effects, .. } => {
            let finite = effects.iter().flatten().all(|effect| {
                let figures = [Some(effect.mean), Some(effect.strength), effect.se, effect.spread, Some(effect.change)];
                figures.into_iter().flatten().all(f64::is_finite)
            });
            (effects.len() == drivers, finite)
        }
        Found::Sobol { value, pairs, dates, retention, .. } => {
            let mut of_all = value.iter().chain(retention.iter().flatten());
            let pairs = pairs.as_deref().unwrap_or_default();
            let fit = value.iter().chain(retention.iter().flatten()).all(|found| found.factors.len() == drivers)
                && retention.len() == dates.len()
                && dates.windows(2).all(|pair| pair[0] < pair[1])
                && pairs.iter().all(|pair| pair.i < drivers && pair.j < drivers);
            (fit, of_all.all(indices) && pairs.iter().all(|pair| interval(&pair.share)))
        }
        Found::Evppi { strategies, means, learning } => {
            let slices = || learning.inputs.iter().flatten().flat_map(|input| &input.slices);
            let known = |choice: usize| choice < strategies.len();
            let fit = learning.inputs.len() == drivers
                && means.len() == strategies.len()
                && known(learning.best)
                && slices().all(|slice| known(slice.choice));
            let finite = learning.inputs.iter().flatten().all(|input| interval(&input.worth))
                && interval(&learning.foresight)
                && means.iter().all(|(mean, se)| all([Some(*mean), *se]))
                && slices().all(|slice| all([slice.upper]));
            (fit, finite)
        }
    };
    match (lists, finite) {
        (true, true) => Ok(()),
        (false, _) => Err(ChartError::Summary("its lists do not go with its drivers".to_owned())),
        (_, false) => Err(ChartError::Summary("a figure is not finite".to_owned())),
    }
}

fn all<const N: usize>(figures: [Option<f64>; N]) -> bool {
    figures.into_iter().flatten().all(f64::is_finite)
}

fn interval(of: &Interval) -> bool {
    all([of.estimate, of.low, of.high, of.se].map(Some))
}

fn part(of: &Part) -> bool {
    all([Some(of.mean), of.se, Some(of.p5)]) && of.p5_interval.is_none_or(|ends| all(ends.map(Some)))
}

fn bar(of: &Bar) -> bool {
    [of.low, of.high].iter().flatten().all(part)
        && [of.swing, of.share].iter().flatten().all(interval)
        && !of.thresholds.iter().any(|end| end.is_nan())
}

fn swings(of: &FigureSwings) -> bool {
    let end = |end: &crate::analysis::sensitivity::SwingEnd| end.value.is_finite() && interval(&end.change);
    all([of.base])
        && of.chance.is_none_or(|chance| interval(&chance))
        && of.swings.iter().flatten().all(|swing| interval(&swing.size) && swing.ends.iter().flatten().all(end))
}

fn indices(of: &Indices) -> bool {
    all([Some(of.mean), Some(of.variance)])
        && interval(&of.alone)
        && of.factors.iter().all(|index| interval(&index.first) && interval(&index.total))
}
