//! What two scenarios differ in, as files, and the folder they lie in.

mod page;

use super::ReportError;
use super::study::Study;
use super::tables::cell;
use crate::analysis::{Brought, DIFFERENCE_FORMAT, Difference, ExplainedFigure};
use crate::charts::{self, Chart, ChartError};
use crate::csv_table::guard_formula;

/// Name of the folder in which a difference lies; no scenario may have it.
pub const DIFFERENCE: &str = "difference";

impl Study for Difference {
    const SAVED: &'static str = "difference.json";
    const FORMAT: &'static str = DIFFERENCE_FORMAT;

    fn format(&self) -> &str {
        &self.format
    }

    fn charts(&self) -> Result<Vec<Chart>, ChartError> {
        Ok(charts::difference(self)?.into_iter().collect())
    }

    fn page(&self, charts: &[Chart]) -> String {
        page::page(self, charts)
    }

    fn tables(&self) -> Result<Vec<(&'static str, Vec<u8>)>, ReportError> {
        Ok(vec![("difference.csv", table(self)?)])
    }
}

/// `difference.csv`: for each figure the means of A and B, the change, and what each difference brings to it.
fn table(difference: &Difference) -> Result<Vec<u8>, ReportError> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut row = |cells: [String; 8]| writer.write_record(cells).map_err(ReportError::encode);
    row(["figure", "what", "path", "a", "b", "mean", "se", "share"].map(str::to_owned))?;
    let none = String::new;
    for (figure, change) in &difference.figures {
        let ends = [("a", change.a), ("b", change.b), ("change", change.change)];
        for (what, ExplainedFigure { mean, se }) in ends {
            let names = match what {
                "a" => [guard_formula(&difference.a.name), none()],
                "b" => [none(), guard_formula(&difference.b.name)],
                _ => [guard_formula(&difference.a.name), guard_formula(&difference.b.name)],
            };
            let [a, b] = names;
            row([figure.clone(), what.to_owned(), none(), a, b, mean.to_string(), cell(se), none()])?;
        }
        for group in &difference.groups {
            let Brought { mean, se, share } = group.brought(figure);
            let [a, b] = group.said().map(|said| guard_formula(&said));
            let path = guard_formula(&group.name());
            row([figure.clone(), "part".to_owned(), path, a, b, mean.to_string(), cell(se), cell(share)])?;
        }
    }
    writer.into_inner().map_err(ReportError::encode)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::difference_sample;
    use crate::report::{Format, load_study, read_file, rebuild, write_study};

    fn rows(difference: &Difference) -> Vec<csv::StringRecord> {
        let bytes = table(difference).unwrap();
        csv::Reader::from_reader(&*bytes).records().map(Result::unwrap).collect()
    }

    #[test]
    fn every_part_stands_in_the_table_to_the_bit() {
        let difference = difference_sample::difference(4);
        let rows = rows(&difference);
        assert_eq!(rows.len(), 2 * (3 + 4));
        let part = rows.iter().find(|r| &r[0] == "value" && r[2] == difference.groups[1].items[0].path).unwrap();
        let brought = difference.groups[1].brought("value");
        assert_eq!(part[5].parse::<f64>().unwrap().to_bits(), brought.mean.to_bits());
        assert_eq!(part[7].parse::<f64>().ok(), brought.share);
    }

    #[test]
    fn what_is_written_is_read_again_and_nothing_else() {
        let (dir, difference) = (tempfile::tempdir().unwrap(), difference_sample::difference(7));
        assert!(rebuild(dir.path(), &[]).is_err());
        write_study(dir.path(), &difference, &[Format::Svg]).unwrap();
        assert!(!rebuild(dir.path(), &[Format::Svg]).unwrap().is_empty());
        assert_eq!(load_study::<Difference>(dir.path()).unwrap(), difference);
        let saved = dir.path().join(Difference::SAVED);
        let text = read_file(&saved).unwrap().replace("difference/1", "difference/2");
        std::fs::write(&saved, text).unwrap();
        assert!(load_study::<Difference>(dir.path()).unwrap_err().to_string().contains("difference/2"));
    }

    #[test]
    fn names_cannot_become_formulas_and_missing_is_not_zero() {
        let mut difference = difference_sample::difference(2);
        for text in [&mut difference.a.name, &mut difference.b.name] {
            "=HYPERLINK(\"http://x\")".clone_into(text);
        }
        for group in &mut difference.groups {
            "@SUM(1)".clone_into(&mut group.items[0].a);
            "+1".clone_into(&mut group.items[0].b);
            group.brings.values_mut().for_each(|brought| brought.share = None);
        }
        for row in rows(&difference) {
            assert!(row.iter().all(|cell| !cell.starts_with(['=', '+', '@'])), "{row:?}");
            assert!(&row[1] != "part" || row[7].is_empty());
        }
    }
}
