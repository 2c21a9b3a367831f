//! The names that a condition may use, what each is, and how its value is had.

use indexmap::IndexMap;
use jiff::civil::Date;
use strsim::damerau_levenshtein;

use super::Unit;

/// What a name stands for. Values are had by number: [`super::Expression::holds`] is told how, so that the same conditions can be
/// held against rows of a table as against a state of the world.
#[derive(Debug, Clone, PartialEq)]
pub enum Meaning {
    /// The value of this number, NaN where it is missing.
    Number(usize, Unit),
    /// The word whose code is the value of this number.
    Word(usize, Words),
    /// Whether the value of this number is this code: `us.banned`.
    Is(usize, u32),
}

/// Words and the code of each; several may have one code.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Words(IndexMap<String, u32>);

/// The names that a condition may use.
#[derive(Debug, Clone)]
pub struct Vocabulary {
    names: IndexMap<String, Meaning>,
    /// What they are called together, such as "outcome".
    kind: &'static str,
    first_day: Date,
}

impl Vocabulary {
    /// No names yet; an unknown one is said to be no such `kind`. Dates and days count from `first_day`.
    pub fn new(kind: &'static str, first_day: Date) -> Self {
        Self { names: IndexMap::new(), kind, first_day }
    }

    /// Adds a name; one that is there already keeps its meaning.
    pub fn add(&mut self, name: impl Into<String>, meaning: Meaning) {
        self.names.entry(name.into()).or_insert(meaning);
    }

    /// All names with their meaning.
    pub fn names(&self) -> impl Iterator<Item = (&str, &Meaning)> {
        self.names.iter().map(|(name, meaning)| (name.as_str(), meaning))
    }

    /// The name most like one that is not there.
    pub fn nearest(&self, name: &str) -> Option<&str> {
        nearest(name, self.names.keys().map(String::as_str))
    }

    pub(super) fn find(&self, name: &str) -> Option<&Meaning> {
        self.names.get(name)
    }

    pub(super) fn kind(&self) -> &'static str {
        self.kind
    }

    /// A date as days since the first day.
    pub(super) fn days(&self, date: Date) -> f64 {
        // Two dates of the calendar are fewer than 2^31 days apart.
        self.first_day.until(date).map_or(f64::NAN, |span| f64::from(span.get_days()))
    }
}

impl Words {
    /// These, each with its place as its code.
    pub fn new<W: Into<String>>(words: impl IntoIterator<Item = W>) -> Self {
        Self(words.into_iter().map(Into::into).zip(0..).collect())
    }

    /// Also `other` for `word`, where that is one of them.
    #[must_use]
    pub fn add_alias(mut self, other: &str, word: &str) -> Self {
        if let Some(code) = self.code(word) {
            self.0.entry(other.to_owned()).or_insert(code);
        }
        self
    }

    /// Each word with its code.
    pub fn iter(&self) -> impl Iterator<Item = (&str, u32)> {
        self.0.iter().map(|(word, code)| (word.as_str(), *code))
    }

    pub(super) fn code(&self, word: &str) -> Option<u32> {
        self.0.get(word).copied()
    }

    pub(super) fn nearest(&self, word: &str) -> Option<&str> {
        nearest(word, self.0.keys().map(String::as_str))
    }

    /// All of them, for a sentence.
    pub(super) fn list(&self) -> String {
        self.0.keys().map(String::as_str).collect::<Vec<_>>().join(", ")
    }
}

impl Meaning {
    /// What it is, for a sentence: "an amount of money".
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Number(_, unit) => unit.name(),
            Self::Word(..) => "a word",
            Self::Is(..) => "true or false",
        }
    }
}

fn nearest<'w>(name: &str, known: impl Iterator<Item = &'w str>) -> Option<&'w str> {
    let distance = |known: &&str| damerau_levenshtein(name, known);
    let near = known.min_by_key(distance)?;
    (distance(&near) <= 2 + name.len() / 4).then_some(near)
}
