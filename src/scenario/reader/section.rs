//! A table of the document together with its path: where readers take their values from.

use super::super::checked::{Chance, Input, Origin, Parameter, Quantity};
use super::super::diagnostics::Diagnostic;
use super::super::facts;
use super::super::fields::{Field, Presence, Timing, field};
use super::super::node::{Node, Table};
use super::super::source::Span;
use super::quantity::{Remarks, distribution};
use super::state::{Reader, UNREAD};

/// A table, or the place where one could stand.
pub(super) struct Section<'r, 'a> {
    pub(super) reader: &'r mut Reader<'a>,
    table: Option<&'a Table>,
    header: Span,
    /// Path of the table, such as `markets.us.policy`.
    pub(super) path: String,
    /// The same in the table of fields, such as `policy`.
    pattern: String,
    /// Path of the inputs that stand in for what this table does not set.
    fallback: Option<String>,
    remarks: Remarks,
}

impl<'a> Reader<'a> {
    /// The whole document as a section.
    pub(super) fn top(&mut self) -> Section<'_, 'a> {
        Section::top(self)
    }
}

impl<'r, 'a> Section<'r, 'a> {
    pub(super) fn top(reader: &'r mut Reader<'a>) -> Self {
        let table = Some(&reader.document.table);
        let header = reader.document.head();
        let empty = String::new;
        Self { reader, table, header, path: empty(), pattern: empty(), fallback: None, remarks: Remarks::default() }
    }

    /// The section under a key of the format.
    pub(super) fn within(&mut self, key: &str) -> Section<'_, 'a> {
        let path = join(&self.path, key);
        let pattern = join(&self.pattern, key);
        let fallback = self.fallback.as_ref().map(|path| join(path, key));
        self.section(key, path, pattern, fallback)
    }

    /// The section under a chosen name.
    pub(super) fn named(&mut self, name: &str) -> Section<'_, 'a> {
        let path = join(&self.path, name);
        let pattern = join(&self.pattern, "*");
        self.section(name, path, pattern, None)
    }

    /// The section under a key, where whatever it does not set is taken from the section of the whole scenario.
    pub(super) fn overriding(&mut self, shared: &str) -> Section<'_, 'a> {
        let path = join(&self.path, shared);
        self.section(shared, path, shared.to_owned(), Some(shared.to_owned()))
    }

    fn section(&mut self, key: &str, path: String, pattern: String, fallback: Option<String>) -> Section<'_, 'a> {
        let entry = self.table.and_then(|table| table.entry(key));
        let table = entry.and_then(|entry| entry.node.table());
        let header = entry.map_or(self.header, |entry| entry.key);
        Section { reader: &mut *self.reader, table, header, path, pattern, fallback, remarks: Remarks::default() }
    }

    /// Lets `source`, `note` and `confidence` of this table stand for inputs in it that have none.
    pub(super) fn share_remarks(&mut self) {
        self.remarks = self.table.map(|table| self.reader.remarks(table)).unwrap_or_default();
    }

    /// Whether this table overrides a shared one.
    pub(super) const fn overrides(&self) -> bool {
        self.fallback.is_some()
    }

    /// Whether the table sets a key.
    pub(super) fn sets(&self, key: &str) -> bool {
        self.node(key).is_some()
    }

    /// Keys of the table, in order.
    pub(super) fn keys(&self) -> Vec<&'a str> {
        self.table.map(|table| table.iter().map(|(key, _)| key).collect()).unwrap_or_default()
    }

    /// The value at a key, which may be a path.
    pub(super) fn node(&self, key: &str) -> Option<&'a Node> {
        let (tables, last) = key.rsplit_once('.').map_or((None, key), |(tables, last)| (Some(tables), last));
        let inner = tables
            .map_or(self.table, |tables| tables.split('.').try_fold(self.table?, |table, name| table.table(name)));
        inner.and_then(|table| table.get(last))
    }

    /// Place of the header, or of the key where it is written.
    pub(super) fn span(&self, key: &str) -> Span {
        self.table.and_then(|table| table.entry(key)).map_or(self.header, |entry| entry.key)
    }

    /// Reports an error at a key, or at the header where it is not written.
    pub(super) fn error(&mut self, key: &str, message: impl Into<String>) -> &mut Diagnostic {
        let span = self.node(key).map_or(self.header, |node| node.span);
        self.reader.error(span, message)
    }
}

/// Quantities.
impl Section<'_, '_> {
    /// An input that is drawn once per replication.
    pub(super) fn once(&mut self, key: &str) -> Parameter {
        Parameter(self.number(key, Timing::Once).unwrap_or(UNREAD))
    }

    /// An input that is drawn afresh at each use.
    pub(super) fn each_use(&mut self, key: &str) -> Chance {
        Chance(self.number(key, Timing::EachUse).unwrap_or(UNREAD))
    }

    /// An input that may be absent.
    pub(super) fn maybe(&mut self, key: &str) -> Option<Parameter> {
        self.number(key, Timing::Once).map(Parameter)
    }

    /// An input with a default of its own instead of the format's.
    pub(super) fn once_or(&mut self, key: &str, default: &str) -> Parameter {
        if self.sets(key) {
            return self.once(key);
        }
        let pattern = join(&self.pattern, key);
        Parameter(field(&pattern).map_or(UNREAD, |field| self.default(key, field, default)))
    }

    /// Whether neither this table nor the one it overrides sets a key.
    pub(super) fn inherits_default(&self, key: &str) -> bool {
        let shared = self.fallback.as_ref().and_then(|shared| self.reader.inputs.get(&join(shared, key)));
        !self.sets(key) && shared.is_some_and(|input| input.origin == Origin::Default)
    }

    /// The input under a name that the strategist chose.
    pub(super) fn chosen(&mut self, name: &str) -> Option<Parameter> {
        self.read(name, &join(&self.pattern, "*"), Timing::Once).map(Parameter)
    }

    fn number(&mut self, key: &str, timing: Timing) -> Option<usize> {
        self.read(key, &join(&self.pattern, key), timing)
    }

    fn read(&mut self, key: &str, pattern: &str, timing: Timing) -> Option<usize> {
        let Some(field) = field(pattern) else {
            // The format's own table lacks it: a fault of this program, which every reading of a scenario would show.
            self.error(key, format!("the format has no `{pattern}`"));
            return None;
        };
        debug_assert_eq!(field.timing, timing, "{pattern}");
        let path = join(&self.path, key);
        if let Some(node) = self.node(key) {
            return self.reader.quantity(path, field, node, &self.remarks).or(Some(UNREAD));
        }
        if let Some(shared) = self.fallback.as_ref().map(|shared| join(shared, key)) {
            return self.reader.inputs.get_index_of(&shared);
        }
        match field.presence {
            Presence::Default(text) => Some(self.default(key, field, text)),
            Presence::Optional => None,
            Presence::Required => {
                self.missing(key, field.doc);
                None
            }
        }
    }

    fn default(&mut self, key: &str, field: &'static Field, written: &str) -> usize {
        let path = join(&self.path, key);
        let distribution = match distribution(field, written) {
            Ok(distribution) => distribution,
            Err(fault) => {
                self.error(key, format!("default of `{path}`: {}", fault.message));
                return UNREAD;
            }
        };
        let mut remarks = self.remarks.clone();
        let confidence = facts::confidence(remarks.source.get_or_insert_with(|| field.source.to_owned()));
        self.reader.add(
            Input {
                path,
                field,
                written: written.to_owned(),
                quantity: Quantity::Distribution(distribution),
                origin: Origin::Default,
                source: remarks.source,
                note: remarks.note,
                confidence: remarks.confidence.or(confidence),
            },
            None,
        )
    }

    /// Reports a key that the table must have.
    pub(super) fn missing(&mut self, key: &str, doc: &str) {
        let table = if self.path.is_empty() { "the scenario".to_owned() } else { format!("[{}]", self.path) };
        let header = self.header;
        self.reader.error(header, format!("{table} lacks `{key}`")).label(format!("`{key}` is required")).help(doc);
    }
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}
