//! The results of a comparison: sentences, tables, and the folder they lie in.

mod dominance;
mod narrative;
mod page;
mod tables;
mod terminal;
#[cfg(test)]
mod tests;
mod unlike;

use super::page::Page;
use super::study::Study;
use super::{ReportError, workbook};
use crate::analysis::{COMPARISON_FORMAT, Comparison};
use crate::charts::{self, Chart, ChartError};
use crate::table::Table;
pub(super) use narrative::{findings, name_value};

/// Name of the folder in which a comparison lies; no scenario may have it.
pub const COMPARISON: &str = "comparison";

impl Study for Comparison {
    const SAVED: &'static str = "comparison.json";
    const FORMAT: &'static str = COMPARISON_FORMAT;

    fn check(&self) -> Result<(), String> {
        let sides = self.sides.len();
        if sides < 2 || self.pairs.iter().any(|p| p.first >= p.second || p.second >= sides) {
            return Err("its pairs are not of its scenarios".to_owned());
        }
        Ok(())
    }

    fn charts(&self) -> Result<Vec<Chart>, ChartError> {
        charts::render_comparison(self)
    }

    fn page(&self, charts: &[Chart]) -> Page {
        page::page(self, charts)
    }

    fn print(&self, _: &Page, width: usize) -> String {
        terminal::print_comparison(self, width)
    }

    fn tables(&self) -> Vec<(&'static str, Table)> {
        vec![("comparison.csv", tables::differences(self))]
    }

    fn workbook(&self) -> Result<Option<Vec<u8>>, ReportError> {
        workbook::comparison::workbook(self).map(Some)
    }
}
