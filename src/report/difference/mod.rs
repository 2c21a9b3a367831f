//! What two scenarios differ in, as files, and the folder they lie in.

mod page;
mod terminal;

use super::page::Page;
use super::study::Study;
use crate::analysis::{Contribution, DIFFERENCE_FORMAT, Difference, MeanEstimate};
use crate::charts::{self, Chart, ChartError};
use crate::table::{Cell, Table, Unit};

pub use terminal::print_no_difference;

/// Name of the folder in which a difference lies; no scenario may have it.
pub const DIFFERENCE: &str = "difference";

impl Study for Difference {
    const SAVED: &'static str = "difference.json";
    const FORMAT: &'static str = DIFFERENCE_FORMAT;

    fn charts(&self) -> Result<Vec<Chart>, ChartError> {
        // Where the strategy is all that differs it brings everything, and a chart of that says nothing.
        let is_all = page::is_strategy_alone(self);
        let whole = if is_all { None } else { charts::difference(self) };
        Ok(charts::strategy_split(self).into_iter().chain(whole).collect())
    }

    fn page(&self, charts: &[Chart]) -> Page {
        page::page(self, charts)
    }

    fn print(&self, _: &Page, width: usize) -> String {
        terminal::print_difference(self, width)
    }

    fn tables(&self) -> Vec<(&'static str, Table)> {
        vec![("difference.csv", table(self))]
    }
}

/// `difference.csv`: for each figure the means of A and B, the change, and what each difference contributes to it.
fn table(difference: &Difference) -> Table {
    let names = [&*difference.a.name, &*difference.b.name];
    let rows = difference.figures.iter().flat_map(|(figure, change)| {
        let row = move |[what, path, a, b]: [&str; 4], [mean, se, share]: [Option<f64>; 3]| -> Vec<Cell> {
            let words = [figure, what, path, a, b].map(Cell::text);
            let figures = [(mean, Unit::Dollars), (se, Unit::Dollars), (share, Unit::Share)];
            words.into_iter().chain(figures.map(|(value, unit)| Cell::known(value, unit))).collect()
        };
        let [a, b] = names;
        let ends = [(["a", "", a, ""], change.a), (["b", "", "", b], change.b), (["change", "", a, b], change.change)];
        let ends = ends.map(|(words, end)| row(words, [Some(end.mean), end.se, None]));
        let parts = difference.groups.iter().map(move |group| {
            let Contribution { mean, se, share } = group.contribution(figure);
            let [a, b] = group.written_values();
            row(["part", &group.name(), &a, &b], [Some(mean), se, share])
        });
        let is_split = *figure == difference.headline;
        let split = difference.split.iter().filter(move |_| is_split).flat_map(move |split| {
            let part = move |(key, part): (&String, &MeanEstimate)| {
                row(["strategy part", key, "", ""], [Some(part.mean), part.se, None])
            };
            split.parts.iter().map(part)
        });
        ends.into_iter().chain(parts).chain(split)
    });
    Table::new("", ["figure", "what", "path", "a", "b", "mean", "se", "share"], rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::difference_sample;
    use crate::report::{Format, Views, load_study, read_file, rebuild, write_study};
    use crate::table::write_csv;

    fn rows(difference: &Difference) -> Vec<csv::StringRecord> {
        let Table { columns, rows, .. } = table(difference);
        let bytes = write_csv(columns.iter().map(|column| &*column.name), rows).unwrap();
        csv::Reader::from_reader(&*bytes).records().map(Result::unwrap).collect()
    }

    #[test]
    fn every_part_stands_in_the_table_to_the_bit() {
        let difference = difference_sample::difference(4);
        let rows = rows(&difference);
        assert_eq!(rows.len(), 2 * (3 + 4));
        let part = rows.iter().find(|r| &r[0] == "value" && r[2] == difference.groups[1].items[0].path).unwrap();
        let contribution = difference.groups[1].contribution("value");
        assert_eq!(part[5].parse::<f64>().unwrap().to_bits(), contribution.mean.to_bits());
        assert_eq!(part[7].parse::<f64>().ok(), contribution.share);
    }

    #[test]
    fn what_is_written_is_read_again_and_nothing_else() {
        let (dir, difference) = (tempfile::tempdir().unwrap(), difference_sample::difference(7));
        assert!(rebuild(dir.path(), &Views::new(&[])).is_err());
        write_study(dir.path(), &difference, &[Format::Svg]).unwrap();
        assert!(!rebuild(dir.path(), &Views::new(&[Format::Svg])).unwrap().is_empty());
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
            group.contributions.values_mut().for_each(|contribution| contribution.share = None);
        }
        for row in rows(&difference) {
            assert!(row.iter().all(|cell| !cell.starts_with(['=', '+', '@'])), "{row:?}");
            assert!(&row[1] != "part" || row[7].is_empty());
        }
    }
}
