//! Made-up shifted runs, for looking at their charts and for testing what is made of them.

use crate::analysis::shift::{Band, How, Moved, SHIFT_FORMAT, Shift, ShiftedBy, ShiftedFigure, Stated, Told};
use crate::charts::drivers::sample::{drivers, scenario};
use crate::quantity::Dimension;

const FIGURES: [(&str, &str, f64, f64, f64); 20] = [
    ("value_abroad.mean", "USD", 61.2e9, 48.3e9, 0.4e9),
    ("value_abroad.p50", "USD", 62.1e9, 47.7e9, 0.5e9),
    ("value_abroad.p5", "USD", 21.4e9, 14.1e9, 0.6e9),
    ("value_abroad.es5", "USD", 17.2e9, 11.9e9, 0.6e9),
    ("loss_abroad.mean", "USD", 24.1e9, 31.6e9, 0.3e9),
    ("bridge_abroad.sale", "USD", -8.1e9, -11.4e9, 0.2e9),
    ("bridge_abroad.users_lost", "USD", -3.2e9, -5.9e9, 0.1e9),
    ("bridge_abroad.redeployment", "USD", 1.1e9, 1.4e9, 0.05e9),
    ("value.mean", "USD", 171.2e9, 158.9e9, 0.5e9),
    ("markets.us.outcomes.banned", "share", 0.22, 0.4, 0.009),
    ("markets.us.outcomes.divested", "share", 0.41, 0.3, 0.01),
    ("markets.us.retention.mean", "share", 0.71, 0.52, 0.006),
    ("markets.southeast-asia.retention.mean", "share", 0.983, 0.981, 0.001),
    ("markets.us.ever_blocked", "share", 0.31, 0.47, 0.009),
    ("markets.europe.outcomes.restricted", "share", 0.114, 0.131, 0.004),
    ("markets.us.days_without_access.mean", "days", 312.0, 541.0, 14.0),
    ("home.retaliation", "share", 0.52, 0.52, 0.004),
    ("markets.us.measures.bans.mean", "count", 0.31, 0.62, 0.02),
    ("markets.us.sale_price.mean", "USD", 14.2e9, 11.1e9, 0.4e9),
    ("terminal_share", "share", 0.61, 0.604, 0.003),
];

/// Share at or below a level of a distribution around `middle`.
fn below(level: f64, middle: f64, width: f64) -> f64 {
    let t = (level - middle) / width;
    0.5 * (1.0 + t / (1.0 + t * t).sqrt())
}

/// A run of so many figures and moved inputs, shifted by this.
fn shifted(by: ShiftedBy, how: How, figures: usize) -> Shift {
    let grid: Vec<f64> = (0..120).map(|i| -12e9 + 1.4e9 * f64::from(i)).collect();
    let told = |value: f64, se: f64| Told { value: Some(value), se: Some(se) };
    let figure = |(path, unit, before, after, se): (&str, &str, f64, f64, f64)| {
        let figure = ShiftedFigure {
            unit: unit.to_owned(),
            before: told(before, 0.6 * se),
            after: told(after, se),
            change: told(after - before, se),
        };
        (path.to_owned(), figure)
    };
    Shift {
        format: SHIFT_FORMAT.to_owned(),
        version: "0.1.0".to_owned(),
        scenario: scenario(),
        seed: 1,
        replications: 10_000,
        by,
        how,
        effective: 1_204.3,
        figures: FIGURES.into_iter().take(figures).map(figure).collect(),
        below_before: grid.iter().map(|level| below(*level, 62.1e9, 20e9)).collect(),
        below_after: grid.iter().map(|level| below(*level, 47.7e9, 14e9)).collect(),
        grid,
        warnings: Vec::new(),
    }
}

/// An input confined to its lowest tenth.
pub(crate) fn bands() -> Shift {
    let band = Band {
        path: "markets.us.arpu".to_owned(),
        dimension: Dimension::MoneyPerUserYear,
        shares: [0.0, 0.1],
        values: [Some(2.9), Some(6.1)],
        weights: [1.0, 1.0],
    };
    shifted(ShiftedBy::Bands(vec![band]), How::Reweighted { rows: 1_003 }, FIGURES.len())
}

/// An event at another probability.
pub(crate) fn probabilities() -> Shift {
    let stated = Stated { condition: "us.final_state == banned".to_owned(), before: 0.22, after: 0.4, count: 2_214 };
    shifted(ShiftedBy::Probabilities(vec![stated]), How::Reweighted { rows: 10_000 }, FIGURES.len())
}

/// The part in which a condition holds, with so many moved inputs.
pub(crate) fn condition(inputs: usize) -> Shift {
    let moved = drivers(inputs).into_iter().enumerate().map(|(i, driver)| {
        let shift = 0.9 * 0.8_f64.powi(i32::try_from(i).unwrap_or(99)) * if i % 3 == 1 { 1.0 } else { -1.0 };
        let scale = crate::charts::drivers::sample::ends(i);
        let [low, high] = scale;
        let before = [low, f64::midpoint(low, high), high];
        Moved {
            path: driver.paths[0].clone(),
            dimension: driver.dimension.unwrap_or(Dimension::Factor),
            shift,
            se: 0.021,
            before,
            after: before.map(|value| value + 0.2 * shift * (high - low)),
        }
    });
    let by = ShiftedBy::Condition {
        condition: "value_abroad < $20B".to_owned(),
        moved: moved.collect(),
        name: "cheap users, dear capital".to_owned(),
    };
    shifted(by, How::Simulated { rows: 5_000, found: 12 }, FIGURES.len())
}
