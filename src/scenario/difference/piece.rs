//! Making one tree in one place like another.

use super::super::node::{Entry, Node, Table, Value};
use super::super::source::Sources;
use std::path::PathBuf;

/// The two keys that say what the owner does.
pub(super) const STRATEGY: [&str; 2] = ["strategies", "strategy"];

/// A part in which two trees differ, and which one can take from the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// What stands at a path of names, or that nothing does.
    Path(String),
    /// The strategy in force with its definition.
    Strategy,
    /// The order in which named tables stand.
    Order,
}

impl Piece {
    /// Makes this part of `table` what it is in `other`.
    pub(super) fn copy_into(&self, table: &mut Table, other: &Table) {
        match self {
            Self::Path(path) => replace_at(table, Some(other), path),
            Self::Strategy => STRATEGY.iter().for_each(|key| replace_at(table, Some(other), key)),
            Self::Order => table.sort_as_in(other),
        }
    }

    /// The table that this part stands in, as people see it: a market, an event, or a table on top.
    pub(super) fn name_table(&self) -> Option<String> {
        let Self::Path(path) = self else { return None };
        let mut names = path.splitn(3, '.');
        let (first, second) = (names.next()?, names.next());
        let named = matches!(first, "markets" | "events");
        Some(second.filter(|_| named).map_or_else(|| first.to_owned(), |second| format!("{first}.{second}")))
    }

    /// The data files that this part of a tree draws from.
    pub(super) fn list_files(&self, table: &Table, sources: &Sources) -> Vec<PathBuf> {
        let mut found = Vec::new();
        match self {
            Self::Path(path) => collect_files(table.find(path), sources, &mut found),
            Self::Strategy => collect_files(table.get(STRATEGY[0]), sources, &mut found),
            Self::Order => {}
        }
        found
    }
}

/// Puts what `from` has at `path` in the place of what `into` has there, and nothing in the place of something where
/// it has nothing. Tables on the way are made where they are missing, and go where they are left empty.
fn replace_at(into: &mut Table, from: Option<&Table>, path: &str) {
    let Some((name, rest)) = path.split_once('.') else {
        match from.and_then(|from| Some((from, from.entry(path)?))) {
            Some((from, entry)) => into.insert_as_in(from, path, entry.clone()),
            None => drop(into.remove(path)),
        }
        return;
    };
    let theirs = from.and_then(|from| from.entry(name)).filter(|entry| entry.node.table().is_some());
    if let (None, Some(entry), Some(from)) = (into.table(name), theirs, from) {
        let node = Node { span: entry.node.span, value: Value::Table(Table::default()) };
        into.insert_as_in(from, name, Entry { key: entry.key, node });
    }
    let Some(inner) = into.table_mut(name) else { return };
    replace_at(inner, theirs.and_then(|entry| entry.node.table()), rest);
    if inner.is_empty() && theirs.is_none() {
        into.remove(name);
    }
}

fn collect_files(node: Option<&Node>, sources: &Sources, found: &mut Vec<PathBuf>) {
    let Some(table) = node.and_then(Node::table) else { return };
    if let Some(Node { value: Value::Text(written), span }) = table.get("csv") {
        found.extend(sources.get(span.source).folder.as_ref().map(|folder| folder.join(written)));
    }
    table.iter().for_each(|(_, entry)| collect_files(Some(&entry.node), sources, found));
}
