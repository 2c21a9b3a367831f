//! One quantity: a number, a text, a table with its source, or a column of a data file.

use super::super::checked::{Input, Origin, Quantity};
use super::super::facts;
use super::super::fields::Field;
use super::super::node::{Node, Table, Value};
use super::super::source::Span;
use super::state::Reader;
use crate::quantity::{self, Distribution, Fault};

/// Most of the probability that may lie outside the range of a field before it is an error to truncate.
const CUT: f64 = 0.01;

/// Where a quantity comes from.
#[derive(Debug, Clone, Default)]
pub(super) struct Remarks {
    pub(super) source: Option<String>,
    pub(super) note: Option<String>,
    pub(super) confidence: Option<String>,
}

impl Remarks {
    fn or(self, outer: &Self) -> Self {
        // A source of its own makes the outer's remarks those of something else.
        if self.source.is_some() {
            return self;
        }
        Self {
            source: outer.source.clone(),
            note: self.note.or_else(|| outer.note.clone()),
            confidence: self.confidence.or_else(|| outer.confidence.clone()),
        }
    }
}

impl Reader<'_> {
    /// Reads the quantity at `node`; its number, or none where it is wrong.
    pub(super) fn quantity(
        &mut self,
        path: String,
        field: &'static Field,
        node: &Node,
        outer: &Remarks,
    ) -> Option<usize> {
        let (value, remarks) = match &node.value {
            Value::Table(table) => {
                if table.get("value").is_some() && (table.get("csv").is_some() || table.get("column").is_some()) {
                    self.error(node.span, "a quantity has a `value` or a `csv` column, not both");
                }
                (table.get("value").unwrap_or(node), self.remarks(table).or(outer))
            }
            _ => (node, outer.clone()),
        };
        let (written, quantity) = match &value.value {
            Value::Text(text) => (text.clone(), self.read(field, value, distribution(field, text))?),
            Value::Number(text) => (text.clone(), self.read(field, value, number(field, text))?),
            Value::Table(table) if std::ptr::eq(value, node) => self.column(field, value.span, table)?,
            _ => {
                let message = format!("expected {}, found {}", expected(field), value.kind());
                self.error(value.span, message).label(format!("expected {}", expected(field)));
                return None;
            }
        };
        let origin = self.origin(value.span);
        let confidence = remarks.confidence.or_else(|| facts::confidence(remarks.source.as_deref()?));
        let (source, note) = (remarks.source, remarks.note);
        Some(self.add(Input { path, field, written, quantity, origin, source, note, confidence }, Some(value.span)))
    }

    /// Keeps an input; its number.
    pub(super) fn add(&mut self, input: Input, span: Option<Span>) -> usize {
        let (number, _) = self.inputs.insert_full(input.path.clone(), input);
        self.spans.resize(self.inputs.len(), None);
        self.spans[number] = span;
        number
    }

    fn read(&mut self, field: &Field, node: &Node, read: Result<Distribution, Fault>) -> Option<Quantity> {
        match read {
            Ok(distribution) => Some(Quantity::Distribution(distribution)),
            Err(mut fault) => {
                fault.help.get_or_insert_with(|| format!("expected {}", expected(field)));
                self.fault(node, fault);
                None
            }
        }
    }

    /// Reports a fault in the text of a node, at its place in the file where that can be told.
    pub(super) fn fault(&mut self, node: &Node, fault: Fault) {
        let raw = self.document.sources.text(node.span);
        let inner = match &node.value {
            Value::Text(text) if raw.len() == text.len() + 2 && raw[1..].starts_with(text.as_str()) => 1,
            Value::Text(text) if raw == text => 0,
            _ => raw.len(),
        };
        let exact = inner < raw.len() && !fault.span.is_empty();
        let span =
            if exact { node.span.within(&(fault.span.start + inner..fault.span.end + inner)) } else { node.span };
        self.error(span, fault.message).maybe_help(fault.help);
    }

    /// Source, note and confidence that a table gives; a cited fact that does not exist is a warning.
    pub(super) fn remarks(&mut self, table: &Table) -> Remarks {
        let mut text = |key: &str| {
            let node = table.get(key)?;
            let Value::Text(text) = &node.value else {
                self.error(node.span, format!("expected a string, found {}", node.kind()));
                return None;
            };
            if key == "source" {
                for id in facts::unknown(text) {
                    self.warning(node.span, format!("`{id}` looks like a fact, and no fact has that id"));
                }
            }
            self.shown(node, text).map(str::to_owned)
        };
        Remarks { source: text("source"), note: text("note"), confidence: text("confidence") }
    }

    fn origin(&self, span: Span) -> Origin {
        let source = self.document.sources.get(span.source);
        if source.command_line {
            Origin::CommandLine
        } else {
            Origin::File { file: self.document.relative(&source.name), line: source.line(span.start) }
        }
    }

    /// `{ csv = "file", column = "name" }`.
    fn column(&mut self, field: &Field, span: Span, table: &Table) -> Option<(String, Quantity)> {
        let mut text = |key: &str| {
            if let Some(node @ Node { value: Value::Text(text), .. }) = table.get(key) {
                return self.shown(node, text).map(str::to_owned);
            }
            self.error(span, format!("this quantity lacks `{key}`"))
                .label(format!("expected {}", expected(field)))
                .help("write { value = … }, or { csv = \"file.csv\", column = \"name\" }");
            None
        };
        if table.get("csv").is_none() && table.get("column").is_none() {
            text("value");
            return None;
        }
        let (file, column) = (text("csv")?, text("column")?);
        let at = table.get("csv").map_or(span, |node| node.span);
        let Some(folder) = &self.document.sources.get(at.source).folder else {
            self.error(at, "a text that is no file cannot read data files");
            return None;
        };
        match self.data.column(folder, &file, &column, field) {
            Ok((data, number)) => Some((format!("{file}: {column}"), Quantity::Column { data, column: number })),
            Err(fault) => {
                let place = fault.place.map_or_else(|| self.place(at), |place| *place);
                self.report.error(Some(place), fault.message).maybe_help(fault.help);
                None
            }
        }
    }
}

/// What a text means for a field, within the field's range.
pub(super) fn distribution(field: &Field, text: &str) -> Result<Distribution, Fault> {
    let distribution = quantity::parse(text, field.dimension)?;
    confine(distribution, field).map_err(|message| Fault { span: 0..text.len(), message, help: None })
}

/// The same for a bare number.
fn number(field: &Field, text: &str) -> Result<Distribution, Fault> {
    let value = text.parse().unwrap_or(f64::NAN);
    let distribution = quantity::parse_number(value, field.dimension)?;
    confine(distribution, field).map_err(|message| Fault { span: 0..text.len(), message, help: None })
}

/// The distribution within the range of its field: a little is cut off and renormalised, more is an error.
fn confine(distribution: Distribution, field: &Field) -> Result<Distribution, String> {
    let inside = |(low, high): (f64, f64)| low >= field.min && high <= field.max;
    if inside(distribution.support()) {
        return Ok(distribution);
    }
    let distribution = distribution.snapped(field.min, field.max);
    if inside(distribution.support()) {
        return Ok(distribution);
    }
    let (low, high) = distribution.support();
    let [low, high] = [low, high].map(|end| quantity::snap(end, field.min, field.max));
    let outside = distribution.cdf(field.min.next_down()) + distribution.survival(field.max);
    // Families of their own accord begin at 0, end at 1, or never end; any other bound was stated.
    let bounded = matches!(distribution.family_name(), "known value" | "uniform" | "triangular" | "PERT" | "choice");
    let low_is_stated = low < field.min && low.is_finite() && (bounded || low != 0.0);
    let high_is_stated = high > field.max && high.is_finite() && (bounded || high != 1.0);
    if low_is_stated || high_is_stated || outside > CUT {
        return Err(format!("out of range: expected {}", expected(field)));
    }
    distribution.truncated(field.min, field.max).map_err(|fault| fault.message)
}

/// What a field takes, for people.
pub(super) fn expected(field: &Field) -> String {
    let shown = |value| quantity::format(value, field.dimension);
    format!("{}; from {} to {}", field.dimension.accepts(), shown(field.min), shown(field.max))
}
