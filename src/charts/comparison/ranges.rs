//! Rows of ranges of value: bars from 5% to 95% and of the middle half, a line at the median, and the mean.

use crate::analysis::Estimate;
use crate::charts::rows::{Column, Row, RowChart, SIDE, quantiles};
use crate::charts::scale::signed_dollars;
use crate::charts::style::{Colour, INK};

/// One row: its words at both ends, and what it draws.
pub(in crate::charts) struct Range<'a> {
    pub(in crate::charts) name: String,
    pub(in crate::charts) note: String,
    pub(in crate::charts) estimate: &'a Estimate,
    pub(in crate::charts) figure: String,
    pub(in crate::charts) remark: String,
    pub(in crate::charts) colour: Colour,
}

/// Rows of these ranges; of differences on an axis that holds zero.
pub(in crate::charts) fn ranges(ranges: &[Range], differences: bool) -> RowChart<'static> {
    let row = |range: &Range| {
        let of = range.estimate;
        let row = Row::new(&*range.name).note(&*range.note).bold(range.colour).range(quantiles(of), 9.0);
        let row = row.figure(&*range.figure, &*range.remark);
        let Some(mean) = of.mean else { return row };
        let half = SIDE * of.se.unwrap_or_default();
        // An interval too narrow to be seen is still a line.
        row.tick(mean, (-4.5, 4.5), INK, 4.0).bar(mean - half, mean + half, (-4.5, 4.5), INK)
    };
    let column = if differences { Column::from_zero(4, signed_dollars) } else { Column::default() };
    let rows = ranges.iter().map(row).collect();
    RowChart { names: 190.0, figures: 170.0, height: 48.0, columns: vec![column], rows, ..RowChart::default() }
}
