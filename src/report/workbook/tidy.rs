//! Columns that say nothing are left out.

use crate::table::{Cell, Value};

/// Names and rows without the columns of figures in which all is 0 or missing.
pub(super) fn drop_idle_columns(heads: &[String], rows: &[Vec<Cell>]) -> (Vec<String>, Vec<Vec<Cell>>) {
    let is_idle = |cell: &Cell| match cell.value {
        Value::Figure(value, _) => value == 0.0,
        Value::Missing => true,
        Value::Text(_) | Value::Path(_) | Value::Date(_) => false,
    };
    let is_kept =
        |column: usize| rows.is_empty() || rows.iter().any(|row| row.get(column).is_some_and(|cell| !is_idle(cell)));
    let kept: Vec<usize> = (0..heads.len()).filter(|&column| is_kept(column)).collect();
    let pick_cells = |row: &Vec<Cell>| kept.iter().filter_map(|&column| row.get(column).cloned()).collect();
    (kept.iter().map(|&column| heads[column].clone()).collect(), rows.iter().map(pick_cells).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_nothing_go_and_words_stay() {
        let heads = ["name", "note", "zero", "some", "missing"].map(str::to_owned);
        let row = |some: f64| vec![Cell::text("a"), Cell::text(""), Cell::share(0.0), Cell::share(some), Cell::MISSING];
        let (kept, rows) = drop_idle_columns(&heads, &[row(0.0), row(0.5)]);
        assert_eq!(kept, ["name", "note", "some"]);
        assert_eq!(rows[1], [Cell::text("a"), Cell::text(""), Cell::share(0.5)]);
        assert_eq!(drop_idle_columns(&heads, &[]).0.len(), 5);
    }
}
