//! TOML text → a tree with places; every syntax error of a text at once.

use super::diagnostics::Report;
use super::node::{Entry, Node, Table, Value};
use super::source::{Source, Sources, Span};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeInteger, DeTable, DeValue};

/// Tables and lists nested deeper than this are refused.
const DEPTH: usize = 16;

/// Parses one of the texts; what cannot be read is reported and left out.
pub(crate) fn parse(sources: &Sources, source: usize, report: &mut Report) -> Table {
    let text = sources.get(source).text();
    let (root, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let range = error.span().unwrap_or(0..0);
        let span = Span { source, start: range.start.min(text.len()), end: range.end.min(text.len()) };
        let first = error.message().lines().next().unwrap_or_default();
        report
            .error(Some(sources.place(span)), format!("this is not TOML: {first}"))
            .help("scenario files are TOML: `key = value` lines under `[table]` headers, text in quotes");
    }
    Converter { sources, source, report }.table(root.into_inner(), 0)
}

struct Converter<'a> {
    sources: &'a Sources,
    source: usize,
    report: &'a mut Report,
}

impl Converter<'_> {
    fn table(&mut self, table: DeTable<'_>, depth: usize) -> Table {
        let mut out = Table::default();
        for (key, value) in table {
            let at = self.span(key.span());
            if let Some(node) = self.node(value, depth + 1) {
                out.insert(key.into_inner().into_owned(), Entry { key: at, node });
            }
        }
        out
    }

    fn node(&mut self, value: Spanned<DeValue<'_>>, depth: usize) -> Option<Node> {
        let span = self.span(value.span());
        if depth > DEPTH {
            self.report.error(Some(self.sources.place(span)), format!("nested more than {DEPTH} deep"));
            return None;
        }
        let value = match value.into_inner() {
            DeValue::String(text) => Value::Text(text.into_owned()),
            DeValue::Integer(number) => Value::Number(decimal(&number)),
            DeValue::Float(number) => Value::Number(number.as_str().to_owned()),
            DeValue::Boolean(flag) => Value::Flag(flag),
            DeValue::Datetime(date) => Value::Date(date.to_string()),
            DeValue::Array(list) => Value::List(list.into_iter().filter_map(|v| self.node(v, depth + 1)).collect()),
            DeValue::Table(table) => Value::Table(self.table(table, depth)),
        };
        Some(Node { span, value })
    }

    fn span(&self, range: Range<usize>) -> Span {
        Span { source: self.source, start: range.start, end: range.end }
    }
}

/// An integer in decimal, whatever its notation.
fn decimal(number: &DeInteger<'_>) -> String {
    match i128::from_str_radix(number.as_str(), number.radix()) {
        Ok(value) => value.to_string(),
        Err(_) => number.to_string(),
    }
}

/// Parses a text that is no file, such as a setting on the command line.
pub(crate) fn parse_unreported(text: &str) -> Option<Table> {
    let mut sources = Sources::default();
    let source = sources.add(Source::new(String::new(), text.to_owned()));
    let mut report = Report::default();
    let table = parse(&sources, source, &mut report);
    (!report.failed()).then_some(table)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errors(text: &str) -> Vec<usize> {
        let mut sources = Sources::default();
        let source = sources.add(Source::new("a.toml".into(), text.to_owned()));
        let mut report = Report::default();
        parse(&sources, source, &mut report);
        report.finish().diagnostics().iter().map(|d| d.place.as_ref().unwrap().line).collect()
    }

    #[test]
    fn several_syntax_errors_are_reported_at_once() {
        assert_eq!(errors("a = \nb = 1\nc = 'x\nd = 2\n"), [1, 3]);
    }

    #[test]
    fn depth_is_bounded_however_it_is_written() {
        let dotted = format!("{}x = 1", "a.".repeat(100_000));
        let inline = format!("x = {}1{}", "{a = ".repeat(5_000), "}".repeat(5_000));
        let lists = format!("x = {}{}", "[".repeat(100_000), "]".repeat(100_000));
        let headers = format!("[{}x]\n{}y = 1", "a.".repeat(70), "b.".repeat(70));
        for text in [dotted, inline, lists, headers] {
            assert!(!errors(&text).is_empty());
        }
    }

    #[test]
    fn numbers_keep_their_decimal_text() {
        let table = parse_unreported("a = 1_000\nb = 0x10\nc = 2.5e3\nd = 99999999999999999999").unwrap();
        let texts: Vec<_> = table
            .iter()
            .map(|(_, entry)| match &entry.node.value {
                Value::Number(text) => text.clone(),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(texts, ["1000", "16", "2.5e3", "99999999999999999999"]);
    }
}
