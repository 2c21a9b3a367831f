//! The format as a tree, made from its two tables: which keys may stand where.

use super::fields::Field;
use super::inputs::{fields, keys};
use super::keys::Key;
use indexmap::IndexMap;
use std::sync::LazyLock;

/// Keys of a table that states one quantity.
pub(crate) const QUANTITY_KEYS: [&str; 8] = ["value", "csv", "prior", "column", "source", "note", "confidence", "draw"];
/// Keys that say where a quantity comes from.
pub(crate) const REMARKS: [&str; 3] = ["source", "note", "confidence"];
/// Tables that stand once for all markets and may be overridden by each.
pub(crate) const SHARED: [&str; 2] = ["policy", "response"];

/// What may stand at one place.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shape {
    /// The quantity that may stand here.
    pub(crate) field: Option<&'static Field>,
    /// The other value that may stand here.
    pub(crate) key: Option<&'static Key>,
    /// The keys of a table here.
    pub(crate) children: IndexMap<&'static str, Shape>,
    /// What stands under a chosen name.
    pub(crate) any: Option<Box<Shape>>,
}

impl Shape {
    fn at(&mut self, path: &'static str) -> &mut Self {
        path.split('.').fold(self, |shape, name| match name {
            "*" => shape.any.get_or_insert_default(),
            name => shape.children.entry(name).or_default(),
        })
    }

    /// Whether only a table may stand here.
    pub(crate) fn is_table(&self) -> bool {
        self.field.is_none() && self.key.is_none()
    }
}

/// The whole format.
pub(crate) static SHAPE: LazyLock<Shape> = LazyLock::new(|| {
    let mut root = Shape::default();
    for key in keys() {
        root.at(key.path).key = Some(key);
    }
    for field in fields() {
        root.at(field.path).field = Some(field);
    }
    for name in SHARED {
        let shared = root.at(name).clone();
        root.at("markets.*").children.insert(name, shared);
    }
    root
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_holds_both_tables_and_the_overrides() {
        let market = SHAPE.children["markets"].any.as_ref().unwrap();
        assert_eq!(market.children["arpu"].field.unwrap().path, "markets.*.arpu");
        assert_eq!(market.children["name"].key.unwrap().path, "markets.*.name");
        let review = &market.children["policy"].children["review"];
        assert_eq!(review.children["rate"].field.unwrap().path, "policy.review.rate");
        assert!(review.is_table());
    }

    #[test]
    fn no_path_stands_in_both_tables_or_twice() {
        let mut paths: Vec<_> = fields().map(|f| f.path).chain(keys().map(|k| k.path)).collect();
        let all = paths.len();
        paths.sort_unstable();
        paths.dedup();
        assert_eq!(paths.len(), all);
    }
}
