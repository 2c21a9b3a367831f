//! A table of the document together with its path: where readers take their values from.

use super::super::diagnostics::Diagnostic;
use super::super::facts;
use super::super::fields::{Drawn, Field, Presence, Timing};
use super::super::node::{Node, Table};
use super::super::quantities::{Chance, Input, MarketId, Origin, Parameter, Quantity};
use super::super::source::Span;
use super::quantity::{Remarks, parse_distribution};
use super::state::{Reader, UNREAD};
use crate::atlas::AtlasDefault;

/// A group of inputs that stand in one table.
pub(in super::super) trait InputGroup: Sized {
    /// Reads all of them, in the order declared.
    fn read(section: &mut Section<'_, '_>) -> Self;
}

/// What is read from a quantity of the format, or from several under one key.
pub(in super::super) trait ReadInput: Drawn {
    /// Reads what stands at `key`; what is wrong with it is reported.
    fn read(section: &mut Section<'_, '_>, key: &str, field: &'static Field) -> Self;
}

/// A table, or the place where one could stand.
pub(in super::super) struct Section<'r, 'a> {
    pub(super) reader: &'r mut Reader<'a>,
    table: Option<&'a Table>,
    header: Span,
    /// Path of the table, such as `markets.us.policy`.
    path: String,
    /// Path of the inputs that stand in for what this table does not set.
    fallback: Option<String>,
    remarks: Remarks,
}

impl<'a> Reader<'a> {
    /// The whole document as a section.
    pub(super) fn root(&mut self) -> Section<'_, 'a> {
        let (table, header) = (&self.document.table, self.document.head());
        self.section(table, header, "")
    }

    /// The table at `path`, which begins at `header`.
    pub(super) fn section(&mut self, table: &'a Table, header: Span, path: &str) -> Section<'_, 'a> {
        let (path, remarks) = (path.to_owned(), Remarks::default());
        Section { reader: self, table: Some(table), header, path, fallback: None, remarks }
    }
}

impl<'a> Section<'_, 'a> {
    /// The section under a key of the format, or under a chosen name.
    pub(in super::super) fn enter(&mut self, key: &str) -> Section<'_, 'a> {
        let fallback = self.fallback.as_ref().map(|path| join(path, key));
        self.inner(key, fallback)
    }

    /// The section under a key, where whatever it does not set is taken from the section of the whole scenario.
    pub(in super::super) fn enter_overriding(&mut self, shared: &str) -> Section<'_, 'a> {
        self.inner(shared, Some(shared.to_owned()))
    }

    fn inner(&mut self, key: &str, fallback: Option<String>) -> Section<'_, 'a> {
        let entry = self.table.and_then(|table| table.entry(key));
        let table = entry.and_then(|entry| entry.node.table());
        let header = entry.map_or(self.header, |entry| entry.key);
        let path = join(&self.path, key);
        Section { reader: &mut *self.reader, table, header, path, fallback, remarks: Remarks::default() }
    }

    /// Lets `source`, `note` and `confidence` of this table stand for inputs in it that have none.
    pub(super) fn share_remarks(&mut self) {
        self.remarks = self.table.map(|table| self.reader.read_remarks(table)).unwrap_or_default();
    }

    /// The name that the strategist chose for this table.
    pub(in super::super) fn own_name(&self) -> String {
        self.path.rsplit('.').next().unwrap_or_default().to_owned()
    }

    /// Name of the market that this table states, for people: that of the atlas, or its key.
    pub(in super::super) fn market_name(&self) -> String {
        let key = self.own_name();
        self.reader.find_in_atlas(&key).map_or(key, |market| market.name.clone())
    }

    /// Path of this table, such as `markets.us`.
    pub(super) fn own_path(&self) -> &str {
        &self.path
    }

    /// Path of a key of this table.
    pub(super) fn path_of(&self, key: &str) -> String {
        join(&self.path, key)
    }

    /// The home market.
    pub(in super::super) fn home(&self) -> Option<MarketId> {
        self.reader.home
    }

    /// Whether this table is of the home market.
    fn is_at_home(&self) -> bool {
        let home = self.reader.home.map(|home| &self.reader.markets[home.0]);
        home.is_some_and(|home| self.path.split('.').nth(1) == Some(home))
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
        self.table.and_then(|table| table.find(key))
    }

    /// Place of the key where it is written, else of the header.
    pub(super) fn span(&self, key: &str) -> Span {
        self.table.and_then(|table| table.entry(key)).map_or(self.header, |entry| entry.key)
    }

    /// Reports an error at the value of a key, or at the header where it is not written.
    pub(super) fn error(&mut self, key: &str, message: impl Into<String>) -> &mut Diagnostic {
        let span = self.node(key).map_or(self.header, |node| node.span);
        self.reader.error(span, message)
    }

    /// Reports a key that the table must have.
    pub(super) fn report_missing(&mut self, key: &str, doc: &str) {
        let table = if self.path.is_empty() { "the scenario".to_owned() } else { format!("[{}]", self.path) };
        let header = self.header;
        self.reader.error(header, format!("{table} lacks `{key}`")).label(format!("`{key}` is required")).help(doc);
    }
}

/// Quantities.
impl Section<'_, '_> {
    /// The number of the input at a key; none where it is absent and may be. What is wrong is reported.
    pub(super) fn read_input(&mut self, key: &str, field: &'static Field) -> Option<usize> {
        let path = join(&self.path, key);
        if let Some(node) = self.node(key) {
            return self.reader.read_quantity(path, field, node, &self.remarks).or(Some(UNREAD));
        }
        if let Some(text) = self.reader.find_without_money(field) {
            return Some(self.keep_default(key, field, text));
        }
        let sourced = self.reader.find_sourced(&path);
        if self.overrides() {
            let shared = self.shared_input(key)?;
            let is_default = self.reader.input(shared).is_some_and(|input| input.origin == Origin::Default);
            if let Some(sourced) = sourced.filter(|_| is_default) {
                return Some(self.keep_sourced(key, field, sourced));
            }
            return match field.at_home {
                Some(text) if is_default && self.is_at_home() => Some(self.keep_default(key, field, text)),
                _ => Some(shared),
            };
        }
        if let Some(sourced) = sourced {
            return Some(self.keep_sourced(key, field, sourced));
        }
        match field.presence {
            Presence::Default(text) => Some(self.keep_default(key, field, text)),
            Presence::Optional => None,
            Presence::Required => {
                self.report_missing(key, field.doc);
                None
            }
        }
    }

    /// The number of the shared input that stands in for a key which this table does not set, if there is one.
    pub(super) fn shared_input(&self, key: &str) -> Option<usize> {
        self.reader.inputs.get_index_of(&join(self.fallback.as_ref()?, key))
    }

    /// Keeps the input at a key that is not written, as if `written` were; its number.
    pub(super) fn keep_default(&mut self, key: &str, field: &'static Field, written: &str) -> usize {
        let mut remarks = self.remarks.clone();
        let confidence = facts::find_confidence(remarks.source.get_or_insert_with(|| field.source.to_owned()));
        remarks.confidence = remarks.confidence.or(confidence);
        self.keep_unwritten(key, field, written, remarks, Origin::Default)
    }

    /// The same of what the atlas or the category of the app says.
    fn keep_sourced(&mut self, key: &str, field: &'static Field, (default, origin): (AtlasDefault, Origin)) -> usize {
        let AtlasDefault { value, source, note, confidence, draw, .. } = default;
        let remarks = Remarks {
            source: Some(source.into_owned()),
            note: Some(note.into_owned()),
            confidence: Some(confidence.into_owned()),
            draw: draw.map(str::to_owned),
        };
        self.keep_unwritten(key, field, &value, remarks, origin)
    }

    fn keep_unwritten(
        &mut self,
        key: &str,
        field: &'static Field,
        written: &str,
        remarks: Remarks,
        origin: Origin,
    ) -> usize {
        let path = join(&self.path, key);
        let distribution = match parse_distribution(field, written) {
            Ok(distribution) => distribution,
            Err(fault) => {
                self.error(key, format!("default of `{path}`: {}", fault.message));
                return UNREAD;
            }
        };
        let (written, quantity) = (written.to_owned(), Quantity::Distribution(distribution));
        let Remarks { source, note, confidence, draw } = remarks;
        self.reader.keep_input(Input { path, field, written, quantity, origin, source, note, confidence, draw }, None)
    }
}

impl Drawn for Parameter {
    const TIMING: Timing = Timing::Once;
}

impl ReadInput for Parameter {
    fn read(section: &mut Section<'_, '_>, key: &str, field: &'static Field) -> Self {
        Self(section.read_input(key, field).unwrap_or(UNREAD))
    }
}

impl Drawn for Chance {
    const TIMING: Timing = Timing::EachUse;
}

impl ReadInput for Chance {
    fn read(section: &mut Section<'_, '_>, key: &str, field: &'static Field) -> Self {
        Self(section.read_input(key, field).unwrap_or(UNREAD))
    }
}

impl Drawn for Option<Parameter> {
    const TIMING: Timing = Timing::Once;
    const SILENT: Presence = Presence::Optional;
}

impl ReadInput for Option<Parameter> {
    fn read(section: &mut Section<'_, '_>, key: &str, field: &'static Field) -> Self {
        section.read_input(key, field).map(Parameter)
    }
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}
