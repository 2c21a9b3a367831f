//! What a section holds besides quantities: texts, dates, lengths, words, markets.

use super::super::diagnostics::suggest_name;
use super::super::keys::Kind;
use super::super::node::{Node, Value};
use super::super::quantities::MarketId;
use super::super::source::Span;
use super::super::words::{Answer, Word};
use super::section::Section;
use super::state::Reader;
use crate::quantity as text;
use jiff::civil::Date;

/// Longest free text, in bytes.
const LONGEST: usize = 10_000;

/// What is expected where a date stands with a time of day.
pub(super) const DATE_WITHOUT_TIME: &str = "a date such as 2020-08-03, without a time of day";

/// What is read from a key that holds no quantity.
pub(in super::super) trait ReadKey: Sized {
    /// What the key takes.
    const KIND: Kind;

    /// Reads the key; none where it is absent, or wrong, which is reported.
    fn read(section: &mut Section<'_, '_>, key: &str) -> Option<Self>;
}

impl ReadKey for String {
    const KIND: Kind = Kind::Text;

    fn read(section: &mut Section<'_, '_>, key: &str) -> Option<Self> {
        section.read_text(key).map(str::to_owned)
    }
}

impl ReadKey for bool {
    const KIND: Kind = Kind::Flag;

    fn read(section: &mut Section<'_, '_>, key: &str) -> Option<Self> {
        section.read_flag(key)
    }
}

impl ReadKey for Option<Date> {
    const KIND: Kind = Kind::Date;

    fn read(section: &mut Section<'_, '_>, key: &str) -> Option<Self> {
        section.node(key).map(|_| section.read_date(key))
    }
}

impl ReadKey for Vec<MarketId> {
    const KIND: Kind = Kind::Markets;

    fn read(section: &mut Section<'_, '_>, key: &str) -> Option<Self> {
        section.read_markets(key)
    }
}

impl<W: Word> ReadKey for W {
    const KIND: Kind = Kind::Word(W::NAMES);

    fn read(section: &mut Section<'_, '_>, key: &str) -> Option<Self> {
        section.read_word(key)
    }
}

/// Answers to an order, each once.
impl ReadKey for Vec<Answer> {
    const KIND: Kind = Kind::Words(Answer::NAMES);

    fn read(section: &mut Section<'_, '_>, key: &str) -> Option<Self> {
        let mut answers: Self = Vec::new();
        for answer in section.read_words(key)? {
            if answers.contains(&answer) {
                section.error(key, format!("`{}` is named twice", answer.name()));
            } else {
                answers.push(answer);
            }
        }
        if answers.len() > 1 && answers.contains(&Answer::Refuse) {
            section.error(key, "`refuse` does nothing, so it stands alone").help("leave `refuse` out");
        }
        Some(answers)
    }
}

impl Reader<'_> {
    /// A text that will be shown to people: of bounded length, and without characters that steer a terminal.
    pub(super) fn check_text<'t>(&mut self, node: &Node, text: &'t str) -> Option<&'t str> {
        let steers = |c: char| c.is_control() && c != '\n' && c != '\t';
        if text.len() > LONGEST {
            self.error(node.span, format!("a text has at most {LONGEST} bytes"));
        } else if text.contains(steers) {
            self.error(node.span, "a text holds no control characters");
        } else {
            return Some(text);
        }
        None
    }
}

impl<'a> Section<'_, 'a> {
    /// Free text.
    pub(super) fn read_text(&mut self, key: &str) -> Option<&'a str> {
        let node = self.node(key)?;
        self.read_text_at(node)
    }

    /// At most so many texts; one alone may stand without brackets.
    pub(super) fn read_texts(&mut self, key: &str, most: usize) -> Vec<String> {
        let nodes = self.list(key, "a string").unwrap_or_default();
        nodes.iter().take(most).filter_map(|node| self.read_text_at(node)).map(str::to_owned).collect()
    }

    fn read_text_at(&mut self, node: &'a Node) -> Option<&'a str> {
        match &node.value {
            Value::Text(text) => self.reader.check_text(node, text),
            _ => self.report_unexpected(node, "a string"),
        }
    }

    /// `true` or `false`.
    pub(super) fn read_flag(&mut self, key: &str) -> Option<bool> {
        let node = self.node(key)?;
        match node.value {
            Value::Flag(flag) => Some(flag),
            _ => self.report_unexpected(node, "true or false"),
        }
    }

    /// A whole number, not negative.
    pub(super) fn read_whole(&mut self, key: &str) -> Option<u64> {
        let node = self.node(key)?;
        let parsed = match &node.value {
            Value::Text(text) | Value::Number(text) => text.parse().ok(),
            _ => None,
        };
        parsed.or_else(|| self.report_unexpected(node, "a whole number, not negative"))
    }

    /// A calendar date.
    pub(super) fn read_date(&mut self, key: &str) -> Option<Date> {
        let node = self.node(key)?;
        let expected = if node.has_time_of_day() { DATE_WITHOUT_TIME } else { "a date such as 2020-08-03" };
        self.parse_date(key).or_else(|| self.report_unexpected(node, expected))
    }

    /// A calendar date; none, without a word, for anything else.
    pub(super) fn parse_date(&self, key: &str) -> Option<Date> {
        match &self.node(key)?.value {
            Value::Text(text) | Value::Date(text) if text.len() == 10 => text.parse().ok(),
            _ => None,
        }
    }

    /// A known length of time in days.
    pub(super) fn read_length(&mut self, key: &str) -> Option<f64> {
        let node = self.node(key)?;
        self.read_length_at(node)
    }

    /// Lengths of time in days.
    pub(super) fn read_lengths(&mut self, key: &str) -> Option<Vec<(f64, Span)>> {
        let nodes = self.list(key, "a list of lengths of time, such as [\"1 year\", \"2 years\"]")?;
        Some(nodes.iter().filter_map(|node| Some((self.read_length_at(node)?, node.span))).collect())
    }

    fn read_length_at(&mut self, node: &'a Node) -> Option<f64> {
        let Value::Text(written) = &node.value else {
            return self.report_unexpected(node, "a length of time such as \"45 days\"");
        };
        match text::parse_scalar(written, text::Dimension::Duration) {
            Ok(days) => Some(days),
            Err(fault) => {
                self.reader.report_fault(node, fault);
                None
            }
        }
    }

    /// One of the words.
    pub(super) fn read_word<W: Word>(&mut self, key: &str) -> Option<W> {
        let node = self.node(key)?;
        self.read_word_at(node)
    }

    /// A list of some of the words; one alone may stand without brackets.
    fn read_words<W: Word>(&mut self, key: &str) -> Option<Vec<W>> {
        let nodes = self.list(key, "a list of words")?;
        Some(nodes.iter().filter_map(|node| self.read_word_at(node)).collect())
    }

    fn read_word_at<W: Word>(&mut self, node: &'a Node) -> Option<W> {
        let Value::Text(written) = &node.value else { return self.report_unexpected(node, "a word") };
        let found = W::from_name(written);
        if found.is_none() {
            let near = suggest_name(written, W::NAMES.iter().copied());
            let expected = format!("expected one of {}", W::NAMES.join(", "));
            self.reader
                .error(node.span, format!("`{written}` is not one of the words here"))
                .label(expected)
                .help_if_known(near);
        }
        found
    }

    /// A market by its key.
    pub(super) fn read_market(&mut self, key: &str) -> Option<MarketId> {
        let node = self.node(key)?;
        self.read_market_at(node)
    }

    /// Markets by their keys, each once.
    pub(super) fn read_markets(&mut self, key: &str) -> Option<Vec<MarketId>> {
        let nodes = self.list(key, "a list of markets")?;
        let mut found = Vec::new();
        for node in nodes {
            match self.read_market_at(node) {
                Some(market) if found.contains(&market) => {
                    self.reader.error(node.span, "this market is named twice");
                }
                market => found.extend(market),
            }
        }
        Some(found)
    }

    fn read_market_at(&mut self, node: &'a Node) -> Option<MarketId> {
        let Value::Text(name) = &node.value else { return self.report_unexpected(node, "the key of a market") };
        self.reader.find_market(name, node.span)
    }

    fn list(&mut self, key: &str, what: &str) -> Option<&'a [Node]> {
        let node = self.node(key)?;
        match &node.value {
            Value::List(nodes) => Some(nodes),
            Value::Text(_) => Some(std::slice::from_ref(node)),
            _ => self.report_unexpected(node, what),
        }
    }

    /// Reports that something else belongs here.
    pub(super) fn report_unexpected<T>(&mut self, node: &Node, what: &str) -> Option<T> {
        let message = format!("expected {what}, found {}", node.kind());
        self.reader.error(node.span, message).label(format!("expected {what}"));
        None
    }
}
