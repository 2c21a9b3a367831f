//! A tree of keys and values, written as TOML.

use indexmap::IndexMap;

/// Keys with the text of their values, and the tables under them.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    values: Vec<(String, String)>,
    tables: IndexMap<String, Tree>,
}

impl Tree {
    /// Sets a key, given by its path, to a value that is TOML already.
    pub(crate) fn set(&mut self, path: &str, value: impl Into<String>) {
        let (table, key) = match path.rsplit_once('.') {
            Some((tables, key)) => (self.table(tables), key),
            None => (self, path),
        };
        table.values.push((key.to_owned(), value.into()));
    }

    /// The table at a path; it takes its place among the others when it is first named.
    pub(crate) fn table(&mut self, path: &str) -> &mut Self {
        path.split('.').fold(self, |tree, name| tree.tables.entry(name.to_owned()).or_default())
    }

    /// Takes a key out of this table.
    pub(crate) fn remove(&mut self, key: &str) {
        self.values.retain(|(name, _)| name != key);
    }

    /// The tree as a document.
    pub(crate) fn render(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, "");
        out
    }

    fn write(&self, out: &mut String, path: &str) {
        if !path.is_empty() && !self.values.is_empty() {
            out.extend(["\n[", path, "]\n"]);
        }
        for (key, value) in &self.values {
            out.extend([key, " = ", value, "\n"]);
        }
        for (name, table) in &self.tables {
            let inner = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            table.write(out, &inner);
        }
    }
}

/// A text as a TOML string.
pub(crate) fn quote(text: &str) -> String {
    // JSON's escapes are TOML's; only the delete character stands bare in JSON and may not in TOML.
    serde_json::Value::from(text).to_string().replace('\u{7f}', "\\u007F")
}

/// Texts as a TOML list of strings.
pub(crate) fn list<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    format!("[{}]", texts.into_iter().map(quote).collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_survive_their_quotes() {
        let text = "a\"b\\c\n\t\u{7f}\u{1}é𝄞";
        let document = format!("a = {}", quote(text));
        let table = super::super::document::parse_unreported(&document).unwrap();
        assert!(matches!(&table.get("a").unwrap().value, super::super::node::Value::Text(read) if read == text));
    }

    #[test]
    fn values_stand_before_the_tables_under_them() {
        let mut tree = Tree::default();
        tree.set("b.c.d", "1");
        tree.set("a", "2");
        tree.set("b.e", "3");
        assert_eq!(tree.render(), "a = 2\n\n[b]\ne = 3\n\n[b.c]\nd = 1\n");
    }
}
