//! Tables for scripts: values to the last bit, nothing where they are missing.

use super::{Cell, Value};
use crate::csv_table::guard_formula;

/// A table as CSV: `names` of the columns, and a row for each of `rows`. Words that a spreadsheet would take for a formula are
/// guarded.
///
/// # Errors
/// Where a row has more or fewer cells than there are names.
pub(crate) fn write_csv<'a>(
    names: impl IntoIterator<Item = &'a str>,
    rows: impl IntoIterator<Item = Vec<Cell>>,
) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(names)?;
    for row in rows {
        writer.write_record(row.iter().map(write_exactly))?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

/// A cell for scripts: numbers in the shortest form that reads back as the same number.
fn write_exactly(cell: &Cell) -> String {
    match &cell.value {
        Value::Missing => String::new(),
        Value::Text(words) | Value::Path(words) => guard_formula(words),
        Value::Figure(value, _) => value.to_string(),
        Value::Date(date) => date.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Unit;

    #[test]
    fn values_are_exact_missing_ones_empty_and_formulas_guarded() {
        let third = 1.0 / 3.0;
        let row = vec![
            Cell::text("=1+1"),
            Cell::share(third).with_text("33%").with_detail("30% to 36%"),
            Cell::known(None, Unit::Dollars),
            Cell::date(jiff::civil::date(2020, 8, 14)),
        ];
        let text = String::from_utf8(write_csv(["a", "b", "c", "d"], [row]).unwrap()).unwrap();
        assert_eq!(text, format!("a,b,c,d\n'=1+1,{third},,2020-08-14\n"));
        assert!(write_csv(["a"], [vec![Cell::MISSING; 2]]).is_err());
    }
}
