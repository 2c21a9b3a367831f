//! The texts that a scenario is made of, and places in them.

use super::folder::Folder;
use std::ops::Range;

/// Longest piece of a line that a diagnostic quotes, in bytes.
const QUOTED: usize = 400;

/// A stretch of one of the texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    /// Number of the text in [`Sources`].
    pub(crate) source: usize,
    /// First byte.
    pub(crate) start: usize,
    /// One past the last byte.
    pub(crate) end: usize,
}

impl Span {
    /// The stretch at `range` within this one.
    pub(crate) fn slice(self, range: &Range<usize>) -> Self {
        let start = (self.start + range.start).min(self.end);
        Self { source: self.source, start, end: (self.start + range.end).clamp(start, self.end) }
    }
}

/// One text: a file, or a setting on the command line.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Source {
    /// Name shown to the user.
    pub(crate) name: String,
    /// Where relative paths in it start from; none for the command line and for a text that is no file.
    pub(crate) folder: Option<Folder>,
    /// Whether it was given with `--set`.
    pub(crate) command_line: bool,
    text: String,
    lines: Vec<usize>,
}

impl Source {
    /// A text shown as `name`.
    pub(crate) fn new(name: String, text: String) -> Self {
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { name, folder: None, command_line: false, text, lines }
    }

    /// Its text.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Line of a byte, from 1.
    pub(crate) fn line(&self, at: usize) -> usize {
        self.lines.partition_point(|&start| start <= at)
    }
}

/// All texts of a scenario.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Sources(Vec<Source>);

impl Sources {
    /// Adds a text; its number.
    pub(crate) fn add(&mut self, source: Source) -> usize {
        self.0.push(source);
        self.0.len() - 1
    }

    /// All of them, in the order in which they were read.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Source> {
        self.0.iter()
    }

    /// The text of that number.
    pub(crate) fn get(&self, number: usize) -> &Source {
        &self.0[number]
    }

    /// The text within a span.
    pub(crate) fn text(&self, span: Span) -> &str {
        self.get(span.source).text().get(span.start..span.end).unwrap_or_default()
    }

    /// The place of a span, with its line quoted.
    pub(crate) fn place(&self, span: Span) -> Place {
        let source = self.get(span.source);
        let line = source.line(span.start);
        let start = source.lines[line - 1];
        let text = source.text[start..].split('\n').next().unwrap_or_default();
        Place::new(&source.name, line, text, span.start - start..span.end.saturating_sub(start))
    }
}

/// A place in a file, as people look for it, with the line quoted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Display name of the file; `--set` for the command line.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The line, or the part of a very long one around the mark.
    pub quoted: String,
    /// The bytes of `quoted` that are meant.
    pub mark: Range<usize>,
}

impl Place {
    /// The bytes `mark` of line number `line`, whose text is `text`.
    pub(crate) fn new(file: &str, line: usize, text: &str, mark: Range<usize>) -> Self {
        let text = text.trim_end_matches('\r');
        let start = boundary(text, mark.start);
        let end = boundary(text, mark.end.max(start));
        let column = text[..start].chars().count() + 1;
        let from = boundary(text, start.saturating_sub(QUOTED / 4));
        let to = boundary(text, from + QUOTED);
        let (from, to) = if text.len() <= QUOTED { (0, text.len()) } else { (from, to) };
        let mark = start - from..end.clamp(start, to.max(start)) - from;
        Self { file: file.to_owned(), line, column, quoted: text[from..to.max(start)].to_owned(), mark }
    }
}

/// The greatest character boundary of `text` not after `at`.
fn boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_counts_lines_and_characters() {
        let mut sources = Sources::default();
        let source = sources.add(Source::new("a.toml".into(), "x = 1\r\nλé = 22\n".into()));
        let start = "x = 1\r\nλé = ".len();
        let place = sources.place(Span { source, start, end: start + 2 });
        assert_eq!((place.line, place.column, place.quoted.as_str()), (2, 6, "λé = 22"));
        assert_eq!(&place.quoted[place.mark], "22");
    }

    #[test]
    fn a_very_long_line_is_cut_around_the_mark() {
        let text = format!("{}here{}", "é".repeat(100_000), "z".repeat(100_000));
        let at = text.find("here").unwrap();
        let place = Place::new("a", 1, &text, at..at + 4);
        assert_eq!(&place.quoted[place.mark.clone()], "here");
        assert!(place.quoted.len() <= QUOTED + 1);
        assert_eq!(place.column, 100_001);
    }

    #[test]
    fn the_end_of_a_text_has_a_place() {
        let mut sources = Sources::default();
        let source = sources.add(Source::new("a".into(), "x\n".into()));
        assert_eq!(sources.place(Span { source, start: 2, end: 2 }).line, 2);
    }
}
