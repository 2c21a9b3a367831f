//! A scenario as written: a tree of values, each with its place.

use super::source::Span;
use indexmap::IndexMap;
use jiff::civil::Date;

/// A value and its place.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    pub(crate) span: Span,
    pub(crate) value: Value,
}

/// What may be written.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Text(String),
    /// A number as its decimal text.
    Number(String),
    Flag(bool),
    /// A date or time as its text.
    Date(String),
    List(Vec<Node>),
    Table(Table),
}

/// Keys and values in the order written.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Table {
    entries: IndexMap<String, Entry>,
}

/// A key with its place, and its value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entry {
    pub(crate) key: Span,
    pub(crate) node: Node,
}

impl Node {
    /// The table it is, if it is one.
    pub(crate) fn table(&self) -> Option<&Table> {
        match &self.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    /// Whether it is a date with a time of day after it, which no key takes.
    pub(crate) fn has_time_of_day(&self) -> bool {
        let (Value::Text(text) | Value::Date(text)) = &self.value else { return false };
        let time = text.get(10..).and_then(|rest| rest.strip_prefix(['T', 't', ' ']));
        let is_date = text.get(..10).is_some_and(|date| date.parse::<Date>().is_ok());
        is_date && time.is_some_and(|time| time.starts_with(|c: char| c.is_ascii_digit()))
    }

    /// What it is, with its article.
    pub(crate) fn kind(&self) -> &'static str {
        match self.value {
            Value::Text(_) => "a string",
            Value::Number(_) => "a number",
            Value::Flag(_) => "true or false",
            Value::Date(_) if self.has_time_of_day() => "a date and a time",
            Value::Date(_) => "a date",
            Value::List(_) => "a list",
            Value::Table(_) => "a table",
        }
    }
}

impl Table {
    /// The value of a key.
    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        self.entries.get(key).map(|entry| &entry.node)
    }

    /// The value at a path of keys.
    pub(crate) fn find(&self, path: &str) -> Option<&Node> {
        match path.split_once('.') {
            Some((key, rest)) => self.table(key)?.find(rest),
            None => self.get(path),
        }
    }

    /// The table under a key, if there is one.
    pub(crate) fn table(&self, key: &str) -> Option<&Table> {
        self.get(key).and_then(Node::table)
    }

    /// The table under a key, to change.
    pub(crate) fn table_mut(&mut self, key: &str) -> Option<&mut Table> {
        match self.entries.get_mut(key).map(|entry| &mut entry.node.value) {
            Some(Value::Table(table)) => Some(table),
            _ => None,
        }
    }

    /// A key and its value.
    pub(crate) fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.get(key)
    }

    /// Keys and entries in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &Entry)> {
        self.entries.iter().map(|(key, entry)| (key.as_str(), entry))
    }

    /// Adds a key; one that is there already is replaced in its position.
    pub(crate) fn insert(&mut self, key: String, entry: Entry) {
        self.entries.insert(key, entry);
    }

    /// Adds a key where it stands in `order`: behind the nearest key before it there that is here too. A key that
    /// is here already is replaced in its position.
    pub(crate) fn insert_as_in(&mut self, order: &Table, key: &str, entry: Entry) {
        if let Some(ours) = self.entries.get_mut(key) {
            *ours = entry;
            return;
        }
        let place = order.entries.get_index_of(key).unwrap_or(order.entries.len());
        let known = |other: &String| self.entries.get_index_of(other);
        let before = order.entries.keys().take(place).rev().find_map(known).map(|at| at + 1);
        let behind = || order.entries.keys().skip(place).find_map(known);
        let at = before.or_else(behind).unwrap_or(self.entries.len());
        self.entries.shift_insert(at, key.to_owned(), entry);
    }

    /// Puts the keys that `order` holds too into its order, in this table and in those under it.
    pub(crate) fn sort_as_in(&mut self, order: &Table) {
        let known = |key: &String| order.entries.get_index_of(key);
        let mut places: Vec<usize> = self.entries.keys().filter_map(known).collect();
        if !places.is_sorted() {
            places.sort_unstable();
            // The keys that both have take each other's places; those that only one has stay.
            let mut sorted = places.into_iter();
            let keys: Vec<String> = self.entries.keys().cloned().collect();
            let next = |key: String| match known(&key) {
                Some(_) => {
                    sorted.next().and_then(|place| order.entries.get_index(place)).map_or(key, |(k, _)| k.clone())
                }
                None => key,
            };
            let keys: Vec<String> = keys.into_iter().map(next).collect();
            self.entries = keys.into_iter().filter_map(|key| self.entries.swap_remove_entry(&key)).collect();
        }
        for (key, entry) in &mut self.entries {
            if let (Value::Table(ours), Some(theirs)) = (&mut entry.node.value, order.table(key)) {
                ours.sort_as_in(theirs);
            }
        }
    }

    /// Whether it holds no key.
    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Takes a key out; the order of the others stays.
    pub(crate) fn remove(&mut self, key: &str) -> Option<Entry> {
        self.entries.shift_remove(key)
    }

    /// Whether it states one quantity, as `{ value = … }` or `{ csv = … }` do.
    pub(crate) fn is_quantity(&self) -> bool {
        ["value", "csv", "prior"].iter().any(|key| self.get(key).is_some_and(|node| node.table().is_none()))
    }

    /// Lays `child` over this table, key by key; the child wins and its new keys come last.
    ///
    /// A table that states a quantity is replaced whole, so that a new value never keeps an old
    /// source; the child may add a `source`, `note` or `confidence` to it.
    pub(crate) fn merge(&mut self, child: Table) {
        for (key, over) in child.entries {
            let under = self.entries.get_mut(&key).map(|entry| (&mut entry.key, &mut entry.node.value));
            match (under, over.node.value) {
                (Some((at, Value::Table(ours))), Value::Table(theirs)) if mixes(ours, &theirs) => {
                    *at = over.key;
                    ours.merge(theirs);
                }
                (_, value) => {
                    self.entries.insert(key, Entry { key: over.key, node: Node { span: over.node.span, value } });
                }
            }
        }
    }
}

fn mixes(parent: &Table, child: &Table) -> bool {
    let remarks = |table: &Table| table.entries.keys().all(|k| ["source", "note", "confidence"].contains(&k.as_str()));
    !child.is_quantity() && (!parent.is_quantity() || remarks(child))
}
