//! `--rows`: in which files a run leaves a row for each history.

use super::error::CliError;
use crate::report::RowFiles;
use crate::text::numbers::count;

/// Reads `csv`, `parquet`, `parquet-partitioned`, several with commas between, or `none`.
pub(super) fn parse(text: &str) -> Result<RowFiles, String> {
    if text.trim() == "none" {
        return Ok(RowFiles::NONE);
    }
    text.split(',').try_fold(RowFiles::NONE, |files, name| match name.trim() {
        "csv" => Ok(RowFiles { csv: true, ..files }),
        "parquet" => Ok(RowFiles { parquet: true, ..files }),
        "parquet-partitioned" => Ok(RowFiles { parts: true, ..files }),
        other => {
            Err(format!("write csv, parquet, parquet-partitioned, several as in csv,parquet, or none, not `{other}`"))
        }
    })
}

/// Bytes of a figure: in Parquet one that has no pattern takes most of its eight.
const CSV: f64 = 14.0;
const PARQUET: f64 = 5.0;
/// Gigabytes that nobody is asked about.
const MUCH: f64 = 5.0;
/// Gigabytes of rows that a scenario file may ask for by itself: it may be a stranger's.
const MOST: f64 = 50.0;

/// Gigabytes that so many figures of so many histories take.
fn gigabytes(rows: RowFiles, columns: usize, histories: u64) -> f64 {
    let bytes = f64::from(u8::from(rows.csv)) * CSV
        + f64::from(u8::from(rows.parquet)) * PARQUET
        + f64::from(u8::from(rows.parts)) * PARQUET;
    bytes * columns as f64 * histories as f64 / 1e9
}

/// What is said before a run whose rows take many gigabytes.
pub(super) fn room(rows: RowFiles, columns: usize, histories: u64) -> Option<String> {
    let all = gigabytes(rows, columns, histories);
    let less = gigabytes(RowFiles { parquet: true, ..RowFiles::NONE }, columns, histories);
    let less = if rows.csv { format!("--rows parquet takes {less:.0} GB, ") } else { String::new() };
    (all >= MUCH).then(|| format!("about {all:.0} GB of rows will be written; {less}--rows none nothing"))
}

/// Whether a scenario file asks for no more rows than it may by itself.
///
/// # Errors
/// Where it does: with what to type.
pub(super) fn check_asked(name: &str, rows: RowFiles, columns: usize, histories: u64) -> Result<(), CliError> {
    let all = gigabytes(rows, columns, histories);
    if all <= MOST {
        return Ok(());
    }
    Err(CliError::Input(format!(
        "the file of `{name}` asks for {} simulations, whose rows take about {all:.0} GB; more than {MOST:.0} GB are written only \
         where the command line asks\n  help: give -n {histories} if you want them, a smaller -n, or --rows none",
        count(histories)
    )))
}

#[cfg(test)]
mod tests {
    use super::{check_asked, parse, room};

    #[test]
    fn files_are_named_alone_together_or_not_at_all() {
        let read = |text: &str| parse(text).map(|files| (files.csv, files.parquet));
        assert_eq!(read("csv,parquet"), Ok((true, true)));
        assert_eq!(read("parquet, csv"), Ok((true, true)));
        assert_eq!(read("parquet"), Ok((false, true)));
        assert_eq!(read("csv"), Ok((true, false)));
        assert_eq!(read("none"), Ok((false, false)));
        assert!(parse("csv,parquet-partitioned").unwrap().parts && !parse("csv,parquet").unwrap().parts);
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

    #[test]
    fn a_file_alone_does_not_fill_the_disk() {
        let asked = |text: &str, histories| check_asked("s", parse(text).unwrap(), 573, histories);
        assert!(asked("csv,parquet", 4_000_000).is_ok() && asked("none", 1_000_000_000).is_ok());
        let told = asked("csv,parquet", 1_000_000_000).unwrap_err().to_string();
        assert!(told.contains("1,000,000,000 simulations") && told.contains("about 10887 GB"), "{told}");
    }
}
