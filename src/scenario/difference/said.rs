//! What each of two scenarios says at a place, for people.

use super::super::checked::{Origin, Scenario};
use super::super::keys::KEYS;
use super::super::node::{Node, Table, Value};
use super::super::shape::{REMARKS, SHARED};
use super::graft::{Piece, STRATEGY, at};
use super::walk::{WORDS, alike, bare};
use super::{Item, ORDER};

/// What is said where nothing is written and nothing holds instead.
pub const ABSENT: &str = "absent";

/// One of the two scenarios.
#[derive(Debug, Clone, Copy)]
pub(super) struct Side<'p> {
    pub(super) table: &'p Table,
    pub(super) scenario: &'p Scenario,
}

/// What the two say of a piece.
pub(super) fn item(piece: &Piece, a: Side<'_>, b: Side<'_>) -> Item {
    let (path, [a, b]) = match piece {
        Piece::Path(path) => (path.as_str(), [a, b].map(|side| side.says(path))),
        Piece::Strategy => (STRATEGY[1], strategies(a, b)),
        Piece::Order => (ORDER, ["as in A", "as in B"].map(str::to_owned)),
    };
    Item { path: path.to_owned(), a, b }
}

impl Side<'_> {
    fn says(self, path: &str) -> String {
        match at(self.table, path) {
            Some(node) if path.starts_with("events.") && path.matches('.').count() == 1 => event(node),
            Some(node) => text(node),
            None => self.silent(path),
        }
    }

    /// What holds where nothing is written.
    fn silent(self, path: &str) -> String {
        if let Some(input) = self.scenario.input(path) {
            return match input.origin {
                Origin::Default => format!("{} (default)", input.written),
                _ => input.written.clone(),
            };
        }
        // A market that does not override takes what stands for all.
        let shared = path.split('.').skip(2).collect::<Vec<_>>().join(".");
        let overrides = SHARED.iter().any(|table| shared.starts_with(table));
        if let Some(input) = self.scenario.input(&shared).filter(|_| overrides) {
            return format!("{} (as {shared})", input.written);
        }
        let key = KEYS.iter().find(|key| key.path == path && !key.required && key.default != "none");
        key.map_or_else(|| ABSENT.to_owned(), |key| format!("{} (default)", key.default))
    }

    /// Key and definition of the strategy in force.
    fn strategy(self) -> (String, Option<Node>) {
        let key = self.scenario.strategy();
        let node = self.table.table(STRATEGY[0]).and_then(|table| table.get(key));
        (key.to_owned(), node.cloned())
    }
}

/// The strategies in force; what differs in them where they have one name.
fn strategies(a: Side<'_>, b: Side<'_>) -> [String; 2] {
    let ((first, ours), (second, theirs)) = (a.strategy(), b.strategy());
    let (Some(ours), Some(theirs)) = (ours.as_ref().and_then(Node::table), theirs.as_ref().and_then(Node::table))
    else {
        return [first, second];
    };
    if first != second {
        return [first, second];
    }
    let differing = |table: &Table, other: &Table| {
        let is_told = |key: &&str| !WORDS.contains(key) && !alike(table.get(key), other.get(key));
        let ours = table.iter().map(|(key, _)| key).filter(is_told);
        let theirs = other.iter().map(|(key, _)| key).filter(|key| table.get(key).is_none()).filter(is_told);
        let said = |key: &str| match table.get(key) {
            Some(node) => format!("{key} {}", text(node)),
            None => format!("{key} by default"),
        };
        ours.chain(theirs).map(said).collect::<Vec<_>>().join(", ")
    };
    [format!("{first}: {}", differing(ours, theirs)), format!("{second}: {}", differing(theirs, ours))]
}

/// Kind, date and place of an event.
fn event(node: &Node) -> String {
    let table = node.table();
    let said = |key: &str| table.and_then(|table| table.get(key)).map(text);
    let parts = [said("kind"), said("on").map(|on| format!("on {on}")), said("market").map(|at| format!("in {at}"))];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// A value as it is written; of a table with a name of its own, only that it is there.
fn text(node: &Node) -> String {
    match &bare(node).value {
        Value::Text(text) | Value::Number(text) | Value::Date(text) => text.clone(),
        Value::Flag(flag) => flag.to_string(),
        Value::List(list) => list.iter().map(text).collect::<Vec<_>>().join(", "),
        Value::Table(table) => match (table.get("csv"), table.get("column")) {
            (Some(file), Some(column)) => format!("{}: {}", text(file), text(column)),
            _ => entries(table),
        },
    }
}

/// Keys and values of a small table, remarks left out; of a large one that it is there.
fn entries(table: &Table) -> String {
    const SMALL: usize = 6;
    let meant: Vec<_> = table.iter().filter(|(key, _)| !REMARKS.contains(key) && !WORDS.contains(key)).collect();
    if meant.len() > SMALL || meant.iter().any(|(_, entry)| bare(&entry.node).table().is_some()) {
        return "present".to_owned();
    }
    meant.iter().map(|(key, entry)| format!("{key} {}", text(&entry.node))).collect::<Vec<_>>().join(", ")
}
