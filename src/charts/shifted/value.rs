//! The distribution of value before and after.

use super::{goes, sheet, sides, source, told, what};
use crate::analysis::shift::{Shift, Told};
use crate::charts::distribution::{self, Curve};
use crate::charts::style::{Colour, INK, SIDES};
use crate::charts::{Cell, Chart, Table};
use crate::text::names::capitalize;
use crate::text::numbers::{money_with_error, percent, rounded_money};

/// The chart; none where the distribution is told at fewer than two levels.
pub(super) fn chart(of: &Shift) -> Option<Chart> {
    let (figure, name) = told(of);
    // Where simulations were chosen by this very figure, that it differs there says nothing.
    if of.grid.len() < 2 || of.is_stated(figure) {
        return None;
    }
    let sides = sides(of).into_iter().zip([INK, SIDES[0]]).zip([&of.below_before, &of.below_after]);
    let curve = |(((name, colour), below), median): (((&str, Colour), &Vec<f64>), Told)| Curve {
        name: name.to_owned(),
        note: match median.value {
            Some(value) => format!("median {}", rounded_money(value, median.se)),
            None => "median not known".to_owned(),
        },
        colour,
        below: below.clone(),
        median: median.value,
    };
    let curves: Vec<Curve> = sides.zip(medians(of)).map(curve).collect();
    let [before, after] = self::sides(of);
    let kind = format!("Curves of the distribution of {name}: {before} and {after}");
    let mut sheet = sheet(of, "shifted-value", &kind, finding(of, &name), table(of, &name));
    sheet.subtitle = format!("Chance that {name} is no more than the amount shown, %; {}", source(of));
    sheet.spoken = curves.iter().map(|curve| format!("{}: {}", curve.name, curve.note)).collect();
    Some(sheet.chart(|frame| distribution::draw(frame, &of.grid, &curves)))
}

/// Medians before and after: with their errors where they are told, else read off the distribution.
fn medians(of: &Shift) -> [Told; 2] {
    let (name, _) = told(of);
    let figure = of.figures.get(&format!("{name}.p50"));
    let read = |below: &[f64]| {
        let at = below.iter().position(|share| *share >= 0.5)?;
        let (high, to) = (*of.grid.get(at)?, *below.get(at)?);
        let Some(before) = at.checked_sub(1) else { return Some(high) };
        let (low, from) = (*of.grid.get(before)?, *below.get(before)?);
        Some(if to > from { low + (high - low) * (0.5 - from) / (to - from) } else { high })
    };
    let or_read = |told: Option<Told>, below: &[f64]| match told {
        Some(told) if told.value.is_some() => told,
        _ => Told { value: read(below), se: None },
    };
    [
        or_read(figure.map(|figure| figure.before), &of.below_before),
        or_read(figure.map(|figure| figure.after), &of.below_after),
    ]
}

fn finding(of: &Shift, name: &str) -> String {
    let [before, after] = medians(of);
    let what = what(of);
    let (Some(b), Some(a)) = (before.value, after.value) else {
        return format!("{what}, the {name} is distributed otherwise");
    };
    let [from, to] = [rounded_money(b, before.se), rounded_money(a, after.se)];
    if from == to {
        return format!("{what}, the median {name} is {to} as before");
    }
    format!("{what}, the median {name} {}", goes(of, a > b, &from, &to))
}

fn table(of: &Shift, name: &str) -> Table {
    let cell = |list: &[f64], i: usize| list.get(i).map_or(Cell::MISSING, |s| Cell::figure(percent(*s, 0.001), *s));
    let rows = of.grid.iter().enumerate().map(|(i, level)| {
        vec![Cell::figure(money_with_error(*level, None), *level), cell(&of.below_before, i), cell(&of.below_after, i)]
    });
    let caption = format!("Chance that {name} is no more than the amount shown");
    let [before, after] = sides(of).map(capitalize);
    Table::new(caption, ["Value", &before, &after], rows)
}
