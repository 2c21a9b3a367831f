//! What each of two scenarios holds at a place, for people.

use super::super::checked::Scenario;
use super::super::inputs::keys;
use super::super::node::{Node, Table, Value};
use super::super::quantities::Origin;
use super::super::shape::{REMARKS, SHARED};
use super::piece::{Piece, STRATEGY};
use super::pieces::{WORDS, find_value, is_alike};
use super::{Item, ORDER};

/// What stands for a place where nothing is written and nothing holds instead.
pub const ABSENT: &str = "absent";

/// One of the two scenarios.
#[derive(Debug, Clone, Copy)]
pub(super) struct Side<'p> {
    pub(super) table: &'p Table,
    pub(super) scenario: &'p Scenario,
}

/// What the two hold where a piece stands.
pub(super) fn describe_piece(piece: &Piece, a: Side<'_>, b: Side<'_>) -> Item {
    let (path, [a, b]) = match piece {
        Piece::Path(path) => (path.as_str(), [a, b].map(|side| side.describe(path))),
        Piece::Strategy => (STRATEGY[1], describe_strategies(a, b)),
        Piece::Order => (ORDER, ["as in A", "as in B"].map(str::to_owned)),
    };
    Item { path: path.to_owned(), a, b }
}

impl Side<'_> {
    fn describe(self, path: &str) -> String {
        match self.table.find(path) {
            Some(node) if path.starts_with("events.") && path.matches('.').count() == 1 => describe_event(node),
            Some(node) => format_node(node),
            None => self.describe_default(path),
        }
    }

    /// What holds where nothing is written.
    fn describe_default(self, path: &str) -> String {
        if let Some(input) = self.scenario.input(path) {
            return match input.origin {
                Origin::Default | Origin::Atlas(_) | Origin::Category(_) => {
                    format!("{} ({})", input.written, input.origin)
                }
                _ => input.written.clone(),
            };
        }
        // A market that does not override takes what stands for all.
        let shared = path.split('.').skip(2).collect::<Vec<_>>().join(".");
        let overrides = SHARED.iter().any(|table| shared.starts_with(table));
        if let Some(input) = self.scenario.input(&shared).filter(|_| overrides) {
            return format!("{} (as {shared})", input.written);
        }
        let key = keys().find(|key| key.path == path && !key.required && key.default != "none");
        key.map_or_else(|| ABSENT.to_owned(), |key| format!("{} (default)", key.default))
    }

    /// Key and definition of the strategy in force.
    fn find_strategy(self) -> (String, Option<Node>) {
        let key = self.scenario.strategy();
        let node = self.table.table(STRATEGY[0]).and_then(|table| table.get(key));
        (key.to_owned(), node.cloned())
    }
}

/// The strategies in force; what differs in them where they have one name.
fn describe_strategies(a: Side<'_>, b: Side<'_>) -> [String; 2] {
    let ((first, ours), (second, theirs)) = (a.find_strategy(), b.find_strategy());
    let (Some(ours), Some(theirs)) = (ours.as_ref().and_then(Node::table), theirs.as_ref().and_then(Node::table))
    else {
        return [first, second];
    };
    if first != second {
        return [first, second];
    }
    let differing = |table: &Table, other: &Table| {
        let is_different = |key: &&str| !WORDS.contains(key) && !is_alike(table.get(key), other.get(key));
        let ours = table.iter().map(|(key, _)| key).filter(is_different);
        let theirs = other.iter().map(|(key, _)| key).filter(|key| table.get(key).is_none()).filter(is_different);
        let describe = |key: &str| match table.get(key) {
            Some(node) => format!("{key} {}", format_node(node)),
            None => format!("{key} by default"),
        };
        ours.chain(theirs).map(describe).collect::<Vec<_>>().join(", ")
    };
    [format!("{first}: {}", differing(ours, theirs)), format!("{second}: {}", differing(theirs, ours))]
}

/// Kind, date and place of an event.
fn describe_event(node: &Node) -> String {
    let table = node.table();
    let describe = |key: &str| table.and_then(|table| table.get(key)).map(format_node);
    let parts = [
        describe("kind"),
        describe("on").map(|on| format!("on {on}")),
        describe("market").map(|at| format!("in {at}")),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// A value as it is written; of a table with a name of its own, only that it is there.
fn format_node(node: &Node) -> String {
    match &find_value(node).value {
        Value::Text(text) | Value::Number(text) | Value::Date(text) => text.clone(),
        Value::Flag(flag) => flag.to_string(),
        Value::List(list) => list.iter().map(format_node).collect::<Vec<_>>().join(", "),
        Value::Table(table) => match (table.get("csv"), table.get("column")) {
            (Some(file), Some(column)) => format!("{}: {}", format_node(file), format_node(column)),
            _ => format_entries(table),
        },
    }
}

/// Keys and values of a small table, remarks left out; of a large one that it is there.
fn format_entries(table: &Table) -> String {
    const SMALL: usize = 6;
    let meant: Vec<_> = table.iter().filter(|(key, _)| !REMARKS.contains(key) && !WORDS.contains(key)).collect();
    if meant.len() > SMALL || meant.iter().any(|(_, entry)| find_value(&entry.node).table().is_some()) {
        return "present".to_owned();
    }
    meant.iter().map(|(key, entry)| format!("{key} {}", format_node(&entry.node))).collect::<Vec<_>>().join(", ")
}
