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

#[cfg(test)]
mod tests {
    use super::parse;

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
}
