//! Files of what governments did: which of three kinds a file is, its rows, and those that cannot be read, by line.

mod country_years;
mod episodes;
mod registry;
mod row;

pub(crate) use country_years::CountryYear;
pub use row::LeftOut;

use jiff::civil::Date;

use super::government::Government;
use crate::csv_table::CsvTable;
use row::{Columns, Row};

/// Episodes: named apps, one measure a row.
pub static EPISODES_CSV: &str = include_str!("../../../scenarios/reference/episodes.csv");
/// New nationwide blocks of platforms by country and year.
pub static COUNTRY_YEARS_CSV: &str = include_str!("../../../scenarios/reference/country-year.csv");
/// The blocks, one a row.
pub static BLOCKS_CSV: &str = include_str!("../../../scenarios/reference/platform-blocks.csv");

/// What was done to an app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Measure {
    /// Users lost access.
    Block,
    /// Access went down with the whole network.
    NetworkShutdown,
    /// The app left the stores; who had it kept it.
    StoreRemoval,
    /// The app was slowed.
    Throttle,
    /// An owner had to sell.
    ForcedSale,
    /// The owner left.
    Exit,
    /// A purchase was forbidden.
    BlockedDeal,
}

/// How far a row can be trusted, and so how much it counts in a fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// Every field was read on the page named.
    Found,
    /// Some fields were recalled.
    FoundPartly,
    /// From memory.
    Recalled,
}

impl Confidence {
    /// How much a row counts, against one that was found in its source. An assumption.
    pub(crate) const fn weight(self) -> f64 {
        match self {
            Self::Found => 1.0,
            Self::FoundPartly => 0.75,
            Self::Recalled => 0.5,
        }
    }
}

/// One measure, as a row tells it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Episode {
    /// Its name in the file, or the country and day.
    pub(crate) id: String,
    /// Line on which its row begins, from 1.
    pub(crate) line: usize,
    /// ISO 3166, three letters.
    pub(crate) country: String,
    pub(crate) government: Option<Government>,
    pub(crate) measure: Measure,
    /// Why, in a word of the file, such as `content`.
    pub(crate) cause: String,
    /// What was blocked, where the file says so.
    pub(crate) services: String,
    /// Where the app came from, such as `us`; empty where the file does not say.
    pub(crate) origin: String,
    pub(crate) ordered: Option<Date>,
    /// When it took effect.
    pub(crate) start: Option<Date>,
    /// When it ended, where it did.
    pub(crate) end: Option<Date>,
    /// The last day on which it was seen to stand, where no end is known.
    pub(crate) last_seen: Option<Date>,
    /// Whether users ever felt it.
    pub(crate) took_effect: bool,
    /// How it ended, in a word of the file, such as `restored`.
    pub(crate) outcome: String,
    /// Whether a court suspended it, where the file says so.
    pub(crate) suspended: Option<bool>,
    /// How often its deadline was extended.
    pub(crate) extensions: Option<f64>,
    /// Days to its deadline.
    pub(crate) deadline: Option<f64>,
    /// Whether an owner was told to sell or else.
    pub(crate) ultimatum: bool,
    /// Another row of the same event, left out of counts.
    pub(crate) is_duplicate: bool,
    /// Users during it and after it, against before, each with the days since it began or ended.
    pub(crate) users_during: Option<(f64, Option<f64>)>,
    pub(crate) users_after: Option<(f64, Option<f64>)>,
    /// 1 less the price over the earlier value.
    pub(crate) discount: Option<f64>,
    /// What the file notes; of a sale, what the earlier value is.
    pub(crate) note: String,
    pub(crate) confidence: Confidence,
    /// The decision that it is part of: what is one decision counts once.
    pub(crate) decision: String,
}

impl Episode {
    /// The day on which it came to be known.
    pub(crate) fn first_known(&self) -> Option<Date> {
        [self.ordered, self.start].into_iter().flatten().min()
    }

    /// Days that it stood, and whether it had ended by then; none where it never took effect or nobody knows.
    pub(crate) fn time_in_force(&self) -> Option<(f64, bool)> {
        let start = self.start.filter(|_| self.took_effect)?;
        let (until, ended) = match (self.end, self.last_seen) {
            (Some(end), _) => (end, true),
            (None, Some(seen)) => (seen, false),
            (None, None) => return None,
        };
        Some((f64::from((until - start).get_days()).max(0.0), ended))
    }
}

/// What a file holds.
#[derive(Debug, Clone, Default)]
pub(crate) struct Records {
    /// Its name, as it was given.
    pub(crate) file: String,
    /// Which kind of file it is.
    pub(crate) kind: Option<FileKind>,
    /// Rows below the header.
    pub(crate) rows: usize,
    pub(crate) episodes: Vec<Episode>,
    pub(crate) country_years: Vec<CountryYear>,
    pub(crate) left_out: Vec<LeftOut>,
}

/// The kinds of files, told apart by their columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FileKind {
    /// Measures against named apps: `id`, `market`, `measure`, `order_date`, `effect_date`, …
    Episodes,
    /// Blocks of platforms from a registry: `iso3`, `start`, `end`, `extent`, `services`, …
    Registry,
    /// Counts by country and year: `iso3`, `year`, `v2x_regime`, `new_platform_blocks`.
    CountryYears,
}

impl FileKind {
    /// Columns without which a file is none of this kind.
    pub(crate) const fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Episodes => &episodes::COLUMNS,
            Self::Registry => &registry::COLUMNS,
            Self::CountryYears => &country_years::COLUMNS,
        }
    }

    /// What its rows are, for people.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Episodes => "measures against named apps",
            Self::Registry => "blocks of platforms",
            Self::CountryYears => "countries by year",
        }
    }
}

/// Why a file cannot be read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecordsError {
    /// It is no table.
    #[error("{file}, {fault}")]
    NoTable {
        /// Its name.
        file: String,
        /// What is wrong, and where.
        fault: String,
    },
    /// It is of none of the three kinds.
    #[error("{file} lacks columns; {missing}")]
    Columns {
        /// Its name.
        file: String,
        /// What each kind lacks.
        missing: String,
    },
    /// None of its rows can be read.
    #[error("{file}: no row can be read; line {line}: {reason}")]
    NoRows {
        /// Its name.
        file: String,
        /// The first row.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
}

/// Reads a file of any of the three kinds. Rows that cannot be read are left out and named.
///
/// # Errors
/// [`RecordsError`] where it is no table, lacks columns, or holds no row that can be read.
pub(crate) fn read_records(file: &str, text: &str) -> Result<Records, RecordsError> {
    let table = CsvTable::read(text.to_owned())
        .map_err(|fault| RecordsError::NoTable { file: file.to_owned(), fault: fault.to_string() })?;
    let columns = Columns::new(&table);
    let kind = find_kind(&columns).map_err(|missing| RecordsError::Columns { file: file.to_owned(), missing })?;
    let mut records = Records { file: file.to_owned(), kind: Some(kind), rows: table.rows(), ..Records::default() };
    for number in 0..table.rows() {
        let row = Row::new(&table, &columns, number);
        let read = match kind {
            FileKind::Episodes => episodes::read(&row).map(|episode| records.episodes.push(episode)),
            FileKind::Registry => registry::read(&row).map(|episode| records.episodes.push(episode)),
            FileKind::CountryYears => country_years::read(&row).map(|year| records.country_years.push(year)),
        };
        if let Err(reason) = read {
            records.left_out.push(LeftOut { line: table.line(number), reason });
        }
    }
    match records.left_out.first() {
        Some(LeftOut { line, reason }) if records.left_out.len() == table.rows() => {
            Err(RecordsError::NoRows { file: file.to_owned(), line: *line, reason: reason.clone() })
        }
        _ => Ok(records),
    }
}

/// The kind all of whose columns are there; else what each lacks.
fn find_kind(columns: &Columns) -> Result<FileKind, String> {
    let kinds = [FileKind::Episodes, FileKind::Registry, FileKind::CountryYears];
    let lacking =
        |kind: FileKind| -> Vec<&str> { kind.columns().iter().copied().filter(|&name| !columns.has(name)).collect() };
    if let Some(kind) = kinds.into_iter().find(|kind| lacking(*kind).is_empty()) {
        return Ok(kind);
    }
    let missing = kinds.map(|kind| format!("for {} it needs {}", kind.name(), lacking(kind).join(", ")));
    Err(missing.join("; "))
}

#[cfg(test)]
mod tests;
