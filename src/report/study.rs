//! What all results but those of a run have in common: figures as JSON, tables, charts and a page, in a folder.

use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::figures::check_figures;
use super::files::{write_into, write_with};
use super::page::Page;
use super::tables::encode;
use super::terminal::COLUMNS;
use super::{
    Format, ReportError, RowFiles, Views, load, load_inputs, load_page_rows, read_file, write_charts, write_file,
    write_views,
};
use crate::charts::{Chart, ChartError, spell_study};
use crate::table::Table;

/// Results that are saved as figures, and shown as charts and a page made from them.
pub trait Study: Serialize + DeserializeOwned {
    /// Name of the file that holds the figures.
    const SAVED: &'static str;
    /// What that file calls its format.
    const FORMAT: &'static str;

    /// Whether the lists in it fit together.
    ///
    /// # Errors
    /// Where they do not: why.
    fn check(&self) -> Result<(), String> {
        Ok(())
    }

    /// The charts.
    ///
    /// # Errors
    /// Where one cannot be drawn.
    fn charts(&self) -> Result<Vec<Chart>, ChartError>;

    /// The page.
    fn page(&self, charts: &[Chart]) -> Page;

    /// What is printed of it, in lines of at most `width` columns.
    fn print(&self, page: &Page, width: usize) -> String {
        page.print(width)
    }

    /// Tables for scripts: names of files and what they hold.
    fn tables(&self) -> Vec<(&'static str, Table)> {
        Vec::new()
    }

    /// The workbook, if it has one.
    ///
    /// # Errors
    /// Where it cannot be encoded.
    fn workbook(&self) -> Result<Option<Vec<u8>>, ReportError> {
        Ok(None)
    }
}

/// What became of a study.
#[derive(Debug)]
pub struct WrittenStudy {
    /// The files, in the order written.
    pub files: Vec<PathBuf>,
    /// What is printed of it.
    pub text: String,
}

/// Writes everything that follows from a study into `stage`.
///
/// # Errors
/// [`ReportError`] where a figure is no number, a file cannot be written or a chart cannot be drawn.
pub fn write_study<S: Study>(stage: &Path, study: &S, formats: &[Format]) -> Result<WrittenStudy, ReportError> {
    // What is written can be read again.
    study.check().and_then(|()| check_figures(study)).map_err(ReportError::Figures)?;
    let mut written = write_study_views(stage, study, formats)?;
    // Of many points it is large: it goes to the disk as it is written.
    written.files.push(write_with(&stage.join(S::SAVED), |out| Ok(serde_json::to_writer_pretty(out, study)?))?);
    for (name, table) in study.tables() {
        written.files.push(write_file(&stage.join(name), &encode(table)?)?);
    }
    Ok(written)
}

/// Writes what is made to be looked at.
fn write_study_views<S: Study>(dir: &Path, study: &S, formats: &[Format]) -> Result<WrittenStudy, ReportError> {
    let drawn = study.charts()?;
    let mut page = study.page(&drawn);
    let folder = dir.join("charts");
    let spelt = if formats.contains(&Format::Png) { spell_study(study, &drawn) } else { None };
    let mut files = if let Some((spelt, warning)) = spelt {
        page.warnings.push(warning);
        let others: Vec<Format> = formats.iter().copied().filter(|format| *format != Format::Png).collect();
        let mut files = write_charts(&folder, &drawn, &others)?;
        files.extend(write_charts(&folder, &spelt.charts()?, &[Format::Png])?);
        files
    } else {
        write_charts(&folder, &drawn, formats)?
    };
    let text = page.end_with_answer(study.print(&page, COLUMNS), COLUMNS);
    files.push(write_file(&dir.join("report.html"), page.render().as_bytes())?);
    if let Some(book) = study.workbook()? {
        files.push(write_file(&dir.join("workbook.xlsx"), &book)?);
    }
    Ok(WrittenStudy { files, text })
}

/// How a file of saved figures begins.
#[derive(serde::Deserialize)]
struct Head {
    format: String,
}

/// Reads the study that [`write_study`] left in `dir`.
///
/// # Errors
/// [`ReportError`] where it is missing, is no such study, or is of another format.
pub fn load_study<S: Study>(dir: &Path) -> Result<S, ReportError> {
    let path = dir.join(S::SAVED);
    let damaged = |reason: String| ReportError::Damaged { path: path.clone(), reason };
    let text = read_file(&path)?;
    let Head { format } = serde_json::from_str(&text).map_err(|e| damaged(e.to_string()))?;
    if format != S::FORMAT {
        return Err(damaged(format!("its format is \"{format}\", this version reads \"{}\"", S::FORMAT)));
    }
    let study: S = serde_json::from_str(&text).map_err(|e| damaged(e.to_string()))?;
    study.check().and_then(|()| check_figures(&study)).map_err(damaged)?;
    Ok(study)
}

/// Makes the views in `dir` anew if it holds a study of this kind.
///
/// # Errors
/// As [`load_study`] and [`write_study_views`].
fn rebuild_study<S: Study>(dir: &Path, formats: &[Format]) -> Result<Option<Vec<PathBuf>>, ReportError> {
    let path = dir.join(S::SAVED);
    if !path.is_file() {
        return Ok(None);
    }
    let name = |format: &str| format.split('/').next().unwrap_or_default().to_owned();
    // Some file names are shared with runs; what cannot be read is left to whoever reads it last.
    let head: Option<Head> = serde_json::from_str(&read_file(&path)?).ok();
    if head.is_some_and(|head| name(&head.format) != name(S::FORMAT)) {
        return Ok(None);
    }
    let study = load_study::<S>(dir)?;
    write_into(dir, |stage| write_study_views(stage, &study, formats).map(|written| written.files))
        .map(Some)
        .map_err(|error| error.of_saved(&path))
}

/// Makes what is there to be looked at in `dir` anew, whatever results it holds, and gives the files.
///
/// # Errors
/// Where the figures are damaged, or a file cannot be written; the views are then as they were.
pub fn rebuild(dir: &Path, views: &Views) -> Result<Vec<PathBuf>, ReportError> {
    use crate::analysis::backtest::Backtest;
    use crate::analysis::calibration::Calibration;
    use crate::analysis::decision::Decision;
    use crate::analysis::discovery::Discovered;
    use crate::analysis::focus::Focus;
    use crate::analysis::hindcast::Hindcasts;
    use crate::analysis::sensitivity::Sensitivity;
    use crate::analysis::shift::Shift;
    use crate::analysis::sweep::Sweep;
    use crate::analysis::{Comparison, Difference};
    let kinds = [
        rebuild_study::<Comparison>,
        rebuild_study::<Decision>,
        rebuild_study::<Difference>,
        rebuild_study::<Sweep>,
        rebuild_study::<Sensitivity>,
        rebuild_study::<Discovered>,
        rebuild_study::<Shift>,
        rebuild_study::<Focus>,
        rebuild_study::<Calibration>,
        rebuild_study::<Backtest>,
        rebuild_study::<Hindcasts>,
    ];
    for rebuild_study in kinds {
        if let Some(files) = rebuild_study(dir, &views.formats)? {
            return if views.board { Err(ReportError::NoBoard(dir.to_owned())) } else { Ok(files) };
        }
    }
    let (summary, inputs) = (load(dir)?, load_inputs(dir)?);
    let rows = RowFiles::found(dir, "outcomes");
    let page_rows = load_page_rows(dir, &summary)?;
    write_into(dir, |stage| write_views(stage, (&summary, page_rows.as_ref()), &inputs, rows, views))
        .map_err(|error| error.of_saved(&dir.join("summary.json")))
}
