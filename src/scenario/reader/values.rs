//! What a section holds besides quantities: texts, dates, lengths, words, markets.

use super::super::checked::MarketId;
use super::super::diagnostics::suggestion;
use super::super::node::{Node, Value};
use super::super::source::Span;
use super::section::Section;
use crate::quantity as text;
use jiff::civil::Date;

impl<'a> Section<'_, 'a> {
    /// Free text.
    pub(super) fn text(&mut self, key: &str) -> Option<&'a str> {
        let node = self.node(key)?;
        match &node.value {
            Value::Text(text) => Some(text),
            _ => self.expected(node, "a string"),
        }
    }

    /// `true` or `false`.
    pub(super) fn flag(&mut self, key: &str) -> Option<bool> {
        let node = self.node(key)?;
        match node.value {
            Value::Flag(flag) => Some(flag),
            _ => self.expected(node, "true or false"),
        }
    }

    /// A whole number, not negative.
    pub(super) fn whole(&mut self, key: &str) -> Option<u64> {
        let node = self.node(key)?;
        let parsed = match &node.value {
            Value::Text(text) | Value::Number(text) => text.parse().ok(),
            _ => None,
        };
        parsed.or_else(|| self.expected(node, "a whole number, not negative"))
    }

    /// A calendar date.
    pub(super) fn date(&mut self, key: &str) -> Option<Date> {
        let node = self.node(key)?;
        self.date_if_right(key).or_else(|| self.expected(node, "a date such as 2020-08-03"))
    }

    /// A calendar date; none, without a word, for anything else.
    pub(super) fn date_if_right(&self, key: &str) -> Option<Date> {
        match &self.node(key)?.value {
            Value::Text(text) | Value::Date(text) if text.len() == 10 => text.parse().ok(),
            _ => None,
        }
    }

    /// A known length of time in days.
    pub(super) fn length(&mut self, key: &str) -> Option<f64> {
        let node = self.node(key)?;
        self.length_of(node)
    }

    /// Lengths of time in days.
    pub(super) fn lengths(&mut self, key: &str) -> Option<Vec<(f64, Span)>> {
        let nodes = self.list(key, "a list of lengths of time, such as [\"1 year\", \"2 years\"]")?;
        Some(nodes.iter().filter_map(|node| Some((self.length_of(node)?, node.span))).collect())
    }

    fn length_of(&mut self, node: &'a Node) -> Option<f64> {
        let Value::Text(written) = &node.value else {
            return self.expected(node, "a length of time such as \"45 days\"");
        };
        match text::parse_scalar(written, text::Dimension::Duration) {
            Ok(days) => Some(days),
            Err(fault) => {
                self.reader.fault(node, fault);
                None
            }
        }
    }

    /// One of the words.
    pub(super) fn word(&mut self, key: &str, words: &'static [&'static str]) -> Option<&'static str> {
        let node = self.node(key)?;
        self.word_of(node, words)
    }

    /// A list of some of the words; one alone may stand without brackets.
    pub(super) fn words(&mut self, key: &str, words: &'static [&'static str]) -> Option<Vec<&'static str>> {
        let nodes = self.list(key, "a list of words")?;
        Some(nodes.iter().filter_map(|node| self.word_of(node, words)).collect())
    }

    fn word_of(&mut self, node: &'a Node, words: &'static [&'static str]) -> Option<&'static str> {
        let Value::Text(written) = &node.value else { return self.expected(node, "a word") };
        let found = words.iter().copied().find(|word| word == written);
        if found.is_none() {
            let near = suggestion(written, words.iter().copied());
            let expected = format!("expected one of {}", words.join(", "));
            self.reader
                .error(node.span, format!("`{written}` is not one of the words here"))
                .label(expected)
                .maybe_help(near);
        }
        found
    }

    /// A market by its key.
    pub(super) fn market(&mut self, key: &str) -> Option<MarketId> {
        let node = self.node(key)?;
        self.market_of(node)
    }

    /// Markets by their keys, each once.
    pub(super) fn markets(&mut self, key: &str) -> Option<Vec<MarketId>> {
        let nodes = self.list(key, "a list of markets")?;
        let mut found = Vec::new();
        for node in nodes {
            match self.market_of(node) {
                Some(market) if found.contains(&market) => {
                    self.reader.error(node.span, "this market is named twice");
                }
                market => found.extend(market),
            }
        }
        Some(found)
    }

    fn market_of(&mut self, node: &'a Node) -> Option<MarketId> {
        let Value::Text(name) = &node.value else { return self.expected(node, "the key of a market") };
        self.reader.market(name, node.span)
    }

    fn list(&mut self, key: &str, what: &str) -> Option<&'a [Node]> {
        let node = self.node(key)?;
        match &node.value {
            Value::List(nodes) => Some(nodes),
            Value::Text(_) => Some(std::slice::from_ref(node)),
            _ => self.expected(node, what),
        }
    }

    /// Reports that something else belongs here.
    pub(super) fn expected<T>(&mut self, node: &Node, what: &str) -> Option<T> {
        let message = format!("expected {what}, found {}", node.kind());
        self.reader.error(node.span, message).label(format!("expected {what}"));
        None
    }
}
