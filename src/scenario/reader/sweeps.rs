//! `[[sweep]]`: parameter sweeps that are kept with the scenario.

use super::super::diagnostics::suggestion;
use super::super::node::{Node, Table, Value};
use super::super::source::Span;
use super::super::sweep::{Axis, SweepRequest};
use super::state::Reader;
use crate::quantity::Fault;

/// Most sweeps of one file, and most inputs of one sweep.
const MOST: usize = 64;
const KEYS: [&str; 7] = ["name", "vary", "zip", "design", "where", "metric", "replications"];

impl Reader<'_> {
    pub(super) fn sweeps(&mut self) -> Vec<SweepRequest> {
        let document = self.document;
        let Some(node) = document.table.get("sweep") else { return Vec::new() };
        let Value::List(entries) = &node.value else {
            self.error(node.span, format!("expected [[sweep]] tables, found {}", node.kind()));
            return Vec::new();
        };
        if entries.len() > MOST {
            self.error(node.span, format!("more than {MOST} sweeps"));
        }
        let mut found: Vec<SweepRequest> = Vec::new();
        for entry in entries.iter().take(MOST) {
            let Some(table) = entry.table() else {
                self.error(entry.span, format!("expected a table, found {}", entry.kind()))
                    .help("write [[sweep]] with `vary` under it");
                continue;
            };
            let sweep = self.sweep(table, entry.span);
            if found.iter().any(|other| other.name == sweep.name) {
                self.error(entry.span, format!("two sweeps are called `{}`", sweep.name))
                    .help("give each a `name` of its own");
            }
            found.push(sweep);
        }
        found
    }

    fn sweep(&mut self, table: &Table, span: Span) -> SweepRequest {
        for (key, entry) in table.iter().filter(|(key, _)| !KEYS.contains(key)) {
            self.error(entry.key, format!("unknown key `{key}` in `sweep`")).maybe_help(suggestion(key, KEYS));
        }
        let text = |reader: &mut Self, key| table.get(key).and_then(|node| reader.sweep_text(node));
        let name = text(self, "name").unwrap_or_else(|| "sweep".to_owned());
        if !name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') || name.is_empty() {
            let at = table.get("name").map_or(span, |node| node.span);
            self.error(at, "the name of a sweep is lower-case letters, digits and hyphens");
        }
        let design = text(self, "design");
        let sampled = design.as_deref().is_some_and(|design| design != "grid");
        SweepRequest {
            vary: self.varied(table, span, sampled),
            zip: self.sweep_flag(table, "zip"),
            filter: text(self, "where"),
            metrics: self.metrics(table),
            replications: self.sweep_replications(table),
            name,
            design,
        }
    }

    /// `vary`: a table of paths and what each is varied over.
    fn varied(&mut self, table: &Table, span: Span, sampled: bool) -> Vec<(String, String)> {
        let Some(varied) = table.table("vary").filter(|varied| !varied.is_empty()) else {
            self.error(span, "a sweep lacks `vary`")
                .help("[sweep.vary] with lines such as \"events.us-order.deadline\" = \"30 days..360 days:12\"");
            return Vec::new();
        };
        let mut found = Vec::new();
        self.flatten(varied, "", &mut found);
        if found.len() > MOST {
            self.error(span, format!("a sweep varies at most {MOST} inputs"));
        }
        for (path, written, span) in &found {
            if let Err(Fault { message, help, .. }) = Axis::parse(path, written, sampled) {
                self.error(*span, format!("`{path}`: {message}")).maybe_help(help);
            }
        }
        found.into_iter().map(|(path, written, _)| (path, written)).collect()
    }

    /// Paths may be quoted whole, or written as tables within tables.
    fn flatten(&mut self, table: &Table, path: &str, found: &mut Vec<(String, String, Span)>) {
        for (key, entry) in table.iter() {
            let path = if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
            match &entry.node.value {
                Value::Table(inner) => self.flatten(inner, &path, found),
                Value::Text(text) | Value::Number(text) => found.push((path, text.clone(), entry.node.span)),
                Value::List(nodes) => {
                    let texts: Vec<String> = nodes.iter().filter_map(|node| self.sweep_text(node)).collect();
                    found.push((path, texts.join(", "), entry.node.span));
                }
                _ => {
                    self.error(entry.node.span, format!("expected a range or a list, found {}", entry.node.kind()));
                }
            }
        }
    }

    fn sweep_text(&mut self, node: &Node) -> Option<String> {
        match &node.value {
            Value::Text(text) => self.shown(node, text).map(str::to_owned),
            Value::Number(text) | Value::Date(text) => Some(text.clone()),
            _ => {
                self.error(node.span, format!("expected a string, found {}", node.kind()));
                None
            }
        }
    }

    fn sweep_flag(&mut self, table: &Table, key: &str) -> bool {
        match table.get(key).map(|node| (node.span, &node.value)) {
            Some((_, Value::Flag(flag))) => *flag,
            Some((span, _)) => {
                self.error(span, "expected true or false");
                false
            }
            None => false,
        }
    }

    /// `metric`: one path or a list of them.
    fn metrics(&mut self, table: &Table) -> Vec<String> {
        match table.get("metric") {
            Some(Node { value: Value::List(nodes), .. }) => {
                nodes.iter().take(MOST).filter_map(|node| self.sweep_text(node)).collect()
            }
            Some(node) => self.sweep_text(node).into_iter().collect(),
            None => Vec::new(),
        }
    }

    fn sweep_replications(&mut self, table: &Table) -> Option<u64> {
        let node = table.get("replications")?;
        let parsed = match &node.value {
            Value::Number(text) => text.parse().ok().filter(|n| (1..=1_000_000_000).contains(n)),
            _ => None,
        };
        if parsed.is_none() {
            self.error(node.span, "replications are a whole number from 1 to 1000000000");
        }
        parsed
    }
}
