//! A column of few different values, names or numbers: how many rows and hits of each are in the box.

use std::borrow::Cow;

use super::cut::{Cut, Peel};
use super::ends::between;
use super::inside::Inside;
use super::region::{Count, End};

/// Most different numbers for which a column is counted by value.
const MOST: usize = 64;

/// A column by the values it takes.
#[derive(Debug, Clone)]
pub(super) struct Levels<'a> {
    codes: Cow<'a, [u8]>,
    /// The number behind each code, rising; none of names.
    numbers: Option<Vec<f64>>,
    /// In the box, by code.
    counts: Vec<Count>,
}

impl<'a> Levels<'a> {
    /// Names.
    pub(super) fn of_names(codes: &'a [u8], names: usize, inside: &Inside) -> Self {
        Self { codes: Cow::Borrowed(codes), numbers: None, counts: vec![Count::default(); names] }.counted(inside)
    }

    /// Numbers, if they take few values.
    pub(super) fn of_numbers(values: &'a [f64], inside: &Inside) -> Option<Self> {
        let mut numbers: Vec<f64> = Vec::new();
        // 0 and −0 are the same number.
        let find = |numbers: &[f64], value: f64| numbers.binary_search_by(|level| level.total_cmp(&(value + 0.0)));
        for &value in values {
            if let Err(place) = find(&numbers, value) {
                numbers.insert(place, value + 0.0);
            }
            if numbers.len() > MOST {
                return None;
            }
        }
        let codes = values.iter().map(|&value| find(&numbers, value).map_or(0, |place| place as u8)).collect();
        let counts = vec![Count::default(); numbers.len()];
        Some(Self { codes: Cow::Owned(codes), numbers: Some(numbers), counts }.counted(inside))
    }

    /// The same column for some of the rows.
    pub(super) fn within(&self, inside: &Inside) -> Levels<'_> {
        let counts = vec![Count::default(); self.counts.len()];
        Levels { codes: Cow::Borrowed(&self.codes), numbers: self.numbers.clone(), counts }.counted(inside)
    }

    fn counted(mut self, inside: &Inside) -> Self {
        for &row in &inside.rows {
            self.counts[usize::from(self.codes[row as usize])].add(inside.hits.has(row));
        }
        self
    }

    /// Forgets rows that have left the box.
    pub(super) fn forget(&mut self, gone: &[u32], inside: &Inside) {
        for &row in gone {
            let count = &mut self.counts[usize::from(self.codes[row as usize])];
            let hits = usize::from(inside.hits.has(row));
            *count = count.less(Count { rows: 1, hits });
        }
    }

    /// The values that are in the box.
    fn present(&self) -> Vec<u8> {
        (0..self.counts.len()).filter(|&code| self.counts[code].rows > 0).map(|code| code as u8).collect()
    }

    /// What peels take at either end, or each of the names; `quota` is asked for the rows that are to go at an end.
    pub(super) fn peels(&self, quota: impl Fn(End) -> usize) -> Vec<Peel> {
        let present = self.present();
        let count = |code: u8| self.counts[usize::from(code)];
        let Some(numbers) = &self.numbers else {
            // Of the last name nothing would be left.
            let names = if present.len() > 1 { &present[..] } else { &[] };
            return names.iter().map(|&code| Peel { cut: Cut::Name(code), taken: count(code) }).collect();
        };
        let end = |codes: &[u8], end: End| {
            let mut taken = Count::default();
            let last = codes.iter().position(|&code| {
                taken = taken.plus(count(code));
                taken.rows >= quota(end)
            })?;
            let [last, next] = [codes[last], *codes.get(last + 1)?].map(|code| numbers[usize::from(code)]);
            let limit = between(next, last);
            Some(Peel { cut: if end == End::Low { Cut::Low(limit) } else { Cut::High(limit) }, taken })
        };
        let falling: Vec<u8> = present.iter().rev().copied().collect();
        [end(&falling, End::High), end(&present, End::Low)].into_iter().flatten().collect()
    }
}
