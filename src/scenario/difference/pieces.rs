//! Where two trees differ, remarks and titles left out.

use super::super::node::{Node, Table, Value};
use super::super::shape::{REMARKS, SHAPE, Shape};
use super::piece::{Piece, STRATEGY};

/// Last names of keys that say something to people and decide nothing.
pub(super) const WORDS: [&str; 5] = ["title", "question", "label", "name", "source"];
/// Keys on top that decide no value (how to run, and when to look), and those that stand for the strategy.
const ASIDE: [&str; 5] = ["run", "report", "record", STRATEGY[0], STRATEGY[1]];
/// Tables with chosen names that are one thing as a whole where this key of theirs differs.
const WHOLE: (&str, &str) = ("events", "kind");

/// What stands in the two trees differently: single values, named tables that only one has, and the strategies.
/// What `a` has comes first, in its order, then what only `b` has, in its own.
pub(super) fn find_pieces(a: &Table, b: &Table) -> Vec<Piece> {
    let mut found = Vec::new();
    compare_tables(&SHAPE, Some(a), Some(b), "", &mut found);
    let mut pieces: Vec<Piece> = found.into_iter().map(Piece::Path).collect();
    if STRATEGY.iter().any(|key| !is_alike(a.get(key), b.get(key))) {
        pieces.push(Piece::Strategy);
    }
    pieces
}

fn compare_tables(shape: &Shape, a: Option<&Table>, b: Option<&Table>, path: &str, found: &mut Vec<String>) {
    let keys = |table: Option<&Table>| -> Vec<String> {
        table.iter().flat_map(|table| table.iter()).map(|(key, _)| key.to_owned()).collect()
    };
    let mut names = keys(a);
    names.extend(keys(b).into_iter().filter(|key| a.is_none_or(|a| a.get(key).is_none())));
    for name in names {
        let inner = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        let (ours, theirs) = (a.and_then(|a| a.get(&name)), b.and_then(|b| b.get(&name)));
        let (child, chosen) = match shape.children.get(name.as_str()) {
            Some(child) => (Some(child), false),
            None => (shape.any.as_deref(), true),
        };
        let Some(child) = child.filter(|child| !decides_nothing(child, &inner)) else { continue };
        if chosen && (ours.is_none() || theirs.is_none()) || is_exchanged_whole(child, path, ours, theirs) {
            if !is_alike(ours, theirs) {
                found.push(inner);
            }
        } else {
            compare_tables(child, ours.and_then(Node::table), theirs.and_then(Node::table), &inner, found);
        }
    }
}

/// Whether a key decides nothing.
fn decides_nothing(shape: &Shape, path: &str) -> bool {
    let last = path.rsplit('.').next().unwrap_or_default();
    let words = WORDS.contains(&last) || REMARKS.contains(&last);
    ASIDE.contains(&path) || (words && shape.key.is_some())
}

/// Whether what stands here is exchanged as a whole.
fn is_exchanged_whole(shape: &Shape, above: &str, ours: Option<&Node>, theirs: Option<&Node>) -> bool {
    let word = |node: Option<&Node>| {
        node.and_then(Node::table).and_then(|table| table.get(WHOLE.1)).and_then(|node| match &node.value {
            Value::Text(text) => Some(text.clone()),
            _ => None,
        })
    };
    // `churn` is a value or a table of points on one curve, which are not mixed.
    !shape.is_table() || (above == WHOLE.0 && word(ours) != word(theirs))
}

/// Whether two values are spelled alike, remarks left out.
pub(super) fn is_alike(a: Option<&Node>, b: Option<&Node>) -> bool {
    match (a.map(|node| &find_value(node).value), b.map(|node| &find_value(node).value)) {
        (None, None) => true,
        // The same words may name another file in another folder.
        (Some(Value::Table(a)), _) if a.get("csv").is_some() => false,
        (Some(Value::Table(a)), Some(Value::Table(b))) => {
            let meant = |table: &Table| table.iter().filter(|(key, _)| !REMARKS.contains(key)).count();
            meant(a) == meant(b)
                && a.iter()
                    .filter(|(key, _)| !REMARKS.contains(key))
                    .all(|(key, entry)| is_alike(Some(&entry.node), b.get(key)))
        }
        (Some(Value::List(a)), Some(Value::List(b))) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_alike(Some(a), Some(b)))
        }
        (Some(a), Some(b)) => a == b,
        _ => false,
    }
}

/// The value itself where a table states it with its source.
pub(super) fn find_value(node: &Node) -> &Node {
    node.table().and_then(|table| table.get("value")).unwrap_or(node)
}
