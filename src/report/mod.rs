//! From results to files: the page, the tables, the rows, and the folder they appear in all at once.

mod amounts;
mod atlas;
mod board;
mod cells;
mod check_page;
mod columns;
pub mod comparison;
mod decision;
pub mod difference;
mod discovery;
mod error;
mod explain;
mod explain_inputs;
mod figures;
mod files;
mod focus;
mod history;
mod inputs;
mod journal;
mod method;
mod narrative;
mod new_case;
mod page;
mod page_rows;
mod plan;
mod printed_run;
mod replication;
mod results_dir;
mod row_groups;
mod rows;
mod saved_rows;
mod scenario_inputs;
mod sensitivity;
mod shard_file;
mod shift;
mod stage;
mod study;
mod sweep;
mod tables;
mod terminal;
#[cfg(test)]
mod tests;
mod unit_file;
mod unit_format;
mod unit_store;
mod warnings;
mod words;
mod workbook;

use std::path::{Path, PathBuf};

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use crate::analysis::{FORMAT, PageRows, Summary};
use crate::charts::{self, Chart};

pub use atlas::{MarketCard, describe_markets, print_markets};
pub use board::{AnswerLine, describe_answer, write_headline};
use board::{Board, find_decision};
pub use check_page::{print_audit, print_check};
pub use columns::{ColumnKind, ColumnSpec, RowBlock, RowFiles};
pub use comparison::COMPARISON;
pub use decision::DECISION;
pub use difference::{DIFFERENCE, print_no_difference};
pub use error::ReportError;
pub use explain::{Explanation, explain, print_metrics};
use figures::check_figures;
pub use files::{check_name, make_folder, read_file, write_file, write_into, write_new, write_with_folder};
pub(crate) use history::{BACKTEST, CALIBRATION, HINDCAST, write_validation};
pub use inputs::{InputRow, describe_inputs};
pub use journal::{Header, Journal, Opened};
pub use narrative::{Finding, findings};
pub use new_case::{Case, CaseIncome, CaseKind, CaseMarket, CaseUsers, check_value};
pub use page_rows::load_page_rows;
pub use plan::{CostEstimate, MOST_TEXT, Plan, PlannedHindcasts, PlannedRun, PlannedStudy, PlannedSweep, Trial};
pub use printed_run::{print_headline, print_summary};
pub use replication::print_replication;
pub use results_dir::Staging;
pub use rows::RowWriter;
pub use saved_rows::RowReader;
pub use scenario_inputs::print_scenario;
pub use shard_file::{SHARD_ENDING, ShardHead, read_shard, write_shard};
pub use stage::Owner;
pub use study::{Study, WrittenStudy, load_study, rebuild, write_study};
pub use sweep::{list_sweep_rows, write_sweep};
pub use tables::{list_fans, list_figures};
pub use terminal::{COLUMNS, print_table};
pub use unit_file::UNITS_ENDING;
pub use unit_store::UnitStore;
pub use warnings::print_warnings;

/// In which formats charts are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Vector graphics.
    Svg,
    /// Pictures of twice the pixels.
    Png,
}

/// Writes everything that follows from a summary into `stage`: `report.html`, `charts/`,
/// `workbook.xlsx`, `summary.json`, `page-rows.json`, `fans.csv`, `markets.csv`, `inputs.csv` and `run.toml`. Returns the files in the
/// order written.
///
/// # Errors
/// [`ReportError`] where a file cannot be written or the summary cannot be drawn.
pub fn write_all(
    stage: &Path,
    (summary, page_rows): (&Summary, &PageRows),
    inputs: &[InputRow],
    resolved_toml: &str,
    views: &Views,
) -> Result<Vec<PathBuf>, ReportError> {
    // What is written can be read again.
    let checked = check_figures(summary).and_then(|()| charts::check(summary)).and_then(|()| page_rows.check(summary));
    checked.map_err(ReportError::Figures)?;
    let rows = RowFiles::found(stage, "outcomes");
    let mut files = write_views(stage, (summary, Some(page_rows)), inputs, rows, views)?;
    let json = serde_json::to_vec_pretty(summary).map_err(|e| ReportError::Encode(e.to_string()))?;
    for (name, bytes) in [
        ("summary.json", json),
        (page_rows::FILE, page_rows::encode(page_rows)?),
        ("fans.csv", tables::encode(list_fans(summary))?),
        ("markets.csv", tables::encode(list_figures(summary))?),
        ("inputs.csv", inputs::write(inputs)?),
        ("run.toml", resolved_toml.as_bytes().to_vec()),
    ] {
        files.push(write_file(&stage.join(name), &bytes)?);
    }
    Ok(files)
}

/// What is made of results to be looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Views {
    /// Formats of the charts.
    pub formats: Vec<Format>,
    /// Whether `board.html` is made of a run too: the report that prints on four sheets.
    pub board: bool,
    /// The folder in which a finished decision over the same simulations may lie.
    pub output: Option<PathBuf>,
}

impl Views {
    /// The page and charts in these formats.
    pub fn new(formats: &[Format]) -> Self {
        Self { formats: formats.to_vec(), board: false, output: None }
    }
}

/// Writes what is made to be looked at, `report.html`, `charts/` and `workbook.xlsx`, `board.html` where it is wanted, and nothing else:
/// what [`rebuild`] makes anew from [`load`], [`load_page_rows`] and [`load_inputs`]. The page names the files of rows that lie beside it.
///
/// # Errors
/// [`ReportError`] where a file cannot be written or the summary cannot be drawn.
pub fn write_views(
    dir: &Path,
    (summary, page_rows): (&Summary, Option<&PageRows>),
    inputs: &[InputRow],
    rows: RowFiles,
    views: &Views,
) -> Result<Vec<PathBuf>, ReportError> {
    let drawn = charts::render(summary)?;
    let folder = dir.join("charts");
    let spelt = if views.formats.contains(&Format::Png) { charts::spell_names(summary) } else { None };
    let mut told = None;
    let mut files = if let Some((spelt, warning)) = spelt {
        // Pictures know no typeface but their own.
        let others: Vec<Format> = views.formats.iter().copied().filter(|format| *format != Format::Png).collect();
        let mut files = write_charts(&folder, &drawn, &others)?;
        files.extend(write_charts(&folder, &charts::render(&spelt)?, &[Format::Png])?);
        let mut summary = summary.clone();
        summary.warnings.push(warning);
        told = Some(summary);
        files
    } else {
        write_charts(&folder, &drawn, &views.formats)?
    };
    let found = views.output.as_deref().map(|output| find_decision(output, summary)).unwrap_or_default();
    let summary = told.as_ref().unwrap_or(summary);
    let board = Board { summary, inputs, decision: found.decision.as_ref(), remark: found.remark.as_deref() };
    let page = page::page(&board, page_rows, rows, &drawn).render();
    files.push(write_file(&dir.join("report.html"), page.as_bytes())?);
    if views.board {
        files.push(write_file(&dir.join("board.html"), page::board_page(&board, &drawn).render().as_bytes())?);
    }
    files.push(write_file(&dir.join("workbook.xlsx"), &workbook::workbook(&board)?)?);
    Ok(files)
}

/// Writes charts into a folder, made where it is missing, in the formats wanted.
///
/// # Errors
/// [`ReportError`] where a file cannot be written or a chart cannot become a picture.
pub fn write_charts(dir: &Path, charts: &[Chart], formats: &[Format]) -> Result<Vec<PathBuf>, ReportError> {
    make_folder(dir)?;
    let mut files = Vec::new();
    // Pictures take most of the time; each is made apart from all others, so its bytes are the same on any thread.
    let pictures: Vec<_> =
        if formats.contains(&Format::Png) { charts.par_iter().map(Chart::png).collect() } else { Vec::new() };
    let mut pictures = pictures.into_iter();
    for chart in charts {
        if formats.contains(&Format::Svg) {
            files.push(write_file(&dir.join(format!("{}.svg", chart.name)), chart.svg().as_bytes())?);
        }
        if let Some(picture) = pictures.next() {
            files.push(write_file(&dir.join(format!("{}.png", chart.name)), &picture?)?);
        }
    }
    Ok(files)
}

/// Reads the summary that [`write_all`] left in `dir`.
///
/// # Errors
/// [`ReportError`] where it is missing, is not a summary, or is of another format.
pub fn load(dir: &Path) -> Result<Summary, ReportError> {
    let path = dir.join("summary.json");
    let text = read_file(&path)?;
    let summary: Summary =
        serde_json::from_str(&text).map_err(|e| ReportError::Damaged { path: path.clone(), reason: e.to_string() })?;
    if summary.format != FORMAT {
        let reason = format!("its format is \"{}\", this version reads \"{FORMAT}\"", summary.format);
        return Err(ReportError::Damaged { path, reason });
    }
    let checked = check_figures(&summary).and_then(|()| charts::check(&summary));
    checked.map_err(|reason| ReportError::Damaged { path, reason })?;
    Ok(summary)
}

/// Reads the inputs that [`write_all`] left in `dir`.
///
/// # Errors
/// [`ReportError`] where they are missing or damaged.
pub fn load_inputs(dir: &Path) -> Result<Vec<InputRow>, ReportError> {
    let path = dir.join("inputs.csv");
    let text = read_file(&path)?;
    inputs::read(&text).map_err(|reason| ReportError::Damaged { path, reason })
}
