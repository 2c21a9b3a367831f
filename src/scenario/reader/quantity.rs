//! One quantity: a number, a text, a table with its source, or a column of a data file.

use super::super::facts;
use super::super::fields::{Field, Timing};
use super::super::node::{Node, Table, Value};
use super::super::quantities::{Input, Origin, Quantity};
use super::super::source::Span;
use super::state::Reader;
use super::values::DATE_WITHOUT_TIME;
use crate::calibration::priors;
use crate::quantity::{self, Dimension, Distribution, Fault};
use jiff::civil::Date;

/// Most of the probability that may lie outside the range of a field before it is an error to truncate.
const CUT: f64 = 0.01;
/// Growth per year above which a percent sign is likely to be missing.
const MOST_GROWTH: f64 = 3.0;
/// The level of a distribution that is held against it.
const LIKELY: f64 = 0.95;

/// Where a quantity comes from.
#[derive(Debug, Clone, Default)]
pub(super) struct Remarks {
    pub(super) source: Option<String>,
    pub(super) note: Option<String>,
    pub(super) confidence: Option<String>,
    /// The draw that the quantity shares with others; never that of a table around it.
    pub(super) draw: Option<String>,
}

impl Remarks {
    fn fill_from(self, outer: &Self) -> Self {
        // A source of its own makes the outer's remarks those of something else.
        if self.source.is_some() {
            return self;
        }
        Self {
            source: outer.source.clone(),
            note: self.note.or_else(|| outer.note.clone()),
            confidence: self.confidence.or_else(|| outer.confidence.clone()),
            draw: self.draw,
        }
    }
}

impl Reader<'_> {
    /// Reads the quantity at `node`; its number, or none where it is wrong.
    pub(super) fn read_quantity(
        &mut self,
        path: String,
        field: &'static Field,
        node: &Node,
        outer: &Remarks,
    ) -> Option<usize> {
        let (value, mut remarks) = match &node.value {
            Value::Table(table) => {
                let given = ["value", "csv", "prior"].iter().filter(|key| table.get(key).is_some()).count();
                if given > 1 || table.get("value").is_some() && table.get("column").is_some() {
                    self.error(
                        node.span,
                        "a quantity has a `value`, or a column of a `csv` or of a `prior`: one of them",
                    );
                }
                (table.get("value").unwrap_or(node), self.read_remarks(table).fill_from(outer))
            }
            _ => (node, outer.clone()),
        };
        if let Some(to) = self.find_end_date(field, value) {
            remarks.note.get_or_insert_with(|| format!("to {to}"));
        }
        let (written, quantity) = match &value.value {
            Value::Date(_) | Value::Text(_) if self.find_end_date(field, value).is_some() => {
                self.read_end_date(field, value)?
            }
            _ if self.event_date.is_some() && field.dimension == Dimension::Duration && value.has_time_of_day() => {
                let message = format!("expected {DATE_WITHOUT_TIME}, found {}", value.kind());
                self.error(value.span, message).label(format!("expected {DATE_WITHOUT_TIME}"));
                return None;
            }
            Value::Text(text) => {
                let read = quantity::parse_with_doubts(text, field.dimension, self.exchange);
                let read = read.and_then(|(distribution, doubts)| {
                    doubts.into_iter().for_each(|doubt| self.report_doubt(value, doubt));
                    fit_range(distribution, field, text)
                });
                (text.clone(), self.finish(field, value, read)?)
            }
            Value::Number(text) => {
                let rate = self.exchange.filter(|_| field.dimension.is_money()).map_or(1.0, |exchange| exchange.rate);
                (text.clone(), self.finish(field, value, parse_bare(field, text, rate))?)
            }
            Value::Table(table) if std::ptr::eq(value, node) => self.read_column(field, value.span, table)?,
            _ => {
                let message = format!("expected {}, found {}", describe_range(field), value.kind());
                self.error(value.span, message).label(format!("expected {}", describe_range(field)));
                return None;
            }
        };
        self.check_growth(&path, field, &quantity, value.span);
        if let Some(files) = node.table().and_then(find_prior_files) {
            remarks.source.get_or_insert_with(|| files.to_owned());
            remarks.confidence.get_or_insert_with(|| "derived".to_owned());
        }
        let origin = self.origin(value.span);
        let confidence = remarks.confidence.or_else(|| facts::find_confidence(remarks.source.as_deref()?));
        let (source, note, draw) = (remarks.source, remarks.note, remarks.draw);
        if draw.is_some() {
            self.check_draw(field, &quantity, node.span);
        }
        let input = Input { path, field, written, quantity, origin, source, note, confidence, draw };
        Some(self.keep_input(input, Some(value.span)))
    }

    /// The date at which a length of time from an event ends, where it is stated by that.
    fn find_end_date(&self, field: &Field, value: &Node) -> Option<Date> {
        self.event_date.filter(|_| field.dimension == Dimension::Duration)?;
        match &value.value {
            Value::Text(text) | Value::Date(text) if text.len() == 10 => text.parse().ok(),
            _ => None,
        }
    }

    /// The length of time from the event that is being read to the date in `value`: as text, and as a known value.
    fn read_end_date(&mut self, field: &Field, value: &Node) -> Option<(String, Quantity)> {
        let (from, to) = (self.event_date?, self.find_end_date(field, value)?);
        let days = f64::from((to - from).get_days());
        if days <= 0.0 {
            self.error(value.span, format!("{to} is not after the date of the event, {from}"))
                .label("expected a later date")
                .help("a date stands here for the time from the event to it");
            return None;
        }
        let written = quantity::format_exact(days, Dimension::Duration);
        let read = fit_range(Distribution::fixed(days), field, &written);
        Some((written, self.finish(field, value, read)?))
    }

    /// Only what is drawn once, and not by row of a file, can share its draw.
    fn check_draw(&mut self, field: &Field, quantity: &Quantity, span: Span) {
        if field.timing == Timing::EachUse {
            self.error(span, "this quantity is drawn afresh at each use, and shares its `draw` with none");
        } else if matches!(quantity, Quantity::Column { .. }) {
            self.error(span, "this quantity is drawn by whole row from a file, and shares its `draw` with none");
        }
    }

    /// Keeps an input; its number.
    pub(super) fn keep_input(&mut self, input: Input, span: Option<Span>) -> usize {
        let (number, _) = self.inputs.insert_full(input.path.clone(), input);
        self.spans.resize(self.inputs.len(), None);
        self.spans[number] = span;
        number
    }

    fn finish(&mut self, field: &Field, node: &Node, read: Result<Distribution, Fault>) -> Option<Quantity> {
        match read {
            Ok(distribution) => Some(Quantity::Distribution(distribution)),
            Err(mut fault) => {
                fault.help.get_or_insert_with(|| format!("expected {}", describe_range(field)));
                self.report_fault(node, fault);
                None
            }
        }
    }

    /// Reports a fault in the text of a node, at its place in the file where that can be told.
    pub(super) fn report_fault(&mut self, node: &Node, fault: Fault) {
        let span = self.span_of(node, &fault);
        self.error(span, fault.message).help_if_known(fault.help);
    }

    /// Warns of what is doubtful in the text of a node.
    fn report_doubt(&mut self, node: &Node, doubt: Fault) {
        let span = self.span_of(node, &doubt);
        self.warning(span, doubt.message).help_if_known(doubt.help);
    }

    /// Growth that multiplies by more than 20 in a year is rather a percent sign that is missing.
    fn check_growth(&mut self, path: &str, field: &Field, quantity: &Quantity, span: Span) {
        if field.dimension != Dimension::Growth {
            return;
        }
        let most = match quantity {
            Quantity::Distribution(distribution) => distribution.quantile(LIKELY),
            Quantity::Column { data, column } => self.data.find_greatest(*data, *column),
        };
        if most > MOST_GROWTH {
            let factor = libm::exp(most);
            let factor = if factor < 1e6 { format!("{factor:.0}") } else { format!("{factor:.0e}") };
            let growth = quantity::format(most, Dimension::Growth);
            let message = format!(
                "`{path}` is growth of {growth} a year: it is continuous, and multiplies by {factor} in a year"
            );
            self.warning(span, message).help("a bare number is a fraction: 0.12, or \"12%\"");
        }
    }

    /// Where in the file a fault in the text of a node is.
    fn span_of(&self, node: &Node, fault: &Fault) -> Span {
        let raw = self.document.sources.text(node.span);
        let inner = match &node.value {
            Value::Text(text) if raw.len() == text.len() + 2 && raw[1..].starts_with(text.as_str()) => 1,
            Value::Text(text) if raw == text => 0,
            _ => raw.len(),
        };
        let exact = inner < raw.len() && !fault.span.is_empty();
        if exact { node.span.slice(&(fault.span.start + inner..fault.span.end + inner)) } else { node.span }
    }

    /// Source, note and confidence that a table gives; a cited fact that does not exist is a warning.
    pub(super) fn read_remarks(&mut self, table: &Table) -> Remarks {
        let mut text = |key: &str| {
            let node = table.get(key)?;
            let Value::Text(text) = &node.value else {
                self.error(node.span, format!("expected a string, found {}", node.kind()));
                return None;
            };
            if key == "source" {
                for id in facts::find_unknown(text) {
                    self.warning(node.span, format!("`{id}` looks like a fact, and no fact has that id"));
                }
            }
            self.check_text(node, text).map(str::to_owned)
        };
        Remarks { source: text("source"), note: text("note"), confidence: text("confidence"), draw: text("draw") }
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
    fn read_column(&mut self, field: &Field, span: Span, table: &Table) -> Option<(String, Quantity)> {
        let mut text = |key: &str| {
            if let Some(node @ Node { value: Value::Text(text), .. }) = table.get(key) {
                return self.check_text(node, text).map(str::to_owned);
            }
            self.error(span, format!("this quantity lacks `{key}`"))
                .label(format!("expected {}", describe_range(field)))
                .help("write { value = … }, or { csv = \"file.csv\", column = \"name\" }");
            None
        };
        if let Some(node) = table.get("prior") {
            let (prior, column) = (text("prior")?, text("column")?);
            return self.read_prior(field, node.span, &prior, &column);
        }
        if table.get("csv").is_none() && table.get("column").is_none() {
            text("value");
            return None;
        }
        let (file, column) = (text("csv")?, text("column")?);
        if let Some(exchange) = self.exchange.filter(|_| field.dimension.is_money()) {
            let message =
                format!("a column of money is in dollars, and the currency here is {}", exchange.currency.code);
            self.error(span, message).help("leave `currency` out, and write all amounts in dollars");
            return None;
        }
        let at = table.get("csv").map_or(span, |node| node.span);
        let Some(folder) = &self.document.sources.get(at.source).folder else {
            self.error(at, "a text that is no file cannot read data files");
            return None;
        };
        let read = self.data.read_column(folder, &file, &column, field);
        self.keep_column(&file, &column, at, read)
    }

    /// `{ prior = "block", column = "permanent" }`: draws of what is fitted to history, as far as it was known.
    fn read_prior(&mut self, field: &Field, at: Span, prior: &str, column: &str) -> Option<(String, Quantity)> {
        let read = self.data.read_prior(prior, &self.knowledge, column, field);
        self.keep_column(&format!("prior {prior}"), column, at, read)
    }

    fn keep_column(
        &mut self,
        file: &str,
        column: &str,
        at: Span,
        read: Result<(usize, usize), super::super::data::Fault>,
    ) -> Option<(String, Quantity)> {
        match read {
            Ok((data, number)) => Some((format!("{file}: {column}"), Quantity::Column { data, column: number })),
            Err(fault) => {
                let place = fault.place.map_or_else(|| self.place(at), |place| *place);
                self.report.error(Some(place), fault.message).help_if_known(fault.help);
                None
            }
        }
    }
}

/// The records behind the prior that a table names.
fn find_prior_files(table: &Table) -> Option<&'static str> {
    match &table.get("prior")?.value {
        Value::Text(prior) => priors::find_files(prior),
        _ => None,
    }
}

/// What a text means for a field, within the field's range.
pub(super) fn parse_distribution(field: &Field, text: &str) -> Result<Distribution, Fault> {
    fit_range(quantity::parse(text, field.dimension)?, field, text)
}

/// A distribution that a text stands for, within the range of its field.
fn fit_range(distribution: Distribution, field: &Field, text: &str) -> Result<Distribution, Fault> {
    confine(distribution, field).map_err(|message| Fault { span: 0..text.len(), message, help: None })
}

/// The same for a bare number, which is multiplied by `rate`.
fn parse_bare(field: &Field, text: &str, rate: f64) -> Result<Distribution, Fault> {
    let value = text.parse().unwrap_or(f64::NAN) * rate;
    fit_range(quantity::parse_number(value, field.dimension)?, field, text)
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
        return Err(format!("out of range: expected {}", describe_range(field)));
    }
    distribution.truncated(field.min, field.max).map_err(|fault| fault.message)
}

/// What a field takes, for people.
pub(super) fn describe_range(field: &Field) -> String {
    let shown = |value| quantity::format(value, field.dimension);
    format!("{}; from {} to {}", field.dimension.accepts(), shown(field.min), shown(field.max))
}
