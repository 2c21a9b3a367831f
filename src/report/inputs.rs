//! The inputs of a run with where each comes from: the assumption ledger.

use serde::{Deserialize, Serialize};

use super::ReportError;
use crate::csv_table::{CsvTable, guard_formula, unguard_formula};

/// One input of the scenario, as people read it. Empty text means that nothing is known or given.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct InputRow {
    /// Its path, such as `markets.us.arpu`.
    pub path: String,
    /// What was written.
    pub written: String,
    /// Family of its distribution.
    pub family: String,
    /// 5% quantile, with unit.
    pub p5: String,
    /// Median, with unit.
    pub p50: String,
    /// 95% quantile, with unit.
    pub p95: String,
    /// Where it was set: a file and line, the command line, or the default.
    pub origin: String,
    /// Fact or other source.
    pub source: String,
    /// How far the source is trusted.
    pub confidence: String,
    /// Remark.
    pub note: String,
}

impl InputRow {
    fn map(&self, change: impl Fn(&str) -> String) -> Self {
        Self {
            path: change(&self.path),
            written: change(&self.written),
            family: change(&self.family),
            p5: change(&self.p5),
            p50: change(&self.p50),
            p95: change(&self.p95),
            origin: change(&self.origin),
            source: change(&self.source),
            confidence: change(&self.confidence),
            note: change(&self.note),
        }
    }
}

/// `inputs.csv`.
pub(super) fn write(inputs: &[InputRow]) -> Result<Vec<u8>, ReportError> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for input in inputs {
        writer.serialize(input.map(guard_formula)).map_err(ReportError::encode)?;
    }
    writer.into_inner().map_err(ReportError::encode)
}

/// What [`write`] wrote.
pub(super) fn read(text: &str) -> Result<Vec<InputRow>, String> {
    // A run without inputs leaves an empty file.
    if !text.is_empty() {
        CsvTable::read(text.to_owned()).map_err(|fault| fault.to_string())?;
    }
    csv::Reader::from_reader(text.as_bytes())
        .deserialize::<InputRow>()
        .map(|row| row.map(|r| r.map(|text| unguard_formula(text).to_owned())).map_err(|e| e.to_string()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inputs_come_back_as_they_were_written() {
        let hostile = |i: usize| InputRow {
            path: format!("markets.m{i}.arpu"),
            written: "=cmd()|' /C calc'!A0".to_owned(),
            p5: "-3%".to_owned(),
            p95: "'=x".to_owned(),
            source: "@a,\"b\"\nc".to_owned(),
            note: "+1 <script>".to_owned(),
            ..InputRow::default()
        };
        let rows: Vec<InputRow> = (0..3).map(hostile).collect();
        let bytes = write(&rows).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.contains("'=cmd") && text.contains("'+1") && text.contains("'@a"));
        assert_eq!(read(&text).unwrap(), rows);
        assert_eq!(read("").unwrap(), []);
        assert!(read("path,nonsense\n1,2\n").is_err());
        let cut = &text[..=text.rfind("\"\nc").unwrap()];
        assert!(read(cut).is_err_and(|reason| reason.contains("never closed") || reason.contains("cells")), "{cut}");
    }
}
