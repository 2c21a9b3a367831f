//! `[[sweep]]`: parameter sweeps that are kept with the scenario.

use super::super::node::{Node, Table, Value};
use super::super::source::Span;
use super::super::sweep::{Axis, SweepRequest};
use super::section::Section;
use super::state::Reader;
use crate::quantity::Fault;

/// Most sweeps of one file, and most inputs of one sweep.
const MOST: usize = 64;
/// Most replications at a point.
const MOST_REPLICATIONS: u64 = 1_000_000_000;
const KEYS: [&str; 7] = ["name", "vary", "zip", "design", "where", "metric", "replications"];

impl Reader<'_> {
    /// The sweeps of the file, each with a name of its own.
    pub(super) fn read_sweeps(&mut self) -> Vec<SweepRequest> {
        let tables = self.read_tables("sweep", &KEYS, "`vary`");
        if let Some((_, span)) = tables.get(MOST) {
            self.error(*span, format!("more than {MOST} sweeps"));
        }
        let mut found: Vec<SweepRequest> = Vec::new();
        for (table, span) in tables.into_iter().take(MOST) {
            let sweep = read_sweep(&mut self.section(table, span, "sweep"), span);
            if found.iter().any(|other| other.name == sweep.name) {
                self.error(span, format!("two sweeps are called `{}`", sweep.name))
                    .help("give each a `name` of its own");
            }
            found.push(sweep);
        }
        found
    }
}

fn read_sweep(s: &mut Section<'_, '_>, span: Span) -> SweepRequest {
    let name = s.read_text("name").unwrap_or("sweep").to_owned();
    if !name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') || name.is_empty() {
        s.error("name", "the name of a sweep is lower-case letters, digits and hyphens");
    }
    let design = s.read_text("design").map(str::to_owned);
    let sampled = design.as_deref().is_some_and(|design| design != "grid");
    let replications = s.read_whole("replications");
    if replications.is_some_and(|n| n == 0 || n > MOST_REPLICATIONS) {
        s.error("replications", format!("replications are a whole number from 1 to {MOST_REPLICATIONS}"));
    }
    SweepRequest {
        vary: read_varied(s, span, sampled),
        zip: s.read_flag("zip").unwrap_or(false),
        filter: s.read_text("where").map(str::to_owned),
        metrics: s.read_texts("metric", MOST),
        replications,
        name,
        design,
    }
}

/// `vary`: a table of paths and what each is varied over.
fn read_varied(s: &mut Section<'_, '_>, span: Span, sampled: bool) -> Vec<(String, String)> {
    let varied = s.node("vary").and_then(Node::table).filter(|varied| !varied.is_empty());
    let Some(varied) = varied else {
        s.reader
            .error(span, "a sweep lacks `vary`")
            .help("[sweep.vary] with lines such as \"events.us-order.deadline\" = \"30 days..360 days:12\"");
        return Vec::new();
    };
    let mut found = Vec::new();
    s.reader.flatten_varied(varied, "", &mut found);
    if found.len() > MOST {
        s.reader.error(span, format!("a sweep varies at most {MOST} inputs"));
    }
    for (path, written, span) in &found {
        if let Err(Fault { message, help, .. }) = Axis::parse(path, written, sampled) {
            s.reader.error(*span, format!("`{path}`: {message}")).help_if_known(help);
        }
    }
    found.into_iter().map(|(path, written, _)| (path, written)).collect()
}

impl Reader<'_> {
    /// Paths may be quoted whole, or written as tables within tables.
    fn flatten_varied(&mut self, table: &Table, path: &str, found: &mut Vec<(String, String, Span)>) {
        for (key, entry) in table.iter() {
            let path = if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
            match &entry.node.value {
                Value::Table(inner) => self.flatten_varied(inner, &path, found),
                Value::List(nodes) => {
                    let texts: Vec<String> = nodes.iter().filter_map(|node| self.read_varied_value(node)).collect();
                    found.push((path, texts.join(", "), entry.node.span));
                }
                _ => found.extend(self.read_varied_value(&entry.node).map(|text| (path, text, entry.node.span))),
            }
        }
    }

    fn read_varied_value(&mut self, node: &Node) -> Option<String> {
        match &node.value {
            Value::Text(text) => self.check_text(node, text).map(str::to_owned),
            Value::Number(text) | Value::Date(text) => Some(text.clone()),
            _ => {
                self.error(node.span, format!("expected a range or a list, found {}", node.kind()));
                None
            }
        }
    }
}
