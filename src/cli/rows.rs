//! `--rows`: in which files a run leaves a row for each history.

use crate::report::RowFiles;

/// Reads `csv`, `parquet`, both with a comma between, or `none`.
pub(super) fn parse(text: &str) -> Result<RowFiles, String> {
    let nothing = RowFiles { csv: false, parquet: false };
    if text.trim() == "none" {
        return Ok(nothing);
    }
    text.split(',').try_fold(nothing, |files, name| match name.trim() {
        "csv" => Ok(RowFiles { csv: true, ..files }),
        "parquet" => Ok(RowFiles { parquet: true, ..files }),
        other => Err(format!("write csv, parquet, csv,parquet or none, not `{other}`")),
    })
}

/// What is said before a run whose rows take many gigabytes.
pub(super) fn room(rows: RowFiles, columns: usize, histories: u64) -> Option<String> {
    /// Bytes of a figure: in Parquet one that has no pattern takes most of its eight.
    const CSV: f64 = 14.0;
    const PARQUET: f64 = 5.0;
    /// Gigabytes that nobody is asked about.
    const MUCH: f64 = 5.0;
    let gigabytes = |bytes: f64| bytes * columns as f64 * histories as f64 / 1e9;
    let of = |wanted: bool, bytes: f64| if wanted { gigabytes(bytes) } else { 0.0 };
    let all = of(rows.csv, CSV) + of(rows.parquet, PARQUET);
    let less = if rows.csv { format!("--rows parquet takes {:.0} GB, ", gigabytes(PARQUET)) } else { String::new() };
    (all >= MUCH).then(|| format!("about {all:.0} GB of rows will be written; {less}--rows none nothing"))
}

#[cfg(test)]
mod tests {
    use super::{parse, room};

    #[test]
    fn files_are_named_alone_together_or_not_at_all() {
        let read = |text: &str| parse(text).map(|files| (files.csv, files.parquet));
        assert_eq!(read("csv,parquet"), Ok((true, true)));
        assert_eq!(read("parquet, csv"), Ok((true, true)));
        assert_eq!(read("parquet"), Ok((false, true)));
        assert_eq!(read("csv"), Ok((true, false)));
        assert_eq!(read("none"), Ok((false, false)));
        for wrong in ["", "xlsx", "csv,none", "CSV"] {
            assert!(read(wrong).unwrap_err().starts_with("write csv, parquet"), "{wrong}");
        }
    }

    #[test]
    fn much_room_is_told_with_what_takes_less() {
        let told = |text: &str, histories| room(parse(text).unwrap(), 573, histories);
        let all = "about 11 GB of rows will be written; --rows parquet takes 3 GB, --rows none nothing";
        assert_eq!(told("csv,parquet", 1_000_000).as_deref(), Some(all));
        assert_eq!(told("parquet", 1_000_000), None);
        let lone = "about 29 GB of rows will be written; --rows none nothing";
        assert_eq!(told("parquet", 10_000_000).as_deref(), Some(lone));
        assert_eq!((told("none", u64::MAX), told("csv,parquet", 100_000)), (None, None));
    }
}
