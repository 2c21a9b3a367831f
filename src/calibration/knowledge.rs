//! What was known on a day: later rows are gone, what still ran then had not ended, and a case does not know itself.

use jiff::civil::Date;

use super::records::{CountryYear, Episode, Records};

/// Days within which two rows of one country are one event in two files.
const SAME_EVENT: i32 = 14;

/// What a forecast may know.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Knowledge {
    /// The day after which nothing is known; none where all is.
    pub as_of: Option<Date>,
    /// The episode, by its id, whose decision is left out: nobody is scored on his own answer.
    pub case: Option<String>,
}

/// The decision of a case: where, and when it began and, in its own row, ended.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Decision {
    country: String,
    name: String,
    first: Date,
}

impl Knowledge {
    /// The rows of `records` that were known; `all` are the files in which the case is looked for.
    pub(crate) fn cut(&self, records: &Records, all: &[&Records]) -> Records {
        let own: Vec<Decision> = self.case.as_deref().map_or_else(Vec::new, |case| find_decisions(case, all));
        let is_own = |episode: &Episode| own.iter().any(|decision| decision.holds(episode));
        let episodes = records.episodes.iter().filter(|episode| !is_own(episode));
        Records {
            episodes: episodes.filter_map(|episode| self.cut_episode(episode)).collect(),
            country_years: records.country_years.iter().filter(|row| self.knows_year(row)).cloned().collect(),
            ..records.clone()
        }
    }

    /// Whether a case is one of those on record.
    pub(crate) fn knows_case(&self, all: &[&Records]) -> bool {
        self.case.as_deref().is_none_or(|case| !find_decisions(case, all).is_empty())
    }

    /// A year is known once it is over.
    fn knows_year(&self, row: &CountryYear) -> bool {
        self.as_of.is_none_or(|day| row.year < day.year())
    }

    fn cut_episode(&self, episode: &Episode) -> Option<Episode> {
        let Some(day) = self.as_of else { return Some(episode.clone()) };
        if episode.first_known()? > day {
            return None;
        }
        let mut known = episode.clone();
        // What begins later is an order so far, whose effect and end nobody knows.
        if known.start.is_some_and(|start| start > day) {
            (known.start, known.took_effect) = (None, false);
        }
        if known.end.is_some_and(|end| end > day) {
            (known.end, known.last_seen) = (None, Some(day));
            known.forget_ending();
        } else if known.end.is_none() && known.last_seen.is_none_or(|seen| seen > day) {
            known.last_seen = known.last_seen.map(|_| day);
            known.forget_ending();
        }
        Some(known)
    }
}

impl Episode {
    /// Takes away what only its end, or later years, told.
    fn forget_ending(&mut self) {
        self.outcome.clear();
        (self.suspended, self.extensions, self.discount) = (None, None, None);
        (self.users_during, self.users_after) = (None, None);
    }
}

impl Decision {
    fn holds(&self, episode: &Episode) -> bool {
        let near = |date: Date| (date - self.first).get_days().abs() <= SAME_EVENT;
        episode.country == self.country
            && (episode.decision == self.name
                || episode.first_known().is_some_and(near)
                || episode.start.is_some_and(near))
    }
}

/// The decisions that a case is part of: its own row's, and those of rows that are another view of it.
fn find_decisions(case: &str, all: &[&Records]) -> Vec<Decision> {
    let rows = all.iter().flat_map(|records| &records.episodes);
    let own = rows.filter(|episode| episode.id == case);
    own.flat_map(|episode| {
        let dates = [episode.ordered, episode.start];
        dates.into_iter().flatten().map(|first| Decision {
            country: episode.country.clone(),
            name: episode.decision.clone(),
            first,
        })
    })
    .collect()
}
