//! Named priors: draws of what is fitted to the shipped records, as far as they were known, for inputs that say `{ prior = "block", … }`.

use std::collections::BTreeMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use super::block_lengths::BlockDraw;
use super::block_rates::RateDraw;
use super::government::Government;
use super::knowledge::Knowledge;
use super::records::{self, Records, read_records};
use super::{block_lengths, block_rates};

/// Longest time that a draw may have, in days: the longest that an input takes.
const LONGEST: f64 = 36_525.0;

/// Why there is no prior.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PriorError {
    /// Nothing is fitted under this name.
    #[error("there is no prior `{0}`")]
    Unknown(String),
    /// Too little was known.
    #[error("too little was known for the prior `{prior}`: {decisions} independent decisions, and a fit needs 10")]
    TooFew {
        /// Its name.
        prior: &'static str,
        /// Decisions that were known.
        decisions: usize,
    },
}

impl PriorError {
    /// What to do about it.
    pub(crate) fn help(&self) -> String {
        match self {
            Self::Unknown(_) => format!("expected one of {}", NAMES.join(", ")),
            Self::TooFew { .. } => "write a wide range, and mark it as an assumption".to_owned(),
        }
    }
}

/// How long blocks last: `permanent` and `after`.
pub(super) const BLOCK: &str = "block";
/// How often a government blocks one given large platform, per year: a column for each kind of government.
pub(super) const BAN_RATE: &str = "ban-rate";

/// The records that a prior is fitted to.
pub(crate) fn find_files(prior: &str) -> Option<&'static str> {
    match prior {
        BLOCK => Some("episodes.csv, platform-blocks.csv"),
        BAN_RATE => Some("country-year.csv, platform-blocks.csv"),
        _ => None,
    }
}

/// All priors.
const NAMES: [&str; 2] = [BLOCK, BAN_RATE];

/// The shipped records: episodes, blocks, countries by year.
pub(crate) fn shipped() -> &'static [Records; 3] {
    static SHIPPED: LazyLock<[Records; 3]> = LazyLock::new(|| {
        [
            ("episodes.csv", records::EPISODES_CSV),
            ("platform-blocks.csv", records::BLOCKS_CSV),
            ("country-year.csv", records::COUNTRY_YEARS_CSV),
        ]
        .map(|(name, text)| read_records(name, text).unwrap_or_default())
    });
    &SHIPPED
}

/// Whether a case is one of the shipped episodes.
pub(crate) fn knows_case(knowledge: &Knowledge) -> bool {
    knowledge.knows_case(&shipped().each_ref())
}

/// The draws of a prior as comma-separated text, one joint draw a row. Each is fitted once.
///
/// # Errors
/// [`PriorError`] where there is no such prior, or too little was known.
pub(crate) fn write_draws(prior: &str, knowledge: &Knowledge) -> Result<String, PriorError> {
    static WRITTEN: Mutex<BTreeMap<(String, Knowledge), Result<String, PriorError>>> = Mutex::new(BTreeMap::new());
    let key = (prior.to_owned(), knowledge.clone());
    let written = WRITTEN.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
    if let Some(written) = written {
        return written;
    }
    let all = shipped().each_ref();
    let known: Vec<Records> = all.iter().map(|records| knowledge.cut(records, &all)).collect();
    let fitted = fit_prior(prior, &known).map(|(columns, rows)| write_table(&columns, &rows));
    WRITTEN.lock().unwrap_or_else(PoisonError::into_inner).insert(key, fitted.clone());
    fitted
}

/// The draws of a prior from some files, for a table of them.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct PriorDraws {
    /// Its name, such as `block`.
    pub name: String,
    /// Names of the columns.
    pub columns: Vec<String>,
    /// Joint draws, one a row; empty where nothing could be fitted.
    pub rows: Vec<Vec<f64>>,
    /// Why there are none; empty where there are.
    pub missing: String,
}

/// All priors, as the files give them.
pub(crate) fn draw_priors(files: &[Records]) -> Vec<PriorDraws> {
    NAMES.into_iter().map(|name| draw_prior(name, files)).collect()
}

fn draw_prior(name: &str, known: &[Records]) -> PriorDraws {
    let drawn = fit_prior(name, known);
    let missing = drawn.as_ref().err().map(ToString::to_string).unwrap_or_default();
    let (columns, rows) = drawn.unwrap_or_default();
    PriorDraws { name: name.to_owned(), columns, rows, missing }
}

/// Names of the columns, and the joint draws.
type DrawTable = (Vec<String>, Vec<Vec<f64>>);

fn fit_prior(name: &str, known: &[Records]) -> Result<DrawTable, PriorError> {
    match name {
        BLOCK => block_lengths::draw_blocks(known).map(|draws| list_blocks(&draws)),
        BAN_RATE => block_rates::draw_rates(known).map(|draws| list_rates(&draws)),
        _ => Err(PriorError::Unknown(name.to_owned())),
    }
}

/// Shares and days.
fn list_blocks(draws: &[BlockDraw]) -> DrawTable {
    let columns = ["permanent", "after", "shape", "scale"].map(str::to_owned).to_vec();
    let row = |draw: &BlockDraw| vec![draw.permanent, draw.after.min(LONGEST), draw.shape, draw.scale];
    (columns, draws.iter().map(row).collect())
}

/// A column for each kind of government, then one for each where a platform was blocked in the three years before.
fn list_rates(draws: &[RateDraw]) -> DrawTable {
    let names = Government::ALL.map(Government::key);
    let repeat = names.map(|name| format!("{name}-repeat"));
    let columns = names.map(str::to_owned).into_iter().chain(repeat).collect();
    (columns, draws.iter().map(|draw| draw.first.iter().chain(&draw.repeat).copied().collect()).collect())
}

fn write_table(columns: &[String], rows: &[Vec<f64>]) -> String {
    let mut text = columns.join(",") + "\n";
    for row in rows {
        text += &row.iter().map(f64::to_string).collect::<Vec<_>>().join(",");
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests;
