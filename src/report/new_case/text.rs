//! Lines of a scenario file: keys in a column, remarks behind them.

use super::{ASSUMED, GIVEN};
pub(super) use crate::scenario::quote;

/// A line, or what will be one.
#[derive(Debug)]
enum Line {
    Text(String),
    /// Key, value and comment; keys that follow each other are set in a column.
    Value(String, String, String),
}

/// Lines in the order written.
#[derive(Debug, Default)]
pub(super) struct Lines(Vec<Line>);

impl Lines {
    pub(super) fn blank(&mut self) {
        self.0.push(Line::Text(String::new()));
    }

    pub(super) fn comment(&mut self, text: &str) {
        self.0.push(Line::Text(format!("# {text}").trim_end().to_owned()));
    }

    /// Begins a table, with an empty line before it.
    pub(super) fn table(&mut self, path: &str, comment: &str) {
        self.blank();
        self.0.push(Line::Text(with_comment(&format!("[{path}]"), comment)));
    }

    /// A key with a value that is TOML already.
    pub(super) fn set(&mut self, key: &str, value: &str, comment: &str) {
        self.0.push(Line::Value(key.to_owned(), value.to_owned(), comment.to_owned()));
    }

    /// A quantity that the strategist gave.
    pub(super) fn give(&mut self, key: &str, value: &str, note: &str) {
        self.cite(key, value, GIVEN, note);
    }

    /// A quantity that is guessed.
    pub(super) fn assume(&mut self, key: &str, value: &str, note: &str) {
        self.cite(key, value, ASSUMED, note);
    }

    /// A quantity as given, or else as guessed.
    pub(super) fn state(&mut self, key: &str, (given, guess): (Option<&str>, &str), note: &str) {
        match given {
            Some(value) => self.give(key, value, note),
            None => self.assume(key, guess, note),
        }
    }

    /// A quantity with its source.
    pub(super) fn cite(&mut self, key: &str, value: &str, source: &str, note: &str) {
        let [value, source, note] = [value, source, note].map(quote);
        self.set(key, &format!("{{ value = {value}, source = {source}, note = {note} }}"), "");
    }

    /// All of it as one text.
    pub(super) fn finish(self) -> String {
        let width = |line: &Line| match line {
            Line::Text(_) => None,
            Line::Value(key, ..) => Some(key.len()),
        };
        let mut out = String::new();
        for block in self.0.chunk_by(|a, b| width(a).is_some() == width(b).is_some()) {
            let column = block.iter().filter_map(width).max().unwrap_or(0);
            for line in block {
                out += &match line {
                    Line::Text(text) => text.clone(),
                    Line::Value(key, value, comment) => with_comment(&format!("{key:column$} = {value}"), comment),
                };
                out.push('\n');
            }
        }
        out
    }
}

/// Column in which comments begin.
const COMMENTS: usize = 33;

fn with_comment(line: &str, comment: &str) -> String {
    if comment.is_empty() { line.to_owned() } else { format!("{line:COMMENTS$} # {comment}") }
}
